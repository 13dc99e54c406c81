"""What nobody vouches for waits for a person; what can't be read is kept; what is forged leaves nothing."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from complaintkit import ConflictError, Envelope, IntakeRejected, InvalidInput, Kind, NotFound, PluginError
from complaintkit.desk.intake.form import FIELDS


def kept(house):
    """What was refused and kept."""
    with house.desk._door.storage.reading() as reader:
        return list(reader.refused())


@pytest.mark.parametrize("proof", ["none", "secret-url"])
def test_what_nobody_vouches_for_waits_in_the_inbox(house, said, proof):
    """Once, however often it is pushed; it is no case, and nobody but whoever is to look is told of it, once."""
    for _ in range(2):
        house.push(said("饭是酸的"), proof=proof)
    (item,) = house.desk.inbox.list(by="chen")
    assert (item.channel, item.what, item.text, item.sender.address) == ("line", "message", "饭是酸的", "138****8000")
    assert house.cases() == []
    (task,) = house.desk.tasks.list(by="fang", kind="inbox")
    assert (task.owner, task.about, task.due_at) == ("sun", {"inbox": "line"}, house.clock.now() + timedelta(hours=2))
    assert task.title["zh"] == "在线"  # as the playbook calls the channel, not by its id
    assert house.deliver() == 1


NO_ADDRESSES = ("a@b\r\nBcc: x@y.example", "1" * 300, "\x00", "电话\n见下")


@pytest.mark.parametrize("field", ["customer.phone", "customer.email"])
def test_whatever_waits_the_inbox_can_be_read(house, field):
    """What is no address (two lines, too long) waits like anything else, shown masked, and can be taken on or put aside."""
    for place, value in enumerate(NO_ADDRESSES):
        house.push({"what": "form", "id": f"f{place}", "fields": {"text": "饭是酸的", field: value}}, proof="none")
    items = house.desk.inbox.list(by="chen")
    assert len(items) == len(NO_ADDRESSES)
    assert {item.said[field] for item in items if item.said.get(field)} == {"****"}
    shown = house.desk.inbox.show(items[0].id, by="chen")
    assert shown.text == "饭是酸的"
    for item in items:
        house.desk.inbox.discard(item.id, by="chen", reason="spam")
    assert house.desk.inbox.list(by="chen") == ()


@pytest.mark.parametrize("field", ["customer.phone", "customer.email"])
@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_a_form_with_no_address_is_accepted_without_it(house, field, address):
    """What was typed for one stands behind the words; pushed again it is known, and a sender who can mend it is told plainly."""
    form = {"what": "form", "id": "f1", "fields": {"text": "饭是酸的", field: address, "customer.name": "王芳"}}
    house.push(form, proof="none")
    (item,) = house.desk.inbox.list(by="chen")
    case = house.desk.inbox.accept(item.id, by="chen")
    assert (case.text, case.customer.contacts, case.customer.name) == (f"饭是酸的\n{address}", (), "王*")
    assert house.desk.inbox.accept(item.id, by="chen").number == case.number
    house.push(form)
    assert (len(house.cases()), house.desk.inbox.list(by="chen")) == (1, ())
    with pytest.raises(InvalidInput, match="is no address") as refused:
        house.push({**form, "id": "f2"})
    assert (refused.value.field, refused.value.next_step) == (
        field,
        "Give the address alone; what else they said is text.",
    )


def test_the_same_words_with_no_address_are_no_repetition(house):
    """Under the id of a case: they wait for a person, and do not stop the channel."""
    fields = {"text": "饭是酸的", "customer.phone": "13800138000"}
    house.push({"what": "form", "id": "f1", "fields": fields})
    house.push({"what": "form", "id": "f1", "fields": {**fields, "customer.phone": "13800138000\n转3"}})
    assert len(house.desk.inbox.list(by="chen")) == 1


def test_the_playbook_may_say_otherwise(house, said):
    """`proof = "secret-url"` lets such a payload be a case; `proof = "none"` welcomes everybody, into the inbox."""
    house.push(said("经网址", "a"), channel="hook", proof="secret-url")
    house.push(said("随便谁", "b"), channel="hook", proof="none")
    house.push(said("留言", "c"), channel="open", proof="none")
    assert [case.text for case in house.cases()] == ["经网址"]
    assert {item.text for item in house.desk.inbox.list(by="chen")} == {"随便谁", "留言"}


def test_a_person_makes_it_a_case(house, said):
    """They heard it: they are responsible. Accepted twice it is one; pushed again it is known."""
    house.push(said("饭是酸的"), proof="none")
    (item,) = house.desk.inbox.list(by="chen")
    case = house.desk.inbox.accept(item.id, by="chen", kind="complaint", category="food/sensory", unit="no3-school")
    assert (case.owner, case.kind, case.category, case.unit) == ("chen", Kind.COMPLAINT, "food/sensory", "no3-school")
    assert house.desk.inbox.accept(item.id, by="zhou").number == case.number
    house.push(said("饭是酸的"), proof="none")
    assert house.desk.inbox.list(by="chen") == ()
    assert len(house.cases()) == 1


def test_or_words_on_a_case(house, said):
    """The person knows which."""
    house.push(said("饭是酸的"))
    (case,) = house.cases()
    house.push(said("我是他爱人", "m2", sender="13900139000"), proof="none")
    (item,) = house.desk.inbox.list(by="chen")
    house.desk.inbox.accept(item.id, by=case.owner, case=case)
    assert house.heard(case) == ["我是他爱人"]


def test_a_form_goes_to_a_case_as_well(house, said):
    """Whatever it says is heard there, and opens no second case; accepted twice it is heard once."""
    house.push(said("饭是酸的"))
    (case,) = house.cases()
    fields = {"text": "第二天还是酸的", "customer.name": "王芳", "item.lot": "L2291", "category": ""}
    house.push({"what": "form", "id": "f1", "fields": fields}, proof="none")
    (item,) = house.desk.inbox.list(by="chen")
    for _ in range(2):
        assert house.desk.inbox.accept(item.id, by=case.owner, case=case).number == case.number
    assert house.heard(case) == ["第二天还是酸的\ncustomer.name: 王芳\nitem.lot: L2291"]
    assert (len(house.cases()), house.desk.inbox.list(by="chen")) == (1, ())


def test_or_puts_it_aside(house, said):
    """Who did, and why, is on record; the words stay; it can't be both."""
    house.push(said("发票优惠"), proof="none")
    (item,) = house.desk.inbox.list(by="chen")
    with pytest.raises(InvalidInput):
        house.desk.inbox.discard(item.id, by="chen", reason=" ")
    for _ in range(2):
        house.desk.inbox.discard(item.id, by="chen", reason="广告")
    assert house.desk.inbox.list(by="chen") == ()
    with pytest.raises(ConflictError):
        house.desk.inbox.accept(item.id, by="chen")
    assert len(kept(house)) == 1


