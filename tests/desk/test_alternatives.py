"""What a row gives instead of something (`or`): offered beside it, within the same limits, and never given beside it. S1.9"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

import attrs
import pytest

from complaintkit import BeyondAuthority, Case, Customer, Evidence, InvalidInput, Item, Measure, Money, Proposal, Remedy
from complaintkit.errors import NotAllowed
from complaintkit.plugin import CaseView, Plugin, RemedyGuard, hookimpl
from complaintkit.testing import DeskUnderTest, open_test_desk

PEOPLE = Path(__file__).parents[2] / "docs" / "samples" / "supermarket" / "organisation.toml"
OURS = """
schema = 1
name = "ours"
version = "1"
extends = "supermarket"
base = "1.2"
remove = {remove}
[compensation.bad]
title = {{ zh = "坏了", en = "Gone off" }}
group = "goods"
when = {{ category = "product-quality/food" }}
give = {give}
because = {{ zh = "{{item}}坏了。", en = "Your {{item}} had gone off." }}
"""
EITHER = '{ remedy = "refund", value = "100% of item", or = "replacement" }'


def opened(tmp_path: Path, give: str = EITHER, plugins: Iterable[Plugin] = ()) -> DeskUnderTest:
    """River Street, with one row."""
    from complaintkit.playbook import load_playbook

    rows = [f"compensation.{name}" for name in load_playbook("supermarket").compensation]
    path = tmp_path / "ours.toml"
    path.write_text(OURS.format(remove=str(rows).replace("'", '"'), give=give), "utf-8")
    return open_test_desk(playbook=path, organisation=PEOPLE, plugins=list(plugins))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskUnderTest]:
    """With the money back, or the same again."""
    with opened(tmp_path) as found:
        yield found


def sour(desk: DeskUnderTest, paid: str | None = "12.80") -> Case:
    """Yoghurt that had gone off."""
    return desk.receive(
        "酸奶胀包",
        by="chen",
        channel="service-desk",
        unit="river-street",
        customer=Customer(name="王芳", phone="13800138000"),
        category="product-quality/food",
        items=[Item("酸奶", paid=Money(paid, "CNY") if paid else None)],
    )


def proposed(desk: DeskUnderTest, case: Case, by: str = "chen") -> Proposal:
    """The one proposal."""
    (found,) = desk.proposals(case, by=by)
    return found


def kinds(proposal: Proposal) -> list[str]:
    """What is given, and what instead."""
    return [one.remedy.kind for one in (proposal, proposal.alternative) if one]


def settle(desk: DeskUnderTest, case: Case, *given: Remedy | Proposal, by: str = "chen") -> Case:
    """Put right on the spot."""
    return desk.settle(case, by=by, facts="冷链断了", agreed="in-person", remedies=given)


def test_the_giver_is_offered_either(desk: DeskUnderTest) -> None:
    """One proposal with both, each with an id of its own; either can be given."""
    found = proposed(desk, sour(desk))

    assert found.alternative is not None
    assert kinds(found) == ["refund", "replacement"]
    assert found.alternative.reason == found.reason
    assert found.alternative.rule == "bad"
    assert found.alternative.id != found.id
    for which in (found.remedy.kind, "replacement"):
        case = sour(desk)
        one = proposed(desk, case)
        given = one if which == "refund" else one.alternative
        assert given is not None
        assert [promise.remedy.kind for promise in settle(desk, case, given).promises] == [which]


def test_giving_one_excludes_the_other(desk: DeskUnderTest) -> None:
    """Not both at once, by proposal or typed, in either order; nothing of it is kept."""
    case = sour(desk)
    found = proposed(desk, case)
    assert found.alternative is not None

    for pair in ((found, found.alternative), (found.alternative.remedy, found.remedy)):
        with pytest.raises(InvalidInput) as error:
            settle(desk, case, *pair)
        assert error.value.data["field"] == "remedies[1]"
        assert "bad gives either refund or replacement" in str(error.value)
        assert "只能给一样" in error.value.user_message("zh-CN")
    assert desk.case(case, by="chen").version == case.version


def test_nor_one_after_the_other(desk: DeskUnderTest) -> None:
    """What was offered in a plan leaves nothing to choose, until the customer refuses it."""
    case = desk.assess(sour(desk), by="chen", severity="normal", approach="退换")
    case = desk.record_facts(
        case,
        by="chen",
        facts="冷链断了两小时",
        root_cause="storage",
        heard=["王芳"],
        evidence=[Evidence("照片", where="本单")],
    )
    found = proposed(desk, case)
    assert found.alternative is not None

    def plan(case: Case, what: str, given: Proposal) -> Case:
        return desk.offer_plan(
            case,
            by="chen",
            measures=[Measure(what, who="chen", due=timedelta(hours=1))],
            remedies=[given],
            decisions={"1": ("not-upheld", "查无此事")},
            follow_up=timedelta(days=1),
        )

    case = plan(case, "退款", found)
    assert kinds(proposed(desk, case)) == ["refund"]
    assert case.plan is not None
    case = desk.answer_plan(case, by="chen", plan=case.plan.id, accepted=False, via="phone")
    again = proposed(desk, case)
    assert kinds(again) == ["refund", "replacement"]
    assert again.alternative is not None
    assert plan(case, "换货", again.alternative).plan is not None


def test_limits_hold_for_either(desk: DeskUnderTest) -> None:
    """Beyond authority each names who may; an approval of one is none of the other."""
    case = sour(desk, "400.00")
    found = proposed(desk, case)

    assert found.alternative is not None
    for one in (found, found.alternative):
        assert (one.within_authority, one.approver) == (False, found.approver)
        with pytest.raises(BeyondAuthority) as error:
            settle(desk, case, one)
        assert error.value.proposal == one.id
    desk.ask_approval(case, by="chen", proposal=found.alternative)
    desk.approve(case, by=str(found.approver), proposal=found.alternative)
    with pytest.raises(BeyondAuthority):
        settle(desk, case, found)
    assert settle(desk, case, found.alternative).promises[-1].remedy.kind == "replacement"


@attrs.frozen(kw_only=True, eq=False)
class NoRefunds(Plugin):
    """A guard that lets no money out."""

    name: str = "no-refunds"

    @hookimpl
    def complaintkit_remedy_guards(self) -> Iterable[RemedyGuard]:
        """Itself."""
        yield self

    def check(self, case: CaseView, remedy: Remedy) -> str | None:
        """Not in money."""
        return "the till is closed" if remedy.kind == "refund" else None


def test_a_guard_looks_at_either(tmp_path: Path) -> None:
    """What it refuses is left out, the other stays; and it is asked again when it is promised."""
    with opened(tmp_path, plugins=[NoRefunds()]) as desk:
        case = sour(desk)
        assert kinds(proposed(desk, case)) == ["replacement"]
        with pytest.raises(NotAllowed, match="till is closed"):
            settle(desk, case, Remedy.refund(Money("12.80", "CNY")))


def test_what_cannot_be_worked_out_leaves_the_other(desk: DeskUnderTest) -> None:
    """Nobody knows what was paid: the same again it is."""
    assert kinds(proposed(desk, sour(desk, None))) == ["replacement"]


def test_what_has_a_value_is_worth_the_same(tmp_path: Path) -> None:
    """A coupon instead of money, under the same bounds."""
    give = '{ remedy = "refund", value = "50% of item", at-most = 5, or = "coupon", valid = "60 days" }'
    with opened(tmp_path, give) as desk:
        found = proposed(desk, sour(desk))

    assert found.alternative is not None
    assert found.remedy == Remedy.refund(Money(5, "CNY"))
    assert found.alternative.remedy == Remedy.coupon(Money(5, "CNY"), valid_days=60)
