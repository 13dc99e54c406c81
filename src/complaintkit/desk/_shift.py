"""A shift change: a batch of offers, one case at a time refusable. F2"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.model.actor import By, actor_name
from complaintkit.model.commands import OfferHandover
from complaintkit.model.errors import NotAllowed
from complaintkit.model.handover import Handover

if TYPE_CHECKING:
    from complaintkit.desk._verbs import Verbs

__all__ = ["hand_over_shift"]


def hand_over_shift(desk: Verbs, by: By, to: str, key: str | None) -> tuple[Handover, ...]:
    """One offer per case; what F3 or F5 forbids stays with the giver. A key covers the whole batch."""
    with desk._opened.storage.reading() as reader:  # noqa: SLF001  the desk's own floor
        numbers = [reader.case(one) for one in reader.owned_by(actor_name(by))]
    offers: list[Handover] = []
    for row in numbers:
        if row is None:
            continue
        command = OfferHandover(case=row.number, to=to, reason="shift-change")
        try:
            done = desk.do(command, by=by, idempotency_key=f"{key}:{row.number}" if key else None)
        except NotAllowed:
            continue
        if done.case.handover:
            offers.append(done.case.handover)
    return tuple(offers)
