"""What registration still needs, and registering; what is heard and answered at intake. S0.4, S3.3, R1, R2"""

from __future__ import annotations

from datetime import datetime

import attrs
import pytest

from complaintkit import Customer, Docket, InvalidInput, Purchase
from complaintkit.decision.facts import AHEAD
from complaintkit.model import commands as c
from complaintkit.playbook.channel import ChannelRule
from complaintkit.playbook.step import StepRule
from tests.decision.steps.test_intake import HOUR, RICE, SECOND, SOUP

EMPTY = {"category": None, "customer": Customer()}


# ---- what is missing -------------------------------------------------------------------------------------------------
WORDS = (
    *("text", "received-at", "contact", "contact-or-reason", "name", "name-or-reason", "unit", "category", "severity"),
    *("wanted", "occurred-at", "purchase", "item", "lot", "authority-number", "authority-due", "size"),
)
ALWAYS = {"text", "received-at", "unit"}


def needing(matter, *words: str, step: str = "receive") -> None:
    """Let a step need these words, and no other step any."""
    matter.rule(steps={step: StepRule(id=step, requires=words)})


@pytest.mark.parametrize(
    ("fields", "held"),
    [
        ({}, ()),
        ({"customer": Customer(name="王芳")}, ("name", "name-or-reason")),
        ({"customer": Customer(phone="13800138000")}, ("contact", "contact-or-reason")),
        ({"customer": Customer(no_contact_because="refused")}, ("contact-or-reason", "name-or-reason")),
        ({"customer": Customer(reference="K1")}, ("contact-or-reason", "name-or-reason")),
        ({"category": "other"}, ("category",)),
        ({"severity": "low"}, ("severity",)),
        ({"wanted": "退款"}, ("wanted",)),
        ({"occurred_at": datetime.fromisoformat("2026-11-20T12:00+08:00")}, ("occurred-at",)),
        ({"purchase": Purchase("R1")}, ("purchase",)),
        ({"purchase": Purchase("R1", items=[RICE])}, ("purchase", "item", "lot")),
        ({"items": [SOUP]}, ("item",)),
        ({"items": [SOUP, RICE]}, ("item", "lot")),
        ({"docket": Docket(number="1", authority="12345")}, ("authority-number",)),
        (
            {
                "docket": Docket(
                    number="1", authority="12345", answer_by=datetime.fromisoformat("2026-11-29T12:00+08:00")
                )
            },
            ("authority-number", "authority-due"),
        ),
        ({"fields": {"size": "L"}}, ("size",)),
        ({"fields": {"size": ""}}, ()),
    ],
)
def test_each_word_is_missing_until_it_is_said(matter, fields, held) -> None:
    """Receiving never fails for it. S0.3, S1.5"""
    needing(matter, *WORDS)

    case = matter.received(**{**EMPTY, **fields})

    assert set(case.missing) == set(WORDS) - ALWAYS - set(held)


@pytest.mark.parametrize(
    ("kind", "missing"),
    [("complaint", ("wanted", "severity")), ("inquiry", ("wanted",)), ("praise", ("wanted",))],
)
def test_only_a_complaint_needs_what_it_is_registered_with(matter, kind, missing) -> None:
    """A question or praise has no category. S1.6, S3.2"""
    needing(matter, "wanted")
    matter.rule(steps={**matter.playbook.steps, "register": StepRule(id="register", requires=("severity",))})

    assert matter.received(kind=kind).missing == missing


def test_a_category_and_a_channel_ask_for_more(matter) -> None:
    """Each word once, in their order. S1.5"""
    needing(matter, "wanted")
    food = attrs.evolve(matter.playbook.categories["food"], asks=("lot", "wanted"))
    phone = ChannelRule(id="hotline", title={"en": "Phone"}, asks=("size", "lot"))
    matter.rule(categories={**matter.playbook.categories, "food": food}, channels={"hotline": phone})

    assert matter.received(category="food").missing == ("wanted", "lot", "size")
    assert matter.received(category=None).missing == ("wanted", "size", "lot")
    assert matter.received(category="food", channel="letter").missing == ("wanted", "lot")


# ---- registering -----------------------------------------------------------------------------------------------------
@pytest.fixture
def bare(matter):
    """A case of which nothing was said yet that registration needs."""
    needing(matter, *WORDS)
    matter.received(**EMPTY)
    return matter


@pytest.mark.parametrize(
    ("fields", "held"),
    [
        ({"category": "other"}, {"category"}),
        ({"severity": "low"}, {"severity"}),
        ({"purchase": Purchase("R1")}, {"purchase"}),
        ({"items": [RICE]}, {"item", "lot"}),
        ({"fields": {"size": "L"}}, {"size"}),
        (
            {"customer": Customer(name="王芳", phone="13800138000")},
            {"name", "name-or-reason", "contact", "contact-or-reason"},
        ),
    ],
)
def test_what_is_filled_in_stays_filled_in(bare, fields, held) -> None:
    """What is said later takes nothing of it away. S0.4"""
    assert set(bare.do(c.Register, **fields).missing) == set(WORDS) - ALWAYS - held
    assert set(bare.do(c.Register, unit="no3-school").missing) == set(WORDS) - ALWAYS - held
    found = bare.event("completed")
    assert (found.category, found.severity, found.purchase, found.items, found.fields) == (None, None, None, (), {})
    assert (found.customer, found.person, found.loses_contact) == (None, None, False)


