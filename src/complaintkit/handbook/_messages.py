"""What is said, word for word, and how satisfaction is asked. S0.5, S0.7, S0.8, S1.10, S2.8, R18"""

from __future__ import annotations

from collections.abc import Iterator

from complaintkit.handbook._condition import condition
from complaintkit.handbook._document import Card, Cards, Named, Part, Prose, Section, Wording
from complaintkit.handbook._other import other
from complaintkit.handbook._translator import Translator
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
        (translator.say("To customers", "发给顾客"), to_customers),
        (translator.say("To staff", "发给员工"), [one for one in found if one.to != "customer"]),
    ):
        if rules:
            parts += [Prose(lead), Cards(tuple(_message(one, translator) for one in rules))]
    spared = "\n".join(_spared(translator))
    return Section(
        "messages", translator.say("What is said", "通知用语"), (*parts, *((Prose(spared),) if spared else ()))
    )


def _message(rule: MessageRule, translator: Translator) -> Card:
    texts = (
        (translator.say("subject", "标题"), rule.subject),
        (translator.say("short", "短"), rule.short),
        (translator.say("by mail", "邮件"), rule.long),
    )
    return Card(
        name=Named(translator.event(rule.on), rule.id, mark=translator.say("urgent", "紧急") if rule.urgent else ""),
        lines=tuple(_about(rule, translator)),
        wordings=tuple(Wording(label, translator.words(words).strip()) for label, words in texts if words),
    )


def _about(rule: MessageRule, translator: Translator) -> Iterator[tuple[str, str]]:
    yield translator.say("To", "发给"), translator.recipient(rule.to)
    yield translator.say("By, in this order", "方式（依次）"), translator.several(map(translator.medium, rule.media))
    if set(rule.kinds) != set(Kind):
        yield translator.say("About", "种类"), translator.several(map(translator.word, rule.kinds))
    if rule.categories:
        yield translator.say("Categories", "类别"), translator.several(map(translator.category, rule.categories))
    if rule.deadlines:
        yield translator.say("Deadlines", "时限"), translator.several(map(translator.deadline, rule.deadlines))
    if rule.id not in translator.playbook.messages:
        yield (
            translator.say("Words", "措辞"),
            translator.say("complaintkit's own, for the playbook has none", "预案未写，用系统的"),
        )
    yield from other(rule, _KNOWN, translator)


def _spared(translator: Translator) -> Iterator[str]:
    """What customers are spared. S3.13, R18"""
    rules = translator.playbook.customer
    if rules.quiet:
        yield translator.say(
            "Quiet hours: {quiet}. Messages that can wait, wait; urgent ones do not.",
            "免打扰时段：{quiet}。可以等的通知延后发送，紧急的照发。",
            quiet=rules.quiet,
        )
    if rules.quiet_except:
        yield translator.word(rules.quiet_except)
    for need, media in rules.media.items():
        said = translator.several(map(translator.medium, media))
        yield translator.say("{need}: by {said}", "{need}：{said}", need=translator.word(need), said=said)
    for label, text in other(rules, "quiet quiet_except media", translator):
        yield f"{label}: {text}"


def surveys(translator: Translator) -> Section | None:
    """What is asked, when, and what a dissatisfied answer leads to."""
    found = translator.playbook.surveys.values()
    if not found:
        return None
    cards = tuple(_survey(one, translator) for one in found)
    return Section("surveys", translator.say("Are they satisfied", "满意度"), (Cards(cards),))


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
    return translator.say("{event}, {after} later", "{event}后{after}", event=event, after=after) if after else event


def _asked(rule: SurveyRule, translator: Translator) -> Iterator[tuple[str, str]]:
    yield (
        translator.say("By, in this order", "方式（依次）"),
        translator.several(map(translator.medium, rule.media)) or "—",
    )
    if rule.lapses:
        yield translator.say("May be answered for", "可答复期"), translator.within(rule.lapses)
    if rule.dissatisfied:
        rows = translator.either(condition(one, translator) for one in rule.dissatisfied)
        yield translator.say("Counts as dissatisfied", "视为不满意"), rows
    if rule.then:
        yield translator.say("Then", "随后"), translator.word(rule.then)
    if rule.second_grievance:
        rows = translator.either(condition(one, translator) for one in rule.second_grievance)
        yield translator.say("Counts as a second grievance", "视为二次不满"), rows
    yield from other(rule, f"{_SURVEY} second_grievance", translator)


def _scale(question: Question, translator: Translator) -> str:
    low, high = question.scale or (None, None)
    how = f"{low}–{high}" if question.scale else translator.say("in words", "文字")
    optional = translator.say("optional", "选填") if question.optional else ""
    return translator.sentence((translator.need(question.id), how, optional))
