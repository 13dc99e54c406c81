"""What every module of verbs stands on: build the command, pass it through the door, keep what was refused."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn, ParamSpec, TypeVar

from complaintkit.model.bilingual import both
from complaintkit.model.errors import ComplaintKitError, OutcomeUnknown, StorageError

if TYPE_CHECKING:
    from complaintkit.desk._opening import Opened
    from complaintkit.model.actor import By
    from complaintkit.model.case import Case
    from complaintkit.model.commands import Command
    from complaintkit.model.period import Done
    from complaintkit.records.door import Door

P = ParamSpec("P")
T = TypeVar("T")


class Verbs:
    """The desk's inside: what was opened, and the way through the door."""

    def __init__(self, opened: Opened) -> None:
        """`Desk.open` makes one."""
        self._opened = opened
        self._process = os.getpid()

    @property
    def _door(self) -> Door:
        """The door of this process.

        Raises:
            StorageError: the desk was opened before a fork; two processes must not share its connections.
        """
        if self._process != os.getpid():
            raise StorageError(
                reason=both("this desk was opened before a fork", "是在派生进程之前打开的"),
                next_step=both("Open one in each process.", "请在每个进程里各自打开。"),
            )
        return self._opened.door

    async def in_thread(self, verb: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Any verb, off the event loop: `await desk.in_thread(desk.receive, "...", by="chen", ...)`."""
        import asyncio

        return await asyncio.to_thread(verb, *args, **kwargs)

    def do(
        self, command: Command, *, by: By, idempotency_key: str | None = None, if_version: int | None = None
    ) -> Done:
        """Perform a command: the one door. Every verb is its typed short form.

        The same `idempotency_key` again gives what the first gave (`replayed`), and does nothing. With `if_version` it is
        refused where the case has moved on.

        Raises:
            ComplaintKitError: it is refused; what was typed is kept (`error.kept_as`).
        """
        import attrs

        from complaintkit.records.request import check_command

        check_command(command)
        return self._perform(
            type(command),
            {field.name: getattr(command, field.name) for field in attrs.fields(type(command))},
            by=by,
            idempotency_key=idempotency_key,
            if_version=if_version,
            command=command,
        )

    def _verb(
        self,
        kind: type[Command],
        /,
        *,
        by: By,
        idempotency_key: str | None = None,
        if_version: int | None = None,
        **fields: Any,  # noqa: ANN401  the verb's own signature has the types
    ) -> Case:
        return self._perform(kind, fields, by=by, idempotency_key=idempotency_key, if_version=if_version).case

    def _perform(
        self,
        kind: type[Command],
        fields: dict[str, Any],
        *,
        by: By,
        idempotency_key: str | None = None,
        if_version: int | None = None,
        customer: bool = False,
        command: Command | None = None,
    ) -> Done:
        from complaintkit.records.request import Request, made

        try:
            request = Request(
                command=command or made(kind, fields),
                by=by,
                customer=customer,
                idempotency_key=idempotency_key,
                if_version=if_version,
            )
            if getattr(request.command, "remedies", ()):
                from complaintkit.desk._kinds import check_kinds

                check_kinds(self._door, self._opened.plugins, request.command)
            if self._opened.plugins.remedy_guards:
                from complaintkit.desk._proposals import check_guards

                check_guards(self._door, self._opened.plugins, request.command, by)
            return self._door.perform(request)
        except (OutcomeUnknown, ComplaintKitError) as error:
            self._refused(kind.word, fields, by, error)

    def _refused(self, word: str, fields: dict[str, Any], by: By, error: ComplaintKitError) -> NoReturn:
        """Nothing that somebody typed is ever lost: a refused text is kept, and the error says where."""
        from complaintkit.desk.intake.refused import keep

        error.kept_as = keep(self._door, word, fields, by, error)
        raise error
