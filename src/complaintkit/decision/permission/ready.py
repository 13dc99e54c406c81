"""Readiness, of a button as of the deed: facts before an offer and a new plan, nobody twice, nothing done before. F2-F5, R8

All that refuses a command because of how the case stands is asked here: a step refuses only what its own fields say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from complaintkit.decision.clocks.owed import rule_of
from complaintkit.decision.facts import Facts
from complaintkit.decision.money.approval import beyond_them
from complaintkit.decision.money.authority import askers, leaders_to_ask
from complaintkit.decision.money.movable import MOVES
from complaintkit.decision.people.apart import left_out, rule_left_out, why_left_out
from complaintkit.decision.people.passing import asked_already, bounced, declined_out, lapsed_out
from complaintkit.decision.people.routing import is_fit
from complaintkit.decision.people.sight import sees
from complaintkit.decision.people.standing import has_the_part, judges, was_asked
from complaintkit.decision.permission.filing import before_the_archive, unanswered_suggestion
from complaintkit.decision.permission.recorded import lacks_record
from complaintkit.decision.refusal import not_yet
from complaintkit.decision.survey import is_given_up, lapses_at
from complaintkit.decision.tables.effect import Effect, deed_of
from complaintkit.decision.tie import goes_on
from complaintkit.model.case import DUPLICATE, DUPLICATED, Case
from complaintkit.model.deadline import Deadline
from complaintkit.model.errors import ComplaintKitError, NotAllowed
from complaintkit.model.phrase import joined, phrase
from complaintkit.model.vocabulary import Kind, State


def not_ready(facts: Facts, case: Case, word: str) -> ComplaintKitError | None:
    """Return the refusal of a command for which something else has to come first; None where it may be done now."""
    check = _FIRST.get(word)
    return (
        _of_the_other(facts, case, word)
        or (check(facts, case) if check else None)
        or _before_facts_anew(facts, case, word)
        or lacks_record(facts, case, word)
    )


def investigates_alone(facts: Facts, case: Case, word: str) -> bool:
    """Tell if disputed facts are established by whoever did before, because nobody else can: on record. R8, R6"""
    return word in _ESTABLISHES and _is_disputed(case) and facts.actor in case.investigators


def lacks_facts(case: Case) -> bool:
    """Tell if facts have to come first: those of a complaint; an inquiry, praise, a suggestion has none. F5, S2.4"""
    return case.kind is Kind.COMPLAINT and case.facts_at is None


def _before_an_offer(facts: Facts, case: Case) -> NotAllowed | None:
    """Refuse an offer before a complaint's facts (F5), beside another one (F2), or once it went back and forth (F3)."""
    if lacks_facts(case):
        instead = ("record-facts", "escalate", "ask-advice")
        return not_yet("offer-handover", case, phrase("the facts are not recorded yet"), "F5", instead)
    if case.handover:
        return not_yet("offer-handover", case, asked_already(case.handover), "F2", ("tell", "escalate", "note"))
    if declined_out(facts, case.handovers) or lapsed_out(facts, case.handovers):
        return not_yet("offer-handover", case, bounced(), "F3", ("rule-handover",))
    if not any(can_be_offered(facts, case, one) for one in facts.structure.organisation.staff):
        nobody = phrase("nobody else is here who has not had it")
        return not_yet("offer-handover", case, nobody, "F3", ("escalate", "ask-advice"))
    return None


def can_be_offered(facts: Facts, case: Case, to: str) -> bool:
    """Tell if the case can be offered to somebody: they never had it (F3), nor are they left out of it (R6, R9), nor away (F8)."""
    return to not in case.owners and is_fit(facts, case, to)


def _before_registering(_: Facts, case: Case) -> NotAllowed | None:
    """Refuse to fill in a form that is full. S0.4"""
    if case.missing or case.state is State.RECEIVED:
        return None
    return not_yet("register", case, phrase("nothing is missing"), "S0.4", ("correct", "reclassify", "note"))


def _before_an_issue(_: Facts, case: Case) -> NotAllowed | None:
    """Refuse one thing more to what is no complaint: it becomes one first, which is free. R7, R5"""
    if case.kind is Kind.COMPLAINT:
        return None
    return not_yet("raise-issue", case, phrase("only a complaint has several issues"), "R7", ("reclassify", "note"))


def _before_clearing_up(facts: Facts, case: Case) -> NotAllowed | None:
    """Refuse to explain away several issues at once, of which each has an answer of its own. R7"""
    if case.undecided and case.kind is Kind.COMPLAINT:
        several = phrase("{count} issues were raised, and each is answered", count=len(case.issues))
        return not_yet("clear-up", case, several, "R7", ("settle", "offer-plan", "record-facts"))
    return unanswered_suggestion("clear-up")(facts, case)


