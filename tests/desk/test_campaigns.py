"""What a campaign asks of the core: codes of its own shape, and never more than there are, in all and for each customer."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintkit import (
    Case,
    ConflictError,
    CouponRefused,
    Customer,
    Desk,
    InvalidInput,
    Measure,
    Money,
    Proposal,
    Purchase,
    Remedy,
)
from complaintkit.events import CouponRedeemed
from complaintkit.model.code import LETTERS, CodeFormat, bare
from complaintkit.plugin import CaseView, CompensationPolicy, Plugin, Suggested, hookimpl
from complaintkit.testing import FakeClock

SAMPLES = Path(__file__).parents[2] / "docs" / "samples" / "canteen"
FIFTY = Money(50, "CNY")
SHAPE = "THANKS-{random:4}-{random:4}{check}"
THANKS = attrs.evolve(
    Remedy.coupon(Money(5, "CNY"), valid_days=30), campaign="coupons.thanks", code_format=SHAPE, how_many=2
)
ONCE = attrs.evolve(
    Remedy.coupon(Money(8, "CNY"), valid_days=30), campaign="once", per_customer={"90 days": Money(10, "CNY")}
)
shapes = st.sampled_from([SHAPE, "{random}", "A1-{random:12}", "{random:5}B{random:5}-{check}"]).map(CodeFormat.parse)


@attrs.frozen(kw_only=True, eq=False)
class Campaigns(Plugin):
    """Proposes these remedies for whatever comes, and more where more was paid."""

    name: str = "campaigns"
    version: str = "1"
    needs: frozenset[str] = frozenset()
    remedies: tuple[Remedy, ...] = (THANKS, ONCE)

    @hookimpl
    def complaintkit_compensation_policies(self) -> Iterable[CompensationPolicy]:
        """Itself."""
        yield self

    def propose(self, case: CaseView) -> Iterable[Suggested]:
        """All of them; what was paid is how many there are, where a test says so."""
        for one in self.remedies:
            many = int(case.paid.amount) if case.paid and one.how_many else one.how_many
            yield Suggested(
                attrs.evolve(one, how_many=many), rule=one.campaign or "", why={"zh": "抱歉", "en": "Sorry"}
            )


@pytest.fixture
def desk(tmp_path: Path, clock: FakeClock) -> Iterator[Desk]:
    """A canteen with these campaigns."""
    with Desk.open(
        f"sqlite:///{tmp_path}/desk.db",
        playbook="canteen-delivery",
        organisation=SAMPLES / "organisation.toml",
        plugins=[Campaigns()],
        clock=clock,
    ) as opened:
        yield opened


def received(
    desk: Desk, name: str = "王芳", *, by: str = "sun", phone: str | None = None, paid: int | None = None
) -> Case:
    """Sour rice."""
    return desk.receive(
        "米饭酸",
        by=by,
        channel="hotline",
        unit="softpark",
        category="food/sensory",
        customer=Customer(name=name, phone=phone),
        purchase=Purchase("R-1", paid=Money(paid, "CNY")) if paid else None,
    )


def offer(desk: Desk, case: Case, campaign: str = "coupons.thanks") -> Proposal:
    """What a campaign proposes for a case."""
    (found,) = (one for one in desk.proposals(case, by="sun") if one.rule == campaign)
    return found


def settle(desk: Desk, case: Case, remedy: Remedy | Proposal) -> Case:
    """Made good on the spot."""
    return desk.settle(case, by="sun", facts="当场换货", agreed="in-person", remedies=[remedy])


def settled(desk: Desk, *, paid: int | None = None) -> Case:
    """Heard, and made good with what the campaign proposes."""
    case = received(desk, paid=paid)
    return settle(desk, case, offer(desk, case))


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

    codes = [settled(desk, paid=9).coupons[0].code for _ in range(2)]

    assert [code[:11] for code in codes] == ["THANKS-2222", "THANKS-3333"]
    with pytest.raises(ConflictError, match="no code of this shape is left"):
        settled(desk, paid=9)


# ---- how many -------------------------------------------------------------------------------------------------------
def test_a_campaign_gives_out_no_more_than_it_has(desk: Desk) -> None:
    """The third of two is refused when it is promised, however early it was proposed; then it is proposed no more."""
    cases = [received(desk) for _ in range(3)]
    first, second, third = (offer(desk, case) for case in cases)
    settle(desk, cases[0], first)
    settle(desk, cases[1], second)

    with pytest.raises(ConflictError) as error:
        settle(desk, cases[2], third)

    assert "all 2 of coupons.thanks are given out" in str(error.value)
    assert "已全部发出" in error.value.user_message("zh-CN")
    assert desk.case(cases[2], by="sun").version == cases[2].version
    assert "coupons.thanks" not in [one.rule for one in desk.proposals(cases[2], by="sun")]


def test_what_the_customer_refused_can_be_given_again(desk: Desk) -> None:
    """Set aside with the offer, given back with the refusal."""

    def plan(case: Case, given: Proposal) -> Case:
        case = desk.assess(case, by="chen", severity="normal", approach="道歉")
        case = desk.record_facts(case, by="chen", facts="放置过久", root_cause="storage")
        return desk.offer_plan(
            case,
            by="chen",
            measures=[Measure("道歉", who="chen", due=timedelta(hours=1))],
            remedies=[given],
            decisions={"1": ("not-upheld", "查无此事")},
            follow_up=timedelta(days=1),
        )

    cases = [received(desk, by="chen", phone="13800138000", paid=1) for _ in range(3)]
    first, second, third = (offer(desk, case) for case in cases)
    case = plan(cases[0], first)
    with pytest.raises(ConflictError):
        plan(cases[1], second)
    assert case.plan
    desk.answer_plan(case, by="chen", plan=case.plan.id, accepted=False, via="phone")

    assert plan(cases[2], third).plan is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"how_many": 9},
        {"how_many": None},
        {"value": Money(6, "CNY")},
        {"valid_days": 365},
        {"campaign": None},
        {"campaign": "once"},
        {"code_format": None},
        {"value": Money(9999, "CNY"), "how_many": 9},  # nor can it be put before somebody to approve
    ],
)
def test_nobody_speaks_for_a_campaign(desk: Desk, changes: dict[str, object]) -> None:
    """Who types its name gives what it proposed, to the letter, or nothing; no number but its own counts."""
    case = received(desk)
    given = offer(desk, case)

    with pytest.raises(InvalidInput) as error:
        settle(desk, case, attrs.evolve(given.remedy, **changes))  # type: ignore[arg-type]  # as the test has it

    assert error.value.data["field"] == "remedies[0].campaign"
    assert "没有为本单建议过" in error.value.user_message("zh-CN")
    assert settle(desk, case, given.remedy).coupons, "as it was proposed it may be typed, too"


def test_a_proposal_is_for_its_own_case(desk: Desk) -> None:
    """What was proposed for one case is not given in another, for which nothing was proposed."""
    given = offer(desk, received(desk))

    with pytest.raises(InvalidInput, match="did not propose this for this case"):
        settle(desk, received(desk), given)


# ---- for each customer ----------------------------------------------------------------------------------------------
def test_a_customer_gets_so_much_of_a_campaign(desk: Desk, clock: FakeClock) -> None:
    """Checked when it is promised: two proposals read at once don't make twice as much. Others, other campaigns: no matter."""
    wang = [received(desk, phone="13800138000") for _ in range(3)]
    first, second = (offer(desk, case, "once") for case in wang[:2])
    other = offer(desk, wang[2])
    settle(desk, wang[0], first)

    with pytest.raises(ConflictError) as error:
        settle(desk, wang[1], second)

    assert "a customer gets 10.00 CNY of once in 90 days; 2.00 CNY is left" in str(error.value)
    assert "活动 once 每位顾客 90 天内最多 10元" in error.value.user_message("zh-CN")
    assert "once" not in [one.rule for one in desk.proposals(wang[1], by="sun")]
    settle(desk, wang[2], other)
    li = received(desk, "李雷", phone="13900139000")
    settle(desk, li, offer(desk, li, "once"))
    clock.advance(timedelta(days=91))
    later = received(desk, phone="13800138000")
    assert settle(desk, later, offer(desk, later, "once")).coupons


