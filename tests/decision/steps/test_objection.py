"""The customer's word as staff took it down: marked whatever the command, and undone where the customer objects. R9"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from complaintkit import ConflictError, Customer, Item, Measure, NotAllowed, NotFound, Remedy, State
from complaintkit.decision import allowed
from complaintkit.decision.outbox import messages
from complaintkit.decision.tables.effect import DEEDS, Effect
from complaintkit.model import commands as c
from complaintkit.model.actor import CUSTOMER, System
from complaintkit.model.money import Money

COUPON = Remedy.coupon(Money(10, "CNY"), valid_days=30)
SPEAKING = sorted(word for word, deed in DEEDS.items() if Effect.SPEAKS in deed.effects)


def _planned(matter) -> dict[str, object]:
    matter.investigated()
    matter.offered()
    return {"plan": matter.case.plan.id}


def _resolved(matter) -> dict[str, object]:
    matter.resolved()
    return {}


def _withdraws(matter, by):
    matter.investigated()
    return matter.do(c.Withdraw, by=by, reason="顾客说算了")


def _settles(matter, by):
    matter.received()
    return matter.do(c.Settle, by=by, facts="换了一份", agreed="by-phone", apology=True)


def _agrees(matter, by):
    return matter.do(c.AnswerPlan, by=by, accepted=True, **_planned(matter))


def _refuses(matter, by):
    return matter.do(c.AnswerPlan, by=by, accepted=False, **_planned(matter))


def _is_content(matter, by):
    return matter.do(c.AnswerSurvey, by=by, outcome=5, process=5, **_resolved(matter))


def _is_not(matter, by):
    return matter.do(c.AnswerSurvey, by=by, outcome=1, process=1, **_resolved(matter))


def _content_when_called(matter, by):
    return matter.do(c.RecordFollowUp, by=by, satisfied=True, via="call", **_resolved(matter))


def _not_when_called(matter, by):
    return matter.do(c.RecordFollowUp, by=by, satisfied=False, via="call", **_resolved(matter))


# What staff type, what the customer is taken to have said, and where their objection leaves the case.
SAYINGS = {
    "takes it back": (_withdraws, "withdraw", "withdrawn", State.INVESTIGATING),
    "content on the spot": (_settles, "settle", "settled", State.REGISTERED),
    "agrees": (_agrees, "answer-plan", "plan-agreed", State.INVESTIGATING),
    "refuses": (_refuses, "answer-plan", "plan-refused", State.INVESTIGATING),
    "content": (_is_content, "answer-survey", "satisfied", State.RESOLVED),
    "not content": (_is_not, "answer-survey", "dissatisfied", State.INVESTIGATING),
    "content on the phone": (_content_when_called, "record-follow-up", "satisfied", State.RESOLVED),
    "not content on the phone": (_not_when_called, "record-follow-up", "dissatisfied", State.INVESTIGATING),
}


def test_each_command_that_speaks_for_the_customer_is_tried_here() -> None:
    """A new one is found by this."""
    assert {word for _, word, _, _ in SAYINGS.values()} == set(SPEAKING)


# ---- marked ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("saying", SAYINGS)
def test_what_staff_have_the_customer_say_is_marked_and_confirmed(matter, saying) -> None:
    """To whom they said it, by which medium, and what; the customer is told by their own contact. R9"""
    say, word, quoted, _ = SAYINGS[saying]
    case = say(matter, "chen")

    assert case.quote is not None
    assert (case.quote.quoted, case.quote.told_to) == (quoted, "chen")
    assert case.quote.via == {"settle": "by-phone", "record-follow-up": "call"}.get(word, "not-said")
    assert [one.name for one in messages(matter.draft) if one.recipient == "customer"].count("customer-quoted") == 1


@pytest.mark.parametrize("saying", SAYINGS)
def test_a_program_that_speaks_for_them_is_marked_too(matter, saying) -> None:
    """R9 knows no exception for software, such as a form of the host's."""
    case = SAYINGS[saying][0](matter, System("crm"))
    assert case.quote is not None
    assert case.quote.told_to == "system:crm"


@pytest.mark.parametrize(
    "saying", sorted(set(SAYINGS) - {"content on the phone", "not content on the phone", "content on the spot"})
)
def test_the_customers_own_word_is_not(matter, saying) -> None:
    """What they say at their own door is theirs."""
    case = SAYINGS[saying][0](matter, CUSTOMER)
    assert case.quotes == ()
    assert "object" not in allowed(case, matter.facts(by=CUSTOMER))


