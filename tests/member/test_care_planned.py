"""Messages of care as they are planned: how long each may wait, what counts against the month, who is looked at. S3.9"""

from __future__ import annotations

from datetime import datetime, timedelta

import attrs
import pytest

from complaintkit.delivery import care
from complaintkit.delivery.care import tell_members
from complaintkit.model.outbox import OutboxState
from complaintkit.playbook import load_playbook
from complaintkit.testing import open_test_desk
from tests.member.conftest import person

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def planned(store, member) -> dict[str, datetime | None]:
    """Until when each message of care to a member may wait, by its name."""
    with store.desk._door.storage.reading() as reader:
        return {row.name: row.useless_after for row in reader.outbox(case=member.id)}


def test_a_wish_is_for_the_day_and_thanks_and_events_are_not(store, enrol) -> None:
    """What comes late is no wish any more; an invitation and thanks are still meant."""
    member = enrol()
    event = store.desk.members.plan_event("周年庆", by="chen", on=store.clock.now() + 10 * DAY, unit="park-road")
    store.desk.members.announce(event, by="bai")
    store.clock.advance(DAY)
    assert tell_members(store.desk._door, "park-road") > 0
    until = planned(store, member)
    assert {name for name, at in until.items() if at is None} == {"care:thanks", "care:event"}
    wish = until["care:birthday"]
    assert wish is not None
    assert store.clock.now() < wish <= store.clock.now() + DAY


def test_whoever_is_told_is_counted(store, enrol, monkeypatch) -> None:
    """However many pages of members there are."""
    monkeypatch.setattr(care, "_PAGE", 2)
    members = [enrol(person(f"9{index}", phone=f"1380013{index:04d}")) for index in range(5)]
    store.clock.advance(DAY)
    made = tell_members(store.desk._door, "park-road")
    assert made == sum(len(planned(store, one)) for one in members) == 10


def test_who_joined_a_while_ago_is_thanked_no_more(store, enrol) -> None:
    """Where nobody looked on the day after."""
    member = enrol(birthday=None)
    store.clock.advance(10 * DAY)
    tell_members(store.desk._door, "park-road")
    assert "care:thanks" not in planned(store, member)


@pytest.mark.parametrize(("later", "told"), [(timedelta(0), False), (SECOND, True)])
def test_an_event_that_begins_now_is_announced_to_nobody_any_more(store, enrol, later, told) -> None:
    """They would come too late; a second before it they are told."""
    member = enrol(birthday=None)
    event = store.desk.members.plan_event("周年庆", by="chen", on=store.clock.now() + DAY + later, unit="park-road")
    store.desk.members.announce(event, by="bai")
    store.clock.advance(DAY)
    tell_members(store.desk._door, "park-road")
    assert ("care:event" in planned(store, member)) is told


@pytest.mark.parametrize(("earlier", "told"), [(timedelta(0), False), (31 * DAY, True)])
def test_what_they_got_in_another_month_costs_nothing(store, enrol, earlier, told) -> None:
    """Three in this one are enough."""
    enrol(person("88013", phone="13900139000"))
    store.clock.advance(DAY)
    tell_members(store.desk._door, "park-road")
    with store.desk._door.storage.writing() as tx:
        [one, *_] = [row for row in tx.outbox() if row.name == "care:birthday"]
    member = enrol()
    before = [
        attrs.evolve(
            one,
            id=f"{one.id}-{number}",
            case=member.id,
            state=OutboxState.DELIVERED,
            created_at=one.created_at - earlier,
        )
        for number in range(3)
    ]
    with store.desk._door.storage.writing() as tx:
        tx.put_outbox(before)
    assert (tell_members(store.desk._door, "park-road") > 0) is told


def test_where_the_playbook_wishes_nobody_well_nothing_is_planned() -> None:
    """No member is looked at."""
    with open_test_desk() as desk:
        assert not load_playbook("canteen-delivery").cares
        assert {tell_members(desk._door, unit) for unit in desk.people.organisation(by="general-manager").units} == {0}
