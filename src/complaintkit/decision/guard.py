"""Who may do what to a case: the lifecycle's table, the accountable person, the role's `may`, and R6."""

from __future__ import annotations

from collections.abc import Mapping

from complaintkit.decision.answer import check_first
from complaintkit.decision.draft import Draft
from complaintkit.decision.facts import Facts
from complaintkit.decision.lifecycle import possible
from complaintkit.decision.refusal import no_case, no_right
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.case import Case
from complaintkit.model.errors import NotAllowed, NotFound, NotResponsible
from complaintkit.model.phrase import Phrase, joined, phrase
from complaintkit.model.vocabulary import Kind
from complaintkit.model.wording import STATES, path_in_words, word_in

# What a role's `may` must name, the command itself or the one it goes with; what F1-F9 give to everybody is not here.
RIGHTS: Mapping[str, str] = {
    **{word: word for word in "receive register assess record-facts offer-plan settle tell resolve".split()},
    "acknowledge": "tell",
    "wait-for-customer": "tell",
    "reclassify": "register",
    **dict.fromkeys("archive clear-up refer record-follow-up reverse-remedy".split(), "resolve"),
    **dict.fromkeys(("give-remedy", "order-remedy"), "settle"),
}
# For whom a command is, where it is not for the accountable person.
_ANYBODY = frozenset(
    "note link unlink ask-advice dispatch escalate hear-customer mark-second-grievance give-remedy".split()
)
_NAMED = frozenset(
    "accept-handover decline-handover give-advice report-dispatch receive-escalation adjourn-meeting decide-meeting"
    " rule-handover approve refuse-approval".split()
)
_CUSTOMERS = frozenset({"answer-plan", "answer-survey", "hear-customer", "withdraw"})  # through their own door
_HELPERS = frozenset({"record-facts", "do-first-handling"})  # who was sent, or asked, writes down what they found
_INFORMS = frozenset({"tell", "acknowledge"})
_JUDGES = frozenset(
    "assess record-facts offer-plan answer-plan resolve clear-up receive-escalation adjourn-meeting decide-meeting"
    " rule-handover".split()
)  # R6: not by the person complained about

# What may still be done while a person's data are restricted: who is responsible, what goes upwards, their own wish.
_STILL = frozenset(
    "offer-handover accept-handover decline-handover rule-handover escalate receive-escalation adjourn-meeting"
    " decide-meeting note hear-customer withdraw refer archive link unlink".split()
)


def check(draft: Draft, command: c.Command) -> None:
    """Refuse what this person may not do to this case now.

    Raises:
        NotAllowed: the state, the role or R6 stands in the way; names what is possible.
        NotResponsible: somebody else is accountable.
    """
    facts, case, word = draft.facts, draft.case, command.word
    if not sees(facts, case):
        raise no_case(case.number)  # not even in what state it is, or what was answered: R20
    check_first(case, command, customer=facts.customer)
    if word not in _possible(facts, case) or (facts.customer and word not in _CUSTOMERS):
        raise NotAllowed(command=word, reason=_why_not(case), state=case.state, allowed=sorted(allowed(case, facts)))
    if facts.system or facts.customer:
        return
    _check_responsible(facts, case, word)
    _check_right(facts, case, word)
    if _judges_own_case(facts, case, word):
        if _others(facts, case):
            raise NotAllowed(
                command=word,
                reason=phrase("the complaint is about {staff}", staff=str(case.about_staff)),
                state=case.state,
                allowed=sorted(allowed(case, facts)),
                rule="R6",
            )
        draft.add(e.ExceptionRecorded(rule="R6", command=word))


def _possible(facts: Facts, case: Case) -> frozenset[str]:
    """What the state lets anybody do; where the person's data are restricted, what staff may still do of it."""
    words = possible(case.state, case.kind)
    return words & _STILL if case.restricted and not facts.customer else words


def _why_not(case: Case) -> Phrase:
    if case.restricted:
        return phrase("the customer's data are restricted")
    if case.missing:
        missing = joined(path_in_words(one) for one in case.missing)
        return phrase("registration still needs {missing}", missing=missing)
    return phrase("the case is {state}", state=word_in(STATES, case.state))


def _check_responsible(facts: Facts, case: Case, word: str) -> None:
    if not sees(facts, case):
        raise no_case(case.number)  # `allowed` asks without a command
    if word in _ANYBODY or word in _NAMED:
        return
    if (word in _HELPERS and _is_helping(facts, case)) or (word in _INFORMS and _owes_a_word(facts, case)):
        return
    if not _stands_for_owner(facts, case):
        raise NotResponsible(by=facts.actor, command=word, owner=case.owner, number=case.number)


def lacks_facts(case: Case) -> bool:
    """Whether facts come before anybody else gets it: those of a complaint; an inquiry, praise, a suggestion has none. F5, S2.4"""
    return case.kind is Kind.COMPLAINT and case.facts_at is None


def _owes_a_word(facts: Facts, case: Case) -> bool:
    """Whether this person handed the case over and the customer has not been told yet: their duty until then. F9"""
    return not case.customer_told_owner and facts.actor in case.owners


