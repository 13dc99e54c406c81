"""Remedies that are called off or taken back. R10, F6"""

from __future__ import annotations

import attrs
import pytest

from complaintkit import ConflictError, Item, NotAllowed, NotResponsible, Remedy, System
from complaintkit.decision import allowed
from complaintkit.decision.duty import owed_on
from complaintkit.decision.money.limit import could_approve
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.remedy import PromisedRemedy
from tests.decision.money.test_remedy import COUPON, REFUND, STATES, promised, put, reported, yuan


@pytest.fixture
def matter(matter):
    """Investigated; an executor pays refunds."""
    matter.known["executed"] = frozenset({"refund"})
    matter.investigated(items=[Item(name="米饭", paid=yuan(30))])
    return matter


@pytest.mark.parametrize("by_hand", [False, True])
@pytest.mark.parametrize("before", STATES)
def test_what_may_be_taken_back(matter, before, by_hand) -> None:
    """Called off before it was given; after that by hand, as two people say. R10"""
    id_ = put(matter, before)
    again = {"by": "shen"} if before == "reversal-claimed" else {}

    if before in ("reserved", "released", "reversed") or (before == "reversing" and not by_hand):
        with pytest.raises(ConflictError):
            matter.do(c.ReverseRemedy, promise=id_, reason="弄错了", by_hand=by_hand)
    else:
        claimed = before in ("given", "parked", "reversing") or (by_hand and before != "reversal-claimed")
        matter.do(c.ReverseRemedy, promise=id_, reason="弄错了", by_hand=by_hand, **again)
        assert matter.case.promises[0].state == ("reversal-claimed" if claimed else "reversed")
        assert matter.event("reversal-claimed" if claimed else "remedy-reversed").reason == "弄错了"


def counted(matter, id_) -> tuple[bool, bool]:
    """Whether a promise counts in the limits, and in the budget."""
    promise = next(one for one in matter.case.promises if one.id == id_)
    behind = next((one for one in matter.case.reservations if one.id == promise.reservation), None)
    return promise.counts, behind is not None and behind.state != "released"


def test_who_confirms_may_do_no_more(matter) -> None:
    """A colleague who sees the case confirms what another said; the other promises are the owner's. F1, F6"""
    first, second = (one.id for one in matter.agreed(Remedy.refund(yuan(5)), Remedy.refund(yuan(4))).promises)
    back = {"reason": "已收回现金", "by_hand": True}
    with pytest.raises(NotResponsible):
        matter.do(c.ReverseRemedy, by="li", promise=first, **back)
    matter.do(c.ReverseRemedy, promise=first, **back)

    with pytest.raises(NotResponsible):
        matter.do(c.ReverseRemedy, by="li", promise=second, **back)
    assert matter.do(c.ReverseRemedy, by="li", promise=first, **back).promises[0].state == "reversed"


def test_the_second_pair_of_eyes_leads_the_first_or_could_approve_as_much(matter) -> None:
    """Whoever a role lets take back confirms only within their authority; a leader of whoever said it always may. F6"""
    for amount, expected in ((5, True), (100_000, False)):
        matter.received()
        given = PromisedRemedy(
            id="g", remedy=Remedy.refund(yuan(amount)), giver="chen", at=matter.now, value=yuan(amount)
        )
        claimed = attrs.evolve(given, state="reversal-claimed", claimed_by="chen")
        matter.case = before = matter.case.changed(promises=(claimed,))
        for by in matter.organisation.staff:
            matter.case = before
            if by == "chen" or "reverse-remedy" not in allowed(before, matter.facts(by=by)):
                continue
            leads = matter.structure.is_leader_of(by, "chen", before.unit)
            within = could_approve(matter.facts(by=by), before, by, claimed)
            if leads or within:
                assert matter.do(c.ReverseRemedy, by=by, promise="g", reason="已收回").promises[0].state == "reversed"
            else:
                with pytest.raises(NotAllowed, match="may not approve as much"):
                    matter.do(c.ReverseRemedy, by=by, promise="g", reason="已收回")
        matter.case = before
        assert could_approve(matter.facts(by="li"), before, "li", claimed) is expected


@pytest.mark.parametrize("by_hand", [False, True])
@pytest.mark.parametrize("before", ["given", "parked", "reversing"])
def test_what_one_person_says_gives_nothing_back(matter, before, by_hand) -> None:
    """The customer may have it: it counts in limits and budgets until somebody else confirms that it is back. F6"""
    matter.known |= {"budgets": matter.playbook.budgets, "executed": frozenset()}
    id_ = put(matter, before)
    if before == "reversing" and not by_hand:
        return
    again = {"promise": id_, "reason": "已收回现金", "by_hand": by_hand}

    matter.do(c.ReverseRemedy, **again)
    assert counted(matter, id_) == (True, True)
    for by in ("chen", System("till")):
        with pytest.raises(ConflictError, match="another person has to confirm"):
            matter.do(c.ReverseRemedy, by=by, **again)
    with pytest.raises(NotAllowed):
        matter.do(c.Archive)
    matter.do(c.ReverseRemedy, by="fang", **again)

    assert counted(matter, id_) == (False, False)


