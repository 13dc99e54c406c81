"""A small house to break: a canteen on a database of its own, and somebody who works in it by chance."""

from __future__ import annotations

import atexit
import gc
import os
import random
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

import attrs

from complaintkit import Customer, Desk, Money, Purchase, Remedy
from complaintkit.desk import _opening
from complaintkit.hooks import _assembly
from complaintkit.hooks._entry import discover
from complaintkit.plugin import Plugin
from complaintkit.testing import FakeClock
from faults._patch import replaced
from faults._storage import Storage, workshop
from faults._vendor import Vendors

__all__ = ["START", "Clerk", "found", "found_house", "open_desk"]

START: Final = "2026-11-21T10:00+08:00"
_SAMPLE: Final = Path(__file__).parents[1] / "docs" / "samples" / "canteen"


def found(storage: Storage, folder: Path) -> str:
    """Put a database into a folder that knows its procedure and its people; return its URL."""
    storage.copy(found_house(storage), folder)
    return storage.url(folder)


@cache
def found_house(storage: Storage) -> Path:
    """Found a house once: what is forked afterwards has all imported, and its copies are quickly made."""
    folder = Path(mkdtemp(prefix="faults-founded-"))
    _clean_up(folder)
    organisation = _SAMPLE / "organisation.toml"
    with Desk.open(
        storage.url(folder), playbook="canteen-delivery", organisation=organisation, clock=FakeClock(START)
    ) as desk:
        desk.work_blocking(limit=1)
    _warm_up(storage, folder)
    gc.freeze()  # what there is now is shared with whoever is forked off
    return folder


def _warm_up(storage: Storage, founded: Path) -> None:
    """Do everything once, so that nobody forked off spends their life with imports."""
    with workshop() as folder:
        storage.copy(founded, folder)
        with open_desk(storage.url(folder), Vendors(book=folder / "book")) as desk:
            for number in range(4):
                Clerk(desk, "clerk", 0).step(number)
            desk.deliver_blocking()
            desk.ledger.verify(by="fang")


def _clean_up(folder: Path) -> None:
    """Have a folder removed when this process ends, not when one forked off does."""
    mine = os.getpid()

    def clean() -> None:
        if os.getpid() == mine:
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(clean)


def open_desk(url: str, *plugins: Plugin, at: str | FakeClock = START) -> Desk:
    """Open it, at this time, or by this clock."""
    # left out is what would come to the same each time: plugins are looked for, the words of messages are looked through
    with replaced(_assembly, "discover", _installed), replaced(_opening, "_say_problems", lambda _: None):
        return Desk.open(url, plugins=plugins, clock=FakeClock(at) if isinstance(at, str) else at)


_installed: Final = cache(discover)


@attrs.frozen
class Clerk:
    """Takes complaints in and settles them, each step with a key of its own; what a step does follows from its key.

    So a step may be done again by somebody else: it is the same request.
    """

    desk: Desk
    name: str
    seed: int | str

    def step(self, number: int) -> str:
        """Do one step: take a complaint in, then settle it; return the number of the case."""
        case = self._receive(number - number % 2)
        return self._settle(case, number) if number % 2 else case

    def text(self, number: int) -> str:
        """Return what is complained about in a step."""
        return f"米饭是酸的 {self.name}-{number}" + "。" * self._chance(number).randrange(300)

    def _receive(self, number: int) -> str:
        chance, key = self._chance(number), f"{self.name}-{number}"
        case = self.desk.receive(
            self.text(number),
            by="chen",
            channel="hotline",
            unit="softpark",
            category="food/sensory",
            customer=_customer(chance),
            purchase=Purchase(f"D-{key}"),
            idempotency_key=key,
        )
        return case.number

    def _settle(self, case: str, number: int) -> str:
        coupon, refund = Remedy.coupon(Money(1, "CNY"), valid_days=30), Remedy.refund(Money(1, "CNY"))
        self.desk.settle(
            case,
            by="chen",
            facts="换货",
            agreed="in-person",
            remedies=[refund if self._chance(number).random() < 0.6 else coupon],
            idempotency_key=f"{self.name}-{number}",
        )
        return case

    def _chance(self, number: int) -> random.Random:
        return random.Random(f"{self.seed} {self.name} {number}")


def _customer(chance: random.Random) -> Customer:
    """Return somebody who is reached by SMS, or by mail."""
    number = f"{chance.randrange(10**8):08}"
    if chance.random() < 0.6:
        return Customer(name="王芳", phone=f"138{number}")
    return Customer(name="王芳", email=f"wang{number}@customer.example")
