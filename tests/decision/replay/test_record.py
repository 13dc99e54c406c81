"""What is put right, tied, taken to authorities, given and objected to: just these fields of a case change. R9, R14, R19"""

from __future__ import annotations

import attrs
import pytest

from complaintkit import Customer, Docket, Item, Money, Purchase, Remedy
from complaintkit.model import events as e
from complaintkit.model.case import Moment
from complaintkit.model.coupon import Coupon
from complaintkit.model.docket import AuthorityCase
from complaintkit.model.goods import ReplacedGoods
from complaintkit.model.handover import Handover
from complaintkit.model.issue import RaisedIssue
from complaintkit.model.remedy import PromisedRemedy, Reservation
from complaintkit.model.vocabulary import State
from tests.decision.replay.folding import HOUR, REFUND, approval, changes, folded


# ---- intake ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("person", "was", "now"),
    [
        ("p-2", "p-1", {"person": "p-2", "former_persons": ("p-0", "p-1")}),
        ("p-0", "p-1", {"person": "p-0", "former_persons": ("p-1",)}),
        (None, "p-1", {}),
        ("p-2", None, {}),
    ],
)
def test_it_may_turn_out_to_be_another_persons(matter, person, was, now) -> None:
    """Theirs from now on; of whom it was before is kept, once, and not the one it is of. R12"""
    event = e.Corrected(corrected=(), person=person, person_was=was)

    found = changes(matter, event, person="p-1", former_persons=("p-0",))

    assert {name: found[name] for name in found if name != "missing"} == now


def test_other_goods_say_who_replaced_which(matter) -> None:
    """What else is corrected does not. F6"""
    rice, noodles = Item("米饭"), Item("面")
    event = e.Corrected(corrected=("items",), items=(noodles,), items_was=(rice,))

    found = changes(matter, event, items=(rice,), missing=())

    assert found == {"items": (noodles,), "goods_before": (ReplacedGoods(by="chen", purchase=None, items=(rice,)),)}
    assert changes(matter, e.Corrected(corrected=("channel",), channel="app"), missing=()) == {"channel": "app"}
    bought = Purchase("R-1")
    assert changes(matter, e.Completed(purchase=bought), missing=())["goods_before"] == (
        ReplacedGoods(by="chen", purchase=None, items=()),
    )


@pytest.mark.parametrize(
    ("event", "lost"),
    [
        (e.Corrected(corrected=("customer",), customer=Customer(phone="13800138000")), False),
        (e.Corrected(corrected=("customer",), customer=Customer(phone="13900139000")), True),
        (e.Corrected(corrected=("customer",), customer=None, loses_contact=True), True),
        (e.Corrected(corrected=("customer",), customer=None), False),
    ],
)
def test_whose_contact_is_lost_is_told_no_more(matter, event, lost) -> None:
    """A customer who was erased stays as the case has them; each correction has links of its own. R13"""
    before = Customer(phone="13800138000")

    _, after = folded(matter, event, customer=before)

    assert after.customer == (event.customer or before)
    assert (after.contact_replaced, after.customers) == (lost, 2)


def test_the_owner_changes(matter) -> None:
    """The first one is no handing over. F9"""
    assert changes(matter, e.OwnerChanged(owner="li", previous="chen"), owners=("chen",)) == {
        "owner": "li",
        "owners": ("chen", "li"),
        "customer_told_owner": False,
    }
    assert changes(matter, e.OwnerChanged(owner="li"), owners=("li",), customer_told_owner=False) == {
        "owner": "li",
        "customer_told_owner": True,
    }


def test_an_issue_has_another_person_it_is_about(matter) -> None:
    """Of several the one that is named; else the case. R7, R6"""
    two = (RaisedIssue(id="1"), RaisedIssue(id="2"))
    event = e.Corrected(corrected=("about_staff",), about_staff="sun", issue="2")

    assert changes(matter, event, raised=two) == {"raised": (two[0], RaisedIssue(id="2", about_staff="sun"))}
    assert changes(matter, attrs.evolve(event, issue=None)) == {"about_staff": "sun"}


