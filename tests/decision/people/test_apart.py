"""A colleague who is the customer has no say in the case: they ask and speak as the customer, and nothing else. R9, R6"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Any

import attrs
import pytest

from complaintkit import Contact, Customer, Docket, InvalidInput, Member, NotAllowed
from complaintkit.decision import allowed, keep_apart
from complaintkit.decision.decide import cover
from complaintkit.decision.people.apart import left_out
from complaintkit.decision.people.routing import (
    decider,
    first_handlers,
    first_takers,
    holders,
    leaders_above,
    new_holder,
    people_there,
    responsible_for,
    seats,
    second_person,
    stand_in,
    successor,
    top,
)
from complaintkit.decision.people.standing import holds
from complaintkit.decision.permission.guard import obstacle
from complaintkit.decision.tables.effect import DEEDS, OWN_CASE, Effect, Place
from complaintkit.decision.tables.lifecycle import possible
from complaintkit.model import commands as c
from complaintkit.model.actor import DESK, System
from complaintkit.model.handover import Handover
from complaintkit.organisation import Account
from tests.decision.clocks.test_next_step import PATHS, STEP
from tests.decision.clocks.test_owed import BOOKS, matter_of, receive
from tests.decision.conftest import Matter

NUMBER, MAILBOX = "13800138000", "fang.wang@example.com"
SPELLINGS = [
    ("phone", "138 0013 8000"),
    ("phone", "+86-138-0013-8000"),
    ("phone", "008613800138000"),
    ("phone", "１３８００１３８０００"),
    ("phone", "13800138000转2"),
    ("email", "Fang.Wang+shop@EXAMPLE.com"),
]
THEIRS = (Contact("phone", NUMBER), Contact("email", MAILBOX))
OWN = frozenset(word for word, deed in DEEDS.items() if deed.effects & OWN_CASE)
"""What nobody does in a case of their own."""


def reached(matter: Matter, who: str, *contacts: Contact) -> None:
    """Somebody who works here is reached by these."""
    matter.seated(who, contacts=contacts or THEIRS)


def is_customer(matter: Matter, who: str) -> Matter:
    """The same matter where this colleague is the customer."""
    there = attrs.evolve(matter)
    reached(there, who)
    return there


def picked(matter: Matter, case: Any) -> Collection[str | None]:
    """Everybody whom any rule could pick for this case."""
    facts, book, staff = matter.facts(by=DESK), matter.playbook, matter.organisation.staff
    return {
        *(one for role in book.roles for one in (*holders(facts, case, role), decider(facts, case, role))),
        *(one for role in book.roles for one in people_there(facts, case, role)),
        *(one for group in book.groups for one in seats(facts, case, group).everybody),
        *(one for who in staff for one in leaders_above(facts, case, who)),
        *(second_person(facts, case, who) for who in staff),
        *(stand_in(facts, case, who) for who in staff),
        *(successor(facts, case, who) for who in staff),
        *(new_holder(facts, case, who) for who in staff),
        *first_handlers(facts, case),
        *first_takers(facts, case),
        *responsible_for(facts, case),
        top(facts, case),
    }


def stages(book: str) -> Iterator[Matter]:
    """Give a matter in each state that a path leads to, as each state is reached first."""
    seen = set()
    for path in PATHS:
        matter, by = matter_of(book)
        receive(matter, by, next(iter(matter.playbook.categories)))
        for step in ("note", *path.split()):
            STEP[step](matter, by)
            if (stage := (matter.case.state, matter.case.cycle, len(matter.case.escalations))) not in seen:
                seen.add(stage)
                yield matter
    assert len(seen) > 9


@pytest.mark.parametrize("book", BOOKS)
def test_nobody_decides_for_themselves_as_the_customer(book) -> None:
    """Whoever of the staff it is, wherever the case has got to: no rule picks them, and no verb is theirs but the customer's. R9"""
    for matter in stages(book):
        for who in matter.organisation.staff:
            there = is_customer(matter, who)
            facts = there.facts(by=who)
            assert left_out(facts, there.case) == {who}
            assert who not in picked(there, there.case), who
            assert allowed(there.case, facts).isdisjoint(OWN), who
            for word in OWN & possible(there.case.state, there.case.kind):
                refused = obstacle(facts, there.case, word)
                assert isinstance(refused, NotAllowed)
                assert refused.data["rule"] == "R9", word


