"""Trained first: a command that waits for a training is refused to who has not attended it. S0.15, S3.10"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from complaintkit.decision.facts import Facts
from complaintkit.model.errors import NotAllowed
from complaintkit.model.phrase import phrase, spoken
from complaintkit.playbook import TrainingRule

_LASTS: Final = {"business day": 1, "day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}


def untrained(facts: Facts, word: str) -> NotAllowed | None:
    """Return why the actor may not use a command before they are trained; None where nothing waits for a training.

    The refusal names the training, who holds it, and what to do next. Programs and customers have no
    role; imports of what is past are not asked.
    """
    if facts.quiet:
        return None
    for rule in facts.playbook.trainings.values():
        if (word in rule.gate and _is_for(facts, rule) and not _is_fresh(facts, rule)) or (
            word in rule.gate_newcomers and _is_for(facts, rule) and facts.records.is_newcomer(facts.actor, rule.id)
        ):
            return NotAllowed(command=word, reason=_reason(facts, rule), rule="S3.10")
    return None


def _is_for(facts: Facts, rule: TrainingRule) -> bool:
    return any(role.id in rule.roles for role in facts.structure.roles_of(facts.actor))


def _is_fresh(facts: Facts, rule: TrainingRule) -> bool:
    at = facts.records.attended(facts.actor, rule.id)
    if at is None or rule.every is None:
        return at is not None
    return facts.now <= at + timedelta(days=_LASTS[rule.every])


def _reason(facts: Facts, rule: TrainingRule) -> str:
    structure = facts.structure
    unit = structure.home(facts.actor)
    holder = next(iter(structure.holders(rule.by, unit)), structure.last_resort(unit))
    return phrase(
        "{actor} has to attend a training first: {title} ({training}). {holder} holds it: "
        "ask {holder} to put it on record once it was held",
        actor=facts.actor,
        title=spoken(rule.title),
        training=rule.id,
        holder=holder,
    )
