"""Campaigns: when they speak, what they give, and what is refused before anybody is offered anything."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal

import attrs
import pytest
from complaintkit_coupons import Campaign, Coupons, Give, When
from complaintkit_coupons._policy import CampaignPolicy
from hypothesis import given
from hypothesis import strategies as st

from complaintkit import Member, Money, Remedy, Severity
from complaintkit.errors import ConfigurationError
from complaintkit.plugin import CaseView, CompensationPolicy, Suggested
from complaintkit.testing import CompensationPolicyContract, PluginContract, case_view

CNY = "CNY"
TITLE = {"zh": "致歉券", "en": "With our apologies"}
TEN = Give(coupon=Money(10, CNY))


def campaign(give: Give = TEN, **more: object) -> Campaign:
    """A campaign that always speaks."""
    return Campaign(title=TITLE, give=give, **more)  # type: ignore[arg-type]  # as the test has it


def policy(**campaigns: Campaign) -> CampaignPolicy:
    """The policy that a plugin with these campaigns brings."""
    (found,) = Coupons(name="coupons", campaigns=campaigns).complaintkit_compensation_policies()
    assert isinstance(found, CampaignPolicy)
    return found


EVERYTHING = {
    "thanks": campaign(Give(coupon=Money(10, CNY)), when=When(category="service", waited=timedelta(minutes=20))),
    "half": campaign(
        Give(share=Decimal(50), at_least=Money(5, CNY), at_most=Money(30, CNY)),
        group="goods",
        per_customer={"90 days": Money(60, CNY)},
    ),
    "next": campaign(Give(discount=Decimal(20), at_most=Money(25, CNY)), when=When(cycle=2), exclusive=True),
    "points": campaign(
        Give(points=500, cost=Money(5, "EUR")), group="points", when=When(tier=["gold"], fields={"fell-ill": "yes"})
    ),
    "euros": campaign(Give(coupon=Money("4.50", "EUR")), when=When(severity=Severity.HIGH)),
}


class TestContract(CompensationPolicyContract):
    """All of them together, never above sixty."""

    currencies = ("CNY", "EUR", "JPY", "KWD")

    def make_policy(self) -> CompensationPolicy:
        """As the plugin brings it."""
        return policy(**EVERYTHING)

    def cap(self, case: CaseView) -> Money | None:
        """The best of each group: ten, thirty and five."""
        return Money(45, case.currency)

    def test_they_speak_at_all(self) -> None:
        """On the contract's own cases each campaign has something to say: else it would prove nothing."""
        made = self.make_policy()
        assert {one.rule for view in self.views() for one in made.propose(view)} == set(EVERYTHING)


class TestPlugin(PluginContract):
    """It loads, names settings it does not know, and shows no secret."""

    plugin = Coupons
    settings: Mapping[str, object] = {
        "name": "coupons",
        "campaigns": {"thanks": {"title": TITLE, "give": {"coupon": "10.00 CNY"}}},
    }


@attrs.frozen(kw_only=True)
class Flawed(CampaignPolicy):
    """The policy with a mistake."""

    flaw: str

    def propose(self, case: CaseView) -> Iterable[Suggested]:
        """What the sound one suggests, spoilt."""
        for one in CampaignPolicy.propose(self, case):
            value = one.remedy.value or Money(1, case.currency)
            spoilt = {
                "lots": Money(random.randint(1, 10**6), case.currency),  # noqa: S311  that is the mistake
                "dollars": Money(value.amount, "USD"),
                "too much": value * 100,
            }[self.flaw]
            yield attrs.evolve(one, remedy=Remedy.refund(spoilt))


