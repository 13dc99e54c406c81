"""From the first word to the archive, of every kind in every category: whoever is shown a step may take it. S0.10, S0.12"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from complaintkit import Kind, NotAllowed, Severity
from complaintkit.decision.clocks.dated import SECURE
from complaintkit.decision.duty import Owed, owed_on
from complaintkit.decision.permission.ready import not_ready
from complaintkit.decision.tables.lifecycle import possible
from complaintkit.desk.reading.duty_words import commands_of
from complaintkit.model.commands import commands
from complaintkit.model.customer import Customer
from complaintkit.playbook import Category
from tests.decision.test_duty import fields, house, whose
from tests.houses import HOUSES

AT_ONCE = "do-first-handling"
ORDER = "register assess record-facts offer-plan answer-plan do-measure resolve record-follow-up archive".split()
CONTENT: dict[str, dict[str, Any]] = {
    "offer-plan": {"remedies": []},
    "settle": {"remedies": []},
    "answer-survey": {"outcome": 5, "process": 5},
    "answer-plan": {"accepted": True},
    "record-follow-up": {"satisfied": True, "via": "call"},
}
WANG = Customer(name="王芳", phone="13800138000")


def shown(matter: Any) -> Iterator[tuple[str, str]]:
    """Yield the steps in somebody's list, and whose; each duty is in a list, with something that does it."""
    for one in owed_on(matter.facts(), matter.case):
        steps = [(word, staff) for staff in whose(matter, one) for word in named(matter, one, staff)]
        assert steps, (matter.case.state, str(one.what), one.staff)
        yield from steps


def named(matter: Any, one: Owed, staff: str) -> tuple[str, ...]:
    """Return what a duty in somebody's list names."""
    return commands_of(matter.facts(by=staff), one.what, matter.case)


def demanded(matter: Any) -> set[str]:
    """What has to come before the archive, of a case that is far enough for it; nothing where it may be filed."""
    takes = possible(matter.case.state, matter.case.kind)
    refused = not_ready(matter.facts(by=matter.case.owner), matter.case, "archive") if "archive" in takes else None
    return set(refused.allowed) & takes if isinstance(refused, NotAllowed) else set()


def is_grave(category: Category) -> bool:
    """Tell if what comes in such a category is as grave as can be."""
    return category.severity is Severity.MAJOR


def followed(matter: Any, order: list[str]) -> list[str]:
    """Take one step after the other that a list shows, by an order and something new first, until it is filed; return them."""
    dice, done = Random("content"), list[str]()  # noqa: S311  a seed, so that it can be repeated
    while matter.case.open:
        lists, asked = dict(shown(matter)), demanded(matter)
        assert not asked or not asked.isdisjoint(lists), (matter.case.state, asked, done)
        ways = [*(one for one in [*order, *lists] if one not in done), *lists]
        word = next(one for one in ways if one in lists)
        assert len(done) < 25, (matter.case.state, lists, done)
        matter.do(commands()[word], by=lists[word], **{**fields(matter, word, dice), **CONTENT.get(word, {})})
        done.append(word)
    return done


@pytest.mark.parametrize("order", [[*ORDER, AT_ONCE], ORDER[::-1]], ids=["thorough", "shortest"])
@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("playbook", HOUSES)
def test_what_the_archive_asks_for_is_in_somebodys_list(matter, playbook, kind, order) -> None:
    """In every category: nothing is demanded that nobody is shown, and what the lists show leads to the archive. S1.7, S1.10

    A hazard is seen to, brought up, its evidence secured, in whatever words it came (R11, R12, R18, S4.9); else praise, a
    question, an idea sends nobody.
    """
    by = house(matter, playbook, None, Random(playbook))  # noqa: S311
    channel = next(iter(matter.playbook.channels))
    for category in matter.playbook.categories:
        matter.received(by=by, unit=None, channel=channel, category=category, kind=kind, customer=WANG)
        about = matter.playbook.category(category)
        perishes = about.evidence is not None and (kind is Kind.COMPLAINT or bool(about.alarm) or is_grave(about))
        done = followed(matter, order)
        on_file = any(one.event == SECURE.starts for one in matter.case.moments)  # else it was settled on the spot
        if matter.case.category == category:
            assert (perishes and on_file) == (SECURE.id in {one.name for one in matter.case.deadlines}), (
                category,
                kind,
            )
        first = matter.playbook.first_handling(category) is not None
        hazard = bool(about.alarm)
        raised = [one for one in matter.case.escalations if one.reason == "severity-major"]
        assert bool(raised) >= is_grave(about), (category, kind)
        assert all(one.decided_at for one in raised)
        if first and hazard:
            assert AT_ONCE in done, (category, done)
            assert "first-handling" in {one.name for one in matter.case.deadlines}, category
        elif kind is not Kind.COMPLAINT:
            assert not matter.case.first_handlings, category
