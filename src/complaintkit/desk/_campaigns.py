"""How many of a campaign there are in all: counted like a budget, by one conditional update where a promise is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.model.bilingual import both
from complaintkit.model.errors import ConflictError

if TYPE_CHECKING:
    from complaintkit.model.case import Case
    from complaintkit.model.remedy import Grant, Remedy
    from complaintkit.ports.storage import Reader, Writer

__all__ = ["count_campaigns", "exhausted"]

_ENDED = frozenset({"released", "reversed"})
_ONE = {"period": "all", "currency": "XXX"}  # pieces, not money


def count_campaigns(tx: Writer, before: Case | None, case: Case) -> None:
    """Take one for each remedy of a campaign that was promised, and give back what came to nothing.

    Raises:
        ConflictError: none is left; nothing of the decision may be kept.
    """
    known = {one.id: one for one in before.grants} if before else {}
    for grant in case.grants:
        was, now = _counts(known.get(grant.id)), _counts(grant)
        if was and not now:
            tx.release(budget=_name(grant.remedy), amount="1", **_ONE)
        elif now and not was:
            _take(tx, grant.remedy)


def _counts(grant: Grant | None) -> bool:
    return grant is not None and grant.remedy.how_many is not None and grant.state not in _ENDED


def _take(tx: Writer, remedy: Remedy) -> None:
    if not tx.reserve(budget=_name(remedy), amount="1", limit=str(remedy.how_many), **_ONE):
        raise ConflictError(
            reason=both(
                "all {count} of {campaign} are given out",
                "活动 {campaign} 的 {count} 份已全部发出",
                count=remedy.how_many,
                campaign=remedy.campaign or remedy.kind,
            ),
            next_step=both("Propose something else.", "请另选补偿。"),
        )


def exhausted(reader: Reader, remedy: Remedy) -> bool:
    """Whether a campaign has no more to give: what it proposes is left out."""
    if remedy.how_many is None:
        return False
    return int(reader.reserved(budget=_name(remedy), **_ONE)) >= remedy.how_many


def _name(remedy: Remedy) -> str:
    return f"campaign:{remedy.campaign or remedy.kind}"
