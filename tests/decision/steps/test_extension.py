"""What is due is put off once, by somebody above the owner, no further than its rule lets it; the customer is told. S3.1, R15"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest

from complaintkit import Customer, InvalidInput, NotAllowed
from complaintkit.model import commands as c
from complaintkit.model.due import Within

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


def put_off(matter, *, by: str = "shen", **fields: Any):
    """Put the result off by a day."""
    usual = {"deadline": "result", "until": DAY, "reason": "等检测报告", "text": "明天答复"}
    return matter.do(c.ExtendDeadline, by=by, **{**usual, **fields})


def extendable(matter, within: str | None = "1 working day", **changes: Any) -> None:
    """Let the result be put off so far; the proposal, too, where the test says so."""
    rule = attrs.evolve(matter.playbook.deadlines["result"], extendable=Within.parse(within) if within else None)
    matter.rule(deadlines={**matter.playbook.deadlines, "result": attrs.evolve(rule, **changes)})


def result(matter):
    """The deadline of the result."""
    return next(one for one in matter.case.deadlines if one.name == "result")


@pytest.fixture
def matter(matter):
    """A case of chen's, whose result can be put off by a working day."""
    extendable(matter)
    matter.received()
    return matter


def test_the_customer_is_told_and_the_first_date_stays(matter) -> None:
    """They know then who has it, too; the owner is warned anew. S3.1, F9"""
    first = result(matter).due_at
    matter.case = matter.case.changed(customer_told_owner=False)

    put_off(matter)

    found = matter.event("deadline-extended")
    assert (found.rule, found.first_due_at, found.due_at, found.reason) == ("result", first, first + DAY, "等检测报告")
    assert (found.warn_at, found.deadline) == (first, result(matter).id)
    assert [one for one in matter.happened if one in ("told", "owner-told", "exception-recorded")] == [
        "told",
        "owner-told",
    ]
    assert matter.event("told").text == "明天答复"
    assert result(matter).due_at == first + DAY


@pytest.mark.parametrize("named", ["name", "id"])
@pytest.mark.parametrize("until", ["span", "time"])
def test_it_is_named_by_its_rule_or_its_id_and_put_off_by_a_span_or_to_a_time(matter, named, until) -> None:
    """Either says the same. S3.1"""
    one = result(matter)

    put_off(matter, deadline=getattr(one, named), until=DAY if until == "span" else one.due_at + DAY)

    assert result(matter).due_at == one.due_at + DAY


@pytest.mark.parametrize(
    ("until", "refused"), [(timedelta(0), True), (SECOND, False), (DAY, False), (DAY + SECOND, True)]
)
def test_it_is_put_off_to_a_later_time_and_no_further_than_its_rule_says(matter, until, refused) -> None:
    """Reckoned by the calendar of the rule; the refusal names both ends. S3.1"""
    if refused:
        with pytest.raises(InvalidInput, match="it can be put off until") as error:
            put_off(matter, until=result(matter).due_at + until)
        assert error.value.field == "until"
    else:
        put_off(matter, until=result(matter).due_at + until)


@pytest.mark.parametrize(
    ("warn", "hours", "warned"),
    [("1 working hour", 0, True), ("9 working days", 0, False), (None, 0, False), ("1 working day", 76, True)],
)
def test_the_owner_is_warned_of_the_new_date_where_that_is_still_to_come(matter, warn, hours, warned) -> None:
    """By the rule's own length. S3.1, R3"""
    extendable(matter, warn=Within.parse(warn) if warn else None)
    matter.later(hours=hours)

    put_off(matter)

    assert (matter.event("deadline-extended").warn_at is not None) is warned


def test_a_warning_that_would_be_now_is_none(matter) -> None:
    """It is to come, or there is none. R3"""
    extendable(matter, warn=Within.parse("1 working day"))
    matter.now = result(matter).due_at - SECOND

    put_off(matter, until=DAY - SECOND)
    assert matter.event("deadline-extended").warn_at is None


@pytest.mark.parametrize("by", ["chen", "li", "sun"])
def test_somebody_above_the_owner_puts_it_off(matter, by) -> None:
    """Nobody else, and not the owner. S3.1"""
    with pytest.raises(NotAllowed, match="above chen puts it off") as error:
        put_off(matter, by=by)
    assert error.value.rule == "S3.1"


@pytest.mark.parametrize(("by", "above"), [("shen", True), ("fang", False)])
def test_above_whom_nobody_is_they_do_it_on_record(matter, by, above) -> None:
    """A business has a top; an owner there has nobody to ask. R6"""
    if not above:
        matter.do(c.RuleHandover, by="fang", to="fang", ruling="由我负责")
        extendable(matter)

    put_off(matter, by=by)

    assert ("exception-recorded" in matter.happened) is not above
    if not above:
        found = matter.event("exception-recorded")
        assert (found.rule, found.command) == ("R6", "extend-deadline")


def test_it_is_put_off_once(matter) -> None:
    """What was put off stays where it is. S3.1"""
    late = attrs.evolve(matter.playbook.deadlines["proposal"], extendable=Within.parse("24 h"))
    matter.rule(deadlines={**matter.playbook.deadlines, "proposal": late})
    put_off(matter)

    with pytest.raises(InvalidInput, match="put off once already") as error:
        put_off(matter)
    assert error.value.field == "deadline"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("reslut", "'reslut' does not run.*result"),
        ("proposal", "can't be put off"),
        ("evidence-secured", "can't be put off"),
    ],
)
def test_only_what_runs_and_may_be_is_put_off(matter, name, said) -> None:
    """By its rule; the refusal names what is near. S3.1"""
    with pytest.raises(InvalidInput, match=said) as error:
        put_off(matter, deadline=name)
    assert error.value.field == "deadline"


def test_what_has_been_met_does_not_run(matter) -> None:
    """Nothing of it is left to put off. S3.1"""
    matter.do(c.Tell, text="正在核实")

    with pytest.raises(InvalidInput, match="does not run"):
        put_off(matter, deadline="acknowledge")


@pytest.mark.parametrize(
    ("reachable", "text", "refused", "told"),
    [(True, None, True, False), (False, None, False, False), (False, "明天", False, False)],
)
def test_who_can_be_reached_is_told(matter, reachable, text, refused, told) -> None:
    """The refusal names the words; whom nobody can reach is told nothing. R2, S3.1"""
    if not reachable:
        matter.received(customer=Customer.anonymous(no_contact_because="refused"))

    if refused:
        with pytest.raises(InvalidInput) as error:
            put_off(matter, text=text)
        assert error.value.field == "text"
    else:
        put_off(matter, text=text)
        assert ("told" in matter.happened) is told