@pytest.mark.parametrize("saying", SAYINGS)
def test_whom_nobody_can_reach_is_quoted_all_the_same(matter, saying, monkeypatch) -> None:
    """Marked; nothing is sent, for there is nowhere to send it. R2, R9"""
    nobody = Customer(no_contact_because="refused")
    received = matter.received
    monkeypatch.setattr(type(matter), "received", lambda self, *a, **f: received(*a, **{"customer": nobody, **f}))
    case = SAYINGS[saying][0](matter, "chen")

    assert case.quote is not None
    assert not any(one.recipient == "customer" for one in messages(matter.draft))


def test_who_was_not_reached_said_nothing(matter) -> None:
    """R9: silence is no word of theirs."""
    matter.resolved()
    matter.do(c.AnswerSurvey, by=CUSTOMER, outcome=4, process=4)
    assert matter.do(c.RecordFollowUp, satisfied=None).quotes == ()


# ---- objected to -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("filed", [False, True])
@pytest.mark.parametrize("by", [CUSTOMER, "sun"])
@pytest.mark.parametrize("saying", SAYINGS)
def test_an_objection_undoes_it(matter, saying, by, filed) -> None:
    """The case is where it was, also out of the archive; the leader has it before them, and the words are the customer's. R9, F1"""
    say, _, quoted, state = SAYINGS[saying]
    say(matter, "chen")
    closed = quoted in ("withdrawn", "satisfied", "settled")
    if filed and closed:
        matter.do(c.Archive)

    case = matter.do(c.Object, by=by, text="我没有这样说")

    assert (case.open, case.state) == (True, state)
    assert case.quote is None
    assert case.quotes[-1].objected_at == matter.now
    assert ("leader", "objected") in [(one.route, one.reason) for one in case.escalations if one.open]
    assert {one.recipient for one in messages(matter.draft) if one.name == "objected"} == {case.owner}
    assert case.entries[-1].text == "我没有这样说"
    assert not any(one.satisfied for one in case.surveys)
    assert all(one.accepted is None for one in case.plans if quoted.startswith("plan-"))
    with pytest.raises(NotAllowed):
        matter.do(c.Object, by=by)


@pytest.mark.parametrize("filed", [False, True])
def test_what_was_given_on_the_spot_stays_given(matter, filed) -> None:
    """The customer keeps it, and it counts towards every limit; but nothing says that the case is put right. R10, R17"""
    matter.received()
    matter.do(c.Settle, facts="换了一份", agreed="in-person", remedies=(COUPON,))
    if filed:
        matter.do(c.Archive)
    promised = matter.case.promises

    case = matter.do(c.Object, by=CUSTOMER)

    assert case.promises == promised
    assert all(one.counts for one in case.promises)
    assert (case.settled, case.result, case.resolved_at) == (False, None, None)
    assert "archive" not in allowed(case, matter.facts())


@pytest.mark.parametrize("filed", [False, True])
def test_who_put_right_what_is_about_themselves_has_no_part_afterwards(matter, filed) -> None:
    """R17 lets them settle it, on record; once the customer objects, the leader above has the case. R6"""
    matter.received(about_staff="chen")
    matter.do(c.Settle, facts="道了歉", agreed="in-person", apology=True)
    if filed:
        matter.do(c.DecideMeeting, by="fang", escalation=matter.case.escalation.id, decision="由我们回访")
        matter.do(c.Archive, by="shen")

    case = matter.do(c.Object, by=CUSTOMER)

    assert case.open
    assert case.owner != "chen"


def test_nobody_is_asked_whether_a_question_was_answered(matter) -> None:
    """An inquiry is answered at once, and no message follows. R17, S3.1"""
    matter.received(kind="inquiry")
    assert matter.do(c.Settle, facts="讲清楚了", agreed="in-person").quotes == ()


def test_its_clocks_run_from_their_true_start(matter) -> None:
    """What was owed before is owed again, with the due date it had; what has passed meanwhile is a breach on record. R15"""
    matter.investigated()
    before = {one.id: one.due_at for one in matter.case.open_deadlines}
    assert before
    matter.do(c.Withdraw, reason="顾客说算了")
    assert not set(before) & {one.id for one in matter.case.open_deadlines}
    matter.later(days=10)

    case = matter.do(c.Object, by=CUSTOMER)

    again = {one.id: one for one in case.deadlines if one.id in before}
    assert {id_: one.due_at for id_, one in again.items()} == before
    assert all(one.state == "breached" and one.breached_at == one.due_at for one in again.values())
    assert not any(one.open for one in case.deadlines if one.name == "archive"), "nothing is left to be filed"


