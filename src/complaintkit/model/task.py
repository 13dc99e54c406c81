"""Tasks beside the cases: an improvement, a review, a check, a training, ... each with an owner, a date and an end. S0.11, S2.7"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

import attrs

from complaintkit.model.handover import Handover
from complaintkit.model.phrase import Phrase, phrase
from complaintkit.model.text import said

__all__ = ["TASK_KINDS", "Decided", "Task", "TaskBreach", "TaskKind", "TaskLine", "TaskStep"]


class TaskKind(StrEnum):
    """What a task is.

    >>> TaskKind("action") is TaskKind.ACTION
    True
    """

    ACTION = "action"  # 改进措施: done with evidence, then checked whether it worked (S0.11, S4.4)
    REVIEW = "review"  # 总结会议: held by a group at the end of a period (S1.12, S2.9)
    CHECK = "check"  # 日常检查: a round with a list (S1.4, S3.14)
    FINDING = "finding"  # what a check found, until it is put right (S3.14)
    IDEA = "idea"  # 合理化建议 of staff: adopted or not, with the reason (S0.11, S2.9)
    ANSWER = "answer"  # an entry of the handbook of frequent questions 常见问题 (S3.2)
    TENDENCY = "tendency"  # 倾向性问题: something that rises, told to whoever answers for it (S4.11)
    INCIDENT = "incident"  # several complaints of one cause, under one lead (R11)
    RECALL = "recall"  # 召回: the goods of an incident are called back, by its grade (R11)
    REPORT = "report"  # what an authority is told of an incident (R11)
    TRAINING = "training"  # 培训: who has to attend, who did (S0.15, S3.10)
    INBOX = "inbox"  # 收件箱: something came in that could not become a case by itself, until somebody has seen to it (S0.3)
    ASSESSMENT = "assessment"  # 考核: how a person or a unit worked in a period (S3.11, S4.5)
    EVENT = "event"  # 会员活动: planned, announced to members, held (S3.9)


TASK_KINDS: Mapping[str, Phrase] = phrase.table(
    "task kind",
    "action review check finding idea answer tendency incident recall report training assessment inbox event",
)
"""The kinds of tasks as people call them."""


_TURNS = frozenset({TaskKind.CHECK, TaskKind.REVIEW})


@attrs.frozen(kw_only=True)
class TaskStep:
    """One step that somebody took: its word, when, by whom, and what they gave with it: values, and words of their own."""

    word: str
    at: datetime
    by: str
    values: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    words: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class TaskBreach:
    """A date that passed: it stays on record, whatever follows. R15"""

    due_at: datetime
    noticed_at: datetime


@attrs.frozen(kw_only=True)
class Task:
    """Something to be done beside the cases.

    `owner` answers for it; `waits_for` is who has to take the next step. `about` says what it concerns, by closed words
    (category, cause, lot, staff, ...), `subject` the one of these that makes it the same as another, `period` which turn of
    what comes again. `values` and `words` hold what the steps so far gave, the newest of each field. `source` is the number
    of the task it came from. The first date stays in `first_due_at` when a leader moved it. R15
    `owners` is everybody who answered for it, the first one first; `handovers` are the offers to take it, and what became of
    them: while one waits (`handover`), the next step is the receiver's answer, and the owner answers for the task. F2
    `replayed`: the verb that returned it did nothing, for the same had been done before.

    >>> from datetime import timedelta
    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     task = desk.actions.open("冷链到货测温", by="general-manager", who="quality-head", due=timedelta(days=30))
    >>> task.kind.value, task.state, task.owner, task.open
    ('action', 'open', 'quality-head', True)
    """

    id: str
    number: str
    kind: TaskKind
    unit: str
    what: str | None
    title: Mapping[str, str] = attrs.field(factory=dict)
    owner: str
    opened_by: str
    opened_at: datetime
    state: str
    open: bool = True
    waits_for: str = ""
    subject: str = ""
    period: str = ""
    about: Mapping[str, str] = attrs.field(factory=dict)
    cases: tuple[str, ...] = ()
    source: str | None = None
    due_at: datetime | None = None
    first_due_at: datetime | None = None
    closed_at: datetime | None = None
    values: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    words: Mapping[str, str] = attrs.field(factory=dict)
    steps: tuple[TaskStep, ...] = ()
    breaches: tuple[TaskBreach, ...] = ()
    owners: tuple[str, ...] = ()
    handovers: tuple[Handover, ...] = ()
    version: int = 0
    replayed: bool = attrs.field(default=False, eq=False, repr=False)

    @property
    def is_late(self) -> bool:
        """True where the date that counts now has passed and was noticed."""
        return self.open and any(one.due_at == self.due_at for one in self.breaches)

    @property
    def handover(self) -> Handover | None:
        """The offer that waits for an answer. F2"""
        return next((one for one in reversed(self.handovers) if one.state == "offered"), None)

    @property
    def next_at(self) -> datetime | None:
        """When somebody has to look at it again: its date, once; the end of an offer."""
        dates = (None if self.is_late else self.due_at, self.handover.lapses_at if self.handover else None)
        return min((one for one in dates if one), default=None) if self.open else None

    def sentence(self, language: str = "en") -> str:
        """Return its kind and what it is about, for a row of a list."""
        kind = TASK_KINDS[self.kind].to(language)
        return phrase("{kind}: {what}", context="task", kind=kind, what=self.in_words(language)).to(language)

    def in_words(self, language: str = "en") -> str:
        """Return what it is: what somebody wrote, else what the playbook calls it, with the turn of what comes again."""
        called = self.what or said(self.title, language) or self.subject.partition(":")[2] or self.number
        if not self.period or self.kind not in _TURNS:
            return called
        return phrase("{what} ({period})", context="task", what=called, period=self.period).to(language)


@attrs.frozen(kw_only=True)
class TaskLine:
    """One thing that happened to a task: when, by the clock of its unit; by whom; and in words what, with what was given.

    >>> from datetime import timedelta
    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     task = desk.actions.open("冷链到货测温", by="general-manager", who="quality-head", due=timedelta(days=30))
    ...     done = desk.actions.finish(task, by="quality-head", evidence="记录表已归档")
    ...     line = desk.tasks.timeline(done, by="quality-head")[-1]
    >>> line.by, line.sentence("en"), line.details("zh")
    ('quality-head', 'Put on record that it is done', ('完成证据：记录表已归档',))
    """

    at: datetime
    by: str
    event: str
    who: Phrase
    what: Phrase
    said: tuple[Phrase, ...] = ()

    def sentence(self, language: str = "en") -> str:
        """Return what happened, in a language (BCP 47)."""
        return self.what.to(language)

    def details(self, language: str = "en") -> tuple[str, ...]:
        """Return what was given with it, each with its label, in a language (BCP 47)."""
        return tuple(one.to(language) for one in self.said)


@attrs.frozen
class Decided:
    """What a review decides or a check finds: what is to be done, by whom, by when; and what it concerns.

    >>> from datetime import timedelta
    >>> Decided("换保温箱", who="wu", due=timedelta(days=30), cause="delivery/cold").about()
    {'cause': 'delivery/cold'}
    """

    what: str
    who: str = attrs.field(kw_only=True)
    due: datetime | timedelta = attrs.field(kw_only=True)
    category: str | None = attrs.field(default=None, kw_only=True)
    cause: str | None = attrs.field(default=None, kw_only=True)
    lot: str | None = attrs.field(default=None, kw_only=True)
    place: str | None = attrs.field(default=None, kw_only=True)

    def about(self) -> dict[str, str]:
        """Return what it concerns, as far as that is said."""
        words = {"category": self.category, "cause": self.cause, "lot": self.lot, "place": self.place}
        return {word: value for word, value in words.items() if value}
