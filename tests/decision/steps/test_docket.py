"""Authorities: where the customer was told to turn, whose cases they are, who answers them by when, and their end. R8, R19"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest

from complaintkit import Docket, InvalidInput, NotAllowed, NotFound, NotResponsible
from complaintkit.model import commands as c

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def docket(number: str = "12345-1", authority: str = "12345", **fields: Any) -> Docket:
    """A case of the hotline's."""
    return Docket(number=number, authority=authority, **fields)


def recorded(matter, found: Docket, *, by: str = "chen"):
    """Put one on record."""
    return matter.do(c.RecordDocket, by=by, docket=found)


@pytest.fixture
def matter(matter):
    """A case of chen's whose facts are known."""
    matter.investigated()
    return matter


# ---- told where to turn ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("bodies", "named", "refused"), [(True, "12315", False), (True, "12351", True), (False, "12351", False)]
)
def test_a_customer_is_told_one_of_the_bodies_that_the_playbook_names(matter, bodies, named, refused) -> None:
    """Any, where it names none. R8"""
    if not bodies:
        matter.rule(bodies={})

    if refused:
        with pytest.raises(InvalidInput, match="is no body of canteen") as error:
            matter.do(c.Refer, authority=named, told="可以拨打12315")
        assert error.value.field == "authority"
    else:
        matter.do(c.Refer, authority=named, told="可以拨打12315")
        found = matter.event("referred")
        assert (found.authority, found.told) == (named, "可以拨打12315")


def test_who_is_told_where_to_turn_has_no_offer_waiting(matter) -> None:
    """The case is closed by it. R8, F2"""
    matter.do(c.OfferHandover, to="li", reason="supplier-side")

    assert matter.do(c.Refer, authority="12315", told="可以拨打12315").handover is None


# ---- on record -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("authority", "named", "answerer"),
    [("12345", None, "luo"), ("12345", "li", "li"), ("court", None, None), ("bureau", None, None)],
)
def test_who_answers_is_named_else_of_the_bodys_role_else_the_owner(matter, authority, named, answerer) -> None:
    """With its number and dates. R19"""
    by = matter.now + DAY
    if authority == "court":
        court = attrs.evolve(matter.playbook.bodies["court"], answered_by=None)
        matter.rule(bodies={**matter.playbook.bodies, "court": court})

    recorded(matter, docket(authority=authority, dated=matter.now, answer_by=by, answerer=named))

    found = matter.event("docket-recorded")
    assert (found.number, found.authority, found.dated, found.answer_by, found.answerer) == (
        "12345-1",
        authority,
        matter.now,
        by,
        answerer,
    )


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"dated": SECOND}, "docket.dated", "in the future"),
        ({"answerer": "hua"}, "docket.answerer", "does not work here"),
        ({"answerer": "hu"}, "docket.answerer", "about hu"),
    ],
)
def test_what_cannot_be_is_refused(matter, fields, field, said) -> None:
    """A date to come, and an answerer who is not here or whom it is about. R6, R19"""
    matter.investigated(about_staff="hu")
    at = {"dated": matter.now + fields["dated"]} if "dated" in fields else fields

    with pytest.raises(InvalidInput, match=said) as error:
        recorded(matter, docket(**at))
    assert error.value.field == field


def test_in_a_business_of_one_they_answer_also_what_is_about_them(matter) -> None:
    """Nobody else is there; one of two does not. R6"""
    matter.only("fang", "chen")
    matter.case = matter.case.changed(about_staff="chen")
    with pytest.raises(InvalidInput):
        recorded(matter, docket(answerer="chen"), by="fang")
    matter.only("fang")
    matter.case = matter.case.changed(owner="fang", about_staff="fang")

    assert recorded(matter, docket(answerer="fang"), by="fang").authority_cases[0].docket.answerer == "fang"


# ---- other dates -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("first", "then", "by", "refused"),
    [
        (DAY, 2 * DAY, "chen", True),
        (DAY, 2 * DAY, "shen", False),
        (DAY, DAY, "chen", False),
        (DAY, DAY - SECOND, "chen", False),
    ],
)
def test_an_authoritys_date_is_put_off_by_somebody_above(matter, first, then, by, refused) -> None:
    """Who is below may bring it forward, or say the same again. R15, R19"""
    recorded(matter, docket(answer_by=matter.now + first))
    again = docket(answer_by=matter.now + then)

    if refused:
        with pytest.raises(NotResponsible):
            recorded(matter, again, by=by)
    else:
        assert recorded(matter, again, by=by).authority_cases[0].docket.answer_by == again.answer_by


