"""The print shop's feedback: taken, sorted, looked into, answered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import Item, Money


@pytest.fixture
def receive(shop, wang):
    """Takes feedback, about a brochure whose colours are wrong, at the counter."""

    def one(kind="complaint", *, by="li", **more):
        brochure = Item("宣传册", sku="JOB-118", paid=Money("46.00", "CNY"))
        given = {
            "text": "颜色偏红",
            "channel": "counter",
            "unit": "shop",
            "customer": wang,
            "category": "printing/colour",
        }
        return shop.desk.receive(
            by=by, kind=kind, **given | ({"items": [brochure]} if kind == "complaint" else {}) | more
        )

    return one


@pytest.fixture
def resolve(shop, plan):
    """Looks into a complaint, offers a plan that the customer agrees to, carries it out and tells the result."""

    def one(case, *, by="li"):
        case = shop.desk.assess(case, by=by, severity="normal", approach="看样张")
        case = shop.desk.record_facts(case, by=by, facts="校色文件用错了", root_cause="machine/setting")
        case = shop.desk.offer_plan(
            case,
            by=by,
            measures=plan("重印一份", "wu"),
            decisions={"1": ("upheld", "样张为证")},
            follow_up=timedelta(days=2),
        )
        case = shop.desk.answer_plan(case, by=by, plan=case.plan.id, accepted=True, via="in-person")
        for measure in case.measures:
            case = shop.desk.do_measure(case, by=measure.who, measure=measure.id)
        return shop.desk.resolve(
            case,
            by=by,
            result="已重印",
            improvement="换校色文件",
            apology=True,
            decisions={"1": ("not-upheld", "查无此事")},
        )

    return one
