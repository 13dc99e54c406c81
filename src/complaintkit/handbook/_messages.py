"""What is said, word for word, and how satisfaction is asked. S0.5, S0.7, S0.8, S1.10, S2.8, R18"""

from __future__ import annotations

from collections.abc import Iterator

from complaintkit.handbook._condition import condition
from complaintkit.handbook._document import Card, Cards, Named, Part, Prose, Section, Wording
from complaintkit.handbook._other import other
from complaintkit.handbook._translator import Translator
from complaintkit.model.phrase import phrase
from complaintkit.model.vocabulary import Kind
from complaintkit.playbook.message import MessageRule
from complaintkit.playbook.survey import Question, SurveyRule

_KNOWN = "id on to media short long subject urgent kinds categories deadlines"
_SURVEY = "id on questions media after lapses dissatisfied then"


def messages(translator: Translator) -> Section | None:
    """Every message: when, to whom, by which media, in which words; also the core's, where the playbook has none."""
    found = translator.playbook.all_messages.values()
    if not found:
        return None
    to_customers = [one for one in found if one.to == "customer"]
    parts: list[Part] = []
    for lead, rules in (
        (translator.say(phrase("To customers")), to_customers),
        (translator.say(phrase("To staff")), [one for one in found if one.to != "customer"]),
    ):
        if rules:
            parts += [Prose(lead), Cards(tuple(_message(one, translator) for one in rules))]
    spared = "\n".join(_spared(translator))
    return Section("messages", translator.say(phrase("What is said")), (*parts, *((Prose(spared),) if spared else ())))


def _message(rule: MessageRule, translator: Translator) -> Card:
    texts = (
        (translator.say(phrase("subject")), rule.subject),
        (translator.say(phrase("short")), rule.short),
        (translator.say(phrase("by mail")), rule.long),
    )
    return Card(
        name=Named(translator.event(rule.on), rule.id, mark=translator.say(phrase("urgent")) if rule.urgent else ""),
        lines=tuple(_about(rule, translator)),
        wordings=tuple(Wording(label, translator.words(words).strip()) for label, words in texts if words),
    )


def _about(rule: MessageRule, translator: Translator) -> Iterator[tuple[str, str]]:
    yield translator.say(phrase("To")), translator.recipient(rule.to)
    yield translator.say(phrase("By, in this order")), translator.several(map(translator.medium, rule.media))
    if set(rule.kinds) != set(Kind):
        yield translator.say(phrase("About")), translator.several(map(translator.word, rule.kinds))
    if rule.categories:
        yield translator.say(phrase("Categories")), translator.several(map(translator.category, rule.categories))
    if rule.deadlines:
        yield translator.say(phrase("Deadlines")), translator.several(map(translator.deadline, rule.deadlines))
    if rule.id not in translator.playbook.messages:
        yield (
            translator.say(phrase("Words")),
            translator.say(phrase("complaintkit's own, for the playbook has none")),
        )
    yield from other(rule, _KNOWN, translator)


def _spared(translator: Translator) -> Iterator[str]:
    """What customers are spared. S3.13, R18"""
    rules = translator.playbook.customer
    if rules.quiet:
        yield translator.say(
            phrase("Quiet hours: {quiet}. Messages that can wait, wait; urgent ones do not.", quiet=rules.quiet)
        )
    if rules.quiet_except:
        yield translator.word(rules.quiet_except)
    for need, media in rules.media.items():
        said = translator.several(map(translator.medium, media))
        yield translator.say(phrase("{need}: by {said}", need=translator.word(need), said=said))
    for label, text in other(rules, "quiet quiet_except media", translator):
        yield f"{label}: {text}"


def surveys(translator: Translator) -> Section | None:
    """What is asked, when, and what a dissatisfied answer leads to."""
    found = translator.playbook.surveys.values()
    if not found:
        return None
    cards = tuple(_survey(one, translator) for one in found)
    return Section("surveys", translator.say(phrase("Are they satisfied")), (Cards(cards),))


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
    return translator.say(phrase("{event}, {after} later", event=event, after=after)) if after else event


def _asked(rule: SurveyRule, translator: Translator) -> Iterator[tuple[str, str]]:
    yield (
        translator.say(phrase("By, in this order")),
        translator.several(map(translator.medium, rule.media)) or "—",
    )
    if rule.lapses:
        yield translator.say(phrase("May be answered for")), translator.within(rule.lapses)
    if rule.dissatisfied:
        rows = translator.either(condition(one, translator) for one in rule.dissatisfied)
        yield translator.say(phrase("Counts as dissatisfied")), rows
    if rule.then:
        yield translator.say(phrase("Then")), translator.word(rule.then)
    if rule.second_grievance:
        rows = translator.either(condition(one, translator) for one in rule.second_grievance)
        yield translator.say(phrase("Counts as a second grievance")), rows
    yield from other(rule, f"{_SURVEY} second_grievance", translator)


def _scale(question: Question, translator: Translator) -> str:
    low, high = question.scale or (None, None)
    how = f"{low}–{high}" if question.scale else translator.say(phrase("in words"))
    optional = translator.say(phrase("optional")) if question.optional else ""
    return translator.sentence((translator.need(question.id), how, optional))
