"""What is put right, tied, taken to authorities, given and objected to: just these fields of a case change. R9, R14, R19"""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

from complaintkit import Customer, Docket, Item, Money, Purchase, Remedy
from complaintkit.decision.replay import approval_of
from complaintkit.model import events as e
from complaintkit.model.case import Moment, Quote, Survey
from complaintkit.model.deadline import Deadline
from complaintkit.model.docket import AuthorityCase
from complaintkit.model.goods import ReplacedGoods
from complaintkit.model.handover import Handover
from complaintkit.model.issue import RaisedIssue
from complaintkit.model.remedy import Approval, PromisedRemedy
from complaintkit.model.vocabulary import Kind, State
from tests.decision.replay.folding import HOUR, REFUND, changes, folded, plan, said


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
    cases = (first, other, namesake)
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


@pytest.mark.parametrize(("code", "value", "minted"), [("C-1", True, True), (None, True, False), ("C-1", False, False)])
def test_a_coupon_is_known_by_its_code_and_its_value(matter, code, value, minted) -> None:
    """Of an erased one nothing is. R13"""
    remedy = Remedy.coupon(Money(5, "CNY"), valid_days=9) if value else Remedy(kind="coupon", valid_days=9)
    event = e.CouponMinted(coupon="c", remedy=remedy, valid_until=matter.now, code=code)

    assert bool(folded(matter, event)[1].coupons) is minted


def test_people_are_restricted_erased_and_forgotten(matter) -> None:
    """Those that the case was of before, too. R12, R13"""
    assert changes(matter, e.PersonErased(because="x"), restricted=True) == {"erased": True, "restricted": False}
    assert changes(matter, e.FormerCustomerErased(former="p-1", because="x"), former_persons=("p-1", "p-2")) == {
        "former_persons": ("p-2",)
    }


# ---- objections --------------------------------------------------------------------------------------------------------
def quote(matter, quoted, **fields) -> Quote:
    """Give what the customer is taken to have said."""
    usual = {"id": "q-1", "told_to": "chen", "via": "call", "at": matter.now - HOUR, "cycle": 1, "seq": 7}
    return Quote(quoted=quoted, **{**usual, "before": State.EXECUTING, **fields})


@pytest.mark.parametrize(
    ("quoted", "cycle", "back"),
    [
        ("withdrawn", 1, {"resolved_at": None}),
        ("settled", 1, {"resolved_at": None, "settled": False, "result": None, "apology": False}),
        ("satisfied", 1, {}),
        ("satisfied", 2, None),
        ("plan-refused", 1, None),
        ("dissatisfied", 1, None),
    ],
)
def test_what_they_did_not_say_ended_nothing(matter, quoted, cycle, back) -> None:
    """The case is as it stood, its result with it; what ended nothing, or an earlier round, brings nothing back. R9, R15"""
    ended = {
        "state": State.ARCHIVED,
        "archived_at": matter.now,
        "resolved_at": matter.now,
        "settled": True,
        "result": "换",
        "apology": True,
        "cycle": cycle,
    }
    filed = Moment(event="archived", at=matter.now, by="chen", seq=8)

    _, after = folded(
        matter,
        e.Objected(quote="q-1", quoted=quoted),
        quotes=(quote(matter, quoted),),
        moments=(*matter.case.moments, filed),
        **ended,
    )

    expected = ended if back is None else {**ended, "state": State.EXECUTING, "archived_at": None, **back}
    assert {name: getattr(after, name) for name in ended} == expected
    assert (filed in after.moments) is (back is None)
    assert after.quotes[0].objected_at == matter.now


