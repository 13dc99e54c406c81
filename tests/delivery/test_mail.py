"""From a complaint to a mail in a real server's hands: Chinese, once, and readable."""

from __future__ import annotations

import email.policy
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import attrs
import pytest
from complaintkit_smtp import Smtp

from complaintkit import Customer
from complaintkit.delivery.timing import Timing
from faults._servers import mail_server

WANG = Customer(name="王芳", email="wang@customer.example")


@attrs.define
class Box:
    """What the server took; `cuts` times it takes a mail and cuts the line before it says so."""

    mails: list[tuple[Any, EmailMessage]] = attrs.field(factory=list)
    cuts: int = 0

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802
        """The name that aiosmtpd calls."""
        self.mails.append((envelope, email.message_from_bytes(envelope.content, policy=email.policy.default)))
        if self.cuts:
            self.cuts -= 1
            server.transport.abort()
        return "250 taken"


@pytest.fixture
def box():
    """A mailbox."""
    return Box()


@pytest.fixture
def house(open_house, box):
    """A desk that sends mail to a running server."""
    with mail_server(box) as (port, _):
        settings = {"host": "127.0.0.1", "port": port, "security": "none", "sender": "kefu@kitchen.example"}
        plugin = Smtp.configured({"name": "mail", "sender_name": "清禾客服", **settings})
        yield attrs.evolve(open_house(plugin), timing=Timing())


def test_a_chinese_mail_arrives_once(house, box):
    """Subject, names and words as they were written; a second run has nothing to do. R4"""
    case = house.receive(customer=WANG, category="other")
    assert house.deliver().sent == 1
    assert house.deliver().taken == 0

    ((envelope, mail),) = box.mails
    assert envelope.rcpt_tos == ["wang@customer.example"]
    assert mail["Subject"] == f"您的投诉{case.number}已受理"
    assert mail["From"].addresses[0].display_name == "清禾客服"
    assert "\n".join(mail.get_content().splitlines()).startswith("王芳：\n您好。您于11月21日10:00反映的问题已受理")
    assert house.events(case).count("acknowledged") == 1


def test_a_mail_whose_receipt_was_lost_comes_again_as_the_same(house, box):
    """Taken, but the line was cut before the server said so: resent later under one Message-ID, known as one letter."""
    box.cuts = 1
    case = house.receive(customer=WANG, category="other")
    assert house.deliver().sent == 0
    assert house.entry("received").state == "in_doubt"
    assert house.deliver().taken == 0

    house.clock.advance(timedelta(minutes=5))
    assert house.deliver().sent == 1
    assert len(box.mails) == 2
    assert len({mail["Message-ID"] for _, mail in box.mails}) == 1
    assert house.events(case).count("message-sent") == 1
