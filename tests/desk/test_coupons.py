"""A coupon's life: minted when the customer agrees, spent once, reversed at the till. Check-then-record is how shops fail."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from complaintkit import Case, CouponRefused, Customer, Desk, InvalidInput, Money, NotFound, Period, Remedy, System
from complaintkit.testing import FakeClock

WANG = Customer(name="王芳", phone="13800138000")
FIFTY = Money(50, "CNY")


@pytest.fixture
def settled(desk: Desk) -> Case:
    """Sour rice, made good with a coupon of twenty, for what costs thirty or more."""
    case = desk.receive("米饭酸", by="sun", channel="hotline", unit="softpark", category="food/sensory", customer=WANG)
    coupon = Remedy.coupon(Money(20, "CNY"), valid_days=30, min_spend=Money(30, "CNY"), units=["kitchen-west"])
    return desk.settle(case, by="sun", facts="当场换货", agreed="in-person", remedies=[coupon, Remedy.apology()])


@pytest.fixture
def code(settled: Case) -> str:
    """What stands on it."""
    return settled.coupons[0].code


def refused(desk: Desk, code: str, *, unit: str = "softpark", spend: Money = FIFTY) -> str:
    """Why a coupon is refused."""
    with pytest.raises(CouponRefused) as error:
        desk.check_coupon(code, unit=unit, spend=spend)
    return error.value.reason


def test_it_is_minted_when_the_customer_agrees(desk: Desk, settled: Case) -> None:
    """One code, in the transaction of the agreement, which nobody reads in the feed."""
    (coupon,) = settled.coupons

    assert (coupon.value, coupon.min_spend) == (Money(20, "CNY"), Money(30, "CNY"))
    assert not any(coupon.code in event.data for event in desk.events())
    assert desk.case(settled, by="sun").coupons == (coupon,)


def test_looking_holds_nothing(desk: Desk, code: str) -> None:
    """Scanned twice, spent never: it is still good. Typed in small letters it is the same."""
    assert desk.check_coupon(code, unit="softpark", spend=FIFTY) == desk.check_coupon(
        code.lower().replace("-", " "), unit="softpark", spend=FIFTY
    )


@pytest.mark.parametrize("wrong", ["", "ABCD", "0000-0000-0000", "'; DROP TABLE coupon", "\x00", "券" * 500])
def test_a_code_nobody_minted_is_unknown(desk: Desk, code: str, wrong: str) -> None:
    """Every wrong shape gets the same answer."""
    assert code
    assert refused(desk, wrong) == "unknown"


def test_it_is_good_where_when_and_for_what_it_says(desk: Desk, code: str, clock: FakeClock) -> None:
    """Other units, smaller sales and later days are refused, each by its own word; another currency by its field."""
    assert refused(desk, code, unit="no3-school") == "other-unit"
    assert refused(desk, code, spend=Money("29.99", "CNY")) == "below-minimum"
    with pytest.raises(InvalidInput, match="spend"):
        desk.check_coupon(code, unit="softpark", spend=Money(50, "GBP"))
    clock.advance(timedelta(days=30))
    assert refused(desk, code) == "expired"


def test_paying_twice_for_one_sale_spends_it_once(desk: Desk, code: str) -> None:
    """The sale is the key: the second press is told what the first got."""
    first = desk.redeem_coupon(code, by="sun", sale="S-1", unit="softpark", spend=FIFTY)
    again = desk.redeem_coupon(code, by="sun", sale="S-1", unit="softpark", spend=FIFTY)

    assert (first.replayed, again.replayed) == (False, True)
    assert (first.id, first.value) == (again.id, again.value) == (first.id, Money(20, "CNY"))
    assert refused(desk, code) == "redeemed"
    with pytest.raises(CouponRefused) as error:
        desk.redeem_coupon(code, by="sun", sale="S-2", unit="softpark", spend=FIFTY)
    assert error.value.reason == "redeemed"


@pytest.mark.parametrize(
    ("how", "later"),
    [
        ({"unit": "kitchen-west"}, timedelta(0)),
        ({"spend": Money(60, "CNY")}, timedelta(0)),
        ({}, timedelta(days=1)),
        ({}, timedelta(days=400)),
    ],
    ids=["another till", "another amount", "tomorrow", "next year"],
)
def test_the_number_alone_makes_no_sale_the_same(
    desk: Desk, clock: FakeClock, code: str, how: dict[str, Any], later: timedelta
) -> None:
    """Tills count anew, each by itself and every day: sale 1042 of another till, amount or day is another sale."""
    given: dict[str, Any] = {"sale": "1042", "unit": "softpark", "spend": FIFTY}
    desk.redeem_coupon(code, by="sun", **given)
    clock.advance(later)

    with pytest.raises(CouponRefused) as error:
        desk.redeem_coupon(code, by="sun", **given | how)

    assert error.value.reason == "other-sale"
    now = clock.now()
    period = Period(start=now - later - timedelta(days=1), end=now + timedelta(days=1), label="")
    assert len(list(desk.redemptions(period))) == 1


def test_a_sale_is_the_same_until_its_business_day_ends(desk: Desk, clock: FakeClock, code: str) -> None:
    """Whatever the till asks again within it; and a till that the organisation does not know has the day of the whole."""
    first = desk.redeem_coupon(code, by="sun", sale="1042", unit="softpark", spend=FIFTY)
    clock.advance(timedelta(hours=2))
    assert desk.redeem_coupon(code, by="sun", sale="1042", unit="softpark", spend=FIFTY).id == first.id


def test_a_sale_that_fell_through_gives_it_back(desk: Desk, code: str, settled: Case) -> None:
    """Reversed, it can be spent again, and the record shows both; reversing twice is once."""
    first = desk.redeem_coupon(code, by="sun", sale="S-1", unit="softpark", spend=FIFTY)
    back = desk.reverse_redemption(first.id, by=System("nightly"), reason="sale-cancelled")
    assert desk.reverse_redemption(first.id, by=System("nightly"), reason="sale-cancelled").replayed
    assert not back.replayed

    again = desk.redeem_coupon(code, by="wu", sale="S-2", unit="softpark", spend=FIFTY)

    assert [one.sale for one in desk.redemptions(desk.business_day("softpark"))] == ["S-2"]
    assert list(desk.redemptions(desk.business_day("softpark"), unit="no3-school")) == []
    assert [one.sale for one in desk.redemptions(desk.business_day("softpark"), unit="kitchen-west")] == ["S-2"]
    names = [line.event.name for line in desk.timeline(settled, by="sun")]
    assert names[-3:] == ["coupon-redeemed", "redemption-reversed", "coupon-redeemed"]
    assert again.id != first.id


def test_a_discount_is_worth_its_share_up_to_its_cap(desk: Desk) -> None:
    """Ten percent, at most fifty; and nothing is worth more than the sale."""
    case = desk.receive(
        "送餐晚了", by="chen", channel="hotline", unit="softpark", category="service/delivery-late", customer=WANG
    )
    discount = Remedy.discount(10, cap=Money(50, "CNY"), valid_days=30)
    case = desk.settle(
        case,
        by="chen",
        facts="道歉",
        agreed="by-phone",
        remedies=[discount, discount, Remedy.coupon(Money(20, "CNY"), valid_days=5)],
    )
    small, large, coupon = (one.code for one in case.coupons)

    spent = [
        desk.redeem_coupon(code, by="chen", sale=f"S-{index}", unit="softpark", spend=Money(spend, "CNY")).value
        for index, (code, spend) in enumerate([(small, "99.99"), (large, "10000"), (coupon, "7.50")])
    ]

    assert spent == [Money("9.99", "CNY"), Money("50.00", "CNY"), Money("7.50", "CNY")]


def test_what_is_no_redemption_cant_be_reversed(desk: Desk) -> None:
    """An id nobody was given, a sale without a number, a reversal without a reason: refused by name."""
    with pytest.raises(NotFound):
        desk.reverse_redemption("nothing", by="sun", reason="x")
    with pytest.raises(InvalidInput):
        desk.reverse_redemption("nothing", by="sun", reason=" ")
    with pytest.raises(InvalidInput):
        desk.redeem_coupon("x", by="sun", sale="", unit="softpark", spend=FIFTY)


TILLS: dict[str, dict[str, Any]] = {
    "good": {},
    "good at a till that is known to nobody": {"by": System("till"), "unit": "softpark"},
    "unknown": {"code": "0000-0000-0000"},
    "no code": {"code": None},
    "another unit": {"unit": "no3-school"},
    "a unit that is known to nobody": {"unit": "nowhere"},
    "too little": {"spend": Money(1, "CNY")},
    "another currency": {"spend": Money(50, "GBP")},
    "nothing": {"spend": Money(0, "CNY")},
    "no unit": {"unit": " "},
    "a stranger": {"by": "mallory"},
    "the customer": {"by": "customer"},
    "who works at another unit": {"by": "yan"},
    "who works at the unit that is named, and not where it is good": {"by": "yan", "unit": "no3-school"},
}


@pytest.mark.parametrize("stands", ["minted", "expired", "redeemed", "redeemed, then expired"])
@pytest.mark.parametrize("till", TILLS)
def test_what_is_looked_at_is_told_what_spending_it_would_be(
    desk: Desk, clock: FakeClock, code: str, till: str, stands: str
) -> None:
    """Yes or no, and if no, the same words: a customer who is told yes at the counter is not refused when they pay. R20"""
    if "redeemed" in stands:
        desk.redeem_coupon(code, by="sun", sale="S-0", unit="softpark", spend=FIFTY)
    if "expired" in stands:
        clock.advance(timedelta(days=31))
    given = {"by": "sun", "unit": "softpark", "spend": FIFTY, "code": code, **TILLS[till]}

    def said(deed: Callable[..., object], **more: object) -> tuple[object, ...]:
        try:
            deed(**given, **more)
        except (CouponRefused, InvalidInput) as error:
            return type(error), error.user_message("zh"), error.data
        return ("yes",)

    looked = said(desk.check_coupon)
    assert looked == said(desk.redeem_coupon, sale="S-1")
    assert (looked == ("yes",)) == (till.startswith("good") and stands == "minted")


FULL_WIDTH = {ord(one): ord(one) + 0xFEE0 for one in "23456789ABCDEFGHJKLMNPQRSTUVWXYZ-"}


def test_a_code_typed_full_width_is_the_same(desk: Desk, code: str) -> None:
    """As a Chinese keyboard writes it; a scanner that goes mad is answered at once."""
    assert desk.check_coupon(code.translate(FULL_WIDTH), unit="softpark", spend=FIFTY).code == code
    assert refused(desk, code * 400_000) == "unknown"


SALE = {"by": "sun", "sale": "S-1", "unit": "softpark", "spend": FIFTY}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("spend", None), ("spend", "50"), ("spend", 50), ("spend", Money(0, "CNY")), ("spend", Money("-5", "CNY")),
        ("sale", "two\nlines"), ("sale", "x" * 10_000), ("sale", None), ("sale", 5), ("unit", None), ("unit", " "),
        ("by", None), ("by", "mallory"), ("by", "customer"),
    ],
    ids=range(14),
)  # fmt: skip
def test_what_a_till_says_wrong_is_refused_by_name(desk: Desk, code: str, field: str, value: object) -> None:
    """In both languages, never a traceback; and the coupon is still good: nothing is spent on nothing, or by nobody."""
    with pytest.raises(InvalidInput) as error:
        desk.redeem_coupon(code, **{**SALE, field: value})  # type: ignore[arg-type]
    assert error.value.field == field
    assert error.value.user_message("zh") != error.value.user_message("en")
    if field in ("spend", "unit"):
        with pytest.raises(InvalidInput):
            desk.check_coupon(code, **{"unit": "softpark", "spend": FIFTY, field: value})  # type: ignore[arg-type]
    assert desk.check_coupon(code, unit="softpark", spend=FIFTY).code == code


@pytest.mark.parametrize("value", [None, 7, ["x"], "two\nlines", "x" * 10_000], ids=range(5))
def test_a_redemption_is_named_by_its_id(desk: Desk, value: object) -> None:
    """Anything else is refused; so is somebody who does not work here."""
    with pytest.raises(InvalidInput):
        desk.reverse_redemption(value, by="sun", reason="x")  # type: ignore[arg-type]
    with pytest.raises(InvalidInput):
        desk.reverse_redemption("nothing", by="mallory", reason="x")


TILL = """
import json, sys
from complaintkit import CouponRefused, Desk, Money
from complaintkit.testing import FakeClock
database, code, sale = sys.argv[1:]
with Desk.open(database, clock=FakeClock("2026-11-21T10:05+08:00")) as desk:
    desk.check_coupon(code, unit="softpark", spend=Money(50, "CNY"))
    print("seen", flush=True)
    sys.stdin.readline()
    try:
        print(json.dumps(["spent", desk.redeem_coupon(code, by="sun", sale=sale, unit="softpark", spend=Money(50, "CNY")).sale]))
    except CouponRefused as error:
        print(json.dumps(["refused", error.reason]))
"""


def test_two_tills_spend_it_once(tmp_path: Path, desk: Desk, code: str, program: Callable[..., Any]) -> None:
    """Both saw it, both press pay: one sale has it, the other is told."""
    tills = [program(TILL, f"sqlite:///{tmp_path}/desk.db", code, sale) for sale in ("S-1", "S-2")]
    assert [till.line() for till in tills] == ["seen", "seen"]
    for till in tills:
        till.go()
    told = sorted(json.loads(till.communicate()[0]) for till in tills)

    assert told[0] == ["refused", "redeemed"]
    assert told[1][0] == "spent"
    assert [one.sale for one in desk.redemptions(desk.business_day("softpark"))] == [told[1][1]]
