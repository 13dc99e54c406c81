"""What may be done to a case now, command by command: each button, why it is grey, and what comes first. R6, R20"""

from __future__ import annotations

import pytest

from complaintkit import Remedy
from complaintkit.decision import allowed
from complaintkit.decision.permission.possible import possibilities
from complaintkit.decision.tables.effect import DEEDS
from complaintkit.model import commands as c
from complaintkit.model.outbox import OutboxState
from complaintkit.model.remedy import PromisedRemedy
from complaintkit.model.vocabulary import State
from complaintkit.model.wording import COMMANDS


@pytest.mark.parametrize("by", ["chen", "sun"])
@pytest.mark.parametrize("state", list(State))
def test_there_is_a_button_for_each_command_and_a_reason_beside_each_that_is_grey(matter, state, by) -> None:
    """What is allowed needs none. R20"""
    matter.received()
    case, facts = matter.case.changed(state=state), matter.facts(by=by)

    found = possibilities(case, facts)

    assert found.keys() == DEEDS.keys()
    assert {word for word, one in found.items() if one.allowed} == allowed(case, facts)
    for word, one in found.items():
        assert (one.command, one.words) == (word, COMMANDS[word])
        assert bool(one.why) is not one.allowed
        assert set(one.first) <= allowed(case, facts)
        assert not one.first or not one.allowed
        assert len(set(one.first)) == len(one.first)


def test_who_is_not_responsible_is_told_who_is(matter) -> None:
    """By the number of the case. F1"""
    matter.received()

    found = possibilities(matter.case, matter.facts(by="sun"))["settle"]

    assert str(found.why) == f"chen is responsible for {matter.case.number}"
    assert (found.first, found.rule) == ((), None)


def test_what_another_has_to_do_or_was_answered_waits(matter) -> None:
    """There is no rule in the way. R9"""
    matter.received()

    found = possibilities(matter.case, matter.facts())["accept-handover"]

    assert "waits for somebody else" in str(found.why)
    assert (found.first, found.rule) == ((), None)


def test_a_rule_names_what_comes_first(matter) -> None:
    """Of that only what this person may do. F5, R6"""
    matter.received(about_staff="chen")
    about = possibilities(matter.case, matter.facts())["assess"]
    assert (about.rule, str(about.why)) == ("R6", "the complaint is about chen")

    matter.received()
    offer = possibilities(matter.case, matter.facts())["offer-handover"]
    assert offer.rule == "F5"
    assert "record-facts" in offer.first


def test_what_an_executor_is_about_says_what_to_do(matter) -> None:
    """Reason and next step: nobody gives beside it. R10"""
    matter.received()
    held = PromisedRemedy(id="p-1", remedy=Remedy(kind="refund"), giver="chen", at=matter.now, state="ordered")
    matter.case = matter.case.changed(promises=(held,), state=State.EXECUTING)
    matter.books.orders["p-1"] = OutboxState.STARTED

    why = str(possibilities(matter.case, matter.facts())["give-remedy"].why)

    assert "nobody knows yet" in why
    assert "wait for the answer" in why


def test_what_the_state_does_not_take_comes_after_what_leads_there(matter) -> None:
    """As far as this person may: a plan is agreed to before it is carried out. R1"""
    matter.received()
    matter.do(c.Assess, severity="low", approach="核实")

    found = possibilities(matter.case, matter.facts())

    assert (found["resolve"].first, found["resolve"].rule) == ((), None)
    assert "settle" in found["record-follow-up"].first
    assert "record-facts" not in found["record-follow-up"].first
    assert possibilities(matter.case, matter.facts(by="sun"))["record-follow-up"].first == ()
