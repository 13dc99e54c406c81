"""A call is a person's task until somebody says that they called; calls are on the case. S0.3, S2.8, R4"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from complaintkit_phonelog import Phonelog

from complaintkit import Case, Customer, Desk, Envelope, IntakeRejected
from complaintkit.testing import FakeClock

SAMPLES = Path(__file__).parents[2] / "docs" / "samples" / "canteen"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A canteen that tells people by telephone only."""
    desk = Desk.open(
        f"sqlite:///{tmp_path}/desk.db",
        playbook="canteen-delivery",
        organisation=SAMPLES / "organisation.toml",
        plugins=[Phonelog(name="phone")],
        clock=FakeClock("2026-11-21T10:00+08:00"),
    )
    with desk:
        yield desk


@pytest.fixture
def case(desk: Desk) -> Case:
    """Somebody who left a number."""
    return desk.receive(
        "饭是酸的",
        by="chen",
        channel="hotline",
        unit="no3-school",
        category="food/sensory",
        customer=Customer(phone="13800138000"),
    )


@pytest.fixture
def call(desk: Desk) -> Callable[..., None]:
    """Write a call down, as chen."""

    def write(staff: str | None = "chen", **said: object) -> None:
        given = {
            "id": "c1",
            "way": "out",
            "number": "13800138000",
            "at": "2026-11-21T09:59+08:00",
            "seconds": 90,
            **said,
        }
        desk.intake("phone", Envelope(json.dumps(given).encode(), staff=staff))

    return write


def task(desk: Desk) -> str:
    """The message that is to be said to the customer."""
    with desk._door.storage.reading() as reader:
        (row,) = [one for one in reader.outbox() if (one.name, one.recipient) == ("received", "customer")]
        return reader.attempts(row.id)[-1].reference or ""


def names(desk: Desk, case: Case) -> list[str]:
    """What happened."""
    return [line.event.name for line in desk.timeline(case, by="fang")]


def test_a_call_is_the_owners_task(desk, case, call):
    """At once; the customer counts as told when the call is on record, not before. Written down twice it is one."""
    desk.work_blocking(limit=20)
    desk.work_blocking(limit=20)
    assert any("received" in one.ref for one in desk.duties(case.owner).of_kind("call"))
    assert "acknowledged" not in names(desk, case)
    for _ in range(2):
        call(task=task(desk), summary="客户要求退款")
    assert desk.duties(case.owner).of_kind("call") == ()
    assert names(desk, case).count("acknowledged") == 1
    events = [line.event for line in desk.timeline(case, by="fang")]
    (heard,) = [one for one in events if one.name == "customer-heard"]
    (note,) = [one for one in events if one.name == "noted"]
    assert heard.text == "☎ chen → 138****8000, 2026-11-21 09:59 +08:00, reached, 1:30\n客户要求退款"
    assert note.text == heard.text.partition("\n")[0]


def test_a_call_in_vain_leaves_the_task(desk, case, call):
    """It is on the case, and nobody takes it for the customer's words: no clock moves for it. R15"""
    desk.work_blocking(limit=20)
    desk.work_blocking(limit=20)
    call(task=task(desk), outcome="no-answer", seconds=0)
    assert any("received" in one.ref for one in desk.duties(case.owner).of_kind("call"))
    assert names(desk, case)[-1] == "noted"
    assert "customer-heard" not in names(desk, case)


def test_who_calls_in_is_heard(desk, call):
    """Whoever takes the call is responsible. S4.2, F9"""
    call(staff="luo", way="in", number="13900139000", summary="汤里有虫", name="冯女士")
    (case,) = desk.cases(by="fang")
    assert (case.owner, case.first_receiver, case.channel) == ("luo", "luo", "phone")
    assert "汤里有虫" in case.text


def test_nobody_from_outside_tells_of_calls(desk, call):
    """Only the host's own session does."""
    with pytest.raises(IntakeRejected):
        call(staff=None, way="in", summary="x")
    assert list(desk.cases(by="fang")) == []


@pytest.mark.parametrize("staff", ["gu", "gone"])
def test_nobody_reports_on_the_task_of_a_case_that_is_not_theirs(desk, case, call, staff):
    """The other kitchen's call leaves task and case as they are; what the customer said begins a case there. R20"""
    desk.work_blocking(limit=20)
    before = names(desk, case)
    call(staff=staff, task=task(desk), case=case.number, summary="客户要求退款")
    assert names(desk, case) == before
    assert any("received" in one.ref for one in desk.duties(case.owner).of_kind("call"))
    new = next(one for one in desk.cases(by="fang") if one.number != case.number)
    assert "客户要求退款" in new.text
    call(task=task(desk), id="c2", summary="已电话告知")
    assert "acknowledged" in names(desk, case)
