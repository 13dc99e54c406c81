"""Sections that plugins add to reports: in JSON and on the page; one that breaks spoils none but itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

import attrs
from typing_extensions import override

from complaintkit import Customer, Event, Period
from complaintkit.plugin import Plugin, hookimpl
from complaintkit.testing import open_test_desk

NOVEMBER = Period.month(2026, 11, zone="Asia/Shanghai")
FANG = Customer(name="王芳", phone="13800138000")


@attrs.frozen
class Nights:
    """How many events there were, by name."""

    name: str
    broken: bool = False
    title: Mapping[str, str] = attrs.field(factory=lambda: {"en": "By name", "zh": "按名称"})

    def rows(self, events: Iterable[Event], *, since: datetime, until: datetime) -> Iterable[Mapping[str, str]]:
        """A row for each."""
        if self.broken:
            raise RuntimeError("a bug")
        found = list(events)
        assert all(since <= one.at < until for one in found)
        for name in sorted({one.name for one in found}):
            yield {"event": name, "count": str(sum(one.name == name for one in found))}


@attrs.frozen(kw_only=True, eq=False)
class WithSections(Plugin):
    """Brings one that works and one that does not."""

    name: str = "nights"

    @override
    @hookimpl
    def complaintkit_report_sections(self) -> Iterable[Nights]:
        return [Nights("nights"), Nights("broken", broken=True)]


def test_a_plugin_adds_a_section() -> None:
    """Its rows stand in JSON and on the page; one that raises spoils its own section alone."""
    with open_test_desk(plugins=[WithSections()], start="2026-11-30T10:00+08:00") as desk:
        desk.receive("饭是酸的", by="chen", channel="hotline", unit="s1", customer=FANG)
        desk.receive("饭是酸的", by="chen", channel="hotline", unit="s2", customer=FANG)

        report = desk.report(NOVEMBER, unit="s1")

    nights, broken = report.sections
    assert {"event": "received", "count": "1"} in nights.rows
    assert broken.rows == ()
    assert "RuntimeError" in (broken.problem or "")
    assert json.loads(report.to_json())["sections"][0]["rows"][0].keys() == {"event", "count"}
    assert "按名称" in report.to_html("zh-CN")
    assert report.figures.cases == 1
