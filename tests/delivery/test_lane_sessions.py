"""A lane by itself: what it opens, asks, sends, gives back and closes, however its entries come in and whatever stops it. P5, P6"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import attrs
import pytest

from complaintkit import Contact
from complaintkit.delivery.carrier import Send
from complaintkit.delivery.group import give_back
from complaintkit.delivery.lane import Lane
from complaintkit.delivery.service import Stops
from complaintkit.plugin import Accepted, InDoubt, Notification, NotSent, Outcome

LIMIT = 10  # seconds; nothing here takes that long
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
HOLD, LATE = timedelta(minutes=5), timedelta(minutes=15)
NAME = "complaintkit-window"
SENT = Accepted("r-1")


@attrs.define(eq=False)
class Window:
    """A service that answers by a script, else that it was sent, once so many are served at the same time."""

    name: str = "window"
    key: str = "notifier window"
    sessions: int = 1
    reconcile_after: timedelta = LATE
    together: int = 1
    answers: deque[Outcome] = attrs.field(factory=deque)
    troubles: deque[str] = attrs.field(factory=deque)
    hangs: bool = False
    opened: int = 0
    open: int = 0
    here: int = 0
    most: int = 0
    sent: list[str] = attrs.field(factory=list)
    asked: list[str] = attrs.field(factory=list)
    meanwhile: Callable[[], object] = lambda: None

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Window]:
        """Open one, unless there is trouble."""
        if self.troubles:
            raise OSError(self.troubles.popleft())
        self.opened += 1
        self.open += 1
        yield self
        self.open -= 1

    async def send(self, id: str) -> Outcome:
        """Serve somebody."""
        self.sent.append(id)
        self.here += 1
        self.most = max(self.most, self.here)
        self.meanwhile()
        if self.hangs:
            await asyncio.Event().wait()
        for _ in range(1000):
            if self.most >= self.together:
                break
            await asyncio.sleep(0.005)
        self.here -= 1
        return self.answers.popleft() if self.answers else SENT

    async def reconcile(self, question: Any) -> Outcome:
        """Say that it was sent."""
        self.asked.append(question.id)
        return SENT


@attrs.define(eq=False)
class Run:
    """A run whose storage keeps ends, and what is given back or asked about later."""

    stops: Stops = attrs.field(factory=Stops)
    patience: timedelta = timedelta(seconds=LIMIT)
    calls: int = 0
    stopping: bool = False
    ended: dict[str, Outcome] = attrs.field(factory=dict)
    back: list[str] = attrs.field(factory=list)
    later: dict[str, datetime] = attrs.field(factory=dict)

    @property
    def outbox(self) -> Run:
        """Itself."""
        return self

    @property
    def setting(self) -> Any:
        """The time, and how long things may take."""
        return SimpleNamespace(
            now=NOW, timing=SimpleNamespace(patience=self.patience, hold=HOLD, longest=timedelta(days=1))
        )

    def halted(self) -> bool:
        """As it was told."""
        return self.stopping

    async def storage(self, what: Any, *asked: Any, **by: Any) -> Any:
        """Keep something."""
        if what is give_back:
            self.back += [row.id for row in asked[1]]
            return None
        return what(*asked, **by)

    def question(self, begun: Any) -> Any:
        """Ask about an attempt, by the id under which it went out."""
        return SimpleNamespace(id=begun.digest, to=None)

    def ask_later(self, begun: Any, *, until: datetime) -> None:
        """Put a question off."""
        self.later[begun.id] = until

    async def begin(self, work: Any, send: Send[Any], *, digest: str | None) -> Any:
        """Begin an attempt."""
        return SimpleNamespace(id=work.row.id, row=work.row, send=send, attempt=SimpleNamespace(medium="sms"))

    async def end(self, begun: Any, outcome: Outcome) -> None:
        """Keep an end."""
        self.ended[begun.id] = outcome


def entry(service: Any, id: str, case: str | None = None) -> Any:
    """An entry that is to be sent, about a case of its own or another one."""
    row = SimpleNamespace(id=id, case=case or id, urgent=False)
    return SimpleNamespace(row=row), Send[Any](service, lambda session: session.send(id))


def doubt(id: str, digest: str | None = None) -> Any:
    """An attempt to be asked about."""
    return SimpleNamespace(id=id, digest=digest or id)


@pytest.fixture
def run() -> Run:
    """Nothing was kept yet."""
    return Run()


def serve(run: Any, window: Any, *goes: list[Any], doubts: Iterable[Any] = (), coming: int | None = None) -> Lane[Any]:
    """Serve what comes in by so many goes; all that was opened is closed, and its thread has ended."""
    lane = Lane[Any](run, window, doubts=list(doubts), coming=sum(len(go) for go in goes) if coming is None else coming)

    async def all_of_it() -> None:
        serving = asyncio.create_task(lane.serve())
        for go in goes:
            await asyncio.sleep(0.01)
            await lane.take_on(go, looked_at=len(go))
        if coming is not None:
            await lane.take_on([], looked_at=coming - sum(len(go) for go in goes))
        await asyncio.wait_for(serving, LIMIT)

    asyncio.run(all_of_it())
    for one in [one for one in threading.enumerate() if one.name == NAME]:
        one.join(LIMIT)
    assert not [one for one in threading.enumerate() if one.name == NAME]
    assert window.open == 0
    assert (lane.coming, lane.sending) == (0, 0)
    return lane


@pytest.mark.parametrize(("sessions", "entries", "most"), [(1, 3, 1), (3, 5, 3), (3, 2, 2), (2, 1, 1)])
def test_as_many_sessions_as_there_may_be_and_is_something_for(
    run: Run, sessions: int, entries: int, most: int
) -> None:
    """Also where most of it is still to come when the first is opened."""
    window = Window(sessions=sessions, together=most)
    first, *rest = [entry(window, str(number)) for number in range(entries)]
    serve(run, window, [first], rest)
    assert (window.most, window.opened) == (most, most)
    assert (run.ended, run.back, run.calls) == ({str(number): SENT for number in range(entries)}, [], entries)


def test_a_lane_that_gets_nothing_opens_nothing(run: Run) -> None:
    """All that was looked at was for others; it ends."""
    window = Window()
    serve(run, window, [], coming=3)
    assert window.opened == 0


def test_the_first_is_sent_while_others_are_still_looked_at(run: Run) -> None:
    """It waits for none of them."""
    window: Any = Window()
    any_run: Any = run
    lane = Lane[Any](any_run, window, coming=2)

    async def all_of_it() -> None:
        serving = asyncio.create_task(lane.serve())
        await lane.take_on([entry(window, "a")], looked_at=1)
        for _ in range(LIMIT * 100):
            if run.ended:
                break
            await asyncio.sleep(0.01)
        sent = list(run.ended)
        await lane.take_on([entry(window, "b")], looked_at=1)
        await asyncio.wait_for(serving, LIMIT)
        assert sent == ["a"]

    asyncio.run(all_of_it())
    assert list(run.ended) == ["a", "b"]


def test_an_entry_that_comes_late_is_sent(run: Run) -> None:
    """After a few looks in vain; and none overtakes another about the same case."""
    window = Window(sessions=3)
    serve(run, window, [], [entry(window, "a", "A")], [], [entry(window, "b", "A"), entry(window, "c", "A")], coming=9)
    assert window.sent == ["a", "b", "c"]
    assert window.most == 1


def test_what_goes_out_together_waits_for_all_of_it(run: Run) -> None:
    """As long as more may come for the same address; then it goes by one call, and at once."""
    window = Window()
    to = Contact("phone", "13800138000")
    works = []
    for id in "ab":
        part = Notification(
            id=id, attempt=1, to=to, message="receipt", language="zh", fields={}, subject="", text=id, case_number=id
        )
        work, send = entry(window, id)
        works.append((work, attrs.evolve(send, to=to, part=part)))
    serve(run, window, works[:1], works[1:])
    assert (len(window.sent), run.ended) == (1, {"a": SENT, "b": SENT})


# ---- asking ------------------------------------------------------------------------------------------------------------
def test_what_is_in_doubt_is_asked_about_once(run: Run) -> None:
    """What went out together has one id, one question and one answer; each question is a call. Then the rest is sent."""
    window = Window()
    serve(run, window, [entry(window, "d")], doubts=[doubt("a", "one"), doubt("b", "one"), doubt("c")])
    assert window.asked == ["one", "c"]
    assert (run.ended, run.calls, window.opened) == (dict.fromkeys("abcd", SENT), 3, 1)


def test_a_question_alone_opens_a_session(run: Run) -> None:
    """There need be nothing to send."""
    window = Window()
    serve(run, window, doubts=[doubt("a")])
    assert (window.asked, run.ended) == (["a"], {"a": SENT})


@pytest.mark.parametrize(("late", "later"), [(LATE, LATE), (timedelta(minutes=1), HOLD)])
def test_where_nobody_can_be_asked_now_it_is_asked_later(run: Run, late: timedelta, later: timedelta) -> None:
    """Not before the provider's records are there, nor while the service is left alone."""
    window = Window(reconcile_after=late, troubles=deque(["13800138000"]))
    serve(run, window, doubts=[doubt("a")])
    assert (run.later, run.ended, window.asked, run.calls) == ({"a": NOW + later}, {}, [], 0)


