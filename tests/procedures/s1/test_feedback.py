"""The night market's plan, from outside: what the customer hears and is asked afterwards. S1.9, S1.10"""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import Customer, InvalidInput, Money, NotAllowed, Remedy


# ---- S1.9 -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("left_out", ["improvement", "apology"])
def test_s1_9_feedback_is_complete(market, receive, offer, left_out):
    """S1.9: no result without what was improved, nor without an apology."""
    case = offer(receive())
    case = market.desk.answer_plan(case, by="xiaolu", plan=case.plan.id, accepted=True)
    market.desk.do_measure(case, by="yu", measure=case.measures[0].id)
    given = {"result": "已加派一人", "improvement": "限时十五分钟", "apology": True}

    with pytest.raises(InvalidInput) as refused:
        market.desk.resolve(case, by="xiaolu", **{name: value for name, value in given.items() if name != left_out})

    assert refused.value.field == left_out


def test_s1_9_the_customer_hears_course_result_improvement_and_apology(market, receive, offer, resolve, her):
    """S1.9: in one message: what was found, what came of it, what is better now, and that we are sorry."""
    resolve(offer(receive()))

    text = market.told(her)["resolved"]

    for part in ("两人请假，只剩一人出餐", "已加派一人", "出餐限时十五分钟", "道歉"):
        assert part in text


def test_s1_9_in_the_customers_language(market, receive, offer, resolve, her):
    """S1.9: a visitor reads it in English, with the coupon they get."""
    visitor = Customer(name="Ann Lee", phone=her, language="en-GB")
    case = resolve(offer(receive(customer=visitor), remedies=[Remedy.coupon(Money("8.00", "CNY"), valid_days=30)]))

    text = market.told(her)["resolved"]

    for part in (case.number, "What we changed:", "We sincerely apologise.", "A coupon of 8.00 CNY"):
        assert part in text


def test_s1_9_after_care_is_a_coupon_that_can_be_spent(market, receive, offer, resolve, her, all_of_it):
    """S1.9: a coupon is proposed, within the agent's authority, minted when the customer agrees, told with the result."""
    case = market.desk.assess(receive("hygiene/conditions"), by="xiaolu", severity="normal", approach="现场查看")
    case = market.desk.record_facts(case, by="xiaolu", facts="桌面未擦", **all_of_it)
    (proposal,) = market.desk.proposals(case, by="xiaolu")
    assert (proposal.rule, proposal.remedy.kind, proposal.within_authority) == ("after-care", "coupon", True)
    assert "欢迎再来" in proposal.reason["zh"]

    case = offer(case, "专人擦桌", [proposal])
    assert "优惠券8元" in market.told(her)["plan-offered"]
    case = resolve(case)

    (coupon,) = market.happened(case, "coupon-minted", by="xiaolu")
    assert coupon.remedy.value == Money("8.00", "CNY")
    assert "优惠券8元" in market.told(her)["resolved"]
    spend = Money("30.00", "CNY")
    assert market.desk.check_coupon(coupon.code, unit="b15", spend=spend).value == Money("8.00", "CNY")


def test_s1_9_a_late_answer_is_worth_a_discount(market, receive):
    """S1.9: a discount, too, where we were late; it is beyond an agent and goes to the supervisor first (F6)."""
    case = receive("hygiene/conditions")
    market.clock.advance(timedelta(minutes=11))  # and no worker runs: nobody told the customer anything

    (proposal,) = market.desk.proposals(case, by="xiaolu")

    assert (proposal.rule, proposal.remedy.kind) == ("late-feedback", "discount")
    assert (proposal.within_authority, proposal.approver) == (False, "hao")


# ---- S1.10 ----------------------------------------------------------------------------------------------------------
def test_s1_10_every_result_is_followed_up(market, receive, offer, resolve, her):
    """S1.10: asked the day after, within three working days; nothing is filed before, and the answer ends it."""
    case = resolve(offer(receive()))
    assert "survey" not in market.told(her)
    with pytest.raises(NotAllowed, match="not asked"):
        market.desk.archive(case, by="xiaolu")
    market.later(hours=20)
    assert "满意吗" in market.told(her)["survey"]
    assert market.owed(case, "survey", by="xiaolu").due_at <= market.clock.now() + timedelta(days=4)

    case = market.desk.answer_survey(case, by="xiaolu", outcome=5, process=5)

    assert market.desk.archive(case, by="xiaolu").state == "archived"


def test_s1_10_dissatisfied_means_again_and_by_somebody_else(market, receive, offer, resolve, all_of_it):
    """S1.10, R8: the next round has its own dates and another investigator; the refused plan does not come again."""
    case = resolve(offer(receive()))
    market.later(hours=20)
    case = market.desk.record_follow_up(case, by="xiaolu", satisfied=False, remark="还是要等")

    assert {"next-plan", "next-result", "next-progress"} & {one.name for one in case.open_deadlines} >= {
        "next-plan", "next-result",
    }  # fmt: skip
    assert market.owed(case, "next-result", by="xiaolu").started_at == market.clock.now()
    with pytest.raises(NotAllowed, match="R8"):
        market.desk.record_facts(case, by="xiaolu", facts="同上", **all_of_it)
    market.desk.dispatch(case, by="xiaolu", who="guan", what="重新调查")
    case = market.desk.record_facts(case, by="guan", facts="出餐口设计太窄", **all_of_it)
    assert offer(case, "拓宽出餐口").cycle == 2