@pytest.mark.parametrize("book", BOOKS)
def test_a_case_does_not_stay_with_the_customer(book) -> None:
    """Once the owner turns out to be the customer, it is the leader's who is above, and the leader hears of it. R9, F1"""
    for matter in stages(book):
        there = is_customer(matter, matter.case.owner)
        case = keep_apart(there.case, there.facts(by=DESK)).case
        if case.open:
            assert case.owner == new_holder(there.facts(), there.case, there.case.owner) != there.case.owner
            assert [one.reason for one in case.escalations if one.open][-1:] == ["recused"]
        else:
            assert case.owner == there.case.owner


def test_what_speaks_for_the_customer_is_not_theirs() -> None:
    """Nor is settling on the spot, though whoever is complained about may. R9, R17"""
    speaking = {word for word, deed in DEEDS.items() if Effect.SPEAKS in deed.effects}
    assert speaking | {"settle"} <= OWN
    assert not {"hear-customer", "object", "raise-issue", "note", "ask-advice", "escalate"} & OWN


@pytest.mark.parametrize(("kind", "address"), SPELLINGS)
@pytest.mark.parametrize("speaks", [False, True], ids=["the customer", "whom they speak for"])
def test_however_the_contact_is_written(matter, kind, address, speaks) -> None:
    """And whichever of several it is; the contracting party's or the eater's, too. R2"""
    reached(matter, "sun")
    theirs = Customer(name="王芳", contacts=[Contact("phone", "13700137000"), Contact(kind, address)])
    customer = Customer(phone="13600136000", speaks_for=theirs) if speaks else theirs

    assert left_out(matter.facts(), matter.received(customer=customer)) == {"sun"}


def test_other_contacts_are_nobodys(matter) -> None:
    """What an erased customer had is nowhere, so nobody is left out for it, nor for another kind of address. R2"""
    reached(matter, "sun", Contact("wechat", NUMBER), Contact("phone", "13700137000"))

    case = matter.received(customer=Customer(phone=NUMBER))

    assert left_out(matter.facts(), case) == frozenset()
    assert left_out(matter.facts(), case.changed(customer=Customer(), erased=True)) == frozenset()


def test_both_are_left_out(matter) -> None:
    """Whom it is about, and who is the customer; who is both is told that it is about them. R6, R9"""
    reached(matter, "sun")
    case = matter.received(about_staff="li", category="service/attitude")

    assert left_out(matter.facts(), case) == {"li", "sun"}
    both = case.changed(about_staff="sun")
    refused = obstacle(matter.facts(by="sun"), both, "assess")
    assert refused is not None
    assert refused.data["rule"] == "R6"
    assert obstacle(matter.facts(by="sun"), both.changed(first_receiver="sun"), "settle") is not None


# ---- ways of becoming ---------------------------------------------------------------------------------------------------
REFUSED = pytest.raises(InvalidInput, match=r"customer is \w+, by a contact of theirs \(R9\)")


@pytest.mark.parametrize("way", ["offered", "ruled", "sent", "answers the authority"])
def test_nobody_gives_it_to_them(matter, way) -> None:
    """Neither the case nor a look into it nor its answer. R9"""
    reached(matter, "li")
    matter.investigated()
    docket = Docket("D-1", authority="court", answer_by=matter.now + timedelta(days=3), answerer="li")
    with REFUSED:
        match way:
            case "offered":
                matter.do(c.OfferHandover, to="li", reason="supplier-side")
            case "ruled":
                matter.do(c.RuleHandover, by="shen", to="li", ruling="由你负责")
            case "sent":
                matter.do(c.Dispatch, who="li", what="取样")
            case _:
                matter.do(c.RecordDocket, docket=docket)


def test_what_was_offered_before_is_void(matter) -> None:
    """The contact is put right while they are asked: the giver goes on. R9, F2"""
    reached(matter, "li", Contact("phone", "13700137000"))
    matter.investigated()
    offer = matter.do(c.OfferHandover, to="li", reason="supplier-side").handover

    case = matter.do(c.Correct, reason="换了号码", customer=Customer(phone="13700137000"))

    assert (case.owner, case.handover) == ("chen", None)
    assert matter.event("handover-cancelled").reason == "recused"
    with pytest.raises(NotAllowed):
        matter.do(c.AcceptHandover, by="li", handover=offer.id)


