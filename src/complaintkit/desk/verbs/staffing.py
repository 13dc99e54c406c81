"""Verbs of people: who works here, who is away, who has left, whose shift ends. F2, F8"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from os import PathLike
from typing import TYPE_CHECKING

from complaintkit.desk.verbs.base import Verbs

if TYPE_CHECKING:
    from complaintkit.model.actor import By
    from complaintkit.model.handover import ShiftHandover


class StaffVerbs(Verbs):
    """The organisation as it stands."""

    def set_organisation(self, source: PathLike[str] | Mapping[str, object], *, by: By) -> tuple[str, ...]:
        """Put an organisation in force; return the numbers of cases that changed hands because somebody is gone. F8

        Short for `desk.people.set_organisation`.

        Args:
            source: a file, or its tables.
            by: who does it: a staff id, or `System(name)` for a program.

        Raises:
            ConfigurationError: the file can't be used; `problems` names each key.
            NotAllowed: no role of `by` may `set-organisation`, or it changes more than lies below them (R20).
        """
        from complaintkit.desk.admin.people import People

        return People(self._door).set_organisation(source, by=by)

    def staff_away(
        self, staff: str, *, by: By, start: datetime, end: datetime, deputy: str | None = None, long: bool = False
    ) -> None:
        """Note that somebody is away; their accountability moves only where the absence is `long`. F8

        Short for `desk.people.away`.

        Args:
            staff: their staff id.
            by: who does it: a staff id, or `System(name)` for a program.
            start: from when.
            end: until when.
            deputy: who stands in: works where they do, or is below `by`.
            long: True moves their cases to the deputy, or else the leader; a leader says so.

        Raises:
            NotFound: somebody named does not work here.
            NotAllowed: no role of `by` may `staff-away` and it is not their own; `staff` is not below them; it is long and
                their own; the deputy works elsewhere (R20).
        """
        from complaintkit.desk.admin.people import People

        People(self._door).away(staff, by=by, start=start, end=end, deputy=deputy, long=long)

    def staff_left(self, staff: str, *, by: By) -> tuple[str, ...]:
        """Note that somebody has left; return the numbers of their cases, which all changed hands. F8

        Short for `desk.people.left`.

        Args:
            staff: their staff id.
            by: who does it: a staff id, or `System(name)` for a program.

        Raises:
            NotFound: they don't work here.
            NotAllowed: no role of `by` may `staff-left`, or `staff` is not below them (R20).
        """
        from complaintkit.desk.admin.people import People

        return People(self._door).left(staff, by=by)

    def hand_over_shift(self, *, by: By, to: str, idempotency_key: str | None = None) -> ShiftHandover:
        """Offer every case of `by` that can be handed over to `to`, each refusable by itself: a shift ends. F2

        What comes back is the sequence of offers; `stayed` holds the cases that stay with `by`, each with the rule and
        the reason: the facts are not recorded yet (F5), `to` had it before (F3), somebody has been asked already (F2).

        Args:
            by: whose shift ends.
            to: who comes next.
            idempotency_key: covers the whole batch.

        Raises:
            InvalidInput: `to` or `by` does not work here, or they are the same; nothing was offered.
        """
        from complaintkit.delivery.shift import hand_over_shift

        return hand_over_shift(self._door, by, to, idempotency_key)
