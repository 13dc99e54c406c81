"""A courier: one parcel of its lane after another by one session, and how each ended is kept, come what may. P5, P6"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import attrs
import pytest

from complaintkit import Contact, StorageError
from complaintkit.delivery.carrier import Send
from complaintkit.delivery.courier import Courier
from complaintkit.delivery.message.digest import digest_id
from complaintkit.delivery.parcel import Parcel, address_of
from complaintkit.plugin import Accepted, InDoubt, Notification, NotSent, Outcome, Rejected, RejectReason

LOCKED = StorageError(reason="the database is locked")
FANG, SHEN = Contact("phone", "13900000001"), Contact("phone", "13900000002")
SENT, NO_LINE = Accepted("r-1"), NotSent(detail="no line")


def send(id: str, to: Contact = FANG, *, language: str = "zh") -> Send[Any]:
    """The call that sends a message."""
    part = Notification(
        id=id, attempt=1, to=to, message="receipt", language=language, fields={}, subject="", text=id, case_number=id
    )
    return Send(DUMMY, lambda session: session.send(part), to, part=part)


DUMMY: Any = SimpleNamespace(name="sms")


@attrs.define(eq=False)
class Lane:
    """A lane that hands out parcels and writes down what a courier does with them."""

    parcels: deque[Parcel[Any]] = attrs.field(factory=deque)
    begun: dict[str, Send[Any] | None] = attrs.field(factory=dict)
    """What an entry's attempt sends, where that is another call by now; None where nothing is begun."""
    fails: frozenset[str] = frozenset()
    """Entries whose end can't be kept."""
    stopped: bool = False
    sending: int = 0
    calls: int = 0
    log: list[str] = attrs.field(factory=list)
    ended: dict[str, Outcome] = attrs.field(factory=dict)
    digests: list[str | None] = attrs.field(factory=list)
    texts: list[str] = attrs.field(factory=list)
    problems: list[str | None] = attrs.field(factory=list)
    before: Callable[[], Any] = lambda: None
    service: Any = DUMMY

    @property
    def run(self) -> Lane:
        """Its run, which counts calls, begins attempts and keeps their ends."""
        return self

    def put(self, *ids: str) -> Lane:
        """Put a parcel of these entries to the others."""
        works: list[Any] = [(SimpleNamespace(row=SimpleNamespace(id=id, urgent=False)), send(id)) for id in ids]
        self.parcels.append(Parcel(address_of(works[0][1]), works=works))
        return self

    async def next(self, problem: str | None) -> Parcel[Any] | None:
        """Hand out the next one."""
        self.problems.append(problem)
        return self.parcels.popleft() if self.parcels else None

    async def done(self, parcel: Parcel[Any]) -> None:
        """Write it down."""
        self.log.append("done " + "".join(work.row.id for work, _ in parcel.works))

    async def put_back(self, parcel: Parcel[Any]) -> None:
        """Write it down."""
        self.log.append("back " + "".join(work.row.id for work, _ in parcel.works))

    async def break_off(self) -> None:
        """Write it down."""
        self.log.append("broken off")

    def stop(self, why: str | None) -> None:
        """Write it down."""
        self.log.append(f"stopped: {why}")

    def is_stopped(self) -> bool:
        """As it was told."""
        return self.stopped

    async def begin(self, work: Any, one: Send[Any], *, digest: str | None) -> Any:
        """Begin an attempt."""
        self.digests.append(digest)
        now = self.begun.get(work.row.id, one)
        gone = work.row.id in self.begun and now is None
        attempt = SimpleNamespace(medium="sms")
        return None if gone else SimpleNamespace(id=work.row.id, row=work.row, send=now, attempt=attempt)

    async def end(self, begun: Any, outcome: Outcome) -> None:
        """Keep an end."""
        await asyncio.sleep(0)
        if begun.id in self.fails:
            raise LOCKED
        self.ended[begun.id] = outcome

    async def call(self, connection: Session, what: Callable[[Any], Any], to: Contact | None) -> Outcome:
        """Call the session."""
        assert to is not None
        return await what(connection)


