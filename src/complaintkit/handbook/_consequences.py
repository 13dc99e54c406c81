"""Consequences: what follows by itself, from what a case has become and from what happens to it. R5, R11, R15, R18"""

from __future__ import annotations

from collections.abc import Iterator

from complaintkit.decision.clocks.dated import ENDS
from complaintkit.handbook._deadlines import all_deadlines, short_deadline
from complaintkit.handbook._document import Cell, Named, Prose, Section, Table
from complaintkit.handbook._translator import Translator
from complaintkit.model.event_words import EVENT_WORDS
from complaintkit.model.vocabulary import Severity
from complaintkit.playbook.category import Category


def consequences(translator: Translator) -> Section:
    """Return what each category calls for at once, then what each event starts, ends and tells."""
    happened = translator.say("What happens")
    follows = translator.say("What follows by itself")
    categories = tuple(_of_category(translator))
    events = tuple(_of_events(translator))
    note = translator.say(
        "It does not matter by which command a case came to be of this category or this grave: what it calls for follows"
        " at once, and once. Deadlines run from when the customer spoke or from when their event happened, also where the"
        " category was found later; going to another category and back restores what ran, with its breach."
    )
    parts = (Table((translator.say("The case is"), follows), categories),) if categories else ()
    return Section(
        "consequences", translator.say("What follows when"), (Prose(note), *parts, Table((happened, follows), events))
    )


def _of_category(translator: Translator) -> Iterator[tuple[Cell, ...]]:
    for category in translator.playbook.categories.values():
        lines = tuple(_lines(category, translator))
        if lines:
            yield translator.named(category, depth=category.id.count("/")), "\n".join(lines)
    route = translator.playbook.route("severity-major")
    if route:
        yield (
            translator.say("of severity {severity}", severity=translator.word(Severity.MAJOR)),
            translator.say("brought up at once: {to}", to=translator.role(route.to)),
        )


def _lines(category: Category, translator: Translator) -> Iterator[str]:
    if category.severity:
        yield translator.say("at least {severity}", severity=translator.word(category.severity))
    if category.alarm:
        yield translator.say("alarm at any hour: {roles}", roles=translator.roles(category.alarm))
        yield translator.say("registered at once, whatever the form still needs")
    if category.first:
        role = translator.role(category.first.by)
        if category.first.within:
            within = translator.within(category.first.within)
            yield translator.say("asked at once ({within}): {role}", within=within, role=role)
        else:
            yield translator.say("asked at once: {role}", role=role)
    if category.evidence:
        yield translator.say("evidence is secured: {what}", what=translator.words(category.evidence.what))


def _of_events(translator: Translator) -> Iterator[tuple[Cell, ...]]:
    for event in EVENT_WORDS:
        lines = tuple(_after(event, translator))
        if lines:
            yield Named(translator.event(event), event), "\n".join(lines)


def _after(event: str, translator: Translator) -> Iterator[str]:
    rules = all_deadlines(translator.playbook)
    started = [short_deadline(one, translator) for one in rules if one.starts == event]
    if started:
        yield translator.say("starts: {deadlines}", deadlines=translator.sentence(started))
    met = [translator.words(one.title) for one in rules if event in one.stops]
    if met:
        yield translator.say("does what was due: {deadlines}", deadlines=translator.several(met))
    if event in ENDS:
        yield translator.say(
            "ends whatever else the round owed; not what was sent, brought up, promised, or is dangerous"
        )
    paused = [translator.words(one.title) for one in rules if event in one.pauses]
    if paused:
        yield translator.say("stops meanwhile: {deadlines}", deadlines=translator.several(paused))
    told = [one for one in translator.playbook.all_messages.values() if one.on == event]
    if told:
        people = dict.fromkeys(translator.recipient(one.to) for one in told)
        yield translator.say("tells: {people}", people=translator.several(people))
