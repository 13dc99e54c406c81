"""A case's ledger in runs: lines that were written at one moment, one after the other, by one command or a few."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import attrs

from complaintkit.decision import Draft, LedgerEntry
from complaintkit.decision.replay import apply

if TYPE_CHECKING:
    from complaintkit.decision import Facts
    from complaintkit.model.case import Case
    from complaintkit.ports.storage import EventRow
    from complaintkit.records.audit.past import Mark, Past


@attrs.frozen
class Told:
    """A case as its ledger tells it: the lines, their rows, and the case after each."""

    id: str
    rows: Sequence[EventRow]
    lines: Sequence[LedgerEntry]
    states: Sequence[Case]

    @classmethod
    def read(cls, id: str, rows: Sequence[EventRow], lines: Sequence[LedgerEntry]) -> Told:
        """Replay the lines."""
        states: list[Case] = []
        for line in lines:
            states.append(apply(states[-1] if states else None, line, id=id))
        return cls(id, rows, lines, states)

    @property
    def case(self) -> Case:
        """The case as it stands."""
        return self.states[-1]

    def before(self, start: int) -> Case | None:
        """Return the case as it stood before the line at this index; None where nothing had happened."""
        return self.states[start - 1] if start else None

    def runs(self) -> Iterator[tuple[int, int]]:
        """Yield where each run starts and ends."""
        yield from runs_of(self.rows)

    def mark(self, past: Past, index: int) -> Mark:
        """Return the rules in force when the line at this index was written."""
        return past.at(self.rows[index].position)

    def facts(self, past: Past, mark: Mark, start: int, end: int) -> Facts:
        """Return what was known when these lines were written."""
        case = self.states[end - 1]
        return past.facts(
            mark,
            past.rules.playbook(past.reader, case.playbook_digest),
            self.lines[end - 1].recorded_at,
            case=self.id,
            quiet=start == 0 and case.imported,
        )

    def draft(self, past: Past, start: int, end: int) -> Draft:
        """Return the decision that wrote these lines, as if one command had."""
        facts = self.facts(past, self.mark(past, start), start, end)
        draft = Draft(facts, self.before(start), _nothing_follows)
        draft.lines = list(self.lines[start:end])
        draft.case = self.states[end - 1]  # it was applied already
        return draft


def runs_of(rows: Sequence[EventRow]) -> Iterator[tuple[int, int]]:
    """Yield where each run of rows starts and ends: those of one moment, with nothing of others between them."""
    start = 0
    for index in range(1, len(rows) + 1):
        if index == len(rows) or (
            (rows[index].recorded_at, rows[index].position)
            != (rows[index - 1].recorded_at, rows[index - 1].position + 1)
        ):
            yield start, index
            start = index


def _nothing_follows(_: Draft, __: LedgerEntry) -> None:
    """Let nothing follow: what followed is among the lines."""
