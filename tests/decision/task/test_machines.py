"""Laws of the machines of tasks: nobody waits for nothing, no state is a dead end, nothing leads out of what has ended."""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

from complaintkit.decision.tables.verb import VERBS
from complaintkit.decision.task import COMMON, COMMON_FIELDS, MACHINES, SHARED, TO_RECORD, Machine, Who, takes_place_at
from complaintkit.decision.task.answer import editor_for, holds_in
from complaintkit.model.about import ABOUT
from complaintkit.model.task import TaskKind
from tests.decision.task.conftest import AT, MONTH, PLAYBOOK, STORE, event, facts, without

DRAWN = {
    "action": {"open": "owner: finish>done drop>dropped", "done": "leader: confirm>worked weigh>done reopen>open"},
    "review": {"due": "owner: hold>held miss>missed"},
    "check": {"due": "owner: record>made miss>missed"},
    "finding": {"open": "owner: put_right>put-right", "put-right": "opener: confirm>confirmed reopen>open"},
    "tendency": {"told": "owner: answer>answered dismiss>dismissed"},
    "idea": {"open": "owner: adopt>adopted decline>declined"},
    "answer": {
        "draft": "owner: approve>approved retire>retired replace>retired",
        "approved": "nobody: retire>retired replace>retired",
    },
    "incident": {
        "open": "owner: grade>open investigate>open tell_all>open close>closed",
        "closed": "nobody: reopen>open",
    },
    "recall": {"due": "owner: recall>recalled tighten>due"},
    "report": {"due": "owner: report>reported"},
    "training": {"planned": "owner: hold>held drop>dropped"},
    "assessment": {
        "due": "owner: assess>told propose>proposed drop>dropped miss>missed",
        "told": "concerned: answer>heard close>closed",
        "proposed": "concerned: answer>heard lapse>heard",
        "heard": "leader: decide>closed",
    },
    "inbox": {"waiting": "owner: finish>seen"},
    "event": {"planned": "leader: announce>announced drop>dropped", "announced": "owner: hold>held drop>dropped"},
}
"""By kind and state: whose turn it is, and where each step leads."""


@pytest.fixture(params=MACHINES, ids=str)
def machine(request: pytest.FixtureRequest) -> Machine:
    """Each machine, as it stands when the test runs."""
    return MACHINES[request.param]


def test_which_step_leads_where(machine) -> None:
    """And whose turn it is: the machine as it is drawn; what ends has no step. S0.12, R14"""
    drawn = DRAWN[machine.kind]
    found = {
        state: " ".join((f"{machine.waits.get(state, Who.NOBODY)}:", *(f"{word}>{step.to}" for word, step in steps)))
        for state in machine.states
        if (steps := [one for one in machine.steps.items() if state in one[1].after])
    }
    assert found == drawn
    ends = {one.to for one in machine.steps.values()} - drawn.keys()
    assert set(machine.states) == {*drawn, *ends}
    assert machine.terms.keys() | machine.lapses.keys() <= machine.waits.keys()


def test_which_kinds_are_set_apart() -> None:
    """Without a date, with one that nobody moves, that name nobody, that concern somebody; what lapses. R6, R11, S3.2, S3.15"""

    def kinds(word: str, *, are: bool) -> set[str]:
        return {kind.value for kind, one in MACHINES.items() if getattr(one, word) is are}

    assert kinds("dated", are=False) == {"answer", "incident"}
    assert kinds("extendable", are=False) == {"recall", "report", "inbox"}
    assert kinds("impersonal", are=True) == {"answer", "event"}
    assert kinds("impartial", are=True) == {"assessment"}
    assessment = MACHINES[TaskKind.ASSESSMENT]
    assert assessment.lapses == {"told": "close", "proposed": "lapse"}
    assert assessment.terms == dict.fromkeys(("told", "proposed", "heard"), timedelta(days=7))
    judged = {
        (kind.value, word) for kind, one in MACHINES.items() for word, step in one.steps.items() if step.by_another
    }
    assert judged == {("idea", "adopt"), ("event", "announce")}


