"""What tests of messages share: a rule of the playbook, one event on the case as it stands, and whom it is told to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs

from complaintkit import Case, Measure
from complaintkit.decision.draft import Draft
from complaintkit.decision.outbox import Message, messages
from complaintkit.model import events as e
from complaintkit.model.deadline import Deadline
from complaintkit.model.plan import Plan, PlannedMeasure
from complaintkit.playbook import MessageRule
from tests.decision.conftest import Matter

HOUR = timedelta(hours=1)


def rule(on: str, to: str, **fields: Any) -> MessageRule:
    """A message of the playbook's."""
    return MessageRule(**{"id": "m", "on": on, "to": to, "media": ("sms", "email"), "short": {"zh": "话"}, **fields})


def called_for(matter: Matter, event: e.Happened, *rules: MessageRule, by: str = "chen", **facts: Any) -> list[Message]:
    """The messages of these rules, and those that staff wrote, that an event calls for."""
    matter.rule(messages={one.id: one for one in rules})
    draft = Draft(attrs.evolve(matter.facts(), **facts), matter.case, lambda *_: None)
    draft.add(event, by=by)
    return [one for one in messages(draft) if one.name in {"told", *(one.id for one in rules)}]


def told(matter: Matter, event: e.Happened, to: str, *, on: str | None = None, by: str = "chen") -> list[str]:
    """Who is told of an event by a rule for that recipient."""
    return [one.recipient for one in called_for(matter, event, rule(on or event.name, to), by=by)]


def clock(matter: Matter, rule: str = "answer", about: str | None = None, *, late: bool = False) -> e.Happened:
    """A deadline of the case that is near, or late."""
    start = matter.case.received_at
    one = Deadline(id="d1", name=rule, title={"zh": "时限"}, started_at=start, due_at=start + HOUR, for_=about)
    other = attrs.evolve(one, id="d0", for_="something else")
    matter.case = matter.case.changed(deadlines=(other, one))
    if late:
        return e.DeadlineBreached(deadline=one.id, rule=rule, due_at=one.due_at, noticed_at=matter.now)
    return e.DeadlineWarned(deadline=one.id, rule=rule)


def offered(case: Case, *who: str) -> Case:
    """The case with a plan that waits for the customer, in which each has something to do."""
    todo = tuple(Measure("换货", who=one, due=case.received_at + HOUR) for one in who)
    return case.changed(plans=(Plan(id="P1", measures=todo),))


def planned(case: Case, *who: str) -> Case:
    """The case with a plan that the customer agreed to, in which each has something to do."""
    due = case.received_at + HOUR
    todo = [PlannedMeasure(id=f"M{n}", what="换货", who=one, due=due) for n, one in enumerate(who)]
    return case.changed(measures=tuple(todo))
