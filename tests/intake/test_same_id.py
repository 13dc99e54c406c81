"""An id is not a complaint: whatever else was taken in under it, what a customer said is kept, and somebody hears of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import ConflictError, Customer, InvalidInput
from complaintkit.plugin import FormReceived

FORM = {"text": "饭是酸的", "category": "food/sensory", "unit": "no3-school", "customer.phone": "13800138000"}


def form(id, **more):
    """A signed form."""
    return {"what": "form", "id": id, "fields": {**FORM, **more}}


def waiting(house):
    """What waits in the inbox, and how many tasks that makes."""
    items = house.desk.inbox.list(by="chen")
    assert len(house.desk.tasks.list(by="fang", kind="inbox")) == len(items)
    return [(one.external_id, one.text) for one in items]


@pytest.mark.parametrize("key", ["intake:line:web-18", "\x1fintake:", "\x00", "x" * 201, ""])
def test_no_key_of_a_host_keeps_a_form_out(house, key):
    """Keys of intake are a namespace of their own; what could be one of ours is no key."""
    case = house.desk.receive("另一件事", by="chen", channel="hotline", customer=Customer(phone="13900139000"))
    if key == "intake:line:web-18":
        house.desk.note(case, by="chen", text="x", idempotency_key=key)
    else:
        with pytest.raises(InvalidInput, match="idempotency_key"):
            house.desk.note(case, by="chen", text="x", idempotency_key=key)
        with pytest.raises(InvalidInput, match="idempotency_key"):
            house.desk.ideas.have("保温", by="chen", idempotency_key=key)
    house.push(form("web-18"))
    assert [one.text for one in house.cases()] == ["另一件事", "饭是酸的"]


@pytest.mark.parametrize("how", ["import", "receive"])
def test_what_others_took_in_under_its_id_swallows_no_form(house, how):
    """The import of an old list, or staff: the form of the same id waits for a person, who is asked for it."""
    if how == "import":
        past = {
            "text": "旧的",
            "channel": "line",
            "category": "food/sensory",
            "received_at": house.clock.now() - timedelta(days=9),
        }
        assert house.desk.import_history([FormReceived(past, external_id="web-18")], by="fang").created == 1
    else:
        house.desk.receive(
            "旧的", by="chen", channel="line", external_id="web-18", customer=Customer(phone="13900139000")
        )
    for _ in range(2):
        house.push(form("web-18"))
    assert waiting(house) == [("web-18", "饭是酸的")]
    (item,) = house.desk.inbox.list(by="chen")
    case = house.desk.inbox.accept(item.id, by="chen")
    assert (case.text, len(house.cases())) == ("饭是酸的", 2)
    assert case.external_id.startswith("web-18~")
    house.push(form("web-18"))
    assert waiting(house) == []


def test_an_id_swallows_no_words_of_staff_either(house):
    """Whoever takes other words in under a known id is told which case has it, and what they typed is kept."""
    given = {"by": "chen", "channel": "line", "external_id": "web-18", "customer": Customer(phone="13900139000")}
    case = house.desk.receive("饭是酸的", **given)
    assert house.desk.receive("饭是酸的", **given).number == case.number
    with pytest.raises(ConflictError, match=case.number) as refused:
        house.desk.receive("汤里有虫", **given)
    (kept,) = house.desk.refused.list(by="chen", unmended=True)
    assert refused.value.kept_as == kept.id
    assert "汤里有虫" in kept.content.decode()


def test_the_same_form_taken_down_by_staff_is_known(house):
    """Same id, same words, and the same number to call: there is nothing more to keep."""
    house.desk.receive(
        FORM["text"], by="chen", channel="line", external_id="web-18", customer=Customer(phone="13800138000")
    )
    house.push(form("web-18"))
    assert waiting(house) == []
    house.push(form("web-18", **{"customer.phone": "13700137000"}))
    assert waiting(house) == [("web-18", "饭是酸的")]


def test_the_same_id_with_other_words_is_not_dropped(house, said):
    """A message of the same sender belongs to the same case; a form, or somebody else's words, wait for a person."""
    house.push(said("饭是酸的", "a"), form("f"))
    message, filled = house.cases()
    house.push(said("还吃出虫子", "a"), said("我也是", "a", sender="13900139000"), form("f", text="吃了送医院"))
    house.push(said("还吃出虫子", "a"))
    assert house.heard(message) == ["还吃出虫子"]
    assert house.heard(filled) == []
    assert sorted(waiting(house)) == [("a", "我也是"), ("f", "吃了送医院")]


