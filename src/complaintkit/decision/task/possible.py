"""What somebody may do with a task now: the steps of its kind, and those that every kind has; whatever is not refused. R20"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from complaintkit.decision.facts import Facts
from complaintkit.decision.task.common import ACCEPT, DECLINE, EXTEND, GIVE, OFFER, TIE, UNTIE
from complaintkit.decision.task.decide import possible_steps, why_not_extend
from complaintkit.decision.task.give import give_task
from complaintkit.decision.task.offer import accept_task, check_asked, offer_task
from complaintkit.decision.task.tie import check_untying
from complaintkit.model.errors import ComplaintKitError
from complaintkit.model.task import Task


def possible_words(facts: Facts, task: Task, *, apart: bool = False) -> tuple[str, ...]:
    """Return the words of all that the actor may do with a task now, whatever its fields then hold.

    Whom a case of an incident is about (`apart`) may say no to what was offered to them, and nothing else. R6
    """
    return tuple(_declined(facts, task) if apart else _words(facts, task))


def _words(facts: Facts, task: Task) -> Iterator[str]:
    yield from possible_steps(facts, task)
    if why_not_extend(facts, task) is None:
        yield EXTEND
    if _to_somebody(facts, task, lambda to: give_task(facts, task, to, None)):
        yield GIVE
    if _to_somebody(facts, task, lambda to: offer_task(facts, task, to, "", id="")):
        yield OFFER
    offer = task.handover
    if offer is not None and offer.lapses_at > facts.now and _passes(lambda: accept_task(facts, task, offer.id)):
        yield ACCEPT
    yield from _declined(facts, task)
    yield TIE
    if task.cases and _passes(lambda: check_untying(facts, task, task.owners)):
        yield UNTIE


def _declined(facts: Facts, task: Task) -> Iterator[str]:
    offer = task.handover
    if (
        offer is not None
        and offer.lapses_at > facts.now
        and _passes(lambda: check_asked(facts, task, offer, "decline"))
    ):
        yield DECLINE


def _to_somebody(facts: Facts, task: Task, deed: Callable[[str], object]) -> bool:
    """Tell if there is anybody whom it can be given or offered to; the leader above is tried first."""
    structure = facts.structure
    above = structure.leader_of(task.owner, task.unit)
    people = (*([above] if above else []), *structure.organisation.staff)
    return any(_passes(deed, to) for to in people)


def _passes(deed: Callable[..., object], *given: str) -> bool:
    """Tell if something is not refused."""
    try:
        deed(*given)
    except ComplaintKitError:
        return False
    return True
