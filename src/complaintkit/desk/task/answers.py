"""The handbook of frequent questions 常见问题解答手册: proposed, approved, replaced, retired; searched and printed. S3.2"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs

from complaintkit.decision.tables.verb import declared
from complaintkit.decision.task import Opening
from complaintkit.decision.task.answer import editor_for
from complaintkit.decision.task.field import check_impersonal
from complaintkit.desk.reading import answers as reading
from complaintkit.desk.reading.sight import check_limit
from complaintkit.desk.task.change import TaskChange, number_of
from complaintkit.desk.task.door import TaskDoor
from complaintkit.model.check import words
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.model.task import TaskKind

if TYPE_CHECKING:
    from complaintkit.model.actor import By
    from complaintkit.model.answer import Answer, Asked
    from complaintkit.model.case import CaseRef
    from complaintkit.model.period import Period
    from complaintkit.model.task import Task
    from complaintkit.paper import AnswerBook


@declared("answers")
@attrs.frozen
class Answers:
    """What customers often ask, and what they are answered: `desk.answers`. S3.2

    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     draft = desk.answers.propose("清真餐怎么订？", "提前一天致电热线", by="chen")
    ...     entry = desk.answers.approve(draft, by="general-manager")
    ...     found = desk.answers.search("我们想订清真餐", by="chen")
    >>> entry.state, [one.answer for one in found]
    ('approved', ['提前一天致电热线'])
    """

    _tasks: TaskDoor = attrs.field(repr=False)

    # ---- writing ---------------------------------------------------------------------------------------------------
    def propose(
        self,
        question: str,
        answer: str,
        *,
        by: By,
        unit: str | None = None,
        category: str | None = None,
        language: str | None = None,
        cases: Sequence[str] = (),
        idempotency_key: str | None = None,
    ) -> Task:
        """Propose an entry; an editor of the unit, whose role may `edit-answers`, approves it.

        Args:
            question: what is asked, without anybody in it.
            answer: what is to be answered, without anybody in it.
            by: who proposes it.
            unit: where it holds, with all that lies within; that of `by` where none is given.
            category: the category under which it stands in the handbook.
            language: that of the entry; Chinese where it is written in Chinese, else English.
            cases: numbers of the inquiries it comes from.
            idempotency_key: the same key again gives what the first gave, and does nothing.

        Raises:
            InvalidInput: question or answer says nothing, or holds a telephone number, an e-mail address, or the name of a
                customer of these cases; there is no such unit or category.
            NotFound: a case is not for `by` to see. R20
        """
        typed, cases = {"question": question, "answer": answer}, words(cases, field="cases")

        def change(changes: TaskChange) -> Task:
            where = changes.place(unit, cases=cases) or changes.home(str(by))
            opening = _opening(changes, typed, unit=where, category=category, language=language, cases=cases)
            return changes.open(opening)

        asked = {**typed, "unit": unit, "category": category, "language": language, "cases": cases}
        return self._tasks.perform(change, verb="answers.propose", by=by, typed=typed, key=idempotency_key, asked=asked)

    def approve(self, task: Task | str, *, by: By, idempotency_key: str | None = None) -> Task:
        """Take a draft into the handbook; what it replaces goes out of it.

        Raises:
            NotAllowed: it is no draft, or no role of `by` may `edit-answers`; names what is possible.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """

        def change(changes: TaskChange) -> Task:
            entry = changes.step(task, "approve", {})
            if entry.source and changes.find(entry.source).state != "retired":
                changes.step(entry.source, "replace", {"next": entry.number})
            return entry

        return self._tasks.perform(
            change, verb="answers.approve", by=by, typed={}, key=idempotency_key, asked={"task": number_of(task)}
        )

    def retire(self, task: Task | str, *, by: By, reason: str, idempotency_key: str | None = None) -> Task:
        """Take an entry out of the handbook, or turn a draft down, and say why.

        Raises:
            InvalidInput: the reason is missing.
            NotAllowed: it is out already, or no role of `by` may `edit-answers`; names what is possible.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        return self._tasks.step("answers.retire", task, {"reason": reason}, by=by, key=idempotency_key)

    def replace(
        self,
        task: Task | str,
        *,
        by: By,
        question: str | None = None,
        answer: str | None = None,
        idempotency_key: str | None = None,
    ) -> Task:
        """Propose another wording of an entry: a draft, which takes its place once it is approved.

        Args:
            task: the entry, or its number.
            by: who proposes it.
            question: the new question; the old one where none is given.
            answer: the new answer; the old one where none is given.
            idempotency_key: the same key again gives what the first gave, and does nothing.

        Raises:
            InvalidInput: neither is new, or one holds what leads to a person; names the field.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        given = {"question": question, "answer": answer}

        def change(changes: TaskChange) -> Task:
            old = changes.find(task)
            before = {"question": old.what or "", "answer": old.words.get("answer", "")}
            typed = {name: before[name] if text is None else text for name, text in given.items()}
            if old.kind is not TaskKind.ANSWER or typed == before:
                raise InvalidInput(
                    field="answer",
                    reason=phrase("nothing would change"),
                    next_step=phrase("Give another question or answer of an entry of the handbook."),
                )
            opening = _opening(
                changes,
                typed,
                unit=old.unit,
                category=old.about.get("category"),
                language=old.values["language"][0],
                cases=old.cases,
            )
            return changes.open(attrs.evolve(opening, source=old.number))

        return self._tasks.perform(
            change,
            verb="answers.replace",
            by=by,
            typed=given,
            key=idempotency_key,
            asked={"task": number_of(task), "question": question, "answer": answer},
        )

    # ---- reading ---------------------------------------------------------------------------------------------------
    def list(
        self, *, by: By, unit: str | None = None, language: str | None = None, category: str | None = None
    ) -> tuple[Answer, ...]:
        """List the approved entries that hold where `by` works, or in a unit that is named; oldest first.

        Args:
            by: who asks.
            unit: where they hold.
            language: only of this language.
            category: only of this category.

        Raises:
            InvalidInput: `by` does not work here; there is no such unit.
        """
        found = reading.entries(self._tasks.door, by=by, unit=unit, language=language)
        return tuple(one for one in found if category in (None, one.category))

    def search(
        self, text: str, *, by: By, unit: str | None = None, language: str | None = None, limit: int = 5
    ) -> tuple[Answer, ...]:
        """Find the approved entries that fit a question, the most fitting first.

        Args:
            text: the question, in whatever words.
            by: who asks.
            unit: where they hold; where `by` works if none is given.
            language: only of this language.
            limit: at most so many.

        Raises:
            InvalidInput: `by` does not work here; there is no such unit; the limit is out of range.
        """
        found = reading.entries(self._tasks.door, by=by, unit=unit, language=language)
        return reading.fitting(found, text, limit=check_limit(limit))

    def for_case(self, case: CaseRef, *, by: By, limit: int = 3) -> tuple[Answer, ...]:
        """Return the approved entries that fit what a case asks, where it asks it: to be answered with as it comes in.

        Raises:
            NotFound: there is no such case, or `by` may not see it. R20
        """
        return reading.for_case(self._tasks.door, case, by=by, limit=check_limit(limit))

    def groups(self, period: Period, *, by: By, least: int = 3) -> tuple[Asked, ...]:
        """Return what was asked alike, and answered, at least so many times in a period, and has no entry: to write one of.

        Only inquiries that `by` may see count, the newest 2,000 of them; questions that share most of their characters are
        alike. R20

        Args:
            period: a `Period`, such as `Period.month(2026, 11, zone=...)`.
            by: who asks.
            least: how often something has to be asked.

        Raises:
            InvalidInput: `by` does not work here; `period` is no Period.
        """
        return reading.asked_often(self._tasks.door, period, by=by, least=check_limit(least))

    def handbook(self, *, by: By, language: str = "en", unit: str | None = None) -> AnswerBook:
        """Return the handbook: the approved entries of a language by category, to print (`to_html()`) or to edit (`to_markdown()`).

        Args:
            by: who asks.
            language: that of the entries and of what stands around them.
            unit: where the entries hold; where `by` works if none is given.

        Raises:
            InvalidInput: `by` does not work here; there is no such unit.
        """
        return reading.handbook(self._tasks.door, by=by, unit=unit, language=language)


def _opening(
    changes: TaskChange,
    typed: dict[str, str],
    *,
    unit: str,
    category: str | None,
    language: str | None,
    cases: tuple[str, ...],
) -> Opening:
    """Return the opening of a draft that names nobody.

    Raises:
        InvalidInput: it says nothing, or names somebody.
    """
    facts = changes.facts(unit)
    if category is not None:
        facts.playbook.category(category)
    customers = changes.customers(cases)
    for field, text in typed.items():
        if not isinstance(text, str) or not text.strip():
            raise InvalidInput(
                field=field, reason=phrase("is missing"), next_step=phrase("Write it in a sentence or two.")
            )
        check_impersonal(field, text, customers)
    return Opening(
        kind=TaskKind.ANSWER,
        unit=unit,
        what=typed["question"].strip(),
        who=editor_for(facts, unit),
        assigned=True,
        about={"category": category} if category else {},
        cases=cases,
        given={"answer": typed["answer"], "language": language or reading.language_of(typed["question"])},
    )
