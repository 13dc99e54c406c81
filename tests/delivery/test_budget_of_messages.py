"""Nobody is flooded through us: so many messages go to one address in an hour, the rest waits, and the owner hears of it."""

from __future__ import annotations

import json
from datetime import timedelta
from importlib.resources import files
from types import SimpleNamespace
from typing import Any

import attrs
import pytest

from complaintkit import ConfigurationError, Customer
from complaintkit.delivery.carrier import Send
from complaintkit.delivery.message.budget import HELD_BACK, count_in, spent
from complaintkit.delivery.message.occasion import read_occasion
from complaintkit.delivery.message.opt_out import opt_out_key, opted_out
from complaintkit.model.customer import Contact
from complaintkit.playbook import load_playbook
from complaintkit.playbook.channel import CustomerRules
from complaintkit.records.token import contact_token
from complaintkit.testing import FakeClock, open_test_desk


@pytest.fixture
def desk():
    """A canteen whose messages are taken by whoever sends them."""
    with open_test_desk(start="2026-11-21T10:00+08:00") as opened:
        yield opened


def complain(desk, times, phone="13800138000"):
    """Somebody types this number again and again; each time it is told something."""
    customer = Customer(phone=phone)
    cases = [desk.receive(f"第{number}次", by="chen", channel="hotline", customer=customer) for number in range(times)]
    for case in cases:
        desk.tell(case, by="chen", text="已收到")
    return cases


def to_customers(desk):
    """What went to these numbers."""
    return [one.to for one in desk.sent if one.to in ("13800138000", "13900139000")]


def test_twenty_complaints_send_no_twenty_messages(desk):
    """Twelve an hour by default: the rest waits its hour, and is among the duties of whoever has the case."""
    cases = complain(desk, 20)
    most = CustomerRules().per_hour
    assert len(to_customers(desk)) == most
    held = [one for one in cases if desk.case(one, by="chen").lost_messages]
    assert len(held) == 20 - most
    assert {one.what.value for one in desk.duties("chen").owed} >= {"message"}
    assert HELD_BACK in {one.detail for one in desk.outbox.list(by="chen")}
    assert desk.ledger.verify(by="chen").ok
    desk.clock.advance(timedelta(minutes=61))
    assert len(to_customers(desk)) == 20
    assert not any(desk.case(one, by="chen").lost_messages for one in cases)


def test_another_address_has_its_own_budget_and_staff_have_none(desk):
    """What staff have to know does not wait for what a stranger typed."""
    complain(desk, 20)
    complain(desk, 1, phone="13900139000")
    assert set(to_customers(desk)) == {"13800138000", "13900139000"}
    for case in desk.cases(by="chen"):
        desk.ask_advice(case, of="general-manager", question="退款？", by="chen")
    assert len(desk.sent) - len(to_customers(desk)) >= 20


@pytest.mark.parametrize(
    ("said", "refused"), [("5", False), ("0", True), ("1001", True), ('"5"', True), ("true", True)]
)
def test_a_playbook_says_how_many(tmp_path, said, refused):
    """From 1 to 1,000."""
    file = tmp_path / "playbook.toml"
    text = files("complaintkit.playbook").joinpath("procedures/canteen-delivery.toml").read_text("utf-8")
    file.write_text(text.replace("[customer.defaults]\n", f"[customer.defaults]\nper-hour = {said}\n"), "utf-8")
    if refused:
        with pytest.raises(ConfigurationError, match="per-hour"):
            load_playbook(file)
    else:
        assert load_playbook(file).customer.per_hour == 5


# ---- how it is counted ----------------------------------------------------------------------------------------------
PHONE, MAIL = Contact("phone", "13800138000"), Contact("email", "wang@customer.example")
MINUTE = timedelta(minutes=1)


class Settings(dict[str, str]):
    """The settings of a storage."""

    meta = dict.get
    put_meta = dict.__setitem__


@pytest.fixture
def door() -> Any:
    """A clock and a key: all that counting needs."""
    return SimpleNamespace(clock=FakeClock("2026-11-21T10:00+08:00"), key=b"key")


def send(to: Contact | None = PHONE, most: int | None = 2) -> Any:
    """A message to an address that may have so many an hour."""
    made: Any = Send
    return made(None, None, to, most)


def kept(**values: str) -> Any:
    """What a storage keeps in its settings."""
    return Settings(values)


