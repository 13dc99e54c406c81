"""What a playbook may say of a remedy: by when the owner sees to it, and what the customer is told. S4.11, S4.13"""

from __future__ import annotations

from datetime import timedelta

from complaintkit import Money, Remedy
from complaintkit.plugin import Rejected, RejectReason

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
REFUND = Remedy.refund(Money(25, "CNY"))


TOLD = """
schema = 1
name = "told"
version = "1"
extends = "canteen-delivery"
base = "2026.11"
[deadline.money-back]
title = { zh = "退款兑现", en = "Money back" }
starts = "remedy-rejected"
stops = ["remedy-given", "remedy-ordered", "remedy-reversed"]
within = "24 h"
[message.paid]
on = "remedy-given"
to = "customer"
media = ["sms"]
short.zh = "投诉{number}:{remedy}已办妥。"
short.en = "Your complaint {number}: {remedy} is done."
"""


def test_a_playbook_gives_it_a_deadline_and_words(tmp_path, open_shop):
    """By when the owner sees to what was rejected, each promise by itself; and what the customer is told. S4.11, S4.13"""
    file = tmp_path / "told.toml"
    file.write_text(TOLD, "utf-8")
    shop = open_shop(playbook=file)
    case = shop.settled(REFUND, Remedy.refund(Money(3, "CNY")))
    shop.till.answers.extend([Rejected(RejectReason.CONTENT)] * 2)
    shop.deliver()
    running = [one for one in shop.case(case).deadlines if one.name == "money-back"]
    assert [one.due_at - shop.clock.now() for one in running] == [24 * HOUR] * 2

    case = shop.desk.give_remedy(case, by="fang", promise=case.promises[1])

    states = [one.state for one in case.deadlines if one.name == "money-back"]
    assert states == ["running", "met"]
    with shop.desk._opened.storage.reading() as reader:
        told = {(row.name, row.recipient) for row in reader.outbox(case=case.id) if row.kind == "message"}
    assert {("paid", "customer"), ("remedy-rejected", "fang")} <= told
