"""What only the door refuses: lines that are no requests, words that are no commands."""

from __future__ import annotations

from typing import ClassVar

from complaintkit.model.errors import ComplaintKitError
from complaintkit.model.phrase import phrase


class BadLine(ComplaintKitError):
    """A line that is no request: mend it and send it again."""

    code = "bad-json"
    wording: ClassVar = phrase.template("line {line} {problem}")

    def __init__(self, *, line: int, problem: str) -> None:
        """`line` counts from 1."""
        super().__init__(line=line, problem=problem)


class TooLong(BadLine):
    """A line longer than a request may be: give files by their path."""

    code = "too-long"


class UnknownCommand(ComplaintKitError):
    """There is no such command or reading: the client is newer, or misspells it."""

    code = "unknown-command"
    wording: ClassVar = phrase.template("no {noun} {word!r}; did you mean {near!r}?")

    def __init__(self, *, noun: str, word: str, near: str, field: str) -> None:
        """`near` is the nearest there is, `field` is do or get."""
        super().__init__(noun=noun, word=word, near=near, field=field)


class Defect(ComplaintKitError):
    """Something broke that should not: nobody knows whether it was done, so ask again with the same key."""

    code = "internal"
    retry = "same-key"
    wording: ClassVar = phrase.template("this is a defect of complaintkit: {kind}")

    def __init__(self, *, kind: str) -> None:
        """`kind` is the class of what was raised; its text could hold what a customer said."""
        super().__init__(kind=kind)
