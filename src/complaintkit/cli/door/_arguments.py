"""The arguments of a request as a command: cases also by the channel's own id, files by path or in the line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs

from complaintkit.model.commands import OnCase
from complaintkit.model.errors import InvalidInput
from complaintkit.model.evidence import LARGEST_ATTACHMENT, Attachment
from complaintkit.model.phrase import phrase
from complaintkit.model.remedy import Proposal, Remedy
from complaintkit.model.wire import LEAVES, Field, Reader

NAMES_CASE = "names-case"
"""Metadata of a field that names a case."""


@attrs.frozen
class File:
    """Bytes with a name: by the path where the door can read them, or in the line."""

    name: str
    media_type: str
    path: str = ""
    base64: bytes = b""


@attrs.frozen
class ForeignCase:
    """A case by the channel's own id, so that lines can be piped without waiting for the number."""

    channel: str
    external_id: str


def names_case(field: Field) -> bool:
    """Tell whether a field takes a case, as `case` of every command does."""
    if field.attribute is None:
        return False
    converter = field.attribute.converter
    return NAMES_CASE in field.attribute.metadata or (
        converter is not None and converter is attrs.fields(OnCase).case.converter
    )


class ArgumentReader(Reader):
    """Reads the arguments of commands and readings."""

    def __init__(self, find: Callable[[str, str], str], files: Path | None) -> None:
        """Ask `find` for a case's number, by a channel and its own id; read files below the folder `files` alone."""
        super().__init__({
            **LEAVES,
            Attachment: self._attachment,
            Remedy | Proposal: lambda value: self.value(value, Remedy),  # what may be promised is not for a client to say
        })  # fmt: skip
        self._find = find
        self._files = files

    def field(self, field: Field, value: object) -> object:
        """Read the value of a field, which may name a case."""
        return self._case(value) if names_case(field) else super().field(field, value)

    def _case(self, value: object) -> str:
        if isinstance(value, str):
            return value
        if not isinstance(value, dict) or set(value) != {"channel", "external_id"}:
            raise InvalidInput(
                field="",
                reason=phrase("names no case"),
                next_step=phrase('Give its number, or {"channel": ..., "external_id": ...}.'),
            )
        named: ForeignCase = self.value(value, ForeignCase)
        return self._find(named.channel, named.external_id)

    def _attachment(self, value: object) -> Any:  # noqa: ANN401  an Attachment
        file: File = self.value(value, File)
        if ("path" in value) == ("base64" in value):  # type: ignore[operator]  # it was read as an object
            raise InvalidInput(
                field="",
                reason=phrase("has no content, or two"),
                next_step=phrase("Give one of path, base64."),
            )
        content = _content_of(file.path, self._files) if "path" in value else file.base64  # type: ignore[operator]  # as above
        return self.make(Attachment, {"name": file.name, "content": content, "media_type": file.media_type})


def _content_of(path: str, folder: Path | None) -> bytes:
    """Read a file below a folder; never one that a link or `..` leads out to, never a device or a pipe, which have no end.

    Raises:
        InvalidInput: it is not below the folder, or there is no such file, or it is too large.
    """
    if folder is None:
        raise _unread(
            phrase("no folder is named from which files may be attached"),
            phrase('Write attachments = "FOLDER" into [desk] of complaintkit.toml, or give base64.'),
        )
    try:
        root = folder.resolve(strict=True)
        file = (root / path).resolve()
        if not file.is_relative_to(root):
            raise _unread(
                phrase("is not below {folder}", folder=folder),
                phrase("Put the file into that folder, or give base64."),
            )
        if not file.is_file():
            raise _unread(phrase("there is no such file"))
        if file.stat().st_size > LARGEST_ATTACHMENT:
            raise _unread(phrase("is larger than 25 MiB"), phrase("Send a smaller file."))
        return file.read_bytes()
    except (OSError, ValueError):
        raise _unread(phrase("can't be read")) from None


def _unread(reason: str, next_step: str = "") -> InvalidInput:
    return InvalidInput(field="path", reason=reason, next_step=next_step or phrase("Give the path of a file."))