def test_an_offer_that_waits_is_not_theirs_to_take(matter) -> None:
    """Also before anything else has happened on the case. R9"""
    matter.investigated()
    offer = matter.do(c.OfferHandover, to="li", reason="supplier-side").handover
    reached(matter, "li")

    assert not allowed(matter.case, matter.facts(by="li")) & OWN
    with pytest.raises(NotAllowed, match="by a contact of theirs"):
        matter.do(c.AcceptHandover, by="li", handover=offer.id)


def test_whose_customer_it_is_may_be_themselves(matter) -> None:
    """Then nobody of the account takes it. S4.3, R9"""
    accounts = {"A-7": Account(id="A-7", responsible="li")}
    matter.organisation = attrs.evolve(matter.organisation, accounts=accounts)
    customer = Customer(phone=NUMBER, reference="A-7")
    case = matter.received(customer=customer)
    assert "li" in responsible_for(matter.facts(), case)

    reached(matter, "li")

    assert "li" not in responsible_for(matter.facts(), case)
    assert not holds(matter.facts(by="li"), case, Place.OWNER)


def test_a_website_does_not_give_it_to_them(matter) -> None:
    """Of those on duty the next one has it. R9"""
    first = matter.received(by=System("website")).owner
    reached(matter, first)
    matter.case = None

    assert matter.received(by=System("website")).owner != first


def test_the_deputy_of_who_leaves_is_passed_over(matter) -> None:
    """The leader above has it. F8, R9"""
    matter.seated("chen", deputy="li")
    case = matter.received()
    assert successor(matter.facts(), case, "chen") == "li"
    reached(matter, "li")

    heir = successor(matter.facts(), case, "chen")

    assert heir == "shen"
    assert cover(case, matter.facts(by=DESK), to=heir, reason="left").case.owner == "shen"


def test_their_word_is_heard(matter) -> None:
    """At the counter as by their link: the owner answers it. R9, S3.5"""
    matter.received()
    reached(matter, "li")

    case = matter.do(c.HearCustomer, by="li", text="还没有人来电")

    assert [one.text for one in case.unanswered] == ["还没有人来电"]


def test_their_word_on_a_filed_case_is_somebody_elses_to_take(matter) -> None:
    """They pass it on, as a program does. R9, F9"""
    matter.received(customer=Customer(phone=NUMBER))
    reached(matter, "zhou")
    matter.known["follows"] = True

    case = matter.received(by="zhou", customer=Customer(phone=NUMBER))

    assert "zhou" not in case.owners


# ---- alone --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("book", BOOKS)
def test_who_works_alone_goes_on_and_that_is_on_record(book) -> None:
    """Nobody else is there: what they do in their own case is an exception, as with a complaint about them. R6, F1"""
    matter, by = matter_of(book)
    receive(matter, by, next(iter(matter.playbook.categories)))
    reached(matter, by)
    matter.only(by)

    case = keep_apart(matter.case, matter.facts(by=DESK)).case
    assert case.owner == by
    case = matter.do(c.Assess, by=by, severity="low", approach="核实")
    assert case.owner == by
    assert matter.case.exceptions == ("R6:assess",)


def test_the_ledger_does_not_say_who_the_customer_was(matter) -> None:
    """It outlives what they have erased: only that whoever had the case stood aside. R9, R14"""
    matter.received()
    reached(matter, "chen")

    draft = keep_apart(matter.case, matter.facts(by=DESK))

    assert {str(getattr(line.event, "reason", "recused")) for line in draft.lines} == {"recused"}


def test_one_imported_moves_with_the_next_thing_that_happens(matter) -> None:
    """An import takes what was as it was. R9"""
    reached(matter, "chen")
    matter.known["quiet"] = True
    matter.received(customer=Customer(phone=NUMBER))
    assert matter.case.owner == "chen"
    matter.known.clear()

    assert matter.do(c.Note, by="shen", text="备注").owner == "shen"


def test_an_offer_to_somebody_else_stands(matter) -> None:
    """Only theirs is void. F2"""
    matter.investigated()
    offer = Handover(
        id="h-1", case="A", giver="chen", receiver="sun", reason="x", offered_at=matter.now, lapses_at=matter.now
    )
    matter.case = matter.case.changed(handovers=(offer,))
    reached(matter, "li")

    assert matter.do(c.Note, text="备注").handover == offer


