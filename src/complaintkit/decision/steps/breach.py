"""What falls due: warned of, put on record as breached, and what follows a breach: an offer lapses, a matter goes upwards. R15"""

from __future__ import annotations

from complaintkit.decision.clocks.awaited import WAITS, end_wait
from complaintkit.decision.clocks.clock import breach, react, resume
from complaintkit.decision.clocks.next_step import see_to_next_step
from complaintkit.decision.clocks.owed import rule_of
from complaintkit.decision.draft import Draft
from complaintkit.decision.facts import Facts
from complaintkit.decision.people.escalation import go_higher, has_reached, raise_matter
from complaintkit.decision.steps.handover import lapse
from complaintkit.model import events as e
from complaintkit.model.case import Case
from complaintkit.model.deadline import Deadline


def settle_due(draft: Draft) -> None:
    """Warn of and breach what fell due on this case by now, in the order it fell due; each fires once, never early.

    What follows a breach starts now, when it was noticed, so that a closed weekend does not cascade.
    """
    now = draft.facts.now
    fallen = [one for one in draft.case.open_deadlines if (next_at := one.next_at) is not None and next_at <= now]
    with draft.desk_acts():
        for deadline in sorted(fallen, key=lambda one: one.due_at):
            if deadline.state == "paused" and deadline.resumes_at:
                resume(draft, deadline, deadline.resumes_at)
            _settle_one(draft, deadline.id)
        see_to_next_step(draft)


def _settle_one(draft: Draft, id_: str) -> None:
    now = draft.facts.now
    deadline = next(one for one in draft.case.deadlines if one.id == id_)
    if deadline.state != "running":
        return
    if deadline.due_at <= now and deadline.name in WAITS:
        end_wait(draft, deadline, rule_of(draft.facts, deadline))
    elif deadline.due_at <= now:
        draft.add(breach(deadline, now))
        if not draft.facts.quiet:
            _follow_up(draft, deadline)
    elif deadline.warn_at and not deadline.warned_at and deadline.warn_at <= now:
        draft.add(e.DeadlineWarned(deadline=deadline.id, rule=deadline.name))


def _follow_up(draft: Draft, deadline: Deadline) -> None:
    rule = rule_of(draft.facts, deadline)
    for offer in draft.case.handovers:
        if offer.id == deadline.for_ and offer.state == "offered":
            lapse(draft, offer.id)
    for matter in draft.case.escalations:
        if rule.starts == "escalated" and matter.id == deadline.for_:
            has_reached(draft, matter)
    if rule.starts == "escalation-received":
        go_higher(draft, deadline)
    if rule.breach_escalate:
        raise_matter(draft, to=rule.breach_escalate, reason="deadline-breached")


def as_of_now(case: Case, facts: Facts) -> Case:
    """Return the case as it stands at this moment, also where no worker has noticed yet; nothing is written."""
    draft = Draft(facts, case, react)
    settle_due(draft)
    return draft.case.changed(version=case.version, seq=case.seq)
