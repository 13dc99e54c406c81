"""Are they satisfied, and what is looked at every day and every month. S1.10, S1.4, S1.12"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

import attrs

from complaintkit.calendars import read_time
from complaintkit.model.check import plain
from complaintkit.model.due import Within
from complaintkit.model.errors import InvalidInput
from complaintkit.model.key_path import dotted
from complaintkit.model.phrase import phrase
from complaintkit.model.read_only import read_only
from complaintkit.model.table import Table
from complaintkit.organisation import Words
from complaintkit.playbook import vocabulary
from complaintkit.playbook._values import conditions, within
from complaintkit.playbook.condition import Condition

__all__ = ["SHIFT", "CheckRule", "Question", "ReviewRule", "SurveyRule", "read_check", "read_review", "read_survey"]

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@attrs.frozen(kw_only=True, field_transformer=read_only)
class Question:
    """A question: on a scale (lowest, highest), or answered in words."""

    id: str
    words: Words
    scale: tuple[int, int] | None = None
    optional: bool = False


@attrs.frozen(kw_only=True, field_transformer=read_only)
class SurveyRule:
    """When whom to ask what; `dissatisfied` says which answers open the next round, any one of them is enough. R8, R9

    `second_grievance`: which answers say that the handling itself was one 二次不满, marked on the case. S1.1
    """

    id: str
    on: str
    questions: Mapping[str, Question]
    media: tuple[str, ...] = ()
    after: Within | None = None
    lapses: Within | None = None
    dissatisfied: tuple[Condition, ...] = ()
    then: str | None = None
    second_grievance: tuple[Condition, ...] = ()


@attrs.frozen(kw_only=True, field_transformer=read_only)
class CheckRule:
    """A check that is made regularly by a role, before a time of day in minutes after midnight; what is looked at. S1.4, S3.15"""

    id: str
    title: Words
    by: str
    every: str
    before: int | None = None
    items: Mapping[str, Words] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True, field_transformer=read_only)
class ReviewRule:
    """A regular meeting of a group on the figures of the period that ended, within so long after it. S0.11, S1.12

    `tell` names who hears those figures and what was decided: roles and groups, or `all` who work there. S2.7
    """

    id: str
    title: Words
    group: str
    every: str
    within: Within | None = None
    agenda: tuple[str, ...] = ()
    alert: Mapping[str, str] = attrs.field(factory=dict)
    tell: tuple[str, ...] = ()

    @property
    def least_shift(self) -> Decimal | None:
        """By how many points a type's share has to move to be told; None where no alert says so. S1.12"""
        found = _POINTS.fullmatch(plain(self.alert.get(SHIFT, "")))
        return Decimal(found["least"]) if found else None


SHIFT: Final = "shift-of-mix"
"""The one figure that an alert can watch."""
_POINTS = re.compile(r">=\s*(?P<least>\d{1,3}(\.\d+)?)\s*points?")


def read_survey(name: str, table: Table) -> SurveyRule:
    """Read one `[survey.<name>]`."""
    table.require("question", "{ ... }")
    questions = {one: _read_question(one, of) for one, of in table.tables("question")}
    survey = SurveyRule(
        id=name,
        on=table.text("on", '"resolved"'),
        questions=questions,
        media=table.several("media"),
        after=table.read("after", within),
        lapses=table.read("lapses", within),
        dissatisfied=_read_scores(table.table("dissatisfied"), questions),
        then=table.one_of("then", vocabulary.SURVEY_THEN, "") or None,
        second_grievance=_read_scores(table.table("second-grievance"), questions),
    )
    table.close()
    return survey


def _read_scores(table: Table, questions: Mapping[str, Question]) -> tuple[Condition, ...]:
    """Read conditions on scores: one that can never hold would overhear a dissatisfied customer."""
    found = conditions(table, questions.__contains__, named=questions)
    for one in found:
        if table.problems.noted(dotted((*table.path[:-1], "question", one.fact))):
            continue
        if not all(value.isascii() and value.isdigit() for value in one.values) or questions[one.fact].scale is None:
            table.wrong(
                one.fact,
                phrase("compares with no score"),
                phrase('Write a score, a list of them, or "<= 2".'),
            )
    return found


def _read_question(name: str, table: Table) -> Question:
    """Read `{ zh = "...", en = "...", scale = [1, 5] }`, or `text = true`; two scores or words, never both."""
    words = {key: str(table.get(key)) for key in table.data if _LANGUAGE.fullmatch(key)}
    scale, free = table.read("scale", _read_scale), table.flag("text")
    if not words:
        table.wrong(
            "",
            phrase("asks nothing"),
            phrase('Write zh = "...", en = "...".'),
        )
    if ("scale" in table) is free:
        table.wrong(
            "",
            phrase("is answered on a scale or in words"),
            phrase("Write scale = [1, 5], or text = true."),
        )
    question = Question(id=name, words=words, scale=scale, optional=table.flag("optional"))
    table.close()
    return question


def _read_scale(value: object) -> tuple[int, int]:
    numbers = value if isinstance(value, list | tuple) else ()
    if len(numbers) != 2 or not all(type(one) is int for one in numbers) or numbers[0] >= numbers[1]:
        raise InvalidInput(
            field="",
            reason=phrase("{value!r} is no scale", value=value),
            next_step=phrase("Write [1, 5]."),
        )
    return numbers[0], numbers[1]


def read_check(name: str, table: Table) -> CheckRule:
    """Read one `[check.<name>]`."""
    table.require("every", '"business day"')
    items = table.table("items")
    check = CheckRule(
        id=name,
        title=table.words("title", required=True),
        by=table.text("by", '"..."'),
        every=table.one_of("every", vocabulary.PERIODS, "business day"),
        before=table.read("before", read_time),
        items={key: items.words(key) for key in items.data},
    )
    table.close()
    return check


def read_review(name: str, table: Table) -> ReviewRule:
    """Read one `[review.<name>]`."""
    table.require("every", '"month"')
    alert = table.table("alert")
    review = ReviewRule(
        id=name,
        title=table.words("title", required=True),
        group=table.text("group", '"..."'),
        every=table.one_of("every", vocabulary.PERIODS, "month"),
        within=table.read("within", within),
        agenda=table.several("agenda"),
        tell=table.several("tell"),
        alert={figure: alert.text(figure, '">= 10 points"') for figure in alert.data},
    )
    table.close()
    return review
