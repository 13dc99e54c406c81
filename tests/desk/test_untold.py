"""Where a playbook has no words for what somebody has to know, the core has: nobody is left untold. R18, S4.6, S3.2"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from complaintkit import Customer, Desk, Measure
from complaintkit.playbook.loading import installed_playbooks
from complaintkit.testing import FakeClock

SAMPLES = Path(__file__).parents[2] / "docs" / "samples" / "canteen"
WANG = Customer(name="王芳", phone="13800138000")


@pytest.fixture
def silent(tmp_path: Path, clock: FakeClock) -> Iterator[Desk]:
    """The canteen with a playbook that says nothing of alarms, escalations, dispatches, plans and results."""
    text = installed_playbooks()["canteen-delivery"].read_text("utf-8")
    for name in ("alarm", "escalated", "dispatched", "first-handling", "plan-offered", "resolved", "yours"):
        text, cut = re.subn(rf"(?ms)^\[message\.{name}\]$.*?(?=^\[[a-z]|^# ----)", "", text)
        assert cut == 1, name
    (tmp_path / "silent.toml").write_text(text.replace('name = "canteen-delivery"', 'name = "silent"', 1), "utf-8")
    with Desk.open(
        f"sqlite:///{tmp_path}/desk.db",
        playbook=tmp_path / "silent.toml",
        organisation=SAMPLES / "organisation.toml",
        clock=clock,
    ) as desk:
        yield desk


def told(desk: Desk) -> set[tuple[str, str]]:
    """What is to be said, and to whom."""
    with desk._opened.storage.reading() as reader:
        return {(row.name, row.recipient) for row in reader.outbox(limit=1000)}


def test_alarms_escalations_and_errands_reach_somebody(silent: Desk) -> None:
    """A hazard at any hour, a matter brought upwards, somebody sent, somebody asked, a change of owner."""
    case = silent.receive(
        "吃了拉肚子", by="sun", channel="hotline", unit="no3-school", category="food/spoiled", customer=WANG
    )
    silent.dispatch(case, by="sun", who="ma", what="去现场取样")
    silent.ask_advice(case, by="sun", of="luo", question="口径?")
    silent.escalate(case, by="sun", reason="several-affected")
    silent.staff_left("sun", by="fang")

    names = {name for name, _ in told(silent)}
    assert {"alarm-raised", "first-handling-asked", "escalated", "owner-changed"} <= names
    assert {("dispatched", "ma"), ("advice-asked", "luo"), ("escalated", "fang")} <= told(silent)
    assert len({who for name, who in told(silent) if name == "alarm-raised"}) > 1


def test_the_customer_hears_of_the_plan_and_the_result(silent: Desk) -> None:
    """S4.10, S4.13."""
    case = silent.receive(
        "米饭酸", by="chen", channel="hotline", unit="no3-school", category="food/sensory", customer=WANG
    )
    silent.assess(case, by="chen", severity="high", approach="核实")
    silent.record_facts(case, by="chen", facts="在室温放了两小时")
    plan = Measure("更换", who="chen", due=timedelta(hours=2))
    case = silent.offer_plan(case, by="chen", measures=[plan], follow_up=timedelta(days=1))
    assert ("plan-offered", "customer") in told(silent)
    assert case.plan is not None
    case = silent.answer_plan(case, by="chen", plan=case.plan.id, accepted=True, via="phone")
    silent.resolve(
        case,
        by="chen",
        result="已更换",
        improvement="加装温控",
        apology=True,
        decisions={"1": ("not-upheld", "查无此事")},
    )

    assert ("resolved", "customer") in told(silent)


def test_who_is_there_already_is_not_called(silent: Desk) -> None:
    """Whoever does the first handling anyway, for they took the matter in, gets no message to come."""
    taken = {}
    for by in ("chen", "sun"):
        case = silent.receive(
            "米饭酸", by=by, channel="hotline", unit="no3-school", category="food/sensory", customer=WANG
        )
        with silent._opened.storage.reading() as reader:
            rows = [row for row in reader.outbox(limit=1000) if row.case == case.id]
        taken[by] = {row.recipient for row in rows if row.name == "first-handling-asked"}
    assert "chen" in taken["sun"]
    assert "chen" not in taken["chen"]
