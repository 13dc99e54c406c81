"""Filing a case, with the reason why it may be. S0.10, R8"""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import Customer, Money, NotAllowed, Remedy
from complaintkit.model import commands as c
from complaintkit.model.actor import CUSTOMER
from complaintkit.model.case import Moment
from tests.decision.steps.test_closing import needs, score, settled, survey

NOBODY = Customer.anonymous(no_contact_because="refused")


def reason(matter) -> str | None:
    """Why a case is filed, or that nobody has asked the customer yet."""
    try:
        matter.do(c.Archive)
    except NotAllowed as refused:
        return "not-asked" if refused.rule == "S1.10" and "record-follow-up" in refused.allowed else None
    return matter.event("archived").because


def test_nothing_is_filed_before_the_customer_was_asked(matter) -> None:
    """Their answer, or on record that there was none. S0.10, R8"""
    matter.resolved()
    assert reason(matter) == "not-asked"

    score(matter, 3)

    assert reason(matter) == "satisfied"


@pytest.mark.parametrize(("satisfied", "because"), [(True, "satisfied"), (None, "no-answer")])
def test_who_was_asked_afterwards_has_been_asked(matter, satisfied, because) -> None:
    """Reached or not. S3.6"""
    matter.resolved()
    matter.do(c.RecordFollowUp, satisfied=satisfied)

    assert reason(matter) == because


def test_a_dissatisfied_customer_is_asked_first(matter) -> None:
    """Where somebody has to ask before the next round, it is not filed meanwhile: neither a case that was settled. R8"""
    survey(matter, then="follow-up")
    settled(matter)
    score(matter, 1)

    assert reason(matter) == "not-asked"


def test_what_was_settled_on_the_spot_may_be_filed(matter) -> None:
    """The customer was content; without contact nobody can be asked. R17, R2"""
    settled(matter)
    assert reason(matter) == "settled-on-the-spot"


@pytest.mark.parametrize("content", ["settled", "score", "follow-up", "silence"])
def test_who_spoke_since_is_asked_once_more(matter, content) -> None:
    """However content they were before, or silent: an answer says nothing of what they think of it now. R8, S3.6"""
    settled(matter) if content == "settled" else matter.resolved()
    if content == "score":
        score(matter, 5)
    elif content == "follow-up":
        matter.do(c.RecordFollowUp, satisfied=True)
    elif content == "silence":
        matter.now += timedelta(days=90)

    matter.do(c.HearCustomer, text="又坏了")
    matter.do(c.Tell, text="请问哪里不满意?")

    assert reason(matter) == "not-asked"
    matter.do(c.RecordFollowUp, satisfied=True)
    assert reason(matter) == ("settled-on-the-spot" if content == "settled" else "satisfied")


def test_without_a_contact_nobody_can_be_asked(matter) -> None:
    """It is filed without. R2"""
    matter.resolved(customer=NOBODY)

    assert reason(matter) == "no-contact"


@pytest.mark.parametrize(("end", "because"), [("withdrawn", "withdrawn"), ("external", "external")])
def test_other_ends_are_filed_as_they_are(matter, end, because) -> None:
    """Whatever the customer says of it. R8"""
    matter.investigated()
    if end == "withdrawn":
        matter.do(c.Withdraw, by=CUSTOMER, reason="不用了")
    else:
        matter.do(c.Refer, authority="12315", told="已告知")

    assert reason(matter) == because


@pytest.mark.parametrize("kind", ["inquiry", "praise", "suggestion"])
def test_what_is_no_complaint_needs_no_answer(matter, kind) -> None:
    """Nobody asks whether an answer was satisfying. S2.4"""
    matter.received(kind=kind)
    if kind == "suggestion":
        matter.do(c.Resolve, result="谢谢", adopted=False)

    assert reason(matter) == kind


