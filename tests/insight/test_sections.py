"""Sections that plugins add to reports: in JSON and on the page; one that breaks spoils none but itself."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import count

import attrs
import pytest
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


@attrs.frozen
class Columns(Mapping[str, str]):
    """A row that is a stranger's code."""

    how: str

    def __len__(self) -> int:
        return 1

    def __getitem__(self, key: str) -> str:
        return "v"

    def __iter__(self) -> Iterator[str]:
        if self.how == "hangs":
            time.sleep(60)
        if self.how == "leaves":
            raise SystemExit(3)
        if self.how == "raises":
            raise RuntimeError
        return (f"c{number}" for number in count())


@attrs.frozen
class Strange:
    """A section of one such row."""

    how: str
    name: str = "strange"
    title: Mapping[str, str] = attrs.field(factory=lambda: {"en": "Strange"})

    def rows(self, events: Iterable[Event], *, since: datetime, until: datetime) -> Iterable[Mapping[str, str]]:
        """It."""
        return [Columns(self.how)]


@pytest.mark.parametrize("how", ["hangs", "leaves", "raises", "never ends"])
def test_a_row_is_read_on_the_plugins_own_thread(how) -> None:
    """What its mapping does to whoever reads it spoils its own section alone."""

    @attrs.frozen(kw_only=True, eq=False)
    class Both(Plugin):
        """Brings it beside one that works."""

        name: str = "both"

        @override
        @hookimpl
        def complaintkit_report_sections(self) -> Iterable[Nights | Strange]:
            return [Nights("nights"), Strange(how)]

    with open_test_desk(plugins=[Both()], start="2026-11-30T10:00+08:00") as desk:
        desk.receive("饭是酸的", by="chen", channel="hotline", unit="s1", customer=FANG)
        good, bad = desk.report(NOVEMBER, unit="s1").sections

    assert good.rows
    assert bad.rows == ()
    assert "both failed at call" in (bad.problem or "")


@pytest.mark.parametrize("title", ["Nights", None, {"en": 7}], ids=repr)
def test_a_heading_that_is_none_leaves_its_section_out(title) -> None:
    """The page stands, without it; who brought it is named."""

    @attrs.frozen(kw_only=True, eq=False)
    class Both(Plugin):
        """Brings it beside one that works."""

        name: str = "both"

        @override
        @hookimpl
        def complaintkit_report_sections(self) -> Iterable[Nights]:
            return [Nights("nights"), Nights("untitled", title=title)]

    with open_test_desk(plugins=[Both()], start="2026-11-30T10:00+08:00") as desk:
        desk.receive("饭是酸的", by="chen", channel="hotline", unit="s1", customer=FANG)
        report = desk.report(NOVEMBER)
        (status,) = (one for one in desk._opened.plugins.inspect() if one.instance == "both")

    assert [one.key for one in report.sections] == ["nights"]
    assert "按名称" in report.to_html("zh-CN")
    assert "'title' of a Nights" in (status.reason or "")
