"""Messages, word for word. S0.5, S0.7, S0.8, R18"""

from __future__ import annotations

from collections.abc import Iterator

from complaintkit.handbook._document import Card, Cards, Named, Part, Prose, Section, Wording
from complaintkit.handbook._fields_as_written import other_fields, other_lines
from complaintkit.handbook._translator import Translator
from complaintkit.model.vocabulary import Kind
from complaintkit.playbook.message import MessageRule

_KNOWN = "id on to media short long subject urgent kinds categories deadlines"


def messages(translator: Translator) -> Section | None:
    """Return every message: when, to whom, by which media, in which words; also the core's, where the playbook has none."""
    found = translator.playbook.all_messages.values()
    if not found:
        return None
    to_customers = [one for one in found if one.to == "customer"]
    parts: list[Part] = []
    for lead, rules in (
        (translator.say("To customers"), to_customers),
        (translator.say("To staff"), [one for one in found if one.to != "customer"]),
    ):
        if rules:
            parts += [Prose(lead), Cards(tuple(_message(one, translator) for one in rules))]
    spared = "\n".join(_spared(translator))
    return Section("messages", translator.say("What is said"), (*parts, *((Prose(spared),) if spared else ())))


def _message(rule: MessageRule, translator: Translator) -> Card:
    texts = (
        (translator.say("subject"), rule.subject),
        (translator.say("short"), rule.short),
        (translator.say("by mail"), rule.long),
    )
    return Card(
        name=Named(translator.event(rule.on), rule.id, mark=translator.say("urgent") if rule.urgent else ""),
        lines=tuple(_about(rule, translator)),
        wordings=tuple(Wording(label, translator.words(words).strip()) for label, words in texts if words),
    )


def _about(rule: MessageRule, translator: Translator) -> Iterator[tuple[str, str]]:
    yield translator.say("To"), translator.recipient(rule.to)
    yield translator.say("By, in this order"), translator.several(map(translator.medium, rule.media))
    if set(rule.kinds) != set(Kind):
        yield translator.say("About"), translator.several(map(translator.word, rule.kinds))
    if rule.categories:
        yield translator.say("Categories"), translator.several(map(translator.category, rule.categories))
    if rule.deadlines:
        yield translator.say("Deadlines"), translator.several(map(translator.deadline, rule.deadlines))
    if rule.id not in translator.playbook.messages:
        yield (translator.say("Words"), translator.say("complaintkit's own, for the playbook has none"))
    yield from other_fields(rule, _KNOWN, translator)


def _spared(translator: Translator) -> Iterator[str]:
    """List what customers are spared. S3.13, R18"""
    rules = translator.playbook.customer
    if rules.quiet:
        yield translator.say(
            "Quiet hours: {quiet}. Messages that can wait, wait; urgent ones do not.", quiet=rules.quiet
        )
    if rules.quiet_except:
        yield translator.word(rules.quiet_except)
    for need, media in rules.media.items():
        said = translator.several(map(translator.medium, media))
        yield translator.say("{need}: by {said}", need=translator.word(need), said=said)
    yield from other_lines(rules, "quiet quiet_except media", translator)
