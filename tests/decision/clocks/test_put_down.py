"""What is only put down changes nothing that anybody owes, nor by when, unless a rule of the playbook names it. R15"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from complaintkit.decision.clocks.owed import owed
from complaintkit.decision.decide import record
from complaintkit.decision.draft import PUT_DOWN
from complaintkit.decision.duty import owed_on
from complaintkit.decision.replay import LedgerEntry, apply
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.case import Case
from tests.decision.clocks.ruling import clock, rules
from tests.decision.conftest import Matter

COUNTED = {"seq", "version", "moments"}
"""What every event changes; a moment counts where a rule names it."""
EVENTS = {
    e.Noted: e.Noted(text="在查"),
    e.CustomerQuoted: e.CustomerQuoted(
        quote="q", quoted="plan-agreed", told_to="chen", via="phone", before="plan-offered"
    ),
    e.AttachmentAdded: e.AttachmentAdded(attachment="f", media_type="text/plain", size=1, digest="0", file="a.txt"),
}
STEPS: list[Callable[[Matter], object]] = [
    lambda matter: matter.received(),
    lambda matter: matter.do(c.AskAdvice, of="luo", question="能退吗"),
    lambda matter: matter.do(c.Dispatch, who="dong", what="取回餐箱"),
    lambda matter: matter.do(c.Escalate, reason="beyond-authority"),
    lambda matter: matter.do(c.Assess, severity="low", approach="核实"),
    lambda matter: matter.do(c.RecordFacts, facts="在室温放了两小时", heard=["hu"]),
    lambda matter: matter.do(c.OfferHandover, to="li", reason="supplier-side"),
    lambda matter: matter.offered(),
    lambda matter: matter.answered(accepted=True),
    lambda matter: matter.do(c.Resolve, result="已换货", decisions={"1": ("not-upheld", "查无此事")}),
]


def lives(matter: Matter, kind: type[e.Happened]) -> Iterator[Case]:
    """The case after each step of a life in which a good deal is owed; nobody is quoted before they said anything."""
    for step in STEPS:
        step(matter)
        if kind is not e.CustomerQuoted or matter.case.measures:
            yield matter.case


def after(case: Case, event: e.Happened, matter: Matter) -> Case:
    """The case with this event, and nothing that follows on it."""
    line = LedgerEntry(event=event, at=matter.now, by="chen", recorded_at=matter.now, recorded_by="chen")
    return apply(case, line, id=case.id)


def test_each_of_them_is_tried_here() -> None:
    """Whatever else is declared as only put down has to be shown to be."""
    assert set(EVENTS) == set(PUT_DOWN)


@pytest.mark.parametrize("kind", PUT_DOWN)
def test_nothing_is_owed_by_it(matter, kind) -> None:
    """Deadlines and duties of the case are the same before and after, wherever it stands."""
    for case in lives(matter, kind):
        noted = after(case, EVENTS[kind], matter)
        facts = matter.facts()
        assert noted != case
        assert owed(facts, noted) == owed(facts, case)
        assert owed_on(facts, noted) == owed_on(facts, case)


@pytest.mark.parametrize("kind", PUT_DOWN)
def test_what_it_changes_is_nothing_that_is_looked_at(matter, kind) -> None:
    """Neither deadlines nor duties are read from the fields that such an event changes, so no value of them matters."""
    looked_at: set[str] = set()

    class Watched(Case):
        def __getattribute__(self, name: str) -> Any:
            looked_at.add(name)
            return super().__getattribute__(name)

    touched: set[str] = set()
    for case in lives(matter, kind):
        noted = after(case, EVENTS[kind], matter)
        touched |= {name for name, value in vars(noted).items() if value is not vars(case)[name]}
        watched = object.__new__(Watched)
        object.__setattr__(watched, "__dict__", dict(vars(noted)))
        owed(matter.facts(), watched)
        owed_on(matter.facts(), watched)

    assert touched > {"seq", "version"}
    assert looked_at >= {"moments", "deadlines", "kind"}
    assert not (touched - COUNTED) & looked_at


@pytest.mark.parametrize("kind", PUT_DOWN)
def test_no_deadline_is_looked_at_for_it(matter, kind, monkeypatch) -> None:
    """So a note costs the same on a case with many deadlines as on one with few."""
    *_, case = lives(matter, kind)
    monkeypatch.setattr("complaintkit.decision.clocks.clock.owed", lambda *_: pytest.fail("they were looked at"))

    draft = record(case, matter.facts(), EVENTS[kind])

    assert [line.event.name for line in draft.lines] == [kind.name]
    assert draft.only_put_down


@pytest.mark.parametrize("event", [e.Told(text="在查", media=("phone",)), e.Acknowledged(via="phone")])
def test_what_is_more_than_put_down_is_told_apart(matter, event) -> None:
    """Beside a note, too."""
    matter.received()
    draft = record(matter.case, matter.facts(), event)
    draft.add(e.Noted(text="在查"))
    assert not draft.only_put_down


def test_a_rule_may_name_it(matter) -> None:
    """Then a note is what was due, and begins what follows on it, as any other event."""
    rules(matter, it={"stops": ("noted",)}, more={"starts": "noted"})
    matter.received()
    assert clock(matter).state == "running"

    matter.later(minutes=5)
    matter.do(c.Note, text="在查")

    assert clock(matter).state == "met"
    assert clock(matter, "more").started_at == matter.now


@pytest.mark.parametrize("stops", ["noted", "acknowledged"])
def test_a_rule_that_binds_others_names_nothing(matter, stops) -> None:
    """What is due on an inquiry is no matter of a complaint's."""
    rules(matter, it={}, others={"stops": (stops,), "categories": ("service",)})
    matter.received()
    before = clock(matter)
    matter.do(c.Note, text="在查")
    assert clock(matter) is before