@pytest.mark.parametrize(("before", "waits"), [(State.PLAN_OFFERED, True), (State.EXECUTING, False)])
def test_an_objection_takes_away_just_what_was_said(matter, before, waits) -> None:
    """The plan is unanswered again, that survey was not given, no clock goes by it; other words stay. R9"""
    given = quote(matter, "withdrawn", before=before, plan="p-1")
    mine, others, later = (
        Survey(cycle=1, at=at, answered_by=by)
        for at, by in ((given.at, "chen"), (given.at, "customer"), (matter.now, "chen"))
    )
    took, kept = (Moment(event="withdrawn", at=given.at, by="chen", seq=seq) for seq in (7, 6))
    plans = (plan(matter, accepted=True), plan(matter, "p-2", accepted=True))

    _, after = folded(
        matter,
        e.Objected(quote="q-1", quoted="withdrawn", text="我没说过"),
        by="customer",
        quotes=(given,),
        surveys=(mine, others, later),
        moments=(kept, took),
        plans=plans,
        waiting_for_customer=not waits,
    )

    assert after.surveys == (others, later)
    assert (kept in after.moments, took in after.moments) == (True, False)
    assert [one.accepted for one in after.plans] == [None, True]
    assert after.waiting_for_customer is waits
    assert after.entries[-1] == said(matter, "said", "我没说过", by="customer")


# ---- deadlines -----------------------------------------------------------------------------------------------------------
def deadline(matter, **fields) -> Deadline:
    """Give a deadline of an hour, which was warned of."""
    usual = {"id": "d-1", "name": "x", "title": {}, "started_at": matter.now, "due_at": matter.now + HOUR}
    return Deadline(**{**usual, "warned_at": matter.now, **fields})


@pytest.mark.parametrize(("warn", "again"), [(1, True), (0, False), (-1, False), (None, False)])
@pytest.mark.parametrize("about", ["h-1", None])
def test_a_deadline_with_another_date_is_warned_of_again(matter, warn, again, about) -> None:
    """Where that is yet to come; its offer lapses with it, no other. R15, F2"""
    until = matter.now + 3 * HOUR
    warn_at = None if warn is None else matter.now + timedelta(minutes=warn)
    offers = tuple(
        Handover(id=id_, case="A", giver="chen", receiver="li", reason="x", offered_at=matter.now, lapses_at=matter.now)
        for id_ in ("h-1", "h-2", "")
    )
    event = e.DeadlineMoved(deadline="d-1", rule="x", due_at=until, warn_at=warn_at)

    _, after = folded(
        matter, event, deadlines=(deadline(matter, for_=about), deadline(matter, id="d-2")), handovers=offers
    )

    assert (after.deadlines[0].due_at, after.deadlines[0].warn_at) == (until, warn_at)
    assert (after.deadlines[0].warned_at is None) is again
    assert after.deadlines[1] == deadline(matter, id="d-2")
    assert [one.lapses_at == until for one in after.handovers[:2]] == [about == "h-1", False]


def test_an_extension_is_what_it_is_longer_by(matter) -> None:
    """And it is warned of again. R15"""
    event = e.DeadlineExtended(deadline="d-1", rule="x", first_due_at=matter.now + HOUR, due_at=matter.now + 3 * HOUR)

    [found] = changes(matter, event, deadlines=(deadline(matter),))["deadlines"]

    assert (found.first_due_at, found.extended_by, found.warned_at) == (matter.now + HOUR, 2 * HOUR, None)


# ---- and what is kept beside ---------------------------------------------------------------------------------------------
def test_a_question_that_nobody_answered_in_time_waits_no_more(matter) -> None:
    """Its time is over by this entry itself. R16"""
    asked = Moment(event="waiting-for-customer", at=matter.now, by="chen", seq=9)

    assert changes(matter, e.CustomerSilent(), moments=(asked,), waiting_for_customer=True) == {
        "waiting_for_customer": False
    }


def test_another_kind_or_category(matter) -> None:
    """What is not said stays; a downgrade that was asked for stays asked where only the category changes. R5"""
    asked = {"reclassification": (Kind.INQUIRY, "chen"), "category": "food/sensory"}

    assert changes(matter, e.Reclassified(kind=Kind.INQUIRY), **asked) == {
        "kind": Kind.INQUIRY,
        "reclassification": None,
    }
    assert changes(matter, e.Reclassified(kind=Kind.COMPLAINT, category="contract"), **asked) == {
        "category": "contract"
    }
    assert changes(matter, e.Reclassified(kind=Kind.COMPLAINT), **asked) == {"reclassification": None}


def approval(matter, id_="a-1", **fields) -> Approval:
    """Give an approval of a refund for chen."""
    usual = {
        "case": matter.case.number,
        "remedies": (REFUND,),
        "giver": "chen",
        "approver": "shen",
        "asked_at": matter.now,
    }
    return Approval(id=id_, state="approved", answered_by="shen", **{**usual, **fields})


