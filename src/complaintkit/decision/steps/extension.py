"""Special cases 特殊情况: what is due is put off once, by somebody above the owner; the customer is told. S3.1, R15"""

from __future__ import annotations

from datetime import datetime

from complaintkit.calendars import before, due_at
from complaintkit.decision.draft import Draft
from complaintkit.decision.people.standing import holds
from complaintkit.decision.steps.intake import mark_told
from complaintkit.decision.tables.effect import Place
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.deadline import Deadline
from complaintkit.model.did_you_mean import nearest
from complaintkit.model.errors import InvalidInput, NotAllowed
from complaintkit.model.phrase import phrase


def extend(draft: Draft, command: c.ExtendDeadline) -> None:
    """Put off what is due, as far as its rule lets it, and tell the customer; an owner above whom nobody is does it on record.

    Raises:
        NotAllowed: the actor is not above the owner.
        InvalidInput: nothing of this name runs, it may not be put off, was put off before, or not so far; the customer is not told.
    """
    if not any(holds(draft.facts, draft.case, place) for place in (Place.LEADER, Place.HEAD)):
        reason = phrase("somebody above {owner} puts it off", owner=draft.case.owner)
        raise NotAllowed(command=command.word, reason=reason, state=draft.case.state, rule="S3.1")
    deadline = _running(draft, command)
    rule = draft.facts.playbook.deadlines.get(deadline.name)
    if rule is None or rule.extendable is None:
        raise _refused(phrase("this can't be put off"))
    calendar = draft.facts.calendar(draft.case.unit, rule.calendar)
    until = _until(draft, command, deadline, due_at(calendar, deadline.due_at, rule.extendable))
    if draft.case.customer.reachable and command.text is None:
        raise InvalidInput(
            field="text", reason=phrase("is missing"), next_step=phrase("Say what the customer is to be told.")
        )
    if holds(draft.facts, draft.case, Place.HEAD):
        draft.add(e.ExceptionRecorded(rule="R6", command=command.word))
    warn = before(calendar, until, rule.warn) if rule.warn else None
    draft.add(
        e.DeadlineExtended(
            deadline=deadline.id,
            rule=deadline.name,
            first_due_at=deadline.due_at,
            due_at=until,
            warn_at=warn if warn and draft.facts.now < warn else None,
            reason=command.reason,
        )
    )
    if draft.case.customer.reachable and command.text is not None:
        draft.add(e.Told(text=command.text))
        mark_told(draft)


def _running(draft: Draft, command: c.ExtendDeadline) -> Deadline:
    """Return the deadline of this name or id that runs, and was not put off yet."""
    running = [one for one in draft.case.deadlines if one.state == "running"]
    found = next((one for one in running if command.deadline in (one.name, one.id)), None)
    if found is None:
        raise InvalidInput(
            field="deadline",
            reason=phrase("{name!r} does not run", name=command.deadline),
            next_step=nearest(command.deadline, [one.name for one in running]),
        )
    if found.first_due_at is not None:
        raise _refused(phrase("it was put off once already"))
    return found


def _until(draft: Draft, command: c.ExtendDeadline, deadline: Deadline, last: datetime) -> datetime:
    """Return the new date, no further than the `last` that its rule lets it be."""
    wanted = command.until
    until = wanted if isinstance(wanted, datetime) else deadline.due_at + wanted
    if not deadline.due_at < until <= last:
        raise InvalidInput(
            field="until",
            reason=phrase(
                "it can be put off until {last}, from {first}",
                last=draft.facts.time_in_words(last, draft.case.unit),
                first=draft.facts.time_in_words(deadline.due_at, draft.case.unit),
            ),
            next_step=phrase("Give a time between these two."),
        )
    return until


def _refused(reason: str) -> InvalidInput:
    return InvalidInput(field="deadline", reason=reason, next_step=phrase("Tell the customer, and go on."))