def test_what_became_a_case_is_not_put_aside(house, said):
    """Whoever comes second is told which case it is; the item can still be read."""
    house.push(said("饭是酸的"), proof="none")
    (item,) = house.desk.inbox.list(by="chen")
    case = house.desk.inbox.accept(item.id, by="chen", category="food/sensory", unit="no3-school")
    with pytest.raises(ConflictError, match=case.number):
        house.desk.inbox.discard(item.id, by="chen", reason="广告")
    assert house.desk.inbox.show(item.id, by="chen") == item
    with pytest.raises(ConflictError):
        house.desk.refused.mend(item.id, by="chen")


def test_a_form_waits_too(house):
    """With its fields; what is wrong with it shows when it is accepted, and it stays."""
    fields = {"text": "饭是酸的", "category": "food/sensry", "customer.name": "王芳"}
    house.push({"what": "form", "id": "f1", "fields": fields}, channel="open", proof="none")
    (item,) = house.desk.inbox.list(by="chen")
    assert (item.what, item.text, item.name, item.said["category"]) == ("form", "饭是酸的", "王*", "food/sensry")
    with pytest.raises(InvalidInput):
        house.desk.inbox.accept(item.id, by="chen")
    case = house.desk.inbox.accept(item.id, by="chen", category="food/sensory")
    assert case.category == "food/sensory"


def test_the_inbox_outlives_its_channel(house, said):
    """The plugin is gone; what it brought is still somebody's matter."""
    house.push(said("饭是酸的"), proof="none")
    plain = house.open_desk(plugins=())
    (item,) = plain.inbox.list(by="chen")
    assert plain.inbox.accept(item.id, by="chen").text == "饭是酸的"


