"""A session at the door of a desk, line by line."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest

from complaintkit import Desk, System
from complaintkit.cli.door import Session, read_lines

RECEIVE: dict[str, Any] = {
    "do": "receive",
    "by": "chen",
    "args": {
        "text": "米饭有酸味",
        "channel": "hotline",
        "unit": "no3-school",
        "customer": {"name": "王芳", "phone": "13800138000"},
        "category": "food/sensory",
    },
}


@attrs.define
class At:
    """A clock that stands still."""

    at: datetime

    def now(self) -> datetime:
        """Half past eight in the evening, in Shanghai."""
        return self.at


@attrs.define
class Client:
    """Sends requests, one at a time."""

    session: Session
    number: int = 0

    def send(self, *contents, **request):
        """The answer to a line: raw bytes, or a request by its keys."""
        half = any("\ud800" <= one <= "\udfff" for one in json.dumps(request, ensure_ascii=False))
        content = contents[0] if contents else json.dumps(request, ensure_ascii=half).encode("utf-8")
        (line,) = read_lines(io.BytesIO(content + b"\n"))
        self.number += 1
        answer = self.session.answer(attrs.evolve(line, number=self.number))
        json.dumps(answer)
        return answer

    def receive(self, **args):
        """A case to work on; its number."""
        answer = self.send(**{**RECEIVE, "args": {**RECEIVE["args"], **args}})
        assert answer["ok"], answer
        return answer["case"]["number"]

    def do(self, word, by="chen", **args):
        """A command, well said."""
        return self.send(do=word, by=by, args=args)

    def kept(self, answer):
        """The words that were kept of what was refused."""
        return self.session.desk.refused.show(answer["error"]["kept_as"], by=System("test")).content


@pytest.fixture
def client(place):
    """Somebody at the door, on 21 November 2026 at 20:30 in Shanghai."""
    clock = At(datetime(2026, 11, 21, 12, 30, tzinfo=UTC))
    with Desk.open(config=place / "complaintkit.toml", clock=clock) as desk:
        yield Client(Session(desk, place))