def test_a_date_that_goes_is_put_off_too(matter) -> None:
    """Where the body has no usual time nothing is owed any more. R15, R19"""
    recorded(matter, docket("A-1", "bureau", answer_by=matter.now + DAY))

    with pytest.raises(NotResponsible):
        recorded(matter, docket("A-1", "bureau"))
    assert recorded(matter, docket("A-1", "bureau"), by="shen").authority_cases[0].docket.answer_by is None


def test_each_docket_has_its_own_dates(matter) -> None:
    """Of another number, and of another authority with the same. R19"""
    recorded(matter, docket(answer_by=matter.now + DAY))
    recorded(matter, docket("12345-2", answer_by=matter.now + 3 * DAY))
    case = recorded(matter, docket(authority="12315", answer_by=matter.now + 3 * DAY))

    assert [(one.docket.number, one.docket.authority) for one in case.authority_cases] == [
        ("12345-1", "12345"),
        ("12345-2", "12345"),
        ("12345-1", "12315"),
    ]
    for late in (docket(answer_by=matter.now + 2 * DAY), docket("12345-2", answer_by=matter.now + 4 * DAY)):
        with pytest.raises(NotResponsible):
            recorded(matter, late)


def test_what_was_answered_is_no_date_to_put_off(matter) -> None:
    """It is on record as it was. R19"""
    recorded(matter, docket(answer_by=matter.now + DAY))
    matter.do(c.AnswerAuthority, by="luo", text="已答复")

    recorded(matter, docket(answer_by=matter.now + 2 * DAY))


@pytest.mark.parametrize(
    ("known", "again", "refused"), [(False, False, False), (True, True, False), (True, False, True)]
)
def test_whom_it_is_about_changes_nothing_of_a_docket(matter, known, again, refused) -> None:
    """They may put one down, and the same once more. R6, R19"""
    matter.investigated(about_staff="hu")
    by = matter.now + DAY
    if known:
        recorded(matter, docket(answer_by=by))
        answerer = matter.case.authority_cases[0].docket.answerer
    new = docket(answer_by=by if not known or again else by - SECOND, answerer=answerer if known else None)

    if refused:
        with pytest.raises(NotAllowed) as error:
            recorded(matter, new, by="hu")
        assert error.value.rule == "R6"
    else:
        recorded(matter, new, by="hu")


# ---- answered, and its end -------------------------------------------------------------------------------------------
def test_the_only_docket_that_waits_needs_no_name(matter) -> None:
    """The answer meets its clock; what is answered waits no more. R19"""
    recorded(matter, docket())
    recorded(matter, docket("12345-2"))
    with pytest.raises(InvalidInput, match="12345-1, 12345-2") as error:
        matter.do(c.AnswerAuthority, by="luo", text="已答复")
    assert error.value.field == "docket"

    matter.do(c.AnswerAuthority, by="luo", docket="12345-2", text="已答复")
    found = matter.event("authority-answered")
    assert (found.docket, found.authority, found.text) == ("12345-2", "12345", "已答复")
    matter.do(c.AnswerAuthority, by="luo", text="已答复")
    assert matter.event("authority-answered").docket == "12345-1"


@pytest.mark.parametrize("command", [c.AnswerAuthority, c.RecordOutcome])
def test_a_docket_that_is_not_there_is_not_found(matter, command) -> None:
    """The refusal names those that are. R19"""
    recorded(matter, docket())
    fields = {"text": "已答复"} if command is c.AnswerAuthority else {"outcome": "upheld"}

    with pytest.raises(NotFound, match="Name one of 12345-1") as error:
        matter.do(command, by="luo", docket="12345-9", **fields)
    assert "12345-9" in str(error.value)


def test_how_it_ended_there_is_on_record(matter) -> None:
    """Of what was answered, too. R8, R19"""
    recorded(matter, docket())
    matter.do(c.AnswerAuthority, by="luo", text="已答复")

    matter.do(c.RecordOutcome, outcome="upheld", text="责令整改")

    found = matter.event("outcome-recorded")
    assert (found.docket, found.authority, found.outcome, found.text) == ("12345-1", "12345", "upheld", "责令整改")
