"""Steps: who takes them, what they must hold, what to bear in mind, by when, and what is said afterwards. S2.10, S4.14"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from complaintkit.handbook._clock import shortly
from complaintkit.handbook._course import Course
from complaintkit.handbook._document import Card, Cards, Named, Section
from complaintkit.handbook._event_words import COMMAND_EVENTS
from complaintkit.handbook._rest import rest
from complaintkit.handbook._tongue import Tongue
from complaintkit.organisation.role import ANYBODYS
from complaintkit.playbook.deadline import DeadlineRule
from complaintkit.playbook.step import StepRule

_MAIN = "receive register assess record-facts offer-plan answer-plan resolve answer-survey archive".split()
_CUSTOMERS = frozenset({"answer-plan", "answer-survey", "withdraw"})
_ENDS = frozenset({"settle", "clear-up", "withdraw", "refer"})  # nothing is owed any more


def steps(tongue: Tongue, courses: Sequence[Course]) -> Section:
    """Every step of the courses and of the playbook: the way in order first, then what else may be done."""
    rights = {word: right for course in courses for word, right in course.rights.items()}
    moves = {move.command for course in courses for move in course.moves}
    known = tongue.playbook.steps
    order = [word for word in _MAIN if word in moves or word in known or word == "receive"]
    others = [*(word for word in known if word not in order), *sorted(moves - set(order) - set(known))]
    numbered = [_card(word, tongue, rights, number) for number, word in enumerate(order, start=1)]
    more = [_card(word, tongue, rights, None) for word in others]
    return Section("steps", tongue.say("Step by step", "处理步骤"), (Cards((*numbered, *more)),))


def _card(word: str, tongue: Tongue, rights: Mapping[str, str], number: int | None) -> Card:
    rule = tongue.playbook.steps.get(word) or StepRule(id=word)
    return Card(
        name=Named(tongue.command(word), word),
        number=number,
        lines=tuple(_lines(rule, tongue, rights)),
        note=tongue.words(rule.guidance),
    )


def _lines(rule: StepRule, tongue: Tongue, rights: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield tongue.say("Who", "谁来办"), who_may(rule.id, tongue, rights)
    if rule.requires:
        yield tongue.say("Must hold", "必须写明"), tongue.several(map(tongue.need, rule.requires))
    if rule.after_escalation is not None:
        label = tongue.say("After an escalation", "上报之后须写明")
        yield label, tongue.several(map(tongue.need, rule.after_escalation)) or "—"
    if rule.id in _ENDS:
        yield tongue.say("Deadlines", "时限"), tongue.say("all that still run end with it", "未到的时限随之结束")
    elif kept := tongue.sentence(shortly(one, tongue) for one in _kept(rule.id, tongue)):
        yield tongue.say("In time for", "应在时限内"), kept
    event = COMMAND_EVENTS.get(rule.id)
    messages = [one for one in tongue.playbook.all_messages.values() if one.on == event]
    if messages:
        told = dict.fromkeys(tongue.recipient(one.to) for one in messages)
        yield tongue.say("Told afterwards", "随后告知"), tongue.several(told)
    yield from rest(rule, "id requires after_escalation guidance", tongue)


def _kept(word: str, tongue: Tongue) -> Iterator[DeadlineRule]:
    """The deadlines that this step is the first to keep."""
    ours = {
        COMMAND_EVENTS[one] for one in (*_MAIN, *tongue.playbook.steps) if one in COMMAND_EVENTS and one not in _ENDS
    }
    for rule in tongue.playbook.deadlines.values():
        if next((stop for stop in rule.stops if stop in ours), None) == COMMAND_EVENTS.get(word, ""):
            yield rule


def who_may(word: str, tongue: Tongue, rights: Mapping[str, str], most: int | None = None) -> str:
    """The roles that may take a step; beyond `most` of them, how many more there are."""
    if word in _CUSTOMERS:
        return tongue.say("the customer, or staff as told by them", "顾客本人，或由员工代为记录")
    right = rights.get(word, word)
    roles = [role.id for role in tongue.playbook.roles.values() if role.allows(right) or role.allows(word)]
    if word in ANYBODYS or len(roles) == len(tongue.playbook.roles):
        return tongue.say("everybody", "所有人")
    if most is not None and len(roles) > most:
        named = tongue.roles(roles[:most])
        return tongue.say(
            "{named} and {more} more", "{named}等{all}个岗位", named=named, more=len(roles) - most, all=len(roles)
        )
    return tongue.roles(roles)
