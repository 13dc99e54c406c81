"""One rule and the moments that go by it: what starts it, what does it, what ends it undone. R2, R8, R15, R16, S1.7, S4.9"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest

from complaintkit import Customer
from complaintkit.decision.clocks.next_step import NEXT
from complaintkit.decision.clocks.owed import OwedDeadline, Owing, contact_gained, key_of, owed, rule_of, since
from complaintkit.model import commands as c
from complaintkit.model.case import Moment
from complaintkit.model.due import Within
from complaintkit.model.vocabulary import Kind, Severity
from complaintkit.playbook import DeadlineRule
from complaintkit.playbook.deadline import OF_CATEGORY

ENDS = "settled resolved answer-recorded withdrawn cleared-up referred archived".split()
UNDONE = "handover-cancelled handover-lapsed handover-ruled".split()
TAKES_CUSTOMER = "acknowledged told customer-heard plan-answered survey-answered follow-up-recorded".split()
UNREACHABLE = Customer(no_contact_because="没留")


@pytest.fixture
def matter(matter):
    """Sour rice, of which nothing has happened yet."""
    matter.received()
    return matter


def owing(
    matter, happened: str, *others: DeadlineRule, who: str = "chen", case: dict[str, Any] | None = None, **rule: Any
) -> Owing:
    """What is owed, and was met, after these events, in words: `event`, or `event/about`, a minute apart."""
    usual = {"title": {"en": "It"}, "starts": "assessed", "stops": ("told",), "within": Within.parse("2 h")}
    one = DeadlineRule(id="it", kinds=tuple(Kind), **{**usual, **rule})
    matter.rule(deadlines={one.id: one, **{other.id: other for other in others}})
    moments = []
    for number, word in enumerate(happened.split(), 1):
        event, _, about = word.partition("/")
        at = matter.now + timedelta(minutes=number)
        moments.append(Moment(event=event, at=at, by=who, seq=number, about=about or None))
    now = matter.case.changed(moments=tuple(moments), **(case or {}))
    return owed(matter.facts(), now)


def found(matter, happened: str, *others: DeadlineRule, **rule: Any) -> list[OwedDeadline]:
    """What is owed by the rule then."""
    return [one for one in owing(matter, happened, *others, **rule).unmet.values() if one.rule.id == "it"]


def stand(matter, happened: str, *others: DeadlineRule, **rule: Any) -> list[tuple[int | None, bool]]:
    """The same, and what was met, short: which entry started it, and whether it is met."""
    all_ = owing(matter, happened, *others, **rule)
    both = [*((key, True) for key in all_.met), *((key, False) for key in all_.unmet)]
    return sorted((seq, met) for (name, seq, _), met in both if name == "it")


# ---- starting, stopping ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("happened", "owes"),
    [
        ("noted", []),
        ("told", []),
        ("assessed", [(1, False)]),
        ("assessed noted", [(1, False)]),
        ("told assessed", [(2, False)]),
        ("assessed told", [(1, True)]),
        ("assessed assessed", [(1, False)]),  # it runs already
        ("assessed told assessed", [(1, True), (3, False)]),
        ("assessed told assessed told", [(1, True), (3, True)]),
    ],
)
def test_what_starts_and_what_does_it(matter, happened, owes) -> None:
    """From the first that starts it until it is done; then anew. R15"""
    assert stand(matter, happened) == owes


@pytest.mark.parametrize("end", [*ENDS, "new-cycle"])
def test_an_end_leaves_nothing_of_the_round_owed(matter, end) -> None:
    """Each of them, and the beginning of the next round. S0.10, R8"""
    assert stand(matter, f"assessed {end}") == []
    assert stand(matter, f"assessed told {end}") == [(1, True)]


@pytest.mark.parametrize(
    "word", ["noted", "objected", "customer-heard", "plan-offered", "plan-answered", "facts-recorded"]
)
def test_nothing_else_ends_it(matter, word) -> None:
    """Work that goes on ends no clock of it. R15"""
    assert stand(matter, f"assessed {word}") == [(1, False)]


@pytest.mark.parametrize(("reason", "over"), [("contact-removed", False), ("beyond-authority", True)])
def test_a_word_to_a_leader_stops_a_clock_where_it_is_of_the_matter(matter, reason, over) -> None:
    """That something beside it was told stops none, whatever was brought upwards before; nor one that nobody knows of. S1.8, R2"""
    matter.do(c.Escalate, reason="beyond-authority")
    [brought] = matter.case.escalations
    both = (attrs.evolve(brought, id="e1", reason=reason), attrs.evolve(brought, id="e2", reason="beyond-authority"))
    for escalations in (both, both[::-1]):
        case = {"escalations": escalations}
        assert stand(matter, "assessed escalated/e1", stops=("escalated",), case=case) == [(1, over)]
        assert stand(matter, "assessed escalated/e2", stops=("escalated",), case=case) == [(1, True)]
    assert stand(matter, "assessed escalated/e9", stops=("escalated",), case=case) == [(1, False)]


def test_silence_does_what_names_it_and_ends_nothing_else(matter) -> None:
    """Of a plan or of a question alike; only a wait of the core tells them apart. R16"""
    assert stand(matter, "assessed customer-silent") == [(1, False)]
    for silence in ("customer-silent", "customer-silent/p1"):
        assert stand(matter, f"assessed {silence}", stops=("customer-silent",)) == [(1, True)]


@pytest.mark.parametrize(
    ("silence", "over", "waited_for"),
    [
        ("customer-silent", "customer-silent", "plan-unanswered"),
        ("customer-silent/p1", "plan-unanswered", "customer-silent"),
    ],
)
def test_silence_to_a_question_is_none_to_a_plan(matter, silence, over, waited_for) -> None:
    """Nor the other way round, where both are waited for: each wait ends by its own silence. R8, R16"""
    all_ = owing(matter, f"waiting-for-customer plan-offered {silence}")
    assert over in {name for name, *_ in all_.met}
    assert waited_for in {name for name, *_ in all_.unmet}


@pytest.mark.parametrize("kind", [Kind.INQUIRY, Kind.PRAISE, Kind.SUGGESTION])
def test_first_handling_of_a_hazard_runs_in_whatever_words_it_came(matter, kind) -> None:
    """With its own kind's clocks, and no other of a complaint's; of what is no hazard it does not run. R18, S1.7"""
    others = [
        DeadlineRule(id=name, title={}, starts="assessed", stops=("told",), within=Within.parse("1 h"), kinds=(of,))
        for name, of in (("theirs", kind), ("complaints", Kind.COMPLAINT))
    ]
    first: dict[str, Any] = {"starts": "first-handling-asked", "stops": ("first-handling-done",), "within": OF_CATEGORY}
    for category, bound in (("food/illness", True), ("service/delivery-late", False)):
        for kinds in ((Kind.COMPLAINT,), tuple(Kind)):
            case = {"kind": kind, "category": category}
            rule = DeadlineRule(id="it", title={}, kinds=kinds, **first)
            matter.rule(deadlines={one.id: one for one in (rule, *others)})
            moments = [
                Moment(event=event, at=matter.now, by="chen", seq=seq)
                for seq, event in enumerate(("first-handling-asked", "assessed"), 1)
            ]
            now = matter.case.changed(moments=tuple(moments), **case)
            runs = sorted(
                name for name, *_ in owed(matter.facts(), now).unmet if name in ("it", "theirs", "complaints")
            )
            assert runs == (["it", "theirs"] if bound or kind in kinds else ["theirs"])


@pytest.mark.parametrize("end", ["resolved", "settled"])
def test_what_is_settled_is_resolved_too(matter, end) -> None:
    """A survey, a follow-up run from either. R17, S1.10"""
    assert stand(matter, end, starts="resolved") == [(1, False)]
    assert stand(matter, end, starts="cleared-up") == []


# ---- the next round --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("starts", "stops", "anew"),
    [
        ("received", ("resolved",), True),
        ("registered", ("resolved",), True),
        ("acknowledged", ("told", "resolved"), True),
        ("received", ("told",), False),
        ("assessed", ("resolved",), False),
    ],
)
def test_a_next_round_has_the_times_of_the_first(matter, starts, stops, anew) -> None:
    """From intake to the result, where a playbook gives it none of its own. R8"""
    happened = f"{starts} resolved new-cycle"
    again = [one for one in stand(matter, happened, starts=starts, stops=stops) if one[0] == 3]
    assert again == ([(3, False)] if anew else [])

    own = DeadlineRule(id="own", title={}, starts="new-cycle", stops=("told",), within=Within.parse("1 h"))
    again = [one for one in stand(matter, happened, own, starts=starts, stops=stops) if one[0] == 3]
    assert again == []


# ---- what is about one of several ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("happened", "owes"),
    [
        ("handover-offered/h1 handover-offered/h2", [(1, False), (2, False)]),
        ("handover-offered/h1 handover-offered/h2 handover-accepted/h2", [(1, False), (2, True)]),
        ("handover-offered/h1 handover-accepted/h2", [(1, False)]),
    ],
)
def test_each_is_done_by_its_own(matter, happened, owes) -> None:
    """An answer to one offer answers no other. F2"""
    assert stand(matter, happened, starts="handover-offered", stops=("handover-accepted",)) == owes


@pytest.mark.parametrize("void", UNDONE)
def test_an_offer_that_is_gone_waits_for_no_answer(matter, void) -> None:
    """That one, and no other. F2, F3"""
    rule: dict[str, Any] = {"starts": "handover-offered", "stops": ("handover-accepted",)}
    assert stand(matter, f"handover-offered/h1 {void}/h1", **rule) == []
    assert stand(matter, f"handover-offered/h1 {void}/h2", **rule) == [(1, False)]
    assert stand(matter, "handover-offered/h1 told/h1", **rule) == [(1, False)]
    by = {**rule, "by": "general-manager"}  # an answer that does not count ends it no more than it does it
    assert stand(matter, "handover-offered/h1 handover-accepted/h1", **by) == [(1, False)]
    first: dict[str, Any] = {"starts": "first-handling-asked", "stops": ("first-handling-done",), "within": OF_CATEGORY}
    stays = stand(matter, f"first-handling-asked {void}/h1", case={"category": "service/delivery-late"}, **first)
    assert stays == [(1, False)]
    assert stand(matter, f"assessed {void}") == [(1, False)]


@pytest.mark.parametrize("end", [*ENDS, "new-cycle"])
def test_what_was_sent_or_brought_upwards_outlives_the_end(matter, end) -> None:
    """It is reported, decided or given, until the case is filed. S4.9, F7, S4.11"""
    owes = stand(matter, f"dispatched/d1 {end}", starts="dispatched", stops=("dispatch-reported",))
    assert owes == ([] if end == "archived" else [(1, False)])


# ---- by whom ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("word", "by", "done"),
    [
        (None, "system:pos", True),
        ("staff", "chen", True),
        ("staff", "system:pos", False),
        ("staff", "nobody", False),
        ("duty-manager", "chen", True),
        ("duty-manager", "sun", False),
    ],
)
def test_it_is_done_by_whom_the_rule_says(matter, word, by, done) -> None:
    """By anything, by a person, by one of a role. S3.1, S4.6"""
    assert stand(matter, "assessed told", who=by, by=word) == [(1, done)]


FIRST: dict[str, Any] = {
    "starts": "registered",
    "stops": ("first-handling-done", "facts-recorded"),
    "within": OF_CATEGORY,
}


@pytest.mark.parametrize(
    ("category", "happened", "handled", "by", "owes"),
    [
        ("food/sensory", "registered", False, "chen", [(1, False)]),
        ("food/sensory", "registered told", False, "chen", [(1, False)]),
        ("food/sensory", "registered first-handling-done", True, "li", [(1, True)]),
        ("food/sensory", "registered facts-recorded", False, "zhou", [(1, True)]),  # whoever takes food first
        ("food/sensory", "registered facts-recorded", False, "li", []),  # overtaken: nobody did it, nobody owes it
        ("food/sensory", "registered resolved", False, "chen", []),
        ("food/illness", "registered first-handling-done", False, "chen", [(1, False)]),  # of something else
        ("food/illness", "registered first-handling-done", True, "chen", [(1, True)]),
        ("food/illness", "registered facts-recorded", False, "zhou", [(1, False)]),
        ("food/illness", "registered resolved", False, "chen", [(1, False)]),
        ("food/illness", "registered archived", False, "chen", []),
        ("food/illness", "registered new-cycle", False, "chen", []),
        ("contract", "registered", False, "chen", []),  # which asks for nothing at once
    ],
)
def test_first_handling_is_done_by_whom_it_is_for(matter, category, happened, handled, by, owes) -> None:
    """By its own command, or by the facts that they found; a hazard by nothing but the first, until it is filed. S1.7, S4.9"""
    severity = Severity.MAJOR if category == "food/illness" else Severity.LOW
    case = {
        "category": category,
        "severity": severity,
        "first_handlings": {category: matter.now if handled else None},
    }
    assert stand(matter, happened, who=by, case=case, **FIRST) == owes


def test_all_else_of_a_hazard_ends_with_its_round(matter) -> None:
    """Only what is dangerous is seen to whatever the customer says. S4.9"""
    assert stand(matter, "assessed resolved", case={"category": "food/illness"}) == []


# ---- upwards ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("reason", "waits"), [("several-affected", True), ("beyond-authority", False)])
def test_a_group_receives_what_is_brought_to_it(matter, reason, waits) -> None:
    """A leader is told, and has received it. F7"""
    matter.rule(deadlines={})
    matter.do(c.Escalate, reason=reason)
    assert bool(matter.case.escalation.group) is waits
    assert ("escalation-seen" in {one.name for one in matter.case.open_deadlines}) is waits


def test_a_group_meets_in_a_day_whatever_brought_it_there(matter) -> None:
    """Also where no route did, but a deadline that was missed. F7, S1.8"""
    group = next(iter(matter.playbook.groups))
    late = DeadlineRule(
        id="late", title={}, starts="received", stops=("told",), within=Within.parse("1 h"), breach_escalate=group
    )
    matter.rule(deadlines={"late": late})
    matter.received()
    matter.later(hours=2)
    matter.due()
    matter.do(c.ReceiveEscalation, by="fang", escalation=matter.case.escalation.id)

    [meeting] = [one for one in matter.case.open_deadlines if one.name == "meeting"]
    assert meeting.due_at - meeting.started_at == timedelta(hours=24)


# ---- waived, paused --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("word", TAKES_CUSTOMER)
def test_what_takes_a_customer_is_waived_without_one(matter, word) -> None:
    """With or without the end of the case among what does it; not where something else does it, too. R2"""
    for stops, waived in (((word,), True), ((word, *ENDS), True), ((word, "assessed"), False)):
        [one] = found(matter, "registered", starts="registered", stops=stops, case={"customer": UNREACHABLE})
        assert one.waived is waived
        [one] = found(matter, "registered", starts="registered", stops=stops)
        assert not one.waived


def test_what_any_word_with_them_does_is_waived_without_them(matter) -> None:
    """All of those together, too. R2"""
    stops = tuple(TAKES_CUSTOMER)
    [one] = found(matter, "registered", starts="registered", stops=stops, case={"customer": UNREACHABLE})
    assert one.waived


def test_whoever_can_be_reached_after_all_is_owed_it(matter) -> None:
    """Whatever was said when there was no contact. R2"""
    both = Customer(phone="13800138000", no_contact_because="没留")
    [one] = found(matter, "registered", starts="registered", case={"customer": both})
    assert not one.waived


@pytest.mark.parametrize("stops", [("assessed",), ("resolved",), ("meeting-decided",)])
def test_what_takes_no_customer_is_waived_for_none(matter, stops) -> None:
    """The work itself, and its end. R2"""
    [one] = found(matter, "registered", starts="registered", stops=stops, case={"customer": UNREACHABLE})
    assert not one.waived


def test_a_contact_nobody_denied_waives_nothing(matter) -> None:
    """It may be asked for. R2"""
    [one] = found(matter, "registered", starts="registered", case={"customer": Customer()})
    assert not one.waived


@pytest.mark.parametrize("waits", [False, True])
@pytest.mark.parametrize("pauses", [(), ("waiting-for-customer",)])
def test_what_may_pause_does_while_they_are_waited_for(matter, waits, pauses) -> None:
    """And nothing else. R16"""
    [one] = found(matter, "assessed", pauses=pauses, case={"waiting_for_customer": waits})
    assert one.paused is bool(waits and pauses)


@pytest.mark.parametrize(
    ("state", "reason", "customer", "lost"),
    [
        ("waived", "no-contact", None, True),
        ("waived", "no-contact", UNREACHABLE, False),
        ("waived", "other", None, False),
        ("running", "no-contact", None, False),
    ],
)
def test_a_contact_that_came_later_owes_it_anew(matter, state, reason, customer, lost) -> None:
    """What was waived for want of one. R2, R4"""
    deadline = attrs.evolve(matter.case.deadlines[0], state=state, reason=reason)
    case = {"customer": customer} if customer else {}
    [one] = found(matter, "registered", starts="registered", case=case)
    assert contact_gained(one, deadline) is lost


# ---- which is which ---------------------------------------------------------------------------------------------------
def test_a_deadline_is_found_by_what_it_came_from(matter) -> None:
    """Its rule, what started it and how long it is: each of a case has a key of its own. R15"""
    matter.do(c.Assess, severity="low", approach="核实")
    all_ = owed(matter.facts(), matter.case)
    assert all_.unmet.keys() == {key_of(one) for one in matter.case.open_deadlines}
    assert all_.met == {key_of(one) for one in matter.case.deadlines if not one.open}
    assert len({key_of(one) for one in matter.case.deadlines}) == len(matter.case.deadlines)
    assert all(rule_of(matter.facts(), one).id == one.name for one in matter.case.deadlines)
    next_step = attrs.evolve(matter.case.deadlines[0], name=NEXT.id)
    assert rule_of(matter.facts(), next_step) is NEXT


def test_what_begins_with_the_complaint_runs_from_when_they_spoke(matter) -> None:
    """Everything else from when it happened. R1"""
    spoke = matter.now - timedelta(days=1)
    case = matter.case.changed(received_at=spoke)
    for event, start in (("received", spoke), ("assessed", matter.now)):
        assert since(case, Moment(event=event, at=matter.now, by="chen", seq=1)) == start
