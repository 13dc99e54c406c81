"""What was promised: ordered, given, rejected, parked; never twice. Campaigns and coupons with it. R10, S4.11"""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

from complaintkit import ConflictError, InvalidInput, Item, Money, NotAllowed, NotFound, Remedy
from complaintkit.decision import record
from complaintkit.decision.money.campaign import campaign_of, is_of_campaign, left_to_customer
from complaintkit.decision.money.digest import digest
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.outbox import OutboxState


def yuan(amount) -> Money:
    """Money of the canteen's playbook."""
    return Money(amount, "CNY")


REFUND, COUPON = Remedy.refund(yuan(5)), Remedy.coupon(yuan(5), valid_days=30)


@pytest.fixture
def matter(matter):
    """Investigated; an executor pays refunds."""
    matter.known["executed"] = frozenset({"refund"})
    matter.investigated(items=[Item(name="米饭", paid=yuan(30))])
    return matter


def promised(matter, *remedies):
    """Have the customer agree to these; give the first promise."""
    return matter.agreed(*remedies or (REFUND,)).promises[0]


def reported(matter, event) -> None:
    """Take what an executor reports."""
    matter.made(record(matter.case, matter.facts(), event))


def state(matter) -> str:
    """What became of the first promise."""
    return matter.case.promises[0].state


def put(matter, state, **fields) -> str:
    """Have a promise in this state; its id."""
    one = promised(matter)
    matter.case = matter.case.changed(promises=(attrs.evolve(one, state=state, order=one.id, **fields),))
    return one.id


STATES = [
    "reserved",
    "promised",
    "ordered",
    "given",
    "rejected",
    "parked",
    "reversing",
    "reversal-claimed",
    "reversed",
    "released",
]


# ---- agreed ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("remedy", "states"),
    [
        (REFUND, ["reserved", "ordered", "ordered", "ordered"]),
        (COUPON, ["reserved", "given", "given", "given"]),
        (Remedy.apology(), ["reserved", "given", "given", "given"]),
        (Remedy.replacement(Item(name="米饭")), ["reserved", "promised", "given", "promised"]),
    ],
    ids=["executed", "coupon", "words", "by-hand"],
)
def test_what_was_agreed_to_is_carried_out(matter, remedy, states) -> None:
    """By an executor, with the agreement itself, or by hand; what was put right in person was given in person. R10, R17"""
    found = [matter.offered(remedy).promises[0].state, matter.answered(accepted=True).promises[0].state]
    for agreed in ("in-person", "by-phone"):
        matter.received(items=[Item(name="米饭", paid=yuan(30))])
        found.append(matter.do(c.Settle, facts="换", agreed=agreed, remedies=[remedy]).promises[0].state)

    assert found == states


def test_a_refused_plan_is_not_carried_out(matter) -> None:
    """Nor anything of history. R10, R15"""
    matter.offered(REFUND, COUPON)
    assert [one.state for one in matter.answered(accepted=False).promises] == ["released", "released"]
    assert matter.case.coupons == ()
    matter.received()
    matter.known["quiet"] = True

    case = matter.do(c.Settle, facts="换", agreed="in-person", remedies=[REFUND, COUPON])

    assert [one.state for one in case.promises] == ["promised", "given"]
    assert case.coupons == ()


def test_only_what_was_just_agreed_to_is_ordered(matter) -> None:
    """What waits from an earlier plan is not ordered again by the next. R10"""
    first = put(matter, "promised")
    matter.case = (
        matter.case.changed(state=matter.investigated().state, promises=matter.case.promises) if False else matter.case
    )
    matter.do(c.Resolve, result="换", apology=True, decisions={"1": ("not-upheld", "查无此事")})
    matter.do(c.AnswerSurvey, by="customer", outcome=1, process=1)
    matter.do(c.RecordFacts, by="li", facts="再查", heard=["hu"])

    matter.agreed(Remedy.refund(yuan(7)))

    assert [(one.id == first, one.state) for one in matter.case.promises] == [(True, "promised"), (False, "ordered")]


def test_each_remedy_is_a_promise_of_its_own(matter) -> None:
    """With who gave it, when, and the key under which an executor knows it. F6"""
    case = matter.agreed(REFUND, COUPON)

    plan = case.plan.id
    assert [one.id for one in case.promises] == [f"{plan}-1", f"{plan}-2"]
    assert [(one.giver, one.at) for one in case.promises] == [("chen", matter.now)] * 2
    assert [one.order for one in case.promises] == [f"{plan}-1", None]
    assert case.remedies == (REFUND, COUPON)


