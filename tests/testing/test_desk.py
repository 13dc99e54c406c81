"""A desk to try things on: real, alone, gone afterwards."""

import gc
import subprocess
import sys
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import attrs
import pytest

from complaintkit import Customer
from complaintkit.plugin import Notifier, Plugin, hookimpl
from complaintkit.testing import DeskUnderTest, Exchange, Vendor, open_test_desk
from complaintkit.testing._switchboard import SentMessage, _Heard

SAMPLES = Path(__file__).parents[2] / "docs" / "samples" / "canteen"
FANG = Customer(name="王芳", phone="13800138000", email="fang@customer.example")


@pytest.fixture
def desk() -> DeskUnderTest:
    """As it comes, with nothing said."""
    return open_test_desk(start="2026-11-21T10:00+08:00")


def received(desk, **changes):
    """Sour rice at the first shop, heard by chen."""
    values = {"by": "chen", "channel": "hotline", "unit": "s1", "customer": FANG, "category": "food/sensory"} | changes
    return desk.receive("中午的米饭是酸的", **values)


def test_a_breach_is_said_when_the_clock_is_pushed(desk):
    """Nothing sleeps and nothing is sent: the clock says what is late, and `sent` what was said. F3"""
    case = desk.assess(received(desk), by="chen", severity="high", approach="核实")
    assert desk.clock.now().isoformat() == "2026-11-21T02:00:00+00:00"

    desk.clock.advance(timedelta(hours=25))
    desk.run_due()

    said = [message.message for message in desk.sent]
    assert "received" in said
    assert said.index("received") < said.index("deadline-breached")
    assert desk.case(case.number, by="chen").owner == "chen"
    assert {message.medium for message in desk.sent} <= {"sms", "email", "call"}


def test_what_would_have_been_sent_was_sent_before_the_clock_moved(desk):
    """A worker does not wait until somebody looks: what is useless later was said in time."""
    received(desk)
    desk.clock.advance(timedelta(days=30))

    assert "received" in [message.message for message in desk.sent]


def test_two_desks_know_nothing_of_each_other(desk):
    """Each has a database of its own."""
    other = open_test_desk()
    received(desk)

    assert other.sent == []
    assert not list(other.cases(by="general-manager"))


def test_it_leaves_nothing_behind(tmp_path, monkeypatch):
    """The database goes with the desk."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    desk = open_test_desk()
    assert list(tmp_path.glob("complaintkit-*/desk.db"))

    del desk
    gc.collect()

    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("playbook", ["canteen-delivery"])
def test_everybody_is_there(playbook):
    """Without an organisation there is somebody in every role, called as the role; chen meets the customer."""
    desk = open_test_desk(playbook=playbook)

    assert received(desk).owner == "chen"
    assert received(desk, by="duty-manager", unit="s2").owner == "duty-manager"


def test_an_organisation_of_ones_own_is_taken():
    """As `Desk.open` takes it."""
    desk = open_test_desk(organisation=SAMPLES / "organisation.toml")

    assert received(desk, by="sun", unit="no3-school").owner == "sun"


@attrs.frozen(kw_only=True, eq=False)
class Loud(Plugin):
    """SMS with a list of its own."""

    name: str = "loud"
    heard: list[SentMessage] = attrs.field(factory=list)

    @hookimpl
    def complaintkit_notifiers(self) -> Iterable[Notifier]:
        """One."""
        yield _Heard(name=self.name, medium="sms", sent=self.heard)


def test_a_medium_of_the_plugin_is_left_to_it():
    """What is under test sends for itself; all other media are heard by the desk."""
    loud = Loud()
    desk = open_test_desk(plugins=[loud])
    received(desk)

    assert "sms" not in {message.medium for message in desk.sent}
    assert loud.heard


def test_without_a_storage_it_is_said_what_to_install():
    """The desk is a real one and needs a real storage."""
    script = (
        "import importlib.metadata\n"
        "importlib.metadata.distributions = lambda **_: ()  # nothing is installed\n"
        "from complaintkit.testing import open_test_desk\n"
        "open_test_desk()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert "Install complaintkit-sqlmodel" in done.stderr


@pytest.mark.sqlite("what stands in for files imports the driver")
def test_importing_is_light():
    """Neither pytest nor hypothesis, nor a storage, is needed for a vendor and a view."""
    script = (
        "import sys; from complaintkit.testing import Vendor, Exchange, case_view, NotifierContract, StorageContract;"
        "print(sorted({'pytest', 'hypothesis', 'sqlalchemy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_a_vendor_closes_twice():
    """Closing is for everybody who is done with it."""
    vendor = Vendor(Exchange(204))
    vendor.close()
    vendor.close()
