"""A shift change: a batch of offers, one case at a time refusable; what stays is told with the reason. F2, F3, F5

Where a roster says `hand-on-at-end`, the desk makes the batch itself, an hour before the turn ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.decision.refusal import stranger
from complaintkit.model.actor import DESK, By, actor_name
from complaintkit.model.check import string
from complaintkit.model.commands import OfferHandover
from complaintkit.model.errors import ConflictError, InvalidInput, NotAllowed, NotFound, NotResponsible
from complaintkit.model.handover import SHIFT_CHANGE, Handover, ShiftHandover, Stayed
from complaintkit.model.phrase import Phrase, phrase
from complaintkit.records.request import Request

if TYPE_CHECKING:
    from complaintkit.ports.storage import Reader
    from complaintkit.records.door import Door


_STAYS: Final = (NotAllowed, NotResponsible, NotFound, InvalidInput)
_AHEAD: Final = timedelta(hours=1)  # how long before the end of a turn its cases are offered
_HANDED_ON: Final = "handed-on:"  # the end of somebody's last turn whose cases were offered


def hand_over_shift(door: Door, by: By, to: str, key: str | None) -> ShiftHandover:
    """Offer each case; one that may not pass stays with the giver, and says why. A key covers the whole batch."""
    _check(door, by, to)
    offered: list[Handover] = []
    stayed: list[Stayed] = []
    for number in _cases_of(door, by):
        command = OfferHandover(case=number, to=to, reason=SHIFT_CHANGE)
        try:
            done = door.perform(Request(command=command, by=by, idempotency_key=f"{key}:{number}" if key else None))
        except _STAYS as error:
            stayed.append(_explain_stay(number, error))
            continue
        if done.case.handover:
            offered.append(done.case.handover)
    return ShiftHandover(offered=tuple(offered), stayed=tuple(stayed))


def _check(door: Door, by: By, to: str) -> None:
    """Refuse what is wrong for every case, before any is offered."""
    with door.storage.reading() as reader:
        staff = door.facts(reader, None, by=by).structure.organisation.staff
    if isinstance(by, str) and by not in staff:
        raise stranger(by, staff, field="by")
    if string(to, field="to") not in staff:
        raise stranger(to, staff, field="to")
    if to == by:
        raise InvalidInput(
            field="to",
            reason=phrase("{to} is who hands over", to=to),
            next_step=phrase("Name who comes next."),
        )


def _cases_of(door: Door, by: By) -> list[str]:
    """Return the numbers of the open cases that somebody is accountable for."""
    with door.storage.reading() as reader:
        rows = [reader.case(one) for one in reader.owned_by(actor_name(by))]
    return [row.number for row in rows if row is not None]


def _explain_stay(number: str, error: NotAllowed | NotResponsible | NotFound | InvalidInput) -> Stayed:
    reason = error.data.get("reason")
    told = reason if isinstance(reason, Phrase) else error.words
    return Stayed(case=number, rule=str(error.data.get("rule", "")), reason=told)


# ---- by the roster --------------------------------------------------------------------------------------------------
@attrs.frozen
class _Ending:
    """A turn that ends within the hour, and who comes next."""

    staff: str
    end: datetime
    to: tuple[str, ...]

    @property
    def key(self) -> str:
        """The key of the setting that says that its batch was made."""
        return f"{_HANDED_ON}{self.staff}"


def hand_on(door: Door) -> int:
    """Offer the cases of all turns that end soon, each once, however many processes run this; return how many offers."""
    with door.storage.reading() as reader:
        endings = list(_endings(door, reader))
    return sum(_offer_all(door, one) for one in endings)


def _endings(door: Door, reader: Reader) -> Iterator[_Ending]:
    structure, now = door.facts(reader, None, by=DESK).structure, door.clock.now()
    duties = (duty for duty in structure.organisation.duties.values() if duty.hand_on_at_end)
    for staff in sorted({one for duty in duties for one in duty.staff}):
        found = structure.next_shift(staff, now) if staff in structure.organisation.staff else None
        if found is None or found[0] - now > _AHEAD:
            continue
        ending = _Ending(staff, *found)
        if reader.meta(ending.key) != ending.end.isoformat():
            yield ending


def _offer_all(door: Door, ending: _Ending) -> int:
    made = sum(_offer(door, ending, number) for number in _cases_of(door, ending.staff))
    with door.storage.writing() as tx:
        tx.put_meta(ending.key, ending.end.isoformat())
    return made


def _offer(door: Door, ending: _Ending, number: str) -> bool:
    """Offer a case to the first who may have it; one that nobody of them may have stays, as F3 and F5 say."""
    key = f"{ending.key}:{ending.end.isoformat()}:{number}"
    for to in ending.to:
        command = OfferHandover(case=number, to=to, reason=SHIFT_CHANGE)
        try:
            return not door.perform(Request(command=command, by=DESK, idempotency_key=key)).replayed
        except _STAYS:
            continue
        except ConflictError:  # another process was first
            return False
    return False
