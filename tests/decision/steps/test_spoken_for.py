"""What staff have the customer say, by each command and under each procedure: marked, confirmed, and undone. R9"""

from __future__ import annotations

from typing import Any

import pytest

from complaintkit.decision.outbox import messages
from complaintkit.decision.tables.effect import DEEDS, Effect
from complaintkit.model import commands as c
from complaintkit.model.actor import CUSTOMER
from complaintkit.model.commands import commands
from tests.decision.clocks.test_next_step import STEP, WORK
from tests.decision.clocks.test_owed import BOOKS, matter_of, receive

PLAN, DONE = f"{WORK} plan", f"{WORK} plan agree measures resolve"
SAYINGS: dict[str, tuple[str, str, dict[str, Any], str, str]] = {
    "takes it back": (WORK, "withdraw", {"reason": "算了"}, "withdrawn", "investigating"),
    "content on the spot": (
        "",
        "settle",
        {"facts": "换货", "agreed": "in-person", "apology": True},
        "settled",
        "registered",
    ),
    "agrees": (PLAN, "answer-plan", {"accepted": True}, "plan-agreed", "investigating"),
    "refuses": (PLAN, "answer-plan", {"accepted": False}, "plan-refused", "investigating"),
    "content": (DONE, "answer-survey", {"outcome": 5, "process": 5}, "satisfied", "resolved"),
    "content when asked": (DONE, "record-follow-up", {"satisfied": True}, "satisfied", "resolved"),
    "not content when asked": (DONE, "record-follow-up", {"satisfied": False}, "dissatisfied", "investigating"),
}


def test_each_command_that_speaks_is_tried_here() -> None:
    """A new one is found by this."""
    speaking = {word for word, deed in DEEDS.items() if Effect.SPEAKS in deed.effects}
    assert {word for _, word, *_ in SAYINGS.values()} == speaking


@pytest.mark.parametrize("saying", SAYINGS)
@pytest.mark.parametrize("book", BOOKS)
def test_it_is_marked_confirmed_and_undone(book, saying) -> None:
    """To whom they said it; the customer is told once, by their own contact; where they object the case is where it was. R9"""
    path, word, fields, quoted, state = SAYINGS[saying]
    matter, by = matter_of(book)
    receive(matter, by, next(iter(matter.playbook.categories)))
    for step in path.split():
        STEP[step](matter, by)
    plan = {"plan": matter.case.plan.id} if word == "answer-plan" and matter.case.plan else {}

    case = matter.do(commands()[word], by=by, **fields, **plan)  # type: ignore[arg-type]  # of a case, all of them

    assert case.quote is not None
    assert (case.quote.quoted, case.quote.told_to) == (quoted, by)
    told = [one.name for one in messages(matter.draft) if one.recipient == "customer"]
    assert len([one for one in told if one.startswith("customer-quoted")]) == 1

    case = matter.do(c.Object, by=CUSTOMER, text="我没有这么说")
    assert (case.state, case.quote) == (state, None)
    assert any(one.reason == "objected" and one.open for one in case.escalations)
