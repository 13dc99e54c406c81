"""A case is what happened to it: each event applied in turn gives the snapshot. Total, pure, the same for ever."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from complaintkit.decision.replay import (  # noqa: F401  each registers its folds
    _closing,
    _compensation,
    _deadline,
    _docket,
    _escalation,
    _intake,
    _message,
    _objection,
    _person,
    _responsibility,
    _work,
)
from complaintkit.decision.replay._compensation import approval_of
from complaintkit.decision.replay._fold import FOLDS, LedgerEntry
from complaintkit.decision.replay._moment import with_moment
from complaintkit.decision.replay._word import WORDS, reaches, with_words, words_in
from complaintkit.model import events as e
from complaintkit.model.actor import DESK, actor_name
from complaintkit.model.case import Case, Moment
from complaintkit.model.customer import Customer
from complaintkit.model.docket import AuthorityCase
from complaintkit.model.vocabulary import State

__all__ = ["WORDS", "LedgerEntry", "apply", "approval_of", "reaches", "rebuild", "words_in"]

_DESK = actor_name(DESK)


def rebuild(lines: Iterable[LedgerEntry], *, id: str) -> Case:
    """Rebuild the case that these entries of its ledger make.

    Raises:
        ValueError: there are none, or the first is not `received`.
    """
    case: Case | None = None
    for line in lines:
        case = apply(case, line, id=id)
    if case is None:
        raise ValueError("no events, no case")
    return case


def apply(case: Case | None, line: LedgerEntry, *, id: str = "") -> Case:
    """Return the case after one more entry."""
    if case is None:
        return _received(line, id)
    fold = FOLDS.get(type(line.event))
    after = with_words(fold(case, line.event, line) if fold else case, line)
    seq = case.seq + 1
    return after.changed(seq=seq, version=case.version + _is_somebodys(line), moments=with_moment(after, line, seq))


def _is_somebodys(line: LedgerEntry) -> bool:
    """Return whether it makes forms stale that were filled in before: somebody's deed does, clocks and deliveries don't."""
    return line.event.is_deed and line.by != _DESK


def _received(line: LedgerEntry, id: str) -> Case:
    event = line.event
    if not isinstance(event, e.Received):
        raise ValueError(f"a case begins with received, not with {event.name}")  # noqa: TRY004  the order is wrong, not the type
    return Case(
        id=id,
        version=1,
        seq=1,
        state=State.RECEIVED,
        owner=event.first_receiver,
        owners=(event.first_receiver,),
        recorded_by=line.recorded_by,
        recorded_at=line.recorded_at,
        customer=event.customer or Customer(),
        authority_cases=(
            (AuthorityCase(docket=event.docket, seq=1, recorded_at=line.at),) if event.docket is not None else ()
        ),
        moments=(Moment(event=event.name, at=line.at, by=line.by, seq=1),),
        **{name: getattr(event, name) for name in _TAKEN_OVER},
    )


_TAKEN_OVER = tuple(
    {field.name for field in attrs.fields(e.Received)} & {field.name for field in attrs.fields(Case)} - {"customer"}
)
