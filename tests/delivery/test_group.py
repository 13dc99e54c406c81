"""Steps kept together: in the order of their cases, by one commit, each with its own end, and one by one where that fails."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import attrs
import pytest

from complaintkit import StorageError
from complaintkit.delivery import group
from complaintkit.delivery.carrier import Wait
from complaintkit.delivery.group import Aside, Beginning, Ending, Group, give_back, keep, put_aside
from complaintkit.delivery.outbox import Outdated
from complaintkit.model.outbox import OutboxState

LOCKED = StorageError(reason="the database is locked")
DONE: Any = True


class Gone(BaseException):
    """No error that anybody handles."""


@attrs.define
class Entries:
    """An outbox that writes down what it is asked to keep: in a transaction of several, or alone.

    An entry called "old" has moved on, so that its attempt can't be begun with others; one called "bad" can't be kept.
    """

    kept: list[str] = attrs.field(factory=list)
    told: list[Sequence[str]] = attrs.field(factory=list)

    @property
    def setting(self) -> Any:
        """The time, and a storage whose transactions leave a mark."""
        door = SimpleNamespace(storage=SimpleNamespace(writing=self._writing), recorded=self.told.append)
        return SimpleNamespace(door=door, now="now")

    @contextmanager
    def _writing(self) -> Iterator[None]:
        before = list(self.kept)
        try:
            yield
        except BaseException:
            self.kept[:] = before
            raise
        self.kept.append("commit")

    def _keep(self, what: str, row: Any) -> None:
        if row.id == "bad":
            raise LOCKED
        self.kept.append(f"{what} {row.id}")

    def begin_in(self, tx: object, work: Any, send: object, *, digest: str | None) -> str:
        """Begin one with others, unless it has moved on."""
        if work.row.id == "old":
            raise Outdated
        self._keep("begin", work.row)
        return f"begun {work.row.id} {digest}"

    def end_in(self, tx: object, begun: Any, outcome: object) -> tuple[object, list[str]]:
        """End one with others."""
        self._keep("end", begun.row)
        return outcome, [f"ended {begun.row.id}"]

    def put_aside_in(self, tx: object, row: Any, verdict: object) -> list[str]:
        """Put one aside with others."""
        self._keep("aside", row)
        return [f"aside {row.id}"]

    def begin(self, work: Any, send: object, *, digest: str | None) -> str:
        """Begin one."""
        self._keep("alone: begin", work.row)
        return f"begun {work.row.id} {digest}"

    def end(self, begun: Any, outcome: object) -> object:
        """End one."""
        self._keep("alone: end", begun.row)
        return outcome

    def put_aside(self, row: Any, verdict: object) -> None:
        """Put one aside."""
        self._keep("alone: aside", row)


def step(what: str, id: str, case: str = "A") -> Any:
    """A step of an entry."""
    row: Any = SimpleNamespace(id=id, case=case, state=OutboxState.LEASED)
    owner: Any = SimpleNamespace(row=row)
    if what == "begin":
        return Beginning(owner, DONE, "d-1")
    return Ending(owner, DONE) if what == "end" else Aside(row, Wait(DONE, ""))


@pytest.fixture
def entries() -> Any:
    """Nothing was kept yet."""
    return Entries()


def test_steps_are_written_case_by_case(entries) -> None:
    """So two workers wait for each other in one order; each step gets its own answer, plugins hear of all at once."""
    steps = [step("end", "1", "B"), step("aside", "2", "B"), step("begin", "3", "C"), step("begin", "4", "A")]
    assert keep(entries, [*steps, step("end", "5", "C")]) == [True, None, "begun 3 d-1", "begun 4 d-1", True]
    assert entries.kept == ["begin 4", "end 1", "aside 2", "begin 3", "end 5", "commit"]
    assert entries.told == [["ended 1", "aside 2", "ended 5"]]


def test_what_comes_alone_is_kept_alone(entries) -> None:
    """As one step of the outbox, which tells by itself."""
    assert [keep(entries, [step(what, "1")]) for what in ("begin", "end", "aside")] == [["begun 1 d-1"], [True], [None]]
    assert entries.kept == ["alone: begin 1", "alone: end 1", "alone: aside 1"]
    assert entries.told == []


def test_what_has_moved_on_is_begun_by_itself(entries) -> None:
    """Looked at anew; the others are kept together."""
    assert keep(entries, [step("begin", "old"), step("end", "2")]) == ["begun old d-1", True]
    assert entries.kept == ["end 2", "commit", "alone: begin old"]


def test_what_can_not_be_kept_takes_no_other_with_it(entries, caplog) -> None:
    """Each is kept by itself then, and only whose step it is hears of it; the log says so."""
    caplog.set_level("DEBUG")
    assert keep(entries, [step("end", "bad"), step("end", "2")]) == [LOCKED, True]
    assert entries.kept == ["alone: end 2"]
    assert "2 steps can't be kept together (StorageError)" in caplog.text


def test_what_calls_nobody_is_put_aside_all_of_it(entries, monkeypatch) -> None:
    """Some at a time; one that can't be is raised."""
    monkeypatch.setattr(group, "_MOST", 2)
    put_aside(entries, [step("aside", id) for id in "12345"])
    assert entries.kept == ["aside 1", "aside 2", "commit", "aside 3", "aside 4", "commit", "alone: aside 5"]
    with pytest.raises(StorageError):
        put_aside(entries, [step("aside", "bad")])


