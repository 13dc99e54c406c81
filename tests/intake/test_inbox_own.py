"""What waits in the inbox loses nothing by who takes it in, and as what: the rules hold as at once. R5, R6, R18, R19"""

from __future__ import annotations

import pytest

from complaintkit import ComplaintKitError, Customer, InvalidInput, NotAllowed, NotFound, System

ABOUT = [{"about_staff": "chen"}, {"about_staff": "sun", "issue.2.text": "还骂人", "issue.2.about_staff": "chen"}]
DECIDES = {
    "discard": lambda inbox, item, by: inbox.discard(item, by=by, reason="广告"),
    "as praise": lambda inbox, item, by: inbox.accept(item, by=by, kind="praise"),
    "as an inquiry": lambda inbox, item, by: inbox.accept(item, by=by, kind="inquiry"),
    "as a suggestion": lambda inbox, item, by: inbox.accept(item, by=by, kind="suggestion"),
}


def waiting(house, **fields):
    """A form that waits in the inbox."""
    said = {"text": "说话难听", "category": "service/attitude", "unit": "no3-school", "customer.phone": "13800138000"}
    house.push({"what": "form", "id": "f1", "fields": said | fields}, proof="none")
    (item,) = house.desk.inbox.list(by="fang")
    return item.id


@pytest.mark.parametrize("decides", DECIDES)
@pytest.mark.parametrize("about", ABOUT)
def test_whom_it_is_about_makes_nothing_less_of_it(house, about, decides):
    """Whichever of its issues it is, and it says who may; for others here it is as any other. R6"""
    item = waiting(house, **about)
    with pytest.raises(NotAllowed, match=r"about chen; .*fang.* may") as refused:
        DECIDES[decides](house.desk.inbox, item, "chen")
    assert refused.value.data["rule"] == "R6"
    assert [one.id for one in house.desk.inbox.list(by="fang")] == [item]
    if "issue.2.text" not in about:  # of several issues nobody makes anything less
        DECIDES[decides](house.desk.inbox, item, "fang")


def test_they_may_take_it_in_as_it_is(house):
    """Nobody's words are lost because of whom they are about; the case is somebody else's. R6"""
    case = house.desk.inbox.accept(waiting(house, about_staff="chen"), by="chen")
    (case,) = house.cases()
    assert (case.kind, case.about_staff, case.first_receiver) == ("complaint", "chen", "chen")
    assert case.owner != "chen"


def test_a_stranger_keeps_no_program_out(house):
    """What a form complains of may be called as a program is: no program is complained about. R6"""
    item = waiting(house, about_staff="system:sweeper")

    house.desk.inbox.discard(item, by=System("sweeper"), reason="广告")

    assert not house.desk.inbox.list(by="fang")


def test_praise_is_decided_on_by_whom_it_is_about(house):
    """They are not complained about. R6"""
    house.desk.inbox.discard(waiting(house, about_staff="chen", kind="praise"), by="chen", reason="广告")


@pytest.mark.parametrize("kind", ["inquiry", "suggestion", "praise"])
def test_what_its_sender_calls_a_complaint_is_taken_in_as_one(house, kind):
    """To make it less takes a reason and a second person, by `reclassify`; more it may become at once. R5"""
    item = waiting(house, kind="complaint")
    with pytest.raises(InvalidInput) as refused:
        house.desk.inbox.accept(item, by="chen", kind=kind)
    assert refused.value.field == "kind"
    case = house.desk.inbox.accept(item, by="chen")
    assert case.kind == "complaint"


def test_less_than_a_complaint_becomes_one_at_once(house):
    """Upgrading is free. R5"""
    assert house.desk.inbox.accept(waiting(house, kind="inquiry"), by="chen", kind="complaint").kind == "complaint"


