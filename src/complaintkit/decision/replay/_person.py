"""Folds of a person's data: restricted, or gone."""

from __future__ import annotations

from complaintkit.decision.replay._fold import LedgerEntry, on
from complaintkit.model import events as e
from complaintkit.model.case import Case


@on(e.PersonRestricted)
def _restricted(case: Case, _: e.PersonRestricted, __: LedgerEntry) -> Case:
    return case.changed(restricted=True)


@on(e.RestrictionLifted)
def _lifted(case: Case, _: e.RestrictionLifted, __: LedgerEntry) -> Case:
    return case.changed(restricted=False)


@on(e.PersonErased)
def _erased(case: Case, _: e.PersonErased, __: LedgerEntry) -> Case:
    return case.changed(erased=True, restricted=False)


@on(e.FormerCustomerErased)
def _former_erased(case: Case, event: e.FormerCustomerErased, _: LedgerEntry) -> Case:
    return case.changed(former_persons=tuple(one for one in case.former_persons if one != event.former))
