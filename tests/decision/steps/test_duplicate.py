"""Filed as a duplicate: of which case, when, and what must not be lost with it; a tie undone. R14, R5, R6, R8, R18, R19"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest

from complaintkit import (
    ConflictError,
    Customer,
    Docket,
    InvalidInput,
    Member,
    NotAllowed,
    NotFound,
    NotResponsible,
    Remedy,
)
from complaintkit.decision.steps.duplicate import taken_over
from complaintkit.model import commands as c
from complaintkit.model.case import Entry
from complaintkit.model.docket import AuthorityCase
from complaintkit.model.handover import Dispatch, Escalation, Handover
from complaintkit.model.remedy import PromisedRemedy
from complaintkit.model.vocabulary import Kind, State

HOUR = timedelta(hours=1)


@pytest.fixture
def matter(matter):
    """A case of chen's, and A-1, an earlier one of the same customer's."""
    matter.received(category="contract")
    earlier = matter.case.changed(number="A-1", id="case-0", received_at=matter.now - HOUR)
    matter.books.others = {"A-1": earlier}
    return matter


def other(matter, **fields: Any) -> None:
    """Let the other case be so."""
    matter.books.others["A-1"] = matter.books.others["A-1"].changed(**fields)


def filed(matter, to="A-1", by="chen"):
    """File it as the duplicate of another."""
    return matter.do(c.Link, by=by, to=to, relation="duplicate")


def docket(matter, number="D-1") -> tuple[AuthorityCase, ...]:
    """Give a docket."""
    return (
        AuthorityCase(docket=Docket(number, authority="court"), seq=1, recorded_at=matter.now, outcome_at=matter.now),
    )


def test_it_is_filed_with_its_tie(matter) -> None:
    """Its offer is called off; where it was is kept. R14"""
    offer = Handover(
        id="h-1", case="x", giver="chen", receiver="li", reason="x", offered_at=matter.now, lapses_at=matter.now
    )
    matter.case = matter.case.changed(handovers=(offer,))

    case = filed(matter)

    assert [one for one in matter.happened if not one.startswith("deadline-")][:3] == [
        "handover-cancelled",
        "linked",
        "archived",
    ]
    assert (case.state, case.duplicate_of, case.filed_in) == (State.ARCHIVED, "A-1", State.REGISTERED)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, None),
        ({"state": State.ARCHIVED, "archived_at": True}, "is filed"),
        ({"received_at": 1}, "came later"),
        ({"received_at": 0, "number": "Z-1"}, "came later"),
        ({"received_at": 0, "number": "A-0"}, None),
        ({"person": "person-9", "customer": Customer(name="李四", phone="13900139000")}, "another customer's"),
        ({"category": "contract", "kind": Kind.INQUIRY}, "is no complaint"),
    ],
)
def test_another_case_goes_on_for_it(matter, fields, words) -> None:
    """An open one that came first, of the same customer; a complaint, where this is one. R14, R5"""
    at = {name: matter.now if value is True else value for name, value in fields.items()}
    if "received_at" in at:
        at["received_at"] = matter.case.received_at + at["received_at"] * HOUR
    other(matter, **at)

    if words is None:
        assert filed(matter).duplicate_of
    else:
        with pytest.raises(InvalidInput, match=words) as refused:
            filed(matter)
        assert refused.value.field == "to"


@pytest.mark.parametrize(
    ("here", "there", "words"),
    [
        ({"category": "food/illness"}, {}, "nothing of the danger"),
        ({"category": "food/illness"}, {"category": "food/illness"}, None),
        ({}, {"category": "food/illness"}, None),
        ({"kind": Kind.INQUIRY}, {"kind": Kind.INQUIRY}, None),
        ({"kind": Kind.INQUIRY}, {}, None),
        ({"about_staff": "sun"}, {}, "does not say whom"),
        ({"about_staff": "sun"}, {"about_staff": "sun"}, None),
        ({}, {"about_staff": "sun"}, None),
        ({"facts_disputed": True}, {}, "are disputed"),
        ({"facts_disputed": True}, {"facts_disputed": True}, None),
        ({}, {"facts_disputed": True}, None),
        ({"authority_cases": "D-1"}, {}, "has not come from the authority"),
        ({"authority_cases": "D-1"}, {"authority_cases": "D-1"}, None),
        ({"authority_cases": "D-1"}, {"authority_cases": "D-2"}, "has not come from the authority"),
        ({}, {"authority_cases": "D-1"}, None),
    ],
)
def test_nothing_that_it_says_is_lost_with_it(matter, here, there, words) -> None:
    """Danger, kind, whom it is about, authorities, disputed facts: the other has to know them first. R5, R6, R8, R18, R19"""

    def known(fields):
        return {k: docket(matter, v) if k == "authority_cases" else v for k, v in fields.items()}

    other(matter, **known(there))
    matter.case = matter.case.changed(
        **known(here), alarms=("food/illness",), first_handlings={"food/illness": matter.now}
    )

    if words is None:
        assert filed(matter, by="shen").duplicate_of == "A-1"
    else:
        with pytest.raises(InvalidInput, match=words):
            filed(matter, by="shen")


@pytest.mark.parametrize(
    ("here", "there", "same"),
    [
        (Customer(name="王芳", phone="13800138000"), Customer(name="小王", phone="+86 138 0013 8000"), True),
        (Customer(name="王芳", email="Wang@x.cn"), Customer(email="wang@X.cn"), True),
        (Customer(name="王芳", member=Member("M-1")), Customer(name="王", member=Member("M-1", tier="gold")), True),
        (Customer(name="王芳", reference="C-1"), Customer(name="王", reference="C-1"), True),
        (Customer(name="王芳", member=Member("C-1")), Customer(name="王", reference="C-1"), False),
        (Customer(name="王芳", phone="13800138000"), Customer(name="王芳", phone="13900139000"), False),
        (Customer(name="王芳"), Customer(name="王芳"), False),
        (Customer(), Customer(name="王芳"), True),  # nobody knows who it was
        (Customer(phone="13800138000"), Customer(name="王芳"), False),
    ],
)
def test_both_are_one_customers(matter, here, there, same) -> None:
    """By what they are known by; who has neither name nor contact may have been written down twice. R14"""
    other(matter, person="person-9", customer=there)
    matter.case = matter.case.changed(customer=here)

    if same:
        assert filed(matter).duplicate_of == "A-1"
    else:
        with pytest.raises(InvalidInput, match="another customer's"):
            filed(matter)
        other(matter, person=matter.case.person)  # as the vault knows them
        assert filed(matter).duplicate_of == "A-1"


@pytest.mark.parametrize("done", [False, True])
@pytest.mark.parametrize("what", ["errand", "matter"])
def test_nothing_is_filed_that_is_owed_here_alone(matter, what, done) -> None:
    """A report, a decision from above. S4.9, F7"""
    sent = Dispatch(id="d-1", by="chen", who="dong", what="取样", at=matter.now, done_at=matter.now if done else None)
    brought = Escalation(
        id="e-1", route="x", to="shen", group=False, reason="x", raised_by="chen", raised_at=matter.now
    )
    brought = attrs.evolve(brought, decided_at=matter.now if done else None)
    matter.case = matter.case.changed(**({"dispatches": (sent,)} if what == "errand" else {"escalations": (brought,)}))

    if done:
        assert filed(matter).duplicate_of == "A-1"
    else:
        with pytest.raises(NotAllowed) as refused:
            filed(matter)
        assert refused.value.rule == "R14"


def test_nor_is_a_remedy_that_is_still_to_give_nor_what_is_filed(matter) -> None:
    """Somebody has to see to it here. S4.11"""
    held = PromisedRemedy(id="p-1", remedy=Remedy(kind="refund"), giver="chen", at=matter.now, state="promised")
    before = matter.case
    matter.case = before.changed(promises=(held,), state=State.EXECUTING)
    with pytest.raises(NotAllowed) as refused:
        filed(matter)
    assert refused.value.rule == "S4.11"

    matter.case = before.changed(state=State.ARCHIVED, archived_at=matter.now)
    with pytest.raises(NotAllowed, match="filed already"):
        filed(matter)


def test_only_who_may_end_it_files_it_or_opens_it_again(matter) -> None:
    """Ties that file nothing are anybody's. R14"""
    before = matter.case
    assert matter.do(c.Link, by="li", to="A-1").links == {"A-1": "related"}
    matter.case = before
    with pytest.raises(NotResponsible):
        filed(matter, by="li")

    filed(matter)
    matter.case = matter.case.changed(links={**matter.case.links, "A-2": "related"})
    with pytest.raises(NotResponsible):
        matter.do(c.Unlink, by="li", to="A-1")
    assert matter.do(c.Unlink, by="li", to="A-2").links == {"A-1": "duplicate"}