def test_a_coupon_is_minted_with_the_agreement(matter) -> None:
    """One for each coupon and discount, of its own shape, and as long as it says. S1.9"""
    shaped = attrs.evolve(
        COUPON, code_format="T-{random:8}{check}", campaign=None, min_spend=yuan(20), units=("softpark",)
    )
    discount = Remedy.discount(10, cap=yuan(7), valid_days=60)
    half = attrs.evolve(COUPON, valid_days=None)

    coupons = matter.agreed(shaped, discount, REFUND, Remedy.apology(), half).coupons

    assert [(one.code, one.value, one.percent) for one in coupons] == [
        ("CODE-T-{random:8}{check}", yuan(5), None),
        ("CODE-AAAA-BBBB", yuan(7), 10),
        ("CODE-AAAA-BBBB", yuan(5), None),
    ]
    assert [one.valid_until - matter.now for one in coupons] == [timedelta(days=days) for days in (30, 60, 30)]
    assert (coupons[0].min_spend, coupons[0].units, coupons[0].campaign) == (yuan(20), ("softpark",), None)


# ---- given -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("before", STATES)
def test_what_may_be_given_by_hand(matter, before) -> None:
    """What was agreed to and the customer does not have; with the slip's number. S4.11"""
    id_ = put(matter, before)

    if before in ("promised", "ordered", "rejected", "parked", "reversal-claimed"):
        promise = matter.do(c.GiveRemedy, promise=id_, reference="S-1", note="柜台").promises[0]
        assert (promise.state, promise.reference) == ("given", "S-1")
        assert matter.event("remedy-given").note == "柜台"
    else:
        with pytest.raises(ConflictError):
            matter.do(c.GiveRemedy, promise=id_)


@pytest.mark.parametrize("before", STATES)
def test_what_may_be_ordered_again(matter, before) -> None:
    """What waits, what was rejected, what nobody knows of; the rejected one under a new key. R10"""
    id_ = put(matter, before)

    if before in ("promised", "rejected", "parked"):
        seq = matter.case.seq
        promise = matter.do(c.OrderRemedy, promise=id_).promises[0]
        assert (promise.state, promise.order) == ("ordered", f"{id_}.{seq + 1}" if before == "rejected" else id_)
    else:
        with pytest.raises(ConflictError):
            matter.do(c.OrderRemedy, promise=id_)


def test_what_was_never_ordered_has_its_own_key(matter) -> None:
    """Its id. R10"""
    id_ = put(matter, "promised")
    matter.case = matter.case.changed(promises=(attrs.evolve(matter.case.promises[0], order=None),))

    assert matter.do(c.OrderRemedy, promise=id_).promises[0].order == id_


def test_what_nobody_carries_out_is_not_ordered(matter) -> None:
    """It is given by hand. R10"""
    id_ = put(matter, "promised")
    matter.known["executed"] = frozenset({"points"})

    with pytest.raises(NotAllowed, match="no executor") as refused:
        matter.do(c.OrderRemedy, promise=id_)
    assert refused.value.allowed == ("give-remedy",)


def test_what_is_on_its_way_back_is_not_ordered(matter) -> None:
    """It is taken back, or not. R10"""
    id_ = put(matter, "parked", reversal="r-1", executor="till")

    with pytest.raises(ConflictError, match="taking it back"):
        matter.do(c.OrderRemedy, promise=id_)


@pytest.mark.parametrize("command", [c.GiveRemedy, c.OrderRemedy, c.ReverseRemedy])
@pytest.mark.parametrize(
    ("order", "idle"),
    [
        (OutboxState.STARTED, False),
        (OutboxState.IN_DOUBT, False),
        (OutboxState.OWED, True),
        (OutboxState.PARKED, True),
        (None, True),
    ],
)
def test_what_is_under_way_is_left_alone(matter, command, order, idle) -> None:
    """While an executor is at it, or nobody knows: that is how customers are paid twice. R10"""
    id_ = put(matter, "parked")
    if order:
        matter.books.orders[id_] = order
    fields = {"reason": "弄错了"} if command is c.ReverseRemedy else {}

    if idle:
        assert matter.do(command, promise=id_, **fields).promises[0].state in ("given", "ordered", "reversal-claimed")
    else:
        with pytest.raises(ConflictError, match="being carried out"):
            matter.do(command, promise=id_, **fields)


@pytest.mark.parametrize("command", [c.GiveRemedy, c.OrderRemedy, c.ReverseRemedy])
def test_what_was_never_promised(matter, command) -> None:
    """Is not there; of two the one that is named is meant. R10"""
    matter.agreed(REFUND, Remedy.replacement(Item(name="米饭")))
    matter.known["executed"] = frozenset({"refund", "replacement"})
    fields = {"reason": "弄错了"} if command is c.ReverseRemedy else {}

    with pytest.raises(NotFound):
        matter.do(command, promise="X-p1-1", **fields)
    if command is c.GiveRemedy:
        assert [one.state for one in matter.do(command, promise=matter.case.promises[1].id).promises] == [
            "ordered",
            "given",
        ]


# ---- what executors report -------------------------------------------------------------------------------------------
def test_an_executors_word_is_taken(matter) -> None:
    """Given, with its reference; rejected; nobody knows. R10"""
    id_ = promised(matter).id
    reported(matter, e.RemedyParked(promise=id_, executor="till", because="?"))
    assert state(matter) == "parked"
    reported(matter, e.RemedyRejected(promise=id_, executor="till", because="closed"))
    assert state(matter) == "rejected"

    reported(matter, e.RemedyGiven(promise=id_, executor="till", reference="T-1"))

    promise = matter.case.promises[0]
    assert (promise.state, promise.executor, promise.reference) == ("given", "till", "T-1")