def test_only_who_works_here_reads_the_inbox(house, said):
    """R20"""
    house.push(said("饭是酸的"), proof="none")
    with pytest.raises(InvalidInput):
        house.desk.inbox.list(by="nobody")
    with pytest.raises(NotFound):
        house.desk.inbox.accept("i-0", by="chen")


def test_a_forged_payload_leaves_nothing_and_learns_nothing(house, said):
    """Not even why; the same for a channel that does not exist, but for its name."""
    body = json.dumps([said("假的")]).encode()
    with pytest.raises(IntakeRejected) as refused:
        house.desk.intake("line", Envelope(body, headers={"signature": "0"}))
    assert str(refused.value) == "channel line refused: signature"
    with pytest.raises(IntakeRejected):
        house.desk.intake("lime", Envelope(body))
    assert kept(house) == []
    assert house.cases() == []


@pytest.mark.parametrize(("items", "error"), [("{", IntakeRejected), ('[{"what": "crash"}]', PluginError)])
def test_what_can_not_be_read_is_kept(house, items, error):
    """It may be a customer's words: byte for byte, once."""
    with pytest.raises(error):
        house.push_raw(items.encode())
    with pytest.raises(error) as refused:
        house.push_raw(items.encode())
    (row,) = kept(house)
    assert (row.content, row.id) == (items.encode(), refused.value.kept_as)


@pytest.mark.parametrize("wrong", [None, b"body", {}], ids=["none", "bytes", "dict"])
def test_what_is_no_envelope_is_refused(house, wrong):
    """By name, and so is what is no channel's name: a host's slip is no traceback in the middle of the desk."""
    with pytest.raises(InvalidInput, match="envelope"):
        house.desk.intake("line", wrong)
    with pytest.raises(IntakeRejected, match="unknown-channel"):
        house.desk.intake(["line"], Envelope(b"x"))


def test_one_bad_item_keeps_no_other_back(house, said):
    """Each is taken by itself; the bad one is kept."""
    bad = {"what": "form", "id": "f1", "fields": {"text": "x", "category": "no/such"}}
    assert house.push(said("一"), bad, said("二", "m2", sender="13900139000")).body == b"success"
    assert [case.text for case in house.cases()] == ["一", "二"]
    assert len(kept(house)) == 1


THEIRS = {field: f"their-{field}" for field in sorted(FIELDS)}
BAD = {"text": " ", **dict.fromkeys(("item.name", "item.sku", "item.lot"), "\a" * 300)}
LAX = {"subject", "wanted", "reply.text", "closed_at", "reply.at", "channel", "docket.number", "docket.authority"}
"""Fields that take anything; or that only history has, or none without the other."""


@pytest.mark.parametrize("field", sorted(FIELDS - LAX))
def test_what_is_refused_bears_the_name_that_the_form_has_for_it(house, field):
    """Whoever made a form called `price` is not told of `paid`; what waits for a person has our names."""
    fields = {"text": "饭是酸的", field: BAD.get(field, "\a" * 300)}
    with pytest.raises(InvalidInput) as refused:
        house.push({"what": "form", "id": "f1", "fields": fields, "names": THEIRS})
    assert refused.value.field == THEIRS[field]
    assert refused.value.kept_as
    (item,) = house.desk.inbox.list(by="chen")
    assert (item.id, THEIRS[field] in item.why) == (refused.value.kept_as, False)


@pytest.mark.parametrize(("field", "step"), [("prise", "Did you mean 'price'?"), ("zzz", "price, ")])
def test_an_unknown_field_is_told_with_the_names_that_the_form_may_have(house, field, step):
    """What is near, or all there are, as the sender writes them."""
    fields = {"text": "饭是酸的", field: "1"}
    with pytest.raises(InvalidInput) as refused:
        house.push({"what": "form", "id": "f1", "fields": fields, "names": {"paid": "price"}})
    assert step in refused.value.next_step
    assert "paid" not in refused.value.next_step


@pytest.mark.parametrize("paid", ["abc", "-3", "yes", "25 yuan and more"])
def test_a_price_that_is_none_is_told_also_where_nothing_was_bought(house, paid):
    """It would stand among the playbook's own fields, as if it were one."""
    with pytest.raises(InvalidInput) as refused:
        house.push({"what": "form", "id": "f1", "fields": {"text": "饭是酸的", "paid": paid}})
    assert refused.value.field == "paid"
