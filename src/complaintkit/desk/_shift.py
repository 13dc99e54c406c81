"""A shift change: a batch of offers, one case at a time refusable; what stays is told with the reason. F2, F3, F5"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from complaintkit.decision.refusal import stranger
from complaintkit.desk._request import Request
from complaintkit.model.actor import By, actor_name
from complaintkit.model.bilingual import Bilingual, both
from complaintkit.model.commands import OfferHandover
from complaintkit.model.errors import InvalidInput, NotAllowed, NotFound, NotResponsible
from complaintkit.model.handover import SHIFT_CHANGE, Handover, ShiftHandover, Stayed

if TYPE_CHECKING:
    from complaintkit.desk._door import Door

__all__ = ["hand_over_shift"]

_STAYS: Final = (NotAllowed, NotResponsible, NotFound, InvalidInput)


def hand_over_shift(door: Door, by: By, to: str, key: str | None) -> ShiftHandover:
    """One offer per case; what may not pass stays with the giver, and says why. A key covers the whole batch."""
    _check(door, by, to)
    offered: list[Handover] = []
    stayed: list[Stayed] = []
    for number in _cases_of(door, by):
        command = OfferHandover(case=number, to=to, reason=SHIFT_CHANGE)
        try:
            done = door.perform(Request(command=command, by=by, idempotency_key=f"{key}:{number}" if key else None))
        except _STAYS as error:
            stayed.append(_stayed(number, error))
            continue
        if done.case.handover:
            offered.append(done.case.handover)
    return ShiftHandover(offered=tuple(offered), stayed=tuple(stayed))


def _check(door: Door, by: By, to: str) -> None:
    """What is wrong for every case is refused at once, before any is offered."""
    with door.storage.reading() as reader:
        staff = door.facts(reader, None, by=by).structure.organisation.staff
    if to not in staff:
        raise stranger(to, staff, field="to")
    if to == by:
        raise InvalidInput(
            field="to",
            reason=both("{to} is who hands over", "{to} 就是交班人", to=to),
            next_step=both("Name who comes next.", "请填写接班人。"),
        )


def _cases_of(door: Door, by: By) -> list[str]:
    """The numbers of the open cases that somebody is accountable for."""
    with door.storage.reading() as reader:
        rows = [reader.case(one) for one in reader.owned_by(actor_name(by))]
    return [row.number for row in rows if row is not None]


def _stayed(number: str, error: NotAllowed | NotResponsible | NotFound | InvalidInput) -> Stayed:
    reason = error.data.get("reason")
    told = reason if isinstance(reason, Bilingual) else Bilingual(str(error), error.user_message("zh"))
    return Stayed(case=number, rule=str(error.data.get("rule", "")), reason=told)