@pytest.mark.parametrize("sees", [True, False, None])
def test_a_duplicate_goes_on_for_nothing(matter, sees) -> None:
    """The one that it was filed for does, by its number where they may see that. R14, R20"""
    other(matter, links={"A-0": "duplicate"}, state=State.ARCHIVED, archived_at=matter.now, filed_in=State.REGISTERED)
    for role in matter.playbook.roles:
        matter.rule(roles={**matter.playbook.roles, role: attrs.evolve(matter.playbook.roles[role], sees="own")})
    if sees is not None:  # None: there is no such case any more
        matter.books.others["A-0"] = matter.books.others["A-1"].changed(number="A-0", links={})
    if sees is False:
        matter.books.others["A-0"] = matter.books.others["A-0"].changed(owner="li", owners=("li",), first_receiver="li")

    with pytest.raises(InvalidInput, match="is a duplicate itself") as refused:
        filed(matter)
    assert ("Name A-0." in str(refused.value)) is bool(sees)


def test_the_other_case_is_another_that_is_seen(matter) -> None:
    """Not this one, nor one of which they are told nothing. R14, R20"""
    for ref in (matter.case.number, matter.case.id):
        with pytest.raises(InvalidInput, match="this case itself"):
            filed(matter, to=ref)
    with pytest.raises(NotFound):
        filed(matter, to="A-9")
    for role in matter.playbook.roles:
        matter.rule(roles={**matter.playbook.roles, role: attrs.evolve(matter.playbook.roles[role], sees="own")})
    other(matter, owner="li", owners=("li",), first_receiver="li")
    with pytest.raises(NotFound):
        filed(matter)


