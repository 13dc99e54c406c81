"""What a step finds on the case: whatever a playbook requires of what was recorded before keeps the button grey. S1.8, S3.2"""

from __future__ import annotations

from typing import Any

import pytest

from complaintkit import Evidence, Item, NotAllowed
from complaintkit.decision import allowed
from complaintkit.decision.permission.possible import possibilities
from complaintkit.decision.permission.recorded import FOUND, lacks_record
from complaintkit.decision.tables.lifecycle import ALLOWED
from complaintkit.model import commands as c
from complaintkit.model.case import Entry
from complaintkit.model.commands import commands
from complaintkit.model.vocabulary import Decision, Kind, State
from complaintkit.playbook.step import StepRule
from complaintkit.playbook.vocabulary import REQUIREMENTS
from tests.decision.conftest import Matter

STATES = {
    "record-facts": State.ASSESSED,
    "offer-plan": State.INVESTIGATING,
    "resolve": State.EXECUTING,
    "clear-up": State.INVESTIGATING,
    "archive": State.WITHDRAWN,
    "decide-meeting": State.INVESTIGATING,
}
LEAST: dict[str, dict[str, Any]] = {
    "record-facts": {"facts": "放了两小时"},
    "offer-plan": {"measures": ()},
    "resolve": {"result": "已换货"},
    "clear-up": {"explanation": "误会"},
    "archive": {},
    "decide-meeting": {"escalation": "NO3-SCHOOL-261121-001-e4", "decision": "退"},
}
RECORDED_BY = {
    "facts": {"record-facts"},
    "course": {"record-facts"},
    "root-cause": {"record-facts"},
    "evidence": {"record-facts", "assess"},
    "heard": {"record-facts"},
    "lot": {"correct", "register"},
    "told": {"tell"},
    "category": {"reclassify", "assess"},
}
PAIRS = [(step, word) for step, words in FOUND.items() for word in sorted(words)]


def bare(matter: Matter, step: str) -> None:
    """A case of chen's in a state that takes the step, brought to shen where it is not over, with nothing on record."""
    matter.received()
    matter.do(c.Escalate, reason="beyond-authority")
    brought = matter.case.escalations if step != "archive" else ()
    matter.case = matter.case.changed(
        state=STATES[step], category=None, facts_at=None, deadlines=(), first_handlings={}, escalations=brought
    )


def known(matter: Matter) -> dict[str, dict[str, Any]]:
    """How the case holds each, by the playbook's word."""
    said = Entry(id="t", kind="told", text="在查", at=matter.now, by="chen")
    return {
        "facts": {"facts_at": matter.now},
        "course": {"facts_at": matter.now},
        "root-cause": {"root_cause": "storage"},
        "evidence": {"evidence": (Evidence("留样", where="冰箱"),)},
        "heard": {"heard": ("hu",)},
        "lot": {"items": (Item(name="米饭", lot="L1"),)},
        "told": {"entries": (*matter.case.entries, said)},
        "category": {"category": "other"},
        "decisions": {"decisions": {"1": (Decision.NOT_UPHELD, "不属实")}},
    }


@pytest.mark.parametrize(("step", "word"), PAIRS)
def test_what_is_required_comes_first(matter, step, word) -> None:
    """Grey, with why and what comes first, until it is on record; then it can be pressed."""
    bare(matter, step)
    matter.rule(steps={step: StepRule(id=step, requires=(word,))})

    assert step not in allowed(matter.case, matter.facts(by="shen"))
    shown = possibilities(matter.case, matter.facts(by="shen"))[step]
    assert "on record before" in str(shown.why)
    with pytest.raises(NotAllowed, match="on record before") as refused:
        matter.do(commands()[step], by="shen", **LEAST[step])
    assert shown.first == tuple(
        one for one in refused.value.allowed if one in allowed(matter.case, matter.facts(by="shen"))
    )

    matter.case = matter.case.changed(**known(matter)[word])
    assert step in allowed(matter.case, matter.facts(by="shen"))