def _of_the_other(facts: Facts, case: Case, word: str) -> NotAllowed | None:
    """Refuse an answer to a duplicate: it goes on with the other case, whose number is told to who may see it. R14, R20"""
    if not case.duplicate_of or word not in ("answer-survey", "record-follow-up", "object"):
        return None
    other = facts.records.other_case(case.duplicate_of)
    reason = phrase("it goes on with {number}", number=case.duplicate_of)
    if other is None or not sees(facts, other):
        reason = phrase("it goes on with another case")
    return not_yet(word, case, reason, "R14", ("hear-customer", "unlink"))


def _before_facts_anew(facts: Facts, case: Case, word: str) -> NotAllowed | None:
    """Refuse to decide anew on disputed facts, and to establish them again oneself: somebody else does, first. R8"""
    if not _is_disputed(case):
        return None
    if word in _ESTABLISHES:
        if facts.actor not in case.investigators or not _other_investigators(facts, case):
            return None
        said = phrase("the facts are disputed and {actor} established them (R8)", actor=facts.actor)
        return not_yet(word, case, said, "R8", ("dispatch", "ask-advice", "offer-handover", "escalate"))
    effects = deed_of(word).effects
    if Effect.DECIDES not in effects or Effect.CORRECTS in effects:
        return None
    said = phrase("the facts are disputed; somebody else has to establish them anew (R8)")
    return not_yet(word, case, said, "R8", ("record-facts", "dispatch", "escalate"))


def _is_disputed(case: Case) -> bool:
    return case.facts_disputed and case.kind is Kind.COMPLAINT


def _other_investigators(facts: Facts, case: Case) -> bool:
    """Tell if anybody works here who may establish facts, has not done so on this case, and has a say in it. R6, R9"""
    staff = set(facts.structure.organisation.staff) - {*case.investigators, *left_out(facts, case)}
    return any(facts.structure.may(one, "record-facts") for one in staff)


_ESTABLISHES = frozenset({"record-facts", "settle"})


def _before_a_measure(facts: Facts, case: Case) -> NotAllowed | None:
    """Refuse where none is left to do; whoever has no say in the case reports their own part, and nobody else's. R6, R9"""
    left = [one for one in case.measures if one.done_at is None]
    if not left:
        return not_yet("do-measure", case, phrase("all measures of the plan are done"), "S0.7", ("resolve",))
    if judges(facts, case) and not any(was_asked(facts, case, one.who) for one in left):
        why, rule = why_left_out(case, facts.actor), rule_left_out(case, facts.actor)
        return not_yet("do-measure", case, why, rule, ("note", "offer-handover"))
    return None


def _before_the_result(facts: Facts, case: Case) -> NotAllowed | None:
    """Refuse a result while others have something of the plan to do; one's own part is done by reporting it. S0.7"""
    waits = [one for one in case.measures if one.done_at is None and not has_the_part(facts, case, one.who)]
    if not waits:
        return None
    what = joined(phrase("{what} ({who})", what=one.what, who=one.who) for one in waits)
    return not_yet("resolve", case, phrase("not done yet: {what}", what=what), "S0.7", ("do-measure", "tell"))


def _without_a_result(word: str) -> Callable[[Facts, Case], NotAllowed | None]:
    """Return what refuses to ask how satisfied somebody is with what was given up, filed or not. S2.8, R8, R9"""

    def refuse(_: Facts, case: Case) -> NotAllowed | None:
        if not is_given_up(case):
            return None
        said = phrase("it was withdrawn or referred, so there is no result to be satisfied with")
        return not_yet(word, case, said, "R9", ("hear-customer",))

    return refuse


def _before_scores(facts: Facts, case: Case) -> NotAllowed | None:
    """Refuse scores for what was given up; the customer's once their time is over. Their words are heard. R9"""
    if (refused := _without_a_result("answer-survey")(facts, case)) is not None:
        return refused
    until = lapses_at(facts, case)
    if not facts.customer or case.open or until is None or facts.now < until:
        return None
    return not_yet("answer-survey", case, phrase("the survey has lapsed"), "R9", ("hear-customer",))


def _before_an_objection(_: Facts, case: Case) -> NotAllowed | None:
    """Refuse to object to what nobody has taken down. R9"""
    if case.quote is not None:
        return None
    return not_yet("object", case, phrase("nothing stands that staff had the customer say"), "R9", ("hear-customer",))