@attrs.define
class Session:
    """A connection whose provider answers by a script, else that it was sent."""

    lane: Lane
    answers: deque[Outcome] = attrs.field(factory=deque)
    problems: deque[str] = attrs.field(factory=deque)
    is_open: bool = False
    hung: bool = False
    opened: int = 0
    closed: int = 0

    async def open(self) -> str | None:
        """Open it, unless there is a problem."""
        self.opened += 1
        if self.problems:
            return self.problems.popleft()
        if self.hung:
            return None
        self.is_open = True
        return None

    async def close(self) -> None:
        """Close it, while others may still send."""
        self.closed += 1

    async def send(self, message: Notification) -> Outcome:
        """Answer."""
        self.lane.texts.append(message.text)
        self.lane.before()
        await asyncio.sleep(0)
        return self.answers.popleft() if self.answers else SENT


@pytest.fixture
def lane() -> Lane:
    """Nothing is to be sent yet."""
    return Lane()


def work(lane: Any, session: Any = None, *, problem: str | None = None, others: int = 0) -> Session:
    """Have a courier work, beside others."""
    session = session or Session(lane)
    lane.sending = others
    asyncio.run(asyncio.wait_for(Courier(lane, session).work(problem), 5))
    assert lane.sending == others
    return session  # type: ignore[no-any-return]


def test_one_parcel_after_another_goes_by_one_session(lane: Lane) -> None:
    """Opened once, for the first; each end is kept before those may go that wait for it, each call counts."""
    session = work(lane.put("a").put("b").put("c"))
    assert (lane.texts, lane.ended, lane.log) == (
        ["a", "b", "c"], dict.fromkeys("abc", SENT), ["done a", "done b", "done c"],
    )  # fmt: skip
    assert (session.opened, session.closed, lane.calls, lane.digests) == (1, 1, 3, [None] * 3)


def test_without_a_parcel_no_session_is_opened(lane: Lane) -> None:
    """There is nothing to open it for."""
    assert work(lane).opened == 0


def test_a_session_that_does_not_open_is_one_fewer(lane: Lane, caplog: pytest.LogCaptureFixture) -> None:
    """Its parcel goes back to the others, untried; the log says why."""
    session = work(lane.put("a"), Session(lane, problems=deque(["refused"])))
    assert (lane.log, lane.ended, lane.calls, session.opened) == (["back a"], {}, 0, 1)
    assert caplog.messages == ["sms: one session fewer: refused"]
    caplog.clear()
    work(lane.put("b"))
    assert caplog.messages == []


@pytest.mark.parametrize(("problems", "why"), [(["it took too long"], "it took too long"), ([], "it hung")])
def test_a_session_that_hangs_while_it_opens_stops_the_service(lane: Lane, problems: list[str], why: str) -> None:
    """Nobody waits for it once more."""
    work(lane.put("a"), Session(lane, problems=deque(problems), hung=True))
    assert lane.log[0] == f"stopped: {why}"


def test_where_the_first_session_could_not_open_its_first_parcel_was_tried(lane: Lane) -> None:
    """One try, without a call of it; the next one opens it anew."""
    session = work(lane.put("a").put("b"), problem="refused")
    assert lane.ended == {"a": NotSent(detail="refused"), "b": SENT}
    assert (lane.problems, session.opened, lane.texts) == (["refused", None, None], 1, ["b"])
    assert lane.calls == 2


def test_a_session_is_not_opened_for_what_was_tried_without(lane: Lane) -> None:
    """What could not be opened just now is not asked again for the same parcel."""
    session = work(lane.put("a"), Session(lane, problems=deque(["refused again"])), problem="refused")
    assert (lane.ended, session.opened) == ({"a": NotSent(detail="refused")}, 0)


@pytest.mark.parametrize(
    ("answer", "others", "sent"),
    [
        (NO_LINE, 0, ["a", "b"]),
        (NO_LINE, 1, ["a"]),
        (NO_LINE, 2, ["a"]),
        (Rejected(RejectReason.ADDRESS), 1, ["a", "b"]),
        (SENT, 1, ["a", "b"]),
    ],
)
def test_who_could_not_send_leaves_the_rest_to_others(
    lane: Lane, answer: Outcome, others: int, sent: list[str]
) -> None:
    """Where there are any: the last one goes on."""
    work(lane.put("a").put("b"), Session(lane, answers=deque([answer])), others=others)
    assert (lane.texts, lane.ended["a"]) == (sent, answer)


def test_what_was_begun_when_the_service_was_stopped_is_not_sent(lane: Lane) -> None:
    """It is kept so, and as our own fault: no try counts against it."""
    lane.stopped = True
    work(lane.put("a"))
    assert lane.texts == []
    assert lane.ended == {"a": NotSent(detail="the service was stopped before the call", ours=True)}


