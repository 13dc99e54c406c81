"""What is owed is a function of the case: it does not matter by which command it came to be what it is. R5, R11, R15, R18, S1.7"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest
from attrs import evolve

from complaintkit import Customer, Item, Purchase
from complaintkit.decision import record
from complaintkit.decision.clocks.clock import react
from complaintkit.decision.clocks.hazard import call
from complaintkit.decision.draft import Draft
from complaintkit.decision.outbox import messages
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.actor import CUSTOMER, DESK
from complaintkit.model.due import Within
from complaintkit.model.handover import BESIDE
from complaintkit.organisation import load_organisation
from complaintkit.playbook import DeadlineRule, Playbook, load_playbook
from complaintkit.playbook.step import StepRule
from tests.decision.conftest import NOON, Matter
from tests.houses import HOUSES

BOOKS = {name: load_playbook(name) for name in HOUSES}
CLERKS = {"canteen-delivery": "chen"}
"""Where the first who may is not who receives."""
ORGANISATIONS = {name: load_organisation(folder) for name, folder in HOUSES.items()}
FANG = Customer(name="王芳", phone="13800138000")


def matter_of(book: str) -> tuple[Matter, str]:
    """A matter under a playbook, and somebody who may do all that is tried here."""
    organisation = ORGANISATIONS[book]
    matter = Matter(BOOKS[book], organisation, datetime.fromisoformat(NOON))
    may = {"receive", "register", "assess", "record-facts", "settle", "resolve", "tell"}
    able = [one for one in organisation.staff if may <= {right for right in may if matter.structure.may(one, right)}]
    return matter, CLERKS.get(book, able[0])


def whole(playbook: Playbook, category: str) -> dict[str, Any]:
    """All that any category of this playbook asks for, so that no form keeps it from being registered."""
    asks = [one.asks for one in playbook.categories.values()] + [one.asks for one in playbook.channels.values()]
    asked = {word for words in asks for word in words}
    return {"fields": dict.fromkeys(asked, "yes"), "category": category}


def told(matter: Matter) -> dict[str, Any]:
    """What anybody is called for on the case, and by when what is due; a matter that was brought up stays with whoever has it."""
    case = matter.case
    return {
        "alarm": case.alarms[-1:] if matter.playbook.category(case.category or "").alarm else (),
        "up": {one.reason for one in case.escalations},
        "severity": case.severity,
        "due": {(one.name, one.due_at) for one in case.open_deadlines if one.for_ is None},
    }


def receive(matter: Matter, by: str, category: str, **more: Any) -> None:
    """Heard, with all that is asked for."""
    unit = matter.organisation.staff[by].units[0]
    given = {**whole(matter.playbook, category), "customer": FANG, "unit": unit, "wanted": "换货", **more}
    channel = next(iter(matter.playbook.channels), "counter")
    matter.do(c.Receive, by=by, text="东西不对", channel=channel, **given)


def becomes_reclassified(matter: Matter, by: str, category: str) -> None:
    """Somebody finds that it is something else."""
    matter.do(c.Reclassify, by=by, category=category, reason="写错了")


def becomes_assessed(matter: Matter, by: str, category: str) -> None:
    """Whoever assesses it says what it is."""
    matter.do(c.Assess, by=by, category=category, severity="low", approach="核实")


WAYS: tuple[Callable[[Matter, str, str], None], ...] = (becomes_reclassified, becomes_assessed)
PAIRS = [
    (book, first, then)
    for book, playbook in BOOKS.items()
    for (place, first), (other, then) in product(enumerate(sorted(playbook.categories)), repeat=2)
    if first != then and (playbook.categories[then].alarm or other == place + 1)
]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("book", BOOKS)
def test_what_becomes_something_owes_what_it_would_have_owed_at_once(book, way) -> None:
    """Alarms, meetings, severity, and each deadline from its true start: as if it had been registered so. R5, R11, R15, R18"""
    for _, first, then in (one for one in PAIRS if one[0] == book):
        at_once, by = matter_of(book)
        receive(at_once, by, then)
        became, _ = matter_of(book)
        receive(became, by, first)
        way(became, by, then)
        wanted, found = told(at_once), told(became)
        if found["up"] - wanted["up"] - BESIDE:  # it was brought up, and is: what waits for that waits no more
            brought = {one.id for one in became.playbook.deadlines.values() if "escalated" in one.stops}
            wanted["due"] = {one for one in wanted["due"] if one[0] not in brought}
        if way is becomes_assessed:  # what an assessment does is done
            moved = {one.id for one in became.playbook.deadlines.values() if "assessed" in (*one.stops, one.starts)}
            wanted["due"] = {one for one in wanted["due"] if one[0] not in moved}
            found["due"] = {one for one in found["due"] if one[0] not in moved}
        assert found["up"] >= wanted["up"], (first, then)
        assert found["alarm"] == wanted["alarm"], (first, then)
        assert found["due"] == wanted["due"], (first, then)
        least = became.playbook.categories[then].severity
        assert least is None or found["severity"].rank >= least.rank, (first, then)


@pytest.mark.parametrize("book", BOOKS)
def test_going_there_and_back_loses_nothing(book) -> None:
    """Each clock runs as it ran, with its breach; nothing is raised twice. R15"""
    for _, first, then in (one for one in PAIRS if one[0] == book):
        matter, by = matter_of(book)
        receive(matter, by, first)
        before, alarms = told(matter), matter.case.alarms
        becomes_reclassified(matter, by, then)
        becomes_reclassified(matter, by, first)
        after = told(matter)
        if after["up"] - before["up"] - BESIDE:
            brought = {one.id for one in matter.playbook.deadlines.values() if "escalated" in one.stops}
            before["due"] = {one for one in before["due"] if one[0] not in brought}
        assert after["due"] == before["due"], (first, then)
        assert matter.case.alarms[: len(alarms)] == alarms
        assert len(set(matter.case.alarms)) == len(matter.case.alarms)


@pytest.mark.parametrize("book", BOOKS)
def test_a_breach_is_still_one_after_going_there_and_back(book) -> None:
    """No other category erases it, and none that was met is owed anew. R15"""
    for category, other in ((first, then) for name, first, then in PAIRS if name == book):
        matter, by = matter_of(book)
        receive(matter, by, category)
        matter.later(days=30)
        matter.due()
        late = {one.name for one in matter.case.deadlines if one.breached_at}
        becomes_reclassified(matter, by, other)
        becomes_reclassified(matter, by, category)
        assert late <= {one.name for one in matter.case.deadlines if one.breached_at}
        left = late - {one.name for one in matter.case.open_deadlines}
        assert left <= {one.name for one in matter.case.deadlines if one.state == "met-late"}


@pytest.mark.parametrize("book", BOOKS)
def test_a_hazard_waits_for_no_form(book) -> None:
    """Alarm, severity and the meeting at once, whatever else registration still needs. R18"""
    matter, by = matter_of(book)
    unit = matter.organisation.staff[by].units[0]
    for category in (one for one in matter.playbook.categories.values() if one.alarm):
        matter.case = None  # type: ignore[assignment]
        case = matter.do(
            c.Receive, by=by, text="着火了", channel="x", unit=unit, category=category.id, customer=Customer()
        )
        assert case.alarms == (category.id,)
        assert case.state == "registered"
        assert {"contact-or-reason", "contact", "name", "name-or-reason"} & set(case.missing)


@pytest.mark.parametrize("severity", ["low", "normal", None])
def test_nobody_declares_a_poisoning_harmless(matter, severity) -> None:
    """It is as grave as its category from the start; an assessment may judge otherwise, once the alarm is out. R11"""
    matter.received(category="food/illness", severity=severity)
    assert matter.case.severity == "major"
    assert matter.case.alarms == ("food/illness",)

    matter.do(c.Assess, severity="low", approach="核实")
    assert matter.case.severity == "low"


def test_first_handling_of_something_else_is_asked_for_anew(matter) -> None:
    """That the rice was looked at does not stop the serving; and back again, what was done is done. S1.7, S4.9"""
    matter.received()
    matter.do(c.DoFirstHandling, by="zhou", result="看过")
    matter.do(c.Reclassify, category="food/illness", reason="有人呕吐")
    assert "first-handling" in {one.name for one in matter.case.open_deadlines}

    matter.do(c.Reclassify, category="food/sensory", reason="没有")
    assert "first-handling" not in {one.name for one in matter.case.open_deadlines}


@pytest.mark.parametrize(
    ("by", "state"), [("li", "cancelled"), ("zhou", "met")], ids=["somebody else", "who is called for it"]
)
def test_facts_are_first_handling_when_found_by_whom_it_is_for(matter, by, state) -> None:
    """By anybody else they overtake it: it is not owed any more, and nobody did it. S1.7"""
    matter.do(
        c.Receive, by=by, text="酸的", channel="hotline", unit="no3-school", category="food/sensory", customer=FANG
    )
    matter.do(c.RecordFacts, by=by, facts="放了两小时", heard=["hu"])

    [clock] = [one for one in matter.case.deadlines if one.name == "first-handling"]
    assert clock.state == state


def test_facts_do_not_overtake_a_hazard(matter) -> None:
    """Serving is stopped whatever was found, and whoever is content already. S4.9"""
    matter.received(category="food/illness")
    matter.do(c.RecordFacts, facts="放了两小时", heard=["hu"])
    matter.do(c.Withdraw, by=CUSTOMER)

    assert {"first-handling", "evidence-secured"} <= {one.name for one in matter.case.open_deadlines}


def test_whoever_can_be_reached_at_last_is_told(matter) -> None:
    """What could not be told is owed from then on, and goes out. R2, R4"""
    matter.received(customer=Customer(no_contact_because="没留"))
    assert [one.state for one in matter.case.deadlines if one.name == "acknowledge"] == ["waived"]
    matter.later(hours=3)

    draft = Draft(matter.facts(), matter.case, react)
    draft.add(e.Completed(customer=FANG))
    call(draft)

    waived, owed = (one for one in draft.case.deadlines if one.name == "acknowledge")
    assert (waived.state, owed.state, owed.started_at) == ("waived", "running", matter.now)
    matter.made(draft)
    assert [one.recipient for one in messages(draft) if one.name == "received"] == ["customer"]


def test_words_that_reach_nobody_are_no_contact(matter) -> None:
    """Whoever tells a customer without a contact has told nobody; said face to face, they have. R4"""
    matter.received(customer=Customer(no_contact_because="没留"))
    matter.do(c.Assess, severity="low", approach="核实")
    matter.do(c.Tell, text="正在查")
    assert "progress" in {one.name for one in matter.case.open_deadlines}

    matter.do(c.Tell, text="正在查", media=["in-person"])
    assert "progress" not in {one.name for one in matter.case.open_deadlines}


def test_what_is_owed_is_read_from_the_case_alone(matter) -> None:
    """The same comparison made again changes nothing, after whatever happened. R15"""
    matter.resolved()
    for line in list(matter.draft.lines):
        draft = Draft(matter.facts(), matter.case, react)
        react(draft, line)
        assert draft.lines == []


def test_a_deadline_with_a_doer_is_done_by_them(matter) -> None:
    """An automatic message takes up no question: a person does. S3.1"""
    matter.received(kind="inquiry")
    draft = record(
        matter.case,
        matter.facts(by=DESK),
        e.MessageSent(message="received", outbox="x", medium="sms", recipient="customer"),
    )
    taken_up = [one for one in draft.case.open_deadlines if one.name == "taken-up"]
    assert [one.due_at for one in taken_up] == [matter.case.received_at + timedelta(minutes=1)]


# ---- what was recorded and was wrong -----------------------------------------------------------------------------------
NOBODY = Customer(name="王芳", no_contact_because="打错了")
HOURS = (0, 20, 100)


def by_the_unit(matter: Matter) -> None:
    """Let two units have hours of their own, and each deadline go by its unit's."""
    deadlines = {id: evolve(rule, calendar=None) for id, rule in matter.playbook.deadlines.items()}
    matter.rule(deadlines=deadlines)
    here = next(iter(matter.organisation.units.values()))
    units = {"here": evolve(here, id="here", calendar="24x7"), "there": evolve(here, id="there", calendar="cn")}
    matter.organisation = evolve(matter.organisation, units={**matter.organisation.units, **units})


