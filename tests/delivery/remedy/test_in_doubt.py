"""Refunds of which nobody knows: asked about before anything is repeated, then parked for a person. R10"""

from __future__ import annotations

import asyncio
import threading
from datetime import timedelta
from typing import Any

import attrs
import pytest

from complaintkit import ConflictError, NotFound
from complaintkit.delivery.carrier import Send
from complaintkit.delivery.flow import deliver
from complaintkit.delivery.message.carrier import Messages
from complaintkit.delivery.outbox import Outbox
from complaintkit.delivery.remedy import Remedies
from complaintkit.delivery.report import take_report
from complaintkit.delivery.service import Stops
from complaintkit.delivery.setting import Setting
from complaintkit.delivery.timing import Timing
from complaintkit.plugin import DeliveryReport, DeliveryStatus, InDoubt, NotSent, Outcome, Rejected, RejectReason

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LATE = 15 * MINUTE


async def hang() -> Outcome:
    """Never answers."""
    await asyncio.Event().wait()
    return InDoubt()


@pytest.mark.parametrize(
    "answer",
    [InDoubt("timeout"), RuntimeError("socket"), "paid", hang],
    ids=lambda one: getattr(one, "__name__", str(one)),
)
def test_what_may_have_been_paid_is_asked_about_before_anything_else(shop, answer):
    """A doubt, an exception, rubbish, a hang: asked, not before the till's records can be there; never paid again."""
    shop.timing = Timing(patience=timedelta(seconds=0.6 if answer is hang else 60))
    case = shop.settled()
    shop.till.answers.append(answer)
    shop.deliver()
    assert (shop.state(case), shop.entries(case)[0].state) == ("ordered", "in_doubt")

    shop.clock.advance(LATE - timedelta(seconds=1))
    assert shop.deliver().taken == 0
    shop.clock.advance(timedelta(seconds=1))
    assert shop.deliver().sent == 1

    (asked,) = shop.till.asked
    assert asked.id == case.promises[0].id
    assert len(shop.till.orders) == 1
    promise = shop.case(case).promises[0]
    assert (promise.state, promise.reference) == ("given", "R-found")


def test_what_was_not_paid_after_all_is_paid_then(shop):
    """The till has never seen it: it goes out again in the same run, by the same key."""
    case = shop.settled()
    shop.till.answers.append(InDoubt())
    shop.till.verdicts.append(NotSent(detail="never seen"))
    shop.deliver()
    shop.clock.advance(LATE)
    assert shop.deliver().sent == 1

    assert [one.id for one in shop.till.orders] == [case.promises[0].id] * 2
    assert shop.state(case) == "given"


def test_what_nobody_knows_is_parked_for_a_person(shop):
    """The till cannot tell either: nothing more is done until a person has looked."""
    case = shop.settled()
    shop.till.answers.append(InDoubt())
    shop.till.verdicts.append(InDoubt("no idea"))
    shop.deliver()
    shop.clock.advance(LATE)
    shop.deliver()
    assert shop.state(case) == "parked"
    assert [one.ref for one in shop.desk.duties("fang").of_kind("remedy")] == [case.promises[0].id]
    shop.clock.advance(48 * HOUR)
    assert shop.deliver().taken == 0

    case = shop.desk.give_remedy(case, by="fang", promise=case.promises[0], reference="R-9")
    assert (case.promises[0].state, shop.entries(case)[0].state) == ("given", "cancelled")
    assert len(shop.till.orders) == 1


def test_a_person_who_found_it_unpaid_has_it_paid_by_the_same_key(shop):
    """Should they be wrong, the till knows the key, and pays once all the same."""
    case = shop.settled()
    shop.till.answers.append(InDoubt())
    shop.till.verdicts.append(InDoubt())
    shop.deliver()
    shop.clock.advance(LATE)
    shop.deliver()

    shop.desk.order_remedy(case, by="fang", promise=case.promises[0])
    assert shop.deliver().sent == 1
    assert [one.id for one in shop.till.orders] == [case.promises[0].id] * 2


