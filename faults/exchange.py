"""An exchange with a provider, cut after every byte, in both directions: mail by SMTP, SMS by Twilio's own client.

The desk then must say what is so: what it calls sent was taken, what it tries again was not, and everything else is in
doubt. The doubt ends: mail is sent again by the same Message-ID, an SMS is asked about, and is never sent twice.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final

import attrs
from complaintkit_smtp import Smtp, Timeouts
from complaintkit_twilio import TwilioSms

from complaintkit import Customer, Desk
from complaintkit.model.outbox import OutboxState
from complaintkit.plugin import Plugin
from complaintkit.testing import FakeClock
from faults._child import in_child
from faults._cut import Line
from faults._family import Family, Tally
from faults._servers import mail_server, twilio_server
from faults._storage import Storage, workshop
from faults._world import START, found, found_house, open_desk

__all__ = ["FAMILY"]

_WRONG: Final = ("sent, but not taken", "again, but taken", "strange states", "sent twice", "another id", "never ended")
_EDGE: Final = 24  # bytes
_AT_ONCE: Final = 50  # cuts of one process
_SENT: Final = frozenset({OutboxState.SENT, OutboxState.DELIVERED})
_AGAIN: Final = frozenset({OutboxState.RETRY, OutboxState.READY})
_ENDED: Final = _SENT | {OutboxState.PARKED}


@attrs.frozen
class _Provider:
    """A server, the plugin that speaks to it on a port, and who is told by it; `repeats` says whether it may get it twice."""

    server: Callable[[], AbstractContextManager[tuple[int, list[str]]]]
    plugin: Callable[[int], Plugin]
    customer: Customer
    repeats: bool


def _smtp(port: int) -> Plugin:
    quick = Timeouts(**{step.name: timedelta(seconds=5) for step in attrs.fields(Timeouts)})
    values: dict[str, object] = {"name": "mail", "host": "127.0.0.1", "port": port, "sender": "kefu@shop.example"}
    return Smtp.configured({**values, "security": "none", "timeouts": quick})


def _twilio(port: int) -> Plugin:
    return TwilioSms(
        name="sms",
        account_sid="AC0123456789abcdef0123456789abcdef",
        auth_token="a token",  # noqa: S106  of nobody
        sender="+15005550006",
        country="CN",
        endpoint=f"http://127.0.0.1:{port}",
        timeout=timedelta(seconds=5),
    )


_PROVIDERS: Final = {
    "smtp": _Provider(mail_server, _smtp, Customer(name="王芳", email="wang@customer.example"), repeats=True),
    "twilio": _Provider(twilio_server, _twilio, Customer(name="王芳", phone="13800138000"), repeats=False),
}


def run(storage: Storage, seed: int, numbers: range) -> Tally:
    """Cut at these of all bytes, in an order drawn by chance, first where an exchange ends: there it is decided."""
    tally = Tally(["cuts", *_PROVIDERS, "up", "down", "sent", "again", "in doubt"], wrong=_WRONG)
    found_house(storage)
    with workshop() as folder:
        every = _every(storage, folder, random.Random(seed))
        for part in range(numbers.start, min(numbers.stop, len(every)), _AT_ONCE):
            cuts = every[part : min(part + _AT_ONCE, numbers.stop)]
            for counted, wrong in in_child(_try, storage, folder, cuts):
                tally.add("cuts")
                for what in counted:
                    tally.add(what)
                for what, told in wrong:
                    tally.fail(what, told)
    return tally


def _every(storage: Storage, folder: Path, chance: random.Random) -> list[tuple[str, str, int]]:
    """Make a database for each provider; return each byte after which its exchange can be cut."""
    edges, others = [], []
    for name in _PROVIDERS:
        for way, length in in_child(_measure, storage, folder / name, name).items():
            edges += [(name, way, at) for at in range(max(0, length - _EDGE), length)]
            others += [(name, way, at) for at in range(max(0, length - _EDGE))]
    return [*chance.sample(edges, len(edges)), *chance.sample(others, len(others))]


def _prepare(storage: Storage, folder: Path, name: str) -> None:
    """Make a database with one complaint, whose customer is to be told."""
    with open_desk(found(storage, folder)) as desk:
        desk.receive(
            "米饭是酸的",
            by="chen",
            channel="hotline",
            unit="softpark",
            category="other",
            customer=_PROVIDERS[name].customer,
        )


@contextmanager
def _opened(storage: Storage, source: Path, name: str) -> Iterator[tuple[Desk, FakeClock, Line, list[str]]]:
    """Copy a database; yield a desk on it, its clock, the line to the provider, and what that took."""
    clock = FakeClock(START)
    with workshop() as folder, _PROVIDERS[name].server() as (port, took), Line(port) as line:
        storage.copy(source, folder)
        with open_desk(storage.url(folder), _PROVIDERS[name].plugin(line.address), at=clock) as desk:
            yield desk, clock, line, took


def _measure(storage: Storage, source: Path, name: str) -> dict[str, int]:
    """Make the database of a provider; return how many bytes a whole exchange has, by direction."""
    _prepare(storage, source, name)
    with _opened(storage, source, name) as (desk, _, line, took):
        assert desk.deliver_blocking() == 1
        assert len(took) == 1
        return dict(line.passed)


def _try(
    storage: Storage, folder: Path, cuts: list[tuple[str, str, int]]
) -> list[tuple[list[str], list[tuple[str, str]]]]:
    """Cut the exchange at each of these places; return what is counted of each, and what is wrong with it."""
    found = []
    for name, way, at in cuts:
        where = f"{name}, {way} cut after {at} bytes"
        with _opened(storage, folder / name, name) as (desk, clock, line, took):
            line.cut(**{way: at})
            desk.deliver_blocking()
            counted, wrong = _judge(_state(desk), took, where)
            line.cut()
            for minutes in (10, 20, 20):
                clock.advance(timedelta(minutes=minutes))
                desk.deliver_blocking()
            wrong += _judge_end(_state(desk), took, _PROVIDERS[name], where)
        found.append(([name, way, *counted], wrong))
    return found


def _state(desk: Desk) -> OutboxState:
    """Return where the message to the customer stands."""
    with desk._opened.storage.reading() as reader:
        return next(row.state for row in reader.outbox() if row.recipient == "customer")


def _judge(state: OutboxState, took: list[str], where: str) -> tuple[list[str], list[tuple[str, str]]]:
    """Say what the desk believes after the cut, and whether it is so."""
    if state in _SENT:
        return ["sent"], [] if took else [("sent, but not taken", where)]
    if state in _AGAIN:
        return ["again"], [("again, but taken", where)] if took else []
    if state is OutboxState.IN_DOUBT:
        return ["in doubt"], []
    return [], [("strange states", f"{where}: {state}")]


def _judge_end(state: OutboxState, took: list[str], provider: _Provider, where: str) -> list[tuple[str, str]]:
    """Say whether the doubt ended as it should."""
    wrong = []
    if state not in _ENDED or not took:
        wrong.append(("never ended", f"{where}: {state}, taken {len(took)} times"))
    if len(took) > (2 if provider.repeats else 1):
        wrong.append(("sent twice", f"{where}: taken {len(took)} times"))
    if len(set(took)) > 1:
        wrong.append(("another id", f"{where}: {took}"))
    return wrong


FAMILY = Family(
    what="an exchange with a provider (SMTP, Twilio), cut after every byte in both directions",
    promise="sent is taken, tried again is not taken, all else in doubt; the doubt ends, an SMS is never sent twice",
    short=6,
    long=5_000,
    part=100,
    run=run,
)
