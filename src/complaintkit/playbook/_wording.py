"""Messages can be said: in every language, with fields there are, to somebody; and none that is needed is missing."""

from __future__ import annotations

from functools import lru_cache
from string import Formatter
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.model.did_you_mean import nearest
from complaintkit.model.key_path import dotted
from complaintkit.model.phrase import joined, phrase
from complaintkit.playbook import template, vocabulary
from complaintkit.playbook._words import Words as KnownWords

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from complaintkit.model.problem import Problems
    from complaintkit.model.text import Words
    from complaintkit.playbook.compensation import CompensationRule
    from complaintkit.playbook.message import MessageRule
    from complaintkit.playbook.procedure import Playbook


def check(playbook: Playbook, problems: Problems) -> None:
    """Note everything about the messages that does not fit."""
    for message in playbook.messages.values():
        _check_message(playbook, message, problems)
    said = {(message.on, message.to) for message in playbook.messages.values()}
    for events, to, why in _needed(playbook):
        if not any((event, to) in said for event in events):
            problems.add(
                "message",
                phrase("none on {event!r} to {to!r}", event=events[0], to=to),
                phrase('{why} Write one with on = "{event}", to = "{to}".', why=why, event=events[0], to=to),
            )
    for care in playbook.cares.values():
        _check_media(care.message, ("care", care.id), problems)
        _check_texts(playbook, care.message, ("care", care.id), _CARE, problems)
    for rule in playbook.compensation.values():
        _check_because(playbook, rule, problems)
    for survey in playbook.surveys.values():
        for question in survey.questions.values():
            _check_languages(playbook, question.words, ("survey", survey.id, "question", question.id), problems)


def _check_because(playbook: Playbook, rule: CompensationRule, problems: Problems) -> None:
    path = ("compensation", rule.id, "because")
    _check_languages(playbook, rule.because, path, problems)
    for language, text in rule.because.items():
        _check_fields(text, vocabulary.BECAUSE_FIELDS, phrase("a reason to compensate"), (*path, language), problems)


def _check_message(playbook: Playbook, message: MessageRule, problems: Problems) -> None:
    path = ("message", message.id)
    if message.on not in vocabulary.MESSAGE_FIELDS:
        problems.unknown(dotted((*path, "on")), "an event", message.on, vocabulary.MESSAGE_FIELDS)
    words = KnownWords(problems, *path)
    words.among("to", "anybody", [message.to], {**dict.fromkeys(vocabulary.RECIPIENTS), **playbook.roles})
    _check_media(message, path, problems)
    words.among("categories", "a category", message.categories, playbook.categories)
    words.among("deadlines", "a deadline", message.deadlines, playbook.deadlines)
    _check_texts(playbook, message, path, _CASE, problems)


def _check_media(message: MessageRule, path: tuple[str, ...], problems: Problems) -> None:
    if not message.media:
        problems.add(
            dotted((*path, "media")),
            phrase("names no way to reach anybody"),
            phrase('Write media = ["sms", "email", "call"].'),
        )


@attrs.frozen
class _Words:
    """The fields of messages by what they are on: which there may be, and which of them always say something."""

    fields: Mapping[str, frozenset[str]]
    certain: Mapping[str, frozenset[str]]


_CASE: Final = _Words(vocabulary.MESSAGE_FIELDS, vocabulary.CERTAIN)
_CARE: Final = _Words(vocabulary.CARE_FIELDS, vocabulary.CARE_CERTAIN)


def _check_texts(
    playbook: Playbook, message: MessageRule, path: tuple[str, ...], words_there: _Words, problems: Problems
) -> None:
    known = words_there.fields.get(message.on)
    what = phrase("a message on {event!r}", event=message.on)
    for key, words in (("short", message.short), ("long", message.long), ("subject", message.subject)):
        if words:
            _check_languages(playbook, words, (*path, key), problems)
        for language, text in words.items():
            _check_fields(text, known, what, (*path, key, language), problems)
            if known is not None and key != "subject" and not problems.noted(dotted((*path, key, language))):
                _check_says_something(words_there.certain[message.on], text, (*path, key, language), problems)


