"""An executor that answers when nobody waits for it any more: what it did is on record, and nobody is paid twice unseen. R10, P3"""

from __future__ import annotations

import asyncio
import threading
from datetime import timedelta

import pytest

from complaintkit.plugin import Accepted, InDoubt, NotSent, Rejected, RejectReason

HOUR = timedelta(hours=1)
LATE = Accepted("R-late", final=True)
NEVER = Rejected(RejectReason.CONTENT)


def given_up_on(shop, case, *, verdict, then=lambda: None):
    """Its worker takes so long that others ask the till, which answers this; then it says that it was carried out."""

    def meanwhile():
        shop.till.verdicts.append(verdict)
        for _ in range(2):
            shop.clock.advance(HOUR)
            shop.deliver()
        then()

    async def late():
        await asyncio.to_thread(meanwhile)
        return LATE

    shop.till.answers.append(late)
    shop.deliver()
    return shop.case(case)


def is_sound(shop) -> bool:
    """Tell if every row is as the ledgers say."""
    found = shop.desk.ledger.verify(deep=True, by="fang").problems
    return all(" moves" in one.reason for one in found)  # the table in which tests watch the outbox


def test_what_nobody_knew_is_known_once_it_is_said(shop):
    """It was parked; nobody has to look any more, nor gives it a second time."""
    case = given_up_on(shop, shop.settled(), verdict=InDoubt("no idea"))

    (promise,) = case.promises
    assert (promise.state, promise.reference, shop.entries(case)[0].state) == ("given", "R-late", "delivered")
    assert shop.events(case) == ["remedy-ordered", "remedy-parked", "remedy-given"]
    assert not shop.desk.duties("fang").of_kind("remedy")
    assert is_sound(shop)


@pytest.mark.parametrize("deed", ["give", "claim", "take back", "order again"])
@pytest.mark.parametrize("verdict", [InDoubt("no idea"), NEVER], ids=["parked", "rejected"])
def test_what_somebody_saw_to_is_looked_at_again(shop, deed, verdict):
    """Paid by hand and by the till; or said to be back, and paid: the owner hears of it, and it counts. F6"""
    case = shop.settled()
    promise = case.promises[0].id

    def otherwise():
        if deed == "give":
            shop.desk.give_remedy(case, by="fang", promise=promise, reference="现金")
        elif deed == "order again":
            shop.desk.order_remedy(case, by="fang", promise=promise)
        else:
            shop.desk.reverse_remedy(case, by="fang", promise=promise, reason="没付")
            if deed == "take back" and shop.state(case) != "reversed":
                shop.desk.reverse_remedy(case, by="shen", promise=promise, reason="没付")

    case = given_up_on(shop, case, verdict=verdict, then=otherwise)
    if deed == "order again" and isinstance(verdict, InDoubt):  # by the same key: the till pays once
        return
    assert case.promises[0].state == "parked"
    assert case.promises[0].counts
    assert [one.ref for one in shop.desk.duties(case.owner).of_kind("remedy")] == [promise]
    said = [line for line in shop.desk.timeline(case, by="fang") if line.event.name == "remedy-parked"][-1]
    assert "carried out after all" in said.event.because
    assert is_sound(shop)
    before = len(shop.till.orders)
    shop.clock.advance(HOUR)
    shop.deliver()
    assert len(shop.till.orders) == before  # what was ordered beside is not carried out now
    assert is_sound(shop)


@pytest.mark.parametrize("verdict", [InDoubt("no idea"), NotSent(), NEVER], ids=["unknown", "not sent", "rejected"])
def test_whoever_did_it_knows_better_than_who_is_asked(shop, verdict):
    """It ends while the till is asked: it was paid, whatever the till finds in its books, and once."""
    case = shop.settled()
    asked, ended = threading.Event(), threading.Event()
    others: list[threading.Thread] = []

    async def asks():
        asked.set()
        assert await asyncio.to_thread(ended.wait, 20)
        return verdict

    def others_ask():
        shop.clock.advance(HOUR)
        shop.deliver()
        shop.clock.advance(HOUR)
        shop.deliver()

    async def late():
        others.append(threading.Thread(target=others_ask))
        others[0].start()
        assert await asyncio.to_thread(asked.wait, 20)
        return LATE

    shop.till.verdicts.append(asks)
    shop.till.answers.append(late)
    shop.deliver()
    ended.set()
    others[0].join(20)

    (promise,) = shop.case(case).promises
    assert (promise.state, promise.reference) == ("given", "R-late")
    assert (len(shop.till.orders), shop.events(case)) == (1, ["remedy-ordered", "remedy-given"])
    assert is_sound(shop)
