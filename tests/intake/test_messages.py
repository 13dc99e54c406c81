"""A customer's words become a case, or belong to one; pushed again, they change nothing. S0.3, S2.2"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from complaintkit import InvalidInput, Kind


def test_words_open_a_case(house, said):
    """Whoever is on duty is responsible from this second on; the kind is the playbook's; the provider gets its word."""
    reply = house.push(said("中午的米饭是酸的", at="2026-11-21T09:58+08:00"))
    (case,) = house.cases()
    assert reply.body == b"success"
    assert (case.kind, case.text, case.external_id) == (Kind.INQUIRY, "中午的米饭是酸的", "m1")
    assert case.received_at.isoformat() == "2026-11-21T01:58:00+00:00"
    assert case.owner == case.first_receiver == "sun"  # the roster's first this morning
    (line, *_) = house.desk.timeline(case, by="fang")
    assert line.recorded_by == "system:line"


def test_a_message_pushed_again_is_one(house, said):
    """Vendors repeat what we answer too slowly, also after words that belong to a case."""
    for _ in range(3):
        house.push(said("冷了"))
    for _ in range(3):
        house.push(said("还是冷的", "m2"))
    (case,) = house.cases()
    assert house.heard(case) == ["还是冷的"]


def test_what_the_same_person_says_belongs_to_the_same_case(house, said):
    """Within the conversation's time, which every word on either side prolongs; another person opens another case."""
    house.push(said("冷了"))
    house.clock.advance(timedelta(hours=47))
    house.push(said("在吗", "m2", at="2026-11-23T09:00+08:00"))
    house.clock.advance(timedelta(hours=40))
    house.push(said("喂", "m3", at="2026-11-25T01:00+08:00"))
    house.push(said("别人的事", "m4", sender="13900139000", at="2026-11-25T01:00+08:00"))
    house.clock.advance(timedelta(hours=49))
    house.push(said("新的事", "m5", at="2026-11-27T02:00+08:00"))
    assert [case.text for case in house.cases()] == ["冷了", "别人的事", "新的事"]
    assert house.heard(house.cases()[0]) == ["在吗", "喂"]


def test_an_answer_goes_to_the_case_it_answers(house, said):
    """However old; by its number, or by the message of ours that was answered."""
    house.push(said("第一件"))
    number = house.cases()[0].number
    house.clock.advance(timedelta(days=5))
    house.push(said("第二件", "m2", at="2026-11-26T10:00+08:00"))
    house.push(said("说的是第一件", "m3", in_reply_to=number, at="2026-11-26T10:00+08:00"))
    first, second = house.cases()
    assert house.heard(first) == ["说的是第一件"]
    house.deliver()
    sent = next(one for one in house.vendor.sent if one.case_number == second.number)
    reference = f"SM{house.vendor.sent.index(sent) + 1}"
    house.push(said("回复短信", "m4", in_reply_to=reference, at="2026-11-26T10:00+08:00"))
    assert house.heard(second) == ["回复短信"]


def test_a_number_alone_opens_no_door(house, said):
    """Whoever guesses a case's number has a matter of their own: nothing of the other's is touched or told."""
    house.push(said("冷了"))
    (first,) = house.cases()
    reply = house.push(said("让我看看", "x1", sender="13900139000", in_reply_to=first.number))
    assert house.heard(first) == []
    assert len(house.cases()) == 2
    assert reply.body == b"success"


def test_what_is_said_after_the_end_follows(house, said):
    """It is a matter of its own, tied to the one that is filed, and its owner's; more of it is on that one. F9"""
    house.push(said("请问几点送餐"))
    (case,) = house.cases()
    house.desk.archive(
        house.desk.resolve(case, by="fang", result="十一点", decisions={"1": ("not-upheld", "查无此事")}), by="fang"
    )
    house.push(said("谢谢,那晚上呢", "m2"))
    (new,) = (one for one in house.cases() if one.number != case.number)
    assert dict(house.desk.case(new, by="fang").links) == {case.number: "follows"}
    assert (new.owner, new.person) == (case.owner, case.person)

    house.push(said("喂", "m3"))
    assert len(house.cases()) == 2
    assert house.heard(new) == ["喂"]


def test_an_answer_to_a_message_on_a_filed_case_follows_it(house, said):
    """Weeks after, where the provider says what is answered: it is no stranger's new matter. S0.2"""
    house.push(said("请问几点送餐"))
    (case,) = house.cases()
    house.desk.archive(
        house.desk.resolve(case, by="fang", result="十一点", decisions={"1": ("not-upheld", "查无此事")}), by="fang"
    )
    house.clock.advance(timedelta(days=20))

    house.push(said("还是晚了", "m9", in_reply_to=case.number, at="2026-12-11T10:00+08:00"))

    (new,) = (one for one in house.cases() if one.number != case.number)
    assert dict(house.desk.case(new, by="fang").links) == {case.number: "follows"}


def test_two_processes_take_one_message_once(house, said):
    """Pushed to both at the same moment, twenty times."""
    other = house.open_desk()
    with ThreadPoolExecutor(4) as pool:
        jobs = [
            pool.submit(house.push, said(f"第{n}件", f"m{n}", sender=f"1380013{n:04}"), desk=desk)
            for n in range(20)
            for desk in (house.desk, other)
        ]
        assert all(job.result().status == 200 for job in jobs)
    assert len(house.cases()) == 20


def test_a_clock_that_is_fast_refuses_nobody(house, said):
    """What was said in the provider's future was said now."""
    house.push(said("冷了", at="2026-11-21T10:07+08:00"))
    assert house.cases()[0].received_at == house.clock.now()