@pytest.mark.parametrize("known", [None, "earlier"])
def test_what_is_settled_was_received_at_the_latest_then(matter, known) -> None:
    """When it was acknowledged before stays. R17"""
    before = matter.now - HOUR if known else None

    _, after = folded(matter, e.Settled(agreed="in-person", facts="换"), acknowledged_at=before)

    assert after.acknowledged_at == (before or matter.now)


# ---- other ends ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("to", "filed_in", "opens"), [("A-1", "registered", True), ("A-2", "registered", False), ("A-1", None, False)]
)
def test_untied_from_the_case_it_was_filed_for_it_opens_again(matter, to, filed_in, opens) -> None:
    """In the state it had, as if it had not been filed; another tie opens nothing. R14"""
    filed = Moment(event="archived", at=matter.now, by="chen", seq=9)
    links = {"A-1": "duplicate", "A-2": "related"}
    _, after = folded(
        matter,
        e.Unlinked(to=to),
        links=links,
        state=State.ARCHIVED,
        archived_at=matter.now,
        filed_in=State(filed_in) if filed_in else None,
        moments=(*matter.case.moments, filed),
    )

    assert to not in after.links
    assert (after.state is State.REGISTERED, after.archived_at is None, filed not in after.moments) == (opens,) * 3


def test_a_tie_says_where_it_was_filed(matter) -> None:
    """One that files nothing leaves that. R14"""
    assert changes(matter, e.Linked(to="A-1", relation="duplicate", before="assessed")) == {
        "links": {"A-1": "duplicate"},
        "filed_in": State.ASSESSED,
    }
    assert changes(matter, e.Linked(to="A-2", relation="related"), filed_in=State.ASSESSED) == {
        "links": {"A-2": "related"}
    }


# ---- authorities -------------------------------------------------------------------------------------------------------
def test_a_docket_with_another_date_is_a_new_wish(matter) -> None:
    """With the same date it is the same, answered or not; those of others stay. R19"""
    first, other = (
        AuthorityCase(docket=Docket(id_, authority="court"), seq=2, recorded_at=matter.now, answered_at=matter.now)
        for id_ in ("D-1", "D-2")
    )
    namesake = attrs.evolve(first, docket=Docket("D-1", authority="12345"))
    cases = (other, namesake, first)
    same = e.DocketRecorded(number="D-1", authority="court", answerer="li")
    later = attrs.evolve(same, answer_by=matter.now + HOUR)

    (*kept, new) = changes(matter, same, authority_cases=cases)["authority_cases"]
    assert (kept, new) == (
        [other, namesake],
        attrs.evolve(first, docket=Docket("D-1", authority="court", answerer="li")),
    )
    (*kept, new) = changes(matter, later, authority_cases=cases)["authority_cases"]
    assert kept == [other, namesake]
    assert (new.seq, new.recorded_at, new.open) == (matter.case.seq + 1, matter.now, True)


@pytest.mark.parametrize(
    ("event", "fields"),
    [
        (e.AuthorityAnswered(docket="D-1", authority="court", text="a"), {"answer": "a", "answered_by": "chen"}),
        (
            e.OutcomeRecorded(docket="D-1", authority="court", outcome="upheld", text="a"),
            {"outcome": "upheld", "outcome_text": "a"},
        ),
    ],
)
def test_a_docket_is_answered_by_number_and_authority(matter, event, fields) -> None:
    """No other of that number is. R19"""
    known = [
        AuthorityCase(docket=Docket("D-1", authority=one), seq=2, recorded_at=matter.now) for one in ("court", "12345")
    ]

    found = changes(matter, event, authority_cases=tuple(known))["authority_cases"]

    at = "answered_at" if "answer" in fields else "outcome_at"
    assert found == (attrs.evolve(known[0], **fields, **{at: matter.now}), known[1])


# ---- handovers, promises, people -----------------------------------------------------------------------------------------
def test_a_ruling_closes_what_was_not_accepted(matter) -> None:
    """So declines and lapses are counted anew. F3"""
    states = ["accepted", "declined", "lapsed", "offered"]
    offers = tuple(
        Handover(
            id=one,
            case="A",
            giver="chen",
            receiver="li",
            reason="x",
            offered_at=matter.now,
            lapses_at=matter.now,
            state=one,
        )
        for one in states
    )

    found = changes(matter, e.HandoverRuled(to="li"), handovers=offers)["handovers"]

    assert [one.state for one in found] == ["accepted", "ruled", "ruled", "ruled"]