@pytest.mark.parametrize(
    ("flaw", "rule"),
    [
        ("lots", "test_the_same_case_gets_the_same"),
        ("dollars", "test_it_never_takes_and_keeps_the_currency"),
        ("too much", "test_it_keeps_its_own_cap"),
    ],
)
def test_the_contract_can_fail(flaw: str, rule: str) -> None:
    """Draws lots, pays in dollars, gives too much: the contract's run finds each."""

    class Spoilt(TestContract):
        def make_policy(self) -> CompensationPolicy:
            return Flawed(name="coupons", campaigns=EVERYTHING, flaw=flaw)

    with pytest.raises(AssertionError):
        getattr(Spoilt(), rule)()


# ---- when -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("when", "holds", "fails"),
    [
        ({"kind": "complaint"}, {}, {"kind": "praise"}),
        ({"category": "food"}, {"category": "food"}, {"category": "foods/raw"}),
        ({"category": ["price", "food"]}, {"category": "food/temperature"}, {"category": "service"}),
        ({"channel": "hotline"}, {"channel": "hotline"}, {"channel": "service-desk"}),
        ({"unit": ["a12", "b03"]}, {"unit": "b03"}, {"unit": "c01"}),
        ({"decision": ["upheld", "partly"]}, {"decision": None}, {"decision": "not-upheld"}),
        ({"decision": "partly"}, {"decision": "partly"}, {"decision": None}),
        ({"root_cause": "storage"}, {"root_cause": "storage"}, {}),
        ({"root_cause": "storage"}, {"root_cause": "storage/time"}, {"root_cause": "storages"}),
        ({"breached": "answer"}, {"breaches": ("acknowledge", "answer")}, {}),
        ({"tier": "gold"}, {"member": Member("M", tier="gold")}, {"member": Member("M")}),
        ({"needs": ["elderly"]}, {"needs": ("child", "elderly")}, {"needs": ("child",)}),
        ({"severity": Severity.HIGH}, {"severity": "major"}, {"severity": "normal"}),
        ({"waited": timedelta(minutes=20)}, {"waited": timedelta(minutes=20)}, {"waited": timedelta(minutes=19)}),
        ({"paid": Money(50, CNY)}, {"paid": Money(50, CNY)}, {"paid": Money("49.99", CNY)}),
        ({"paid": Money(50, CNY)}, {"paid": Money(51, CNY)}, {"paid": Money(51, "EUR")}),
        ({"paid": Money(50, CNY)}, {"paid": Money(51, CNY)}, {}),
        ({"cycle": 2}, {"cycle": 3}, {"cycle": 1}),
        ({"fields": {"fell-ill": "no"}}, {"extra": {"fell_ill": "no"}}, {"extra": {"fell_ill": "yes"}}),
    ],
)
def test_every_condition_has_to_hold(
    when: dict[str, object], holds: dict[str, object], fails: dict[str, object]
) -> None:
    """Words equal or any of a list, categories and root causes with what is below, the rest at least."""
    sound = policy(thanks=campaign(when=When(**when)))  # type: ignore[arg-type]  # as the test has it

    assert [one.rule for one in sound.propose(case_view(**holds))] == ["thanks"]
    assert list(sound.propose(case_view(**fails))) == []


@pytest.mark.parametrize(
    ("day", "on"), [("2026-10-31", False), ("2026-11-01", True), ("2026-12-31", True), ("2027-01-01", False)]
)
def test_it_runs_from_its_first_to_its_last_day(day: str, on: bool) -> None:  # noqa: FBT001  a column of a table
    """Business days of the unit: 01:00 in a session that opened at 18:00 still belongs to the day before."""
    sound = policy(thanks=campaign(starts=date(2026, 11, 1), ends=date(2026, 12, 31)))

    assert bool(list(sound.propose(case_view(business_day=day)))) is on


def test_a_customer_has_had_enough() -> None:
    """What they got of it in the window, and this one together."""
    sound = policy(thanks=campaign(per_customer={"90 days": Money(60, CNY)}))

    assert sound.needs == {"compensated.90d.coupons.thanks"}
    for got, wanted in (("50.00", 1), ("50.01", 0), ("60.00", 0)):
        assert len(list(sound.propose(case_view(compensated={"90d.coupons.thanks": Money(got, CNY)})))) == wanted


