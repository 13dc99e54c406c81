"""Which moments of a case its clocks look at: those of a place, and those of an event that a rule names, however long the case."""

from __future__ import annotations

import pytest
from attrs import evolve

from complaintkit.decision.clocks.moments import moment_at, moments_after
from complaintkit.decision.clocks.next_step import NEXT
from complaintkit.decision.clocks.owed import owed
from complaintkit.model import commands as c
from complaintkit.model.case import Moment
from complaintkit.model.due import Within
from complaintkit.playbook import DeadlineRule
from complaintkit.playbook.vocabulary import EVENTS
from tests.decision.clocks.test_owed import BOOKS, matter_of, receive

NAMED = sorted(EVENTS - {"received", "escalated"})
"""But for what starts the rule below, and what counts by what was brought upwards."""


@pytest.mark.parametrize("book", BOOKS)
def test_a_moment_is_found_by_its_place(book: str) -> None:
    """As a walk over all of them finds it, at every place of the ledger and beyond both ends. R15"""
    matter, by = matter_of(book)
    receive(matter, by, next(iter(matter.playbook.categories)))
    matter.do(c.Note, by=by, text="备注")
    case = matter.case
    for seq in range(-1, case.seq + 3):
        assert moment_at(case, seq) == next((one for one in case.moments if one.seq == seq), None)
        assert moments_after(case, seq) == tuple(one for one in case.moments if one.seq > seq)


@pytest.mark.parametrize("word", NAMED)
def test_every_event_that_a_rule_names_is_looked_at(word: str) -> None:
    """One that stops it meets what is owed; where nothing names it, nothing that is owed changes. R15"""
    matter, by = matter_of("canteen-delivery")
    receive(matter, by, next(iter(matter.playbook.categories)))
    facts = matter.facts(by=by)
    case = matter.case.changed(moments=matter.case.moments[:1])  # it was received, and nothing else
    more = case.changed(moments=(*case.moments, Moment(event=word, at=matter.now, by=by, seq=case.seq + 1)))
    rule = DeadlineRule(
        id="own", title=NEXT.title, starts="received", stops=(word,), within=Within.parse("1 h"), kinds=(case.kind,)
    )
    bare, ruled = (evolve(facts.playbook, deadlines=rules) for rules in ({}, {"own": rule}))

    def met(playbook: object, case: object) -> dict[str, bool]:
        all_ = owed(evolve(facts, playbook=playbook), case)  # type: ignore[arg-type]
        return {name: key in all_.met for key in (*all_.met, *all_.unmet) for name in key[:1]}

    assert met(ruled, case)["own"] is False
    assert met(ruled, more)["own"] is True
    if word == "noted":  # no rule of the core names it
        assert met(bare, more) == met(bare, case)
