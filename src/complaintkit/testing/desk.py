"""A desk to try things on: a real one, on a database that is gone afterwards, with a clock to push.

def test_it_is_said_when_it_is_late() -> None:
    desk = open_test_desk(start="2026-11-21T10:00+08:00")
    desk.receive("牛奶是酸的", by="chen", channel="hotline", customer=Customer(phone="13800138000"))
    desk.clock.advance(timedelta(hours=25))
    desk.run_due()
    assert "deadline-breached" in [message.message for message in desk.sent]
"""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Sequence
from datetime import timedelta
from os import PathLike
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from complaintkit.desk import Desk
from complaintkit.playbook import load_playbook
from complaintkit.records.key.master import MasterKey
from complaintkit.records.key.source import FileKey
from complaintkit.testing._staff import organisation_for, staffed
from complaintkit.testing._switchboard import SentMessage, Switchboard, media_of
from complaintkit.testing.clock import FakeClock

if TYPE_CHECKING:
    from complaintkit.desk._opening import Opened
    from complaintkit.hooks.plugin import Plugin

__all__ = ["DeskUnderTest", "SentMessage", "open_test_desk"]

_START = "2026-11-21T10:00+08:00"  # a Saturday morning in Shanghai


class DeskClock(FakeClock):
    """Before it is pushed, a desk sends what a worker would have sent by then."""

    def __init__(self, start: str) -> None:
        """Begin without a desk."""
        super().__init__(start)
        self.desk: weakref.ref[DeskUnderTest] | None = None

    def advance(self, by: timedelta) -> None:
        """Push it on; time never goes back."""
        desk = self.desk() if self.desk is not None else None
        if desk is not None and by >= timedelta(0):
            desk.deliver_all()
        super().advance(by)


class DeskUnderTest(Desk):
    """A desk whose `clock` stands still until it is pushed, and which keeps what it said in `sent`.

    No worker runs: `run_due` acts on what fell due, by the clock. Messages go out by themselves, before the clock is
    pushed and when `sent` is looked at; only what quiet hours hold back waits.
    """

    _switchboard: Switchboard

    @property
    def clock(self) -> FakeClock:
        """The clock to push: `desk.clock.advance(timedelta(hours=25))`."""
        clock = self._opened.door.clock
        assert isinstance(clock, FakeClock)
        return clock

    @property
    def sent(self) -> list[SentMessage]:
        """What was said so far, to customers and staff, oldest first."""
        self.deliver_all()
        return self._switchboard.sent

    def deliver_all(self) -> None:
        """Send everything that may be sent now; in a running event loop `await desk.deliver()` yourself."""
        while self.deliver_blocking():
            pass


def open_test_desk(
    *,
    playbook: str | PathLike[str] = "canteen-delivery",
    organisation: PathLike[str] | None = None,
    plugins: Sequence[Plugin] = (),
    start: str = _START,
) -> DeskUnderTest:
    """Open a desk on a temporary SQLite file, which is gone with it; needs `complaintkit-sqlmodel`.

    Without an `organisation` there is one with somebody in every role of the playbook: `chen` receives customers, and
    whoever else is there has the role as id (`duty-manager`); the units are `changqing` and within it `s1` and `s2`.
    An `organisation` that names no staff gets one person for each role of the playbook, at its outermost unit: `chen` meets
    customers, and `zhao`, `zhou`, `li`, `sun`, `luo`, `shen`, ... lead, each the one before; the roles beside them follow in
    the order of the playbook, with the names that are left.
    Media for which none of the `plugins` brings a notifier are heard by the desk itself, in `sent`.

    >>> desk = open_test_desk()
    >>> [message.message for message in desk.sent]
    []

    Raises:
        ConfigurationError: playbook or organisation can't be used, or nothing installed keeps data in SQLite.
    """
    brought = {name: path for one in plugins for name, path in one.complaintkit_playbooks().items()}
    calendars = {name: table for one in plugins for name, table in one.complaintkit_calendars().items()}
    procedure = load_playbook(playbook, installed=brought, calendars=calendars)
    folder = Path(mkdtemp(prefix="complaintkit-"))
    switchboard = Switchboard(name="switchboard", media=media_of(procedure, plugins))
    try:
        clock = DeskClock(start)
        FileKey(folder / "desk.db.key").make([MasterKey.new()])  # where it is found; a desk that makes it warns
        desk = DeskUnderTest.open(
            f"sqlite:///{folder.as_posix()}/desk.db",
            playbook=playbook,
            organisation=(
                staffed(procedure, Path(organisation), folder) if organisation else organisation_for(procedure, folder)
            ),
            plugins=[*plugins, switchboard],
            clock=clock,
        )
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    desk._switchboard = switchboard  # noqa: SLF001  the one place where one is made
    clock.desk = weakref.ref(desk)
    weakref.finalize(desk, _left, desk._opened, folder)  # noqa: SLF001  as above
    return desk


def _left(opened: Opened, folder: Path) -> None:
    """Clean up once nobody holds the desk any more."""
    opened.close()
    shutil.rmtree(folder, ignore_errors=True)