def test_a_survey_counts_as_not_answered(matter) -> None:
    """Its deadline runs on, and the customer may say it themselves. R9, S1.10"""
    matter.resolved()
    running = {one.id for one in matter.case.open_deadlines}
    matter.do(c.AnswerSurvey, outcome=5, process=5)

    case = matter.do(c.Object, by=CUSTOMER)

    assert case.survey is None
    assert running <= {one.id for one in case.open_deadlines}
    assert matter.do(c.AnswerSurvey, by=CUSTOMER, outcome=4, process=5).survey.satisfied


def test_what_was_promised_and_called_off_is_promised_anew(matter) -> None:
    """Taken back by hearsay after a plan with a remedy: the next round, in which the same plan may be offered. R8, R9, F6"""
    refund = Remedy.refund(Money("20.00", "CNY"))
    matter.investigated()
    matter.offered(refund)
    matter.do(c.Withdraw, reason="顾客说算了")

    case = matter.do(c.Object, by=CUSTOMER)

    assert (case.cycle, case.state) == (2, State.INVESTIGATING)
    assert matter.offered(refund).state is State.PLAN_OFFERED


def test_an_offer_that_waits_is_waited_for_again(matter) -> None:
    """Taken back by hearsay while a plan without remedies waits for its answer. R9"""
    matter.investigated()
    matter.do(
        c.OfferPlan, measures=[Measure("再核对", who="chen", due=timedelta(hours=2))], follow_up=timedelta(days=2)
    )
    matter.do(c.Withdraw, reason="顾客说算了")

    case = matter.do(c.Object, by=CUSTOMER)

    assert (case.state, case.waiting_for_customer, case.cycle) == (State.PLAN_OFFERED, True, 1)
    assert matter.answered(accepted=True).state is State.EXECUTING


def test_only_what_was_taken_down_can_be_objected_to(matter) -> None:
    """By its id, once. R9"""
    matter.investigated()
    with pytest.raises(NotAllowed) as refused:
        matter.do(c.Object, by=CUSTOMER)
    assert refused.value.rule == "R9"
    quote = matter.do(c.Withdraw, reason="顾客说算了").quote.id
    with pytest.raises(NotFound):
        matter.do(c.Object, by=CUSTOMER, quote="q")
    matter.do(c.Object, by=CUSTOMER, quote=quote)
    matter.do(c.Withdraw, reason="又说算了")
    with pytest.raises(ConflictError):
        matter.do(c.Object, by=CUSTOMER, quote=quote)


OTHER = Customer(name="王芳", phone="13700137000")
REPLACED: dict[str, tuple[dict[str, Any], bool]] = {
    "another contact": ({"customer": OTHER}, True),
    "no contact": ({"customer": Customer(name="王芳", no_contact_because="refused")}, True),
    "one more": ({"customer": Customer(name="王芳", phone="13800138000", email="wang@customer.example")}, False),
    "something else": ({"items": (Item("米饭"),)}, False),
}


@pytest.mark.parametrize("how", REPLACED)
@pytest.mark.parametrize("saying", SAYINGS)
def test_who_replaced_the_contact_does_not_end_it_by_the_customers_word(matter, saying, how, monkeypatch) -> None:
    """The customer who would object hears nothing: the leader decides before it is filed. R9, R8"""
    fields, replaced = REPLACED[how]
    received = matter.received

    def corrected(_, *args, **named):
        received(*args, **{"customer": Customer(name="王芳", phone="13800138000"), **named})
        case = matter.do(c.Correct, reason="记错了", **fields)
        for above in (one for one in case.escalations if one.reason == "contact-removed"):
            case = matter.do(c.DecideMeeting, by=above.to, escalation=above.id, decision="确实没有电话")
        return case

    monkeypatch.setattr(type(matter), "received", corrected)
    say, _, quoted, _ = SAYINGS[saying]

    case = say(matter, "chen")

    to_leader = [one for one in case.escalations if one.reason == "contact-replaced"]
    assert bool(to_leader) is (replaced and quoted in ("withdrawn", "satisfied", "settled"))
    if to_leader:
        assert {one.recipient for one in messages(matter.draft) if one.name == "escalated"} >= {to_leader[0].to}
        assert to_leader[0].to != "chen"
        with pytest.raises(NotAllowed, match="not decided"):
            matter.do(c.Archive)
        matter.do(c.DecideMeeting, by=to_leader[0].to, escalation=to_leader[0].id, decision="已向顾客核实")
        assert not matter.do(c.Archive).open
