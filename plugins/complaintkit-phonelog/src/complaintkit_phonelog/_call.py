"""One call as it is written down: who called whom, when, with what outcome, for how long, and what was said."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

import attrs

from complaintkit import Contact
from complaintkit.plugin import Phrase
from complaintkit_phonelog._catalogue import phrase

_FIELDS: Final = frozenset("id way number at outcome seconds summary task case name".split())
_LONGEST: Final = 24 * 3600


class NoCall(ValueError):
    """It can't be a call: which field is wrong, and why."""

    def __init__(self, field: str, why: Phrase) -> None:
        """Keep both as one sentence, to be told in any language."""
        super().__init__(field, why)
        self.told = phrase("{field}: {why}", field=field, why=why)


class Way(StrEnum):
    """Who called."""

    IN = "in"
    OUT = "out"


class Outcome(StrEnum):
    """How it went."""

    REACHED = "reached"
    NO_ANSWER = "no-answer"
    BUSY = "busy"
    VOICEMAIL = "voicemail"
    WRONG_NUMBER = "wrong-number"


@attrs.frozen(kw_only=True)
class Call:
    """A call. `task` is the message it was made for, `case` the number of the case it was about."""

    id: str
    way: Way
    number: str
    at: datetime
    outcome: Outcome
    lasted: timedelta
    summary: str
    task: str | None
    case: str | None
    name: str | None

    def line(self, staff: str) -> str:
        """Write the call in one line, as a log has it. The number is masked: whole it is the contact's alone. R20

        >>> read = call_of(
        ...     '{"id": "c1", "way": "in", "number": "13800138000", "at": "2026-11-21T10:00+08:00", "seconds": 200}'
        ... )
        >>> read.line("chen")
        '☎ 138****8000 → chen, 2026-11-21 10:00 +08:00, reached, 3:20'
        """
        number = self.customer.masked().address
        people = f"{number} → {staff}" if self.way is Way.IN else f"{staff} → {number}"
        minutes, seconds = divmod(int(self.lasted.total_seconds()), 60)
        at = f"{self.at:%Y-%m-%d %H:%M} {self.at.isoformat()[-6:]}"
        return f"☎ {people}, {at}, {self.outcome}, {minutes}:{seconds:02}"

    @property
    def customer(self) -> Contact:
        """Where the customer was reached, or called from."""
        return Contact("phone", self.number)

    @property
    def was_talk(self) -> bool:
        """Whether the customer said anything."""
        return self.outcome is Outcome.REACHED and (self.way is Way.IN or bool(self.summary) or self.task is None)


def call_of(content: str | bytes) -> Call:
    """Read a call from JSON.

    Raises:
        NoCall: it is none, and which field is wrong.
    """
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        raise NoCall("call", phrase("is no JSON")) from None
    if not isinstance(said, dict):
        raise NoCall("call", phrase("is no JSON object"))
    if unknown := sorted(map(str, said.keys() - _FIELDS)):
        raise NoCall(unknown[0], phrase("is no field of a call. Known: {known}.", known=", ".join(sorted(_FIELDS))))
    return Call(
        id=_word(said, "id"),
        way=Way(_one_of(said, "way", Way)),
        number=_word(said, "number"),
        at=_time(said),
        outcome=Outcome(_one_of(said, "outcome", Outcome, Outcome.REACHED)),
        lasted=timedelta(seconds=_seconds(said)),
        summary=_text(said, "summary").strip(),
        task=_text(said, "task") or None,
        case=_text(said, "case") or None,
        name=_text(said, "name").strip() or None,
    )


def _text(said: Mapping[str, Any], field: str) -> str:
    value = said.get(field)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise NoCall(field, phrase("is no text"))
    return value


def _word(said: Mapping[str, Any], field: str) -> str:
    if not (found := _text(said, field).strip()):
        raise NoCall(field, phrase("is missing"))
    return found


def _one_of(said: Mapping[str, Any], field: str, words: type[StrEnum], default: str = "") -> str:
    found = _text(said, field) or default
    known = [one.value for one in words]
    if not found:
        raise NoCall(field, phrase("is missing. Give one of {known}.", known=", ".join(known)))
    if found not in known:
        raise NoCall(field, phrase("{value!r} is not known. Give one of {known}.", value=found, known=", ".join(known)))
    return found


def _time(said: Mapping[str, Any]) -> datetime:
    text = _word(said, "at")
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = datetime.min  # noqa: DTZ901  as one without a zone
    if found.tzinfo is None:
        raise NoCall("at", phrase("{value!r} is no time with a zone, such as 2026-11-21T10:05+08:00.", value=text))
    return found


def _seconds(said: Mapping[str, Any]) -> int:
    value = said.get("seconds", 0)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _LONGEST:
        raise NoCall("seconds", phrase("is no whole number from 0 to {most}", most=_LONGEST))
    return value
