"""A version counts what somebody did: a form stays good until then, whatever the desk does by itself meanwhile."""

from datetime import timedelta

import pytest

from complaintkit import ConflictError, Customer
from complaintkit.testing import open_test_desk


@pytest.fixture
def desk():
    """A caterer's, on a Saturday morning."""
    with open_test_desk() as opened:
        yield opened


@pytest.fixture
def case(desk):
    """Just registered; nobody was told yet."""
    return desk.receive(
        "米饭是酸的",
        by="chen",
        channel="hotline",
        category="food/sensory",
        customer=Customer(name="王芳", phone="13800138000"),
    )


def seen(desk, case):
    """What happened to it so far."""
    return {line.event.name for line in desk.timeline(case, by="chen")}


def test_a_message_that_goes_out_makes_no_form_stale(desk, case):
    """The worker tells the customer while the form is being filled in."""
    assert "received" in [one.message for one in desk.sent]
    assert {"message-sent", "acknowledged"} <= seen(desk, case)

    assert desk.case(case, by="chen").version == case.version
    desk.assess(case, by="chen", severity="low", approach="核实", if_version=case.version)


def test_a_deadline_that_is_missed_makes_no_form_stale(desk, case):
    """Nor does what the procedure brings upwards by itself."""
    desk.clock.advance(timedelta(hours=25))
    desk.run_due()
    assert {"deadline-breached", "escalated"} <= seen(desk, case)

    desk.record_facts(case, by="chen", facts="放了两小时", if_version=case.version)


def test_what_somebody_did_does(desk, case):
    """A colleague's note, the customer's own word, a program's: whoever looked before it looks again."""
    desk.note(case, by="chen", text="老顾客")

    with pytest.raises(ConflictError) as refused:
        desk.assess(case, by="chen", severity="low", approach="核实", if_version=case.version)
    assert (refused.value.data["expected"], refused.value.data["actual"]) == (case.version, case.version + 1)