def _stands_for_owner(facts: Facts, case: Case) -> bool:
    """The owner, who acts for them now, a leader above, the group that has it in hand, who takes it first (S4.6)."""
    structure, by = facts.structure, facts.actor
    return (
        by == case.owner
        or structure.acting_for(case.owner, facts.now) == by
        or structure.is_leader_of(by, case.owner, case.unit)
        or by in deciders(facts, case)
        or by in _first_takers(facts, case)
    )


def _first_takers(facts: Facts, case: Case) -> tuple[str, ...]:
    """Who settles such a matter first, whoever heard of it and is accountable; until somebody has taken the case over."""
    if len(case.owners) > 1:
        return ()
    role = facts.playbook.category(case.category).first_taken_by if case.category else None
    return facts.structure.holders(role, case.unit) if role else ()


def _is_helping(facts: Facts, case: Case) -> bool:
    by = facts.actor
    return (
        by in _first_handlers(facts, case)
        or any(by == one.who for one in case.dispatches)
        or any(by == one.of for one in case.advice)
    )


def _first_handlers(facts: Facts, case: Case) -> tuple[str, ...]:
    """Who is asked at once to inspect, to explain, to make safe. S1.7"""
    first = facts.playbook.first_handling(case.category)
    return facts.structure.holders(first.by, case.unit) if first else ()


def deciders(facts: Facts, case: Case) -> tuple[str, ...]:
    """Who decides the matter that was brought upwards: the group without whoever is complained about, or the leader. R6"""
    matter = case.escalation
    if matter is None:
        return ()
    if not matter.group:
        return (matter.to,)
    without = frozenset({case.about_staff} if case.about_staff else ())
    return facts.structure.group(matter.to, case.unit, without=without).everybody


def _check_right(facts: Facts, case: Case, word: str) -> None:
    if not _has_right(facts, word):
        raise no_right(facts.actor, word, state=case.state, allowed=allowed(case, facts))


def _has_right(facts: Facts, word: str) -> bool:
    may, right = facts.structure.may, RIGHTS.get(word)
    return right is None or may(facts.actor, right) or may(facts.actor, word)


def _judges_own_case(facts: Facts, case: Case, word: str) -> bool:
    return case.about_staff == facts.actor and word in _JUDGES


def _others(facts: Facts, case: Case) -> bool:
    """Whether anybody else could do it: a business of one may act alone, on record. R6"""
    return any(staff != case.about_staff for staff in facts.structure.organisation.staff)


def sees(facts: Facts, case: Case) -> bool:
    """Whether this person may read the case. R20"""
    if facts.system or facts.customer:
        return True
    by = facts.actor
    involved = by in {case.owner, case.first_receiver, *case.owners, *_concerned(case), *deciders(facts, case)}
    involved = involved or by in _first_handlers(facts, case)  # who is sent to look may read what for
    return facts.structure.sees(by, unit=case.unit, involved=involved)


def _concerned(case: Case) -> set[str]:
    return {
        *(one.receiver for one in case.handovers),
        *(one.of for one in case.advice),
        *(one.who for one in case.dispatches),
        *(one.to for one in case.escalations if not one.group),
        *(one.approver for one in case.approvals),
    }


def allowed(case: Case, facts: Facts) -> frozenset[str]:
    """Door words of what this person could do to this case now, as far as state, role and responsibility decide it."""
    return frozenset(word for word in _possible(facts, case) if _may(facts, case, word))


def _may(facts: Facts, case: Case, word: str) -> bool:
    if facts.customer:
        return word in _CUSTOMERS
    if facts.system:
        return word not in _NAMED
    try:
        _check_responsible(facts, case, word)
    except (NotResponsible, NotFound):
        return False
    if not _has_right(facts, word):
        return False
    if _judges_own_case(facts, case, word) and _others(facts, case):
        return False
    if word == "offer-handover" and (case.handover is not None or lacks_facts(case)):
        return False
    return word not in _NAMED or word in _named_words(facts, case)


def _named_words(facts: Facts, case: Case) -> set[str]:
    """Answers that wait for exactly this person."""
    by, found = facts.actor, set()
    if case.handover and answers_for(facts, case.handover.receiver):
        found |= {"accept-handover", "decline-handover"}
    if any(one.of == by and one.answered_at is None for one in case.advice):
        found.add("give-advice")
    if any(one.who == by and one.done_at is None for one in case.dispatches):
        found.add("report-dispatch")
    if case.escalation and by in deciders(facts, case):
        found |= {"adjourn-meeting", "decide-meeting"} | (
            set() if case.escalation.received_at else {"receive-escalation"}
        )
    if any(one.approver == by and one.state == "asked" for one in case.approvals):
        found |= {"approve", "refuse-approval"}
    if facts.structure.is_leader_of(by, case.owner, case.unit):
        found.add("rule-handover")
    return found


def answers_for(facts: Facts, staff: str) -> bool:
    """Whether the actor is this person, or acts for them while they are away."""
    return facts.actor in (staff, facts.structure.acting_for(staff, facts.now))
