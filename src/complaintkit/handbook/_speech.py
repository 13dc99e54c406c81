"""What is said, word for word, and how satisfaction is asked. S0.5, S0.7, S0.8, S1.10, S2.8, R18"""

from __future__ import annotations

from collections.abc import Iterator

from complaintkit.handbook._condition import condition
from complaintkit.handbook._document import Card, Cards, Named, Part, Prose, Section, Wording
from complaintkit.handbook._rest import rest
from complaintkit.handbook._tongue import Tongue
from complaintkit.model.vocabulary import Kind
from complaintkit.playbook.message import MessageRule
from complaintkit.playbook.survey import Question, SurveyRule

_KNOWN = "id on to media short long subject urgent kinds categories deadlines"
_SURVEY = "id on questions media after lapses dissatisfied then"


def messages(tongue: Tongue) -> Section | None:
    """Every message: when, to whom, by which media, in which words; also the core's, where the playbook has none."""
    found = tongue.playbook.all_messages.values()
    if not found:
        return None
    to_customers = [one for one in found if one.to == "customer"]
    parts: list[Part] = []
    for lead, rules in (
        (tongue.say("To customers", "发给顾客"), to_customers),
        (tongue.say("To staff", "发给员工"), [one for one in found if one.to != "customer"]),
    ):
        if rules:
            parts += [Prose(lead), Cards(tuple(_message(one, tongue) for one in rules))]
    spared = "\n".join(_spared(tongue))
    return Section("messages", tongue.say("What is said", "通知用语"), (*parts, *((Prose(spared),) if spared else ())))


def _message(rule: MessageRule, tongue: Tongue) -> Card:
    texts = (
        (tongue.say("subject", "标题"), rule.subject),
        (tongue.say("short", "短"), rule.short),
        (tongue.say("by mail", "邮件"), rule.long),
    )
    return Card(
        name=Named(tongue.event(rule.on), rule.id, mark=tongue.say("urgent", "紧急") if rule.urgent else ""),
        lines=tuple(_about(rule, tongue)),
        wordings=tuple(Wording(label, tongue.words(words).strip()) for label, words in texts if words),
    )


def _about(rule: MessageRule, tongue: Tongue) -> Iterator[tuple[str, str]]:
    yield tongue.say("To", "发给"), tongue.recipient(rule.to)
    yield tongue.say("By, in this order", "方式（依次）"), tongue.several(map(tongue.medium, rule.media))
    if set(rule.kinds) != set(Kind):
        yield tongue.say("About", "种类"), tongue.several(map(tongue.word, rule.kinds))
    if rule.categories:
        yield tongue.say("Categories", "类别"), tongue.several(map(tongue.category, rule.categories))
    if rule.deadlines:
        yield tongue.say("Deadlines", "时限"), tongue.several(map(tongue.deadline, rule.deadlines))
    if rule.id not in tongue.playbook.messages:
        yield (
            tongue.say("Words", "措辞"),
            tongue.say("complaintkit's own, for the playbook has none", "预案未写，用系统的"),
        )
    yield from rest(rule, _KNOWN, tongue)


def _spared(tongue: Tongue) -> Iterator[str]:
    """What customers are spared. S3.13, R18"""
    rules = tongue.playbook.customer
    if rules.quiet:
        yield tongue.say(
            "Quiet hours: {quiet}. Messages that can wait, wait; urgent ones do not.",
            "免打扰时段：{quiet}。可以等的通知延后发送，紧急的照发。",
            quiet=rules.quiet,
        )
    if rules.quiet_except:
        yield tongue.word(rules.quiet_except)
    for need, media in rules.media.items():
        said = tongue.several(map(tongue.medium, media))
        yield tongue.say("{need}: by {said}", "{need}：{said}", need=tongue.word(need), said=said)
    for label, text in rest(rules, "quiet quiet_except media", tongue):
        yield f"{label}: {text}"


def surveys(tongue: Tongue) -> Section | None:
    """What is asked, when, and what a dissatisfied answer leads to."""
    found = tongue.playbook.surveys.values()
    if not found:
        return None
    cards = tuple(_survey(one, tongue) for one in found)
    return Section("surveys", tongue.say("Are they satisfied", "满意度"), (Cards(cards),))


def _survey(rule: SurveyRule, tongue: Tongue) -> Card:
    return Card(
        name=Named(_when(rule, tongue), rule.id),
        lines=tuple(_asked(rule, tongue)),
        wordings=tuple(Wording(_scale(one, tongue), tongue.words(one.words)) for one in rule.questions.values()),
    )


def _when(rule: SurveyRule, tongue: Tongue) -> str:
    event = tongue.event(rule.on)
    after = tongue.within(rule.after)
    return tongue.say("{event}, {after} later", "{event}后{after}", event=event, after=after) if after else event


def _asked(rule: SurveyRule, tongue: Tongue) -> Iterator[tuple[str, str]]:
    yield tongue.say("By, in this order", "方式（依次）"), tongue.several(map(tongue.medium, rule.media)) or "—"
    if rule.lapses:
        yield tongue.say("May be answered for", "可答复期"), tongue.within(rule.lapses)
    if rule.dissatisfied:
        rows = tongue.either(condition(one, tongue) for one in rule.dissatisfied)
        yield tongue.say("Counts as dissatisfied", "视为不满意"), rows
    if rule.then:
        yield tongue.say("Then", "随后"), tongue.word(rule.then)
    if rule.second_grievance:
        rows = tongue.either(condition(one, tongue) for one in rule.second_grievance)
        yield tongue.say("Counts as a second grievance", "视为二次不满"), rows
    yield from rest(rule, f"{_SURVEY} second_grievance", tongue)


def _scale(question: Question, tongue: Tongue) -> str:
    low, high = question.scale or (None, None)
    how = f"{low}–{high}" if question.scale else tongue.say("in words", "文字")
    optional = tongue.say("optional", "选填") if question.optional else ""
    return tongue.sentence((tongue.need(question.id), how, optional))
