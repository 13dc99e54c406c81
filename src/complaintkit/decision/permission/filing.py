"""Filing: what a case owes before it goes to the archive, and why it may go there. S0.10, S1.10, S3.5, S4.9, S4.11, R12, R19"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from complaintkit.decision.clocks.dated import PERISHES, SECURE
from complaintkit.decision.clocks.hazard import owes_first_handling
from complaintkit.decision.facts import Facts
from complaintkit.decision.refusal import not_yet
from complaintkit.decision.survey import lapses_at
from complaintkit.decision.tables.lifecycle import possible
from complaintkit.model.case import Case
from complaintkit.model.errors import NotAllowed
from complaintkit.model.phrase import phrase
from complaintkit.model.vocabulary import Kind, State
from complaintkit.model.wording import PROMISES, WORDS, word_in


def reason_to_archive(facts: Facts, case: Case) -> str | None:
    """Return why a case may be filed: the customer has answered, or it is on record that they did not. S0.10, R8"""
    if case.state in (State.WITHDRAWN, State.EXTERNAL):
        return str(case.state)
    if case.kind is not Kind.COMPLAINT and not is_past(case):
        return str(case.kind)
    if case.customer.reachable and _spoke_since(case):
        return None  # nobody guesses whether they are content
    if is_past(case):
        return "imported"
    if case.survey and case.survey.satisfied is False:
        return None  # somebody has to ask them first
    if case.settled:
        return "settled-on-the-spot"
    if case.survey:
        return "satisfied" if case.survey.satisfied else "no-answer"
    if not case.customer.reachable:
        return "no-contact"
    return "no-answer" if _survey_lapsed(facts, case) else None


def is_past(case: Case) -> bool:
    """Tell if it was taken over with its answer: it was over before, and nobody is asked about it, until a next round. R8, R15"""
    return case.imported and case.cycle == 1 and any(one.event == "answer-recorded" for one in case.moments)


def _spoke_since(case: Case) -> bool:
    """Tell if the customer said something after the result, and was not asked since whether they are satisfied. R8, S3.6"""
    said = [one.event for one in case.moments if one.event in _ASKED or one.event == "customer-heard"]
    return said[-1:] == ["customer-heard"]


_ASKED: Final = frozenset(
    {"settled", "resolved", "cleared-up", "answer-recorded", "survey-answered", "follow-up-recorded"}
)
"""What their words come after: a result, and what they answered when they were asked about it."""


def _survey_lapsed(facts: Facts, case: Case) -> bool:
    """Tell if the time to ask, or that to answer, is over."""
    until = lapses_at(facts, case)
    late = any(one.name == "survey" and one.cycle == case.cycle and one.breached_at for one in case.deadlines)
    return late or (until is not None and until <= facts.now)


def before_the_archive(facts: Facts, case: Case) -> NotAllowed | None:
    """Refuse while anything of the case is owed: to the customer, to the place where it happened, or by those above. S1.10"""
    return (
        unanswered_suggestion("archive")(facts, case)
        or _owed_to_the_customer(facts, case)
        or _owed_beside(facts, case)
        or _unasked(facts, case)
    )


def unanswered_suggestion(word: str) -> Callable[[Facts, Case], NotAllowed | None]:
    """Make the check of what would end a suggestion without saying whether it is adopted: only its result does. S2.6, S3.8"""

    def check(_: Facts, case: Case) -> NotAllowed | None:
        if case.kind is not Kind.SUGGESTION or case.state not in _UNANSWERED:
            return None
        said = phrase("nobody has said yet whether the suggestion is adopted")
        return not_yet(word, case, said, "S2.6", ("resolve", "register"))

    return check


_UNANSWERED = frozenset(
    {State.RECEIVED, State.REGISTERED, State.ASSESSED, State.INVESTIGATING, State.PLAN_OFFERED, State.EXECUTING}
)


def _owed_beside(facts: Facts, case: Case) -> NotAllowed | None:
    """Refuse over what outlives the customer's content: evidence, a hazard, a report (R12, S4.9), a matter above (F7).

    History is taken over without any of it; what a case came to owe since, by whatever was done here, it owes as every case.
    """
    for matter in case.escalations:
        if matter.open:
            above = phrase("a matter was brought to {to} and is not decided", to=matter.to)
            return not_yet("archive", case, above, "F7", ("decide-meeting", "receive-escalation"))
    for sent in case.dispatches:
        if sent.done_at is None:
            return not_yet(
                "archive",
                case,
                phrase("{who} was sent and has not reported", who=sent.who),
                "S4.9",
                ("report-dispatch",),
            )
    for one in case.authority_cases:
        if one.open and not is_past(case):
            waits = phrase(
                "{authority} waits for the answer to {docket}", authority=one.docket.authority, docket=one.docket.number
            )
            return not_yet("archive", case, waits, "R19", ("answer-authority", "record-outcome"))
    if owes_first_handling(facts, case):
        undone = phrase("what the category asks for at once was not done")
        return not_yet("archive", case, undone, "S4.9", ("do-first-handling",))
    if any(one.name in _EVIDENCE and one.state == "running" for one in case.deadlines):
        kept = phrase("evidence has to be secured or looked at before it is gone")
        secures = [one for one in ("record-facts", "assess") if one in possible(case.state, case.kind)]
        return not_yet("archive", case, kept, "R12", secures)
    return None


def _owed_to_the_customer(_: Facts, case: Case) -> NotAllowed | None:
    """Refuse over words without an answer (S3.5), and a remedy that was not given (S4.11)."""
    if case.unanswered:
        said = phrase("the customer said something that nobody has answered yet")
        return not_yet("archive", case, said, "S3.5", ("tell", "acknowledge", "record-follow-up"))
    return lacks_remedy(case, "archive")


def _unasked(facts: Facts, case: Case) -> NotAllowed | None:
    if reason_to_archive(facts, case) is None:
        unasked = phrase("the customer was not asked yet whether they are satisfied")
        return not_yet("archive", case, unasked, "S1.10", ("answer-survey", "record-follow-up"))
    return None


def lacks_remedy(case: Case, word: str) -> NotAllowed | None:
    """Return the refusal to end what the customer was promised something in and has not got it. S4.11"""
    owed = next((one for one in case.promises if one.owed), None)
    if owed is None:
        return None
    kind, state = word_in(WORDS, owed.remedy.kind), word_in(PROMISES, owed.state)
    lacking = phrase("the customer was promised {kind} and has not got it ({state})", kind=kind, state=state)
    return not_yet(word, case, lacking, "S4.11", ("give-remedy", "reverse-remedy"))


_EVIDENCE = frozenset({SECURE.id, PERISHES.id})