def test_a_form_that_is_sent_again_later_is_the_same(house):
    """When it was sent says nothing of what it says."""
    house.push(form("f", received_at="2026-11-21T09:00+08:00"))
    house.push(form("f", received_at="2026-11-21T09:05+08:00"))
    assert (len(house.cases()), waiting(house)) == (1, [])


def test_what_was_refused_and_other_words_under_its_id_are_both_kept(house):
    """The second is no repetition of the first."""
    for text in ("吃了送医院", "没事了"):
        with pytest.raises(InvalidInput):
            house.push(form("f", text=text, category="no/such"))
    assert sorted(waiting(house)) == [("f", "吃了送医院"), ("f", "没事了")]


# ---- what can't become a case --------------------------------------------------------------------------------------
def test_in_a_batch_each_form_stands_alone(house):
    """S0.3: the one with an unknown category reaches somebody: an owner, a time, a breach, and whoever leads them."""
    house.push(form("1"), form("2", category="no/such", text="有人吃了送医院"), form("3", text="三"))
    assert [one.text for one in house.cases()] == ["饭是酸的", "三"]
    assert waiting(house) == [("2", "有人吃了送医院")]
    (item,) = house.desk.inbox.list(by="chen")
    assert "no/such" in item.why
    (task,) = house.desk.tasks.list(by="fang", kind="inbox")
    assert (task.unit, task.about, task.opened_by) == ("no3-school", {"inbox": item.id}, "system:desk")
    assert task.number in {one.number for one in house.desk.duties(task.owner).tasks}
    house.clock.advance(timedelta(days=3))
    house.desk.run_due()
    (late,) = house.desk.tasks.list(by="fang", kind="inbox")
    assert late.is_late
    told = {one.recipient for one in house.desk.outbox.list(by="fang") if one.name == "task-breached"}
    assert len(told) == 2
    assert task.owner in told
    house.desk.inbox.accept(item.id, by="chen", category="food/sensory")
    assert house.desk.tasks.list(by="fang", kind="inbox") == ()
    (ended,) = house.desk.tasks.list(by="fang", kind="inbox", open=None)
    assert (ended.state, len(ended.breaches)) == ("seen", 1)


def test_so_does_one_that_came_alone_and_its_sender_is_told(house):
    """By the error, which names the field and where it is kept."""
    with pytest.raises(InvalidInput) as refused:
        house.push(form("2", category="no/such"))
    (item,) = house.desk.inbox.list(by="chen")
    assert (refused.value.field, refused.value.kept_as) == ("category", item.id)
    house.desk.inbox.discard(item.id, by="chen", reason="已电话处理")
    assert house.desk.tasks.list(by="fang", kind="inbox") == ()
    house.push(form("2", category="no/such"))  # the very same: a person has seen to it
    assert waiting(house) == []


def test_strangers_make_one_task(house, said):
    """However much they send; it ends when all of it was looked at."""
    for number in range(3):
        house.push(said(f"{number}", f"m{number}"), proof="none")
    first, *others = house.desk.inbox.list(by="chen")
    (task,) = house.desk.tasks.list(by="fang", kind="inbox")
    for one in others:
        house.desk.inbox.discard(one.id, by="chen", reason="广告")
    assert house.desk.tasks.list(by="fang", kind="inbox") == (task,)
    house.desk.inbox.discard(first.id, by="chen", reason="广告")
    assert house.desk.tasks.list(by="fang", kind="inbox") == ()