def own(matter: Matter) -> dict[str, Any]:
    """What runs on the case by its own nature, and by when; not what somebody above was brought because of the correction."""
    return {one.name: one.due_at for one in matter.case.open_deadlines if one.for_ is None}


def beginning(matter: Matter, by: str, category: str, **fields: Any) -> None:
    """Received by somebody who stays responsible for it."""
    by_the_unit(matter)
    receive(matter, by, category, **{"unit": "here", **fields})
    matter.case = matter.case.changed(owner=by)


@pytest.mark.parametrize("hours", HOURS)
@pytest.mark.parametrize("book", BOOKS)
@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ({"unit": "here"}, {"unit": "there"}),
        ({"unit": "there"}, {"unit": "here"}),
        ({"customer": Customer(name="王芬", phone="1")}, {"customer": FANG}),
        ({}, {"occurred_at": datetime.fromisoformat("2026-11-21T11:30+08:00")}),
        ({}, {"purchase": Purchase("D-7"), "items": (Item("鸡腿饭", lot="L9"),)}),
    ],
    ids=["unit", "unit back", "customer", "occurred-at", "goods"],
)
def test_what_is_corrected_owes_what_it_would_have_owed_at_once(book, wrong, right, hours) -> None:
    """Whenever it is found out: each deadline that runs is due as if it had been recorded right. R1, R15, R16"""
    for category in BOOKS[book].categories:
        matters = [matter_of(book) for _ in range(2)]
        for (matter, by), given in zip(matters, ({**wrong, **right}, wrong), strict=True):
            beginning(matter, by, category, **given)
            matter.later(hours=hours)
            matter.due()
        (at_once, _), (became, by) = matters
        late = {one.name for one in became.case.deadlines if one.breached_at}
        became.do(c.Correct, by=by, reason="听错了", **right)
        wanted, found = own(at_once), own(became)
        assert wanted.keys() == found.keys(), category
        assert {name: due for name, due in found.items() if name not in late} == {
            name: due for name, due in wanted.items() if name not in late
        }, category
        assert late <= {one.name for one in became.case.deadlines if one.breached_at}


