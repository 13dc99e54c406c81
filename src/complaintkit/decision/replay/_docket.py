"""Folds of the external route: a case goes to an authority, its dockets, our answers, its decisions. R8, R19"""

from __future__ import annotations

from typing import Any

from attrs import evolve

from complaintkit.decision.replay._compensation import with_released
from complaintkit.decision.replay._fold import LedgerEntry, on
from complaintkit.model import events as e
from complaintkit.model.case import Case
from complaintkit.model.docket import AuthorityCase, Docket
from complaintkit.model.vocabulary import State


@on(e.Referred)
def _referred(case: Case, _: e.Referred, line: LedgerEntry) -> Case:
    return case.changed(
        state=State.EXTERNAL, resolved_at=line.at, waiting_for_customer=False, promises=with_released(case.promises)
    )


@on(e.DocketRecorded)
def _docket_recorded(case: Case, event: e.DocketRecorded, line: LedgerEntry) -> Case:
    """Keep one for each number; another date to answer by is a new wish of the authority's, which nobody has answered."""
    docket = Docket(
        event.number,
        authority=event.authority,
        answer_by=event.answer_by,
        dated=event.dated,
        answerer=event.answerer,
    )
    known = next((one for one in case.authority_cases if _is_of(one, event.authority, event.number)), None)
    if known is not None and known.docket.answer_by == docket.answer_by:
        new = evolve(known, docket=docket)
    else:
        new = AuthorityCase(docket=docket, seq=case.seq + 1, recorded_at=line.at)
    others = tuple(one for one in case.authority_cases if one is not known)
    return case.changed(authority_cases=(*others, new))


@on(e.AuthorityAnswered)
def _authority_answered(case: Case, event: e.AuthorityAnswered, line: LedgerEntry) -> Case:
    return _with(case, event, answer=event.text, answered_at=line.at, answered_by=line.by)


@on(e.OutcomeRecorded)
def _outcome_recorded(case: Case, event: e.OutcomeRecorded, line: LedgerEntry) -> Case:
    return _with(case, event, outcome=event.outcome, outcome_text=event.text, outcome_at=line.at)


def _with(case: Case, event: e.AuthorityAnswered | e.OutcomeRecorded, **changes: Any) -> Case:  # noqa: ANN401  its own fields
    """Return the case with the docket that the event names changed."""
    changed = (
        evolve(one, **changes) if _is_of(one, event.authority, event.docket) else one for one in case.authority_cases
    )
    return case.changed(authority_cases=tuple(changed))


def _is_of(one: AuthorityCase, authority: str, number: str) -> bool:
    return (one.docket.authority, one.docket.number) == (authority, number)
