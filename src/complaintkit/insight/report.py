"""Report: one period counted beside the one before, as data, as JSON, as a page to mail. S2.7, S0.14"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from importlib.util import find_spec
from typing import Any

import attrs

from complaintkit.insight.figure import Figures, Section, Waiting
from complaintkit.insight.incidents import IncidentsOfGrade
from complaintkit.insight.member import MemberFigures
from complaintkit.insight.score import Change, Scored, changes
from complaintkit.insight.task_counts import Beside
from complaintkit.model.money import Money
from complaintkit.model.period import Period
from complaintkit.model.phrase import Phrase


def can_draw() -> bool:
    """Tell if what draws plots is installed: `complaintkit[report]`."""
    return find_spec("matplotlib") is not None


@attrs.frozen(kw_only=True)
class Report:
    """A period, counted and compared with the one before; no person in it but staff, and none for writing down much (R13).

    `units` are those counted, where not all are; `sections` what plugins add. `cases` are the numbers of the cases, and of
    tasks, behind each figure of the period, as far as the reader may see them (`kind/complaint`, `breached/assessment`); `times`
    says how often, of those that count more than once in one: two handovers, two issues decided alike;
    `waiting` is what is owed on open cases at the moment `made_at`, and `warning` what has to be said first of that moment: that no
    worker is there, or the clock is wrong (R18); `standing` are the scores of standing surveys,
    `standing_before` those of the period before; `incidents` are by grade; `beside` is what was to be done beside the cases;
    `members` those who joined, left and are there. All else, made
    again, it says the same of a period that has ended, but for what was learnt of its cases since; a person's erasure changes
    nothing, for the ledgers that it counts hold no person.

    >>> from complaintkit import Period
    >>> from complaintkit.insight import Figures
    >>> month = Period.month(2026, 11, zone="Asia/Shanghai")
    >>> report = Report(period=month, figures=Figures(cases=3), before=Figures(cases=5))
    >>> report.as_data()["figures"]["cases"], report.as_data()["before"]["cases"]
    (3, 5)
    """

    period: Period
    figures: Figures
    against: Period | None = None
    before: Figures = attrs.field(factory=Figures)
    unit: str | None = None
    units: tuple[str, ...] | None = None
    titles: Mapping[str, str] = attrs.field(factory=dict)
    sections: tuple[Section, ...] = ()
    cases: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict, repr=False)
    times: Mapping[str, Mapping[str, int]] = attrs.field(factory=dict, repr=False)
    waiting: tuple[Waiting, ...] = ()
    made_at: datetime | None = None
    standing: tuple[Scored, ...] = ()
    standing_before: tuple[Scored, ...] = ()
    beside: tuple[Beside, ...] = ()
    incidents: tuple[IncidentsOfGrade, ...] = ()
    members: MemberFigures | None = None
    warning: Phrase | None = None

    @property
    def changes(self) -> Mapping[str, Change]:
        """How the means of standing surveys changed, by question: `standing/market`. S2.7"""
        return changes(self.standing, self.standing_before)

    def as_data(self) -> dict[str, object]:
        """Return plain values for JSON: money `"20.00 CNY"`, shares of 1 and scores as numbers, durations in minutes."""
        return {
            "period": _period(self.period),
            "unit": self.unit,
            "units": list(self.units) if self.units is not None else None,
            "figures": _plain(self.figures),
            "against": _period(self.against) if self.against else None,
            "sections": _plain(self.sections),
            "cases": _plain(self.cases),
            "times": _plain(self.times),
            "waiting": _plain(self.waiting),
            "made_at": _plain(self.made_at),
            "warning": None if self.warning is None else str(self.warning),
            "beside": _plain(self.beside),
            "incidents": _plain(self.incidents),
            "members": _plain(self.members),
            "standing": _plain(self.standing),
            "standing_before": _plain(self.standing_before),
            "changes": _plain(self.changes),
            "before": _plain(self.before) if self.against or self.before.cases else None,
        }

    def to_json(self) -> str:
        """Return one JSON document."""
        return json.dumps(self.as_data(), ensure_ascii=False, indent=2)

    def to_html(self, language: str = "en", *, plots: bool = False) -> str:
        """Return one page, to be mailed, read or printed; Chinese where `language` is. Each number leads to its cases.

        It runs nothing and fetches nothing. `plots` adds pictures, which some mail programs leave out; the tables say the
        same.

        Raises:
            ConfigurationError: plots are asked for, and `complaintkit[report]` is not installed.
        """
        from complaintkit.insight._page import page

        return page(self, language, plots=plots)


def _period(period: Period) -> dict[str, object]:
    return {"label": period.label, "start": _plain(period.start), "end": _plain(period.end)}


def _plain(value: object) -> object:
    match value:
        case Money():
            return str(value)
        case Decimal():
            return float(value)
        case timedelta():
            return round(value / timedelta(minutes=1), 1)
        case Mapping():
            return {str(key): _plain(one) for key, one in value.items()}
        case tuple():
            return [_plain(one) for one in value]
        case datetime():
            return value.isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
    kind: Any = type(value)
    if attrs.has(kind):
        return {field.name: _plain(getattr(value, field.name)) for field in attrs.fields(kind)}
    return value
