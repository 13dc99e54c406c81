"""What every verb has: what was opened, and the way to perform a command."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from complaintkit.model.errors import StorageError
from complaintkit.model.phrase import phrase

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
    """What was opened, and the way through its door."""

    def __init__(self, opened: Opened) -> None:
        """Take what `Desk.open` opened; only this process may use it."""
        self._opened = opened
        self._process = os.getpid()

    @property
    def _door(self) -> Door:
        """Return the door of this process.

        Raises:
            StorageError: the desk was opened before a fork; two processes must not share its connections.
        """
        if self._process != os.getpid():
            raise StorageError(
                reason=phrase("this desk was opened before a fork"),
                next_step=phrase("Open one in each process."),
            )
        return self._opened.door

    async def in_thread(self, verb: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        r"""Perform any verb off the event loop: `await desk.in_thread(desk.receive, "...", by="chen", ...)`.

        Args:
            verb: the verb to call, such as `desk.receive`.
            \*args: its positional arguments.
            \*\*kwargs: its named arguments.

        Raises:
            ComplaintKitError: whatever the verb raises.
        """
        import asyncio

        return await asyncio.to_thread(verb, *args, **kwargs)

    def do(
        self, command: Command, *, by: By, idempotency_key: str | None = None, if_version: int | None = None
    ) -> Done:
        """Perform a command: the one door, of which every verb is a typed short form.

        The same `idempotency_key` again gives what the first gave (`replayed`), and does nothing. With `if_version` it is
        refused where the case has moved on.

        Args:
            command: one of `complaintkit.commands`.
            by: who does it: a staff id, or `System(name)` for a program.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            ComplaintKitError: it is refused; what was typed is kept (`error.kept_as`).
        """
        import attrs

        from complaintkit.desk.verbs._performing import perform
        from complaintkit.records.request import check_command

        check_command(command)
        return perform(
            self._door,
            self._opened.plugins,
            type(command),
            {field.name: getattr(command, field.name) for field in attrs.fields(type(command))},
            by=by,
            idempotency_key=idempotency_key,
            if_version=if_version,
            command=command,
        )

    def _verb(self, word: str, arguments: dict[str, Any]) -> Case:
        """Perform the command, named by its door word, that a verb with these `locals()` is the short form of."""
        from complaintkit.desk.verbs._performing import perform_verb

        return perform_verb(self._door, self._opened.plugins, word, arguments)
