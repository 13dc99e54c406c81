"""What became of a case's deadlines: each is decided once, by being met in time or by falling due. R15"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import attrs

from complaintkit.decision import LedgerEntry
from complaintkit.model import events as e
from complaintkit.records.summary.value import instant_of

CLOCKS: Final = (
    e.DeadlineStarted,
    e.DeadlineResumed,
    e.DeadlineMoved,
    e.DeadlineExtended,
    e.DeadlinePaused,
    e.DeadlineBreached,
    e.DeadlineMet,
    e.DeadlineWaived,
    e.DeadlineCancelled,
    e.DeadlineRestored,
)


@attrs.define
class _Clock:
    """One deadline."""

    rule: str
    started_at: datetime
    due_at: datetime
    runs: bool = True
    breached: bool = False
    waived_at: datetime | None = None


@attrs.define
class Clocks:
    """Follows the deadlines of one case."""

    titles: dict[str, Mapping[str, str]] = attrs.field(factory=dict)
    became: list[tuple[str, str, int]] = attrs.field(factory=list)
    took: list[tuple[str, int, float]] = attrs.field(factory=list)
    _clocks: dict[str, _Clock] = attrs.field(factory=dict, init=False)

    @classmethod
    def of(cls, lines: Sequence[LedgerEntry]) -> Clocks:
        """Follow them through a ledger to its end."""
        found = cls()
        for line in lines:
            found._one(line)
        for clock in found._clocks.values():
            if clock.waived_at is not None:
                found._note("waived", clock.rule, clock.waived_at)
        return found

    @property
    def running(self) -> list[tuple[str, int]]:
        """What is still owed and was not missed, as far as somebody noticed: the rule, and when it is missed."""
        left = self._clocks.values()
        return [(one.rule, instant_of(one.due_at)) for one in left if one.runs and not one.breached]

    def _one(self, line: LedgerEntry) -> None:
        clocks = self._clocks
        match line.event:
            case e.DeadlineStarted() as event:
                clocks[event.deadline] = _Clock(event.rule, event.started_at, event.due_at)
                self.titles[event.rule] = dict(event.title)
            case e.DeadlinePaused(deadline=id_) if id_ in clocks:
                clocks[id_].runs = False
            case e.DeadlineResumed(deadline=id_, due_at=due_at) if id_ in clocks:
                clocks[id_].runs, clocks[id_].due_at = True, due_at
            case e.DeadlineMoved() | e.DeadlineExtended() as event if event.deadline in clocks:
                self._put_off(clocks[event.deadline], event, line.at)
            case e.DeadlineBreached(deadline=id_, rule=rule, due_at=due_at) if id_ in clocks:
                clocks[id_].breached = True
                self._note("breached", rule, due_at)
            case e.DeadlineMet(deadline=id_) if id_ in clocks:
                self._met(clocks.pop(id_), line.at)
            case e.DeadlineWaived(deadline=id_) if id_ in clocks:
                clocks[id_].runs, clocks[id_].waived_at = False, line.at
            case e.DeadlineCancelled(deadline=id_) if id_ in clocks:
                clocks[id_].runs = False
            case e.DeadlineRestored(deadline=id_) if id_ in clocks:
                clocks[id_].runs, clocks[id_].waived_at = True, None

    def _put_off(self, clock: _Clock, event: e.DeadlineMoved | e.DeadlineExtended, at: datetime) -> None:
        clock.due_at = event.due_at
        if isinstance(event, e.DeadlineExtended):
            self._note("extended", clock.rule, at)

    def _met(self, clock: _Clock, at: datetime) -> None:
        if not clock.breached:
            self._note("met", clock.rule, at)
        self.took.append((clock.rule, instant_of(at), (at - clock.started_at).total_seconds()))

    def _note(self, what: str, rule: str, at: datetime) -> None:
        self.became.append((what, rule, instant_of(at)))
