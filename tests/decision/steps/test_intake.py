"""The beginning: who is accountable from the first second, what goes on record, and what is refused. S0.3, F1, F9"""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

from complaintkit import Customer, Docket, InvalidInput, Issue, Item, NotAllowed, Purchase, Severity
from complaintkit.decision.advice import Advice, Reading
from complaintkit.decision.steps.intake import check_channel, check_receiver, takers
from complaintkit.model import commands as c
from complaintkit.model.actor import CUSTOMER, System
from complaintkit.playbook import TrainingRule

TILL = System("till")
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
FIVE_MINUTES = timedelta(minutes=5)
RICE, SOUP = Item("米饭", lot="L1"), Item("汤")


def advised(matter, *candidates: str, about: Reading | None = None) -> None:
    """Let plugins have said who could take it, and what it is about."""
    matter.known["advice"] = Advice(candidates=candidates, readings=(about,) if about else ())


# ---- whose it is -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("by", "fields", "owner", "actor", "told"),
    [
        ("yan", {}, "yan", "yan", False),
        ("yan", {"received_by": "sun"}, "sun", "sun", True),
        (TILL, {}, "chen", "system:till", True),
        (TILL, {"category": None}, "sun", "system:till", True),
        (TILL, {"received_by": "yan"}, "yan", "yan", True),
        (CUSTOMER, {"category": None}, "sun", CUSTOMER, True),
        (TILL, {"category": None, "about_staff": "sun"}, "chen", "system:till", True),
    ],
)
def test_who_hears_it_first_has_it_and_else_who_is_on_duty(matter, by, fields, owner, actor, told) -> None:
    """A program and a customer own nothing; nor does whom it is about. Who was not there hears of it. S4.1, S4.2, F1"""
    case = matter.received(by=by, **fields)

    assert (case.owner, case.first_receiver) == (owner, owner)
    assert matter.draft.lines[0].by == actor
    assert ("owner-changed" in matter.happened) is told


@pytest.mark.parametrize(
    ("named", "about", "owner"),
    [
        (["wu", "sun"], None, "sun"),  # wu's turn is later
        (["peng", "yan"], None, "yan"),  # who may receive, and works for this unit
        (["bai", "luo"], None, "luo"),
        (["luo", "yan"], "luo", "yan"),
        (["nobody"], None, "sun"),
        (["wu"], None, "sun"),
    ],
)
def test_the_first_candidate_who_could_take_it_has_it(matter, named, about, owner) -> None:
    """Of those whom plugins name: there, of this unit, with the right to receive, and not complained about. S4.2, R6"""
    matter.seated("peng", roles=())
    advised(matter, *named)

    assert matter.received(by=TILL, category=None, about_staff=about).owner == owner


def test_takers_are_there_work_for_the_unit_and_may_receive(matter) -> None:
    """Neither the next kitchen, nor somebody away or without a turn, nor a role that may not. S4.2"""
    matter.away("luo")
    matter.seated("hu", roles=())

    able = takers(matter.facts(), "no3-school")

    assert {"yan", "sun", "chen", "fang"} <= set(able)
    assert not {"bai", "zheng", "qian", "wu", "luo", "hu"} & set(able)


def test_an_import_names_the_owner(matter) -> None:
    """Whatever the roster says. R15"""
    matter.known["owner"] = "li"

    assert matter.received(by=TILL).owner == "li"


def test_nobody_on_duty_is_never_nobody(matter) -> None:
    """Of a business of one it is that one's, also where it is about them. F1"""
    matter.only("fang")
    matter.organisation = attrs.evolve(matter.organisation, duties={})

    assert matter.received(by=TILL, about_staff="fang", category=None).owner == "fang"


