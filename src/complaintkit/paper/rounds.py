"""What earlier rounds of a case came to, a line each: plan, the customer's answer, result, and what they thought of it. R8"""

from __future__ import annotations

from collections.abc import Iterator

from complaintkit.model.case import Case
from complaintkit.model.phrase import SEMICOLON, Phrase, as_it_is, joined, phrase, without_stop

__all__ = ["earlier_rounds", "result_in_words", "round_of_result"]


def result_in_words(result: str, cycle: int | None) -> Phrase:
    """Say a result, with the round that it is of where that is over, and the one after it has none yet."""
    what = as_it_is(without_stop(result))
    return what if cycle is None else phrase("round {cycle}: {what}", cycle=cycle, what=what)


def round_of_result(case: Case) -> int | None:
    """Return the earlier round that the result is of, the newest whose plan was not refused; None where it is of this one."""
    if case.resolved_at or not case.result:
        return None
    refused = {one.cycle for one in case.plans if one.accepted is False}
    return next((one for one in range(case.cycle - 1, 0, -1) if one not in refused), 1)


def earlier_rounds(case: Case) -> Iterator[Phrase]:
    """Yield each round that is over, the first one first."""
    for cycle in range(1, case.cycle):
        what = joined(list(_told(case, cycle)), SEMICOLON)
        yield phrase("round {cycle}: {what}", cycle=cycle, what=what or as_it_is("-"))


def _told(case: Case, cycle: int) -> Iterator[str]:
    for plan in case.plans:
        if plan.cycle == cycle:
            yield joined([as_it_is(one.what) for one in plan.measures])
            if plan.accepted is False:
                yield phrase("the customer refused the plan")
    if case.result and cycle == round_of_result(case):
        yield as_it_is(without_stop(case.result))
    for survey in case.surveys:
        if survey.cycle == cycle and (survey.process or survey.outcome):
            yield phrase(
                "satisfaction {process} / {outcome}",
                process=survey.process or "-",
                outcome=survey.outcome or "-",
            )
        elif survey.cycle == cycle and survey.satisfied is False:
            yield phrase("the customer is not satisfied")
        if survey.cycle == cycle and survey.remark:
            yield as_it_is(survey.remark)