def test_the_leader_of_who_says_so_is_to_confirm_it(matter) -> None:
    """Until then it is in the duties of whoever is above them, not in their own. F6"""
    id_ = put(matter, "given")
    matter.do(c.ReverseRemedy, promise=id_, reason="已收回现金", by_hand=True)

    assert [one.staff for one in owed_on(matter.facts(), matter.case) if one.ref == id_] == ["shen"]


def test_what_was_not_back_after_all_is_given(matter) -> None:
    """Who looks and finds that the customer has it records that. F6"""
    id_ = put(matter, "given", executor="till", reference="T-1")
    matter.do(c.ReverseRemedy, promise=id_, reason="已收回现金", by_hand=True)

    promise = matter.do(c.GiveRemedy, by="fang", promise=id_).promises[0]

    assert (promise.state, promise.executor, promise.reference) == ("given", "till", "T-1")


def test_a_business_of_one_takes_back_alone_on_record(matter) -> None:
    """There is nobody to confirm it. R6"""
    id_ = put(matter, "given")
    matter.only("chen")

    case = matter.do(c.ReverseRemedy, promise=id_, reason="已收回现金", by_hand=True)

    assert (case.promises[0].state, case.exceptions) == ("reversed", ("R6:reverse-remedy",))


@pytest.mark.parametrize(
    ("before", "fields", "by_hand", "after", "order"),
    [
        ("given", {"executor": "till"}, False, "reversing", "{id}.reversal-{seq}"),
        ("given", {"executor": "till"}, True, "reversal-claimed", None),
        ("given", {"executor": None}, False, "reversal-claimed", None),
        ("parked", {"executor": "till", "reversal": "r-1"}, False, "reversing", "r-1"),
        ("parked", {"executor": "till"}, False, "reversal-claimed", None),
        ("rejected", {"executor": "till"}, False, "reversed", None),
    ],
    ids=["by-executor", "by-hand", "nobody-gave-it", "again", "never-given", "rejected"],
)
def test_who_gave_it_takes_it_back(matter, before, fields, by_hand, after, order) -> None:
    """The executor, under a key of its own, which is kept when it is tried again. R10"""
    id_ = put(matter, before, **fields)
    seq = matter.case.seq + 1

    promise = matter.do(c.ReverseRemedy, promise=id_, reason="弄错了", by_hand=by_hand).promises[0]

    assert promise.state == after
    if order:
        assert promise.reversal == order.format(id=id_, seq=seq)
        assert (matter.event("reversal-ordered").order, matter.event("reversal-ordered").reason) == (
            promise.reversal,
            "弄错了",
        )


@pytest.mark.parametrize("by_hand", [False, True])
def test_words_stay_said(matter, by_hand) -> None:
    """Nobody takes an apology back. R10"""
    promise = promised(matter, Remedy.apology())

    with pytest.raises(ConflictError):
        matter.do(c.ReverseRemedy, promise=promise.id, reason="弄错了", by_hand=by_hand)


@pytest.mark.parametrize("by_hand", [False, True])
@pytest.mark.parametrize("remedy", [COUPON, Remedy.discount(10, cap=yuan(7), valid_days=60)], ids=lambda one: one.kind)
def test_a_coupon_is_taken_back_unless_it_is_spent(matter, remedy, by_hand) -> None:
    """Its code is worth nothing from then on: one person's word is enough, however they put it. F6"""
    id_ = promised(matter, remedy, REFUND).id
    coupon = matter.case.promises[0].coupon
    assert (matter.event("coupon-minted").promise, matter.event("coupon-minted").coupon) == (id_, coupon)
    reported(matter, e.CouponRedeemed(coupon=coupon, redemption="r-1", unit="softpark"))
    with pytest.raises(ConflictError, match="its coupon was spent"):
        matter.do(c.ReverseRemedy, promise=id_, reason="要退款", by_hand=by_hand)
    reported(matter, e.RedemptionReversed(redemption="r-1"))

    case = matter.do(c.ReverseRemedy, promise=id_, reason="要退款", by_hand=by_hand)

    assert (case.promises[0].state, case.promises[0].counts, case.coupons) == ("reversed", False, ())
    assert matter.event("remedy-reversed").reason == "要退款"


def test_a_coupon_of_another_system_is_taken_back_there(matter) -> None:
    """Of what history says was given no code is known here, so none can be refused. R10"""
    id_ = put(matter, "given", remedy=COUPON)

    with pytest.raises(ConflictError, match="no coupon was issued for it here"):
        matter.do(c.ReverseRemedy, promise=id_, reason="弄错了")
