"""Surveys: the questions, when they are asked, and what a dissatisfied answer leads to. S1.10, S2.8"""

from __future__ import annotations

from collections.abc import Iterator

from complaintkit.handbook._condition import condition
from complaintkit.handbook._document import Card, Cards, Named, Section, Wording
from complaintkit.handbook._fields_as_written import other_fields
from complaintkit.handbook._translator import Translator
from complaintkit.playbook.survey import Question, SurveyRule

_KNOWN = "id on questions media after lapses dissatisfied then second_grievance"


def surveys(translator: Translator) -> Section | None:
    """Return every survey."""
    found = translator.playbook.surveys.values()
    if not found:
        return None
    cards = tuple(_survey(one, translator) for one in found)
    return Section("surveys", translator.say("Are they satisfied"), (Cards(cards),))


def _survey(rule: SurveyRule, translator: Translator) -> Card:
    return Card(
        name=Named(_when(rule, translator), rule.id),
        lines=tuple(_asked(rule, translator)),
        wordings=tuple(
            Wording(_scale(one, translator), translator.words(one.words)) for one in rule.questions.values()
        ),
    )


def _when(rule: SurveyRule, translator: Translator) -> str:
    event = translator.event(rule.on)
    after = translator.within(rule.after)
    return translator.say("{event}, {after} later", event=event, after=after) if after else event


def _asked(rule: SurveyRule, translator: Translator) -> Iterator[tuple[str, str]]:
    yield (translator.say("By, in this order"), translator.several(map(translator.medium, rule.media)) or "—")
    if rule.lapses:
        yield translator.say("May be answered for"), translator.within(rule.lapses)
    if rule.dissatisfied:
        rows = translator.either(condition(one, translator) for one in rule.dissatisfied)
        yield translator.say("Counts as dissatisfied"), rows
    if rule.then:
        yield translator.say("Then"), translator.word(rule.then)
    if rule.second_grievance:
        rows = translator.either(condition(one, translator) for one in rule.second_grievance)
        yield translator.say("Counts as a second grievance"), rows
    yield from other_fields(rule, _KNOWN, translator)


def _scale(question: Question, translator: Translator) -> str:
    low, high = question.scale or (None, None)
    how = f"{low}–{high}" if question.scale else translator.say("in words")
    optional = translator.say("optional") if question.optional else ""
    return translator.sentence((translator.need(question.id), how, optional))