def test_what_every_kind_has() -> None:
    """Its steps in the order in which they are shown, by whom, and what has to be given; what their fields hold. F2-F4, R15"""
    assert {word: (" ".join(one.who), " ".join(one.needs), " ".join(one.may)) for word, one in COMMON.items()} == {
        "extend": ("leader", "until reason", ""),
        "give": ("owner leader", "to reason", ""),
        "offer": ("owner leader", "to reason", "note"),
        "accept_offer": ("asked", "handover", ""),
        "decline_offer": ("asked", "handover reason", "note"),
        "tie": ("anybody", "case", ""),
        "untie": ("anybody", "case", "reason"),
    }
    assert {name: str(field.form) for name, field in {**SHARED, **COMMON_FIELDS}.items()} == {
        "evidence": "words", "reason": "words", "remark": "words", "until": "moment",
        "to": "staff", "note": "words", "handover": "word", "case": "case",
    }  # fmt: skip


def test_its_steps_lead_from_states_to_states(machine) -> None:
    """That there are."""
    for step in machine.steps.values():
        assert {*step.after, step.to} <= machine.states.keys()


def test_whoever_has_the_next_step_may_take_one(machine) -> None:
    """In every state that waits for somebody. F1"""
    for state, who in machine.waits.items():
        steps = [step for step in machine.steps.values() if state in step.after]
        assert machine.by_verb in VERBS or any(who in step.who or Who.ANYBODY in step.who for step in steps), state


def test_what_has_ended_opens_again_or_ends_for_good(machine) -> None:
    """What waits for nobody is an end; a step from there leads to where somebody has the next one, or where none leads on. R8"""
    ends = machine.states.keys() - machine.waits.keys()
    assert ends
    left = {state for step in machine.steps.values() for state in step.after}
    for step in machine.steps.values():
        if set(step.after) & ends:
            assert machine.is_open(step.to) or step.to not in left


def test_every_open_state_leads_to_an_end(machine) -> None:
    """By some steps: nothing stays open for ever because of its machine."""
    reached = set(machine.states) - set(machine.waits)
    for _ in machine.states:
        reached |= {state for step in machine.steps.values() if step.to in reached for state in step.after}
    assert reached == set(machine.states)


def test_every_field_says_what_it_holds(machine) -> None:
    """By its machine, or by what all share; and none is said that no step takes."""
    named = {*machine.needs, *machine.may, *machine.counted}
    for step in machine.steps.values():
        named |= {*step.needs, *step.may}
    assert named <= {*SHARED, *machine.fields}
    assert machine.fields.keys() <= named


def test_what_it_is_about_has_a_word_that_tells(machine) -> None:
    """So that the same thing is known again."""
    assert set(machine.about) <= set(ABOUT)


# ---- what two kinds know beside their machine ------------------------------------------------------------------------
def test_an_event_is_recorded_within_three_days() -> None:
    """Of when it takes place. S3.9"""
    assert (takes_place_at(event()), TO_RECORD) == (AT + 2 * MONTH, timedelta(days=3))


def test_who_edits_the_answers_of_a_unit() -> None:
    """The nearest there or around it; whose role is made for it before one that may all; else who is at the top. S3.2"""
    assert editor_for(facts(), "river-street") == "zhao"
    assert editor_for(facts(organisation=without("zhao")), "river-street") == "xu"
    assert editor_for(facts(organisation=without("zhao", "xu")), "river-street") == "lu"
    both = attrs.evolve(STORE.staff["zhao"], roles=("duty-manager", "security"))
    known = facts(organisation=attrs.evolve(STORE, staff={**STORE.staff, "zhao": both}))
    assert editor_for(known, "river-street") == "zhao"
    nobody = {id_: attrs.evolve(one, may=frozenset({"receive"})) for id_, one in PLAYBOOK.roles.items()}
    assert editor_for(facts(roles=nobody), "river-street") == "lu"


def test_an_entry_of_the_handbook_holds_where_it_was_written_and_below() -> None:
    """Not beside it. S3.2"""
    assert [holds_in(facts(), one, "river-street") for one in ("river-street", "east", "hejia", "old-town")] == [
        True, True, True, False,
    ]  # fmt: skip
