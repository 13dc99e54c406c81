"""Refunds taken back, called off, or not owed any more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import ConflictError, Customer, Measure, Member, Money, Remedy
from complaintkit.plugin import InDoubt, Rejected, RejectReason

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LATE = 15 * MINUTE
REFUND = Remedy.refund(Money(25, "CNY"))
WANG = Customer(name="王芳", phone="13800138000", member=Member("M-7"))


def test_a_refund_is_taken_back_by_whoever_paid_it(shop):
    """With a reason, by its own key and the till's reference; what it cost is free again in the books."""
    case = shop.settled()
    shop.deliver()

    case = shop.desk.reverse_remedy(case, by="fang", promise=case.promises[0], reason="顾客要换货")
    assert case.promises[0].state == "reversing"
    with pytest.raises(ConflictError, match="it is reversing"):
        shop.desk.reverse_remedy(case, by="fang", promise=case.promises[0], reason="再来一次")
    assert shop.deliver().sent == 1

    ((key, reference),) = shop.till.taken_back
    assert (key.startswith(case.promises[0].id), key != case.promises[0].id, reference) == (True, True, "R-1")
    assert shop.state(case) == "reversed"
    assert shop.events(case) == ["remedy-ordered", "remedy-given", "reversal-ordered", "remedy-reversed"]


def test_a_till_that_keeps_the_money_out_says_so(shop):
    """The customer still has it, and that is on record; it can be taken back by hand, or tried again."""
    case = shop.settled()
    shop.deliver()
    shop.till.reversals.append(Rejected(RejectReason.CONTENT))
    case = shop.desk.reverse_remedy(case, by="fang", promise=case.promises[0], reason="弄错了")
    shop.deliver()
    assert shop.state(case) == "given"

    case = shop.desk.reverse_remedy(case, by="fang", promise=case.promises[0], reason="弄错了")
    shop.deliver()
    (first, _), (second, _) = shop.till.taken_back
    assert first != second
    assert shop.state(case) == "reversed"


def test_a_reversal_in_doubt_is_asked_about_and_parked(shop):
    """As a payment is; then a person says which it was."""
    case = shop.settled()
    shop.deliver()
    shop.till.reversals.append(InDoubt())
    shop.till.verdicts.append(InDoubt())
    case = shop.desk.reverse_remedy(case, by="fang", promise=case.promises[0], reason="弄错了")
    shop.deliver()
    shop.clock.advance(LATE)
    shop.deliver()
    assert shop.till.asked[0].id == shop.till.taken_back[0][0]
    assert shop.state(case) == "parked"

    case = shop.desk.reverse_remedy(case, by="fang", promise=case.promises[0], reason="已收回现金", by_hand=True)
    assert case.promises[0].state == "reversal-claimed"
    case = shop.desk.reverse_remedy(case, by="shen", promise=case.promises[0], reason="已收回现金", by_hand=True)
    assert case.promises[0].state == "reversed"
    assert shop.deliver().taken == 0


def test_what_is_not_given_yet_is_called_off(shop):
    """Before its turn came: nothing is paid."""
    case = shop.settled()
    case = shop.desk.reverse_remedy(case, by="fang", promise=case.promises[0], reason="改为换货")
    shop.deliver()
    assert (shop.state(case), shop.till.orders) == ("reversed", [])


def test_what_was_given_by_hand_is_taken_back_by_hand(shop):
    """No executor knows of it."""
    case = shop.settled()
    case = shop.desk.give_remedy(case, by="fang", promise=case.promises[0])
    for by in ("fang", "shen"):
        case = shop.desk.reverse_remedy(case, by=by, promise=case.promises[0], reason="退回")
    shop.deliver()
    assert (shop.state(case), shop.till.taken_back) == ("reversed", [])


def agreed(shop):
    """A complaint whose customer agreed to a plan that brings the money back."""
    case = shop.desk.receive(
        "米饭酸", by="fang", channel="hotline", unit="school", category="food/sensory", customer=WANG
    )
    case = shop.desk.assess(case, by="fang", severity="normal", approach="核实")
    case = shop.desk.record_facts(case, by="fang", facts="属实", root_cause="storage", heard=["li"])
    case = shop.desk.offer_plan(
        case,
        by="fang",
        measures=[Measure("退款", who="fang", due=HOUR)],
        remedies=[REFUND],
        decisions={"1": ("not-upheld", "查无此事")},
    )
    assert case.plan is not None
    return shop.desk.answer_plan(case, by="fang", plan=case.plan.id, accepted=True)


def test_a_withdrawn_case_pays_nothing_that_was_not_begun(shop):
    """The customer takes it back before the till was called."""
    case = agreed(shop)
    case = shop.desk.withdraw(case, by="fang")
    shop.deliver()

    assert (shop.state(case), shop.till.orders) == ("reversed", [])
    assert shop.desk.archive(case, by="fang").state == "archived"


def test_what_is_to_be_taken_back_is_so_from_a_withdrawn_case_too(shop):
    """The complaint is over, the money still out."""
    case = agreed(shop)
    shop.deliver()
    case = shop.desk.reverse_remedy(case, by="fang", promise=case.promises[0], reason="弄错了")
    shop.desk.withdraw(case, by="fang")
    shop.deliver()

    assert (len(shop.till.taken_back), shop.state(case)) == (1, "reversed")
    assert shop.events(case)[-1] == "remedy-reversed"