def test_what_was_said_at_the_beginning_counts(matter) -> None:
    """Text, times, the docket and what they want, too; a case of erased words has had some. S0.4"""
    needing(matter, *WORDS)
    at = matter.now - HOUR
    matter.received(**EMPTY, wanted="退款", occurred_at=at, docket=Docket(number="1", authority="12345", answer_by=at))
    held = ALWAYS | {"wanted", "occurred-at", "authority-number", "authority-due"}

    assert set(matter.do(c.Register).missing) == set(WORDS) - held
    matter.case = matter.case.changed(text=None)
    assert set(matter.do(c.Register).missing) == set(WORDS) - held


def test_fields_are_added_to_those_that_were_given(bare) -> None:
    """One by one. S0.4"""
    bare.do(c.Register, fields={"size": "L"})
    case = bare.do(c.Register, fields={"colour": "red"})

    assert bare.event("completed").fields == {"colour": "red"}
    assert "size" not in case.missing


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"category": "fod"}, "category"), ({"unit": "no3-shcool"}, "unit")],
)
def test_registering_takes_no_word_that_nobody_knows(bare, fields, field) -> None:
    """Each is refused with its field. S0.4"""
    with pytest.raises(InvalidInput) as error:
        bare.do(c.Register, **fields)
    assert error.value.field == field


def test_another_place_has_other_turns(matter) -> None:
    """Those that ran there when it happened; where no place is given, none are put down. S4.11"""
    matter.received(**EMPTY, occurred_at=matter.now - HOUR)

    matter.do(c.Register, category="other")
    assert matter.event("completed").shifts is None
    matter.received(**EMPTY, occurred_at=matter.now - HOUR)
    matter.do(c.Register, unit="softpark")
    assert matter.event("completed").shifts == ("hotline.early", "duty-manager.day")
    matter.received(**EMPTY)
    matter.do(c.Register, unit="softpark")
    assert matter.event("completed").shifts == ()


@pytest.mark.parametrize(
    ("now", "reason", "refused"),
    [
        (Customer(name="王芳"), None, True),
        (Customer(name="王芳"), "refused", False),
        (Customer(name="王芳", phone="13900139000"), None, False),
    ],
)
def test_the_only_contact_does_not_go_without_a_word(matter, now, reason, refused) -> None:
    """Why there is none is on record: what takes one is waived for that. R2"""
    matter.received(category=None)
    command = {"customer": attrs.evolve(now, no_contact_because=reason) if reason else now}

    if refused:
        with pytest.raises(InvalidInput) as error:
            matter.do(c.Register, **command)
        assert error.value.field == "customer.no_contact_because"
    else:
        assert matter.do(c.Register, **command).customer == command["customer"]
        assert matter.event("completed").loses_contact


def test_who_had_no_contact_needs_no_reason_again(matter) -> None:
    """A name is filled in, and no address is lost. R2"""
    matter.received(**EMPTY)

    assert matter.do(c.Register, customer=Customer(name="王芳")).customer.name == "王芳"
    assert not matter.event("completed").loses_contact


@pytest.mark.parametrize(("person", "was"), [("person-1", None), ("person-2", "person-1"), ("", None)])
def test_whose_the_case_was_is_on_record(matter, person, was) -> None:
    """Where they are another person. R21"""
    matter.received(category=None)
    matter.known["person"] = person

    matter.do(c.Register, customer=Customer(name="王芳", phone="13800138000"))

    found = matter.event("completed")
    assert (found.person, found.person_was) == ((person, was) if was else (None, None))
    assert not found.loses_contact


# ---- heard and answered ----------------------------------------------------------------------------------------------
def test_who_is_told_that_they_were_heard_knows_who_has_it(matter) -> None:
    """Once: what they know they are not told again. R4, F9"""
    matter.received()
    matter.case = matter.case.changed(customer_told_owner=False)

    matter.do(c.Acknowledge, via="phone")
    assert [one for one in matter.happened if one != "deadline-met"] == ["acknowledged", "owner-told"]
    assert matter.event("acknowledged").via == "phone"
    matter.do(c.Tell, text="正在核实")
    assert "owner-told" not in matter.happened


def test_an_answer_is_recorded_at_its_own_time(matter) -> None:
    """From the moment of receipt until now; on a live case it ends nothing. R8, R15"""
    case = matter.received()
    matter.later(hours=1)

    for at in (case.received_at, matter.now):
        matter.do(c.RecordAnswer, text="已答复", at=at)
        assert [
            (line.at, line.event.resolves) for line in matter.draft.lines if line.event.name == "answer-recorded"
        ] == [(at, False)]
    for at, said in (
        (case.received_at - SECOND, "before the complaint"),
        (matter.now + AHEAD + SECOND, "in the future"),
    ):
        with pytest.raises(InvalidInput, match=said) as error:
            matter.do(c.RecordAnswer, text="已答复", at=at)
        assert error.value.field == "at"
