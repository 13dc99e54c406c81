"""Laws of the machines of tasks: nobody waits for nothing, no state is a dead end, nothing leads out of what has ended."""

from __future__ import annotations

import pytest

from complaintkit.decision.tables.verb import VERBS
from complaintkit.decision.task import MACHINES, Who
from complaintkit.decision.task.field import SHARED
from complaintkit.decision.task.machine import ABOUT

EVERY = pytest.mark.parametrize("machine", MACHINES.values(), ids=str)


@EVERY
def test_its_steps_lead_from_states_to_states(machine) -> None:
    """That there are."""
    for step in machine.steps.values():
        assert {*step.after, step.to} <= machine.states.keys()


@EVERY
def test_whoever_has_the_next_step_may_take_one(machine) -> None:
    """In every state that waits for somebody. F1"""
    for state, who in machine.waits.items():
        steps = [step for step in machine.steps.values() if state in step.after]
        assert machine.by_verb in VERBS or any(who in step.who or Who.ANYBODY in step.who for step in steps), state


@EVERY
def test_what_has_ended_opens_again_or_ends_for_good(machine) -> None:
    """What waits for nobody is an end; a step from there leads to where somebody has the next one, or where none leads on. R8"""
    ends = machine.states.keys() - machine.waits.keys()
    assert ends
    left = {state for step in machine.steps.values() for state in step.after}
    for step in machine.steps.values():
        if set(step.after) & ends:
            assert machine.is_open(step.to) or step.to not in left


@EVERY
def test_every_open_state_leads_to_an_end(machine) -> None:
    """By some steps: nothing stays open for ever because of its machine."""
    reached = set(machine.states) - set(machine.waits)
    for _ in machine.states:
        reached |= {state for step in machine.steps.values() if step.to in reached for state in step.after}
    assert reached == set(machine.states)


@EVERY
def test_every_field_says_what_it_holds(machine) -> None:
    """By its machine, or by what all share; and none is said that no step takes."""
    named = {*machine.needs, *machine.may, *machine.counted}
    for step in machine.steps.values():
        named |= {*step.needs, *step.may}
    assert named <= {*SHARED, *machine.fields}
    assert machine.fields.keys() <= named


@EVERY
def test_what_it_is_about_has_a_word_that_tells(machine) -> None:
    """So that the same thing is known again."""
    assert set(machine.about) <= set(ABOUT)
