"""Whose a date is: theirs who were asked, sent, offered the case, or decide the matter; else the owner's. S0.12, F7"""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

from complaintkit.decision.people.routing import first_handlers
from complaintkit.decision.people.whose import next_of_owner, others_owing
from complaintkit.model.deadline import Deadline
from complaintkit.model.handover import Advice, Dispatch, Escalation, Handover
from complaintkit.model.plan import PlannedMeasure
from complaintkit.organisation import load_organisation
from complaintkit.playbook import load_playbook
from tests.houses import HOUSES, RECEIVERS

WHO = {"measure": "dong", "question": "li", "errand": "peng", "offer": "luo", "matter": "shen"}


@pytest.fixture
def case(matter):
    """A case of chen's on which each of them has something of their own to do."""
    at = matter.now
    offered = Handover(
        id="offer", case="A", giver="chen", receiver=WHO["offer"], reason="x", offered_at=at, lapses_at=at
    )
    brought = Escalation(
        id="matter", route="x", to=WHO["matter"], group=False, reason="x", raised_by="chen", raised_at=at
    )
    return matter.received().changed(
        measures=(PlannedMeasure(id="measure", what="换货", who=WHO["measure"], due=at),),
        advice=(Advice(id="question", asked_by="chen", of=WHO["question"], question="?", asked_at=at),),
        dispatches=(Dispatch(id="errand", by="chen", who=WHO["errand"], what="取样", at=at),),
        handovers=(offered,),
        escalations=(brought, attrs.evolve(brought, id="another", to="fang")),
    )


def due(matter, of: str | None, *, hours: int = 1) -> Deadline:
    """A date of something, or of the case."""
    at = matter.now + timedelta(hours=hours)
    return Deadline(id=f"{of}-{hours}", name="x", title={}, started_at=matter.now, due_at=at, for_=of)


@pytest.mark.parametrize("of", WHO)
def test_a_date_is_theirs_whose_part_it_is_of(matter, case, of) -> None:
    """Nobody's beside them. S0.12, F7"""
    assert others_owing(matter.facts(), case, due(matter, of)) == (WHO[of],)


def test_a_matter_is_the_whole_groups(matter, case) -> None:
    """Whoever sits in it, but for the owner, whose date it is anyway. F7, S1.8"""
    group = attrs.evolve(case.escalations[0], to="coordination", group=True)
    case = case.changed(escalations=(group,), owner="luo")

    assert set(others_owing(matter.facts(), case, due(matter, "matter"))) == {"fang", "shen", "li", "hu", "dong"}


@pytest.mark.parametrize("playbook", HOUSES)
def test_first_handling_is_theirs_who_are_called_for_it(matter, playbook) -> None:
    """In every house and for every category that asks for it; the owner's, where they are one of those called. S1.7, S0.12"""
    matter.playbook, matter.organisation = load_playbook(playbook), load_organisation(HOUSES[playbook])
    by = RECEIVERS[playbook][0]
    dated = 0
    for category in filter(matter.playbook.first_handling, matter.playbook.categories):
        channel = next(iter(matter.playbook.channels))
        case = matter.received(by=by, unit=matter.structure.home(by), channel=channel, category=category)
        called = first_handlers(matter.facts(), case)
        for date in (one for one in case.open_deadlines if one.name == "first-handling"):
            dated += 1
            assert others_owing(matter.facts(), case, date) == (() if case.owner in called else called), category
    assert dated


@pytest.mark.parametrize("of", [None, "promise"])
def test_every_other_date_is_the_owners(matter, case, of) -> None:
    """Of the case itself, or of what is nobody else's part. S0.12"""
    assert others_owing(matter.facts(), case, due(matter, of)) == ()


def test_what_the_owner_took_upon_themselves_is_theirs(matter, case) -> None:
    """A measure that the owner is to take is no other's. S0.12"""
    own = case.changed(owner=WHO["measure"])

    assert others_owing(matter.facts(), own, due(matter, "measure")) == ()


def test_the_owners_next_date_is_the_first_of_their_own(matter, case) -> None:
    """Others' dates come before it and are not theirs; what was met is nobody's any more. S0.12"""
    met = attrs.evolve(due(matter, None, hours=1), state="met")
    dates = (due(matter, None, hours=4), due(matter, None, hours=3), due(matter, "question", hours=2), met)

    assert next_of_owner(matter.facts(), case.changed(deadlines=dates)) == dates[1]
    assert next_of_owner(matter.facts(), case.changed(deadlines=dates[2:])) is None
