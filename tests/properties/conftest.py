"""Deciding is pure: each decision that the machines of this folder cause is made twice, the second time walled in."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import attrs
import pytest

from complaintkit import ComplaintKitError, decision
from complaintkit.decision import Draft, Facts, decide_due, record
from complaintkit.decision.decide import decide

OUTSIDE = {"_io", "_posixsubprocess", "_random", "_socket", "_sqlite3", "io", "posix", "random", "sqlite3", "time"}
CLOCKS = {"now", "today", "utcnow"}


class Answers:
    """`Records` that note each question with its answer; `again` gives those answers once more, in order, and no others."""

    def __init__(self, records: Any) -> None:
        self._records = records
        self._noted: list[tuple[object, object]] = []

    def __getattr__(self, name: str) -> Callable[..., object]:
        def ask(*args: object, **kwargs: object) -> object:
            answer = getattr(self._records, name)(*args, **kwargs)
            self._noted.append(((name, args, kwargs), answer))
            return answer

        return ask

    def again(self) -> Answers:
        """Records without a storage."""
        return Answers(_Replay(iter(self._noted)))


@attrs.frozen
class _Replay:
    noted: Iterator[tuple[object, object]]

    def __getattr__(self, name: str) -> Callable[..., object]:
        def ask(*args: object, **kwargs: object) -> object:
            asked, answer = next(self.noted)
            assert asked == (name, args, kwargs), "it asks something else the second time"
            return answer

        return ask


@contextmanager
def walled_in() -> Iterator[None]:
    """Inside, whatever looks at files, sockets, databases, clocks or chance is an error, told at the end."""
    looks: list[str] = []

    def watch(_: object, event: str, called: Any) -> None:
        if event == "c_call":
            module = called.__module__ or getattr(getattr(called, "__self__", None), "__module__", "")
            if module in OUTSIDE or called.__name__ in CLOCKS:
                looks.append(called.__qualname__)

    gc.disable()  # what collecting garbage calls is nobody's decision
    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        yield
    finally:
        sys.setprofile(before)
        gc.enable()
    assert not looks, f"deciding calls {looks}"


def _outcome(decision: Callable[..., Draft], args: Sequence[object], records: Any) -> tuple[Draft | None, object]:
    known = [attrs.evolve(one, records=records) if isinstance(one, Facts) else one for one in args]
    try:
        draft = decision(*known)
    except ComplaintKitError as refused:
        return None, refused
    return draft, (draft.case, draft.lines)


def twice(decision: Callable[..., Draft]) -> Callable[..., Draft]:
    """The same decision, made again from noted answers: the same comes of it, and it looks at nothing else."""

    def decided(*args: object) -> Draft:
        (facts,) = (one for one in args if isinstance(one, Facts))
        noting = Answers(facts.records)
        draft, first = _outcome(decision, args, noting)
        with walled_in():
            _, second = _outcome(decision, args, noting.again())
        if draft is None:
            assert isinstance(first, ComplaintKitError)
            assert (type(second), str(second)) == (type(first), str(first))
            raise first
        assert second == first
        return draft

    return decided


@pytest.fixture(autouse=True)
def every_decision_is_pure(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the door decides: by command, because it fell due, or because something was reported."""
    monkeypatch.setattr("complaintkit.decision.decide.decide", twice(decide))
    for one in (decide_due, record):
        monkeypatch.setattr(decision, one.__name__, twice(one))


@pytest.fixture(name="walled_in")
def _walled_in() -> object:
    return walled_in
