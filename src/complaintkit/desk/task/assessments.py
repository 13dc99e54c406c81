"""Assessments 考核: opened when a period ends, or asked for; marked, told, answered, decided on. S3.11, S3.15, S3.17, S4.5"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import attrs

from complaintkit.decision.tables.verb import declared
from complaintkit.decision.task import Opening
from complaintkit.desk.task.change import TaskChange, due_date, number_of
from complaintkit.desk.task.door import TaskDoor
from complaintkit.insight.own_days import check_period
from complaintkit.model.did_you_mean import nearest
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.model.task import TaskKind
from complaintkit.records.assessments import figures_of

if TYPE_CHECKING:
    from complaintkit.decision import Facts
    from complaintkit.model.actor import By
    from complaintkit.model.period import Period
    from complaintkit.model.task import Task
    from complaintkit.playbook import AssessmentRule


@declared("assessments")
@attrs.frozen
class Assessments:
    """Assessments of people and units: `desk.assessments`. Those of the playbook (`[assessment.service]`) open by themselves.

    Each holds figures that were counted when it was opened, never how many complaints somebody took in or had about them
    (R13); a mark for each standard; perhaps a proposal. Whom it is about is told, answers within seven days, and somebody
    above decides. Nobody sees it but they, who makes it, and who stands above them. S3.11, S3.15, S3.17, S4.5, R20

    >>> from datetime import timedelta
    >>> from complaintkit import Period
    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     asked = desk.assessments.ask(
    ...         "chen",
    ...         by="customer-service-manager",
    ...         rule="complaint-duty",
    ...         period=Period.month(2026, 10, zone="Asia/Shanghai"),
    ...         due=timedelta(days=5),
    ...     )
    ...     told = desk.assessments.assess(
    ...         asked, by="customer-service-manager", marks=dict.fromkeys(asked.values["items"], 4)
    ...     )
    >>> asked.values["figures"][0], told.state, told.waits_for
    ('on-time 0 of 0 few', 'told', 'chen')
    """

    _tasks: TaskDoor = attrs.field(repr=False)

    def ask(
        self,
        staff: str,
        *,
        by: By,
        rule: str,
        period: Period,
        due: datetime | timedelta,
        who: str | None = None,
        what: str | None = None,
        source: str | None = None,
        idempotency_key: str | None = None,
    ) -> Task:
        """Ask for one beside those of the playbook: by somebody above `staff`. S3.11

        Args:
            staff: whom it is about.
            by: who asks.
            rule: the assessment of the playbook whose standards are marked.
            period: of which time the figures are.
            due: by when it is to be made, a moment or a span from now on.
            who: who makes it; `by` where nobody is named.
            what: why it is made; the playbook's title where nothing is said.
            source: the number of the task it follows from.
            idempotency_key: the same key again gives what the first gave, and does nothing.

        Raises:
            InvalidInput: something is missing, or is not what belongs there, or they would judge themselves; names the field.
            NotAllowed: `by` is not above `staff`.
        """
        check_period(period)

        def change(changes: TaskChange) -> Task:
            where = changes.home(staff)
            facts = changes.facts(where)
            standards = _rule(facts, rule)
            work = figures_of(changes.tx, start=period.start, end=period.end)
            opening = Opening(
                kind=TaskKind.ASSESSMENT,
                unit=where,
                what=what,
                title=dict(standards.title),
                who=who,
                due_at=due_date(facts, at=due),
                about={"staff": staff, "rule": rule},
                source=source,
                counted={
                    "items": tuple(standards.items),
                    "span": (period.start.isoformat(), period.end.isoformat()),
                    "figures": work.of_staff(staff).lines(),
                },
            )
            return changes.open(opening)

        asked = {
            "staff": staff,
            "rule": rule,
            "period": period.label,
            "due": due,
            "who": who,
            "what": what,
            "source": source,
        }
        return self._tasks.perform(
            change, verb="assessments.ask", by=by, typed={"what": what}, key=idempotency_key, asked=asked
        )

    def assess(
        self,
        task: Task | str,
        *,
        by: By,
        marks: Mapping[str, int],
        proposal: str | None = None,
        reason: str | None = None,
        strengths: str | None = None,
        remark: str | None = None,
        idempotency_key: str | None = None,
    ) -> Task:
        """Mark each standard from 1 to 5, and perhaps propose a reward, coaching or a consequence; whom it is about is told.

        Args:
            task: the assessment, or its number.
            by: who makes it.
            marks: a mark for each standard of the list.
            proposal: `reward`, `coaching` or `consequence`, where one is proposed; people decide on it. S3.17
            reason: why it is proposed.
            strengths: what was done well.
            remark: anything else.
            idempotency_key: the same key again gives what the first gave, and does nothing.

        Raises:
            InvalidInput: a standard has no mark, or a proposal has no reason; names the field.
            NotAllowed: it was made before, or is not for `by`; names what is possible.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        given: dict[str, object] = {"marks": marks, "strengths": strengths, "remark": remark}
        step = "assess"
        if proposal is not None or reason is not None:
            step, given = "propose", {**given, "proposal": proposal, "reason": reason}
        return self._tasks.perform(
            lambda changes: changes.step(task, step, given),
            verb="assessments.assess",
            by=by,
            typed=given,
            key=idempotency_key,
            asked={
                "task": number_of(task),
                "marks": marks,
                "proposal": proposal,
                "reason": reason,
                "strengths": strengths,
                "remark": remark,
            },
        )

    def answer(self, task: Task | str, *, by: By, answer: str, idempotency_key: str | None = None) -> Task:
        """Answer one that is about oneself, within seven days; somebody above reads it, and decides.

        Raises:
            InvalidInput: the answer is missing.
            NotAllowed: it is not about `by`, was answered, or the time is over; names what is possible.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        return self._tasks.step("assessments.answer", task, {"answer": answer}, by=by, key=idempotency_key)

    def decide(
        self, task: Task | str, *, by: By, decision: str, reason: str, idempotency_key: str | None = None
    ) -> Task:
        """Decide whether it stands with what it proposes: by somebody above who made it. It ends. S3.17

        Args:
            task: the assessment, or its number.
            by: who decides.
            decision: `agreed` or `refused`.
            reason: why.
            idempotency_key: the same key again gives what the first gave, and does nothing.

        Raises:
            InvalidInput: the decision or its reason is missing.
            NotAllowed: there is nothing to decide, or not for `by`; names what is possible.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        return self._tasks.step(
            "assessments.decide", task, {"decision": decision, "reason": reason}, by=by, key=idempotency_key
        )

    def drop(self, task: Task | str, *, by: By, reason: str, idempotency_key: str | None = None) -> Task:
        """Decide that it is not to be made, and why: by somebody above who was to make it.

        Raises:
            InvalidInput: the reason is missing.
            NotAllowed: it was made, or is not for `by`; names what is possible.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        return self._tasks.step("assessments.drop", task, {"reason": reason}, by=by, key=idempotency_key)


def _rule(facts: Facts, name: str) -> AssessmentRule:
    """Return an assessment of the playbook.

    Raises:
        InvalidInput: there is none of that name.
    """
    if name not in facts.playbook.assessments:
        raise InvalidInput(
            field="rule",
            reason=phrase("{rule!r} is no assessment of the playbook", rule=name),
            next_step=nearest(name, facts.playbook.assessments),
        )
    return facts.playbook.assessments[name]