def test_while_nobody_knows_nobody_pays_by_hand(shop):
    """Neither given, nor called off, nor ordered beside: the till is asked first. Said in Chinese, too."""
    case = shop.settled()
    shop.till.answers.append(InDoubt())
    shop.deliver()

    for verb, more in (("give_remedy", {}), ("order_remedy", {}), ("reverse_remedy", {"reason": "弄错了"})):
        with pytest.raises(ConflictError) as refused:
            getattr(shop.desk, verb)(case, by="fang", promise=case.promises[0], **more)
        assert "结果尚不确定" in refused.value.user_message("zh-CN")


def test_a_worker_cancelled_while_it_asks_leaves_the_doubt(shop):
    """The answer that was on its way is nobody's: the next worker asks again, and nothing is paid meanwhile."""
    case = shop.settled()
    shop.till.answers.append(InDoubt())
    shop.deliver()
    shop.clock.advance(LATE)
    asked = threading.Event()

    async def slowly() -> Outcome:
        asked.set()
        return await hang()

    async def host() -> None:
        run = asyncio.create_task(deliver(shop.setting, limit=100))
        await asyncio.to_thread(asked.wait, 20)
        run.cancel()
        await asyncio.gather(run, return_exceptions=True)

    shop.timing = attrs.evolve(shop.timing, patience=HOUR)
    shop.till.verdicts.append(slowly)
    asyncio.run(host())
    assert shop.entries(case)[0].state == "in_doubt"

    shop.clock.advance(2 * HOUR)
    shop.deliver()
    assert (len(shop.till.asked), len(shop.till.orders)) == (2, 1)
    assert shop.state(case) == "given"


@pytest.mark.parametrize(
    "deed",
    [
        lambda desk, id: desk.outbox.retry(id, by="fang", reason="again"),
        lambda desk, id: desk.outbox.give_up(id, by="fang", reason="enough"),
        lambda desk, id: take_report(
            desk._door, id, DeliveryReport("R-1", status=DeliveryStatus.DELIVERED, at=desk.clock.now())
        ),
    ],
    ids=["retry", "give-up", "report"],
)
@pytest.mark.parametrize("answer", [InDoubt(), Rejected(RejectReason.CONTENT)])
def test_what_is_said_of_messages_touches_no_remedy(shop, deed, answer):
    """What is to be paid has commands of its own; no provider's report settles it, either."""
    case = shop.settled()
    shop.till.answers.append(answer)
    shop.deliver()
    (before,) = shop.entries(case)

    with pytest.raises(NotFound):
        deed(shop.desk, before.id)

    assert shop.entries(case) == [before]


def begin_first(outbox: Outbox[Any]) -> str:
    """Begin what is to be done first, as a worker does that then goes away; return the entry."""
    (row,) = outbox.take(1).rows
    work = outbox.prepare(row)
    assert isinstance(work.verdict, Send)
    begun = outbox.begin(work, work.verdict)
    assert begun
    return begun.row.id


def test_a_message_that_a_worker_left_keeps_no_refund_back(shop, scripted):
    """Whoever carries out remedies has nothing to say of it: the refunds before it and after are in doubt, it is not."""
    shop.settled()
    remedies = Outbox(shop.setting, Remedies(shop.setting), Stops())
    sms = next(iter(scripted(name="sms").complaintkit_notifiers()))
    texts = Setting.of(shop.desk._door, {"sms": sms}, shop.timing)
    before = begin_first(remedies)
    message = begin_first(Outbox(texts, Messages(texts), Stops()))
    shop.settled()
    after = begin_first(remedies)
    shop.clock.advance(16 * MINUTE)
    remedies.take(9)

    with shop.desk._opened.storage.reading() as reader:
        states = [reader.outbox_entry(one).state for one in (before, message, after)]
    assert states == ["in_doubt", "started", "in_doubt"]
