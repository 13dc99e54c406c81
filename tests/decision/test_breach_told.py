"""Who is told of a breach, and who is asked to decide for it: nobody by two messages. R15, F7"""

from __future__ import annotations

import pytest

from complaintkit.decision.draft import Draft
from complaintkit.decision.outbox import messages
from complaintkit.model import events as e
from tests.decision.conftest import Matter
from tests.decision.telling import clock, rule


@pytest.fixture
def matter(matter: Matter) -> Matter:
    """Chen has a complaint about food at the school."""
    matter.received()
    return matter


BREACH, ESCALATED = rule("deadline-breached", "leader", id="late"), rule("escalated", "group", id="decide")


def told(matter: Matter, *events: e.Happened) -> list[tuple[str, str]]:
    """What is sent to whom."""
    matter.rule(messages={one.id: one for one in (BREACH, ESCALATED)})
    draft = Draft(matter.facts(), matter.case, lambda *_: None)
    for event in events:
        draft.add(event, by="complaintkit")
    return [(one.name, one.recipient) for one in messages(draft) if one.name in ("late", "decide")]


def raised(matter: Matter, to: str, reason: str = "deadline-breached") -> e.Escalated:
    """A matter for somebody to decide; it is on the case, too."""
    return e.Escalated(escalation="e9", route="manager", to=to, group=False, reason=reason)


def test_who_decides_on_a_breach_hears_of_it_once(matter) -> None:
    """The message that asks them for a decision says it; who only leads hears of the breach as ever."""
    leader = told(matter, clock(matter, late=True))
    assert [name for name, _ in leader] == ["late"]
    head = leader[0][1]

    assert told(matter, clock(matter, late=True), raised(matter, head)) == [("decide", head)]
    assert told(matter, clock(matter, late=True), raised(matter, "li")) == [("late", head), ("decide", "li")]


def test_a_matter_of_another_kind_takes_no_message_away(matter) -> None:
    """It says nothing of the breach; nor does one that was raised before the breach."""
    head = told(matter, clock(matter, late=True))[0][1]
    late = clock(matter, late=True)

    assert told(matter, late, raised(matter, head, "severity-major")) == [("late", head), ("decide", head)]
    assert told(matter, raised(matter, head), late) == [("decide", head), ("late", head)]


def test_each_breach_loses_only_its_own_message(matter) -> None:
    """Two fall due at once, and one is brought up: of the other its leader is told."""
    head = told(matter, clock(matter, late=True))[0][1]
    late = clock(matter, late=True)

    assert told(matter, late, late, raised(matter, head)) == [("late", head), ("decide", head)]
