"""Incidents 同源事件: complaints of one cause under one lead: one investigation, one word to all, recall, report. R11, R12"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import attrs

from complaintkit.decision.tables.verb import declared
from complaintkit.decision.task import Opening
from complaintkit.decision.task.common_cause import lead_of, rule_of
from complaintkit.desk.task.change import TaskChange, due_date, number_of, seen_task
from complaintkit.desk.task.door import TaskDoor
from complaintkit.model.about import SHARED
from complaintkit.model.check import mapping
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import joined, phrase
from complaintkit.model.task import TaskKind
from complaintkit.paper.incident import report_form
from complaintkit.records.case import find
from complaintkit.records.incident import incident_for, incident_of

if TYPE_CHECKING:
    from complaintkit.decision import Facts
    from complaintkit.model.actor import By
    from complaintkit.model.incident import Incident
    from complaintkit.model.task import Task


@declared("incidents")
@attrs.frozen
class Incidents:
    """Incidents: `desk.incidents`. Two complaints of illness about one lot or meal open one by themselves. R11

    Cases join as soon as their lot, meal, dish or till is known, also later, and stay cases with their owners. Recall and report
    have dates that nobody puts off; it is closed when everything is done and all its cases have ended.

    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     incident = desk.incidents.open("酸奶涨袋", by="quality-head", lot="L2291", grade=2)
    ...     done = desk.incidents.recall(incident, by=incident.owner, evidence="各食堂已下架并封存，共38箱")
    ...     standing = desk.incidents.show(incident, by="quality-head")
    >>> done.state, [str(one) for one in standing.missing]
    ('recalled', ['nothing is on record of what was found'])
    """

    _tasks: TaskDoor = attrs.field(repr=False)

    def open(
        self,
        what: str,
        *,
        by: By,
        who: str | None = None,
        lot: str | None = None,
        meal: str | None = None,
        item: str | None = None,
        till: str | None = None,
        category: str | None = None,
        cases: Sequence[str] = (),
        grade: int | None = None,
        known_at: datetime | None = None,
        unit: str | None = None,
        idempotency_key: str | None = None,
    ) -> Task:
        """Open one: by anybody who works here.

        Args:
            what: what happened.
            by: who opens it.
            who: who leads it; whom the playbook names, or who is on duty, where nobody is. Never somebody it is about. R6
            lot: the lot it is about: complaints about it join, wherever they are.
            meal: the meal it is about (the field `meal` of the form); complaints of the same unit join.
            item: the dish or goods it is about.
            till: the till it is about (the field `till`).
            category: what its complaints are about; that of its cases where none is given.
            cases: numbers of the cases that belong to it.
            grade: how soon the goods are called back: 1 within 24 hours of knowing of the risk, 2 within 48, 3 within 72.
            known_at: when the risk was known; now where no time is given.
            unit: where; that of the first case, else of `by`.
            idempotency_key: the same key again gives what the first gave, and does nothing.

        Raises:
            InvalidInput: something is missing, or is not what belongs there; names the field.
            NotAllowed: a complaint is about `who`. R6
            NotFound: a case is not there, or not for `by` to see. R20
        """
        shared = dict(zip(SHARED, (lot, meal, item, till), strict=True))

        def change(changes: TaskChange) -> Task:
            known = [changes.door.readable(changes.tx, number, by).case for number in cases]
            where = changes.place(unit, cases=cases) or (known[0].unit if known else changes.home(who or str(by)))
            facts = changes.facts(where)
            kind = category or next((one.category for one in known if rule_of(facts, one.category)), None)
            about = {word: value for word, value in shared.items() if value} | ({"category": kind} if kind else {})
            opening = Opening(
                kind=TaskKind.INCIDENT,
                unit=where,
                what=what,
                who=who or lead_of(facts, where, known),
                assigned=who is None,
                about=about,
                cases=tuple(one.number for one in known),
                given={"grade": _text(grade), "known_at": due_date(facts, at=known_at, field="known_at")},
            )
            return changes.open(opening)

        named = {"what": what, "who": who, "unit": unit, "category": category, "cases": cases}
        asked = {**named, **shared, "grade": grade, "known_at": known_at}
        return self._tasks.perform(
            change, verb="incidents.open", by=by, typed={"what": what}, key=idempotency_key, asked=asked
        )

    def show(self, task: Task | str, *, by: By) -> Incident:
        """Return how one stands: its recall, its report, its cases with their evidence, and what keeps it from being closed. R12

        Raises:
            NotFound: there is none of this number, or it is not for `by` to see. R20
        """
        with self._tasks.door.storage.reading() as tx:
            door = self._tasks.door
            return incident_for(door, tx, _incident(seen_task(door, tx, task, by=by)[1].task), by)

    def form(self, task: Task | str, *, by: By, language: str | None = None) -> str:
        """Return the report to the authority as text to be printed: what is known, and the playbook's fields to be filled in. R11

        Raises:
            NotFound: there is none of this number, or it is not for `by` to see. R20
        """
        door = self._tasks.door
        with door.storage.reading() as tx:
            facts, loaded = seen_task(door, tx, task, by=by)
            standing = incident_for(door, tx, _incident(loaded.task), by)
            cases = [find(tx, one.number).case for one in standing.cases]
            return report_form(facts, standing, cases, language or facts.playbook.languages[0])

    def join(self, task: Task | str, case: str, *, by: By, idempotency_key: str | None = None) -> Task:
        """Let a case belong to it, also later; it stays a case with its owner.

        Raises:
            NotFound: there is no such incident or case, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        return self._tasks.perform(
            lambda changes: changes.tie(task, case),
            verb="incidents.join",
            by=by,
            typed={},
            key=idempotency_key,
            asked={"task": number_of(task), "case": case},
        )

    def part(self, task: Task | str, case: str, *, by: By, reason: str, idempotency_key: str | None = None) -> Task:
        """Let a case not belong to it after all: by somebody above its lead who never led it. R11, R12, R14

        Its customer would not be told, nor its evidence waited for; so it is not for whoever closes the incident. At the top of
        the house the lead does it.

        Raises:
            InvalidInput: the reason is missing.
            NotAllowed: `by` led the incident, or is not above who does.
            NotFound: there is no such incident or case, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        return self._tasks.perform(
            lambda changes: changes.untie(task, case, reason),
            verb="incidents.part",
            by=by,
            typed={"reason": reason},
            key=idempotency_key,
            asked={"task": number_of(task), "case": case, "reason": reason},
        )

    def grade(self, task: Task | str, *, by: By, grade: int, idempotency_key: str | None = None) -> Task:
        """Say how soon the goods are called back, from when the risk was known. A graver one is sooner, none is later.

        Raises:
            InvalidInput: the grade is not 1, 2 or 3.
            NotAllowed: it is closed, or `by` neither leads it nor is above who does.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        given = {"grade": _text(grade)}
        return self._tasks.perform(
            lambda changes: changes.step(task, "grade", given),
            verb="incidents.grade",
            by=by,
            typed=given,
            key=idempotency_key,
            asked={"task": number_of(task), "grade": grade},
        )

    def investigate(
        self, task: Task | str, *, by: By, facts: str, cause: str | None = None, idempotency_key: str | None = None
    ) -> Task:
        """Put on record what was found, for all its cases: each that goes on has it as a note, for its owner to take over.

        Raises:
            InvalidInput: the facts are missing; the cause is none of the playbook's.
            NotAllowed: it is closed, or is not for `by`.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """

        def change(changes: TaskChange) -> Task:
            if cause is not None:
                changes.facts(changes.find(task).unit).playbook.cause(cause)
            return changes.step(task, "investigate", {"facts": facts, "cause": cause})

        return self._tasks.perform(
            change,
            verb="incidents.investigate",
            by=by,
            typed={"facts": facts},
            key=idempotency_key,
            asked={"task": number_of(task), "facts": facts, "cause": cause},
        )

    def tell_all(self, task: Task | str, *, by: By, text: str, idempotency_key: str | None = None) -> Task:
        """Tell all concerned one thing: each customer once for each contact, by their media. R2

        Who wants no messages gets none; who joins later is told by the same words again, and nobody twice.

        Raises:
            InvalidInput: the text is missing.
            NotAllowed: it is closed, or is not for `by`.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        return self._tasks.step("incidents.tell_all", task, {"text": text}, by=by, key=idempotency_key)

    def recall(self, task: Task | str, *, by: By, evidence: str, idempotency_key: str | None = None) -> Task:
        """Put on record that the goods are called back, with the evidence. Late is on record, too. R15

        Raises:
            InvalidInput: no grade says that there is anything to call back; the evidence is missing.
            NotAllowed: it was done before, or is not for `by`.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        given = {"evidence": evidence}

        def change(changes: TaskChange) -> Task:
            recall = incident_of(changes.tx, _incident(changes.find(task))).recall
            return changes.step(_owed(recall, "grade", phrase("Give it a grade first.")), "recall", given)

        return self._tasks.perform(
            change,
            verb="incidents.recall",
            by=by,
            typed=given,
            key=idempotency_key,
            asked={"task": number_of(task), "evidence": evidence},
        )

    def report_authority(
        self,
        task: Task | str,
        *,
        by: By,
        at: datetime,
        reference: str | None = None,
        fields: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
    ) -> Task:
        """Put on record that it is reported to the authority: when, under which number of theirs, and what the form said.

        Args:
            task: the incident, or its number.
            by: who leads it, or somebody above.
            at: when it was reported.
            reference: the authority's number.
            fields: what the form said, by the playbook's fields.
            idempotency_key: the same key again gives what the first gave, and does nothing.

        Raises:
            InvalidInput: the playbook asks for no report; a field is none of the form's; the time is still to come.
            NotAllowed: it was reported before, or is not for `by`.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        said = dict(mapping(fields, field="fields"))

        def change(changes: TaskChange) -> Task:
            incident = _incident(changes.find(task))
            facts = changes.facts(incident.unit)
            _check_fields(facts, said)
            moment = due_date(facts, at=at, field="at")
            if moment is not None and moment > facts.now:
                raise InvalidInput(
                    field="at",
                    reason=phrase("{at} is still to come", at=facts.time_in_words(moment, incident.unit)),
                    next_step=phrase("Give the time at which it was reported."),
                )
            report = incident_of(changes.tx, incident).report
            given = {
                "reported_at": moment,
                "reference": reference,
                "entries": tuple(f"{name}: {value}" for name, value in said.items() if value),
            }
            return changes.step(_owed(report, "report", phrase("The playbook says which do.")), "report", given)

        return self._tasks.perform(
            change,
            verb="incidents.report_authority",
            by=by,
            typed=said,
            key=idempotency_key,
            asked={"task": number_of(task), "at": at, "reference": reference, "fields": fields},
        )

    def close(self, task: Task | str, *, by: By, remark: str | None = None, idempotency_key: str | None = None) -> Task:
        """Close it: what was found is on record, goods called back, the authority and all concerned told, all cases ended.

        Raises:
            NotAllowed: something is still to be done: all of it is named; or it is not for `by`. R11
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        return self._tasks.step("incidents.close", task, {"remark": remark}, by=by, key=idempotency_key)

    def reopen(self, task: Task | str, *, by: By, reason: str, idempotency_key: str | None = None) -> Task:
        """Open it again.

        Raises:
            InvalidInput: the reason is missing.
            NotAllowed: it is not closed, or is not for `by`.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        return self._tasks.step("incidents.reopen", task, {"reason": reason}, by=by, key=idempotency_key)


def _text(grade: int | None) -> str | None:
    return None if grade is None else str(grade)


def _incident(task: Task) -> Task:
    if task.kind is not TaskKind.INCIDENT:
        raise InvalidInput(
            field="task",
            reason=phrase("{number} is no incident", number=task.number),
            next_step=phrase("Give the number of an incident."),
        )
    return task


def _owed(part: Task | None, field: str, next_step: str) -> Task:
    if part is None:
        raise InvalidInput(field=field, reason=phrase("nothing of this is owed here"), next_step=next_step)
    return part


def _check_fields(facts: Facts, said: Mapping[str, str]) -> None:
    known = facts.playbook.incident.fields
    for name in said:
        if name not in known:
            raise InvalidInput(
                field=name,
                reason=phrase("is no field of the form"),
                next_step=phrase("Fields: {names}.", names=joined(known)),
            )