@pytest.mark.parametrize(
    ("known", "event", "executor", "reference"),
    [
        ({"state": "ordered"}, {"executor": "till", "reference": "R"}, "till", "R"),
        ({"state": "reversing", "reversal": "r", "executor": "till", "reference": "R"}, {}, "till", "R"),
        ({"state": "reversal-claimed", "executor": "till", "reference": "R"}, {}, "till", "R"),
        ({"state": "reversal-claimed", "executor": "till", "reference": "R"}, {"reference": "S"}, "till", "S"),
        ({"state": "parked", "executor": "till", "reference": "R"}, {}, None, None),
    ],
)
def test_what_is_given_after_all_stays_whose_it_was(matter, known, event, executor, reference) -> None:
    """It was on its way back, and was not taken back. R10"""
    held = PromisedRemedy(id="p-1", remedy=Remedy.refund(Money(5, "CNY")), giver="chen", at=matter.now, **known)

    [found] = folded(matter, e.RemedyGiven(promise="p-1", **event), promises=(held,))[1].promises

    assert (found.state, found.executor, found.reference, found.reversal) == ("given", executor, reference, None)
    assert folded(matter, e.RemedyGiven(promise="p-9", **event), promises=(held,))[1].promises == (held,)


@pytest.mark.parametrize("kind", ["discount", "coupon", "apology", "refund"])
def test_what_is_agreed_to_is_given_at_once_or_has_to_be_carried_out(matter, kind) -> None:
    """Words are said, coupons minted. S4.11"""
    remedy = Remedy(kind=kind, value=None if kind == "apology" else Money(5, "CNY"))

    _, after = folded(matter, e.Settled(agreed="by-phone", facts="换", remedies=(remedy,)), waiting_for_customer=True)

    assert [one.state for one in after.promises] == ["promised" if kind == "refund" else "given"]
    assert not after.waiting_for_customer


def test_what_was_withdrawn_counts_no_more(matter) -> None:
    """Of what was offered, agreed to or rejected; an explanation takes back only what was offered. R10"""
    states = ["reserved", "promised", "rejected", "ordered", "given"]
    held = tuple(PromisedRemedy(id=one, remedy=REFUND, giver="chen", at=matter.now, state=one) for one in states)

    def after(event):
        return [one.state for one in folded(matter, event, promises=held)[1].promises]

    assert after(e.Withdrawn()) == ["released"] * 3 + states[3:]
    assert after(e.ClearedUp(explanation="x")) == ["released", *states[1:]]


def test_only_what_is_set_aside_is_spent(matter) -> None:
    """What was released is not. F6"""
    kept = Reservation(
        id="r-1", unit="x", amount=Money(5, "CNY"), business_day=matter.now.date(), periods=(), over=False
    )
    aside = (kept, attrs.evolve(kept, id="r-2", state="released"))
    held = tuple(
        PromisedRemedy(id=f"p-{one}", remedy=REFUND, giver="chen", at=matter.now, state=state, reservation=f"r-{one}")
        for one, state in ((1, "ordered"), (2, "given"))
    )

    found = changes(matter, e.RemedyGiven(promise="p-1"), promises=held, reservations=aside)["reservations"]

    assert [one.state for one in found] == ["spent", "released"]


def test_an_approval_that_was_answered_stays_answered(matter) -> None:
    """Under the same id it may be asked for again. F6"""
    refused = approval(matter, state="refused")
    asked = approval(matter, state="asked", answered_by=None)

    found = changes(matter, e.Approved(proposal="a-1"), by="fang", approvals=(refused, asked))["approvals"]

    assert [(one.state, one.answered_by) for one in found] == [("refused", "shen"), ("approved", "fang")]


