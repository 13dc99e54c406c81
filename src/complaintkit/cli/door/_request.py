"""A request line's envelope: what is wanted, by whom, under which key; its `args` are read by the command's own class."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Literal, TypeVar

import attrs

from complaintkit.cli.door._error import UnknownCommand
from complaintkit.cli.door._get import Reading
from complaintkit.cli.door._leaf import read_leaf
from complaintkit.cli.door._readings import READINGS
from complaintkit.cli.door._till import AtTill, deeds
from complaintkit.model.actor import By, System
from complaintkit.model.commands import Command, commands
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.model.remedy import Proposal, Remedy
from complaintkit.model.vocabulary import nearest

T = TypeVar("T")
_WHO = phrase('Give a staff id, or {"system": "nightly"}.')
_KEYS = ("do", "get", "id", "by", "idempotency_key", "if_version", "args")


@attrs.frozen(kw_only=True)
class Envelope:
    """What surrounds the arguments."""

    verb: Literal["do", "get"]
    word: str
    by: By | None
    idempotency_key: str | None
    if_version: int | None
    args: object


def read_envelope(data: Mapping[str, object]) -> Envelope:
    """The envelope of a request.

    Raises:
        InvalidInput: a key is unknown, missing, or can't be used.
        UnknownCommand: there is no such command or reading.
    """
    for key in data:
        if key not in _KEYS:
            raise InvalidInput(field=key, reason=phrase("is not known"), next_step=nearest(key, _KEYS))
    _maybe(str, data, "id")
    if ("do" in data) == ("get" in data):
        raise InvalidInput(
            field="do",
            reason=phrase("is missing, or beside get"),
            next_step=phrase('Say one: {"do": ...} or {"get": ...}.'),
        )
    verb: Literal["do", "get"] = "do" if "do" in data else "get"
    by = _by(data.get("by"))
    if by is None and (verb, data[verb]) != ("get", "events"):
        raise InvalidInput(field="by", reason=phrase("is missing"), next_step=_WHO)
    return Envelope(
        verb=verb,
        word=_word(verb, read_leaf(str, data[verb], verb)),
        by=by,
        idempotency_key=_maybe(str, data, "idempotency_key"),
        if_version=_maybe(int, data, "if_version"),
        args=data.get("args", {}),
    )


def _maybe(kind: type[T], data: Mapping[str, object], key: str) -> T | None:
    value = data.get(key)
    return None if value is None else read_leaf(kind, value, key)


def _by(value: object) -> By | None:
    if value is None or isinstance(value, str):
        return value
    if not isinstance(value, Mapping) or set(value) != {"system"}:
        raise InvalidInput(field="by", reason=phrase("names nobody"), next_step=_WHO)
    try:
        return System(read_leaf(str, value["system"], "by.system"))
    except InvalidInput as refused:
        raise refused.named("by.system") from None


def _word(verb: Literal["do", "get"], word: str) -> str:
    known = kinds(verb)
    if word in known:
        return word
    (near,) = get_close_matches(word[:100], known, n=1, cutoff=0)
    noun = phrase("command") if verb == "do" else phrase("reading")
    raise UnknownCommand(noun=noun, word=word[:100], near=near, field=verb)


def kinds(verb: Literal["do", "get"]) -> Mapping[str, type[Command | AtTill | Reading]]:
    """What may be asked, by its door word: the class that `args` stand for."""
    return {**commands(), **deeds()} if verb == "do" else {**READINGS}


def check_key(command: Command, key: str | None) -> None:
    """What moves money has a key: asked twice, it is given once.

    Raises:
        InvalidInput: it has none.
    """
    remedies: tuple[Remedy | Proposal, ...] = getattr(command, "remedies", ())
    values = [one.remedy.face_value if isinstance(one, Proposal) else one.face_value for one in remedies]
    if key is None and any(values):
        raise InvalidInput(
            field="idempotency_key",
            reason=phrase("is missing, and this promises money"),
            next_step=phrase("Give one, new for each request."),
        )