def test_what_is_not_to_be_sent_any_more_calls_nobody(lane: Lane) -> None:
    """Whoever waits for it may go; the next one is sent."""
    lane.begun["a"] = None
    work(lane.put("a").put("b"))
    assert (lane.texts, lane.ended, lane.log) == (["b"], {"b": SENT}, ["done a", "done b"])


# ---- together ---------------------------------------------------------------------------------------------------------
def test_several_messages_go_out_by_one_call(lane: Lane) -> None:
    """Each is begun under the id of all, and each ends as the call did."""
    work(lane.put("a", "b"))
    assert lane.texts == ["a\nb"]
    assert lane.digests == [digest_id(["a", "b"])] * 2
    assert (lane.ended, lane.calls, lane.log) == ({"a": SENT, "b": SENT}, 1, ["done ab"])


def test_who_has_moved_meanwhile_gets_theirs_another_time(lane: Lane) -> None:
    """It is not sent to an address that is not theirs any more; what is not begun is left out; the others go together."""
    lane.begun.update(a=None, b=send("b", SHEN))
    work(lane.put("a", "b", "c", "d"))
    assert lane.texts == ["c\nd"]
    assert lane.ended == {"b": NotSent(detail="it goes to another address by now"), "c": SENT, "d": SENT}


def test_of_several_one_may_be_left(lane: Lane) -> None:
    """It goes out as what was begun: under the id of all."""
    lane.begun["a"] = None
    work(lane.put("a", "b"))
    assert (lane.texts, lane.ended) == (["b"], {"b": SENT})


def test_where_nothing_is_left_of_several_nobody_is_called(lane: Lane) -> None:
    """They are done."""
    lane.begun.update(a=None, b=send("b", SHEN))
    work(lane.put("a", "b"))
    assert (lane.texts, list(lane.ended), lane.log) == ([], ["b"], ["done ab"])


def test_one_that_goes_alone_goes_where_it_is_to_go_by_now(lane: Lane) -> None:
    """Nobody else is in its parcel."""
    lane.begun["a"] = send("a", SHEN)
    work(lane.put("a"))
    assert lane.ended == {"a": SENT}


# ---- what goes wrong ---------------------------------------------------------------------------------------------------
def test_who_is_cancelled_leaves_what_is_being_sent_in_doubt(lane: Lane) -> None:
    """That is kept, then the courier ends, and nobody begins anything more."""

    async def cut() -> None:
        any_lane: Any = lane
        task = asyncio.create_task(Courier(any_lane, any_session).work())
        lane.before = task.cancel
        await asyncio.wait_for(task, 5)

    any_session: Any = Session(lane.put("a").put("b"))
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(cut())
    assert lane.ended == {"a": InDoubt("the worker was stopped meanwhile")}
    assert (sorted(lane.log), lane.sending) == (["broken off", "done a"], 0)


@pytest.mark.parametrize("parcels", [("a",), ("a", "b", "c")])
def test_an_end_that_can_not_be_kept_is_raised_at_last(lane: Lane, parcels: tuple[str, ...]) -> None:
    """Whatever was sent meanwhile is kept first; nobody begins anything more, and who waits for it waits."""
    lane.fails = frozenset({"a"})
    for one in parcels:
        lane.put(one)
    with pytest.raises(StorageError):
        work(lane)
    assert list(lane.ended) == list(parcels[1:])
    assert lane.log.count("broken off") == 1
    assert "done a" not in lane.log


def test_ends_that_were_kept_are_forgotten(lane: Lane) -> None:
    """However many parcels there are, those that are under way are few."""
    for number in range(20):
        lane.put(str(number))
    session: Any = Session(lane)
    any_lane: Any = lane
    courier = Courier[Any](any_lane, session)
    asyncio.run(courier.work())
    assert len(lane.ended) == 20
    assert len(courier._endings) < 5


def test_a_fault_of_ours_breaks_off(lane: Lane) -> None:
    """It is raised, and the others begin nothing more."""

    def broken() -> None:
        raise ZeroDivisionError

    lane.before = broken
    with pytest.raises(ZeroDivisionError):
        work(lane.put("a").put("b"))
    assert lane.log == ["broken off"]
    assert lane.sending == 0