def _before_a_remedy(word: str) -> Callable[[Facts, Case], ComplaintKitError | None]:
    """Make the check of a command about a promise: refuse it where it can be about none, as the newest one does. S4.11, F6"""

    def check(facts: Facts, case: Case) -> ComplaintKitError | None:
        refused: ComplaintKitError | None = not_yet(
            word, case, phrase("nothing was promised"), "S4.11", ("offer-plan", "settle")
        )
        for promise in case.promises:
            if (refused := MOVES[word](facts, case, promise)) is None:
                return None
        return refused

    return check


def _before_asking_approval(facts: Facts, case: Case) -> NotAllowed | None:
    """Refuse a program, which gives nothing, and whom nobody above could approve anything for. F6"""
    if facts.system:
        reason = phrase("a program has no authority over money")
    elif not any(leaders_to_ask(facts, case, facts.actor)):
        reason = phrase("nobody is above who could be asked")
    else:
        return None
    return not_yet("ask-approval", case, reason, "F6", ("escalate",))


def _before_approving(facts: Facts, case: Case) -> NotAllowed | None:
    """Refuse whoever asked for something in this round themselves: it would be their own by another way (R6); who may not (F6)."""
    if facts.actor not in askers(case):
        return beyond_them(facts, case)
    reason = phrase("nobody approves their own")
    return not_yet("approve", case, reason, "R6", ("refuse-approval", "escalate"))


def _before_an_answer_to_an_authority(_: Facts, case: Case) -> NotAllowed | None:
    """Refuse where no authority waits. R19"""
    if any(one.open for one in case.authority_cases):
        return None
    return not_yet("answer-authority", case, phrase("no authority waits for an answer"), "R19", ("record-docket",))


def _before_an_outcome(_: Facts, case: Case) -> NotAllowed | None:
    """Refuse where no authority's case is on record. R19"""
    if case.authority_cases:
        return None
    return not_yet("record-outcome", case, phrase("no authority's case is on record"), "R19", ("record-docket",))


def _before_untying(facts: Facts, case: Case) -> NotAllowed | None:
    """Refuse where there is no tie to undo; a duplicate's is undone there, and by nobody whom it came to be about. R14, R6"""
    if not case.links:
        return not_yet("unlink", case, phrase("it is tied to no other case"), "R14", ("link",))
    if all(relation == DUPLICATED for relation in case.links.values()):
        return not_yet("unlink", case, phrase("a duplicate is untied where it was filed"), "R14", ("link",))
    if all(relation == DUPLICATED or goes_on(facts, case, to) for to, relation in case.links.items()):
        return not_yet("unlink", case, phrase("it is one complaint with what it is tied to"), "R14", ("link",))
    other = facts.records.other_case(case.duplicate_of) if case.duplicate_of else None
    if other is not None and judges(facts, other) and set(case.links.values()) <= {DUPLICATE, DUPLICATED}:
        why, rule = why_left_out(other, facts.actor), rule_left_out(other, facts.actor)
        return not_yet("unlink", case, why, rule, ("note", "hear-customer"))
    return None


def _before_extending(facts: Facts, case: Case) -> NotAllowed | None:
    """Refuse where nothing runs that may be put off, or it was put off before. S3.1"""
    if any(is_extendable(facts, one) for one in case.deadlines):
        return None
    return not_yet("extend-deadline", case, phrase("nothing runs that can be put off"), "S3.1", ("tell", "escalate"))


def is_extendable(facts: Facts, deadline: Deadline) -> bool:
    """Tell if a deadline can be put off: its rule says so, it runs, and was not put off before. S3.1"""
    rule = facts.playbook.deadlines.get(deadline.name)
    return (
        deadline.state == "running"
        and deadline.first_due_at is None
        and rule is not None
        and rule.extendable is not None
        and rule_of(facts, deadline) is rule
    )


_FIRST: Mapping[str, Callable[[Facts, Case], ComplaintKitError | None]] = MappingProxyType(
    {
        "offer-handover": _before_an_offer,
        "archive": before_the_archive,
        "register": _before_registering,
        "answer-survey": _before_scores,
        "record-follow-up": _without_a_result("record-follow-up"),
        "object": _before_an_objection,
        "do-measure": _before_a_measure,
        "resolve": _before_the_result,
        **{word: _before_a_remedy(word) for word in ("give-remedy", "order-remedy", "reverse-remedy")},
        "ask-approval": _before_asking_approval,
        "approve": _before_approving,
        "unlink": _before_untying,
        "answer-authority": _before_an_answer_to_an_authority,
        "record-outcome": _before_an_outcome,
        "extend-deadline": _before_extending,
        "settle": unanswered_suggestion("settle"),
        "clear-up": _before_clearing_up,
        "raise-issue": _before_an_issue,
    }
)
