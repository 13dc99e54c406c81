"""The last of a budget, wanted by two at once: one has it, the other is told; a lost race is decided anew. F6"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs
import pytest

from complaintkit import BeyondAuthority, Case, Customer, Desk, Money, Remedy
from tests.houses import ON_BOTH

pytestmark = ON_BOTH

PROGRAM = """
import json, sys
from complaintkit import ComplaintKitError, Desk, Money, Remedy
from complaintkit.testing import FakeClock
database, case = sys.argv[1:]
with Desk.open(database, clock=FakeClock("2026-11-21T10:05+08:00")) as desk:
    desk.cases(by="fang").count()
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        remedies = [Remedy.coupon(Money(90, "CNY"), valid_days=30)]
        desk.settle(case, by="sun", facts="换货", agreed="in-person", remedies=remedies)
        print(json.dumps(["done"]))
    except ComplaintKitError as error:
        print(json.dumps(["refused", error.code, error.data["limit"], str(error.left)]))
"""


def complaint(desk: Desk, by: str) -> Case:
    """Sour rice, of somebody who gave no number."""
    nobody = Customer.anonymous(no_contact_because="refused")
    return desk.receive("米饭酸", by=by, channel="hotline", unit="softpark", category="food/sensory", customer=nobody)


def settled(desk: Desk, amount: int) -> Case:
    """Put right on the spot, with a coupon, by tao, who leads the western kitchen."""
    remedies = [Remedy.coupon(Money(amount, "CNY"), valid_days=30)]
    return desk.settle(complaint(desk, "tao"), by="tao", facts="当场换货", agreed="in-person", remedies=remedies)


def reserved(desk: Desk) -> Money:
    """What stands in the western kitchen's book of the day."""
    with desk._opened.storage.reading() as reader:
        amount = reader.reserved(budget="kitchen-west", period="business day:2026-11-21", currency="CNY")
    return Money(amount, "CNY")


def test_two_processes_spend_the_last_of_a_budget(tmp_path: Path, desk: Desk, program: Callable[..., Any]) -> None:
    """One wins, the other is told what is left and whose it is."""
    settled(desk, 900)
    cases = [complaint(desk, "sun").number for _ in range(2)]
    racing = [program(PROGRAM, f"sqlite:///{tmp_path}/desk.db", case) for case in cases]
    assert [one.line() for one in racing] == ["ready", "ready"]
    for one in racing:
        one.go()
    done, refused = sorted(json.loads(one.communicate()[0]) for one in racing)

    assert done == ["done"]
    assert refused == ["refused", "beyond-authority", "budget.kitchen-west.business day", "10.00 CNY"]
    assert reserved(desk) == Money(990, "CNY")


@attrs.define
class Racing:
    """A storage whose budget others debit between the decision and its keeping, so many times."""

    inner: Any
    times: int
    tries: int = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    @contextmanager
    def writing(self) -> Iterator[Any]:
        """As the real one, but for its reservations."""
        with self.inner.writing() as tx:
            yield _Writer(tx, self)


@attrs.define
class _Writer:
    tx: Any
    race: Racing

    def __getattr__(self, name: str) -> Any:
        return getattr(self.tx, name)

    def reserve(self, **given: str) -> bool:
        self.race.tries += 1
        return self.race.tries > self.race.times and self.tx.reserve(**given)


@pytest.fixture
def racing(desk: Desk) -> Callable[[int], tuple[Desk, Racing]]:
    """The desk on a storage that loses so many races."""

    def make(times: int) -> tuple[Desk, Racing]:
        race = Racing(desk._opened.storage, times)
        desk._opened = attrs.evolve(desk._opened, door=attrs.evolve(desk._opened.door, storage=race))  # type: ignore[arg-type]
        return desk, race

    return make


def test_a_lost_race_is_decided_anew(racing: Callable[[int], tuple[Desk, Racing]]) -> None:
    """Rolled back and decided again, up to three times: nothing of the first decisions is left."""
    desk, race = racing(2)

    case = settled(desk, 90)

    assert race.tries == 4  # two lost; day and month at the third
    assert reserved(desk) == Money(90, "CNY")
    assert [line.event.name for line in desk.timeline(case, by="fang")].count("settled") == 1


def test_a_race_that_is_always_lost_is_a_spent_budget(racing: Callable[[int], tuple[Desk, Racing]]) -> None:
    """After three times it counts as spent: the next above is named, nothing is promised. F6"""
    desk, race = racing(10**6)

    with pytest.raises(BeyondAuthority) as refused:
        settled(desk, 90)

    assert race.tries == 3
    assert (refused.value.left, refused.value.approver) == (Money(0, "CNY"), "fang")