def test_what_was_claimed_is_given_back(entries) -> None:
    """At once; remedies are not claimed, and stay as they are."""
    claimed, owed = step("aside", "1").row, step("aside", "2").row
    owed.state = OutboxState.OWED
    give_back(entries, [claimed, owed])
    assert entries.kept == ["alone: aside 1"]


# ---- on a loop ---------------------------------------------------------------------------------------------------------
def run(entries: Any, work: Callable[[Group[Any]], Any], *, busy: Callable[[], object] = lambda: None) -> Any:
    """Work with a group whose storage is busy for a turn of the loop with each commit."""

    async def storage(what: Callable[..., Any], *asked: Any) -> Any:
        await asyncio.sleep(0)
        busy()
        return what(*asked)

    async def all_of_it() -> Any:
        return await asyncio.wait_for(work(Group(entries, storage)), 5)  # type: ignore[arg-type]

    return asyncio.run(all_of_it())


def test_what_has_come_up_when_the_storage_has_a_turn_is_kept_by_one_commit(entries) -> None:
    """As many as there may be in one; each hears how its own went."""

    async def work(group: Group[Any]) -> Any:
        group.most = 4
        return await asyncio.gather(
            group.end(step("end", "1")),
            *(group.end(step("end", id)) for id in "2345"),
            group.begin(step("begin", "6")),
        )

    assert run(entries, work) == [True, True, True, True, True, "begun 6 d-1"]
    assert entries.kept == ["end 1", "end 2", "end 3", "end 4", "commit", "end 5", "begin 6", "commit"]


def test_a_group_that_has_rested_works_again(entries) -> None:
    """One after another: nothing is left to a turn that is over."""

    async def work(group: Group[Any]) -> list[bool]:
        return [await group.end(step("end", id)) for id in "12"]

    assert run(entries, work) == [True, True]


def test_nobody_waits_for_what_was_cancelled(entries) -> None:
    """It is left out, also where it is cancelled while the storage is busy; the rest is kept."""
    gone = list[asyncio.Future[bool]]()

    async def work(group: Group[Any]) -> list[bool]:
        group.most = 2
        gone.extend(asyncio.ensure_future(group.end(step("end", id))) for id in "12")
        stay = [asyncio.ensure_future(group.end(step("end", id))) for id in "34"]
        await asyncio.sleep(0)
        gone[0].cancel()
        return await asyncio.gather(*stay)

    def leave() -> None:
        gone[1].cancel()

    assert run(entries, work, busy=leave)
    assert entries.kept == ["end 3", "end 4", "commit"]


def test_where_all_were_cancelled_nothing_is_kept(entries) -> None:
    """Not even an empty commit, and what comes up later is kept as ever."""

    async def work(group: Group[Any]) -> bool:
        gone = asyncio.ensure_future(group.end(step("end", "1")))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert entries.kept == []
        return await group.end(step("end", "2"))

    assert run(entries, work)
    assert entries.kept == ["alone: end 2"]


@pytest.mark.parametrize(("error", "raised"), [(LOCKED, StorageError), (Gone(), RuntimeError)])
def test_all_who_wait_hear_that_the_storage_is_gone(entries, error, raised) -> None:
    """Those of this turn and of the next; what they asked for is not kept by a later one. The turn itself ends by it."""

    def broken() -> None:
        raise error

    async def work(group: Group[Any]) -> None:
        group.most = 1
        both = await asyncio.gather(*(group.end(step("end", id)) for id in "12"), return_exceptions=True)
        assert [type(one) for one in both] == [raised, raised]
        assert group._working is not None
        assert (group._working.exception(), group._waiting) == (error, [])

    run(entries, work, busy=broken)
    assert entries.kept == []


def test_the_outbox_says_what_went_wrong_with_one(entries) -> None:
    """Its own error is raised where it is waited for."""

    async def work(group: Group[Any]) -> Any:
        return await asyncio.gather(group.end(step("end", "bad")), group.end(step("end", "2")), return_exceptions=True)

    assert run(entries, work) == [LOCKED, True]
