"""What a campaign asks of the core: codes of its own shape, and never more than there are."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintkit import Case, ConflictError, CouponRefused, Customer, Desk, InvalidInput, Money, Remedy
from complaintkit.events import CouponRedeemed
from complaintkit.model.code import LETTERS, CodeFormat, bare

FIFTY = Money(50, "CNY")
SHAPE = "THANKS-{random:4}-{random:4}{check}"
THANKS = attrs.evolve(
    Remedy.coupon(Money(5, "CNY"), valid_days=30), campaign="coupons.thanks", code_format=SHAPE, how_many=2
)
shapes = st.sampled_from([SHAPE, "{random}", "A1-{random:12}", "{random:5}B{random:5}-{check}"]).map(CodeFormat.parse)


def received(desk: Desk, name: str = "王芳") -> Case:
    """Sour rice."""
    return desk.receive(
        "米饭酸", by="sun", channel="hotline", unit="softpark", category="food/sensory", customer=Customer(name=name)
    )


def settled(desk: Desk, remedy: Remedy = THANKS) -> Case:
    """Made good on the spot."""
    return desk.settle(received(desk), by="sun", facts="当场换货", agreed="in-person", remedies=[remedy])


# ---- codes ----------------------------------------------------------------------------------------------------------
def test_a_code_has_its_campaigns_shape(desk: Desk) -> None:
    """Minted in that shape, shown in it at the till, and found however it is typed."""
    case = settled(desk)
    (coupon,) = case.coupons

    assert re.fullmatch(rf"THANKS-[{LETTERS}]{{4}}-[{LETTERS}]{{5}}", coupon.code)
    assert CodeFormat.parse(SHAPE).fits(coupon.code)
    for typed in (
        coupon.code,
        f"  {coupon.code.lower()} ",
        coupon.code.replace("-", ""),
        coupon.code.replace("-", " "),
    ):
        assert desk.check_coupon(typed, unit="softpark", spend=FIFTY) == coupon
    assert coupon.campaign == "coupons.thanks"


def test_it_is_spent_and_given_back_like_any_other(desk: Desk) -> None:
    """Once, for one sale, and on record."""
    case = settled(desk)
    (code,) = (one.code for one in case.coupons)

    spent = desk.redeem_coupon(code.lower(), by="sun", sale="S-1", unit="softpark", spend=FIFTY)

    with pytest.raises(CouponRefused):
        desk.redeem_coupon(code, by="sun", sale="S-2", unit="softpark", spend=FIFTY)
    desk.reverse_redemption(spent.id, by="sun", reason="cancelled")
    assert desk.redeem_coupon(code, by="sun", sale="S-2", unit="softpark", spend=FIFTY).coupon.code == code
    redeemed = [line.event for line in desk.timeline(case, by="sun") if isinstance(line.event, CouponRedeemed)]
    assert [bool(event.coupon) for event in redeemed] == [True, True]


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        ("THANKS", "are guessed"),
        ("THANKS-{random:7}", "are guessed"),
        ("{random:99}", "longer than 40"),
        ("{check}{random:9}", "comes last"),
        ("{random:9}{check}{check}", "comes last"),
        ("thanks-{random:9}", "can't be read"),
        ("{random:0}{random:9}", "can't be read"),
        ("{rnadom:9}", "can't be read"),
        ("谢谢{random:9}", "can't be read"),
        ("{random:9}\n", "can't be read"),
        ("", "are guessed"),
    ],
)
def test_a_shape_is_checked_before_anything_is_minted(shape: str, said: str) -> None:
    """Too short to be safe, too long to be typed, not to be read: refused where it is written, in both languages."""
    with pytest.raises(InvalidInput) as error:
        attrs.evolve(THANKS, code_format=shape)

    assert said in error.value.reason
    assert "{random:4}" in error.value.user_message("zh-CN")


@given(shapes, st.data())
def test_one_slip_of_the_finger_is_noticed(shape: CodeFormat, data: st.DataObject) -> None:
    """Whatever letter is typed wrong, a code that checks itself no longer fits; typed right, it does."""
    letters = st.text(LETTERS, min_size=40, max_size=40)
    drawn = data.draw(letters)
    code = shape.make(lambda count: drawn[:count])
    checked = None in shape.parts
    place = data.draw(st.sampled_from([i for i, one in enumerate(code) if one in LETTERS]))
    wrong = data.draw(st.sampled_from([one for one in LETTERS if one != code[place]]))

    assert shape.fits(code)
    assert shape.written(bare(code)) == code
    assert not (checked and shape.fits(code[:place] + wrong + code[place + 1 :]))


@given(shapes, st.text(max_size=30))
def test_any_text_is_a_code_or_is_not(shape: CodeFormat, typed: str) -> None:
    """Whatever is scanned: yes or no."""
    assert shape.fits(typed) in (True, False)
    assert isinstance(shape.written(typed), str)


def test_a_code_that_is_taken_is_drawn_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two coupons never share a code, even where chance has it so; where no code is left, nothing is promised."""
    letters = iter("2" * 8 + "2" * 8 + "3" * 8 + "2" * 1000)
    monkeypatch.setattr("secrets.choice", lambda _: next(letters))

    codes = [settled(desk).coupons[0].code for _ in range(2)]

    assert [code[:11] for code in codes] == ["THANKS-2222", "THANKS-3333"]
    with pytest.raises(ConflictError, match="no code of this shape is left"):
        settled(desk, attrs.evolve(THANKS, how_many=9))