# ---- stopping ----------------------------------------------------------------------------------------------------------
def test_a_service_that_does_not_open_is_left_alone(run: Run) -> None:
    """Its first parcel was one try; the others go back, and no other session is tried."""
    window = Window(sessions=3, troubles=deque(["13800138000", "again"]))
    serve(run, window, [entry(window, id) for id in "abc"])
    why = "its session can't be opened: OSError"
    assert run.ended == {"a": NotSent(detail=why)}
    assert (sorted(run.back), window.sent, run.stops.why) == (["b", "c"], [], {window.key: why})
    assert run.stops.until([window.key], NOW) == NOW + HOLD
    assert len(window.troubles) == 1


def test_a_call_that_hangs_stops_the_service(run: Run) -> None:
    """It is in doubt; the rest goes back."""
    run.patience = timedelta(seconds=0.3)
    window = Window(hangs=True)
    serve(run, window, [entry(window, "a"), entry(window, "b")])
    assert run.ended == {"a": InDoubt("no answer within 0.3 s")}
    assert (run.back, run.stops.why) == (["b"], {window.key: "it hung"})


def test_a_run_that_is_to_end_begins_nothing_more(run: Run) -> None:
    """What is being sent is kept as it ends; what waits, and what is still to come, goes back or stays away."""
    window = Window()
    window.meanwhile = lambda: setattr(run, "stopping", True)
    serve(run, window, [entry(window, "a"), entry(window, "b", "a")], [entry(window, "c")])
    assert (run.ended, sorted(run.back)) == ({"a": SENT}, ["b", "c"])


