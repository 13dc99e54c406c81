"""Trainings, and assessments of people and units. S0.15, S1.11, S2.11, S3.10, S3.11, S3.17, S4.5"""

from __future__ import annotations

from complaintkit.handbook._document import Cell, Part, Section, Table
from complaintkit.handbook._fields_as_written import other_lines
from complaintkit.handbook._translator import Translator
from complaintkit.organisation import said
from complaintkit.playbook import AssessmentRule, TrainingRule


def learning(translator: Translator) -> Section | None:
    """Return the trainings, and the assessments with what they mark."""
    playbook, parts = translator.playbook, list[Part]()
    if playbook.trainings:
        columns = (translator.say("Training"), translator.say("For whom"), translator.say("Held by, how often"))
        parts.append(Table(columns, tuple(_training(one, translator) for one in playbook.trainings.values())))
    if playbook.assessments:
        columns = (
            translator.say("Assessment"),
            translator.say("Of whom"),
            translator.say("By whom, how often, of what"),
        )
        parts.append(Table(columns, tuple(_assessment(one, translator) for one in playbook.assessments.values())))
    return Section("learning", translator.say("Learning"), tuple(parts)) if parts else None


def _training(rule: TrainingRule, translator: Translator) -> tuple[Cell, ...]:
    often = [translator.role(rule.by)]
    if rule.every:
        often.append(translator.window(rule.every))
    if rule.newcomers:
        often.append(translator.say("newcomers before they serve"))
    lines = [translator.sentence(often)]
    if rule.gate:
        gate = translator.several(translator.word(one) for one in rule.gate)
        lines.append(translator.say("before they may: {commands}", commands=gate))
    if rule.gate_newcomers:
        gate = translator.several(translator.word(one) for one in rule.gate_newcomers)
        lines.append(translator.say("newcomers, before they may: {commands}", commands=gate))
    more = other_lines(rule, "id title roles by every newcomers gate gate_newcomers", translator)
    roles = translator.several(translator.role(one) for one in rule.roles)
    return translator.named(rule), roles, "\n".join((*lines, *more))


def _assessment(rule: AssessmentRule, translator: Translator) -> tuple[Cell, ...]:
    of = translator.say("each unit") if rule.of_units else translator.several(translator.role(one) for one in rule.of)
    often = translator.sentence((translator.role(rule.by), translator.window(rule.every)))
    items = [f"{said(words, translator.language)} ({item})" for item, words in rule.items.items()]
    return (
        translator.named(rule),
        of,
        "\n".join((often, *items, *other_lines(rule, "id title of by every items", translator))),
    )