@pytest.mark.parametrize(
    ("follows", "by", "about", "owner"),
    [
        (True, "peng", None, "sun"),
        (True, "yan", "yan", "sun"),
        (True, "yan", "hu", "yan"),
        (True, "yan", None, "yan"),
        (False, "yan", None, "yan"),
    ],
)
def test_words_on_a_filed_case_are_passed_on_by_who_could_not_answer(matter, follows, by, about, owner) -> None:
    """Who may not receive, or whom they are about, passes them on; anybody else has them. S4.2, R6"""
    matter.seated("peng", roles=())
    matter.known["follows"] = follows

    assert matter.received(by=by, about_staff=about, category=None).owner == owner


def test_who_may_not_receive_takes_in_nothing_new(matter) -> None:
    """They are told so; what is on a filed case they only pass on. R20"""
    matter.seated("peng", roles=())

    with pytest.raises(NotAllowed) as error:
        matter.received(by="peng")
    assert (error.value.rule, error.value.command) == ("R20", "receive")


@pytest.mark.parametrize(("by", "named", "field"), [("nobody", None, "by"), ("chen", "nobody", "received_by")])
def test_the_first_receiver_works_here(matter, by, named, field) -> None:
    """Who does not is to be put into the organisation's file first. F1"""
    with pytest.raises(InvalidInput, match="organisation file") as error:
        matter.received(by=by, received_by=named)
    assert error.value.field == field


def test_a_program_that_names_nobody_is_no_receiver(matter) -> None:
    """It passes on, so that nothing of it has to work here. F9"""
    check_receiver(matter.facts(by=TILL), c.Receive(text="汤是凉的", channel="hotline", customer=Customer()))


def test_who_waits_for_a_training_receives_nothing(matter) -> None:
    """Until they have attended it; a program is trained by nobody. S3.10"""
    rule = TrainingRule(id="t", title={"en": "T"}, roles=("on-site",), by="customer-service-manager", gate=("receive",))
    matter.rule(trainings={"t": rule})

    with pytest.raises(NotAllowed) as error:
        matter.received(by="yan")
    assert error.value.rule == "S3.10"
    assert matter.received(by=TILL, received_by="yan").owner == "yan"


# ---- where -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("by", "received_by", "unit"),
    [("shen", None, "qinghe"), ("bai", None, "softpark"), ("chen", "yan", "no3-school"), (TILL, None, "qinghe")],
)
def test_where_nobody_said_where_it_is_the_receivers_first_unit(matter, by, received_by, unit) -> None:
    """Else the organisation's top. S0.3"""
    assert matter.received(by=by, received_by=received_by, unit=None, category=None).unit == unit


def test_who_works_in_no_unit_receives_for_the_top(matter) -> None:
    """Wherever the file names it. S0.3"""
    matter.seated("yan", units=())
    matter.organisation = attrs.evolve(
        matter.organisation, units=dict(reversed(list(matter.organisation.units.items())))
    )

    assert matter.received(by="yan", unit=None).unit == "qinghe"


@pytest.mark.parametrize(("unit", "said"), [("no3-shcool", "is not a unit"), ("softpark", "softpark is closed")])
def test_a_unit_that_there_is_not_takes_nothing(matter, unit, said) -> None:
    """Neither one that nobody knows, nor one that has closed. S0.3"""
    units = matter.organisation.units
    closed = {**units, "softpark": attrs.evolve(units["softpark"], closed=True)}
    matter.organisation = attrs.evolve(matter.organisation, units=closed)

    with pytest.raises(InvalidInput, match=said) as error:
        matter.received(unit=unit)
    assert error.value.field == "unit"


# ---- what is on record -----------------------------------------------------------------------------------------------
def test_what_was_said_is_on_record(matter) -> None:
    """As it was said; goods that are not named are those of the purchase. S0.3, R21"""
    at = matter.now - HOUR
    purchase = Purchase("R1", items=[RICE])
    matter.known["similar"] = ("N-1",)
    case = matter.received(
        external_id="x-1",
        occurred_at=at,
        received_at=at + SECOND,
        purchase=purchase,
        fields={"a": "b"},
        wanted="退款",
        subject="饭",
    )
    found = matter.event("received")

    assert (found.external_id, found.occurred_at, found.received_at) == ("x-1", at, at + SECOND)
    assert (found.purchase, found.items, found.fields, found.similar) == (purchase, (RICE,), {"a": "b"}, ("N-1",))
    assert (found.text, found.subject, found.wanted) == ("中午送来的米饭是酸的", "饭", "退款")
    assert (found.shifts, found.imported, found.docket, found.about_staff) == (
        ("hotline.early", "duty-manager.day"),
        False,
        None,
        None,
    )
    assert case.number.startswith("NO3-SCHOOL-261121-")
    assert matter.draft.lines[0].at == matter.now


