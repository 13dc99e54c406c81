"""The supermarket's customer service: a matter taken in, looked into, offered a plan, resolved."""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import Evidence, Item, Money


@pytest.fixture
def receive(service, wang):
    """Takes a complaint in, about a clerk's tone, at the service desk."""

    def one(category="service/language", *, by="chen", **more):
        given = {"text": "收银员说话很冲", "channel": "service-desk", "unit": "park-road", "customer": wang}
        return service.desk.receive(by=by, category=category, **given | more)

    return one


@pytest.fixture
def ask(service, wang):
    """Takes an inquiry in."""

    def one(text="轮椅在哪里借？", *, by="chen", **more):
        given = {"channel": "service-desk", "unit": "park-road", "customer": wang, "kind": "inquiry"}
        return service.desk.receive(text, by=by, **given | {"category": "reception/aisle"} | more)

    return one


@pytest.fixture
def yogurt():
    """What the customer bought."""
    return Item("酸奶", sku="6902", lot="L0917", paid=Money("15.00", "CNY"))


@pytest.fixture
def investigate(service):
    """Assesses a complaint and establishes the facts: it is true."""

    def one(case, *, by="chen"):
        case = service.desk.assess(case, by=by, severity="normal", approach="听录音，看监控")
        found = {"root_cause": "staff/shortage", "evidence": [Evidence("监控录像", where="防损室")], "heard": ["qiao"]}
        return service.desk.record_facts(case, by=by, facts="排队时说了不耐烦的话", **found)

    return one


@pytest.fixture
def offer(service, plan):
    """Offers a plan for a complaint that is investigated."""

    def one(case, *, by="chen", remedies=()):
        given = {"decisions": {"1": ("upheld", "录音属实")}, "follow_up": timedelta(days=2)}
        return service.desk.offer_plan(case, by=by, measures=plan("加开一个收银台", "wei"), remedies=remedies, **given)

    return one


@pytest.fixture
def resolve(service):
    """The customer agrees to the plan on the phone, it is carried out, and the result is told."""

    def one(case, *, by="chen"):
        case = service.desk.answer_plan(case, by=by, plan=case.plan.id, accepted=True, via="phone")
        for measure in case.measures:
            case = service.desk.do_measure(case, by=measure.who, measure=measure.id)
        return service.desk.resolve(
            case,
            by=by,
            result="已批评教育",
            improvement="晚高峰加开收银台",
            apology=True,
            decisions={"1": ("not-upheld", "查无此事")},
        )

    return one
