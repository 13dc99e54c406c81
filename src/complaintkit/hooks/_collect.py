"""What a hook gave, looked at piece by piece: is it what the port asks for, under a name of its own."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from itertools import islice
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING

from complaintkit.hooks._kept import Kept, own
from complaintkit.hooks.lent import made_plain
from complaintkit.hooks.port import Port
from complaintkit.hooks.stranger import kind_of
from complaintkit.model.check import LONGEST_WORD
from complaintkit.model.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 1000  # objects of one hook; a generator that never ends must not fill the memory


class Unfit(Exception):
    """A hook gave something that can't be used; says what and why."""


def gather_objects(port: Port, given: object) -> Iterator[tuple[str, object]]:
    """Yield names and objects as long as they are fit; what came before a failure has come.

    Raises:
        Unfit: something is not what the port asks for. Or whatever a generator raises.
    """
    if not port.members:
        yield from _data(port, given)
        return
    if not isinstance(given, Iterable) or isinstance(given, str | bytes | Mapping):
        raise Unfit(f"{port.hook} gave {_describe(given)} instead of several objects: `yield` them or return a list")
    for number, one in enumerate(islice(given, MOST + 1)):
        if number == MOST:
            raise Unfit(f"{port.hook} gave more than {MOST} objects")
        yield _named(port, one)


def _data(port: Port, given: object) -> Iterator[tuple[str, object]]:
    if not isinstance(given, Mapping):
        raise Unfit(f"{port.hook} gave {_describe(given)} instead of a mapping from name to {port.role}")
    for number, (name, data) in enumerate(islice(given.items(), MOST + 1)):
        if number == MOST:
            raise Unfit(f"{port.hook} gave more than {MOST} {port.role}s")
        if not _is_name(name):
            raise Unfit(f"{port.hook} gave a {port.role} without a name")
        named = str.__str__(name)
        yield named, _path(port, named, data) if port.role == "playbook" else _table(port, named, data)


def _path(port: Port, name: str, data: object) -> Path:
    if not isinstance(data, str | PathLike):
        raise Unfit(f"{port.hook} gave {_describe(data)} instead of a path for {name!r}")
    path = Path(fspath(data))
    if not path.is_file():
        raise Unfit(f"{port.hook}: there is no file {path.name} for {name!r}")
    return path


def _table(port: Port, name: str, data: object) -> Mapping[str, object]:
    from complaintkit.calendars import read_calendar

    if not isinstance(data, Mapping):
        raise Unfit(f"{port.hook} gave {_describe(data)} instead of a table for {name!r}")
    try:
        table: dict[str, object] = made_plain(data)
    except TypeError as error:
        raise Unfit(f"{port.hook}: the table of {name!r} holds {error}") from None
    try:
        read_calendar(name, table, zone="UTC")
    except InvalidInput as error:
        raise Unfit(f"{port.hook}: {error}") from None
    return table


def _named(port: Port, one: object) -> tuple[str, object]:
    if isinstance(one, type):
        raise Unfit(f"{port.hook} gave the class {kind_of(one)}, not an instance of it")
    said: dict[str, object] = {}
    for member in sorted(port.members):
        try:
            value = getattr(one, member)
        except AttributeError:
            raise Unfit(f"{port.hook} gave {_describe(one)}, which has no {member!r}; a {port.role} needs it") from None
        if member in port.methods:
            _check_method(port, one, member, value)
        else:
            said[member] = _said(port, one, member, value)
    for member in port.optional:
        if hasattr(one, member):
            said[member] = _said(port, one, member, getattr(one, member))
    name = said["name"]
    if not isinstance(name, str) or not _is_name(name):
        raise Unfit(f"{port.hook} gave {_describe(one)} without a name")
    return name, Kept(one, said) if len(said) > 1 else one


def _check_method(port: Port, one: object, member: str, value: object) -> None:
    if not callable(value):
        raise Unfit(f"{port.hook}: {member!r} of {_describe(one)} is no method")
    if inspect.iscoroutinefunction(value):
        raise Unfit(f"{port.hook}: {member!r} of {_describe(one)} is async, where a {port.role} is sync")


def _said(port: Port, one: object, member: str, value: object) -> object:
    try:
        return own(member, value)
    except TypeError as error:
        (odd,) = error.args
        found = "is" if odd is value else "holds"
        raise Unfit(f"{port.hook}: {member!r} of {_describe(one)} {found} {_describe(odd)}") from None
    except InvalidInput as error:
        raise Unfit(f"{port.hook}: {member!r} of {_describe(one)}: {error}") from None


def _is_name(name: object) -> bool:
    return isinstance(name, str) and bool(name.strip()) and name.isprintable() and len(name) <= LONGEST_WORD


def _describe(value: object) -> str:
    """Say what something is, without what it holds."""
    if value is None:
        return "None"
    kind = kind_of(value)
    return f"{'an' if kind[:1] in tuple('aeiouAEIOU') else 'a'} {kind}"