# ---- what -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("paid", "value"), [("8.00", "5.00"), ("20.01", "10.01"), ("33.33", "16.67"), ("100.00", "30.00"), (None, None)]
)
def test_a_share_keeps_its_bounds(paid: str | None, value: str | None) -> None:
    """Half of what was paid, rounded to what can be paid, at least five, at most thirty."""
    half = policy(half=campaign(Give(share=Decimal(50), at_least=Money(5, CNY), at_most=Money(30, CNY))))

    found = [one.remedy.value for one in half.propose(case_view(paid=Money(paid, CNY) if paid else None))]

    assert found == ([Money(value, CNY)] if value else [])


@given(
    paid=st.decimals(0, 10**9, places=3, allow_nan=False),
    percent=st.decimals("0.01", 1000, places=2, allow_nan=False),
    most=st.decimals("0.01", 10**5, places=2, allow_nan=False),
)
def test_no_share_gives_too_much(paid: Decimal, percent: Decimal, most: Decimal) -> None:
    """Whatever was paid: more than nothing, at most what was said, and something that can be paid."""
    half = policy(half=campaign(Give(share=percent, at_most=Money(most, CNY))))

    for one in half.propose(case_view(paid=Money(paid, CNY))):
        assert one.remedy.value is not None
        assert Money(0, CNY) < one.remedy.value <= Money(most, CNY)
        assert one.remedy.value == one.remedy.value.rounded(mode="down")


def test_each_gift_is_what_it_says() -> None:
    """Coupon, discount and points, with what belongs to them."""
    gifts = {
        "coupon": Give(coupon=Money(10, CNY), min_spend=Money(30, CNY), units=("a12",)),
        "discount": Give(discount=Decimal(20), at_most=Money(25, CNY), min_spend=Money(50, CNY)),
        "points": Give(points=500, cost=Money(5, CNY)),
    }
    sound = policy(**{name: campaign(give, group=name, valid=timedelta(days=7)) for name, give in gifts.items()})

    coupon, discount, points = (one.remedy for one in sound.propose(case_view()))

    assert (coupon.kind, coupon.valid_days, coupon.min_spend, coupon.units) == ("coupon", 7, Money(30, CNY), ("a12",))
    assert (discount.kind, discount.percent, discount.value) == ("discount", Decimal(20), Money(25, CNY))
    assert (discount.min_spend, discount.valid_days) == (Money(50, CNY), 7)
    assert (points.kind, points.count, points.cost, points.code_format) == ("points", 500, Money(5, CNY), None)


def test_what_reaches_the_mint_is_data() -> None:
    """The shape of the code, the campaign's name and how many there are travel with the remedy: nobody asks us then."""
    (one,) = policy(**{"thanks-2": campaign(how_many=500)}).propose(case_view())

    assert one.remedy.code_format == "THANKS-2-{random:4}-{random:4}{check}"
    assert (one.remedy.campaign, one.remedy.how_many) == ("coupons.thanks-2", 500)
    assert dict(one.why) == TITLE


# ---- which ----------------------------------------------------------------------------------------------------------
def rules(**campaigns: Campaign) -> list[str]:
    """Which are proposed."""
    return [one.rule for one in policy(**campaigns).propose(case_view())]


def worth(amount: int, **more: object) -> Campaign:
    """A coupon of so much."""
    return campaign(Give(coupon=Money(amount, CNY)), **more)


def test_of_a_group_the_best_counts_and_groups_add_up() -> None:
    """As in the playbook's rows."""
    assert rules(a=worth(10), b=worth(20), c=worth(5, group="goods")) == ["c", "b"]
    assert rules(b=worth(20), a=worth(20)) == rules(a=worth(20), b=worth(20))