@pytest.mark.parametrize("hours", HOURS)
@pytest.mark.parametrize("book", BOOKS)
def test_a_contact_that_is_taken_out_and_given_again_wins_no_time(book, hours) -> None:
    """What was waived meanwhile is owed from its true start, with its breach. R2, R15"""
    for category in BOOKS[book].categories:
        (kept, by), (taken, _) = matter_of(book), matter_of(book)
        for matter in (kept, taken):
            beginning(matter, by, category)
        taken.do(c.Correct, by=by, reason="听错了", customer=NOBODY)
        for matter in (kept, taken):
            matter.later(hours=hours)
            matter.due()
        taken.do(c.Correct, by=by, reason="还是这个", customer=FANG)
        assert own(taken) == own(kept), category
        on_record, found = (
            {one.name for one in matter.case.deadlines if one.breached_at and one.for_ is None}
            for matter in (kept, taken)
        )
        assert on_record == found, category


def brought_upwards(matter: Matter, by: str) -> None:
    """The complaint itself."""
    matter.do(c.Escalate, by=by, reason="beyond-authority")


def contact_taken_out(matter: Matter, by: str) -> None:
    """The leader hears that the customer can't be reached any more."""
    matter.do(c.Correct, by=by, reason="听错了", customer=NOBODY)


