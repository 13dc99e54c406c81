"""Data of a request as values of the model: every refusal names the field by its path from the top."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import attrs

from complaintkit.cli.door._leaf import moment, read_leaf
from complaintkit.cli.door._shape import (
    CaseName,
    File,
    Leaf,
    Listing,
    Maybe,
    Moment,
    Pair,
    Record,
    Shape,
    Table,
    Words,
    fields_of,
)
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.model.remedy import LARGEST_ATTACHMENT, Attachment
from complaintkit.model.vocabulary import nearest
from complaintkit.model.wording import WORDS

_UNKNOWN = phrase("is not known")
_OBJECT = phrase('Write {"name": value}.')
_FILE = phrase("Give the path of a file.")


@attrs.frozen
class Reader:
    """Reads data by shapes. `find` gives a case's number for a channel and its own id."""

    find: Callable[[str, str], str]

    def record(self, kind: type, data: object, path: str) -> Any:  # noqa: ANN401  an instance of `kind`
        """An instance of `kind`.

        Raises:
            InvalidInput: a field is unknown, missing, or can't be used.
            NotFound: a case that was named isn't there.
        """
        if not isinstance(data, Mapping):
            raise InvalidInput(field=path, reason=phrase("is not an object"), next_step=_OBJECT)
        fields = {field.name: field for field in fields_of(kind)}
        for key in data:
            if key not in fields:
                raise InvalidInput(field=f"{path}.{key}", reason=_UNKNOWN, next_step=nearest(key, fields))
        for field in fields.values():
            if field.required and field.name not in data:
                raise InvalidInput(
                    field=f"{path}.{field.name}",
                    reason=phrase("is missing"),
                    next_step=phrase("Give it."),
                )
        values = {key: self.read(fields[key].shape, value, f"{path}.{key}") for key, value in data.items()}
        return _made(kind, values, path)

    def read(self, shape: Shape, value: object, path: str) -> Any:  # noqa: ANN401, C901  a line for each shape
        """The value of a shape."""
        match shape:
            case Maybe(of):
                return None if value is None else self.read(of, value, path)
            case Leaf(kind):
                return read_leaf(kind, value, path)
            case Words(words):
                return _word(words, value, path)
            case Record(kind):
                return self.record(kind, value, path)
            case Listing(of):
                return tuple(self.read(of, one, f"{path}[{index}]") for index, one in enumerate(_list(value, path)))
            case Pair(of):
                return self._pair(of, value, path)
            case Table(of):
                return {key: self.read(of, one, f"{path}.{key}") for key, one in _object(value, path).items()}
            case Moment():
                return moment(value, path)
            case CaseName():
                return self._case(value, path)
            case File():
                return _file(value, path)

    def _pair(self, of: tuple[Shape, ...], value: object, path: str) -> tuple[Any, ...]:
        values = _list(value, path)
        if len(values) != len(of):
            raise InvalidInput(
                field=path,
                reason=phrase("has {found} values, not {wanted}", found=len(values), wanted=len(of)),
                next_step=phrase("Give each."),
            )
        return tuple(
            self.read(each, one, f"{path}[{index}]") for index, (each, one) in enumerate(zip(of, values, strict=True))
        )

    def _case(self, value: object, path: str) -> str:
        """A number; or the number behind {"channel": ..., "external_id": ...}, so that lines need not wait for it."""
        if isinstance(value, str):
            return value
        if not isinstance(value, Mapping) or set(value) != {"channel", "external_id"}:
            raise InvalidInput(
                field=path,
                reason=phrase("names no case"),
                next_step=phrase('Give its number, or {"channel": ..., "external_id": ...}.'),
            )
        named = [read_leaf(str, value[key], f"{path}.{key}") for key in ("channel", "external_id")]
        return self.find(named[0], named[1])


def _made(kind: type, values: dict[str, Any], path: str) -> Any:  # noqa: ANN401  an instance of `kind`
    try:
        return kind(**values)
    except InvalidInput as refused:
        inner = refused.field.removeprefix(f"{path.rpartition('.')[2]}.")
        raise refused.named(f"{path}.{inner}" if inner else path) from None


def _object(value: object, path: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise InvalidInput(field=path, reason=phrase("is not an object"), next_step=_OBJECT)
    return value


def _list(value: object, path: str) -> list[object]:
    if not isinstance(value, list):
        raise InvalidInput(
            field=path,
            reason=phrase("is not a list"),
            next_step=phrase("Write [ ] around it."),
        )
    return value


def _word(words: tuple[str, ...], value: object, path: str) -> str:
    if value not in words:
        raise InvalidInput(
            field=path,
            reason=phrase("{value!r} is not known", value=str(value)[:100]),
            next_step=nearest(str(value)[:100], words, WORDS),
        )
    return str(value)


def _file(value: object, path: str) -> Attachment:
    data = _object(value, path)
    known = ("name", "media_type", "path", "base64")
    for key in data:
        if key not in known:
            raise InvalidInput(field=f"{path}.{key}", reason=_UNKNOWN, next_step=nearest(key, known))
    name, media_type = (read_leaf(str, data.get(key), f"{path}.{key}") for key in ("name", "media_type"))
    if ("path" in data) == ("base64" in data):
        raise InvalidInput(
            field=path,
            reason=phrase("has no content, or two"),
            next_step=phrase("Give one of path, base64."),
        )
    source = "path" if "path" in data else "base64"
    text = read_leaf(str, data[source], f"{path}.{source}")
    content = _of_path(text, f"{path}.path") if source == "path" else _of_base64(text, f"{path}.base64")
    return _made(Attachment, {"name": name, "content": content, "media_type": media_type}, path)  # type: ignore[no-any-return]


def _of_path(text: str, path: str) -> bytes:
    """The bytes of a file; never of a device or a pipe, which have no end."""
    file = Path(text)
    try:
        if not file.is_file():
            raise InvalidInput(field=path, reason=phrase("there is no such file"), next_step=_FILE)
        if file.stat().st_size > LARGEST_ATTACHMENT:
            raise InvalidInput(
                field=path,
                reason=phrase("is larger than 25 MiB"),
                next_step=phrase("Send a smaller file."),
            )
        return file.read_bytes()
    except (OSError, ValueError):
        raise InvalidInput(field=path, reason=phrase("can't be read"), next_step=_FILE) from None


def _of_base64(text: str, path: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise InvalidInput(
            field=path,
            reason=phrase("is not base64"),
            next_step=phrase("Encode the file's bytes."),
        ) from None