@pytest.mark.parametrize(("step", "word"), PAIRS)
def test_what_comes_first_is_possible_then(matter, step, word) -> None:
    """In every state that takes the step one of the commands that record it is possible, or an earlier step required it."""
    given_before = {("archive", "category")}  # a playbook that forgets this is refused
    matter.received()
    matter.rule(steps={step: StepRule(id=step, requires=(word,))})
    for state, words in ALLOWED.items():
        if step in words and (step, word) not in given_before:
            matter.case = matter.case.changed(state=state, facts_at=None)
            with pytest.raises(NotAllowed) as refused:
                matter.do(commands()[step], by="shen" if step != "archive" else "chen", **LEAST[step])
            if "on record before" in str(refused.value):
                assert not words.isdisjoint(refused.value.allowed), state


@pytest.mark.parametrize(("step", "word"), PAIRS)
def test_whoever_is_refused_reads_what_records_it(matter, step, word) -> None:
    """Each command that does, and no other. S1.8, S3.2"""
    bare(matter, step)
    matter.rule(steps={step: StepRule(id=step, requires=(word,))})

    refused = lacks_record(matter.facts(by="shen"), matter.case, step)

    assert refused is not None
    assert set(refused.allowed) == RECORDED_BY[word]


@pytest.mark.parametrize(
    ("step", "word"),
    [(step, word) for step, words in REQUIREMENTS.items() for word in sorted(words - FOUND.get(step, frozenset()))],
)
def test_what_the_step_itself_is_given_is_not_looked_for_before(matter, step, word) -> None:
    """Its own field holds it: the form asks for it, the button is not grey for it. S1.8, S3.2"""
    bare(matter, "archive")
    matter.rule(steps={step: StepRule(id=step, requires=(word,))})

    assert lacks_record(matter.facts(by="shen"), matter.case, step) is None


@pytest.mark.parametrize("step", FOUND)
def test_nothing_is_looked_for_that_no_playbook_can_require(step) -> None:
    """Each word is one of the step's."""
    assert FOUND[step] <= REQUIREMENTS[step]


def test_only_a_complaint_has_to_be_prepared(matter) -> None:
    """A question is answered without facts. S2.4, S3.2"""
    bare(matter, "clear-up")
    matter.rule(steps={"clear-up": StepRule(id="clear-up", requires=("facts", "told"))})
    matter.case = matter.case.changed(kind=Kind.INQUIRY)

    assert "clear-up" in allowed(matter.case, matter.facts(by="shen"))


def test_more_is_looked_for_after_an_escalation(matter) -> None:
    """As the playbook says, which may say less before. S1.8"""
    bare(matter, "offer-plan")
    rule = StepRule(id="offer-plan", requires=(), after_escalation=("heard",))
    matter.rule(steps={"offer-plan": rule})

    assert "offer-plan" not in allowed(matter.case, matter.facts(by="shen"))
    matter.case = matter.case.changed(escalations=())
    assert "offer-plan" in allowed(matter.case, matter.facts(by="shen"))


def test_what_ended_before_it_was_registered_is_filed_without_a_category(matter) -> None:
    """Nobody can give it one any more."""
    bare(matter, "archive")
    matter.rule(steps={"archive": StepRule(id="archive", requires=("category",))})
    matter.case = matter.case.changed(missing=("category",))

    assert "archive" in allowed(matter.case, matter.facts(by="shen"))


def test_a_duplicate_of_its_own_tie_only_is_opened_by_who_may(matter) -> None:
    """Undoing it opens the case again: no button for a colleague who may not; that of the other case is undone here. R14"""
    matter.received()
    filed = {"state": State.ARCHIVED, "archived_at": matter.now, "filed_in": State.REGISTERED}
    matter.case = matter.case.changed(links={"A-1": "duplicate"}, **filed)

    assert "unlink" in allowed(matter.case, matter.facts(by="chen"))
    assert "unlink" not in allowed(matter.case, matter.facts(by="li"))

    matter.case = matter.case.changed(links={"A-1": "duplicate", "A-2": "related"})
    assert "unlink" in allowed(matter.case, matter.facts(by="li"))
    matter.case = matter.case.changed(links={"A-1": "duplicated-by"})
    assert "unlink" not in allowed(matter.case, matter.facts(by="chen"))
