"""The figures at the top of a report's page: what a manager reads first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import attrs

from complaintkit.insight import figure as f
from complaintkit.insight._words import word_in
from complaintkit.insight.table import FEW, percent, sums, tell

if TYPE_CHECKING:
    from decimal import Decimal

    from complaintkit.insight.report import Report


@attrs.frozen
class Tile:
    """A figure, its name, and what it is to be read beside."""

    name: str
    value: str
    beside: str


def tiles(report: Report, language: str) -> Iterator[Tile]:
    """Yield received, timeliness, satisfaction, and what was given in each currency."""
    now, then = report.figures, report.before
    yield Tile(word_in("cases", language), str(now.cases), _before(str(then.cases), language))
    yield Tile(word_in("timely", language), percent(_timely(now)), _before(percent(_timely(then)), language))
    content = now.satisfaction.content
    few = FEW if content.total and content.few else ""
    interval = f"{word_in('interval', language)} {tell(content)}" if content.total else ""
    yield Tile(word_in("content", language), f"{percent(content.share)}{few}", interval)
    before = sums(then.given)
    for currency, (_, _, value) in sums(now.given).items():
        was = before[currency][2] if currency in before else None
        yield Tile(word_in("given", language), tell(value, language), _before(tell(was, language), language))


def _before(text: str, language: str) -> str:
    return f"{word_in('before', language)} {text}"


def _timely(figures: f.Figures) -> Decimal | None:
    """Return the share of all deadlines decided that were met in time."""
    met, breached = (sum(getattr(one, what) for one in figures.deadlines) for what in ("met", "breached"))
    return f.share_of(met, met + breached)