def about_a_colleague(matter: Matter, by: str) -> None:
    """The leader hears whom it is about."""
    other = next(one for one in matter.organisation.staff if one not in (by, *matter.case.owners))
    matter.do(c.Correct, by=by, reason="认错了", about_staff=other)


def objected_to(matter: Matter, by: str) -> None:
    """The leader hears that the customer did not say what staff took down."""
    matter.do(c.Withdraw, by=by, reason="算了")
    matter.do(c.Object, by=CUSTOMER, text="我没有说过")


@pytest.mark.parametrize("way", [brought_upwards, contact_taken_out, about_a_colleague, objected_to])
@pytest.mark.parametrize("book", BOOKS)
def test_only_the_matter_itself_brought_upwards_stops_what_waits_for_that(book, way) -> None:
    """What a leader is told beside it stops no clock, and asks for nothing more of a plan. S1.8, R15"""
    matter, by = matter_of(book)
    waits = DeadlineRule(id="solved", title={}, starts="received", stops=("escalated",), within=Within.parse("2 h"))
    step = StepRule(id="offer-plan", after_escalation=("heard",))
    matter.rule(
        deadlines={**matter.playbook.deadlines, "solved": waits},
        steps={**matter.playbook.steps, "offer-plan": step},
    )
    category = next(one.id for one in matter.playbook.categories.values() if not one.alarm and one.severity is None)
    receive(matter, by, category)
    raised = len(matter.case.escalations)

    way(matter, by)

    assert len(matter.case.escalations) == raised + 1
    assert ("solved" in own(matter)) is (way is not brought_upwards)
    assert matter.case.escalated is (way is brought_upwards)


