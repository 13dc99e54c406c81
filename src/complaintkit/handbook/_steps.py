"""Steps: who takes them, what they must hold, what to bear in mind, by when, who is told afterwards. S2.10, S4.14"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from complaintkit.decision.tables.effect import DEEDS, Place, right_of
from complaintkit.handbook._course import Course
from complaintkit.handbook._deadlines import short_deadline
from complaintkit.handbook._document import Card, Cards, Named, Section
from complaintkit.handbook._events import COMMAND_EVENTS
from complaintkit.handbook._fields_as_written import other_fields
from complaintkit.handbook._translator import Translator
from complaintkit.organisation.role import ANYBODYS
from complaintkit.playbook.deadline import DeadlineRule
from complaintkit.playbook.step import StepRule

_MAIN = "receive register assess record-facts offer-plan answer-plan resolve answer-survey archive".split()
_CUSTOMERS = frozenset({"answer-plan", "answer-survey", "object", "withdraw"})
_UPWARDS = frozenset({Place.CALLED, Place.DECIDER})
_ENDS = frozenset({"settle", "clear-up", "withdraw", "refer"})  # nothing is owed any more


def steps(translator: Translator, courses: Sequence[Course]) -> Section:
    """Return every step of the courses and of the playbook: the way in order first, then what else may be done."""
    moves = {command for course in courses for lane in course.lanes for command in lane.commands}
    known = translator.playbook.steps
    order = [word for word in _MAIN if word in moves or word in known or word == "receive"]
    others = [*(word for word in known if word not in order), *sorted(moves - set(order) - set(known))]
    numbered = [_card(word, translator, number) for number, word in enumerate(order, start=1)]
    more = [_card(word, translator, None) for word in others]
    return Section("steps", translator.say("Step by step"), (Cards((*numbered, *more)),))


def _card(word: str, translator: Translator, number: int | None) -> Card:
    rule = translator.playbook.steps.get(word) or StepRule(id=word)
    return Card(
        name=Named(translator.command(word), word),
        number=number,
        lines=tuple(_lines(rule, translator)),
        note=translator.words(rule.guidance),
    )


def _lines(rule: StepRule, translator: Translator) -> Iterator[tuple[str, str]]:
    yield translator.say("Who"), who_may(rule.id, translator)
    if rule.requires:
        yield translator.say("Must hold"), translator.several(map(translator.need, rule.requires))
    if rule.after_escalation is not None:
        label = translator.say("After an escalation")
        yield label, translator.several(map(translator.need, rule.after_escalation)) or "—"
    if rule.id in _ENDS:
        yield (translator.say("Deadlines"), translator.say("all that still run end with it"))
    elif kept := translator.sentence(short_deadline(one, translator) for one in _kept(rule.id, translator)):
        yield translator.say("In time for"), kept
    event = COMMAND_EVENTS.get(rule.id)
    messages = [one for one in translator.playbook.all_messages.values() if one.on == event]
    if messages:
        told = dict.fromkeys(translator.recipient(one.to) for one in messages)
        yield translator.say("Told afterwards"), translator.several(told)
    yield from other_fields(rule, "id requires after_escalation guidance", translator)


def _kept(word: str, translator: Translator) -> Iterator[DeadlineRule]:
    """List the deadlines that this step is the first to keep."""
    ours = {
        COMMAND_EVENTS[one]
        for one in (*_MAIN, *translator.playbook.steps)
        if one in COMMAND_EVENTS and one not in _ENDS
    }
    for rule in translator.playbook.deadlines.values():
        if next((stop for stop in rule.stops if stop in ours), None) == COMMAND_EVENTS.get(word, ""):
            yield rule


def who_may(word: str, translator: Translator, most: int | None = None) -> str:
    """Return the roles that may take a step; beyond `most` of them, how many more there are."""
    if word in _CUSTOMERS:
        return translator.say("the customer, or staff as told by them")
    if word in DEEDS and DEEDS[word].places <= _UPWARDS:
        return translator.recipient("group")
    roles = translator.playbook.roles
    if word == "do-first-handling":
        asked = [one.first.by for one in translator.playbook.categories.values() if one.first]
        return translator.roles(dict.fromkeys(asked))
    able = [role.id for role in roles.values() if role.allows(right_of(word)) or role.allows(word)]
    if word in ANYBODYS or len(able) == len(roles):
        return translator.say("everybody")
    if most is not None and len(able) > most:
        return translator.say("{named} and {more} more", named=translator.roles(able[:most]), more=len(able) - most)
    return translator.roles(able)
