"""Perform a command for whoever asks: made, looked at by plugins, passed through the door; what was refused is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NoReturn

from complaintkit.desk._advice import advised
from complaintkit.desk._kinds import check_kinds
from complaintkit.desk._prices import priced
from complaintkit.desk._proposals import check_guards
from complaintkit.model.commands import commands
from complaintkit.model.errors import ComplaintKitError
from complaintkit.records.idempotency import check_key
from complaintkit.records.request import Request, make_command

if TYPE_CHECKING:
    from complaintkit.hooks.plugins import Plugins
    from complaintkit.model.actor import By
    from complaintkit.model.case import Case
    from complaintkit.model.commands import Command
    from complaintkit.model.period import Done
    from complaintkit.records.door import Door

_NO_FIELDS: Final = frozenset({"self", "by", "idempotency_key", "if_version"})


def perform_verb(door: Door, plugins: Plugins, word: str, arguments: dict[str, Any]) -> Case:
    """Perform the command, named by its door word, that a verb is the short form of; return the case after it.

    `arguments` are the verb's `locals()`: each is a field of the command, or one of the circumstances that all share.
    """
    return perform(
        door,
        plugins,
        commands()[word],
        {name: value for name, value in arguments.items() if name not in _NO_FIELDS},
        by=arguments["by"],
        idempotency_key=arguments["idempotency_key"],
        if_version=arguments.get("if_version"),
    ).case


def perform(
    door: Door,
    plugins: Plugins,
    kind: type[Command],
    fields: dict[str, Any],
    *,
    by: By,
    idempotency_key: str | None = None,
    if_version: int | None = None,
    customer: bool = False,
    command: Command | None = None,
) -> Done:
    """Make the command, have the plugins' guards look at it, and pass it through the door.

    Raises:
        ComplaintKitError: it is refused; what was typed is kept (`error.kept_as`).
    """
    try:
        check_key(idempotency_key)
        request = Request(
            command=command or make_command(kind, fields),
            by=by,
            customer=customer,
            idempotency_key=idempotency_key,
            if_version=if_version,
        )
        check_kinds(door, plugins, request.command)
        check_guards(door, plugins, request.command, by)
        request = priced(door, plugins, request)
        return door.perform(advised(door, plugins, request))
    except ComplaintKitError as error:
        refuse(door, kind.word, fields, by, error)


def refuse(door: Door, word: str, fields: dict[str, Any], by: By, error: ComplaintKitError) -> NoReturn:
    """Raise the error again, once what somebody typed is kept: it is never lost, and the error says where it is."""
    from complaintkit.desk.intake.refused import keep

    error.kept_as = keep(door, word, fields, by, error)
    raise error
