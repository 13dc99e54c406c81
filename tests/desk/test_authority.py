"""Compensation within the authority of whoever promises it; beyond it, escalated before promising. F6, S4.6"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import attrs
import pytest
from typing_extensions import override

from complaintkit import (
    BeyondAuthority,
    Case,
    ConflictError,
    Customer,
    Desk,
    Item,
    Measure,
    Money,
    NotAllowed,
    NotFound,
    Purchase,
    Remedy,
    System,
)
from complaintkit.plugin import CaseView, CompensationPolicy, Plugin, RemedyGuard, Suggested, hookimpl
from complaintkit.testing import FakeClock, open_test_desk

WANG = Customer(name="王芳", phone="13800138000")


def yuan(amount: int) -> Money:
    """Money of the canteen's playbook."""
    return Money(amount, "CNY")


def coupon(amount: int) -> Remedy:
    """A coupon of a face value."""
    return Remedy.coupon(yuan(amount), valid_days=30)


def complaint(desk: Desk, by: str = "sun", phone: str = "13800138000") -> Case:
    """Sour rice, heard by an agent, who may promise 100 a case."""
    return desk.receive(
        "米饭酸", by=by, channel="hotline", unit="softpark", category="food/sensory", customer=Customer(phone=phone)
    )


def settled(desk: Desk, case: Case, *remedies: Remedy, by: str = "sun") -> Case:
    """Put right on the spot, with something given."""
    return desk.settle(case, by=by, facts="当场换货", agreed="in-person", remedies=remedies)


def test_within_authority_it_is_promised(desk: Desk) -> None:
    """An agent may promise a hundred in a case. S4.6"""
    assert settled(desk, complaint(desk), coupon(100)).remedies == (coupon(100),)


def test_two_small_coupons_are_one_big_one(desk: Desk) -> None:
    """Limits add up over everything given: splitting changes nothing. S4.6"""
    case = complaint(desk)

    with pytest.raises(BeyondAuthority) as refused:
        settled(desk, case, coupon(60), coupon(60))

    assert refused.value.left == yuan(100)
    assert refused.value.data["limit"] == "authority.agent.per-case"
    assert desk.case(case, by="sun").remedies == ()


def test_a_kind_that_is_not_theirs_is_refused(desk: Desk) -> None:
    """An agent gives coupons and replacements, no money back. S4.6"""
    with pytest.raises(BeyondAuthority) as refused:
        settled(desk, complaint(desk), Remedy.refund(yuan(5)))

    assert refused.value.data["limit"] == "authority.agent.remedies"
    assert refused.value.left == yuan(0)


def test_an_apology_is_anybodys(desk: Desk) -> None:
    """Words need no authority. S4.12"""
    assert settled(desk, complaint(desk), Remedy.apology()).remedies[0].kind == "apology"


def test_the_lowest_competent_leader_is_named(desk: Desk) -> None:
    """Not the top, but the nearest who may. S4.6"""
    with pytest.raises(BeyondAuthority) as small:
        settled(desk, complaint(desk), coupon(150))
    with pytest.raises(BeyondAuthority) as large:
        settled(desk, complaint(desk), coupon(4000))

    near, far = small.value.approver, large.value.approver
    assert near != far
    with desk._opened.storage.reading() as reader:
        chain = desk._door.facts(reader, None, by="sun").structure.chain("sun", "softpark")
    assert chain.index(near) < chain.index(far)


def test_approved_is_promised_exactly_so(desk: Desk) -> None:
    """Asked, approved, promised: this and nothing else; the approver's limits carry it. F6"""
    case = complaint(desk)
    with pytest.raises(BeyondAuthority) as refused:
        settled(desk, case, coupon(150))
    case = desk.ask_approval(case, by="sun", proposal=refused.value.proposal, note="老顾客")
    approver = refused.value.approver
    (asked,) = desk.duties(approver).approvals_to_give
    assert (asked.id, asked.giver, asked.note) == (refused.value.proposal, "sun", "老顾客")

    case = desk.approve(asked.case, by=approver, proposal=asked.id)

    with pytest.raises(BeyondAuthority):
        settled(desk, case, coupon(160))
    case = settled(desk, case, coupon(150))
    assert [promise.giver for promise in case.promises] == [approver]
    assert desk.duties(approver).approvals_to_give == ()


def test_nobody_approves_their_own(desk: Desk) -> None:
    """Neither the giver nor somebody whose own limit is too low may approve. R6"""
    case = complaint(desk)
    with pytest.raises(BeyondAuthority) as refused:
        settled(desk, case, coupon(150))
    proposal = refused.value.proposal
    case = desk.ask_approval(case, by="sun", proposal=proposal)

    for by in ("sun", "wu"):
        with pytest.raises(NotAllowed):
            desk.approve(case, by=by, proposal=proposal)


