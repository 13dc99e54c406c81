"""JSON Schema (2020-12) of every request, made from the classes that the door reads."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import attrs

from complaintkit.cli.door._leaf import PATTERNS
from complaintkit.cli.door._request import kinds
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
from complaintkit.model.money import Money

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
_LEAVES: Mapping[type, Node] = {
    str: _TEXT,
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    Decimal: {"$ref": "#/$defs/exact"},
    Money: {"$ref": "#/$defs/money"},
    datetime: {"$ref": "#/$defs/time"},
    timedelta: {"$ref": "#/$defs/duration"},
}


@attrs.define
class _Writing:
    """Definitions of records, each written once, when something first refers to it."""

    defs: Node = attrs.field(factory=lambda: dict(_VALUES))

    def of(self, shape: Shape) -> Node:  # noqa: C901  a line for each shape
        """The schema of a shape."""
        match shape:
            case Maybe(of):
                return {"anyOf": [self.of(of), {"type": "null"}]}
            case Leaf(kind):
                return _LEAVES[kind]
            case Words(words):
                return {"enum": list(words)}
            case Record(kind):
                return self.reference(kind)
            case Listing(of):
                return {"type": "array", "items": self.of(of)}
            case Pair(of):
                items = [self.of(one) for one in of]
                return {"type": "array", "prefixItems": items, "items": False, "minItems": len(items)}
            case Table(of):
                return {"type": "object", "additionalProperties": self.of(of)}
            case Moment():
                return {"anyOf": [_LEAVES[datetime], _LEAVES[timedelta]]}
            case CaseName():
                return {"$ref": "#/$defs/case"}
            case File():
                return {"$ref": "#/$defs/file"}

    def reference(self, kind: type) -> Node:
        """Where the record of a class is written; written now, if it is not yet."""
        if kind.__name__ not in self.defs:
            self.defs[kind.__name__] = {}  # a customer may speak for a customer
            self.defs[kind.__name__] = self.record(kind)
        return {"$ref": f"#/$defs/{kind.__name__}"}

    def record(self, kind: type) -> Node:
        """An object with the fields of a class, and no others."""
        fields = fields_of(kind)
        return {
            "description": (inspect.getdoc(kind) or "").partition("\n")[0],
            "type": "object",
            "properties": {field.name: self.of(field.shape) for field in fields},
            "required": [field.name for field in fields if field.required],
            "additionalProperties": False,
        }

    def request(self, verb: str, word: str, kind: type) -> Node:
        """One kind of request line."""
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


def schema() -> Node:
    """The schema of one line of `complaintkit do`."""
    writing = _Writing()
    requests = {f"do {word}": writing.request("do", word, kind) for word, kind in kinds("do").items()}
    requests |= {f"get {word}": writing.request("get", word, kind) for word, kind in kinds("get").items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "One line of `complaintkit do`, door 1",
        "oneOf": [{"$ref": f"#/$defs/{name.replace(' ', '%20')}"} for name in requests],
        "$defs": {**writing.defs, **requests},
    }
