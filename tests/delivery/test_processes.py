"""Several workers on one outbox, and workers that die: each message is taken once, each death leaves a doubt that ends."""

from __future__ import annotations

import signal
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from complaintkit_files import Files

from complaintkit.plugin import Accepted, NotSent

MINUTE = timedelta(minutes=1)
WANG = "13800138000"
LIMIT = 60  # seconds

DELIVERING = """
import sys, time
from pathlib import Path
from complaintkit import Desk
from complaintkit.testing import FakeClock
from complaintkit_files import Files

database, folder, now = sys.argv[1:]
with Desk.open(database, plugins=[Files(name="out", folder=Path(folder))], clock=FakeClock(now)) as desk:
    print("ready", flush=True)
    sys.stdin.readline()
    sent = 0
    while (done := desk.deliver_blocking(limit=3)):
        sent += done
    print(sent, flush=True)
"""

DYING = """
import asyncio, sys
from contextlib import asynccontextmanager
from datetime import timedelta
import attrs
from complaintkit import Desk
from complaintkit.plugin import Plugin, hookimpl
from complaintkit.testing import FakeClock

class Sender:
    async def send(self, notification):
        print(notification.id, flush=True)
        await asyncio.sleep(600)
    async def reconcile(self, attempt):
        raise AssertionError

class Notifier:
    name, medium, address_kind, reconcile_after = "sms", "sms", "phone", timedelta(minutes=15)
    def check(self, messages):
        return []
    @asynccontextmanager
    async def session(self):
        yield Sender()

@attrs.frozen(kw_only=True, eq=False)
class Dying(Plugin):
    name: str
    @hookimpl
    def complaintkit_notifiers(self):
        yield Notifier()

database, now = sys.argv[1:]
with Desk.open(database, plugins=[Dying(name="sms")], clock=FakeClock(now)) as desk:
    desk.deliver_blocking()
"""


def rows_of(house):
    """All entries with their tries."""
    with house.desk._opened.storage.reading() as reader:
        return [(row, reader.attempts(row.id)) for row in reader.outbox()]


@pytest.fixture
def database(tmp_path):
    """Where the desk of these tests is."""
    return f"sqlite:///{tmp_path}/desk.db"


def test_two_processes_deliver_one_outbox(house, database, tmp_path, program):
    """Both send, every message once: one accepted try each; a file for each customer, digests for who is sent there. F8"""
    cases = [house.receive(f"米饭是酸的,第{number}份") for number in range(12)]
    folder = tmp_path / "out"
    workers = [program(DELIVERING, database, folder, house.clock.now().isoformat()) for _ in range(2)]
    assert [worker.line() for worker in workers] == ["ready", "ready"]
    for worker in workers:
        worker.go()
    ends = [worker.communicate(timeout=LIMIT) for worker in workers]

    assert [error for _, error in ends] == ["", ""]
    sent = [int(said) for said, _ in ends]
    assert all(sent)
    assert sum(sent) == 2 * len(cases)
    for row, attempts in rows_of(house):
        assert row.state == "delivered"
        assert [one.outcome for one in attempts] == ["accepted"]
    files = [one.name for one in Path(folder).iterdir()]
    assert sum(name.endswith("_received.txt") for name in files) == len(cases)
    assert len(cases) < len(files) <= 2 * len(cases)
    for case in cases:
        assert Counter(house.events(case))["acknowledged"] == 1


@pytest.mark.parametrize(("verdict", "sends"), [(Accepted("r-9"), 0), (NotSent(detail="no record"), 1)])
def test_a_worker_killed_while_it_sends_leaves_a_doubt_that_ends(house, database, program, verdict, sends):
    """kill -9 after the call began: nobody sends it again before the provider was asked. Promised: bounded repeats."""
    case = house.receive(category="other")  # one message only
    worker = program(DYING, database, house.clock.now().isoformat())
    assert worker.line() == house.entry("received").id
    worker.send_signal(signal.SIGKILL)
    worker.communicate(timeout=LIMIT)
    assert house.entry("received").state == "started"

    house.clock.advance(16 * MINUTE - timedelta(seconds=1))
    assert house.deliver().taken == 0
    house.clock.advance(timedelta(seconds=1))
    house.deliver()
    row = house.entry("received")
    assert (row.state, row.next_at) == ("in_doubt", house.clock.now() + 15 * MINUTE)
    assert [one.outcome for one in house.attempts(row)] == ["in_doubt"]
    assert (house.sms.sent, house.sms.asked) == ([], [])

    house.sms.verdicts.append(verdict)
    house.clock.advance(15 * MINUTE)
    house.deliver()
    assert house.entry("received").state == "sent"
    assert (len(house.sms.asked), len(house.sms.to(WANG))) == (1, sends)
    assert house.events(case).count("acknowledged") == 1


def test_messages_as_files(open_house, tmp_path):
    """The real plugin for files: what was said stands in a file."""
    house = open_house(Files(name="out", folder=tmp_path / "out"))
    case = house.receive(category="other")
    assert house.deliver().sent == 1
    (file,) = (tmp_path / "out").iterdir()
    assert case.number in file.read_text("utf-8")
    assert "陈卫东" in file.read_text("utf-8")
