"""A supermarket with a register of members: chen and yan at park-road, bai their manager, tang above all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import attrs
import pytest

from complaintkit import Customer, Desk, Member, Membership, System
from complaintkit.testing import FakeClock
from complaintkit.testing._switchboard import Switchboard

ORGANISATION = Path(__file__).parents[2] / "docs" / "samples" / "supermarket-service" / "organisation.toml"
AT = "2026-05-16T10:00+08:00"
PHONE = "13800138000"
NIGHTLY = System("nightly")


@attrs.frozen
class Store:
    """A desk, its clock, and what its members were sent."""

    desk: Desk
    clock: FakeClock
    heard: Switchboard

    def day(self, days: int = 1, *, at: int = 10) -> None:
        """So many days later, at an hour of the morning, the worker runs: once at night, once by day."""
        now = self.clock.now() + timedelta(hours=8)
        midnight = now.replace(hour=0, minute=0, second=0) + timedelta(days=days)
        self.clock.advance(midnight + timedelta(hours=5, minutes=30) - now)
        self.work()
        self.clock.advance(timedelta(hours=at - 5, minutes=-30))
        self.work()

    def work(self) -> None:
        """The worker runs until nothing is left to send."""
        self.desk.run_due()
        while self.desk.deliver_blocking():
            pass

    def told(self, to: str = PHONE) -> list[str]:
        """The messages of care that went to a number, by name."""
        return [one.message for one in self.heard.sent if one.to == to and one.message.startswith("care:")]

    def texts(self, to: str = PHONE) -> list[str]:
        """Their words."""
        return [one.text for one in self.heard.sent if one.to == to and one.message.startswith("care:")]

    def entries(self, member: Membership) -> dict[str, tuple[str, str]]:
        """The state of each entry of the outbox about a member, and why."""
        found = self.desk.outbox.list(by=NIGHTLY, limit=1000)
        return {one.name: (one.state.value, one.detail) for one in found if one.case == member.id}


def person(number: str = "88012", *, phone: str = PHONE, **more: object) -> Customer:
    """Somebody with a number."""
    return Customer(name="王芳", phone=phone, member=Member(number, tier="gold", points=100), **more)  # type: ignore[arg-type]


@pytest.fixture
def store(tmp_path: Path, founded: Callable[..., None]) -> Iterator[Store]:
    """The store, on a Saturday in May."""
    clock, heard = FakeClock(AT), Switchboard(name="heard", media=("sms", "wecom", "email", "call"))
    founded(tmp_path, playbook="supermarket-service", organisation=ORGANISATION, at=AT)
    with Desk.open(f"sqlite:///{tmp_path}/desk.db", plugins=[heard], clock=clock) as desk:
        yield Store(desk, clock, heard)


@pytest.fixture
def enrol(store: Store) -> Callable[..., Membership]:
    """Makes somebody a member at the checkout, who agrees to everything by SMS."""

    def one(customer: Customer | None = None, *, agrees: bool = True, by: str = "chen", **more: object) -> Membership:
        given = {"via": "checkout", "unit": "park-road", "birthday": "05-17"} | more
        member = store.desk.members.enrol(customer or person(), by=by, **given)  # type: ignore[arg-type]
        if agrees:
            kinds = ("birthday", "festival", "event", "thanks")
            member = store.desk.members.consent(member, kinds, ["sms"], by=by, via="paper")
        return member

    return one