def on_a_case(house, said, by="chen", *, on="complaint", **fields):
    """A form put on a case of the same customer's, which sun has."""
    case = house.desk.receive(
        "米饭硬", by="sun", channel="hotline", unit="no3-school", category="food/sensory", customer=said, kind=on
    )
    house.desk.inbox.accept(waiting(house, **fields), by=by, case=case)
    return house.desk.case(case, by=System("test"))


@pytest.fixture
def fang():
    """Whoever complains."""
    return Customer(name="王芳", phone="13800138000")


@pytest.mark.parametrize("by", ["chen", "fang", "sun"])
def test_whom_a_form_is_about_is_known_on_the_case_it_is_put_on(house, fang, by):
    """It leaves its owner, whoever puts it there, they themselves too. R6, R7"""
    case = on_a_case(house, fang, by, about_staff="sun")
    assert case.complained_about == {"sun"}
    assert case.owner != "sun"
    assert "说话难听" in house.heard(case)[0]


def test_an_alarm_is_raised_of_a_form_that_is_put_on_a_case(house, fang):
    """As if it had come in by itself. R18"""
    case = on_a_case(house, fang, category="food/illness")
    assert "food/illness" in case.categories
    assert "alarm-raised" in [line.event.name for line in house.desk.timeline(case, by="fang")]


def test_an_authority_s_docket_is_on_record_of_the_case_it_is_put_on(house, fang):
    """With the date that it names. R19"""
    case = on_a_case(house, fang, **{"docket.number": "D-1", "docket.authority": "12315"})
    assert [one.docket.number for one in case.authority_cases] == ["D-1"]


def test_each_further_issue_is_one_of_the_case(house, fang):
    """What the case knows already is not put down again. R7"""
    case = on_a_case(house, fang, category="food/sensory", **{"issue.2.text": "还少了一份", "issue.2.category": "food"})
    assert [(one.category, one.text) for one in case.issues[1:]] == [(None, "还少了一份")]


@pytest.mark.parametrize("more", [{"kind": "complaint"}, {"about_staff": "sun"}, {"category": "food/illness"}])
def test_what_needs_a_complaint_is_put_on_nothing_less(house, fang, more):
    """It would be handled as none: nothing of it is written, and it waits on. R5, R6, R18"""
    with pytest.raises(ComplaintKitError, match="complaint"):
        on_a_case(house, fang, on="inquiry", **more)
    assert len(house.desk.inbox.list(by="fang")) == 1
    (case,) = house.cases()
    assert house.heard(case) == []


@pytest.mark.parametrize("more", [{"about_staff": "孙师傅"}, {"category": "凉菜"}, {"strange": "1"}])
def test_what_no_field_can_hold_stands_in_the_words(house, fang, more):
    """A form that can be no case can still be put on one. S0.3"""
    case = on_a_case(house, fang, **{"category": "food/sensory"} | more)
    assert len(case.issues) == 1
    (heard,) = house.heard(case)
    assert next(iter(more.values())) in heard


@pytest.mark.parametrize(
    ("unit", "hidden"),
    [
        ("no3-school", "zheng gu qiu qian bai"),
        ("softpark", "hu peng yan zheng"),
        ("kitchen-east", "yan zheng gu qiu qian bai"),
        ("qinghe", "hu peng yan zheng gu qiu qian bai"),
        ("nowhere", ""),
        (None, ""),
    ],
)
def test_a_form_that_names_a_place_is_for_those_of_that_place(house, unit, hidden):
    """Who neither sees it nor works there or around it does not hear that it waits; of no place of ours it is anybody's. R20"""
    item = waiting(house, unit=unit)
    inbox, staff = house.desk.inbox, house.desk.people.organisation(by="fang").staff
    kept = set()
    for one in staff:
        try:
            if [each.id for each in inbox.list(by=one)] == [item]:
                continue
        except NotAllowed:
            continue
        kept.add(one)
        for way in (inbox.show, lambda id, by: inbox.discard(id, by=by, reason="广告"), inbox.accept):
            with pytest.raises(NotFound):
                way(item, by=one)
    assert kept == set(hidden.split())
