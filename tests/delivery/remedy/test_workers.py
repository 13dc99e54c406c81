"""Several workers that pay, and workers that die: nobody pays twice. R10"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from complaintkit import Money, Remedy
from complaintkit.delivery.carrier import Send
from complaintkit.delivery.flow import deliver
from complaintkit.delivery.outbox import Outbox
from complaintkit.delivery.remedy import Remedies
from complaintkit.delivery.service import Stops
from complaintkit.delivery.timing import Timing
from complaintkit.plugin import Accepted, InDoubt, NotSent, Outcome

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LATE = 15 * MINUTE
LIMIT = 60  # seconds
REFUND = Remedy.refund(Money(25, "CNY"))


async def hang() -> Outcome:
    """Never answers."""
    await asyncio.Event().wait()
    return InDoubt()


PAYING = """
import asyncio, sys
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
import attrs
from complaintkit import Desk
from complaintkit.plugin import Accepted, Plugin, hookimpl
from complaintkit.testing import FakeClock

class Runner:
    async def execute(self, order):
        with Path(folder, "paid").open("a") as file:
            file.write(order.id + "\\n")
        print("paying", flush=True)
        await asyncio.sleep(float(pause))
        return Accepted("R-" + order.id, final=True)
    async def reconcile(self, attempt):
        raise AssertionError
    async def reverse(self, order, reference):
        raise AssertionError

class Executor:
    name, kinds, reconcile_after = "till", frozenset({"refund"}), timedelta(minutes=15)
    @asynccontextmanager
    async def session(self):
        yield Runner()

@attrs.frozen(kw_only=True, eq=False)
class Tills(Plugin):
    name: str
    @hookimpl
    def complaintkit_remedy_executors(self):
        yield Executor()

database, folder, pause, now = sys.argv[1:]
with Desk.open(database, plugins=[Tills(name="till")], clock=FakeClock(now)) as desk:
    print("ready", flush=True)
    sys.stdin.readline()
    print("done", desk.deliver_blocking(), flush=True)