def test_an_approval_is_given_once(desk: Desk) -> None:
    """The same approval twice: the second is told. A refusal says why, and it may be asked anew."""
    case = complaint(desk)
    with pytest.raises(BeyondAuthority) as refused:
        settled(desk, case, coupon(150))
    proposal, approver = refused.value.proposal, refused.value.approver
    case = desk.ask_approval(case, by="sun", proposal=proposal)
    with pytest.raises(ConflictError):
        desk.ask_approval(case, by="sun", proposal=proposal)
    case = desk.refuse_approval(case, by=approver, proposal=proposal, reason="先换货")

    with pytest.raises(ConflictError):
        desk.approve(case, by=approver, proposal=proposal)
    assert desk.ask_approval(case, by="sun", proposal=proposal).approvals[-1].state == "asked"


def test_a_proposal_nobody_made_cant_be_asked_for(desk: Desk) -> None:
    """Approval binds to a digest: another one is not found."""
    with pytest.raises(NotFound):
        desk.ask_approval(complaint(desk), by="sun", proposal="p_000000000000")


def test_a_window_counts_what_was_given_before(desk: Desk, clock: FakeClock) -> None:
    """A customer's ninety days, a giver's business day: across cases, until the window has passed. S4.6"""
    for _ in range(3):
        settled(desk, complaint(desk), coupon(100))

    with pytest.raises(BeyondAuthority) as refused:
        settled(desk, complaint(desk), coupon(10))
    assert refused.value.data["limit"] == "authority.agent.per-customer.90 days"

    clock.advance(timedelta(days=91))
    assert settled(desk, complaint(desk), coupon(100)).state == "resolved"


def test_a_givers_day_ends_with_the_business_day(desk: Desk, clock: FakeClock) -> None:
    """Five hundred a day, to whomever; the day begins at five in the morning. S4.6"""
    for index in range(5):
        settled(desk, complaint(desk, phone=f"1380000000{index}"), coupon(100))

    with pytest.raises(BeyondAuthority) as refused:
        settled(desk, complaint(desk, phone="13900000009"), coupon(1))
    assert refused.value.data["limit"] == "authority.agent.per-giver.business day"

    clock.advance(timedelta(hours=19))  # 05:00 the next morning
    assert settled(desk, complaint(desk, phone="13900000010"), coupon(100)).state == "resolved"


def test_a_refused_plan_gives_back_what_was_reserved(desk: Desk) -> None:
    """Offered, it counts; refused, it counts no more. S4.6"""
    case = desk.assess(complaint(desk), by="sun", severity="normal", approach="换货")
    case = desk.record_facts(case, by="sun", facts="属实", root_cause="storage", heard=["gu"])
    measures = [Measure("换货", who="sun", due=timedelta(hours=1))]
    case = desk.offer_plan(
        case, by="sun", measures=measures, remedies=[coupon(100)], decisions={"1": ("not-upheld", "查无此事")}
    )
    assert [promise.state for promise in case.promises] == ["reserved"]
    assert case.plan is not None

    case = desk.answer_plan(case, by="sun", plan=case.plan.id, accepted=False)
    assert [promise.state for promise in case.promises] == ["released"]

    case = desk.offer_plan(
        case, by="sun", measures=measures, remedies=[coupon(90)], decisions={"1": ("not-upheld", "查无此事")}
    )
    assert [promise.state for promise in case.promises] == ["released", "reserved"]


def test_a_program_promises_nothing(desk: Desk) -> None:
    """A System has no authority over money."""
    with pytest.raises(NotAllowed, match="authority over money"):
        settled(desk, complaint(desk), coupon(1), by=System("pos"))  # type: ignore[arg-type]  # by is a By


BOUGHT = Purchase("D-7", paid=Money("960.00", "CNY"), items=[Item("米饭", lot="L7", paid=Money("360.00", "CNY"))])


def test_rows_propose_what_the_case_deserves(desk: Desk) -> None:
    """The playbook's rows, as far as their conditions hold; whether this person may promise it stands beside. S1.9"""
    case = desk.receive(
        "米饭酸", by="sun", channel="hotline", unit="softpark", category="food/sensory", customer=WANG, purchase=BOUGHT
    )

    (proposal,) = desk.proposals(case, by="sun")

    assert (proposal.rule, proposal.remedy.kind) == ("replaced", "replacement")
    assert "米饭" in proposal.reason["zh"]
    assert not proposal.within_authority
    assert proposal.left == yuan(100)
    assert desk.ask_approval(case, by="sun", proposal=proposal).approvals[-1].approver == proposal.approver
    assert desk.proposals(case, by="fang")[0].within_authority


