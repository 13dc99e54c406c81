"""The night market's complaints: taken in, investigated, offered a plan, resolved."""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import Evidence, Money, Purchase

WORDS = {
    "service/attitude": "于师傅骂人",
    "service/waiting": "等了四十分钟",
    "hygiene/rubbish": "垃圾桶满了没人收",
    "hygiene/pests": "There is a rat behind the stall.",
    "price/inflated": "一串鱿鱼要八十",
    "safety/facilities": "电线裸露在地上",
}


@pytest.fixture
def all_of_it():
    """What S1.8 wants an investigation to hold, beside the facts."""
    return {"evidence": [Evidence("监控录像", where="服务台")], "heard": ["yu", "niu"], "root_cause": "staff/shortage"}


@pytest.fixture
def receive(market, wang):
    """Takes a complaint in, about the grilled squid, at the service desk."""

    def one(category="service/waiting", *, by="xiaolu", **more):
        given = {"text": WORDS.get(category, "等了四十分钟"), "channel": "stall", "unit": "a07", "customer": wang}
        if (category or "").startswith("price"):
            given["purchase"] = Purchase("A07-0042", paid=Money("80.00", "CNY"))
        return market.desk.receive(by=by, category=category, **given | more)

    return one


@pytest.fixture
def offer(market, plan, all_of_it):
    """Assesses a complaint, establishes the facts, and offers a plan."""

    def one(case, what="加派一人，出餐限时十五分钟", remedies=(), *, by="xiaolu"):
        if case.state == "registered":
            case = market.desk.assess(case, by=by, severity="normal", approach="查监控，听取双方")
        if case.facts_at is None:
            case = market.desk.record_facts(case, by=by, facts="两人请假，只剩一人出餐", **all_of_it)
        return market.desk.offer_plan(
            case,
            by=by,
            measures=plan(what, "yu"),
            remedies=remedies,
            decisions={"1": ("upheld", "监控属实")},
            follow_up=timedelta(days=2),
        )

    return one


@pytest.fixture
def resolve(market):
    """The customer agrees to the plan on the phone, and it is carried out."""

    def one(case, *, by="xiaolu"):
        case = market.desk.answer_plan(case, by=by, plan=case.plan.id, accepted=True, via="phone")
        for measure in case.measures:
            case = market.desk.do_measure(case, by=measure.who, measure=measure.id)
        return market.desk.resolve(
            case,
            by=by,
            result="已加派一人",
            improvement="出餐限时十五分钟",
            apology=True,
            decisions={"1": ("not-upheld", "查无此事")},
        )

    return one
