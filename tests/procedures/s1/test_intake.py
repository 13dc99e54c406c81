"""The night market's plan, from outside: types, ways of complaining and what is recorded. S1.1, S1.5, S1.6"""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import Customer, InvalidInput, Item, NotAllowed, System

NARROWER = "service/attitude service/waiting hygiene/rubbish hygiene/pests price/inflated safety/facilities".split()


# ---- S1.1 -----------------------------------------------------------------------------------------------------------
def test_s1_1_four_types(market, receive):
    """S1.1: service quality, hygiene, price, safety hazard, each with what is complained of within it; nothing else is a type."""
    for category in NARROWER:
        case = receive(category)
        assert (case.state, case.category) == ("registered", category)
    with pytest.raises(InvalidInput, match="service/waiting"):
        receive("service/wating")
    with pytest.raises(InvalidInput, match="not a category"):
        receive("parking")


def test_s1_1_badly_handled_is_a_mark_on_the_first_case(market, receive, offer, resolve):
    """S1.1: a complaint badly handled makes a second grievance 二次不满， flagged on the first, by the customer's own score."""
    case = resolve(offer(receive()))
    market.later(hours=20)

    case = market.desk.answer_survey(case, by="xiaolu", outcome=4, process=1, remark="等了两天没人理")

    assert case.second_grievance
    assert case.state == "resolved"  # the result itself was good
    (marked,) = market.happened(case, "second-grievance-marked", by="xiaolu")
    assert marked.text == "等了两天没人理"
    assert len(list(market.desk.cases(by="qin"))) == 1


def test_s1_1_staff_who_hear_of_it_mark_it_too(market, receive):
    """S1.1: also where it is said at another counter, by whoever hears it; a well handled one has no such mark."""
    case = receive()
    assert not case.second_grievance
    assert market.desk.mark_second_grievance(case, by="guan", text="他说根本没人理他").second_grievance


def test_s1_1_food_that_makes_ill_is_a_hazard(market, receive):
    """S1.1, R11, R18: an alarm at once; two ill of one lot are one incident, with the report to the authority."""
    ill = {"items": [Item("烤鱿鱼", lot="S0412")], "text": "吃完上吐下泻"}
    first = receive("safety/food-poisoning", **ill)
    assert (first.severity, first.alarms) == ("major", ("safety/food-poisoning",))
    second = receive("safety/food-poisoning", customer=Customer(name="李强", phone="13800138001"), **ill)

    [incident] = market.desk.tasks.list(by=System("t"), kind="incident")
    assert (incident.subject, incident.cases) == ("lot:S0412", (first.number, second.number))
    [report] = market.desk.tasks.list(by=System("t"), kind="report")
    assert report.due_at - incident.opened_at == timedelta(hours=2)


# ---- S1.5 -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("channel", ["stall", "phone", "web", "wechat"])
def test_s1_5_intake_by_every_way(market, receive, channel, moment):
    """S1.5: on the spot, hotline, website, social platform; time, content, name and contact are recorded."""
    case = receive(channel=channel, received_at=moment("2026-11-21T19:40"), text="等了四十分钟")

    assert (case.channel, case.received_at, case.text) == (channel, moment("2026-11-21T19:40"), "等了四十分钟")
    whole = market.desk.contact(case, by="xiaolu", purpose="回电")
    assert (whole.name, whole.contacts[0].address) == ("王芳", "13800138000")


@pytest.mark.parametrize("customer", [Customer(), Customer(phone="13800138000"), Customer(name="王芳")])
def test_s1_5_what_is_not_recorded_yet_is_asked_for(market, receive, customer):
    """S1.5, R2: without name or contact it is taken in, and says what is missing; a reason for giving neither is enough."""
    case = receive(customer=customer)
    assert case.state == "received"
    assert {"name-or-reason", "contact-or-reason"} & set(case.missing)

    case = market.desk.register(case, by="xiaolu", customer=Customer.anonymous(no_contact_because="refused"))

    assert (case.state, case.missing) == ("registered", ())


def test_s1_5_at_any_hour_somebody_has_it(market, receive, moment):
    """S1.5: what nobody stood in front of goes to whose turn it is, also at 01:30; closed, to the supervisor."""
    assert receive(by=System("web"), channel="web").owner == "xiaolu"
    market.until(moment("2026-11-22T01:30"))
    assert receive(by=System("web"), channel="web").owner == "ye"
    market.until(moment("2026-11-22T12:00"))
    assert receive(by=System("web"), channel="web").owner == "hao"


# ---- S1.6 -----------------------------------------------------------------------------------------------------------
def test_s1_6_every_complaint_is_put_into_a_type(market, receive):
    """S1.6: without a type it is not registered and can't be assessed."""
    case = receive(None)
    assert (case.state, case.missing) == ("received", ("category",))
    with pytest.raises(NotAllowed):
        market.desk.assess(case, by="xiaolu", severity="normal", approach="查监控")

    case = market.desk.register(case, by="xiaolu", category="hygiene/conditions")

    assert (case.state, case.category) == ("registered", "hygiene/conditions")