@pytest.mark.parametrize(("code", "value", "minted"), [("C-1", True, True), (None, True, False), ("C-1", False, False)])
def test_a_coupon_is_known_by_its_code_and_its_value(matter, code, value, minted) -> None:
    """Of an erased one nothing is. R13"""
    remedy = Remedy.coupon(Money(5, "CNY"), valid_days=9) if value else Remedy(kind="coupon", valid_days=9)
    event = e.CouponMinted(coupon="c", remedy=remedy, valid_until=matter.now, code=code)

    assert bool(folded(matter, event)[1].coupons) is minted


def promises(matter, *named) -> tuple[PromisedRemedy, ...]:
    """Promises of a coupon, by id, state and what of a coupon they have."""
    return tuple(
        PromisedRemedy(
            id=id_,
            remedy=Remedy.coupon(Money(value, "CNY"), valid_days=9),
            giver="chen",
            at=matter.now,
            state=state,
            coupon=has,
        )
        for id_, value, state, has in named
    )


@pytest.mark.parametrize(
    ("held", "named", "found"),
    [
        ([("p-1", 5, "given", None), ("p-2", 5, "given", None)], "p-2", [None, "c"]),
        ([("p-1", 5, "given", None), ("p-2", 5, "given", None)], None, ["c", None]),
        ([("p-1", 5, "given", "b"), ("p-2", 5, "given", None)], None, ["b", "c"]),
        ([("p-1", 7, "given", None), ("p-2", 5, "given", None)], None, [None, "c"]),
        ([("p-1", 5, "released", None), ("p-2", 5, "given", None)], None, [None, "c"]),
        ([("p-1", 5, "given", None), ("q-1", 7, "given", None)], None, [None, None]),  # of what was agreed before
        ([], None, []),
    ],
)
def test_a_promise_knows_its_coupon(matter, held, named, found) -> None:
    """As the ledger says, else the next that is alike of what was agreed to last: earlier versions did not say. R10"""
    remedy = Remedy.coupon(Money(5, "CNY"), valid_days=9)
    event = e.CouponMinted(coupon="c", remedy=remedy, valid_until=matter.now, promise=named)

    assert [one.coupon for one in folded(matter, event, promises=promises(matter, *held))[1].promises] == found


def test_what_is_spent_and_given_back_is_on_its_promise_alone(matter) -> None:
    """By the coupon's name, then by that of its redemption. F6"""
    held = promises(matter, ("p-1", 5, "given", "b"), ("p-2", 5, "given", "c"))

    _, spent = folded(matter, e.CouponRedeemed(coupon="c", redemption="r", unit="x"), promises=held)

    assert [one.redemption for one in spent.promises] == [None, "r"]
    for back, left in (("r", [None, None]), ("other", [None, "r"])):
        _, after = folded(matter, e.RedemptionReversed(redemption=back), promises=spent.promises)
        assert [one.redemption for one in after.promises] == left


@pytest.mark.parametrize(
    ("states", "codes", "gone", "left"),
    [
        (["given", "given", "given"], "abc", 1, "ac"),
        (["reversed", "given", "given"], "bc", 1, "c"),
        (["given", "given", "given"], "", 1, ""),  # erased
        (["given", "given"], "b", 0, "b"),  # the first one's
    ],
)
def test_a_coupon_that_was_taken_back_is_the_cases_no_more(matter, states, codes, gone, left) -> None:
    """Just that one, by its place among those that are good. F6"""
    held = promises(matter, *((f"p-{at}", 5, state, f"c-{at}") for at, state in enumerate(states)))
    coupons = tuple(Coupon(code=one, value=Money(5, "CNY"), valid_until=matter.now) for one in codes)

    _, after = folded(matter, e.RemedyReversed(promise=f"p-{gone}"), promises=held, coupons=coupons)

    assert "".join(one.code for one in after.coupons) == left


def test_people_are_restricted_erased_and_forgotten(matter) -> None:
    """Those that the case was of before, too. R12, R13"""
    assert changes(matter, e.PersonErased(because="x"), restricted=True) == {"erased": True, "restricted": False}
    assert changes(matter, e.FormerCustomerErased(former="p-1", because="x"), former_persons=("p-1", "p-2")) == {
        "former_persons": ("p-2",)
    }