def _check_says_something(certain: frozenset[str], text: str, path: tuple[str, ...], problems: Problems) -> None:
    """Check that it says something also where a field has nothing to say; a message of nothing but such a field is not sent."""
    try:
        fields, left = template.fields_of(text), _left(text, certain)
    except ValueError:
        return  # noted already
    if left is None:
        problems.add(
            dotted(path),
            phrase("its brackets don't pair"),
            phrase("Put [ and ] around what falls away with its field; a bracket itself is [[ or ]]."),
        )
        return
    if fields - certain and not any(map(str.isalnum, left)):
        problems.add(
            dotted(path),
            phrase("says nothing where {fields} has nothing to say", fields=joined(sorted(fields - certain))),
            phrase("Put that field in [ ], with a sentence beside it that stands alone."),
        )


@lru_cache(maxsize=4096)  # another version of a playbook has most of its texts as they were
def _left(text: str, certain: frozenset[str]) -> str | None:
    """Return what a text says where all but these fields have nothing to say; None where its brackets don't pair."""
    return template.said(text, dict.fromkeys(certain, "x")) if template.is_balanced(text) else None


def _check_languages(playbook: Playbook, words: Words, path: tuple[str, ...], problems: Problems) -> None:
    for language in playbook.languages:
        if language not in words:
            problems.add(
                dotted((*path, language)),
                phrase("is missing"),
                phrase("languages says that there is {language!r}: write it.", language=language),
            )


def _check_fields(
    text: str, known: frozenset[str] | None, what: str, path: tuple[str, ...], problems: Problems
) -> None:
    """Check that fields are known; where the event is unknown (None), so are its fields."""
    try:
        fields = list(_fields(text))
    except ValueError:
        problems.add(
            dotted(path),
            phrase("its braces don't pair"),
            phrase("Write {field}; a brace itself is {open} or {close}.", field="{field}", open="{{", close="}}"),
        )
        return
    for sign in sorted(_FULL_WIDTH.intersection(text)):
        problems.add(
            dotted(path),
            phrase("{sign} is a full-width sign", sign=sign),
            phrase("Write {field}; a brace itself is {open} or {close}.", field="{field}", open="{{", close="}}"),
        )
    for field in fields:
        if known is not None and field not in known:
            problems.add(
                dotted(path),
                phrase("{{{field}}} is not a field of {what}", field=field, what=what),
                nearest(field, known),
            )


_FULL_WIDTH: Final = frozenset("｛｝")
"""What a Chinese keyboard writes for braces: the customer would read the field's name."""


def _fields(text: str) -> Iterator[str]:
    """The names in braces; anything but a plain name comes back as it stands, and so as unknown."""
    for _, field, spec, conversion in Formatter().parse(text):
        if field is not None:
            yield field + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "")


def _needed(playbook: Playbook) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Return what the procedure itself promises to say: on which events, to whom, and why."""
    yield (
        ("registered", "received"),
        "customer",
        phrase("Who complains is told that it was received (R4)."),
    )
    yield (
        ("handover-accepted", "owner-changed"),
        "customer",
        phrase("Who complains is told who took over (F9)."),
    )
    yield (
        ("handover-offered",),
        "receiver",
        phrase("Who is asked to take over has to know of it (F2)."),
    )
    if any(rule.breach_tell for rule in playbook.deadlines.values()):
        yield (
            ("deadline-breached",),
            "breach.tell",
            phrase("Deadlines say who is told of a breach."),
        )
    if any(rule.warn for rule in playbook.deadlines.values()):
        yield ("deadline-warned",), "owner", phrase("Deadlines say when to warn.")
    if playbook.authority:
        yield (
            ("approval-asked",),
            "approver",
            phrase("Who is asked to approve has to know of it (F6)."),
        )
    if any(survey.on != "always" for survey in playbook.surveys.values()):
        yield ("survey-due",), "customer", phrase("There is a survey to ask for.")