@pytest.mark.parametrize(
    ("fields", "items"),
    [({}, ()), ({"items": [SOUP]}, (SOUP,)), ({"items": [SOUP], "purchase": Purchase("R1", items=[RICE])}, (SOUP,))],
)
def test_the_goods_are_those_that_were_named(matter, fields, items) -> None:
    """A purchase may be of more than is complained of. R21"""
    case = matter.received(**fields)

    assert (case.items, matter.event("received").shifts, case.fields) == (items, (), {})


@pytest.mark.parametrize(
    ("category", "said", "severity"),
    [
        (None, None, None),
        (None, "low", "low"),
        ("food/sensory", None, None),
        ("food/spoiled", None, "high"),
        ("food/spoiled", "low", "low"),
    ],
)
def test_it_is_as_grave_as_somebody_said_else_as_its_category_is(matter, category, said, severity) -> None:
    """Or nobody knows yet. S1.7"""
    matter.received(category=category, severity=said)

    assert matter.event("received").severity == (Severity(severity) if severity else None)


@pytest.mark.parametrize(
    ("fields", "sure", "found"),
    [
        ({}, 0.9, ("food/spoiled", "low")),
        ({"severity": "major"}, 0.9, ("food/spoiled", "major")),
        ({"category": "contract"}, 0.9, ("contract", None)),
        ({}, 0.1, (None, None)),
    ],
)
def test_a_classifier_fills_in_what_nobody_said(matter, fields, sure, found) -> None:
    """Where it is sure enough; whatever it read is on record. S0.3"""
    advised(matter, about=Reading(reader="r", category="food/spoiled", severity=Severity("low"), confidence=sure))

    matter.received(by=TILL, **{"category": None, **fields})

    received = matter.event("received")
    assert (received.category, received.severity) == found
    read = matter.event("text-read")
    assert (read.reader, read.category, read.severity) == ("r", "food/spoiled", "low")


def test_where_no_plugin_read_it_nothing_is_filled_in(matter) -> None:
    """Nor put on record as read. S0.3"""
    assert matter.received(category=None).category is None
    assert "text-read" not in matter.happened


@pytest.mark.parametrize(
    ("fields", "completed", "missing"),
    [
        ({"category": None, "issues": [Issue("一", category="food/spoiled")]}, True, ()),
        ({"issues": [Issue("一", category="service")]}, False, ()),
        ({"category": None}, False, ("category",)),
    ],
)
def test_what_the_issues_say_completes_it(matter, fields, completed, missing) -> None:
    """Where something was missing: the gravest is what the case is handled as. R7, S0.4"""
    case = matter.received(**fields)

    assert ("completed" in matter.happened) is completed
    assert case.missing == missing


def test_a_docket_is_recorded_with_it(matter) -> None:
    """With its answerer and its clock. R19"""
    case = matter.received(docket=Docket(number="12345-1", authority="12345"))

    assert [one.docket.number for one in case.authority_cases] == ["12345-1"]
    assert matter.event("received").docket.number == "12345-1"
    assert matter.event("docket-recorded").answerer == "luo"
    matter.received()
    assert "docket-recorded" not in matter.happened


