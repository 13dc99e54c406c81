"""Calendars that plugins bring: tables by name, which playbooks and units name like their own."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import attrs
import pytest

from complaintkit import ConfigurationError, Customer, Desk
from complaintkit.hooks.plugins import Plugins
from complaintkit.playbook import installed_playbooks
from complaintkit.plugin import Plugin, hookimpl
from complaintkit.testing import FakeClock

NIGHTS = {"title": {"zh": "夜班", "en": "Nights"}, "week": {"mon-sun": "18:00-02:00"}, "time-zone": "Asia/Shanghai"}
ORGANISATION = Path(__file__).parents[2] / "docs" / "samples" / "canteen" / "organisation.toml"
SHIPPED = installed_playbooks()["canteen-delivery"].read_text("utf-8")
OURS = SHIPPED.replace('within = "15 min"\nwarn = "5 min"', 'within = "2 working hours"\ncalendar = "nights"', 1)


@attrs.frozen(kw_only=True, eq=False)
class Shops(Plugin):
    """Brings one calendar."""

    name: str = "shops"
    tables: dict[str, object] = attrs.field(factory=lambda: {"nights": NIGHTS})

    @hookimpl
    def complaintkit_calendars(self):
        """Whatever the test says."""
        return self.tables


def opened(tmp_path, *plugins, at="2026-11-23T12:00+08:00"):
    """A canteen's desk whose playbook reckons by the nights."""
    (tmp_path / "ours.toml").write_text(OURS, "utf-8")
    return Desk.open(
        f"sqlite:///{tmp_path}/desk.db",
        playbook=tmp_path / "ours.toml",
        organisation=ORGANISATION,
        plugins=plugins,
        clock=FakeClock(at),
    )


def acknowledged_by(desk):
    """When a complaint that comes in now has to be acknowledged."""
    return due(
        desk.receive(
            "米饭是酸的",
            by="chen",
            channel="hotline",
            unit="no3-school",
            category="food/sensory",
            customer=Customer(phone="13800138000"),
        )
    )


def due(case):
    """When it has to be acknowledged."""
    return next(one.due_at for one in case.deadlines if one.name == "acknowledge")


def test_a_playbook_names_a_calendar_of_a_plugin(tmp_path):
    """At noon nobody works yet: the time starts to run at six in the evening."""
    with opened(tmp_path, Shops()) as desk:
        assert acknowledged_by(desk) > datetime.fromisoformat("2026-11-23T18:00+08:00")


def test_without_the_plugin_the_calendar_is_missing(tmp_path):
    """And the playbook says which name it does not know."""
    with pytest.raises(ConfigurationError, match="nights"):
        opened(tmp_path)


def test_a_calendar_is_frozen_with_the_playbook(tmp_path):
    """What a later version of the plugin brings holds for cases to come; those there are go on as they began."""
    evening = datetime.fromisoformat("2026-11-23T18:00+08:00")
    with opened(tmp_path, Shops()) as desk:
        assert acknowledged_by(desk) > evening
    early = Shops(tables={"nights": NIGHTS | {"week": {"mon-sun": "11:00-23:00"}}})
    with opened(tmp_path, early) as desk:
        (old,) = desk.cases(by="fang")
        assert acknowledged_by(desk) < evening < due(desk.case(old, by="chen"))


def test_a_playbooks_own_calendar_goes_first(tmp_path):
    """Two of one name: that of the playbook is the one it means."""
    shipped = Plugins.assemble().load_playbook("canteen-delivery")
    name = next(iter(shipped.calendars))
    with Plugins.assemble([Shops(tables={name: NIGHTS})]) as plugins:
        assert plugins.load_playbook("canteen-delivery").calendars[name] == shipped.calendars[name]


def test_a_table_that_is_no_calendar_is_refused_when_the_plugin_is_loaded():
    """By its key, and no other calendar comes with it."""
    with Plugins.assemble([Shops(tables={"nights": {"weak": {}}})]) as plugins:
        assert list(plugins.calendars) == []
        assert "calendar.nights.weak" in str(plugins.failures[0])
