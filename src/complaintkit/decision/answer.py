"""An answer is given once: the first counts, and who comes second is told. The customer's own word goes before hearsay. R9"""

from __future__ import annotations

from complaintkit.decision.refusal import READ_AGAIN
from complaintkit.model import commands as c
from complaintkit.model.actor import CUSTOMER
from complaintkit.model.case import Case, Survey
from complaintkit.model.errors import ConflictError
from complaintkit.model.phrase import phrase


def check_first(case: Case, command: c.Command, *, customer: bool) -> None:
    """Refuse a second answer to what has been answered.

    Raises:
        ConflictError: this plan, or this round's survey, has its answer.
    """
    if isinstance(command, c.AnswerPlan) and any(
        one.id == command.plan and one.accepted is not None for one in case.plans
    ):
        raise ConflictError(reason=phrase("this plan was answered already"), next_step=READ_AGAIN)
    if isinstance(command, c.AnswerSurvey) and has_answered(case, customer=customer):
        raise ConflictError(reason=phrase("the survey was answered already"), next_step=READ_AGAIN)


def has_answered(case: Case, *, customer: bool) -> bool:
    """Return whether this round's survey has its answer.

    What staff were told does not keep the customer from saying it themselves, unless the next round is under way.
    """
    given = [one for one in case.surveys if _has_answer(one)]
    if any(one.cycle == case.cycle and (not customer or one.answered_by == CUSTOMER) for one in given):
        return True
    return customer and case.resolved_at is None and any(one.cycle == case.cycle - 1 for one in given)


def _has_answer(survey: Survey) -> bool:
    """Return whether a survey is answered: content on the phone is no score, dissatisfied has opened the next round."""
    return survey.outcome is not None or survey.satisfied is False