def test_rows_of_one_group_dont_add_up_and_groups_do(desk: Desk, clock: FakeClock) -> None:
    """An answer that came too late is made up for, beside the goods. S1.9"""
    case = desk.receive(
        "米饭酸", by="sun", channel="hotline", unit="softpark", category="food/sensory", customer=WANG, purchase=BOUGHT
    )
    clock.advance(timedelta(days=30))

    assert {one.rule for one in desk.proposals(case, by="sun")} == {"replaced", "late-answer"}


def test_what_is_not_complained_of_proposes_nothing(desk: Desk) -> None:
    """No condition, no gift; and no goods, no replacement."""
    case = desk.receive(
        "主管态度差", by="sun", channel="hotline", unit="softpark", category="service/attitude", customer=WANG
    )

    assert desk.proposals(case, by="sun") == ()
    assert desk.proposals(complaint(desk), by="sun") == ()


@attrs.frozen
class Generous:
    """A policy that gives the price again, once in ninety days."""

    name: str = "generous"
    version: str = "1"
    needs: frozenset[str] = frozenset({"compensated.90d"})

    def propose(self, case: CaseView) -> Iterator[Suggested]:
        """Twice the price, unless they had something before."""
        if case.paid and not case.compensated["90d"]:
            yield Suggested(Remedy.coupon(case.paid, valid_days=30), rule="again", why={"en": "Sorry."})


@attrs.frozen
class NoCouponForTheIll:
    """A guard that refuses coupons where somebody fell ill."""

    name: str = "no-coupon-for-the-ill"

    def check(self, case: CaseView, remedy: Remedy) -> str | None:
        """A reason, or None."""
        ill = case.category == "food/illness"
        return "a coupon would be an insult" if ill and remedy.kind == "coupon" else None


@attrs.frozen(kw_only=True, eq=False)
class House(Plugin):
    """The house's own rules."""

    name: str = "house"

    @override
    @hookimpl
    def complaintkit_compensation_policies(self) -> Iterator[CompensationPolicy]:
        """One policy."""
        yield Generous()

    @override
    @hookimpl
    def complaintkit_remedy_guards(self) -> Iterator[RemedyGuard]:
        """One guard."""
        yield NoCouponForTheIll()


@attrs.frozen(kw_only=True)
class Speaker:
    """Refuses with these words."""

    said: str
    name: str = "speaker"

    def check(self, case: CaseView, remedy: Remedy) -> str | None:
        """Say them."""
        return self.said


@attrs.frozen(kw_only=True, eq=False)
class SpeakingHouse(Plugin):
    """Has such a guard."""

    said: str
    name: str = "speaking"

    @hookimpl
    def complaintkit_remedy_guards(self) -> Iterator[RemedyGuard]:
        """One guard."""
        yield Speaker(said=self.said)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("not\x1b[31m\nfor him", "coupon: not [31m for him."),
        ("x" * 10_000, f"coupon: {'x' * 500}…"),
        (" \n", "gave str instead of a reason or None"),
        ("", "gave str instead of a reason or None"),
    ],
    ids=["control characters", "long", "blank", "empty"],
)
def test_what_a_guard_says_is_one_line(tmp_path: Path, said: str, told: str) -> None:
    """It is shown at a till: whatever else it gives refuses as nonsense does."""
    with open_test_desk(plugins=[SpeakingHouse(said=said)]) as desk:
        case = desk.receive("米饭酸", by="chen", channel="hotline", category="food/sensory", customer=WANG)
        with pytest.raises(NotAllowed) as refused:
            settled(desk, case, coupon(10), by="chen")
        assert told in str(refused.value)


def test_policies_propose_and_guards_refuse(tmp_path: Path, clock: FakeClock) -> None:
    """A policy sees what it declared; a guard may only refuse, also what staff made up themselves."""
    with Desk.open(
        f"sqlite:///{tmp_path}/house.db",
        playbook="canteen-delivery",
        organisation=Path(__file__).parents[2] / "docs" / "samples" / "canteen" / "organisation.toml",
        plugins=[House()],
        clock=clock,
    ) as desk:
        case, ill = (
            desk.receive(
                "米饭酸",
                by="fang",
                channel="hotline",
                unit="softpark",
                category=category,
                customer=WANG,
                purchase=BOUGHT,
            )
            for category in ("food/sensory", "food/illness")
        )
        assert [one.rule for one in desk.proposals(case, by="fang")] == ["replaced", "again"]
        assert "again" not in [one.rule for one in desk.proposals(ill, by="fang")]
        with pytest.raises(NotAllowed, match="insult"):
            settled(desk, ill, coupon(10), by="fang")

        settled(desk, case, coupon(10), by="fang")
        again = desk.receive(
            "又酸了",
            by="fang",
            channel="hotline",
            unit="softpark",
            category="food/sensory",
            customer=WANG,
            purchase=BOUGHT,
        )
        assert "again" not in [one.rule for one in desk.proposals(again, by="fang")]
