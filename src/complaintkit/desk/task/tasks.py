"""All tasks beside the cases, whatever their kind: list them, read one, take a step, give or offer one, put one off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import attrs

from complaintkit.decision.tables.verb import declared
from complaintkit.decision.task import EXTEND, MACHINES, Opening, possible_words
from complaintkit.desk.reading.sight import check_limit
from complaintkit.desk.task.change import TaskChange, due_date, number_of, seen_task
from complaintkit.desk.task.door import TaskDoor
from complaintkit.desk.task.timeline import timeline_of
from complaintkit.model.actor import actor_name
from complaintkit.model.check import maybe_said, string, words
from complaintkit.model.did_you_mean import nearest
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.model.task import TaskKind
from complaintkit.ports.storage import TaskFilter
from complaintkit.records.incident import is_apart, is_ready

if TYPE_CHECKING:
    from complaintkit.model.actor import By
    from complaintkit.model.task import Task, TaskLine


@declared("tasks")
@attrs.frozen
class Tasks:
    """Everything to be done beside the cases: `desk.tasks`. Each kind has a noun of its own that opens it. S0.11, S2.7

    >>> from datetime import timedelta
    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     task = desk.actions.open("冷链到货测温", by="general-manager", who="quality-head", due=timedelta(days=30))
    ...     [(one.number == task.number, one.sentence("zh")) for one in desk.tasks.list(by="quality-head")]
    [(True, '改进措施：冷链到货测温')]
    """

    _tasks: TaskDoor = attrs.field(repr=False)

    def list(
        self,
        *,
        by: By,
        kind: TaskKind | str | Sequence[TaskKind | str] = (),
        open: bool | None = True,  # noqa: A002  the word that `desk.cases` has for it
        unit: str | None = None,
        owner: str | None = None,
        waits_for: str | None = None,
        case: str | None = None,
        subject: str | None = None,
        after: str | None = None,
        limit: int = 100,
    ) -> tuple[Task, ...]:
        """List tasks, newest first, as far as `by` may see: their own, and those of the units they see. R20

        Args:
            by: who asks.
            kind: only of this kind, or of one of these.
            open: only those to be done (None: all, False: those that ended).
            unit: only of this unit.
            owner: only those that this person answers for.
            waits_for: only those whose next step is this person's.
            case: only those that this case belongs to, by its number.
            subject: only those about this, such as `category:food/spoiled`.
            after: go on behind the one of this number, the last one of the page before.
            limit: at most so many, 1 to 10,000.

        Raises:
            InvalidInput: `by` does not work here; there is no such kind, unit or person; the limit is out of range.
            NotFound: there is no task of the number `after`.
        """
        for name, one in {
            "unit": unit,
            "owner": owner,
            "waits_for": waits_for,
            "case": case,
            "subject": subject,
        }.items():
            maybe_said(one, field=name)
        kinds = (kind,) if isinstance(kind, str) else words(kind, field="kind")
        where = TaskFilter(
            kinds=frozenset(_kind(one).value for one in kinds),
            open=open,
            units=frozenset({unit}) if unit else None,
            owner=owner,
            waits_for=frozenset({waits_for}) if waits_for else None,
            case=case,
            subject=subject,
        )
        return self._tasks.list(where, by=by, after=after, limit=check_limit(limit))

    def show(self, task: Task | str, *, by: By) -> Task:
        """Return one as it stands.

        Raises:
            NotFound: there is none of this number, or it is not for `by` to see. R20
        """
        return self._tasks.find(task, by=by)

    def possible(self, task: Task | str, *, by: By) -> tuple[str, ...]:
        """Return all that `by` may do with it now, by the words that `step` takes: `("finish", "give", "offer", "tie")`.

        First the steps of its kind, then those that every kind has: `extend`, `give`, `offer`, `accept_offer`, `decline_offer`,
        `tie`, `untie`. What is not among them is refused. R20

        Raises:
            NotFound: there is none of this number, or it is not for `by` to see. R20
        """
        door = self._tasks.door
        with door.storage.reading() as tx:
            facts, loaded = seen_task(door, tx, task, by=by)
            words = possible_words(facts, loaded.task, apart=is_apart(facts, tx, loaded.task))
            return tuple(word for word in words if is_ready(door, tx, loaded.task, word, by))

    def timeline(self, task: Task | str, *, by: By) -> tuple[TaskLine, ...]:
        """Tell what happened to one, in order and in words: by the clock of its unit, with what was given at each step.

        Raises:
            NotFound: there is none of this number, or it is not for `by` to see. R20
        """
        return timeline_of(self._tasks.door, task, by=by)

    def open(
        self,
        kind: TaskKind | str,
        what: str | None,
        *,
        by: By,
        who: str | None = None,
        due: datetime | timedelta | None = None,
        unit: str | None = None,
        about: Mapping[str, str] | None = None,
        cases: Sequence[str] = (),
        source: str | None = None,
        given: Mapping[str, object] | None = None,
        idempotency_key: str | None = None,
    ) -> Task:
        """Open one of any kind, as a form does; the nouns have a typed verb for each. `desk.vocabulary` says what a kind asks for.

        Args:
            kind: its kind, such as `action`.
            what: what is to be done.
            by: who opens it: whoever may, by its kind.
            who: who answers for it; `by` where nobody is named.
            due: by when, a moment or a span from now on.
            unit: where; that of `who` where none is given.
            about: what it concerns, by closed words: `{"category": "food"}`.
            cases: numbers of the cases it follows from.
            source: the number of the task it follows from.
            given: what its kind asks for beside, by field.
            idempotency_key: the same key again gives what the first gave, and does nothing.

        Raises:
            InvalidInput: there is no such kind; something is missing, or is not what belongs there; names the field.
            NotAllowed: `by` may not open one for `who`.
            NotFound: a case, or the source, is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        asked = {
            "kind": kind,
            "what": what,
            "who": who,
            "due": due,
            "unit": unit,
            "about": about,
            "cases": cases,
            "source": source,
            "given": given,
        }

        def change(changes: TaskChange) -> Task:
            for field in ("who", "unit", "source"):
                string(asked[field] or "", field=field)
            machine, owner = MACHINES[_kind(kind)], who or actor_name(by)
            where = changes.place(unit, cases=cases, source=source) or changes.home(owner)
            opening = Opening(
                kind=machine.kind,
                unit=where,
                what=what,
                who=owner,
                due_at=due_date(changes.facts(where), at=due),
                about=about or {},
                cases=tuple(cases),
                source=changes.find(source).number if source else None,
                given=given or {},
            )
            return changes.open(opening)

        typed = {"what": what, **(given or {})}
        return self._tasks.perform(change, verb="tasks.open", by=by, typed=typed, key=idempotency_key, asked=asked)

    def step(self, task: Task | str, step: str, *, by: By, idempotency_key: str | None = None, **given: object) -> Task:
        """Take a step by its word, as a form does: fields may be text, too. The nouns have a typed verb for each.

        Args:
            task: the task, or its number.
            step: the step's word, such as `finish`, or that of a step which every kind has, such as `extend` or `offer`.
            by: who takes it.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            given: the fields that the step asks for; `desk.vocabulary` names them.

        Raises:
            InvalidInput: a field is missing, or is not what belongs there; names it.
            NotAllowed: it does not stand there, or it is not for `by`; names what is possible.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        return self._tasks.perform(
            lambda change: change.take(task, step, given),
            verb="tasks.step",
            by=by,
            typed=given,
            key=idempotency_key,
            asked={"task": number_of(task), "step": step, "given": given},
        )

    def give(self, task: Task | str, *, by: By, to: str, reason: str, idempotency_key: str | None = None) -> Task:
        """Give one to somebody else, who answers for it from now on: by its owner, or somebody above them.

        It goes upwards, to somebody above its owner, or down to whoever `by` leads; who is above its owner may take it. A
        colleague gets it from somebody who leads them, or is asked with `offer`. F2

        Raises:
            InvalidInput: nobody of the id `to` works here; the reason is missing.
            NotAllowed: it has ended, is not for `by` to give, or `to` is not for `by` to give work to; names who may.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        return self._tasks.perform(
            lambda change: change.give(task, to, reason),
            verb="tasks.give",
            by=by,
            typed={"reason": reason},
            key=idempotency_key,
            asked={"task": number_of(task), "to": to, "reason": reason},
        )

    def offer(
        self,
        task: Task | str,
        *,
        by: By,
        to: str,
        reason: str,
        note: str | None = None,
        idempotency_key: str | None = None,
    ) -> Task:
        """Ask a colleague to take one; who has it answers for it, and its date runs on, until they do. F2

        Two refusals, or one offer that nobody answers in time, bring it to the leader above its owner, who says whose it is with
        `give`; nobody is asked who had it before. F3

        Args:
            task: the task, or its number.
            by: who asks: whoever answers for it, or somebody above them.
            to: who is asked.
            reason: why.
            note: what they should know.
            idempotency_key: the same key again gives what the first gave, and does nothing.

        Raises:
            InvalidInput: nobody of the id `to` works here, they have it, or are away for long; the reason is missing.
            NotAllowed: it has ended, is not for `by` to offer, somebody has been asked already, `to` had it, or it bounced.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        return self._tasks.perform(
            lambda change: change.offer(task, to, reason, note),
            verb="tasks.offer",
            by=by,
            typed={"reason": reason, **({"note": note} if note is not None else {})},
            key=idempotency_key,
            asked={"task": number_of(task), "to": to, "reason": reason, "note": note},
        )

    def accept(self, task: Task | str, *, by: By, handover: str, idempotency_key: str | None = None) -> Task:
        """Take one that was offered; from now on `by` answers for it. F2

        Args:
            task: the task, or its number.
            by: who takes it: whoever was asked, or acts for them.
            handover: the id of the offer: `task.handover.id`.
            idempotency_key: the same key again gives what the first gave, and does nothing.

        Raises:
            NotAllowed: it was offered to somebody else, or `by` had it before. F3
            NotFound: there is no such task or offer, or it is not for `by` to see. R20
            ConflictError: it was answered, has lapsed, or is void; or the key stood for something else.
        """
        return self._tasks.perform(
            lambda change: change.accept(task, handover),
            verb="tasks.accept",
            by=by,
            typed={},
            key=idempotency_key,
            asked={"task": number_of(task), "handover": handover},
        )

    def decline(
        self,
        task: Task | str,
        *,
        by: By,
        handover: str,
        reason: str,
        note: str | None = None,
        idempotency_key: str | None = None,
    ) -> Task:
        """Refuse one that was offered, for a reason of the playbook's list; "not my job" is not on it. F4

        Args:
            task: the task, or its number.
            by: who refuses: whoever was asked, or acts for them.
            handover: the id of the offer: `task.handover.id`.
            reason: a word of the list, such as `overloaded`.
            note: what they say beside.
            idempotency_key: the same key again gives what the first gave, and does nothing.

        Raises:
            InvalidInput: the reason is none of the list.
            NotAllowed: it was offered to somebody else.
            NotFound: there is no such task or offer, or it is not for `by` to see. R20
            ConflictError: it was answered, has lapsed, or is void; or the key stood for something else.
        """
        return self._tasks.perform(
            lambda change: change.decline(task, handover, reason, note),
            verb="tasks.decline",
            by=by,
            typed={"note": note} if note is not None else {},
            key=idempotency_key,
            asked={"task": number_of(task), "handover": handover, "reason": reason, "note": note},
        )

    def extend(
        self,
        task: Task | str,
        *,
        by: By,
        until: datetime | timedelta,
        reason: str,
        idempotency_key: str | None = None,
    ) -> Task:
        """Put its date off, once: by somebody above the owner, with the reason. The first date stays on record. R15

        Raises:
            InvalidInput: the date has passed, or the reason is missing.
            NotAllowed: it was put off before, or `by` is not above its owner.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        given = {"until": until, "reason": reason}
        return self._tasks.perform(
            lambda change: change.step(task, EXTEND, given),
            verb="tasks.extend",
            by=by,
            typed=given,
            key=idempotency_key,
            asked={"task": number_of(task), **given},
        )

    def tie(self, task: Task | str, case: str, *, by: By, idempotency_key: str | None = None) -> Task:
        """Let a case belong to it, also later. R11

        Raises:
            NotFound: there is no such task or case, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        return self._tasks.perform(
            lambda change: change.tie(task, case),
            verb="tasks.tie",
            by=by,
            typed={},
            key=idempotency_key,
            asked={"task": number_of(task), "case": case},
        )

    def untie(
        self, task: Task | str, case: str, *, by: By, reason: str | None = None, idempotency_key: str | None = None
    ) -> Task:
        """Let a case not belong to it after all. R14

        From an incident with a reason, and by somebody above its lead who never led it: its customer would not be told, nor its
        evidence waited for. At the top of the house the lead does it. R11, R12

        Raises:
            InvalidInput: an incident is asked to let a case go without a reason.
            NotAllowed: `by` led the incident, or is not above who does.
            NotFound: there is no such task or case, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        return self._tasks.perform(
            lambda change: change.untie(task, case, reason),
            verb="tasks.untie",
            by=by,
            typed={"reason": reason} if reason is not None else {},
            key=idempotency_key,
            asked={"task": number_of(task), "case": case, "reason": reason},
        )


def _kind(word: TaskKind | str) -> TaskKind:
    """Read a kind of task.

    Raises:
        InvalidInput: there is none of this name, or none that can be opened yet.
    """
    if isinstance(word, str) and word in MACHINES:
        return TaskKind(word)
    raise InvalidInput(
        field="kind",
        reason=phrase("{value!r} is not known", value=word),
        next_step=nearest(str(word), [one.value for one in MACHINES]),
    )
