"""Figures of how somebody, or a unit, worked on cases in a period: deadlines, handovers, rounds, satisfaction, praise. S4.5, R13

How many complaints somebody took in, or had about them, is not among them, and can't be found out from them. R13
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import attrs

from complaintkit.decision.replay import LedgerEntry
from complaintkit.model import events as e
from complaintkit.model.vocabulary import Kind

FEW: Final = 5
"""With fewer answers or deadlines than that a figure says little, and is marked."""

READS: Final = frozenset(
    kind.name
    for kind in (
        e.Received,
        e.Corrected,
        e.Completed,
        e.Reclassified,
        e.Linked,
        e.OwnerChanged,
        e.DeadlineStarted,
        e.DeadlineBreached,
        e.DeadlineMet,
        e.HandoverDeclined,
        e.Settled,
        e.Resolved,
        e.AnswerRecorded,
        e.NewCycle,
        e.SurveyAnswered,
        e.FollowUpRecorded,
    )
)
"""Names of the events that are counted, or needed for it."""


@attrs.frozen(kw_only=True)
class WorkFigures:
    """How somebody, or a unit, worked in a period; nothing of how much was complained about. R13

    `met` and `breached` are deadlines of cases that were theirs then; `reopened` rounds that began after they had ended the
    case; `satisfied` of `asked` are customers who said so of a case that they had ended.

    >>> figures = WorkFigures(met=19, breached=1, asked=3, satisfied=2)
    >>> figures.on_time, figures.lines()[-2:]
    (95, ('satisfied 2 of 3 few', 'praise 0'))
    """

    met: int = 0
    breached: int = 0
    declined: int = 0
    reopened: int = 0
    asked: int = 0
    satisfied: int = 0
    praise: int = 0

    @property
    def on_time(self) -> int | None:
        """The deadlines kept, of a hundred; None where there was none."""
        decided = self.met + self.breached
        return round(100 * self.met / decided) if decided else None

    def lines(self) -> tuple[str, ...]:
        """Return them as an assessment keeps them; `few` marks what fewer than five stand behind."""
        decided = self.met + self.breached
        return (
            f"on-time {self.met} of {decided}{_few(decided)}",
            f"declined {self.declined}",
            f"reopened {self.reopened}",
            f"satisfied {self.satisfied} of {self.asked}{_few(self.asked)}",
            f"praise {self.praise}",
        )


def _few(count: int) -> str:
    return " few" if count < FEW else ""


@attrs.define
class Workload:
    """Counts, case by case, how people and units worked from `start` until `end`."""

    start: datetime
    end: datetime
    _of_staff: defaultdict[str, Counter[str]] = attrs.field(factory=lambda: defaultdict(Counter), init=False)
    _of_unit: defaultdict[str, Counter[str]] = attrs.field(factory=lambda: defaultdict(Counter), init=False)

    def add(self, lines: Sequence[LedgerEntry]) -> None:
        """Add one case by its ledger; one that another goes on for says nothing of its own. R14"""
        first = lines[0].event if lines else None
        if not isinstance(first, e.Received):
            return
        walk = _Walk(
            receiver=first.first_receiver, unit=first.unit, praise=first.kind is Kind.PRAISE, praised=first.about_staff
        )
        for line in lines:
            walk.take(line)
        if walk.duplicate:
            return
        if walk.praise and walk.praised:
            walk.found.append((first.received_at, walk.praised, "praise"))
        for at, staff, what in walk.found:
            if self.start <= at < self.end:
                self._of_unit[walk.unit][what] += 1
                self._of_staff[staff][what] += 1

    def of_staff(self, staff: str) -> WorkFigures:
        """Return somebody's figures."""
        return _figures(self._of_staff.get(staff, {}))

    def of_unit(self, unit: str) -> WorkFigures:
        """Return a unit's figures."""
        return _figures(self._of_unit.get(unit, {}))


def _figures(counts: Mapping[str, int]) -> WorkFigures:
    return WorkFigures(**{field.name: counts.get(field.name, 0) for field in attrs.fields(WorkFigures)})


@attrs.define
class _Walk:
    """One case, line by line: whose it was when, who ended it, and what is found of whom."""

    receiver: str
    unit: str
    praise: bool
    praised: str | None
    duplicate: bool = False
    ended_by: str | None = None
    owners: list[tuple[datetime, str]] = attrs.field(factory=list)
    own: set[str] = attrs.field(factory=set)  # deadlines of the case itself, not of a handover, an approval, a question
    found: list[tuple[datetime, str, str]] = attrs.field(factory=list)

    def take(self, line: LedgerEntry) -> None:
        """Take one line."""
        match line.event:
            case e.OwnerChanged(owner=owner):
                self.owners.append((line.at, owner))
            case e.Corrected() | e.Completed() as event:
                self.unit = getattr(event, "unit", None) or self.unit
            case e.Reclassified(kind=kind):
                self.praise = kind is Kind.PRAISE
            case e.Linked(relation="duplicate"):
                self.duplicate = True
            case e.Settled() | e.Resolved() | e.AnswerRecorded(resolves=True):
                self.ended_by = self.owner_at(line.at)
            case _:
                self._judge(line)

    def _judge(self, line: LedgerEntry) -> None:
        match line.event:
            case e.DeadlineStarted(deadline=id_, for_=None):
                self.own.add(id_)
            case e.DeadlineMet(deadline=id_) if id_ in self.own:
                self.own.discard(id_)
                self._find(line.at, self.owner_at(line.at), "met")
            case e.DeadlineBreached(deadline=id_, due_at=due_at) if id_ in self.own:
                self.own.discard(id_)  # what is done after that was not in time
                self._find(due_at, self.owner_at(due_at), "breached")
            case e.HandoverDeclined(receiver=receiver):
                self._find(line.at, receiver, "declined")
            case e.NewCycle():
                self._find(line.at, self.ended_by, "reopened")
            case e.SurveyAnswered(satisfied=bool(satisfied)) | e.FollowUpRecorded(satisfied=bool(satisfied)):
                self._find(line.at, self.ended_by, "asked")
                self._find(line.at, self.ended_by if satisfied else None, "satisfied")

    def owner_at(self, at: datetime) -> str:
        """Return who answered for it at a moment: whoever had it last by then, at first whoever received it."""
        return next((owner for since, owner in reversed(self.owners) if since <= at), self.receiver)

    def _find(self, at: datetime, staff: str | None, what: str) -> None:
        if staff is not None:
            self.found.append((at, staff, what))
