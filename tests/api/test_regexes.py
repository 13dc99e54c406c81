"""No pattern of ours takes more than linear time from where it begins: steps of backtracking are counted, not seconds."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from re import _constants as op  # type: ignore[attr-defined]  # what a pattern is made of is shown nowhere else
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import complaintkit_csv
import complaintkit_smtp
import complaintkit_sqlmodel
import complaintkit_twilio
import complaintkit_webform
import pytest

import complaintkit
from complaintkit.testing import grows_linearly

ROOTS = (
    complaintkit,
    complaintkit_csv,
    complaintkit_smtp,
    complaintkit_sqlmodel,
    complaintkit_twilio,
    complaintkit_webform,
)
MOST = 200_000  # steps: what takes more is not waited for
LENGTHS = (25, 50, 100)
BOUNDED = {
    "_YEAR_FIRST": "a cell of more than 60 characters is no time",
    "_YEAR_LAST": "as above",
    "_SCALAR": "finds a place in a file of settings, which the house itself wrote, to tell an error",
}
"""Patterns that look at what is short already, and why."""
Step = Callable[[int], Iterator[int]]


class TooManyError(Exception):
    """More steps than anybody waits for."""


class Counter:
    """Matches as `re` does, by trying one way after the other, and counts the tries."""

    def __init__(self, pattern: re.Pattern[str], text: str) -> None:
        self.text, self.steps, self.flags = text, 0, pattern.flags
        self.tree = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)

    def count(self) -> int:
        """Return the steps of finding that the whole text does not match, or that it does."""
        for end in self.ways(list(self.tree), 0):
            if end == len(self.text):
                break
        return self.steps

    def ways(self, tree: list[tuple[object, object]], at: int) -> Iterator[int]:
        """Yield where a sequence may end that begins here."""
        self.steps += 1
        if self.steps > MOST:
            raise TooManyError
        if not tree:
            yield at
            return
        (kind, value), rest = tree[0], tree[1:]
        for end in self.one(kind, value, at):
            yield from self.ways(rest, end)

    def one(self, kind: object, value: Any, at: int) -> Iterator[int]:  # noqa: C901  one branch for each kind
        """Yield where one part may end that begins here."""
        match kind:
            case op.MAX_REPEAT | op.MIN_REPEAT | op.POSSESSIVE_REPEAT:
                yield from self.repeated(value, at, greedy=kind is not op.MIN_REPEAT)
            case op.SUBPATTERN:
                yield from self.ways(list(value[3]), at)
            case op.ATOMIC_GROUP:
                yield from list(self.ways(list(value), at))[:1]
            case op.BRANCH:
                for branch in value[1]:
                    yield from self.ways(list(branch), at)
            case op.ASSERT | op.ASSERT_NOT:
                if value[0] < 0:
                    yield at  # what stands before is short
                elif (next(self.ways(list(value[1]), at), None) is not None) is (kind is op.ASSERT):
                    yield at
            case op.AT | op.GROUPREF | op.GROUPREF_EXISTS:
                if kind is not op.AT or self.stands(value, at):
                    yield at
            case _:
                if at < len(self.text) and self.fits(kind, value, self.text[at]):
                    yield at + 1

    def stands(self, value: Any, at: int) -> bool:
        """Tell whether a place is the beginning or the end that is meant."""
        if value in (op.AT_END, op.AT_END_STRING):
            return at == len(self.text)
        return at == 0 if value in (op.AT_BEGINNING, op.AT_BEGINNING_STRING) else True

    def repeated(self, value: Any, at: int, *, greedy: bool) -> Iterator[int]:
        """Yield where a repetition may end, the longest first where it is greedy."""
        least, most, tree = value
        stack = [(at, 0)]
        if greedy:
            yield from self._greedy(list(tree), at, int(least), int(most), 0)
            return
        while stack:
            place, times = stack.pop()
            if times >= least:
                yield place
            if times < most:
                stack += [(end, times + 1) for end in self.ways(list(tree), place) if end > place]

    def _greedy(self, tree: list[tuple[object, object]], at: int, least: int, most: int, times: int) -> Iterator[int]:
        if times < most:
            for end in self.ways(tree, at):
                if end > at:
                    yield from self._greedy(tree, end, least, most, times + 1)
        if times >= least:
            yield at

    def fits(self, kind: object, value: Any, letter: str) -> bool:
        """Tell whether one letter is what a part wants."""
        self.steps += 1
        one = parser.SubPattern(parser.State(), [(kind, value)])
        return _compiled(repr(one), kind, value, self.flags).match(letter) is not None


_KNOWN: dict[tuple[str, int], re.Pattern[str]] = {}


def _compiled(shown: str, kind: object, value: Any, flags: int) -> re.Pattern[str]:
    """Compile one part of a pattern, once."""
    from re import _compiler  # type: ignore[attr-defined]

    if (shown, flags) not in _KNOWN:
        state = parser.State()
        state.flags, state.str = flags, ""
        _KNOWN[shown, flags] = _compiler.compile(parser.SubPattern(state, [(kind, value)]), flags & ~re.DEBUG)
    return _KNOWN[shown, flags]


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """All patterns that a module of ours keeps, by name."""
    for root in ROOTS:
        for found in pkgutil.walk_packages(root.__path__, f"{root.__name__}."):
            if ".migrations." in found.name or found.name.endswith("__main__"):
                continue
            module = importlib.import_module(found.name)
            for name, value in vars(module).items():
                if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                    yield f"{found.name}.{name}", value


ALL = sorted({one.pattern: (name, one) for name, one in patterns()}.values(), key=lambda one: one[0])


def steps_of(pattern: re.Pattern[str], text: str) -> int:
    """How many steps it takes; more than anybody waits for count as so many."""
    try:
        return Counter(pattern, text).count()
    except (TooManyError, RecursionError):
        return MOST * len(text) ** 2


@pytest.mark.parametrize(("name", "pattern"), ALL, ids=[name for name, _ in ALL])
def test_a_pattern_takes_steps_linear_in_the_text(name: str, pattern: re.Pattern[str]) -> None:
    """Runs of each letter it may like, broken at the end: twice as long, twice the steps."""
    if name.rpartition(".")[2] in BOUNDED:
        return
    letters = dict.fromkeys([*" 0aA.-_!x字\n", *(one for one in pattern.pattern if one.isprintable())])
    for letter in list(letters)[:30]:
        for before in ("", "1", "a", "2026-11-21"):
            counted = [steps_of(pattern, f"{before}{letter * length}\x00") for length in LENGTHS]
            assert grows_linearly(counted, spare=400), (
                f"{pattern.pattern[:80]!r} on runs of {letter!r}: {counted} steps"
            )


@pytest.mark.parametrize("bad", [r"(a+)+b", r"\s*\s*\s*x", r"(a|a)*b", r"[T\s]\s*(?:x)?\s*y"])
def test_what_is_not_linear_is_seen(bad: str) -> None:
    """The counter counts: patterns that are known to be slow are."""
    letter = " " if "\\s" in bad else "a"
    assert not grows_linearly([steps_of(re.compile(bad), f"{letter * length}\x00") for length in LENGTHS], spare=400)
