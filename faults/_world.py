"""A small house to break: a canteen on a database of its own, and somebody who works in it by chance."""

from __future__ import annotations

import atexit
import os
import random
import shutil
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

import attrs

from complaintkit import Customer, Desk, Money, Purchase, Remedy
from complaintkit.plugin import Plugin
from complaintkit.testing import FakeClock
from faults._family import StorageUrl

__all__ = ["START", "Clerk", "found", "found_house", "open_desk"]

START: Final = "2026-11-21T10:00+08:00"
_SAMPLE: Final = Path(__file__).parents[1] / "docs" / "samples" / "canteen"


def found(storage: StorageUrl, folder: Path) -> str:
    """Put a database into a folder that knows its procedure and its people; return its URL."""
    shutil.copytree(found_house(storage), folder, dirs_exist_ok=True)
    return storage(folder)


@cache
def found_house(storage: StorageUrl) -> Path:
    """Found a house once: what is forked afterwards has all imported, and its copies are quickly made."""
    folder = Path(mkdtemp(prefix="faults-founded-"))
    _clean_up(folder)
    organisation = _SAMPLE / "organisation.toml"
    with Desk.open(
        storage(folder), playbook="canteen-delivery", organisation=organisation, clock=FakeClock(START)
    ) as desk:
        desk.work_blocking(limit=1)
    return folder


def _clean_up(folder: Path) -> None:
    """Have a folder removed when this process ends, not when one forked off does."""
    mine = os.getpid()

    def clean() -> None:
        if os.getpid() == mine:
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(clean)


def open_desk(url: str, *plugins: Plugin, at: str = START) -> Desk:
    """Open it, at this time."""
    return Desk.open(url, plugins=plugins, clock=FakeClock(at))


@attrs.define
class Clerk:
    """Does one thing after another, drawn by chance, each with a key of its own; `done` are the cases so far."""

    desk: Desk
    chance: random.Random
    name: str
    done: list[str] = attrs.field(factory=list)
    _count: int = 0

    def receive(self) -> str:
        """Take a complaint in; return its number."""
        self._count += 1
        key = f"{self.name}-{self._count}"
        case = self.desk.receive(
            f"米饭是酸的 {key}" + "。" * self.chance.randrange(300),
            by="chen",
            channel="hotline",
            unit="softpark",
            category="food/sensory",
            customer=Customer(name="王芳", phone=f"138{self.chance.randrange(10**8):08}"),
            purchase=Purchase(f"D-{key}"),
            idempotency_key=key,
        )
        self.done.append(case.number)
        return case.number

    def settle(self) -> str:
        """Settle what was taken in last, with something of value; return its number."""
        number = self.done[-1]
        remedy = self.chance.choice((Remedy.coupon(Money(5, "CNY"), valid_days=30), Remedy.refund(Money(3, "CNY"))))
        key = f"settle-{number}"
        self.desk.settle(number, by="chen", facts="换货", agreed="in-person", remedies=[remedy], idempotency_key=key)
        return number

    def work(self) -> Iterable[Callable[[], str]]:
        """Yield things to do, without end."""
        while True:
            yield self.receive
            if self.chance.random() < 0.7:
                yield self.settle
