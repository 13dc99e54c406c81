"""The supermarket's complaints: taken in, looked into, offered a plan, resolved."""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import Evidence, Item, Money


@pytest.fixture
def milk():
    """What the customer bought."""
    return Item("鲜牛奶", sku="6901", lot="L1120", paid=Money("12.80", "CNY"))


@pytest.fixture
def receive(store, wang, milk):
    """Takes a complaint in, about sour milk, at the service desk."""

    def one(category="product-quality/food", *, by="chen", **more):
        given = {
            "text": "牛奶是酸的",
            "channel": "service-desk",
            "unit": "river-street",
            "customer": wang,
            "items": [milk],
        }
        return store.desk.receive(by=by, category=category, **given | more)

    return one


@pytest.fixture
def investigate(store):
    """Assesses a complaint and establishes the facts: it is true."""

    def one(case, *, by="chen"):
        case = store.desk.assess(case, by=by, severity="normal", approach="查冷柜记录")
        found = {
            "root_cause": "storage/temperature",
            "evidence": [Evidence("冷柜温度记录", where="服务台")],
            "heard": ["wei"],
        }
        return store.desk.record_facts(case, by=by, facts="冷柜停电两小时", **found)

    return one


@pytest.fixture
def offer(store, plan):
    """Offers a plan for a complaint that is investigated."""

    def one(case, *, by="chen"):
        given = {"decisions": {"1": ("upheld", "温度记录属实")}, "follow_up": timedelta(days=2)}
        return store.desk.offer_plan(case, by=by, measures=plan("冷柜加装报警器", "wei"), **given)

    return one


@pytest.fixture
def resolve(store):
    """The customer agrees to the plan at the desk, it is carried out, and the result is told."""

    def one(case, *, by="chen"):
        case = store.desk.answer_plan(case, by=by, plan=case.plan.id, accepted=True, via="in-person")
        for measure in case.measures:
            case = store.desk.do_measure(case, by=measure.who, measure=measure.id)
        return store.desk.resolve(
            case,
            by=by,
            result="已退货",
            improvement="冷柜已装报警器",
            apology=True,
            decisions={"1": ("not-upheld", "查无此事")},
        )

    return one
