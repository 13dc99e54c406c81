"""A request line's envelope: what is wanted, by whom, under which key; its `args` are read by the command's own class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import attrs

from complaintkit.cli.door._error import UnknownCommand
from complaintkit.cli.door._get import Reading
from complaintkit.cli.door._readings import READINGS
from complaintkit.cli.door._survey import SurveyCommand, survey_commands
from complaintkit.cli.door._task import TaskCommand, task_commands
from complaintkit.cli.door._till import TillCommand, till_commands
from complaintkit.model.actor import By, System
from complaintkit.model.commands import Command, commands
from complaintkit.model.did_you_mean import closest
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.model.remedy import Proposal, Remedy
from complaintkit.model.wire import Reader, text

_WHO = phrase('Give a staff id, or {"system": "nightly"}.')


@attrs.frozen(kw_only=True)
class Envelope:
    """What surrounds the arguments."""

    verb: Literal["do", "get"]
    word: str
    by: By | None
    idempotency_key: str | None
    if_version: int | None
    args: object


@attrs.frozen(kw_only=True)
class _Line:
    """The keys of a request."""

    do: str | None = None
    get: str | None = None
    id: str | None = None
    by: Any = None
    idempotency_key: str | None = None
    if_version: int | None = None
    args: Any = attrs.field(factory=dict)


def read_envelope(data: Mapping[str, object], reader: Reader) -> Envelope:
    """Return the envelope of a request.

    Raises:
        InvalidInput: a key is unknown, missing, or can't be used.
        UnknownCommand: there is no such command or reading.
    """
    line: _Line = reader.read(data, _Line, "")
    word = line.do or line.get
    if word is None or (line.do and line.get):
        raise InvalidInput(
            field="do",
            reason=phrase("is missing, or beside get"),
            next_step=phrase('Say one: {"do": ...} or {"get": ...}.'),
        )
    verb: Literal["do", "get"] = "do" if line.do else "get"
    by = _by(line.by)
    if by is None and (verb, word) != ("get", "events"):
        raise InvalidInput(field="by", reason=phrase("is missing"), next_step=_WHO)
    return Envelope(
        verb=verb,
        word=_known(verb, word),
        by=by,
        idempotency_key=line.idempotency_key,
        if_version=line.if_version,
        args=line.args,
    )


def _by(value: object) -> By | None:
    if value is None or isinstance(value, str):
        return value
    if not isinstance(value, Mapping) or set(value) != {"system"}:
        raise InvalidInput(field="by", reason=phrase("names nobody"), next_step=_WHO)
    try:
        return System(text(value["system"]))
    except InvalidInput as refused:
        raise refused.named("by.system") from None


def _known(verb: Literal["do", "get"], word: str) -> str:
    known = kinds(verb)
    if word in known:
        return word
    near = closest(word[:100], known, at_least=0)
    noun = phrase("command") if verb == "do" else phrase("reading")
    raise UnknownCommand(noun=noun, word=word[:100], near=near, field=verb)


def kinds(
    verb: Literal["do", "get"],
) -> Mapping[str, type[Command | TillCommand | TaskCommand | SurveyCommand | Reading]]:
    """Return what may be asked, by its door word: the class that `args` stand for."""
    return {**commands(), **till_commands(), **task_commands(), **survey_commands()} if verb == "do" else {**READINGS}


def check_key(command: Command, key: str | None) -> None:
    """Refuse to move money without a key: asked twice, it is given once.

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