def test_an_approval_is_used_by_the_promise_that_it_lets(matter) -> None:
    """Whoever approved it answers for it; no other approval is. F6"""
    held = (approval(matter, "a-0", remedies=(Remedy.apology(),)), approval(matter), approval(matter, "a-2"))

    found = changes(matter, e.Settled(agreed="in-person", facts="换", remedies=(REFUND,)), approvals=held)

    assert [one.used for one in found["approvals"]] == [False, True, False]
    assert [(one.giver, one.value) for one in found["promises"]] == [("shen", REFUND.value)]


@pytest.mark.parametrize(
    ("giver", "owner", "owners", "holds"),
    [
        ("chen", "chen", ("chen",), True),
        ("chen", "li", ("chen", "li"), True),  # whoever asked, though the case is another's
        ("li", "li", ("chen", "li"), True),  # who took it over
        ("li", "chen", ("chen", "li"), False),  # who had it before
        ("li", "li", ("sun", "li"), False),  # from somebody else
        ("shen", "shen", ("chen", "shen"), False),  # who approved it
    ],
)
def test_who_holds_an_approval(matter, giver, owner, owners, holds) -> None:
    """Its giver, and who took the case over from them, but for whoever approved it. F6, F2"""
    case = matter.case.changed(approvals=(approval(matter),), owner=owner, owners=owners)

    assert bool(approval_of(case, giver, (REFUND,))) is holds


def test_a_persons_data_are_restricted_and_free_again(matter) -> None:
    """As they wish. R13"""
    assert changes(matter, e.PersonRestricted(because="x")) == {"restricted": True}
    assert changes(matter, e.RestrictionLifted(), restricted=True) == {"restricted": False}


def test_what_was_acknowledged_stays_acknowledged_then(matter) -> None:
    """And whoever lost a contact is told no more, whatever comes after. R4, R13"""
    before = matter.now - HOUR
    assert changes(matter, e.Acknowledged(via="call"), acknowledged_at=before) == {}
    assert changes(matter, e.Acknowledged(via="call"), lost_messages={"o-1": "told"}, calls=("o-1",)) == {
        "acknowledged_at": matter.now,
        "lost_messages": {},
        "calls": (),
    }
    corrected = e.Corrected(corrected=("customer",), customer=matter.case.customer)
    assert folded(matter, corrected, contact_replaced=True)[1].contact_replaced


def test_the_first_docket_of_a_number(matter) -> None:
    """Whatever others there are. R19"""
    [found] = changes(matter, e.DocketRecorded(number="D-1", authority="court"))["authority_cases"]

    assert (found.docket.number, found.seq, found.recorded_at) == ("D-1", matter.case.seq + 1, matter.now)


@pytest.mark.parametrize(("late", "state"), [(True, "breached"), (False, "running")])
def test_a_deadline_that_was_not_met_after_all_runs_or_is_breached(matter, late, state) -> None:
    """As it was before. R15, R9"""
    met = deadline(matter, state="met", met_at=matter.now, reason="x", breached_at=matter.now if late else None)

    [found] = changes(matter, e.DeadlineRestored(deadline="d-1", rule="x"), deadlines=(met,))["deadlines"]

    assert (found.state, found.met_at, found.reason) == (state, None, None)


def test_a_clocks_own_events_are_no_moments(matter) -> None:
    """No clock goes by another's. R15"""
    event = e.DeadlineBreached(deadline="d-1", rule="x", due_at=matter.now, noticed_at=matter.now)

    case, after = folded(matter, event, deadlines=(deadline(matter),))

    assert after.moments == case.moments


def test_an_objection_without_words_says_nothing_more(matter) -> None:
    """Nothing is added to what was said. R9"""
    found = changes(matter, e.Objected(quote="q-1", quoted="plan-refused"), quotes=(quote(matter, "plan-refused"),))

    assert "entries" not in found


def test_fields_of_a_form_are_added_to(matter) -> None:
    """By facts, too. S0.5"""
    assert folded(matter, e.FactsRecorded(fields={"b": "2"}), fields={"a": "1"})[1].fields == {"a": "1", "b": "2"}