@pytest.mark.parametrize(
    ("known", "relation", "tied"),
    [
        (None, "related", True),
        ("related", "duplicate", True),
        ("related", "follows", True),
        ("duplicate", "related", False),
        ("duplicated-by", "related", False),
        ("followed-by", "duplicate", False),
    ],
)
def test_a_tie_by_which_words_find_their_way_stays(matter, known, relation, tied) -> None:
    """No other takes its place. R14"""
    matter.case = matter.case.changed(links={"A-1": known} if known else {})

    if tied:
        assert matter.do(c.Link, to="A-1", relation=relation).links["A-1"] == relation
    else:
        with pytest.raises(ConflictError, match="linked already"):
            matter.do(c.Link, to="A-1", relation=relation)


def test_a_tie_is_undone_where_it_was_made(matter) -> None:
    """What was filed by it opens again; another tie opens nothing. R14"""
    filed(matter)
    matter.case = matter.case.changed(links={**matter.case.links, "A-2": "related", "A-3": "duplicated-by"})
    with pytest.raises(InvalidInput, match="is not linked"):
        matter.do(c.Unlink, to="A-9")
    with pytest.raises(InvalidInput, match="Undo it there"):
        matter.do(c.Unlink, to="A-3")
    assert matter.do(c.Unlink, to="A-2").state is State.ARCHIVED
    assert "owner-changed" not in matter.happened

    case = matter.do(c.Unlink, to="A-1")

    assert (case.state, case.duplicate_of) == (State.REGISTERED, None)
    assert "owner-changed" in matter.happened


def test_the_words_that_nobody_answered_go_with_it(matter) -> None:
    """Those that are not erased, by the medium they came by. R14, S3.5"""
    words = tuple(
        Entry(kind="said", by="customer", at=matter.now, text=text, media=media, id="x")
        for text, media in (("还没好", ("sms",)), (None, ()), ("喂", ()))
    )

    (tie, by), *said = taken_over(matter.case.changed(unanswered=words))

    assert (tie.name, by) == ("linked", "system:desk")
    assert [(getattr(one, "text", ""), getattr(one, "via", ""), by) for one, by in said] == [
        ("还没好", "sms", "customer"),
        ("喂", None, "customer"),
    ]
