"""The law of passing on: an offer is answered once, for a listed reason; after so many answers a leader rules. F2-F4"""

from __future__ import annotations

import attrs
import pytest

from complaintkit import ConflictError, InvalidInput, NotFound
from complaintkit.decision.people.passing import check_decline_reason, declined_out, find_waiting, lapsed_out
from complaintkit.model.handover import Handover

OUT = {"declined": declined_out, "lapsed": lapsed_out}


def offers(matter, *states: str) -> list[Handover]:
    """Offers that were made one after the other, and what became of each."""
    at = matter.now
    first = Handover(id="h-0", case="A", giver="chen", receiver="li", reason="x", offered_at=at, lapses_at=at)
    return [attrs.evolve(first, id=f"h-{number}", state=state) for number, state in enumerate(states)]


def test_the_offer_that_waits_is_found_among_the_others(matter) -> None:
    """By its id, whatever came before. F2"""
    made = offers(matter, "declined", "offered")

    assert find_waiting(made, "h-1") is made[1]


@pytest.mark.parametrize("state", ["accepted", "declined", "lapsed", "cancelled"])
def test_an_answer_is_final(matter, state) -> None:
    """Also that nobody answered in time, or that it was taken back. F2"""
    with pytest.raises(ConflictError):
        find_waiting(offers(matter, state, "offered"), "h-0")


def test_what_was_not_offered_is_not_found(matter) -> None:
    """Nor is another offer taken for it. F2"""
    with pytest.raises(NotFound):
        find_waiting(offers(matter, "offered"), "h-1")


def test_a_reason_to_decline_is_one_of_the_list(matter) -> None:
    """Which does not hold "not my job". F4"""
    for reason in matter.playbook.first_responsibility.decline_reasons:
        check_decline_reason(matter.facts(), reason)
    with pytest.raises(InvalidInput, match="F4"):
        check_decline_reason(matter.facts(), "not-my-job")


@pytest.mark.parametrize("limit", [1, 2])
@pytest.mark.parametrize("state", OUT)
def test_a_leader_rules_once_so_many_ended_that_way(matter, state, limit) -> None:
    """As many as the playbook says, not one fewer; offers that ended another way do not count. F3"""
    bounds = {"declines_before_leader": 9, "lapses_before_leader": 9}
    key = "declines_before_leader" if state == "declined" else "lapses_before_leader"
    matter.rule(first_responsibility=attrs.evolve(matter.playbook.first_responsibility, **{**bounds, key: limit}))
    others = ["accepted", "cancelled", "offered", *(OUT.keys() - {state})]

    assert not OUT[state](matter.facts(), offers(matter, *others, *[state] * (limit - 1)))
    assert OUT[state](matter.facts(), offers(matter, *others, *[state] * limit))