"""


@pytest.fixture
def worker(tmp_path: Path, shop, program: Callable[..., Any]) -> Callable[[float], Any]:
    """Start a process of its own that pays, and takes its time."""
    database = f"sqlite:///{tmp_path}/desk.db"
    return lambda pause: program(PAYING, database, tmp_path, pause, shop.clock.now().isoformat())


def test_two_processes_deliver_and_one_pays(tmp_path: Path, shop, worker: Callable[[float], Any]):
    """Every refund once, whoever is quicker."""
    cases = [shop.settled() for _ in range(10)]
    workers = [worker(0.02) for _ in range(2)]
    assert [one.line() for one in workers] == ["ready", "ready"]
    ends = [one.communicate("\n", timeout=LIMIT) for one in workers]

    assert [error for _, error in ends] == ["", ""]
    paid = (tmp_path / "paid").read_text().split()
    assert sorted(paid) == sorted(case.promises[0].id for case in cases)
    assert sum(int(said.split()[-1]) for said, _ in ends) == len(cases)
    assert {shop.state(case) for case in cases} == {"given"}


@pytest.mark.parametrize(("verdict", "again"), [(Accepted("R-1"), 0), (NotSent(detail="never seen"), 1)])
def test_a_worker_killed_while_it_pays_leaves_a_question(
    shop, worker: Callable[[float], Any], verdict: Outcome, again: int
):
    """kill -9 after the call began: nobody pays again before the till was asked, and not before it can know."""
    case = shop.settled()
    dying = worker(600)
    dying.go()
    assert [dying.line(), dying.line()] == ["ready", "paying"]
    dying.send_signal(signal.SIGKILL)
    dying.communicate(timeout=LIMIT)
    assert shop.entries(case)[0].state == "started"

    shop.clock.advance(16 * MINUTE - timedelta(seconds=1))
    assert shop.deliver().taken == 0
    shop.clock.advance(timedelta(seconds=1))
    shop.deliver()
    row = shop.entries(case)[0]
    assert (row.state, row.next_at) == ("in_doubt", shop.clock.now() + LATE)

    shop.till.verdicts.append(verdict)
    shop.clock.advance(LATE)
    for _ in range(2):
        shop.deliver()
    assert (len(shop.till.asked), len(shop.till.orders)) == (1, again)
    assert all(one.id == case.promises[0].id for one in shop.till.orders)
    assert shop.state(case) == "given"
    assert shop.events(case).count("remedy-given") == 1


def test_who_comes_back_late_changes_nothing(shop):
    """Fenced by the epoch; yet what they know is kept, and saves the question."""
    case = shop.settled()
    setting = attrs.evolve(shop.setting, timing=Timing())
    outbox = Outbox(setting, Remedies(setting), Stops())
    (row,) = outbox.take(10).rows
    work = outbox.prepare(row)
    assert isinstance(work.verdict, Send)
    begun = outbox.begin(work, work.verdict)
    assert begun is not None
    assert outbox.begin(work, work.verdict) is None
    shop.clock.advance(16 * MINUTE)
    shop.deliver()

    assert outbox.end(begun, Accepted("late-1")) is False
    shop.clock.advance(LATE)
    shop.deliver()
    promise = shop.case(case).promises[0]
    assert (promise.state, promise.reference, shop.till.asked, shop.till.orders) == ("given", "late-1", [], [])


def test_what_a_vanished_worker_began_is_left_to_who_has_its_till(shop, open_shop, tills):
    """Only they know when the till may be asked; when for a day nobody had it, a person hears of it."""
    case = shop.settled()
    outbox = Outbox(shop.setting, Remedies(shop.setting), Stops())
    (row,) = outbox.take(10).rows
    work = outbox.prepare(row)
    assert isinstance(work.verdict, Send)
    assert outbox.begin(work, work.verdict)
    (begun,) = shop.entries(case)
    other = open_shop(tills(name="other", kinds=frozenset({"points"})))

    shop.clock.advance(begun.lease_until - shop.clock.now())
    for _ in range(24):
        other.deliver()
        assert shop.entries(case) == [begun]
        shop.clock.advance(HOUR)
    other.deliver()
    assert (shop.state(case), shop.till.orders) == ("parked", [])


@pytest.mark.parametrize("limit", [1, 5, 100])
def test_a_paid_refund_is_asked_about_whoever_wakes_first(open_shop, tills, limit: int):
    """After days off, a worker without the till looks at it before, between and after the one that has it: all are asked."""
    shop = open_shop()
    cases = [shop.settled() for _ in range(12)]
    outbox = Outbox(shop.setting, Remedies(shop.setting), Stops())
    for row in outbox.take(100).rows:
        work = outbox.prepare(row)
        assert isinstance(work.verdict, Send)
        assert outbox.begin(work, work.verdict)
    other = open_shop(tills(name="other", kinds=frozenset({"points"})))
    other.deliver()

    shop.clock.advance(60 * HOUR)
    other.deliver()
    for _ in cases:
        asyncio.run(deliver(shop.setting, limit=limit))
        other.deliver()
        shop.clock.advance(HOUR)

    assert {shop.state(case) for case in cases} == {"given"}
    assert (len(shop.till.asked), shop.till.orders) == (12, [])


def test_days_off_are_no_days_without_a_till(open_shop, tills):
    """What waits over a holiday is not rejected by who looks at it first: the till's worker has not come yet."""
    shop = open_shop()
    case = shop.settled()
    other = open_shop(tills(name="other", kinds=frozenset({"points"})))
    for _ in range(24):
        shop.clock.advance(HOUR)
        other.deliver()
    shop.deliver()
    assert shop.state(case) == "given"

    later = shop.settled()
    for _ in range(3):
        shop.clock.advance(60 * HOUR)
        other.deliver()
    assert shop.state(later) == "ordered"
    shop.deliver()
    assert shop.state(later) == "given"


def test_an_order_that_was_put_off_waits_its_own_day_for_a_till(open_shop, tills):
    """Since its next try is due, not since it was placed; another of its kind is given up before. R10"""
    shop = open_shop()
    shop.till.answers.append(NotSent())
    put_off, other = shop.settled(), open_shop(tills(name="other", kinds=frozenset({"points"})))
    shop.deliver()
    (row,) = shop.entries(put_off)
    assert row.next_at is not None
    pause = row.next_at - shop.clock.now()
    assert pause > timedelta(0)
    placed = shop.settled()
    for _ in range(24):
        other.deliver()
        shop.clock.advance(HOUR)
    other.deliver()
    assert (shop.state(put_off), shop.state(placed)) == ("ordered", "rejected")

    shop.clock.advance(pause)
    other.deliver()
    assert shop.state(put_off) == "rejected"


def test_what_others_have_to_ask_about_keeps_nothing_back(open_shop, tills):
    """Of two that a vanished worker began, who has one till puts that one in doubt."""
    points = frozenset({"points"})
    shop = open_shop(tills(name="till"), tills(name="points", kinds=points))
    case = shop.settled(REFUND, Remedy.points(5, cost=Money(1, "CNY")))
    outbox = Outbox(shop.setting, Remedies(shop.setting), Stops())
    for row in outbox.take(10).rows:
        work = outbox.prepare(row)
        assert isinstance(work.verdict, Send)
        assert outbox.begin(work, work.verdict)

    shop.clock.advance(HOUR)
    open_shop(tills(name="points", kinds=points)).deliver()
    assert {row.media[0]: row.state for row in shop.entries(case)}["refund"] == "started"
    assert {row.media[0]: row.state for row in shop.entries(case)}["points"] != "started"
