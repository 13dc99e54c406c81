"""Rules for whoever tells what became of something sent or executed: the same for messages and for money."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import attrs

from complaintkit.ports.outcome import Accepted, Attempt, InDoubt, NotSent, Outcome, Rejected
from complaintkit.testing.exchange import Exchange, Fault
from complaintkit.testing.plugin import PluginContract
from complaintkit.testing.vendor import LIMIT, Record, Vendor

if TYPE_CHECKING:
    from complaintkit.hooks.plugin import Plugin


_NONSENSE: Final = (b"<html>502 Bad Gateway</html>", b"", b"null", b"[]", b'{"')


@attrs.frozen
class _Tried:
    """One try: what went wrong, what the vendor knows of it, what the plugin says."""

    fault: Fault
    records: tuple[Record, ...]
    outcome: Outcome


class OutcomeRules(PluginContract):
    """Against a real server on this machine, which answers as scripted and cuts the exchange at every byte."""

    endpoint: str
    accepted: Exchange
    rejected: Mapping[str, Exchange] = {}
    not_sent: Mapping[str, Exchange] = {}
    in_doubt: Mapping[str, Exchange] = {}
    before: Mapping[str, Exchange] = {}
    quick: Mapping[str, object] = {}
    can_tell = False

    _vendor: Vendor | None = None
    _plugin: Plugin | None = None

    # ---- what an author may override ----

    def start_vendor(self) -> Vendor:
        """Start the server: override it for a vendor that speaks no HTTP."""
        return Vendor(self.accepted, before=self.before)

    def at(self, vendor: Vendor) -> Mapping[str, object]:
        """Return the settings that say where the vendor is: override it where one URL is not enough."""
        return {self.endpoint: vendor.url}

    def nowhere(self, port: int) -> Mapping[str, object]:
        """Return the settings that name a port of this machine on which nobody listens."""
        return {self.endpoint: f"http://127.0.0.1:{port}"}

    # ---- what tests may use ----

    @property
    def vendor(self) -> Vendor:
        """The server that plays the vendor, for the length of one test."""
        if self._vendor is None:
            self._vendor = self.start_vendor()
        return self._vendor

    def teardown_method(self) -> None:
        """End the server: pytest calls this after each test."""
        if self._vendor is not None:
            self._vendor.close()

    # ---- rules ----

    def test_what_the_vendor_takes_is_accepted(self) -> None:
        """With the vendor's own reference, by which its reports are known later."""
        self._all_are(Accepted, {"accepted": self.accepted})

    def test_what_the_vendor_refuses_is_rejected(self) -> None:
        """Final for this address or content."""
        self._all_are(Rejected, self.rejected)

    def test_what_the_vendor_did_not_take_is_not_sent(self) -> None:
        """It is tried again later."""
        self._all_are(NotSent, self.not_sent)

    def test_what_nobody_can_know_is_in_doubt(self) -> None:
        """It is never sent again before somebody asked."""
        self._all_are(InDoubt, self.in_doubt)

    def test_an_answer_that_makes_no_sense_is_in_doubt(self) -> None:
        """A proxy's error page is no refusal: the vendor behind it may have taken it."""
        nonsense = [body for body in _NONSENSE if self.accepted.body and body != self.accepted.body]
        self._all_are(InDoubt, {repr(body): Exchange(self.accepted.status, body=body) for body in nonsense})

    def test_nothing_is_sent_where_nobody_listens(self) -> None:
        """A connection that was refused carried nothing."""
        with free_port() as port:
            outcome = self._outcome_of(self.make_plugin(**self.nowhere(port)))
        assert isinstance(outcome, NotSent), f"the connection was refused, and it says {outcome}"

    def test_a_request_cut_at_any_byte_is_in_doubt(self) -> None:
        """From its first byte on nobody knows how much the vendor has read."""
        heard = self._measured().heard
        self._check_cuts([Fault(hears=size) for size in range(1, heard + 1)])

    def test_an_answer_cut_at_any_byte_is_in_doubt(self) -> None:
        """The vendor has it and may have taken it; only the whole answer says so."""
        said = self._measured().said
        self._check_cuts([Fault(says=size) for size in range(said)])

    def test_a_vendor_that_falls_silent_leaves_a_doubt(self) -> None:
        """The plugin has a timeout of its own, and what timed out may have been taken."""
        plugin = self.make_plugin(**self.at(self.vendor), **self._quick())
        try:
            (tried,) = self._tried(plugin, [Fault(silent=True)])
        except TimeoutError:
            raise AssertionError(
                f"no answer within {LIMIT:g} s: set a timeout; `quick` says how to shorten it"
            ) from None
        self._check(tried, "the vendor fell silent")

    def test_asking_in_vain_leaves_the_doubt(self) -> None:
        """A vendor that can't be asked has not said that it never got it: that would send it twice."""
        if self.can_tell:
            return
        with free_port() as port:
            outcome = self._asked(self.make_plugin(**self.nowhere(port)))
        assert isinstance(outcome, InDoubt), f"nobody could be asked, and it says {outcome}"
        for status, body in [(503, b""), (200, b"<html>"), (200, b"{}"), (200, b"[]")]:
            self.vendor.answer = Exchange(status, body=body)
            outcome = self._asked(self.make_plugin(**self.at(self.vendor)))
            assert isinstance(outcome, InDoubt), f"asked, it heard {status} {body!r}, and it says {outcome}"

    def test_nothing_secret_is_said_on_the_way(self) -> None:
        """Neither logs nor outcomes show a secret, whatever happens."""
        plugin = self.make_plugin(**self.at(self.vendor))
        with _logged() as lines:
            for exchange in self._scripted().values():
                self.vendor.answer = exchange
                self.keeps_secrets(str(self._outcome_of(plugin)), "an outcome", plugin)
            with free_port() as port:
                lost = self.make_plugin(**self.nowhere(port))
                self.keeps_secrets(str(self._outcome_of(lost)), "an outcome", lost)
        for line in lines:
            self.keeps_secrets(line, "a line of the log", plugin)

    # ---- how it is tried ----

    def _check_cuts_of(self, call: Callable[[Any], Awaitable[Outcome]]) -> None:
        """Cut another call than the one all other rules are about: at its beginning, in the middle, at its end."""
        plugin = self.make_plugin(**self.at(self.vendor))
        for fault in (Fault(hears=1), Fault(says=0), Fault(says=20)):
            self.vendor.fault = fault
            outcome = self._alone(plugin, call)
            assert isinstance(outcome, InDoubt), f"with {fault} it says {outcome}"
        self.vendor.fault = None

    def _session(self, plugin: Plugin) -> AbstractAsyncContextManager[Any]:
        raise NotImplementedError

    async def _perform(self, sender: Any) -> Outcome:  # noqa: ANN401  a Sender or a RemedyRunner
        raise NotImplementedError

    def _attempt(self) -> Attempt:
        return Attempt(id="n-5b1d09", started_at=datetime(2026, 11, 21, 12, 5, tzinfo=UTC))

    def _scripted(self) -> dict[str, Exchange]:
        return {"accepted": self.accepted, **self.rejected, **self.not_sent, **self.in_doubt}

    def _all_are(self, kind: type[Outcome], exchanges: Mapping[str, Exchange]) -> None:
        for name, exchange in exchanges.items():
            self.vendor.answer = exchange
            outcome = self._outcome_of(self.make_plugin(**self.at(self.vendor)))
            assert isinstance(outcome, kind), f"{name}: should be {kind.__name__}, and it says {outcome}"

    def _outcome_of(self, plugin: Plugin) -> Outcome:
        return self._alone(plugin, self._perform)

    def _told(self, call: Callable[[Any], Awaitable[Outcome]]) -> tuple[str, ...]:
        """Return what the vendor hears of one call; nothing where the plugin refuses by itself, or the vendor speaks no HTTP."""
        known = len(self.vendor.requests)
        self._alone(self.make_plugin(**self.at(self.vendor)), call)
        heard = zip(self.vendor.paths[known:], self.vendor.requests[known:], strict=True)
        return tuple(f"{path} {one.method} {one.query.raw} {one.body!r}" for path, one in heard)

    def _asked(self, plugin: Plugin) -> Outcome:
        return self._alone(plugin, lambda sender: sender.reconcile(self._attempt()))

    def _alone(self, plugin: Plugin, call: Callable[[Any], Awaitable[Outcome]]) -> Outcome:
        """Make one call in a session of its own."""

        async def main() -> Outcome:
            async with asyncio.timeout(LIMIT), self._session(plugin) as sender:
                return await _answered(call, sender)

        return asyncio.run(main())

    def _measured(self) -> Record:
        """Measure how long an exchange is, in bytes."""
        outcome = self._outcome_of(self.make_plugin(**self.at(self.vendor)))
        assert isinstance(outcome, Accepted), f"it should be accepted before it is cut, and it says {outcome}"
        return self.vendor.records[-1]

    def _check_cuts(self, faults: Sequence[Fault]) -> None:
        for tried in self._tried(self.make_plugin(**self.at(self.vendor)), faults):
            cut = f"cut after {tried.fault.hears} bytes of the request"
            if tried.fault.says is not None:
                cut = f"cut after {tried.fault.says} bytes of the answer"
            assert len(tried.records) == 1, f"{cut}, it tried {len(tried.records)} times: send once, the desk repeats"
            self._check(tried, cut)

    def _check(self, tried: _Tried, cut: str) -> None:
        """Check that no more is said than the vendor's knowledge allows."""
        (record,) = tried.records
        if record.answered:
            allowed: tuple[type, ...] = (Accepted,)
        elif not record.doubtful:
            allowed = (NotSent, InDoubt)
        elif record.enough is not None and record.said >= record.enough:
            allowed = (InDoubt, Accepted)
        else:
            allowed = (InDoubt,)
        named = " or ".join(kind.__name__ for kind in allowed)
        assert isinstance(tried.outcome, allowed), f"{cut}: should be {named}, and it says {tried.outcome}"

    def _tried(self, plugin: Plugin, faults: Iterable[Fault]) -> list[_Tried]:
        """Try each fault in turn, in as few sessions as the plugin can bear: some give one up after the first."""

        async def main() -> list[_Tried]:
            found: list[_Tried] = []
            left = deque(faults)
            while left:
                async with self._session(plugin) as sender:
                    await self._undisturbed(sender)
                    found += await self._in_one_session(sender, left)
            return found

        try:
            return asyncio.run(main())
        finally:
            self.vendor.fault = None

    async def _undisturbed(self, sender: Any) -> None:  # noqa: ANN401  as above
        """Make one call as it should be: what must be asked before is known then."""
        self.vendor.fault, self.vendor.answer = None, self.accepted
        async with asyncio.timeout(LIMIT):
            await _answered(self._perform, sender)

    async def _in_one_session(self, sender: Any, left: deque[Fault]) -> list[_Tried]:  # noqa: ANN401  as above
        found: list[_Tried] = []
        while left:
            self.vendor.fault, known = left[0], len(self.vendor.records)
            async with asyncio.timeout(LIMIT):
                outcome = await _answered(self._perform, sender)
            records = tuple(self.vendor.records[known:])
            if not records and found:
                break  # it has given this session up
            assert records, f"nothing was sent, and it says {outcome}"
            found.append(_Tried(left.popleft(), records, outcome))
        return found

    def _quick(self) -> Mapping[str, object]:
        """Return settings that make it lose patience soon: `quick`, or a `timeout` as plugins usually have it."""
        if self.quick:
            return self.quick
        value = getattr(self.make_plugin(), "timeout", None)
        if isinstance(value, timedelta):
            return {"timeout": "1 s"}
        return {"timeout": 0.5} if isinstance(value, float) else {}


async def _answered(call: Callable[[Any], Awaitable[Outcome]], sender: Any) -> Outcome:  # noqa: ANN401  as above
    """Take an answer as the desk does: what is raised is a doubt, what is no outcome is a mistake."""
    try:
        outcome = await call(sender)
    except Exception as error:  # noqa: BLE001  a plugin may raise whatever it likes
        return InDoubt(f"raised {type(error).__name__}")
    assert isinstance(outcome, Accepted | Rejected | NotSent | InDoubt), f"{outcome!r} is no outcome"
    return outcome


@contextmanager
def free_port() -> Iterator[int]:
    """Take a port, so that nobody else gets it, and listen on it nowhere."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@contextmanager
def _logged() -> Iterator[list[str]]:
    """Gather everything that is logged meanwhile, by whomever."""
    lines: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    root, keeper = logging.getLogger(), Keeper()
    level = root.level
    root.addHandler(keeper)
    root.setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        root.removeHandler(keeper)
        root.setLevel(level)
