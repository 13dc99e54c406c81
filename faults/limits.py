"""Races for what is limited: sixteen processes after the last of a budget, of a window, of one coupon, at one moment.

Whatever is limited ends exactly where it must: as many have it as it is enough for, and the others are told so in the
kit's own words.
"""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import IO, Any, Final

import attrs

from complaintkit import BeyondAuthority, CouponRefused, Customer, Desk, Money, Remedy
from complaintkit.testing import FakeClock
from faults._child import Child, start
from faults._family import Family, Tally
from faults._storage import Storage, workshop
from faults._world import START, found, found_house

__all__ = ["FAMILY"]

_PROCESSES: Final = 16
_ROUNDS: Final = 25  # in one world
_APART: Final = timedelta(days=31)  # each round has a business day and a month of its own
_LIMITS: Final[Mapping[str, tuple[str, int]]] = {
    "budget": ("chen", 1000),  # of the kitchen, for a business day
    "window of a giver": ("sun", 500),  # for a business day
    "window of a customer": ("sun", 300),  # for 90 days
}
"""Who gives, and how much there is, as the playbook of the canteens has it."""
_MOST: Final = {"chen": 500, "sun": 100}  # in one case


def run(storage: Storage, seed: int, numbers: range) -> Tally:
    """Race so often."""
    counted = ["rounds", *_LIMITS, "coupon", "winners", "refused"]
    tally = Tally(counted, wrong=["overruns", "rounds without a winner", "too few winners", "raw errors"])
    found_house(storage)
    for first in range(numbers.start, numbers.stop, _ROUNDS):
        with workshop() as folder, _tills(found(storage, folder)) as tills:
            for number in range(first, min(first + _ROUNDS, numbers.stop)):
                _race(tally, tills, random.Random(f"{seed} {number}"), f"seed {seed}, round {number}", number - first)
    return tally


def _race(tally: Tally, tills: list[_Till], chance: random.Random, where: str, place: int) -> None:
    """Race once, and judge what came of it."""
    what = chance.choice((*_LIMITS, "coupon"))
    giver, limit = _LIMITS.get(what, ("sun", 1))
    amount = 1 if what == "coupon" else chance.randint(limit // 12, min(limit, _MOST[giver]))
    enough = min(_PROCESSES, limit // amount)
    phone = f"138{chance.randrange(10**8):08}" if what == "window of a customer" else None
    tally.add("rounds")
    tally.add(what)
    code = tills[0].ask(do="mint", by=giver, day=place) if what == "coupon" else None
    for till in tills:
        till.tell(do="prepare", by=giver, what=what, phone=phone, day=place)  # a coupon needs none, but to be on time
    if early := Counter([till.hear() for till in tills]) - Counter({"ready": _PROCESSES}):
        tally.fail("raw errors", f"{where}, {what}, complaints taken in: {dict(early)}")
        return
    for till in tills:
        till.tell(do="redeem" if code else "settle", by=giver, what=what, amount=amount, code=code)
    answers = Counter(till.hear() for till in tills)
    tally.add("winners", answers["won"])
    tally.add("refused", answers["refused"])
    if answers["won"] > enough:
        tally.fail("overruns", f"{where}, {what}: {answers['won']} of {amount}, there was {limit}")
    if not answers["won"]:
        tally.fail("rounds without a winner", f"{where}, {what}: {dict(answers)}")
    elif answers["won"] < enough:
        tally.fail("too few winners", f"{where}, {what}: {answers['won']} of {amount}, there was {limit}")
    for answer in answers - Counter({"won": _PROCESSES, "refused": _PROCESSES}):
        tally.fail("raw errors", f"{where}, {what}: {answer}")


# ---- the processes --------------------------------------------------------------------------------------------------
@attrs.frozen
class _Till:
    """A process that does as it is told, a line at a time."""

    child: Child
    tells: IO[str]
    hears: IO[str]

    def tell(self, **what: object) -> None:
        """Tell it to do something."""
        self.tells.write(json.dumps(what) + "\n")
        self.tells.flush()

    def hear(self) -> str:
        """Return what it answers."""
        line = self.hears.readline()
        return str(json.loads(line)) if line else "it ended without a word"

    def ask(self, **what: object) -> str:
        """Tell it, and hear."""
        self.tell(**what)
        return self.hear()


@contextmanager
def _tills(url: str) -> Iterator[list[_Till]]:
    """Start the processes; they end when this does."""
    tills: list[_Till] = []
    for _ in range(_PROCESSES):
        reading, writing = os.pipe()
        others = [till.tells.fileno() for till in tills] + [writing]
        child = start(partial(_serve, url, reading, others))
        os.close(reading)
        tills.append(_Till(child, os.fdopen(writing, "w"), os.fdopen(os.dup(child.said))))
    try:
        yield tills
    finally:
        for till in tills:
            till.tells.close()
            till.hears.close()
            till.child.end()


def _serve(url: str, told: int, others: Sequence[int], say: Callable[[bytes], None]) -> None:
    """Do what each line says, and answer in a line."""
    for one in others:
        os.close(one)
    clock = FakeClock(START)
    begun = clock.now()
    cases: dict[str, str] = {}
    with Desk.open(url, clock=clock) as desk, os.fdopen(told) as lines:
        for line in lines:
            what = json.loads(line)
            if "day" in what:
                clock.advance(begun + what["day"] * _APART - clock.now())
            answer: str
            try:
                answer = _done(desk, what, cases)
            except (BeyondAuthority, CouponRefused):
                answer = "refused"
            except Exception as error:  # noqa: BLE001  that is what is looked for
                answer = f"{type(error).__name__}: {error}"
            say(json.dumps(answer).encode() + b"\n")


def _done(desk: Desk, what: Mapping[str, Any], cases: dict[str, str]) -> str:
    """Do one thing; return what came of it. `cases` are those that were prepared and not settled, by what is raced for."""
    by = what["by"]
    match what["do"]:
        case "prepare":
            if what["phone"] or what["what"] not in cases:  # a customer's window is of that customer
                cases[what["what"]] = _receive(desk, by, what["phone"])
            return "ready"
        case "mint":
            coupon = Remedy.coupon(Money(20, "CNY"), valid_days=30)
            number = _receive(desk, by, None)
            return desk.settle(number, by=by, facts="换货", agreed="in-person", remedies=[coupon]).coupons[0].code
        case "redeem":
            sale = f"S-{os.getpid()}"
            redemption = desk.redeem_coupon(what["code"], by="sun", sale=sale, unit="softpark", spend=Money(50, "CNY"))
            return "refused" if redemption.replayed else "won"
        case _:
            given = Remedy.coupon(Money(what["amount"], "CNY"), valid_days=30)
            desk.settle(cases[what["what"]], by=by, facts="换货", agreed="in-person", remedies=[given])
            del cases[what["what"]]
            return "won"


def _receive(desk: Desk, by: str, phone: str | None) -> str:
    customer = Customer(phone=phone) if phone else Customer.anonymous(no_contact_because="refused")
    case = desk.receive("米饭酸", by=by, channel="hotline", unit="softpark", category="food/sensory", customer=customer)
    return case.number


FAMILY = Family(
    what="16 processes at once after the last of a budget, a window, a coupon",
    promise="no overrun, exactly as many winners as it is enough for, no raw error",
    short=2,
    long=2_000,
    part=100,
    run=run,
)
