"""What the customer says they did not say: which word, what it had ended, who has the case, and whether a round begins. R9"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest

from complaintkit import Measure, Money, Remedy
from complaintkit.model import commands as c
from complaintkit.model.actor import CUSTOMER
from complaintkit.model.case import Quote
from complaintkit.model.plan import Plan
from complaintkit.model.vocabulary import State

REFUND = Remedy.refund(Money(5, "CNY"))


@pytest.fixture
def matter(matter):
    """A dispute about a contract that chen works on."""
    matter.investigated(category="contract")
    return matter


def quote(matter, quoted, **fields: Any) -> Quote:
    """Give what somebody had the customer say an hour ago."""
    at = matter.now - timedelta(hours=1)
    usual = {"id": "q-1", "told_to": "sun", "via": "call", "at": at, "cycle": 1, "before": State.EXECUTING, "seq": 99}
    return Quote(quoted=quoted, **{**usual, **fields})


def objected(matter, *quotes: Quote, named: str | None = None, **fields: Any) -> list[str]:
    """Have the customer object; name what happened, and why it went upwards."""
    matter.case = matter.case.changed(quotes=quotes, **fields)
    matter.do(c.Object, by=CUSTOMER, quote=named)
    return matter.happened


@pytest.mark.parametrize(
    ("quoted", "opens"), [("satisfied", True), ("withdrawn", True), ("settled", True), ("plan-refused", False)]
)
def test_a_filed_case_opens_again_where_they_had_not_ended_it(matter, quoted, opens) -> None:
    """It has an owner who works here, and the leader hears of it; of what ended nothing nobody has to. R9, F1"""
    filed = {"state": State.ARCHIVED, "archived_at": matter.now, "resolved_at": matter.now}

    found = objected(matter, quote(matter, quoted), **filed)

    assert matter.case.open is opens
    assert ("owner-changed" in found) is opens
    assert [one.reason for one in matter.case.escalations] == (["objected"] if opens else [])


@pytest.mark.parametrize(("quoted", "state"), [("settled", "resolved"), ("withdrawn", "withdrawn")])
def test_whom_it_is_about_keeps_no_case_that_they_ended(matter, quoted, state) -> None:
    """The customer did not say so: the leader above has it. R6, R17"""
    ended = {"state": State(state), "resolved_at": matter.now, "about_staff": "chen"}

    objected(matter, quote(matter, quoted), **ended)

    assert matter.case.owner == "shen"


@pytest.mark.parametrize(
    ("named", "over", "which"),
    [(None, (), "q-2"), (None, ("q-2",), "q-1"), ("q-1", (), "q-1"), ("q-1", ("q-2",), "q-1")],
)
def test_the_newest_word_that_stands_is_meant(matter, named, over, which) -> None:
    """Where none is named. R9"""
    quotes = [quote(matter, "plan-refused", id=id_, seq=seq) for id_, seq in (("q-1", 98), ("q-2", 99))]
    quotes = [
        attrs.evolve(one, objected_at=matter.now - timedelta(minutes=1) if one.id in over else None) for one in quotes
    ]

    objected(matter, *quotes, named=named)

    assert matter.event("objected").quote == which


@pytest.mark.parametrize(
    ("quoted", "before", "remedies", "cycle", "anew"),
    [
        ("withdrawn", "executing", (REFUND,), 1, True),
        ("withdrawn", "plan-offered", (REFUND,), 1, True),
        ("withdrawn", "investigating", (REFUND,), 1, False),
        ("withdrawn", "executing", (), 1, False),
        ("settled", "executing", (REFUND,), 1, False),
        ("plan-agreed", "plan-offered", (), 1, True),
        ("plan-refused", "plan-offered", (REFUND,), 1, False),
        ("plan-agreed", "plan-offered", (REFUND,), 2, False),
    ],
)
def test_promises_that_fell_with_it_are_made_in_a_round_of_their_own(
    matter, quoted, before, remedies, cycle, anew
) -> None:
    """So are those of an agreement that is none; of an earlier round nothing begins. R9, R8"""
    plan = Plan(
        id="p-1",
        measures=(Measure("换货", who="sun", due=matter.now),),
        remedies=remedies,
        answer_by=None,
        offered_by="chen",
        offered_at=matter.now,
        cycle=1,
        accepted=True,
    )
    state = State.WITHDRAWN if quoted == "withdrawn" else State.RESOLVED if quoted == "settled" else State.INVESTIGATING
    said = quote(matter, quoted, before=State(before), plan="p-1" if quoted.startswith("plan") else None)

    assert ("new-cycle" in objected(matter, said, plans=(plan,), state=state, cycle=cycle)) is anew


def test_of_history_nobody_is_quoted(matter) -> None:
    """What was said then is recorded, and asked of nobody. R15"""
    matter.known["quiet"] = True

    assert matter.do(c.Withdraw, reason="算了").quotes == ()
