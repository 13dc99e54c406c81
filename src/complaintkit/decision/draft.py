"""A decision in the making: the case as it stands, and the lines that made it so. The one mutable thing of this floor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

import attrs

from complaintkit.decision.facts import Facts
from complaintkit.decision.replay import LedgerEntry, apply
from complaintkit.model.actor import DESK, actor_name
from complaintkit.model.case import Case
from complaintkit.model.events import AttachmentAdded, CustomerQuoted, Happened, Noted

PUT_DOWN: Final = (Noted, CustomerQuoted, AttachmentAdded)
"""What adds words or a file to a case and changes nothing that anybody owes, nor by when. R15"""


@attrs.define
class Draft:
    """Events go in by `add`; each is applied at once, and the clocks react to it.

    `before` is the case as it was, `case` as it stands now: one that is only beginning has none until something happened.
    """

    facts: Facts
    before: Case | None = attrs.field(repr=False)
    react: Callable[[Draft, LedgerEntry], None] = attrs.field(repr=False)
    lines: list[LedgerEntry] = attrs.field(factory=list)
    clock_acts: bool = False  # whether what is added now is done by time or a rule, not by the actor
    case: Case = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        """Begin with the case as it was."""
        if self.before is not None:
            self.case = self.before

    def add(self, event: Happened, *, at: datetime | None = None, by: str | None = None) -> None:
        """Add an event that happened `at` (now) and `by` (the actor), and let follow what it brings."""
        facts = self.facts
        actor = actor_name(DESK) if self.clock_acts else facts.actor
        line = LedgerEntry(event=event, at=at or facts.now, by=by or actor, recorded_at=facts.now, recorded_by=actor)
        self.case = apply(getattr(self, "case", None), line, id=facts.case_id)
        self.lines.append(line)
        self.react(self, line)

    @contextmanager
    def desk_acts(self) -> Iterator[None]:
        """Add what follows inside as the desk's own doing: time, or a rule, brings it about, not whoever acts."""
        before, self.clock_acts = self.clock_acts, True
        try:
            yield
        finally:
            self.clock_acts = before

    @property
    def only_put_down(self) -> bool:
        """Whether nothing else was done, and so nobody owes anything else."""
        return all(isinstance(line.event, PUT_DOWN) for line in self.lines)

    def new_id(self, letter: str) -> str:
        """Return an id for something new on the case: its number, a letter for the noun, and its place in the ledger."""
        return f"{self.case.number}-{letter}{self.case.seq + 1}"
