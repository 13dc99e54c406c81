"""Nobody is flooded through us: so many messages go to one address in an hour, the rest waits, and the owner hears of it."""

from __future__ import annotations

from datetime import timedelta
from importlib.resources import files

import pytest

from complaintkit import ConfigurationError, Customer
from complaintkit.delivery.message.budget import HELD_BACK
from complaintkit.playbook import load_playbook
from complaintkit.playbook.channel import CustomerRules
from complaintkit.testing import open_test_desk


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
