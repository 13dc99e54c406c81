"""Refunds agreed on: carried out once, tried again by the same key, rejected for the owner to see to. R10"""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import Customer, Measure, Member, Money, NotAllowed, Remedy
from complaintkit.plugin import NotSent, Rejected, RejectReason, RemedyOrder

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
REFUND = Remedy.refund(Money(25, "CNY"))
WANG = Customer(name="王芳", phone="13800138000", member=Member("M-7"))


def test_what_was_agreed_is_carried_out_once(shop):
    """Ordered with the agreement, paid by the till, on record with the till's own number. R10"""
    case = shop.settled()
    assert (case.promises[0].state, shop.till.orders) == ("ordered", [])

    assert shop.deliver().sent == 1
    assert shop.deliver().taken == 0

    (paid,) = shop.till.orders
    assert (paid.id, paid.attempt, paid.remedy) == (case.promises[0].id, 1, REFUND)
    assert (paid.case_number, paid.receipt, paid.unit, paid.member_id) == (case.number, "D-7", "school", "M-7")
    promise = shop.case(case).promises[0]
    assert (promise.state, promise.executor, promise.reference) == ("given", "till", "R-1")
    assert shop.entries(case)[0].state == "delivered"
    assert shop.events(case) == ["remedy-ordered", "remedy-given"]


def test_who_is_no_member_is_paid_all_the_same(shop):
    """The order names the case and neither a member nor a receipt. R10"""
    case = shop.desk.receive(
        "米饭酸", by="fang", channel="hotline", unit="school", category="food/sensory", customer=Customer(name="王芳")
    )
    shop.desk.settle(case, by="fang", facts="属实", agreed="in-person", remedies=[REFUND])

    assert shop.deliver().sent == 1

    (paid,) = shop.till.orders
    assert (paid.case_number, paid.member_id, paid.receipt) == (case.number, None, None)


def test_a_plan_is_carried_out_when_the_customer_agrees_and_not_before(shop):
    """Offered, nothing is paid; refused, nothing ever; agreed, it is ordered. S4.10"""
    case = shop.desk.receive(
        "米饭酸", by="fang", channel="hotline", unit="school", category="food/sensory", customer=WANG
    )
    case = shop.desk.assess(case, by="fang", severity="normal", approach="核实")
    case = shop.desk.record_facts(case, by="fang", facts="属实", root_cause="storage", heard=["li"])
    for accepted in (False, True):
        case = shop.desk.offer_plan(
            case,
            by="fang",
            measures=[Measure(f"退款{accepted}", who="fang", due=HOUR)],
            remedies=[REFUND],
            decisions={"1": ("not-upheld", "查无此事")},
        )
        assert case.plan is not None
        shop.deliver()
        case = shop.desk.answer_plan(case, by="fang", plan=case.plan.id, accepted=accepted)
        assert shop.deliver().sent == accepted

    assert [one.state for one in shop.case(case).promises] == ["released", "given"]


def test_an_attempt_is_on_record_before_the_till_is_called(shop):
    """What dies while it is being paid has left a trace."""
    case, seen = shop.settled(), []

    def look(_: RemedyOrder):
        (row,), (attempt,) = shop.entries(case), shop.attempts(case)
        seen.append(
            (row.state, attempt.outcome, attempt.notifier, (row.lease_until or row.created_at) - shop.clock.now())
        )

    shop.till.before = look
    shop.deliver()
    assert seen == [("started", None, "till", shop.timing.patience + MINUTE)]


def test_one_session_serves_a_run(shop):
    """Several refunds, several orders, one connection."""
    for _ in range(3):
        shop.settled(REFUND, Remedy.refund(Money(3, "CNY")))
    assert shop.deliver().sent == 6
    assert shop.till.sessions == 1
    assert len({one.id for one in shop.till.orders}) == 6


def test_what_certainly_was_not_paid_is_tried_again_by_the_same_key(shop):
    """`NotSent`: later, with the same id at every attempt."""
    case = shop.settled()
    shop.till.answers.extend([NotSent(detail="closed"), NotSent(retry_after=HOUR)])
    shop.deliver()
    assert shop.entries(case)[0].state == "owed"
    shop.clock.advance(30 * timedelta(seconds=1))
    shop.deliver()
    shop.clock.advance(HOUR - timedelta(seconds=1))
    assert shop.deliver().taken == 0
    shop.clock.advance(6 * MINUTE + timedelta(seconds=1))
    assert shop.deliver().sent == 1

    assert {one.id for one in shop.till.orders} == {case.promises[0].id}
    assert [one.attempt for one in shop.till.orders] == [1, 2, 3]
    assert shop.state(case) == "given"


def test_what_the_till_refuses_is_the_owners(shop):
    """`Rejected`: final, the owner has a task, the case says so, and it is not filed before it is seen to. S4.11"""
    case = shop.settled()
    shop.till.answers.append(Rejected(RejectReason.CONTENT, "no such sale"))
    shop.deliver()

    assert shop.state(case) == "rejected"
    assert [one.ref for one in shop.desk.duties("fang").of_kind("remedy")] == [case.promises[0].id]
    with pytest.raises(NotAllowed) as refused:
        shop.desk.archive(case, by="fang")
    assert refused.value.user_message("zh-CN") == (
        "现在不能归档：答应顾客的退款还没有办妥（被执行方拒绝）。可以：兑现补偿、撤回补偿。"
    )

    case = shop.desk.give_remedy(case, by="chen", promise=case.promises[0], reference="现金-17", note="现金退还")
    assert (case.promises[0].state, case.promises[0].reference) == ("given", "现金-17")
    assert shop.desk.duties("fang").of_kind("remedy") == ()
    for sent in case.dispatches:  # the lot is inspected, too (S4.9)
        shop.desk.report_dispatch(case, by=sent.who, dispatch=sent.id, result="合格")
    assert shop.desk.archive(case, by="fang").state == "archived"


def test_a_rejected_one_can_be_ordered_anew(shop):
    """By another key: to its old one the till has given its final answer."""
    case = shop.settled()
    shop.till.answers.append(Rejected(RejectReason.CONTENT))
    shop.deliver()

    case = shop.desk.order_remedy(case, by="fang", promise=case.promises[0].id)
    assert shop.deliver().sent == 1

    first, second = shop.till.orders
    assert first.id != second.id
    assert shop.events(case) == ["remedy-ordered", "remedy-rejected", "remedy-ordered", "remedy-given"]


def test_too_many_tries_are_the_owners_too(shop):
    """Certainly not paid, again and again: somebody has to see to it."""
    case = shop.settled()
    shop.till.answers.extend([NotSent()] * 20)
    for _ in range(shop.timing.most):
        shop.deliver()
        shop.clock.advance(8 * HOUR)

    assert shop.state(case) == "rejected"
    assert len(shop.till.orders) == shop.timing.most