def test_twice_in_one_promise_is_twice(desk: Desk) -> None:
    """Splitting changes nothing."""
    case = received(desk, phone="13800138000")
    given = offer(desk, case, "once")

    with pytest.raises(ConflictError):
        desk.settle(case, by="sun", facts="当场换货", agreed="in-person", remedies=[given, given])


@pytest.mark.parametrize("window", ["90", "0 days", "a quarter", "90 days "])
def test_a_window_is_so_many_days(window: str) -> None:
    """Anything else would silently bound nothing."""
    with pytest.raises(InvalidInput, match="is not a window"):
        attrs.evolve(ONCE, per_customer={window: FIFTY})


def test_a_policy_may_ask_what_a_customer_has_of_its_campaign(desk: Desk, clock: FakeClock, tmp_path: Path) -> None:
    """`compensated.90d.NAME` is of that campaign, `compensated.90d` of everything."""
    seen: list[dict[str, Money]] = []

    @attrs.frozen(kw_only=True, eq=False)
    class Asks(Campaigns):
        needs: frozenset[str] = frozenset({"compensated.90d", "compensated.90d.once"})

        def propose(self, case: CaseView) -> Iterable[Suggested]:
            seen.append(dict(case.compensated))
            return super().propose(case)

    for name in ("once", "coupons.thanks"):
        case = received(desk, phone="13800138000")
        settle(desk, case, offer(desk, case, name))
    with Desk.open(f"sqlite:///{tmp_path}/desk.db", plugins=[Asks()], clock=clock) as asking:
        asking.proposals(received(asking, phone="13800138000"), by="sun")

    assert seen[-1] == {"90d": Money(13, "CNY"), "90d.once": Money(8, "CNY")}


