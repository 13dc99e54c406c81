"""Public holidays by year, from the library `holidays`: names, make-up working days, and how far it knows.

China's holidays follow a notice that the State Council publishes every autumn. Past the last one that the library
knows, it computes the statutory days and is silent about make-up days 调休. Nothing in it says where that begins; a
year without a single make-up day does, for every notice since 2001 has some.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import attrs

from complaintkit.model.did_you_mean import closest, nearest
from complaintkit.model.due import Label
from complaintkit.model.phrase import phrase
from complaintkit.model.wire import Unfit

if TYPE_CHECKING:
    from holidays import HolidayBase

BY_NOTICE = frozenset({"CN"})
"""Countries where each year's days are only known from that year's notice."""
OURS = ("CN", "GB-ENG", "GB-NIR", "GB-SCT", "GB-WLS")
"""Codes known without loading the library, which takes half a second."""
_ONE = timedelta(days=1)
_NAMED_DATE = re.compile(r"(\d\d)/(\d\d)/(\d{4})")


@attrs.frozen
class HolidayYear:
    """Days off and make-up working days of one country in one calendar year; without these no notice of it is known."""

    off: Mapping[date, Label]
    working: frozenset[date]
    estimated: frozenset[date]


@cache
def data_version() -> str:
    """Name the data that the days come from, as digests and explanations do.

    >>> data_version().startswith("holidays ")
    True
    """
    from importlib.metadata import version

    return f"holidays {version('holidays')}"


def read_country(code: object) -> str:
    """Read a code such as "CN" or "GB-ENG".

    Raises:
        InvalidInput: not known; says which one is near.
    """
    if code in OURS:
        return str(code)
    if not isinstance(code, str) or not code.isascii():
        raise Unfit(code, phrase("is no country"), phrase('Give a code such as "CN" or "GB-ENG".'))
    from holidays import list_supported_countries

    supported = list_supported_countries(include_aliases=False)
    country, dash, division = code.partition("-")
    if country not in supported:
        raise Unfit(code, phrase("is no country"), _nearest_country(country, supported))
    if dash and division not in supported[country]:
        known = [f"{country}-{one}" for one in supported[country]]
        raise Unfit(code, phrase("is no country"), nearest(code.upper(), known))
    return code


def _nearest_country(code: str, supported: Iterable[str]) -> str:
    """Suggest a country. The library knows "CHN" and "UK" by other names, and nothing but its country behind them."""
    from holidays import country_holidays, list_supported_countries

    if code.upper() in list_supported_countries():
        return phrase("Did you mean {country!r}?", country=country_holidays(code.upper()).country)
    near = closest(code.upper(), (*OURS, *supported))
    return (
        phrase("Did you mean {country!r}?", country=near) if near else phrase('Give a code such as "CN" or "GB-ENG".')
    )


@lru_cache(maxsize=512)
def holiday_year(code: str, year: int) -> HolidayYear:
    """Return the public holidays of `year`. The first call loads the library; a year costs milliseconds once, then nothing."""
    english, chinese = (library_days(code, year, language) for language in ("en_US", "zh_CN"))
    days = {day: Label(en=_iso_dates(name), zh=chinese.get(day, name)) for day, name in sorted(english.items())}
    working = {day for day in english.weekend_workdays if day.year == year}
    if code in BY_NOTICE:
        days |= _bridged(days, english.weekend_workdays)
    return HolidayYear(
        off={day: name for day, name in days.items() if day.year == year},
        working=frozenset(working),
        estimated=frozenset(day for day, name in english.items() if "estimated)" in name),
    )


def library_days(code: str, year: int, language: str) -> HolidayBase:
    """Load three years: a notice reaches back into December, and a holiday across New Year is one holiday."""
    from holidays import country_holidays

    country, _, division = code.partition("-")
    years = (year - 1, year, year + 1)
    return country_holidays(country, subdiv=division or None, years=years, expand=False, language=language)


def _iso_dates(name: str) -> str:
    """Rewrite the library's 09/29/2024, which every second reader takes for something else."""
    return _NAMED_DATE.sub(r"\3-\1-\2", name)


def _bridged(days: Mapping[date, Label], working: set[date]) -> dict[date, Label]:
    """Return the weekends inside a holiday of several days: the notice has them off, the library leaves them to the weekend.

    A lone holiday beside a weekend leaves the weekend what it is.
    """
    found: dict[date, Label] = {}
    run: list[date] = []
    for day in _from_first_to_last(days):
        if day not in working and (day in days or day.weekday() > 4):
            run.append(day)
            continue
        if sum(one in days for one in run) > 1:
            found |= {one: _name_of_bridge(one, run, days) for one in run if one not in days}
        run = []
    return found


def _name_of_bridge(day: date, run: list[date], days: Mapping[date, Label]) -> Label:
    """Name a weekend inside a holiday by the feast before it in the run, else by the first."""
    named = [one for one in run if one in days]
    before = [one for one in named if one < day and _SUBSTITUTED not in days[one].en]
    return days[before[-1] if before else named[0]]


_SUBSTITUTED = "substituted"


def _from_first_to_last(days: Mapping[date, Label]) -> list[date]:
    if not days:
        return []
    first, last = min(days), max(days)
    return [first + step * _ONE for step in range((last - first).days + 1)]