def test_what_was_not_taken_back_after_all_is_given(matter) -> None:
    """By whom and under which reference it was. R10"""
    id_ = put(matter, "reversing", executor="till", reference="T-1", reversal="r-1")
    matter.do(c.Note, text="-")
    reported(matter, e.RemedyGiven(promise=id_))
    promise = matter.case.promises[0]
    assert (promise.state, promise.executor, promise.reference, promise.reversal) == ("given", "till", "T-1", None)

    id_ = put_again(matter, "reversing", executor="till", reference="T-1", reversal="r-1")
    reported(matter, e.ReversalRejected(promise=id_, executor="till", because="closed"))
    promise = matter.case.promises[0]
    assert (promise.state, promise.executor, promise.reversal) == ("given", "till", None)


def put_again(matter, state, **fields) -> str:
    """Put the first promise into another state; its id."""
    one = attrs.evolve(matter.case.promises[0], state=state, **fields)
    matter.case = matter.case.changed(promises=(one,))
    return one.id


# ---- campaigns -------------------------------------------------------------------------------------------------------
def of_spring(amount=20, **changes) -> Remedy:
    """A coupon of a campaign of which a customer gets 60 in 90 days."""
    usual = {"campaign": "spring", "per_customer": {"90 days": yuan(60)}}
    return attrs.evolve(Remedy.coupon(yuan(amount), valid_days=30), **{**usual, **changes})


def give(matter, *remedies):
    """Settle with these, as the campaign proposed them."""
    matter.books.offered |= {digest(matter.case, (one,)): one for one in remedies}
    return matter.do(c.Settle, facts="换", agreed="in-person", remedies=remedies)


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({"campaign": "spring"}, True),
        ({"how_many": 3}, True),
        ({"per_customer": {"90 days": yuan(1)}}, True),
        ({}, False),
    ],
)
def test_what_counts_against_a_campaign(changes, counts) -> None:
    """What names one, or limits of one. S3.9"""
    remedy = attrs.evolve(COUPON, **changes)

    assert is_of_campaign(remedy) is counts
    assert campaign_of(remedy) == changes.get("campaign", "coupon")


def test_what_a_campaign_did_not_propose_is_refused(matter) -> None:
    """Nor what was changed since; the second of two is named. S3.9"""
    matter.books.offered[digest(matter.case, (of_spring(),))] = of_spring()

    with pytest.raises(InvalidInput, match="spring did not propose") as refused:
        matter.do(c.Settle, facts="换", agreed="in-person", remedies=[COUPON, of_spring(21)])

    assert refused.value.field == "remedies[1].campaign"


@pytest.mark.parametrize(("got", "fine"), [("39.99", True), ("40", True), ("40.01", False)])
def test_a_customer_gets_so_much_of_a_campaign(matter, got, fine) -> None:
    """To the cent; what others got, and what other campaigns gave, does not count. S3.9"""
    matter.gave(yuan(got), customer="person-1", campaign="spring")
    matter.gave(yuan(60), customer="person-2", campaign="spring")
    matter.gave(yuan(60), customer="person-1", campaign="autumn")

    if fine:
        assert give(matter, of_spring()).promises
    else:
        with pytest.raises(ConflictError, match=r"in 90 days; 19\.99 CNY is left"):
            give(matter, of_spring())


@pytest.mark.parametrize(("seconds", "fine"), [(0, False), (1, True)])
def test_a_campaigns_window_ends(matter, seconds, fine) -> None:
    """What was given so many days ago counts no more. S3.9"""
    matter.gave(yuan(60), customer="person-1", campaign="spring")
    matter.received()
    matter.later(days=90, seconds=seconds)

    if fine:
        assert give(matter, of_spring()).promises
    else:
        with pytest.raises(ConflictError, match=r"0\.00 CNY is left"):
            give(matter, of_spring())


def test_what_is_given_beside_it_counts(matter) -> None:
    """Of the same campaign; words count nothing. S3.9"""
    assert [
        left for _, _, left in left_to_customer(matter.facts(), matter.case, of_spring(), (of_spring(), COUPON))
    ] == [yuan(40)]
    assert give(matter, of_spring(), of_spring(), of_spring(), COUPON).promises
    matter.received()

    with pytest.raises(ConflictError):
        give(matter, *[of_spring()] * 4)


def test_more_than_was_given_is_nothing_left(matter) -> None:
    """Rather than less. S3.9"""
    matter.gave(yuan(90), customer="person-1", campaign="spring")

    with pytest.raises(ConflictError, match=r"; 0.00 CNY is left"):
        give(matter, of_spring())


def test_words_of_a_campaign_take_nothing_of_it(matter) -> None:
    """What is worth nothing is not too much. S3.9"""
    matter.gave(yuan(60), customer="person-1", campaign="spring")

    assert give(matter, attrs.evolve(Remedy.apology(), campaign="spring", per_customer={"90 days": yuan(60)})).promises