def test_an_exclusive_one_stands_alone_or_not_at_all() -> None:
    """Alone where it is worth more than the others together, which otherwise stand without it."""
    others = {"a": worth(10), "b": worth(20, group="goods")}

    assert rules(**others, big=worth(31, exclusive=True)) == ["big"]
    assert rules(**others, big=worth(30, exclusive=True)) == rules(**others) == ["b", "a"]
    assert rules(big=worth(1, exclusive=True)) == ["big"]


def test_one_that_is_switched_off_is_silent() -> None:
    """Coupons that are out stay good; no more are proposed."""
    assert rules(a=worth(10, enabled=False)) == []


def test_the_version_changes_with_the_settings() -> None:
    """So that each proposal shows by which it was made; the same settings have the same."""
    assert policy(a=worth(10)).version == policy(a=worth(10)).version != policy(a=worth(11)).version
    both = policy(a=worth(10), b=worth(5)).version
    assert both == policy(b=worth(5), a=worth(10)).version


# ---- what is refused ------------------------------------------------------------------------------------------------
THANKS: Mapping[str, object] = {"title": TITLE, "give": {"coupon": "10.00 CNY"}}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"give": {}}, "one of coupon, share, discount or points, not nothing"),
        ({"give": {"coupon": "5 CNY", "points": 5}}, "not coupon + points"),
        ({"give": {"coupon": 5}}, "is not an amount with a currency"),
        ({"give": {"share": 50}}, "a share needs at_most"),
        ({"give": {"discount": 20}}, "a discount needs at_most"),
        ({"give": {"discount": 101, "at_most": "5 CNY"}}, "a percentage"),
        ({"give": {"share": 0, "at_most": "5 CNY"}}, "a percentage"),
        ({"give": {"points": 5}}, "points need cost"),
        ({"give": {"share": 5, "at_most": "5 CNY", "at_least": "6 CNY"}}, "at_most is less"),
        ({"give": {"coupon": "9.995 CNY"}}, "9.995 CNY can't be paid"),
        ({"give": {"coupon": "9 JPY", "min_spend": "30.5 JPY"}}, "30.5 JPY can't be paid"),
        ({"give": {"discount": 20, "at_most": "0.0005 KWD"}}, "0.0005 KWD can't be paid"),
        ({"give": {"cupon": "5 CNY"}}, "Did you mean 'coupon'"),
        ({"when": {"catgory": "food"}}, "Did you mean 'category'"),
        ({"when": {"kind": "complant"}}, "'complant' is none of"),
        ({"when": {"decision": ["upheld", "no"]}}, "'no' is none of"),
        ({"when": {"category": 5}}, "must be a word or a list of words"),
        ({"when": {"severity": "hihg"}}, "Did you mean 'high'"),
        ({"when": {"waited": "20"}}, "is not a duration"),
        ({"valid": "30 h"}, "whole days"),
        ({"how_many": 0}, "1 or more"),
        ({"per_customer": {"quarter": "5 CNY"}}, "is not a window"),
        ({"starts": date(2026, 12, 1), "ends": date(2026, 11, 1)}, "before it starts"),
        ({"code": "THANKS"}, "are guessed"),
        ({"code": "{random:7}"}, "are guessed"),
        ({"code": "{rnd:9}"}, "can't be read"),
        ({"titel": "x"}, "Did you mean 'title'"),
    ],
)
def test_what_can_not_be_is_refused_when_the_desk_is_opened(change: Mapping[str, object], said: str) -> None:
    """By the name of the setting, not while a customer waits."""
    with pytest.raises(ConfigurationError) as error:
        Coupons.configured({"name": "coupons", "campaigns": {"thanks": {**THANKS, **change}}})

    assert said in str(error.value)
    assert "campaigns" in str(error.value)
    assert "thanks" in str(error.value)
    chinese = error.value.user_message("zh-CN")
    assert re.search("[\u4e00-\u9fff]", chinese.partition("：")[2] or chinese)
    assert not re.search(r"\b(is|are|must|needs?|than|such|Write|Give|Say|Did you)\b", chinese), chinese