# ---- what is past ----------------------------------------------------------------------------------------------------
def test_of_history_nothing_is_asked_and_nobody_is_told(matter) -> None:
    """It is registered as it was, at its own time: no turn, nothing missing, no clock of an authority. R15"""
    matter.known.update(quiet=True, owner="li")
    at = matter.now - timedelta(days=9)
    case = matter.received(
        by=TILL,
        category=None,
        received_at=at,
        occurred_at=at,
        docket=Docket(number="12345-1", authority="12345"),
        issues=[Issue("一"), Issue("二")],
        channel="hotlin",
    )

    assert (case.owner, case.missing) == ("li", ())
    assert matter.event("received").imported
    assert matter.event("received").shifts == ()
    assert not {"owner-changed", "completed", "docket-recorded"} & set(matter.happened)
    assert {line.at for line in matter.draft.lines if line.event.name in ("received", "registered")} == {at}
    assert "registered" in matter.happened


def test_what_is_alive_is_registered_by_the_clock(matter) -> None:
    """Now, and once: the import of history alone registers at another time. S0.4"""
    matter.received(received_at=matter.now - HOUR)

    assert [line.at for line in matter.draft.lines if line.event.name == "registered"] == [matter.now]


# ---- what is refused -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("field", ["received_at", "occurred_at"])
@pytest.mark.parametrize(
    ("years", "said"), [(None, "in the future"), (1949, "too long ago.*1950"), (1899, "too long ago")]
)
def test_a_time_that_cannot_be_right_is_refused(matter, field, years, said) -> None:
    """What no clock is ahead by, and what a spreadsheet makes of an empty cell. S0.3"""
    at = matter.now.replace(year=years) if years else matter.now + FIVE_MINUTES + SECOND

    with pytest.raises(InvalidInput, match=said) as error:
        matter.received(**{field: at})
    assert error.value.field == field


@pytest.mark.parametrize("ahead", [SECOND, FIVE_MINUTES])
def test_what_a_clock_that_is_ahead_calls_now_is_now(matter, ahead) -> None:
    """A till's or a website's clock is seldom ours; nothing is received, or answered, before it was. S0.3, R8"""
    case = matter.received(received_at=matter.now + ahead, occurred_at=matter.now + ahead)
    assert (case.received_at, case.occurred_at) == (matter.now, matter.now)
    matter.do(c.RecordAnswer, text="已答复", at=matter.now + ahead)
    assert [line.at for line in matter.draft.lines if line.event.name == "answer-recorded"] == [matter.now]


@pytest.mark.parametrize("field", ["received_at", "occurred_at"])
def test_now_and_the_first_of_the_years_are_times(matter, field) -> None:
    """At the very moment, and in 1950. S0.3"""
    assert getattr(matter.received(**{field: matter.now}), field) == matter.now
    first = matter.now.replace(year=1950)
    assert getattr(matter.received(**{field: first}), field) == first


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"category": "fod"}, "category"),
        ({"issues": [Issue("一"), Issue("二", category="fod")]}, "issues[1].category"),
        ({"about_staff": "hua"}, "about_staff"),
        ({"issues": [Issue("一", about_staff="hua")]}, "issues[0].about_staff"),
        ({"channel": "hotlnie"}, "channel"),
    ],
)
def test_a_word_that_nobody_knows_is_refused_with_its_field(matter, fields, field) -> None:
    """Categories, people, and a slip in a channel's name. S0.3"""
    with pytest.raises(InvalidInput) as error:
        matter.received(**fields)
    assert error.value.field == field


@pytest.mark.parametrize(
    ("channel", "by", "quiet", "refused"),
    [
        ("hotline", "chen", False, False),
        ("hotlnie", "chen", False, True),
        ("hotlnie", TILL, False, False),
        ("hotlnie", "chen", True, False),
        ("hot", "chen", False, False),
        ("minnan-mini", "chen", False, False),
        ("wechat", "chen", False, False),
    ],
)
def test_only_a_slip_of_the_keyboard_is_no_channel(matter, channel, by, quiet, refused) -> None:
    """Any other name is a plugin's or the host's own; a program and an import spell as they spell. S0.3"""
    facts = attrs.evolve(matter.facts(by=by), quiet=quiet)

    if refused:
        with pytest.raises(InvalidInput, match="hotline"):
            check_channel(facts, channel)
    else:
        check_channel(facts, channel)