@pytest.mark.parametrize("paused", [False, True])
def test_another_unit_keeps_the_pauses(matter, paused) -> None:
    """What we waited for the customer counts for nobody, by whichever hours. R16"""
    by_the_unit(matter)
    right, wrong = "there", "here"
    for unit in (right, wrong):
        matter.until(NOON)
        matter.received(unit=unit, wanted="换货")
        matter.later(hours=1)
        matter.do(c.WaitForCustomer, question="几点送到的？")
        matter.later(days=2)
        if not paused:
            matter.do(c.HearCustomer, text="十一点半")
        if unit == right:
            matter.do(c.HearCustomer, text="没别的了")
            wanted = own(matter)
            assert [one for one in matter.case.deadlines if one.pauses]
    matter.do(c.Correct, reason="听错了", unit=right)
    matter.do(c.HearCustomer, text="没别的了")
    breached = {one.name for one in matter.case.deadlines if one.breached_at}
    assert {name: due for name, due in own(matter).items() if name not in breached} == {
        name: due for name, due in wanted.items() if name not in breached
    }


def test_an_offer_lapses_by_the_hours_of_the_right_unit(matter) -> None:
    """The receiver reads the time that counts. F2"""
    working = evolve(matter.playbook.deadlines["handover"], within=Within.parse("2 working hours"))
    matter.rule(deadlines={**matter.playbook.deadlines, "handover": working})
    by_the_unit(matter)
    matter.investigated(unit="here")
    matter.do(c.OfferHandover, to="li", reason="supplier-side")

    case = matter.do(c.Correct, reason="听错了", unit="there")

    assert case.handover is not None
    assert case.handover.lapses_at == next(one.due_at for one in case.open_deadlines if one.name == "handover")
    assert case.handover.lapses_at == datetime.fromisoformat("2026-11-23T11:00+08:00")  # Monday


def test_what_moved_is_warned_of_again(matter) -> None:
    """A warning of a date that is none says nothing of the one that is. R16"""
    by_the_unit(matter)
    warned = evolve(matter.playbook.deadlines["assessment"], warn=Within.parse("1 working hour"))
    matter.rule(deadlines={"assessment": evolve(warned, within=Within.parse("8 working hours"))})
    matter.received(unit="here")
    matter.later(hours=7, minutes=30)
    matter.due()
    assert next(one for one in matter.case.open_deadlines if one.name == "assessment").warned_at

    case = matter.do(c.Correct, reason="听错了", unit="there")

    clock = next(one for one in case.open_deadlines if one.name == "assessment")
    assert clock.warned_at is None
    assert clock.warn_at == datetime.fromisoformat("2026-11-23T16:00+08:00")


# ---- a danger, and where it is -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("book", BOOKS)
def test_a_hazard_that_is_elsewhere_is_known_there(book) -> None:
    """The alarm goes to the right unit's people, and what was made safe at the wrong place is to be made safe. R18, S4.9"""
    for category in (one for one in BOOKS[book].categories.values() if one.alarm):
        matter, by = matter_of(book)
        beginning(matter, by, category.id)
        first = matter.playbook.first_handling(category.id)
        if first:
            matter.made(record(matter.case, matter.facts(by=DESK), e.FirstHandlingDone(result="停了")))

        matter.do(c.Correct, by=by, reason="听错了", unit="there")

        assert "alarm-raised" in matter.happened
        if first:
            assert "first-handling-asked" in matter.happened
            assert "first-handling" in own(matter)


def test_elsewhere_what_is_no_hazard_is_asked_for_where_it_is_still_owed(matter) -> None:
    """Whoever looked at the rice need not look again; nobody is alarmed for it. S1.7"""
    matter.received()
    matter.do(c.Correct, reason="听错了", unit="softpark")
    assert "first-handling-asked" in matter.happened

    matter.do(c.DoFirstHandling, by="zhou", result="看过")
    matter.do(c.Correct, reason="还是这里", unit="no3-school")
    assert not {"first-handling-asked", "alarm-raised"} & set(matter.happened)
