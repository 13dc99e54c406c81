"""What is kept of values: their bytes never change, for the hashes of ledgers and the digests of keys are made of them."""
# ruff: noqa: E501  a line for each

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.customer import Customer
from complaintkit.model.evidence import Attachment
from complaintkit.model.goods import Item, Purchase
from complaintkit.model.money import Money
from complaintkit.model.plan import Measure
from complaintkit.model.remedy import Proposal, Remedy
from complaintkit.model.wire import canonical, to_json

AT = datetime(2026, 11, 21, 12, 5, 0, 250_000, tzinfo=UTC)

MONEY = Money("9.9", "CNY")
REMEDY = Remedy(
    kind="discount", percent=Decimal("12.50"), count=2, units=("b", "a"), per_customer={"90 days": Money(60, "CNY")}
)
VALUES = {
    "receive": c.Receive(
        text="米饭有“酸味”\n🍚 \x07", channel="hotline", unit="no3", kind="inquiry", severity="high",
        customer=Customer(name="王芳", phone="13800138000", needs=["elderly"], speaks_for=Customer(reference="crm-1")),
        purchase=Purchase("D-1", at=AT, paid=MONEY, items=[Item("米饭", quantity=Decimal("1.50"), paid=Money("3", "JPY"))]),
        occurred_at=AT, fields={"z": "1", "a": "2"},
        attachments=[Attachment("a.jpg", b"\xff\xd8", media_type="image/jpeg")],
    ),
    "assess": c.Assess(case="A-1", severity="major", approach="x", answer_expected=timedelta(hours=1.5)),
    "assess until": c.Assess(case="A-1", severity="low", approach="x", answer_expected=AT),
    "offer-plan": c.OfferPlan(
        case="A-1", measures=[Measure(what="w", who="luo", due=timedelta(days=1))], remedies=[Remedy.apology(), REMEDY],
        decisions={"1": ("upheld", "because")}, follow_up=timedelta(microseconds=1_500_000),
    ),
    "settle": c.Settle(
        case="A-1", facts="f", agreed="in-person", apology=True,
        remedies=[Proposal(id="p1", remedy=Remedy.coupon(MONEY, valid_days=30), policy="rows", rule="r", reason={"zh": "迟到"}, left=MONEY)],
    ),
    "answer-plan": c.AnswerPlan(case="A-1", plan="p", accepted=False),
    "deadline-started": e.DeadlineStarted(
        deadline="d", rule="answer", started_at=AT, due_at=AT, within="3 working days", title={"zh": "答复"}, why={"b": [1, None]}
    ),
    "coupon-minted": e.CouponMinted(coupon="k1", remedy=REMEDY, valid_until=AT, code="THANKS-7"),
    "plain": {"b": [1, 2.5, None, True], "a": "é", "c": {}},
}  # fmt: skip

KEPT = {
    "receive": '{"attachments":[{"content":"/9g=","media_type":"image/jpeg","name":"a.jpg"}],"channel":"hotline","customer":{"contacts":[{"address":"13800138000","kind":"phone"}],"language":null,"member":null,"name":"王芳","needs":["elderly"],"no_contact_because":null,"reference":null,"speaks_for":{"contacts":[],"language":null,"member":null,"name":null,"needs":[],"no_contact_because":null,"reference":"crm-1","speaks_for":null}},"fields":{"a":"2","z":"1"},"kind":"inquiry","occurred_at":"2026-11-21T12:05:00.250000Z","purchase":{"at":"2026-11-21T12:05:00.250000Z","items":[{"name":"米饭","paid":"3 JPY","quantity":"1.50"}],"paid":"9.90 CNY","receipt":"D-1"},"severity":"high","text":"米饭有“酸味”\\n🍚 \\u0007","unit":"no3"}',
    "assess": '{"answer_expected":"5400 s","approach":"x","case":"A-1","severity":"major"}',
    "assess until": '{"answer_expected":"2026-11-21T12:05:00.250000Z","approach":"x","case":"A-1","severity":"low"}',
    "offer-plan": '{"case":"A-1","decisions":{"1":["upheld","because"]},"follow_up":"1.5 s","measures":[{"due":"86400 s","what":"w","who":"luo"}],"remedies":[{"kind":"apology"},{"count":2,"kind":"discount","per_customer":{"90 days":"60.00 CNY"},"percent":"12.50","units":["b","a"]}]}',
    "settle": '{"agreed":"in-person","apology":true,"case":"A-1","facts":"f","remedies":[{"id":"p1","left":"9.90 CNY","policy":"rows","reason":{"zh":"迟到"},"remedy":{"kind":"coupon","valid_days":30,"value":"9.90 CNY"},"rule":"r"}]}',
    "answer-plan": '{"accepted":false,"case":"A-1","plan":"p"}',
    "deadline-started": '{"deadline":"d","due_at":"2026-11-21T12:05:00.250000Z","rule":"answer","started_at":"2026-11-21T12:05:00.250000Z","title":{"zh":"答复"},"why":{"b":[1,null]},"within":"3 working days"}',
    "coupon-minted": '{"code":"THANKS-7","coupon":"k1","remedy":{"count":2,"kind":"discount","per_customer":{"90 days":"60.00 CNY"},"percent":"12.50","units":["b","a"]},"valid_until":"2026-11-21T12:05:00.250000Z"}',
    "plain": '{"a":"é","b":[1,2.5,null,true],"c":{}}',
}  # fmt: skip


@pytest.mark.parametrize("name", VALUES)
def test_what_is_kept_is_the_same_for_ever(name):
    """Sorted, without spaces, what is as by default left out: byte for byte."""
    assert canonical(to_json(VALUES[name])) == KEPT[name]
