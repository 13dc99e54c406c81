"""A desk on a file that is then changed by hand, as somebody who can write to it would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from complaintkit import Attachment, Case, Customer, Desk, LedgerProblem, Money, Purchase, Remedy, System
from complaintkit.testing import FakeClock
from tests.complaints import sour_rice
from tests.database import tables

SAMPLES = Path(__file__).parents[2] / "docs" / "samples" / "canteen"
AT = "2026-11-21T10:00+08:00"
AUDITOR = System("auditor")

Edit = Callable[..., None]


@pytest.fixture
def clock() -> FakeClock:
    """A Saturday morning in Shanghai."""
    return FakeClock(AT)


@pytest.fixture
def desk(tmp_path: Path, clock: FakeClock, founded: Callable[..., None]) -> Iterator[Desk]:
    """A canteen's."""
    founded(tmp_path, playbook="canteen-delivery", organisation=SAMPLES / "organisation.toml", at=AT)
    with Desk.open(f"sqlite:///{tmp_path}/desk.db", clock=clock) as desk:
        yield desk


@pytest.fixture
def open_at(tmp_path: Path, clock: FakeClock) -> Iterator[Callable[[Path], Desk]]:
    """Opens a copy of the database, by the key of the original."""
    opened: list[Desk] = []

    def open_one(file: Path) -> Desk:
        opened.append(Desk.open(f"sqlite:///{file}", clock=clock, key=tmp_path / "desk.db.key"))
        return opened[-1]

    yield open_one
    for desk in opened:
        desk.close()


@pytest.fixture
def case(desk: Desk) -> Case:
    """Sour rice with a picture, made good with a coupon that was spent and a refund, and told of."""
    case = sour_rice(
        desk,
        purchase=Purchase("D-1042"),
        attachments=[Attachment(name="米饭.jpg", content=b"rice", media_type="image/jpeg")],
        idempotency_key="first",
    )
    remedies = [Remedy.coupon(Money(5, "CNY"), valid_days=30), Remedy.refund(Money(3, "CNY"))]
    case = desk.settle(case, by="chen", facts="换货", agreed="in-person", remedies=remedies)
    desk.redeem_coupon(case.coupons[0].code, by="sun", sale="S-1", unit="softpark", spend=Money(50, "CNY"))
    desk.work_blocking(limit=20)
    return case


def written(desk: Desk, phone: str) -> Case:
    """Return a complaint with so many notes that its state is kept."""
    case = sour_rice(desk, customer=Customer(name="李雷", phone=phone))
    for number in range(20):
        case = desk.note(case, by="chen", text=f"在查 {number}")
    return case


@pytest.fixture
def long_case(desk: Desk) -> Case:
    """Sour rice that was written about at length."""
    return written(desk, "13700137000")


@pytest.fixture
def edit(tmp_path: Path, desk: Desk) -> Edit:
    """Runs statements on the file, with its triggers taken off and put back; `values` stand for `:names` in them."""

    def run(*statements: str, **values: Any) -> None:
        with tables(tmp_path / "desk.db") as database, database.unguarded():
            for statement in statements:
                assert database.run(statement, **values), statement

    return run


@pytest.fixture
def problems(desk: Desk) -> Callable[..., list[LedgerProblem]]:
    """Returns what verifying finds."""

    def found(*, deep: bool = False) -> list[LedgerProblem]:
        return list(desk.ledger.verify(by=AUDITOR, deep=deep).problems)

    return found