@pytest.mark.parametrize("answered", [False, True])
def test_what_was_answered_before_it_was_imported_is_filed_as_such(matter, answered) -> None:
    """Its survey was long ago. What was open yet ends here, as every case does. R8, R15"""
    matter.resolved()
    long_ago = Moment(event="answer-recorded", at=matter.now, by="li", seq=2)
    matter.case = matter.case.changed(imported=True, moments=(*matter.case.moments, *([long_ago] if answered else [])))
    assert reason(matter) == ("imported" if answered else "not-asked")


@pytest.mark.parametrize(("minutes", "over"), [(-1, False), (0, True), (1, True)])
def test_the_time_to_answer_ends_at_its_minute(matter, minutes, over) -> None:
    """Asked after 20 hours, it lapses seven days later: then it is filed without an answer. S1.10"""
    matter.rule(deadlines={})
    matter.resolved()
    matter.later(hours=20, days=7, minutes=minutes)

    assert reason(matter) == ("no-answer" if over else "not-asked")


def test_nor_is_it_asked_for_for_ever(matter) -> None:
    """Where the survey never lapses, it is over when nobody asked in time. S1.10"""
    survey(matter, lapses=None)
    matter.resolved()
    matter.later(days=1)
    assert reason(matter) == "not-asked"

    matter.later(days=5)

    assert reason(matter) == "no-answer"


def test_that_nobody_asked_in_the_first_round_says_nothing_of_the_second(matter) -> None:
    """Each round is asked about for itself. R8"""
    survey(matter, lapses=None)
    matter.resolved()
    matter.later(days=5)
    score(matter, 1)
    assert any(one.name == "survey" and one.breached_at for one in matter.case.deadlines)
    matter.do(c.RecordFacts, by="li", facts="再查", heard=["hu"])
    matter.agreed()
    matter.do(c.Resolve, result="退款", decisions={"1": ("not-upheld", "查无此事")})
    matter.case = matter.case.changed(escalations=())  # decided

    assert reason(matter) == "not-asked"


def test_a_deadline_of_another_name_says_nothing(matter) -> None:
    """Late is only the asking. S1.10"""
    survey(matter, lapses=None)
    matter.investigated()
    matter.later(days=2)
    matter.agreed()
    matter.do(c.Resolve, result="退款", decisions={"1": ("not-upheld", "查无此事")})
    assert any(one.breached_at for one in matter.case.deadlines)

    assert reason(matter) == "not-asked"


def test_what_was_promised_keeps_it_open(matter) -> None:
    """Until the customer has it, somebody is accountable. S4.11"""
    matter.investigated()
    matter.agreed(Remedy.coupon(Money(5, "CNY"), valid_days=30), Remedy.refund(Money(5, "CNY")))
    matter.do(c.Resolve, result="退款", decisions={"1": ("not-upheld", "查无此事")})
    score(matter, 5)

    with pytest.raises(NotAllowed, match="refund") as refused:
        matter.do(c.Archive)
    assert (refused.value.rule, refused.value.allowed) == ("S4.11", ("give-remedy", "reverse-remedy"))
    matter.do(c.GiveRemedy, promise=matter.case.promises[-1].id)

    assert reason(matter) == "satisfied"


@pytest.mark.parametrize("word", ["root-cause", "category"])
def test_a_playbook_may_want_more_on_file(matter, word) -> None:
    """What it wants is there before it is filed. S4.11"""
    needs(matter, "archive", word)
    matter.resolved()
    score(matter, 5)
    matter.case = matter.case.changed(category=None)

    with pytest.raises(NotAllowed, match="on record"):
        matter.do(c.Archive)
    matter.case = matter.case.changed(category="food", root_cause="storage")
    assert reason(matter) == "satisfied"


@pytest.mark.parametrize("offered", [True, False])
def test_an_offer_is_void_when_it_is_filed(matter, offered) -> None:
    """Nobody takes over what is over. F2"""
    matter.resolved()
    score(matter, 5)
    if offered:
        matter.do(c.OfferHandover, to="li", reason="supplier-side")

    case = matter.do(c.Archive)

    assert case.handover is None
    assert ("handover-cancelled" in matter.happened) is offered
    assert case.archived_at == matter.now
