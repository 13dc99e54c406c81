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
        """Who works here from now on; gives the numbers of cases that changed hands because somebody is gone. F8

        Raises:
            ConfigurationError: a leader chain ends in nobody, a name points nowhere; nothing changes.
        """
        from complaintkit.desk._organising import set_organisation

        return set_organisation(self._door, source, by)

    def staff_away(
        self, staff: str, *, by: By, start: datetime, end: datetime, deputy: str | None = None, long: bool = False
    ) -> None:
        """Somebody is away; the roster or `deputy` acts for them. Accountability moves only where the absence is `long`. F8"""
        from complaintkit.desk._organising import staff_away

        staff_away(self._door, staff, by, start=start, end=end, deputy=deputy, long=long)

    def staff_left(self, staff: str, *, by: By) -> tuple[str, ...]:
        """Somebody has left and leaves no case behind; gives the numbers of the cases that changed hands. F8"""
        from complaintkit.desk._organising import staff_left

        return staff_left(self._door, staff, by)

    def hand_over_shift(self, *, by: By, to: str, idempotency_key: str | None = None) -> ShiftHandover:
        """A shift ends: every case of `by` that can be handed over is offered to `to`, each refusable by itself. F2

        What comes back is the sequence of offers; `stayed` holds the cases that stay with `by`, each with the rule and
        the reason: the facts are not recorded yet (F5), `to` had it before (F3), somebody has been asked already (F2).

        Raises:
            InvalidInput: `to` does not work here, or is `by`; nothing was offered.
        """
        from complaintkit.delivery.shift import hand_over_shift

        return hand_over_shift(self._door, by, to, idempotency_key)