# ---- nobody says who is above them ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("how", ["about them", "their contact"])
@pytest.mark.parametrize("book", BOOKS)
def test_nobody_becomes_the_highest_by_saying_who_has_no_say(book, how) -> None:
    """Who owns the case names whoever is above all in it: what takes somebody above still does. R6, S3.1, R15"""
    matter, by = matter_of(book)
    receive(matter, by, next(iter(matter.playbook.categories)))
    above = top(matter.facts(), matter.case)
    seconds = [one for one in matter.organisation.staff if leaders_above(matter.facts(), matter.case, one) == (above,)]
    matter.case = matter.case.changed(owner=seconds[0], owners=(by, seconds[0]))
    reached(matter, above)
    other = Customer(phone="13700137000", contacts=[THEIRS[0]])
    changes: dict[str, Any] = {"about_staff": above} if how == "about them" else {"customer": other}

    case = matter.case.changed(**{"customer": Customer(phone="13700137000"), **changes})

    assert above in left_out(matter.facts(), case)
    assert not holds(matter.facts(by=seconds[0]), case, Place.HEAD)
    assert "extend-deadline" not in allowed(case, matter.facts(by=seconds[0]))


@pytest.mark.parametrize("adds", [True, False], ids=["becomes", "is no more"])
def test_who_is_the_customer_is_never_changed_quietly(matter, adds) -> None:
    """The leader above hears of it, as where it turns out to be about somebody. R9, R6"""
    reached(matter, "li", Contact("phone", "13700137000"))
    mine, other = Customer(phone="13700137000"), Customer(phone="13600136000")
    matter.received(customer=other if adds else mine)

    case = matter.do(c.Correct, reason="写错了", customer=mine if adds else other)

    assert [(one.to, one.reason) for one in case.escalations] == [("shen", "recused")]
    assert case.owner == "chen"


def test_another_number_of_a_strangers_is_nobodys_business(matter) -> None:
    """Only that a colleague comes or goes is told. R9"""
    matter.received(customer=Customer(phone="13700137000"))
    assert matter.do(c.Correct, reason="写错了", customer=Customer(phone="13600136000")).escalations == ()


# ---- what is on record ----------------------------------------------------------------------------------------------------
def test_the_register_says_whose_a_membership_is(matter) -> None:
    """By the contacts that it has; a number that nobody has there says nothing. R9"""
    reached(matter, "li")
    member = Customer(phone="13700137000", member=Member("M-7"))
    case = matter.received(customer=member)
    assert left_out(matter.facts(), case) == frozenset()

    matter.books.registered["M-7"] = Customer(phone=NUMBER)

    assert left_out(matter.facts(), case) == {"li"}
    other = Customer(phone="13600136000", speaks_for=member)
    assert left_out(matter.facts(), case.changed(customer=other)) == {"li"}


def test_who_works_alone_may_be_given_their_own(matter) -> None:
    """Nobody else is there to be sent. R6"""
    reached(matter, "chen")
    matter.received(by="shen")
    matter.only("chen")

    case = matter.do(c.Dispatch, by=System("pos"), who="chen", what="取样")

    assert [one.who for one in case.dispatches] == ["chen"]


def test_why_an_offer_is_void_says_which_of_both(matter) -> None:
    """It turned out to be about whoever was asked. R6"""
    matter.investigated()
    matter.do(c.OfferHandover, to="li", reason="supplier-side")

    matter.do(c.RaiseIssue, text="态度差", about_staff="li")

    assert matter.event("handover-cancelled").reason == "complained-about"


def test_a_website_has_only_them(matter) -> None:
    """Who works alone has the case of their own, and that is on record from the first. R6, F1"""
    reached(matter, "chen")
    matter.only("chen")

    case = matter.received(by=System("website"))

    assert (case.owner, case.exceptions) == ("chen", ("R6:escalate",))
    assert [one.reason for one in case.escalations] == ["recused"]


def test_praise_that_was_none_stays_with_who_works_alone(matter) -> None:
    """That it is about them is on record once, whatever happens later. R6"""
    matter.received(kind="praise", about_staff="chen")
    matter.only("chen")

    case = matter.do(c.Reclassify, kind="complaint", category="service/attitude", reason="不是表扬")
    assert [one.reason for one in case.escalations] == ["complained-about"]

    assert len(matter.do(c.Note, text="备注").escalations) == 1
