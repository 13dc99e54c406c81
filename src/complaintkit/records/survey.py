"""Answers to standing surveys in the storage: found by token, bounded, kept once, read back with their words. S1.13, S3.8"""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.model.customer import Contact, Customer
from complaintkit.model.errors import ConflictError, InvalidInput
from complaintkit.model.phrase import joined, phrase
from complaintkit.model.survey import SurveyAnswer
from complaintkit.model.wire import canonical
from complaintkit.ports.storage import SurveyAnswerRow, SurveyFilter, VaultRow
from complaintkit.records.idempotency import check_key
from complaintkit.records.link import Links
from complaintkit.records.token import keyed_id, person_of

if TYPE_CHECKING:
    from complaintkit.playbook import SurveyRule
    from complaintkit.ports.storage import Reader, Writer
    from complaintkit.records.door import Door
    from complaintkit.records.rules import InForce

ALWAYS: Final = "always"
PER_HOUR: Final = 120
"""So many answers of one survey in one unit are taken by link within an hour: whoever floods it fills no database."""
LONGEST: Final = 2000
"""Characters that an answer in words may have."""
REMARK: Final = "remark"
"""The question that free words answer, whether a playbook asks it or not."""
_HOUR: Final = timedelta(hours=1)
_FIELDS_AT_MOST: Final = 50


@attrs.frozen
class Asked:
    """A standing survey of a unit."""

    unit: str
    rule: SurveyRule


def standing_in(rules: InForce, unit: str) -> Mapping[str, SurveyRule]:
    """Return the standing surveys of a unit's playbook."""
    found = rules.playbook_of(unit).surveys
    return {name: rule for name, rule in found.items() if rule.on == ALWAYS}


def asked_by(door: Door, tx: Reader, token: object) -> Asked | None:
    """Return what a token asks; None where it asks nothing, or no more. Each is compared, so that time tells nothing."""
    if not Links.looks_like_one(token):
        return None
    found, rules = None, door.rules.in_force(tx)
    for unit in rules.organisation.units:
        for name, rule in standing_in(rules, unit).items():
            if hmac.compare_digest(door.links.survey_token(unit, name), str(token)):
                found = Asked(unit, rule)
    return found


# ---- what was answered, checked --------------------------------------------------------------------------------------
@attrs.frozen(kw_only=True)
class Answer:
    """An answer that can be kept: scores with the scale that they were given on, and words."""

    scores: Mapping[str, tuple[int, int, int]]
    words: Mapping[str, str]


def checked(rule: SurveyRule, answers: Mapping[str, int | str], remark: str | None) -> Answer:
    """Return an answer to the questions of a survey.

    Raises:
        InvalidInput: a question is not of this survey, one that has to be answered is not, a score is off its scale, words
            are too long, or there is nothing in it; names the question.
    """
    if not isinstance(answers, Mapping) or len(answers) > _FIELDS_AT_MOST:
        raise InvalidInput(
            field="scores", reason=phrase("is no answer"), next_step=phrase("Give a score for each question.")
        )
    scores: dict[str, tuple[int, int, int]] = {}
    words = {REMARK: remark} if remark else {}
    for name, value in answers.items():
        question = rule.questions.get(name) if isinstance(name, str) else None
        if question is None:
            known = joined(rule.questions)
            raise InvalidInput(
                field="scores", reason=phrase("asks something else"), next_step=phrase("Give {known}.", known=known)
            )
        if question.scale is None:
            if value:
                words[name] = value  # type: ignore[assignment]  # looked at below
        else:
            scores[name] = _score(name, value, *question.scale)
    for name, question in rule.questions.items():
        if not question.optional and name not in scores and name not in words:
            raise InvalidInput(
                field=f"scores.{name}", reason=phrase("is missing"), next_step=phrase("Answer this question.")
            )
    return Answer(scores=scores, words={name: _words(name, said) for name, said in words.items()})


def _score(name: str, value: object, low: int, high: int) -> tuple[int, int, int]:
    if type(value) is not int or not low <= value <= high:
        raise InvalidInput(
            field=f"scores.{name}",
            reason=phrase("is no score of this question"),
            next_step=phrase("Give a whole number from {low} to {high}.", low=low, high=high),
        )
    return value, low, high