# ---- how many -------------------------------------------------------------------------------------------------------
def test_a_campaign_gives_out_no_more_than_it_has(desk: Desk) -> None:
    """The third of two is refused before it is promised, and nothing of it is kept."""
    settled(desk)
    settled(desk)
    case = received(desk)

    with pytest.raises(ConflictError) as error:
        desk.settle(case, by="sun", facts="当场换货", agreed="in-person", remedies=[THANKS])

    assert "all 2 of coupons.thanks are given out" in str(error.value)
    assert "已全部发出" in error.value.user_message("zh-CN")
    assert desk.case(case, by="sun").version == case.version


def test_what_the_customer_refused_can_be_given_again(desk: Desk) -> None:
    """Set aside with the offer, given back with the refusal."""
    from datetime import timedelta

    from complaintkit import Measure

    def offer(case: Case) -> Case:
        case = desk.assess(case, by="chen", severity="normal", approach="道歉")
        case = desk.record_facts(case, by="chen", facts="放置过久", root_cause="storage")
        one = attrs.evolve(THANKS, how_many=1)
        return desk.offer_plan(
            case,
            by="chen",
            measures=[Measure("道歉", who="chen", due=timedelta(hours=1))],
            remedies=[one],
            decisions={"1": ("upheld", "属实")},
            follow_up=timedelta(days=1),
        )

    def heard() -> Case:
        return desk.receive(
            "米饭酸",
            by="chen",
            channel="hotline",
            unit="softpark",
            category="food/sensory",
            customer=Customer(name="王芳", phone="13800138000"),
        )

    case = offer(heard())
    with pytest.raises(ConflictError):
        offer(heard())
    desk.answer_plan(case, by="chen", plan=case.plan.id, accepted=False, via="phone")

    assert offer(heard()).plan is not None


COUNTER = """
import sys, json
from complaintkit import ConflictError, Customer, Desk, Money, Remedy
from complaintkit.testing import FakeClock
import attrs
database, number = sys.argv[1:]
coupon = attrs.evolve(Remedy.coupon(Money(1, "CNY"), valid_days=30), campaign="c", how_many=5)
told = []
with Desk.open(database, clock=FakeClock("2026-11-21T10:05+08:00")) as desk:
    cases = [desk.receive("米饭酸", by="sun", channel="hotline", unit="softpark", category="food/sensory",
                          customer=Customer(name="王" + number + str(i))) for i in range(5)]
    print("ready", flush=True)
    sys.stdin.readline()
    for case in cases:
        try:
            desk.settle(case, by="sun", facts="换货", agreed="in-person", remedies=[coupon])
            told.append("given")
        except ConflictError:
            told.append("none left")
print(json.dumps(told))
"""


def test_two_counters_give_out_no_more_together(tmp_path: Path, desk: Desk) -> None:
    """Five in all, ten customers at two counters: five have one, whoever was faster."""
    assert list(desk.cases(by="fang")) == []
    counters = [
        subprocess.Popen(
            [sys.executable, "-c", COUNTER, f"sqlite:///{tmp_path}/desk.db", number],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in "12"
    ]
    assert [counter.stdout.readline() for counter in counters if counter.stdout] == ["ready\n", "ready\n"]
    for counter in counters:
        assert counter.stdin
        counter.stdin.write("go\n")
        counter.stdin.flush()
    told = [word for counter in counters for word in json.loads(counter.communicate(timeout=90)[0])]

    assert sorted(told) == ["given"] * 5 + ["none left"] * 5
