"""Executors that can't be opened, hang, are stopped or are not there: no customer pays for them, no other waits."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import attrs

from complaintkit import Money, Remedy
from complaintkit.delivery.flow import deliver
from complaintkit.delivery.service import Stops
from complaintkit.delivery.timing import Timing
from complaintkit.plugin import InDoubt, NotSent, Outcome

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LATE = 15 * MINUTE
REFUND = Remedy.refund(Money(25, "CNY"))


async def hang() -> Outcome:
    """Never answers."""
    await asyncio.Event().wait()
    return InDoubt()


def test_a_till_that_can_not_be_opened_is_tried_again(shop):
    """Nothing left us: one try is counted, the rest waits."""
    first, second = shop.settled(), shop.settled()
    shop.till.opening = OSError("refused")
    assert shop.deliver().sent == 0
    assert [one.outcome for one in (*shop.attempts(first), *shop.attempts(second))] == ["not_sent"]

    shop.till.opening = None
    shop.clock.advance(6 * MINUTE)
    assert shop.deliver().sent == 2


def test_our_own_fault_stops_the_till_not_the_customer(shop):
    """An empty account: said, left alone for a while, and no try is counted."""
    case, other = shop.settled(), shop.settled()
    shop.till.answers.append(NotSent(ours=True, detail="account empty"))
    stops = Stops()
    done = asyncio.run(deliver(shop.setting, limit=100, stops=stops))
    assert (done.sent, done.stopped) == (0, {"executor till": "account empty"})
    assert asyncio.run(deliver(shop.setting, limit=100, stops=stops)).taken == 0

    shop.clock.advance(6 * MINUTE)
    assert asyncio.run(deliver(shop.setting, limit=100, stops=stops)).sent == 2
    assert {shop.state(one) for one in (case, other)} == {"given"}


def test_a_till_that_hangs_keeps_no_other_back(open_shop, tills):
    """Each executor's orders go beside the others'."""
    slow, quick = tills(name="slow"), tills(name="quick", kinds=frozenset({"points"}))
    slow.till.answers.append(hang)
    shop = open_shop(slow, quick)
    shop.timing = Timing(patience=timedelta(seconds=2))
    shop.settled(REFUND, Remedy.points(5, cost=Money(1, "CNY")))
    assert shop.deliver().sent == 1
    assert (len(slow.till.orders), len(quick.till.orders)) == (1, 1)


def test_the_first_of_two_tills_in_the_settings_pays(open_shop, tills):
    """The second steps in while the first is stopped; what the first began, the first is asked about."""
    plugins = tills(name="b"), tills(name="a")
    shop, (one, two) = open_shop(*plugins), [plugin.till for plugin in plugins]
    shop.settled()
    one.answers.append(InDoubt())
    shop.deliver()
    one.opening = OSError()
    case = shop.settled()
    shop.clock.advance(LATE)
    shop.deliver()
    assert (len(one.orders), len(one.asked), len(two.asked)) == (1, 0, 0)

    one.opening = None
    shop.clock.advance(LATE)
    shop.deliver()
    assert (len(one.asked), len(two.asked)) == (1, 0)
    assert shop.state(case) == "given"


def test_what_nobody_here_carries_out_is_left_to_others(open_shop, tills):
    """Another worker has the till. When for a day nobody had, a person hears of it."""
    shop = open_shop()
    case = shop.settled()
    other = open_shop(tills(name="points", kinds=frozenset({"points"})))
    for _ in range(24):
        assert other.deliver().taken == 0
        other.clock.advance(HOUR)
    other.deliver()

    assert shop.state(case) == "rejected"
    assert [one.ref for one in shop.desk.duties("fang").of_kind("remedy")] == [case.promises[0].id]


def test_what_waits_keeps_nothing_back(shop):
    """A thousand remedies of a kind that nobody carries out here, or whose time has not come, are passed over."""
    case = shop.settled()
    (owed,) = shop.entries(case)
    early = owed.created_at - HOUR
    rows = [attrs.evolve(owed, id=f"other-{number}", media=("points",), created_at=early) for number in range(1001)]
    with shop.desk._opened.storage.writing() as tx:
        tx.put_outbox(rows)
    assert shop.deliver().sent == 1
    assert shop.state(case) == "given"


def test_a_message_worker_leaves_remedies_alone(shop):
    """And what is in doubt of them, too: they are no messages."""
    case = shop.settled()
    shop.till.answers.append(InDoubt())
    shop.deliver()
    shop.clock.advance(LATE)
    without = attrs.evolve(shop.setting, executors={})
    asyncio.run(deliver(without, limit=100))
    assert shop.entries(case)[0].state == "in_doubt"