def _words(name: str, said: object) -> str:
    """Return words that a desk can keep; halves of characters are shown as marks.

    Raises:
        InvalidInput: it is no text, or longer than anybody reads.
    """
    if not isinstance(said, str) or len(said) > LONGEST:
        raise InvalidInput(
            field=name,
            reason=phrase("is longer than {most:,} characters, or no text", most=LONGEST),
            next_step=phrase("Write it shorter."),
        )
    return said.encode("utf-8", "replace").decode()


# ---- kept ------------------------------------------------------------------------------------------------------------
def is_full(door: Door, tx: Reader, asked: Asked) -> bool:
    """Tell if no more answers are taken by link this hour."""
    since = door.clock.now() - _HOUR
    where = SurveyFilter(units=frozenset({asked.unit}), survey=asked.rule.id, start=since)
    by_link = 0
    after: str | None = None
    while by_link < PER_HOUR and (rows := tx.survey_answers(where, after=after, limit=PER_HOUR)):
        by_link += sum(not row.told_to for row in rows)
        after = rows[-1].id
    return by_link >= PER_HOUR


def answer_id(door: Door, asked: Asked, key: str | None) -> str:
    """Return the id of an answer: the same for the same key, so that a form sent twice is one answer.

    Raises:
        InvalidInput: the key is longer than a word.
    """
    if key is None:
        return door.rules.new_id()
    check_key(key)
    said = canonical([asked.unit, asked.rule.id, key]).encode("utf-8", "surrogatepass")
    return "sv-" + keyed_id(door.key, "answer", said)


def keep_answer(
    door: Door,
    tx: Writer,
    asked: Asked,
    answer: Answer,
    *,
    id: str,
    contact: Contact | None = None,
    told_to: str = "",
    case: str = "",
    person: str = "",
) -> bool:
    """Keep an answer: its scores as a row, its words in the vault under whose they are; return False where it is there already.

    Raises:
        ConflictError: its key stood for another answer.
    """
    whose = person or (person_of(Customer(contacts=[contact]), door.key, id) if contact else "")
    row = SurveyAnswerRow(
        id=id,
        unit=asked.unit,
        survey=asked.rule.id,
        at=door.clock.now(),
        scores=canonical({name: list(one) for name, one in answer.scores.items()}),
        person=whose,
        told_to=told_to,
        case=case,
    )
    vault = [
        VaultRow(case=id, seq=0, field=name, person=whose or f"c-{id}", salt=os.urandom(16), content=said.encode())
        for name, said in answer.words.items()
    ]
    if tx.add_survey_answer(row, vault):
        return True
    if not _is_same(tx, row, answer):
        raise ConflictError(
            reason=phrase("this idempotency key stood for something else"),
            next_step=phrase("Use a new key for a new request."),
        )
    return False


def _is_same(tx: Reader, row: SurveyAnswerRow, answer: Answer) -> bool:
    """Say whether the answer that is kept under this id is this one, as far as its words are not erased."""
    (before,) = rows = tx.survey_answers(SurveyFilter(id=row.id), limit=1)
    (known,) = read_answers(tx, rows)
    erased = any(one.content is None for one in tx.vault([row.id]))
    return (before.scores, before.person) == (row.scores, row.person) and (erased or known.words == answer.words)


# ---- read ------------------------------------------------------------------------------------------------------------
def scores_of(row: SurveyAnswerRow) -> Mapping[str, tuple[int, int, int]]:
    """Return an answer's scores by question, each with the ends of its scale."""
    return {name: (one[0], one[1], one[2]) for name, one in json.loads(row.scores).items()}


def read_answers(tx: Reader, rows: Sequence[SurveyAnswerRow]) -> tuple[SurveyAnswer, ...]:
    """Return answers with their words, in the order of their rows."""
    said: dict[str, dict[str, str]] = {}
    for one in tx.vault([row.id for row in rows]):
        if one.content is not None:
            said.setdefault(one.case, {})[one.field] = one.content.decode()
    return tuple(
        SurveyAnswer(
            id=row.id,
            unit=row.unit,
            survey=row.survey,
            at=row.at,
            scores={name: score for name, (score, _, _) in scores_of(row).items()},
            words=said.get(row.id, {}),
            told_to=row.told_to or None,
            case=row.case or None,
        )
        for row in rows
    )


def all_answers(tx: Reader, where: SurveyFilter) -> Iterator[SurveyAnswerRow]:
    """Yield every answer that the filter lets through, newest first."""
    after: str | None = None
    while rows := tx.survey_answers(where, after=after, limit=2000):
        yield from rows
        after = rows[-1].id