def test_who_breaks_off_wakes_those_who_wait(run: Run) -> None:
    """Nothing is begun any more, though the service is not stopped."""
    service: Any = Window()
    any_run: Any = run
    lane = Lane[Any](any_run, service, coming=1)

    async def wait() -> object:
        waiting = asyncio.create_task(lane.next())
        await asyncio.sleep(0.01)
        assert not lane.is_over()
        await lane.break_off()
        return await asyncio.wait_for(waiting, LIMIT)

    assert asyncio.run(wait()) is None
    assert (lane.is_over(), lane.is_stopped()) == (True, False)


@pytest.mark.parametrize("how", ["done", "put back"])
def test_who_waits_for_a_parcel_hears_when_it_is_free(run: Run, how: str) -> None:
    """Once it has ended the next one goes; put back, it goes first itself."""
    service: Any = Window()
    any_run: Any = run
    lane = Lane[Any](any_run, service, coming=2)

    async def wait() -> str:
        await lane.take_on([entry(service, "a", "A"), entry(service, "b", "A")], looked_at=2)
        first = await lane.next()
        assert first is not None
        waiting = asyncio.create_task(lane.next())
        await asyncio.sleep(0.01)
        assert not waiting.done()
        await (lane.done(first) if how == "done" else lane.put_back(first))
        parcel = await asyncio.wait_for(waiting, LIMIT)
        assert parcel is not None
        return parcel.works[0][0].row.id

    assert asyncio.run(wait()) == ("b" if how == "done" else "a")


@pytest.mark.parametrize(
    ("to", "detail", "kept"),
    [
        (Contact("phone", "13800138000"), "13800138000 is unknown", "138****8000 is unknown"),
        (Contact("phone", "13800138000"), "unknown", "unknown"),
        (None, "13800138000 is unknown", "13800138000 is unknown"),
    ],
)
def test_an_address_in_an_outcome_is_masked(run: Run, to: Contact | None, detail: str, kept: str) -> None:
    """Providers like to repeat it, and details are kept longer than persons. What was sent has no detail."""
    window = Window(answers=deque([NotSent(detail=detail), SENT]))
    works = [entry(window, id) for id in "ab"]
    serve(run, window, [(work, attrs.evolve(send, to=to)) for work, send in works])
    assert run.ended == {"a": NotSent(detail=kept), "b": SENT}
