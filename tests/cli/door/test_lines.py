"""Lines that are no requests: each is answered, kept, and the next one is read."""

import io
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaintkit.cli.door import read_lines
from complaintkit.cli.door._line import KEPT, LONGEST

LONG = b'{"do":"note","args":{"text":"' + b"x" * LONGEST + b'"}}'


@pytest.mark.parametrize(
    ("content", "code", "told"),
    [
        (b"not json", "bad-json", "is not a JSON object"),
        (b"[1]", "bad-json", "is not a JSON object"),
        (b'"do"', "bad-json", "is not a JSON object"),
        (b'{"do":"note"', "bad-json", "is not a JSON object"),
        (b'{"do":"note","by":"chen"}{"do":"note"}', "bad-json", "is not a JSON object"),
        (b'{"do":NaN}', "bad-json", "is not JSON: NaN"),
        (b'{"do":"note","do":"tell"}', "bad-json", "has the key 'do' twice"),
        (b'{"do":"note","args":{"text":"a","text":"b"}}', "bad-json", "has the key 'text' twice"),
        (b'{"do":"\xff"}', "bad-json", "is not UTF-8 at byte 8"),
        (b'{"do":"\xed\xa0\x80"}', "bad-json", "is not UTF-8"),
        ("投诉".encode("gb18030"), "bad-json", "is not UTF-8"),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, "bad-json", "nested too deeply"),
        (b'{"a":' * 40 + b"1" + b"}" * 40, "bad-json", "nested too deeply"),
        (b"[" * 100_000, "bad-json", "nested too deeply"),
        (b'{"\\ud800":1}', "bad-json", "half a character"),
        (b'{"do":' + b"9" * 5000 + b"}", "bad-json", "is not a JSON object"),
        (b"", "bad-json", "is empty"),
        (b"  \t", "bad-json", "is empty"),
        (LONG, "too-long", "1,048,576 are allowed"),
    ],
    ids=lambda value: f"{value[:30]!r}-{len(value)}" if isinstance(value, bytes) else "",
)
def test_a_line_that_is_no_request(client, content, code, told):
    """It is answered by its number, in both languages, and the door goes on."""
    answer = client.send(content)
    assert (answer["id"], answer["line"], answer["ok"]) == (None, 1, False)
    error = answer["error"]
    assert (error["code"], error["field"], error["retry"], error["data"]) == (code, None, "no", {})
    assert told in error["message"]
    assert error["user_message"].startswith("第 1 行")
    assert client.do("note", case=client.receive(), text="好")["ok"]


@pytest.mark.parametrize(
    "content",
    [b"not json", b'{"do":"\xff"}', LONG, b'{"do":"note","do":"tell"}'],
    ids=["words", "latin", "long", "twice"],
)
def test_every_byte_of_it_is_kept(client, content):
    """Nothing that somebody typed is lost: what can't be read can be read again later."""
    assert client.kept(client.send(content)) == content


def test_an_empty_line_leaves_nothing(client):
    """There is nothing in it to keep."""
    assert "kept_as" not in client.send(b"")["error"]


def test_the_longest_line_is_a_request(client):
    """1 MiB is allowed, one byte more is not."""
    number = client.receive()
    room = LONGEST - len(json.dumps({"do": "note", "by": "chen", "args": {"case": number, "text": ""}}))
    fits = client.do("note", case=number, text="x" * room)
    assert fits["error"]["code"] == "invalid-input"  # the text alone is longer than a text may be
    assert client.do("note", case=number, text="x" * (room + 1))["error"]["code"] == "too-long"


@given(st.lists(st.binary(max_size=9).filter(lambda one: b"\n" not in one), max_size=5), st.booleans())
def test_lines_are_what_stands_between_line_feeds(pieces, ended):
    """As many lines as there are, the last one also without its end; Windows' ends are no part of them."""
    data = b"\n".join(pieces) + (b"\n" if ended and pieces else b"")
    wanted = data.split(b"\n")[: None if data and not data.endswith(b"\n") else -1]
    found = list(read_lines(io.BytesIO(data)))
    assert [one.number for one in found] == list(range(1, len(wanted) + 1))
    assert [one.content for one in found[1:]] == [one.removesuffix(b"\r") for one in wanted[1:]]


def test_a_mark_in_front_is_no_part_of_the_first_line():
    """Notepad writes one before UTF-8."""
    (line,) = read_lines(io.BytesIO(b"\xef\xbb\xbf{}\r\n"))
    assert line.content == b"{}"


def test_a_line_of_any_length_takes_little_memory():
    """What is longer than can be kept is counted, not held; the line after it is read."""
    first, second = read_lines(io.BytesIO(b"x" * (KEPT + LONGEST) + b"\n{}\n"))
    assert (first.size, len(first.content)) == (KEPT + LONGEST, KEPT)
    assert (second.number, second.content) == (2, b"{}")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(max_size=60).filter(lambda one: b"\n" not in one),
        st.dictionaries(
            st.sampled_from(["do", "get", "id", "by", "idempotency_key", "if_version", "args", "x"]),
            st.recursive(
                st.none()
                | st.booleans()
                | st.integers()
                | st.floats()
                | st.text(max_size=5)
                | st.sampled_from(["receive", "assess", "case", "cases", "events", "chen"]),
                lambda inner: (
                    st.lists(inner, max_size=3)
                    | st.dictionaries(
                        st.sampled_from(["case", "text", "system", "limit", "customer", "remedies"]), inner, max_size=4
                    )
                ),
                max_leaves=8,
            ),
        ).map(lambda data: json.dumps(data).encode()),
    )
)
def test_whatever_comes_is_answered(client, content):
    """Any bytes, any object: one answer that is JSON, never a defect."""
    answer = client.send(content)
    assert answer["ok"] or answer["error"]["code"] != "internal", (content, answer)
