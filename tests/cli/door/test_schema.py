"""The JSON Schema of requests: sound, complete, and of one mind with the door that reads them."""

import json
from typing import Any

import pytest

from complaintkit.cli.door import schema
from complaintkit.cli.door._readings import READINGS
from complaintkit.cli.door._survey import survey_commands
from complaintkit.cli.door._task import task_commands
from complaintkit.cli.door._till import till_commands
from complaintkit.commands import commands

jsonschema = pytest.importorskip("jsonschema")
SCHEMA = schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
NOTE: dict[str, Any] = {"do": "note", "by": "chen", "args": {"case": "A-1", "text": "t"}}


def test_it_is_a_schema():
    """It is valid by its own meta-schema, and every reference leads somewhere."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    references: set[str] = set()

    def walk(node):
        for key, value in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
            references.update({value} if key == "$ref" else ())
            walk(value)

    walk(SCHEMA)
    assert {one.removeprefix("#/$defs/").replace("%20", " ") for one in references} <= set(SCHEMA["$defs"])


def test_every_command_and_reading_is_in_it():
    """One entry for each word, with its description and its fields."""
    done = {**commands(), **till_commands(), **task_commands(), **survey_commands()}
    words = {f"do {word}" for word in done} | {f"get {word}" for word in READINGS}
    assert {one["$ref"].removeprefix("#/$defs/").replace("%20", " ") for one in SCHEMA["oneOf"]} == words
    assert all(SCHEMA["$defs"][word]["description"] for word in words)
    assert SCHEMA["$defs"]["Assess"]["required"] == ["case", "severity", "approach"]


@pytest.mark.parametrize(
    "request_",
    [
        NOTE,
        {**NOTE, "id": "1", "idempotency_key": "k", "if_version": 3},
        {**NOTE, "by": {"system": "nightly"}},
        {**NOTE, "args": {"case": {"channel": "c", "external_id": "e"}, "text": "t"}},
        {**NOTE, "args": {**NOTE["args"], "attachments": [{"name": "n", "media_type": "m/m", "base64": "AA=="}]}},
        {"get": "events"},
        {"get": "cases", "by": "chen", "args": {"open": True}},
        {
            "do": "offer-plan",
            "by": "chen",
            "args": {
                "case": "A-1",
                "measures": [
                    {"what": "w", "who": "luo", "due": "24 h"},
                    {"what": "w", "who": "luo", "due": "2026-11-22T10:00+08:00"},
                ],
                "remedies": [
                    {"kind": "refund", "value": "20.00 CNY"},
                    {"kind": "discount", "percent": "12.5", "value": None},
                ],
                "decisions": {"1": ["upheld", "because"]},
            },
        },
    ],
)
def test_what_is_right_is_valid(request_):
    """Every form that the page on the door shows."""
    VALIDATOR.validate(request_)


@pytest.mark.parametrize(
    "request_",
    [
        {},
        {**NOTE, "do": "not"},
        {**NOTE, "bye": "chen"},
        {**NOTE, "id": 1},
        {**NOTE, "by": None},
        {"do": "note", "by": "chen"},
        {**NOTE, "args": {**NOTE["args"], "txt": "t"}},
        {**NOTE, "args": {"case": {"channel": "c"}, "text": "t"}},
        {**NOTE, "args": {**NOTE["args"], "attachments": [{"name": "n", "media_type": "m/m"}]}},
        {
            **NOTE,
            "args": {**NOTE["args"], "attachments": [{"name": "n", "media_type": "m", "path": "p", "base64": ""}]},
        },
        {"do": "settle", "by": "chen", "args": {"case": "A", "facts": "f", "agreed": "by-mail"}},
        {
            "do": "settle",
            "by": "chen",
            "args": {"case": "A", "facts": "f", "agreed": "in-person", "remedies": [{"kind": "r", "value": 8}]},
        },
        {
            "do": "offer-plan",
            "by": "chen",
            "args": {"case": "A", "measures": [{"what": "w", "who": "x", "due": "3 working days"}]},
        },
        {"do": "offer-plan", "by": "chen", "args": {"case": "A", "measures": [], "decisions": {"1": ["upheld"]}}},
        {"do": "record-answer", "by": "chen", "args": {"case": "A", "text": "t", "at": "2026-11-22T10:00"}},
    ],
)
def test_what_the_schema_refuses_the_door_refuses_too(client, request_):
    """They are made from the same classes: a client that checks first is never surprised."""
    assert not VALIDATOR.is_valid(request_)
    assert client.send(**request_)["error"]["code"] in ("invalid-input", "unknown-command")


def test_it_can_be_printed(run):
    """`complaintkit do --schema` needs no desk."""
    shown = run("do", "--schema")
    assert shown.code == 0
    assert json.loads(shown.out) == SCHEMA