def test_the_hour_of_an_address_begins_with_its_first_message_and_ends_to_the_minute(door: Any) -> None:
    """With two an hour the third waits until an hour after the first; then the second counts alone."""
    settings, begin = kept(), door.clock.now()
    assert count_in(door, settings, send())
    door.clock.advance(10 * MINUTE)
    assert spent(door, settings, [PHONE, MAIL], most=2) == {}
    assert count_in(door, settings, send())

    assert spent(door, settings, [PHONE, MAIL], most=2) == {PHONE: begin + 60 * MINUTE}
    assert not count_in(door, settings, send())
    door.clock.advance(49 * MINUTE)
    assert spent(door, settings, [PHONE], most=2) == {PHONE: begin + 60 * MINUTE}
    assert not count_in(door, settings, send())
    door.clock.advance(MINUTE)
    assert spent(door, settings, [PHONE], most=2) == {}
    assert spent(door, settings, [PHONE], most=1) == {PHONE: begin + 70 * MINUTE}
    assert count_in(door, settings, send())


def test_what_has_no_address_or_no_limit_is_not_counted(door: Any) -> None:
    """What staff are told, for one."""
    settings = kept()
    for one in (send(to=None), send(most=None)):
        assert count_in(door, settings, one)
    assert not settings

    assert count_in(door, settings, send())
    assert not count_in(door, settings, send(most=1))
    assert count_in(door, settings, send(to=None, most=1))
    assert count_in(door, settings, send(most=None))


def test_what_is_held_back_is_not_counted(door: Any) -> None:
    """It never began its way: whoever asks again and again is not held back for longer."""
    settings, begin = kept(), door.clock.now()
    assert count_in(door, settings, send(most=1))
    door.clock.advance(30 * MINUTE)
    assert not count_in(door, settings, send(most=1))
    assert spent(door, settings, [PHONE], most=1) == {PHONE: begin + 60 * MINUTE}


@pytest.mark.parametrize(("minutes", "counts"), [(-60, False), (-59, True), (59, True), (60, False)])
def test_a_clock_that_was_ahead_holds_nobody_back_for_longer_than_an_hour(door, minutes, counts):
    """What was noted an hour ahead, or an hour ago, does not count."""
    settings, now = kept(), door.clock.now()
    noting: Any = SimpleNamespace(clock=FakeClock((now + minutes * MINUTE).isoformat()), key=door.key)
    assert count_in(noting, settings, send())

    assert spent(door, settings, [PHONE], most=1) == ({PHONE: now + (60 + minutes) * MINUTE} if counts else {})


def test_no_more_is_remembered_than_any_playbook_allows(door: Any) -> None:
    """The newest thousand."""
    settings, begin = kept(), door.clock.now()
    assert count_in(door, settings, send())
    (key,) = settings
    settings[key] = json.dumps([(begin - timedelta(seconds=one)).isoformat() for one in range(1000, 0, -1)])
    assert count_in(door, settings, send(most=1001))

    times = json.loads(settings[key])
    assert (len(times), times[0], times[-1]) == (1000, (begin - timedelta(seconds=999)).isoformat(), begin.isoformat())


@pytest.mark.parametrize(
    ("recipient", "medium", "found"), [("customer", 0, True), ("li", 0, False), ("customer", 1, False)]
)
def test_a_stop_holds_for_the_customer_and_its_medium(door, recipient, medium, found):
    """Staff are told all the same; after the last medium there is none to stop. R18"""
    key = opt_out_key("sms", contact_token(door.key, PHONE))
    row: Any = SimpleNamespace(recipient=recipient, medium=medium, media=("sms",))
    stopped = opted_out(door, kept(**{key: "2026"}), row, [PHONE, MAIL])

    assert stopped == (frozenset({PHONE}) if found else frozenset())


def test_only_what_goes_to_the_customer_has_their_links_and_their_hour(house):
    """A member of staff who complained themselves is told as staff, however much their address had as a customer's."""
    house.receive(customer=Customer(phone="13800000011"))
    door = house.desk._door
    told = Contact("phone", "13800000011")
    with door.storage.writing() as tx:
        for _ in range(CustomerRules().per_hour):
            assert count_in(door, tx, send(told, CustomerRules().per_hour))
    with door.storage.reading() as reader:
        entry = house.entry("received")
        names = [one.name for one in reader.events([entry.case])]
        customer = read_occasion(door, reader, entry, {"phone"})
        by_mail = read_occasion(door, reader, entry, {"email"})
        last = read_occasion(door, reader, attrs.evolve(entry, seq=len(names) - 1))
        staff = read_occasion(door, reader, house.entry("first-handling", "li"), {"phone"})

    assert (set(customer.spent), customer.links is None) == ({told}, False)
    assert by_mail.spent == {}, "what goes by mail does not wait for a phone"
    assert (staff.spent, staff.links) == ({}, None)
    assert customer.event.name == names[entry.seq - 1]
    assert customer.later == frozenset(names[entry.seq :])
    assert last.later == {names[-1]}, "what came at once after it counts"