def test_a_form_becomes_a_case(house):
    """Goods, price and lot are there from the beginning; the channel is the one it came by, whatever it says. R21"""
    fields = {
        "text": "饭是酸的", "customer.phone": "13800138000", "item.name": "米饭", "item.lot": "L2291", "channel": "docket",
        "purchase.receipt": "SO-1", "paid": "15.00", "category": "food/sensory", "unit": "no3-school", "kind": "complaint",
    }  # fmt: skip
    for _ in range(2):
        house.push({"what": "form", "id": "f1", "fields": fields})
    (case,) = house.cases()
    assert (case.channel, case.category, case.unit) == ("line", "food/sensory", "no3-school")
    assert (case.purchase.receipt, str(case.purchase.paid), case.purchase.items[0].lot) == (
        "SO-1",
        "15.00 CNY",
        "L2291",
    )


ISSUES = {"issue.2.text": "司机态度差", "issue.2.category": "service/attitude", "issue.3.text": "没有餐具"}


def test_a_form_holds_several_issues(house):
    """Each with its category, its text, and whom it is about; in the order of their numbers. R6, R7"""
    fields = {"text": "饭是酸的", "customer.phone": "13800138000", "category": "food/sensory", "unit": "no3-school"}
    house.push({"what": "form", "id": "f1", "fields": {**fields, **ISSUES, "issue.2.about_staff": "sun"}})
    (case,) = house.cases()
    assert [(one.text, one.category, one.about_staff) for one in case.issues] == [
        ("饭是酸的", "food/sensory", None),
        ("司机态度差", "service/attitude", "sun"),
        ("没有餐具", None, None),
    ]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"issue.2.category": "no/such"}, "issue.2.category"),
        ({"issue.2.about_staff": "nobody"}, "issue.2.about_staff"),
        ({"issue.2.text": ""}, "issue.2.text"),
        ({"issue.1.text": "x"}, "issue.1.text"),
        ({"issue.21.text": "x"}, "issue.21.text"),
        ({"kind": "praise"}, "issue.2"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_is_wrong_with_an_issue_is_named_as_the_form_names_it(house, wrong, field):
    """So that its sender, and whoever mends it, finds it. R7"""
    fields = {"text": "饭是酸的", "category": "food/sensory", **ISSUES, **wrong}
    with pytest.raises(InvalidInput) as refused:
        house.push({"what": "form", "id": "f1", "fields": fields})
    assert refused.value.field == field


def test_a_form_that_can_be_no_case_is_refused_and_kept(house):
    """Its sender hears which field; every word of it is there for repair, once."""
    fields = {"text": "饭是酸的", "category": "food/sensry"}
    form = {"what": "form", "id": "f1", "fields": fields}
    with pytest.raises(InvalidInput):
        house.push(form)
    with pytest.raises(InvalidInput) as refused:
        house.push(form)
    with house.desk._door.storage.reading() as reader:
        (kept,) = reader.refused()
    assert refused.value.kept_as == kept.id
    assert "sensry" in kept.content.decode()
    assert house.cases() == []


def test_a_docket_comes_in_by_a_session(house):
    """The authority's number and date run beside ours; whoever took it in is the first receiver. R19, S4.2"""
    fields = {
        "text": "食堂饭菜变质", "docket.number": "12345-77", "docket.authority": "12345",
        "docket.answer_by": "2026-11-26T18:00:00+08:00",
    }  # fmt: skip
    house.push({"what": "form", "id": "d1", "fields": fields}, channel="docket", proof="session", staff="luo")
    (case,) = house.cases()
    assert (case.docket.number, case.first_receiver) == ("12345-77", "luo")
    assert case.docket.answer_by.isoformat() == "2026-11-26T10:00:00+00:00"


def test_a_signature_is_no_session(house):
    """Where the playbook wants a session, a signed docket waits for a person."""
    house.push({"what": "form", "id": "d1", "fields": {"text": "食堂饭菜变质"}}, channel="docket")
    assert house.cases() == []
    assert len(house.desk.inbox.list(by="luo")) == 1


def test_a_stop_that_is_pushed_again_later_changes_nothing(house, said):
    """Neither an old STOP after a START, nor an old START after a STOP: each is heeded once, by its provider's id."""
    sender = "13800138000"

    def heeds(what, minutes, **more):
        at = house.clock.now() + timedelta(minutes=minutes)
        house.push({"what": "stop", "sender": sender, "id": what, "at": at.isoformat(), **more})
        with house.desk._door.storage.reading() as reader:
            return any(key.startswith("stopped:") for key in reader.metas("stopped:"))

    assert heeds("S1", 1)
    assert not heeds("S2", 2, over=True)
    assert not heeds("S1", 3)
    assert heeds("S3", 4)
    assert heeds("S2", 5, over=True)


@pytest.mark.parametrize(
    "name",
    [
        "领奖请点 https://evil.example/x",
        "www.evil.example",
        "ｅｖｉｌ．ｃｏｍ",
        "a@b.cn",
        "加微信13800138000",
        "长" * 41,
        "<b>王</b>",
    ],
)
def test_a_name_that_is_no_name_opens_no_letter(house, said, name):
    """What anybody types as their name goes to whatever number they type: an advertisement must not be ours to deliver."""
    house.push(said("饭是酸的", name=name))
    house.work()
    assert house.vendor.sent
    assert not any(name in one.text or "evil" in one.text for one in house.vendor.sent)
    (case,) = house.cases()
    assert case.text == "饭是酸的"
