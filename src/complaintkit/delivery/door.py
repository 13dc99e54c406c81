"""What this floor needs of the desk above it: one transaction on one case, and the way to write what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeAlias, TypeVar

from complaintkit.decision import Draft, Facts, Line
from complaintkit.delivery.link import Links
from complaintkit.model.actor import By
from complaintkit.model.case import Case
from complaintkit.model.customer import Contact
from complaintkit.playbook import Playbook
from complaintkit.ports.clock import Clock
from complaintkit.ports.storage import CaseRow, EventRow, Reader, Storage, Writer

__all__ = ["AnyDoor", "Door", "Loaded", "Rules"]


class Loaded(Protocol):
    """A case as the storage has it."""

    @property
    def row(self) -> CaseRow:
        """Its row."""
        ...

    @property
    def case(self) -> Case:
        """What its ledger says, the customer unmasked."""
        ...


L = TypeVar("L")


class Rules(Protocol):
    """The rules in force."""

    def playbook_of(self, tx: Reader, unit: str | None) -> Playbook:
        """The playbook in force in a unit: wording and quiet hours are live, not frozen with the case."""
        ...


class Door(Protocol[L]):
    """The one door, as far as it is needed here. `L` is how it loads a case."""

    @property
    def storage(self) -> Storage:
        """The opened database."""
        ...

    @property
    def rules(self) -> Rules:
        """The rules in force."""
        ...

    @property
    def links(self) -> Links:
        """The customers' own links."""
        ...

    @property
    def clock(self) -> Clock:
        """The time."""
        ...

    @property
    def recorded(self) -> Callable[[Sequence[EventRow]], None]:
        """Tells observers of events after their commit, best effort."""
        ...

    def token_of(self, contact: Contact) -> str:
        """The keyed token of an address."""
        ...

    def changing(self, ref: str) -> AbstractContextManager[tuple[Writer, L]]:
        """A transaction on one case, locked."""
        ...

    def lines(self, tx: Reader, case: str) -> Sequence[Line]:
        """What happened to a case, in order, with what was said."""
        ...

    def facts(self, tx: Reader, case: Case | None, *, by: By, customer: bool = False, quiet: bool = False) -> Facts:
        """What a decision on this case may know."""
        ...

    def write(self, tx: Writer, loaded: L, draft: Draft) -> tuple[EventRow, ...]:
        """Everything that a decision leaves behind."""
        ...

    def hand_on(self) -> int:
        """Offer what a shift that ends soon leaves to the next; how many offers that made."""
        ...

    def settle_due(self, ref: str) -> int:
        """What fell due on one case by now, written; how many events that made."""
        ...


AnyDoor: TypeAlias = Door[Any]
"""The door, whatever it loads cases as."""
