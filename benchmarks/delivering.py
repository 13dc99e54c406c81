"""Messages on their way out: a desk that delivers, beside the same messages handed to the provider's own client.

What the desk does beside: it looks whether each is still true, words it, commits that it begins, and keeps how it ended.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path
from typing import Final

import attrs

import complaintkit
from benchmarks._row import Job, Prepare, Row, Way
from benchmarks._vendors import running
from complaintkit import Customer, Desk
from complaintkit.delivery.flow import deliver
from complaintkit.delivery.setting import Setting
from complaintkit.plugin import Plugin
from complaintkit.ports.storage import OutboxState
from complaintkit.testing import FakeClock

ORGANISATION: Final = Path(complaintkit.__file__).parents[2] / "docs" / "samples" / "canteen" / "organisation.toml"
MAIL_TAKES: Final = 0.005
SMS_TAKES: Final = 0.05
SESSIONS: Final = 10
TEXT: Final = "王芳，您好：\n投诉 N3-261120-001 已受理，陈卫东马上联系您。\n" * 3


@contextmanager
def opened(*plugins: Plugin) -> Iterator[Desk]:
    """Open a desk with these plugins on a new SQLite file; its clock stands still, so that nothing falls due meanwhile."""
    clock = FakeClock("2026-11-20T12:00:00+08:00")
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder, contextlib.redirect_stderr(io.StringIO()):
        url = f"sqlite:///{folder}/desk.db"
        with Desk.open(
            url, playbook="canteen-delivery", organisation=ORGANISATION, plugins=plugins, clock=clock
        ) as desk:
            yield desk


def delivering(place: Callable[[], AbstractContextManager[Plugin]]) -> Way:
    """Return the way of a desk: so many customers are to hear that their complaint was received."""
    numbers = count(1)

    @contextmanager
    def way() -> Iterator[Prepare]:
        with place() as plugin, opened(plugin) as desk:

            def prepare(messages: int) -> Job:
                for number in (next(numbers) for _ in range(messages)):
                    receive(desk, number)
                _turn_to(desk, plugin)

                def job() -> None:
                    setting = Setting.of(desk._door, desk._opened.plugins.notifiers)  # noqa: SLF001  no clock, no channels
                    done = asyncio.run(deliver(setting, limit=messages * 2))
                    assert done.sent == messages, f"{done.sent} of {messages} were sent"

                return job

            yield prepare

    return way


def _turn_to(desk: Desk, plugin: Plugin) -> None:
    """Have the medium of this plugin be the one whose turn it is: those before it did not go."""
    (notifier,) = plugin.complaintkit_notifiers()
    with desk._opened.storage.writing() as tx:  # noqa: SLF001  no verb does this
        for row in tx.outbox(states=frozenset({OutboxState.READY})):
            tx.change_outbox(attrs.evolve(row, medium=row.media.index(notifier.medium)), if_epoch=row.epoch)


def receive(desk: Desk, number: int) -> None:
    """Take in the complaint of a customer of their own."""
    desk.receive(
        "米饭是酸的",
        by="chen",
        channel="hotline",
        unit="no3-school",
        category="food/sensory",
        customer=Customer(name="王芳", phone=f"+86138{number:08d}", email=f"c{number}@customer.example"),
    )


# ---- mail -----------------------------------------------------------------------------------------------------------
@contextmanager
def mail() -> Iterator[Plugin]:
    """Set up mail by a server that takes its time."""
    from complaintkit_smtp import Smtp

    with running("smtp", MAIL_TAKES) as port:
        yield Smtp.configured(
            {"name": "mail", "host": "127.0.0.1", "port": port, "security": "none", "sender": "a@b.cn"}
        )


@contextmanager
def aiosmtplib_alone() -> Iterator[Prepare]:
    """Hand mail to the same kind of server by aiosmtplib, on ten connections."""
    import aiosmtplib

    content = f"From: a@b.cn\r\nTo: c1@customer.example\r\nSubject: 1\r\n\r\n{TEXT}".encode()

    async def send(port: int, messages: int) -> None:
        left = iter(range(messages))

        async def connection() -> None:
            client = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False, local_hostname="b.cn")
            async with client:
                for _ in left:
                    await client.sendmail("a@b.cn", ["c1@customer.example"], content)

        await asyncio.gather(*(connection() for _ in range(min(SESSIONS, messages))))

    with running("smtp", MAIL_TAKES) as port:
        yield lambda messages: lambda: asyncio.run(send(port, messages))


# ---- SMS ------------------------------------------------------------------------------------------------------------
@contextmanager
def sms() -> Iterator[Plugin]:
    """Set up SMS by a Twilio that takes its time."""
    from complaintkit_twilio import TwilioSms

    with running("twilio", SMS_TAKES) as port:
        yield TwilioSms(
            name="sms",
            account_sid="AC1",
            auth_token="secret",  # noqa: S106  nobody's
            sender="+15005550006",
            endpoint=f"http://127.0.0.1:{port}",
        )


@contextmanager
def twilio_alone() -> Iterator[Prepare]:
    """Send SMS by ten threads of twilio's own client."""
    from twilio.http.http_client import TwilioHttpClient
    from twilio.rest import Client

    with running("twilio", SMS_TAKES) as port, ThreadPoolExecutor(SESSIONS) as pool:
        client = Client("AC1", "secret", http_client=TwilioHttpClient(timeout=10))
        client.api.base_url = f"http://127.0.0.1:{port}"

        def send(number: int) -> None:
            client.messages.create(to=f"+86138{number:08d}", body=TEXT, from_="+15005550006")

        yield lambda messages: lambda: list(pool.map(send, range(messages)))


# ---- files ----------------------------------------------------------------------------------------------------------
@contextmanager
def files() -> Iterator[Plugin]:
    """Set up mail as files in a folder."""
    from complaintkit_files import Files

    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        yield Files(name="out", folder=Path(folder), media=("email",))


@contextmanager
def written() -> Iterator[Prepare]:
    """Write files and force each to the disk."""
    numbers = count()

    def write_all(folder: str, messages: int) -> None:
        for number in (next(numbers) for _ in range(messages)):
            with Path(folder, f"{number}.eml").open("wb") as file:
                file.write(TEXT.encode())
                file.flush()
                os.fsync(file.fileno())

    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        yield lambda messages: lambda: write_all(folder, messages)


_LIMITED: Final = (
    "the processor, of which Python uses one: looking, wording, two steps on record, the provider's client"
)
ROWS: Final = (
    Row(
        name="smtp",
        what="e-mails to customers through a server whose every reply takes 5 ms",
        unit="message",
        count=100,
        ours=delivering(mail),
        limit=aiosmtplib_alone,
        against="aiosmtplib on ten connections",
        at_least={"wall": 0.8},
        limited_by=_LIMITED,
        rounds=7,
        packages=("complaintkit-smtp", "aiosmtplib"),
    ),
    Row(
        name="sms",
        what="SMS to customers through an API whose every reply takes 50 ms",
        unit="message",
        count=100,
        ours=delivering(sms),
        limit=twilio_alone,
        against="ten threads of twilio's own client",
        at_least={"wall": 0.8},
        limited_by=_LIMITED,
        rounds=7,
        packages=("complaintkit-twilio", "twilio"),
    ),
    Row(
        name="files",
        what="e-mails to customers as files in a folder",
        unit="message",
        count=100,
        ours=delivering(files),
        limit=written,
        against="the same size of file written and forced to the disk",
        at_least={"wall": 0.5},
        limited_by=_LIMITED,
        rounds=7,
        packages=("complaintkit-files",),
    ),
)
