"""JSON Schema (2020-12) of every request, made from the classes that the door reads."""

from __future__ import annotations

import inspect
import types
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, Literal, Union, get_args, get_origin

import attrs

from complaintkit.cli.door._arguments import names_case
from complaintkit.cli.door._request import kinds
from complaintkit.model.evidence import Attachment
from complaintkit.model.money import Money
from complaintkit.model.remedy import Proposal, Remedy
from complaintkit.model.wire import PATTERNS, fields_of

Node = dict[str, Any]
_TEXT: Node = {"type": "string"}
_VALUES: Mapping[str, Node] = {
    "money": {"type": "string", "pattern": PATTERNS[Money], "examples": ["20.00 CNY"]},
    "time": {"type": "string", "format": "date-time", "pattern": PATTERNS[datetime], "description": "RFC 3339, with its offset"},
    "duration": {"type": "string", "pattern": PATTERNS[timedelta], "examples": ["24 h"]},
    "exact": {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": PATTERNS[Decimal]}]},
    "case": {
        "description": "its number, or the channel's own id",
        "anyOf": [_TEXT, {
            "type": "object", "properties": {"channel": _TEXT, "external_id": _TEXT},
            "required": ["channel", "external_id"], "additionalProperties": False,
        }],
    },
    "file": {
        "type": "object",
        "properties": {
            "name": _TEXT, "media_type": _TEXT,
            "path": {"type": "string", "description": "where the door can read it"},
            "base64": {"type": "string", "contentEncoding": "base64"},
        },
        "required": ["name", "media_type"], "oneOf": [{"required": ["path"]}, {"required": ["base64"]}],
        "additionalProperties": False,
    },
    "by": {
        "description": "a staff id, or a program",
        "anyOf": [_TEXT, {
            "type": "object", "properties": {"system": _TEXT}, "required": ["system"], "additionalProperties": False,
        }],
    },
}  # fmt: skip
_LEAVES: Mapping[Any, Node] = {
    str: _TEXT,
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    Decimal: {"$ref": "#/$defs/exact"},
    Money: {"$ref": "#/$defs/money"},
    datetime: {"$ref": "#/$defs/time"},
    timedelta: {"$ref": "#/$defs/duration"},
    Attachment: {"$ref": "#/$defs/file"},
    datetime | timedelta: {"anyOf": [{"$ref": "#/$defs/time"}, {"$ref": "#/$defs/duration"}]},
}
_CASE: Node = {"$ref": "#/$defs/case"}


@attrs.define
class _Writing:
    """Definitions of records, each written once, when something first refers to it."""

    defs: Node = attrs.field(factory=lambda: dict(_VALUES))

    def of(self, kind: Any) -> Node:  # noqa: ANN401  any annotation
        """Return the schema of a type, as the door reads it."""
        inner = get_args(kind)
        if types.NoneType in inner:
            return {"anyOf": [self.of(_or_none(inner)), {"type": "null"}]}
        if get_origin(kind) is Literal:
            return {"enum": list(inner)}
        if get_origin(kind) is Mapping:
            return {"type": "object", "additionalProperties": self.of(inner[1])}
        if get_origin(kind) in (tuple, Sequence):
            return self._list(inner)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return {"enum": [one.value for one in kind]}
        if kind == Remedy | Proposal:
            return self.reference(Remedy)
        if get_origin(kind) in (Union, types.UnionType) and kind not in _LEAVES:
            return {"anyOf": [self.of(one) for one in inner]}
        return _LEAVES[kind] if kind in _LEAVES else self.reference(kind)

    def _list(self, inner: tuple[Any, ...]) -> Node:
        if len(inner) == 1 or inner[1] is Ellipsis:
            return {"type": "array", "items": self.of(inner[0])}
        items = [self.of(one) for one in inner]
        return {"type": "array", "prefixItems": items, "items": False, "minItems": len(items)}

    def reference(self, kind: type) -> Node:
        """Return where the record of a class is written; write it now, if it is not yet."""
        if kind.__name__ not in self.defs:
            self.defs[kind.__name__] = {}  # a customer may speak for a customer
            self.defs[kind.__name__] = self.record(kind)
        return {"$ref": f"#/$defs/{kind.__name__}"}

    def record(self, kind: type) -> Node:
        """Return the schema of an object with the fields of a class, and no others."""
        fields = fields_of(kind)
        return {
            "description": (inspect.getdoc(kind) or "").partition("\n")[0],
            "type": "object",
            "properties": {one.name: _CASE if names_case(one) else self.of(one.type) for one in fields},
            "required": [field.name for field in fields if field.required],
            "additionalProperties": False,
        }

    def request(self, verb: str, word: str, kind: type) -> Node:
        """Return the schema of one kind of request line."""
        args = self.reference(kind)
        with_key = {"idempotency_key": _TEXT, "if_version": {"type": "integer"}} if verb == "do" else {}
        needed = self.defs[kind.__name__]["required"]
        return {
            "description": self.defs[kind.__name__]["description"],
            "type": "object",
            "properties": {verb: {"const": word}, "id": _TEXT, "by": {"$ref": "#/$defs/by"}, **with_key, "args": args},
            "required": [verb, *(["by"] if verb == "do" else []), *(["args"] if needed else [])],
            "additionalProperties": False,
        }


def _or_none(kinds: tuple[Any, ...]) -> Any:  # noqa: ANN401  any annotation
    """Return a union without None."""
    return Union[tuple(one for one in kinds if one is not types.NoneType)]  # noqa: UP007  of what was made just now


def schema() -> Node:
    """Return the schema of one line of `complaintkit do`."""
    writing = _Writing()
    requests = {f"do {word}": writing.request("do", word, kind) for word, kind in kinds("do").items()}
    requests |= {f"get {word}": writing.request("get", word, kind) for word, kind in kinds("get").items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "One line of `complaintkit do`, door 1",
        "oneOf": [{"$ref": f"#/$defs/{name.replace(' ', '%20')}"} for name in requests],
        "$defs": {**writing.defs, **requests},
    }
