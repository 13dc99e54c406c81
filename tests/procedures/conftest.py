"""A house of each procedure, on a real SQLite file with its shipped playbook and its sample, and everything they send."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from complaintkit import Case, Customer, Deadline, Desk, Measure, System
from complaintkit.organisation import load_organisation
from complaintkit.testing import FakeClock
from complaintkit.testing._switchboard import Switchboard
from tests.houses import HOUSES, SAMPLES
from tests.procedures.place import Place, open_place

HER = "13800138000"
WANG = Customer(name="王芳", phone=HER)


@attrs.frozen
class House:
    """A desk, its clock, and what it has sent to whom."""

    desk: Desk
    clock: FakeClock
    heard: Switchboard
    people: dict[str, str]
    """Addresses to staff ids."""

    def later(self, **time: float) -> None:
        """Time goes by, and the worker runs."""
        self.clock.advance(timedelta(**time))
        self.desk.run_due()
        self.desk.deliver_blocking()

    def until(self, at: datetime) -> None:
        """It becomes that time."""
        self.clock.advance(at - self.clock.now())

    def told(self, who: str) -> dict[str, str]:
        """The newest text of each message that a member of staff, or the customer by their number, was sent."""
        self.desk.deliver_blocking()
        return {one.message: one.text for one in self.heard.sent if self.people.get(one.to, one.to) == who}

    def owed(self, case: Case, name: str, *, by: str) -> Deadline:
        """The deadline of that name that runs on a case now."""
        found = self.desk.case(case, by=by)
        return next(one for one in found.open_deadlines if one.name == name)

    def happened(self, case: Case, name: str, *, by: str) -> list[Any]:
        """The events of that name on a case, in order."""
        return [line.event for line in self.desk.timeline(case, by=by) if line.event.name == name]


@pytest.fixture
def open_house(tmp_path: Path, founded: Callable[..., None]) -> Iterator[Callable[..., House]]:
    """Opens desks for an organisation of the samples, at some time; `more` are media that reach people there."""
    opened: list[Desk] = []

    def open_one(playbook: str, sample: str, at: str, *more: str) -> House:
        organisation = SAMPLES / sample / "organisation.toml"
        heard = Switchboard(name="heard", media=("sms", "wecom", "email", *more))
        clock = FakeClock(at)
        config = tmp_path / "complaintkit.toml"
        lines = ["[desk]", 'database = "sqlite:///desk.db"', 'customer_url = "https://shop.example/c/{token}"']
        config.write_text("\n".join(lines), "utf-8")
        founded(tmp_path, playbook=playbook, organisation=organisation, at=at)
        opened.append(Desk.open(config=config, plugins=[heard], clock=clock))
        staff = load_organisation(organisation).staff.values()
        people = {contact.address: one.id for one in staff for contact in one.contacts}
        return House(opened[-1], clock, heard, people)

    yield open_one
    for desk in opened:
        desk.close()


@pytest.fixture
def market(open_house: Callable[..., House]) -> House:
    """The night market, on a Saturday at eight in the evening."""
    return open_house("night-market", "night-market", "2026-11-21T20:00+08:00")


@pytest.fixture
def canteen(open_house: Callable[..., House]) -> House:
    """The canteens' supplier, on a Monday at noon."""
    return open_house("canteen-delivery", "canteen", "2026-11-23T12:00+08:00")


@pytest.fixture
def store(open_house: Callable[..., House]) -> House:
    """The supermarket, on a Monday at ten."""
    return open_house("supermarket", "supermarket", "2026-11-23T10:00+08:00")


@pytest.fixture
def shop(open_house: Callable[..., House]) -> House:
    """The print shop, on a Monday at ten."""
    return open_house("print-shop", "print-shop", "2026-11-23T10:00+08:00")


@pytest.fixture
def service(open_house: Callable[..., House]) -> House:
    """The supermarket's customer service, which telephones as well, on a Monday at ten."""
    return open_house("supermarket-service", "supermarket-service", "2026-11-23T10:00+08:00", "call")


def measures(what: str, who: str) -> list[Measure]:
    """One measure, by somebody, until tomorrow."""
    return [Measure(what, who=who, due=timedelta(days=1))]


@pytest.fixture
def plan() -> Callable[..., list[Measure]]:
    """Makes the measures of a plan."""
    return measures


@pytest.fixture
def wang() -> Customer:
    """Somebody with a name and a number."""
    return WANG


@pytest.fixture
def her() -> str:
    """The customer's number, by which what they were told is found."""
    return HER


@pytest.fixture
def moment() -> Callable[[str], datetime]:
    """A time in Shanghai."""
    return lambda text: datetime.fromisoformat(f"{text}+08:00")


@pytest.fixture
def usual_weeks() -> Callable[..., None]:
    """Lets six weeks go by as they always are: three cases of one kind, one of another, and nothing rises."""

    def go_by(house: House, often: Callable[[], Case], seldom: Callable[[], Case]) -> None:
        for _ in range(6):
            for receive in (often, often, often, seldom):
                receive()
                house.clock.advance(timedelta(days=1))
            house.clock.advance(timedelta(days=3))
        house.desk.run_due()
        assert house.desk.tasks.list(by=System("test"), kind="tendency", open=None) == ()

    return go_by


@pytest.fixture
def trains() -> Callable[..., None]:
    """Plays a quarter that begins: its training is planned, in somebody's duties, and held on record. S0.15, S1.11, S2.11, S3.10"""

    def train(house: House, rule: str, *, by: str) -> None:
        desk = house.desk
        house.later(days=0)
        house.later(days=45)
        found = [one for one in desk.tasks.list(by=by, kind="training") if one.about["rule"] == rule]
        assert found
        for one in found:
            assert one.period == "2027-Q1"
            assert one in desk.duties(one.owner).tasks
            held = desk.trainings.hold(one, by=one.owner, attended=list(one.values["people"]))
            assert not held.open
            assert all(rule in desk.trainings.attended(staff, by=by) for staff in one.values["people"])

    return train


@pytest.fixture
def welcomes() -> Callable[..., None]:
    """Plays somebody who joins: their training is planned in the same change, and due in time. S0.15, S1.11, S2.11, S3.10"""

    def welcome(house: House, rule: str, role: str, *, by: str, within: timedelta) -> None:
        organisation = house.desk.people.organisation(by=by)
        data: Any = organisation.as_data()
        unit = next(one for one in organisation.staff.values() if role in one.roles).units[0]
        new = {"name": "新来", "roles": [role], "units": [unit]}
        house.desk.set_organisation({**data, "staff": {**data["staff"], "xinlai": new}}, by=by)
        found = [one for one in house.desk.tasks.list(by=by, kind="training") if one.about["rule"] == rule]
        assert [one.values["people"] for one in found if not one.period] == [("xinlai",)]
        assert timedelta(0) < found[0].due_at - house.clock.now() <= within

    return welcome


@pytest.fixture(params=HOUSES)
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    """Each procedure that ships, at noon of a Monday."""
    yield from open_place(request.param)