# ---- two counters ---------------------------------------------------------------------------------------------------
COUNTER = """
import sys, json
from complaintkit import ConflictError, Customer, Desk, Money
from complaintkit.testing import FakeClock
from complaintkit_coupons import Campaign, Coupons, Give
database, campaign, number = sys.argv[1:]
five = Campaign(title={"en": "Five"}, give=Give(coupon=Money(1, "CNY")), how_many=5, group="a")
once = Campaign(title={"en": "Once"}, give=Give(coupon=Money(1, "CNY")), group="b", per_customer={"90 days": Money(3, "CNY")})
told = []
with Desk.open(database, plugins=[Coupons(name="c", campaigns={"five": five, "once": once})],
               clock=FakeClock("2026-11-21T10:05+08:00")) as desk:
    cases = [desk.receive("米饭酸", by="sun", channel="hotline", unit="softpark", category="food/sensory",
                          customer=Customer(phone="13800138000")) for i in range(5)]
    offers = [one for case in cases for one in desk.proposals(case, by="sun") if one.rule == campaign]
    print("ready", flush=True)
    sys.stdin.readline()
    for case, offer in zip(cases, offers, strict=True):
        try:
            desk.settle(case, by="sun", facts="换货", agreed="in-person", remedies=[offer])
            told.append("given")
        except ConflictError:
            told.append("none left")
print(json.dumps(told))
"""


@pytest.mark.parametrize(("campaign", "most"), [("five", 5), ("once", 3)])
def test_two_counters_give_out_no_more_together(
    tmp_path: Path, desk: Desk, program: Callable[..., Any], campaign: str, most: int
) -> None:
    """So many in all, so much for one customer; ten offers at two counters, whoever is faster."""
    assert list(desk.cases(by="fang")) == []
    counters = [program(COUNTER, f"sqlite:///{tmp_path}/desk.db", campaign, number) for number in "12"]
    assert [counter.line() for counter in counters] == ["ready", "ready"]
    for counter in counters:
        counter.go()
    told = [word for counter in counters for word in json.loads(counter.communicate()[0])]

    assert sorted(told) == ["given"] * most + ["none left"] * (10 - most)
