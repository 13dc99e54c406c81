"""Tasks at the door: listed, read, opened, taken a step, given on, put off, tied to a case. S0.11, R20"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

import attrs

from complaintkit.cli.door._arguments import NAMES_CASE
from complaintkit.cli.door._get import Reading, at_most
from complaintkit.cli.views.task_data import task_data, whole_task
from complaintkit.model.door_word import door_word
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from complaintkit.cli.door._session import Session
    from complaintkit.model.actor import By
    from complaintkit.model.task import Task

RESERVED = frozenset({"self", "task", "step", "by", "idempotency_key"})
"""What names the step itself, and so is no field of one."""
_ENVELOPE = frozenset("args do get id by idempotency_key if_version".split())


@attrs.frozen(kw_only=True)
class ReadTasks(Reading):
    """Tasks beside the cases, newest first; those to be done, where `open` is not given. `after` is the last number seen."""

    kind: tuple[str, ...] = ()
    open: bool | None = True
    unit: str | None = None
    owner: str | None = None
    waits_for: str | None = None
    case: str | None = attrs.field(default=None, metadata={NAMES_CASE: True})
    subject: str | None = None
    after: str | None = None
    limit: int = attrs.field(default=50, validator=at_most(1000))

    def result(self, session: Session, by: By) -> object:
        """Return one page."""
        found = session.desk.tasks.list(by=by, **attrs.asdict(self))
        return [task_data(one, session.zones.of(one), session.language) for one in found]


@attrs.frozen(kw_only=True)
class ReadTask(Reading):
    """A task as it stands, what happened to it, and the steps that the one who asks may take now."""

    task: str

    def result(self, session: Session, by: By) -> object:
        """Return everything known of it."""
        task = session.desk.tasks.show(self.task, by=by)
        return whole_task(session.desk, task, by, session.zones.of(task), session.language)


@attrs.frozen(kw_only=True)
class TaskCommand:
    """What is done with a task; with an idempotency key it is done once."""

    word: ClassVar[str] = "on-task"
    event: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        """Name it: `OpenTask` is `open-task` at the door."""
        cls.word = door_word(cls.__name__)

    def perform(self, session: Session, by: By, key: str | None) -> Task:
        """Do it.

        Raises:
            ComplaintKitError: the desk refuses it; a field is named by where it stands in the request.
        """
        try:
            return self.ask(session, by, key)
        except InvalidInput as error:
            inner = next((one for one in ("about", "given") if error.field in getattr(self, one, ())), None)
            if inner is None:
                raise
            named = error.named(f"{inner}.{error.field}")
            named.kept_as = error.kept_as
            raise named from None

    def ask(self, session: Session, by: By, key: str | None) -> Task:
        """Ask the desk for it, by the verb that it is named after."""
        verb: Callable[..., Task] = getattr(session.desk.tasks, self.word.removesuffix("-task"))
        asked = {one.name: getattr(self, one.name) for one in attrs.fields(type(self))}
        return verb(**asked, by=by, idempotency_key=key)

    @classmethod
    def path_of(cls, field: str) -> str:
        """Return where a field stands in the request; one that is none of ours is missing in `given`."""
        first = field.partition(".")[0].partition("[")[0]
        names = {one.name for one in attrs.fields(cls)}
        if first in _ENVELOPE:
            return field
        if first in names:
            return f"args.{field}"
        return f"args.given.{field}" if "given" in names else field


@attrs.frozen(kw_only=True)
class OpenTask(TaskCommand):
    """Open a task of any kind; the vocabulary says what a kind may be about, and what it asks for (`given`)."""

    event: ClassVar[str] = "task-opened"
    kind: str
    what: str | None = None
    who: str | None = None
    due: datetime | timedelta | None = None
    unit: str | None = None
    about: Mapping[str, str] = attrs.field(factory=dict)
    cases: tuple[str, ...] = ()
    source: str | None = None
    given: Mapping[str, str | bool | int | tuple[str, ...]] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class StepTask(TaskCommand):
    """Take a step of a task; `get task` names those that are possible, and what each asks for (`given`)."""

    event: ClassVar[str] = "task-stepped"
    task: str
    step: str
    given: Mapping[str, str | bool | int | tuple[str, ...]] = attrs.field(factory=dict)

    def ask(self, session: Session, by: By, key: str | None) -> Task:
        """Take it.

        Raises:
            InvalidInput: `given` names what is no field of any step.
        """
        for name in RESERVED & self.given.keys():
            raise InvalidInput(
                field=f"given.{name}",
                reason=phrase("does not belong to this step"),
                next_step=phrase("Leave it out."),
            )
        return session.desk.tasks.step(self.task, self.step, by=by, idempotency_key=key, **self.given)


@attrs.frozen(kw_only=True)
class GiveTask(TaskCommand):
    """Give a task to somebody else, who answers for it from now on."""

    event: ClassVar[str] = "task-given"
    task: str
    to: str
    reason: str


@attrs.frozen(kw_only=True)
class OfferTask(TaskCommand):
    """Ask a colleague to take a task; who has it answers for it until they do."""

    event: ClassVar[str] = "task-offered"
    task: str
    to: str
    reason: str
    note: str | None = None


@attrs.frozen(kw_only=True)
class AcceptTask(TaskCommand):
    """Take a task that was offered."""

    event: ClassVar[str] = "task-given"
    task: str
    handover: str


@attrs.frozen(kw_only=True)
class DeclineTask(TaskCommand):
    """Refuse a task that was offered, for a reason of the list."""

    event: ClassVar[str] = "task-declined"
    task: str
    handover: str
    reason: str
    note: str | None = None


@attrs.frozen(kw_only=True)
class ExtendTask(TaskCommand):
    """Put the date of a task off, once; the first date stays on record."""

    event: ClassVar[str] = "task-stepped"
    task: str
    until: datetime | timedelta
    reason: str


@attrs.frozen(kw_only=True)
class TieTask(TaskCommand):
    """Let a case belong to a task. Twice is once."""

    event: ClassVar[str] = "task-tied"
    task: str
    case: str = attrs.field(metadata={NAMES_CASE: True})


@attrs.frozen(kw_only=True)
class UntieTask(TaskCommand):
    """Let a case not belong to a task after all; from an incident with a reason, by somebody above its lead. Twice is once."""

    event: ClassVar[str] = "task-untied"
    task: str
    case: str = attrs.field(metadata={NAMES_CASE: True})
    reason: str | None = None


def task_commands() -> dict[str, type[TaskCommand]]:
    """List what is done with a task, by its door word."""
    return {kind.word: kind for kind in TaskCommand.__subclasses__()}
