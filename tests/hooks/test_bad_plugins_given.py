"""What a plugin gives when it is collected is bounded and plain: it ends, and nothing of a stranger's runs later."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from complaintkit.hooks._collect import MOST
from complaintkit.hooks.lent import made_plain
from complaintkit.hooks.plugins import Plugins
from complaintkit.plugin import Plugin, hookimpl

TABLE = {"week": {"mon-sun": "10:00-22:00"}, "time-zone": "Asia/Shanghai"}


class Endless(Mapping[str, Any]):
    """A mapping without an end, that counts how far it was asked."""

    def __init__(self, value: object) -> None:
        self.value, self.asked = value, 0

    def __getitem__(self, key: str) -> object:
        return self.value

    def __iter__(self) -> Iterator[str]:
        for number in itertools.count():
            self.asked = number
            yield f"n{number}"

    def __len__(self) -> int:
        return 1


class Calendars(Plugin):
    """Gives these."""

    name = "calendars"

    def __init__(self, given: object) -> None:
        self.given = given

    @hookimpl
    def complaintkit_calendars(self):
        """Give them."""
        return self.given

    @hookimpl
    def complaintkit_playbooks(self):
        """Bring none."""
        return {}


def test_calendars_without_an_end_are_given_up():
    """At once, and named; the thread does not go on filling the memory."""
    given = Endless(TABLE)

    plugins = Plugins.assemble([Calendars(given)])  # type: ignore[abstract,unused-ignore]

    assert f"gave more than {MOST} calendars" in plugins.failures[0].reason
    assert given.asked <= MOST + 1


def test_a_table_without_an_end_is_given_up():
    """Like one that holds something else."""
    given = Endless("10:00-22:00")

    plugins = Plugins.assemble([Calendars({"ours": {"week": given}})])  # type: ignore[abstract,unused-ignore]

    assert [one.stage for one in plugins.failures] == ["collect"]
    assert given.asked < 20_000
    assert dict(plugins.calendars) == {}


class Text(str):
    """A text of its own kind, whose comparisons would run here."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        raise RuntimeError

    __hash__ = str.__hash__


class Table(dict[str, Any]):
    """A table of its own kind."""

    def __deepcopy__(self, memo: object) -> object:
        return self


def test_a_calendar_is_plain_down_to_the_last_text():
    """Nothing of the plugin's own stays in it: it is frozen with playbooks, and read for as long as their cases live."""
    given = Table({Text("week"): Table({Text("mon-sun"): Text("10:00-22:00")}), "time-zone": Text("Asia/Shanghai")})

    plugins = Plugins.assemble([Calendars(Table(ours=given))])  # type: ignore[abstract,unused-ignore]

    assert plugins.failures == ()
    assert plugins.calendars["ours"] == TABLE
    assert {type(one) for one in walk(plugins.calendars["ours"])} == {dict, str}


def walk(value: Any) -> Iterator[object]:
    """Yield a value and all in it."""
    yield value
    if isinstance(value, dict):
        for key, one in value.items():
            yield key
            yield from walk(one)


@pytest.mark.parametrize(
    "odd", [object(), {1, 2}, b"x", lambda: 1, [[[[[["deep"]]]]]]], ids=["object", "set", "bytes", "function", "deep"]
)
def test_what_no_file_could_hold_is_in_no_table(odd):
    """It is named by its kind."""
    with pytest.raises(TypeError, match=r"which no file could hold"):
        made_plain({"week": odd})


class Section(Plugin):
    """Gives this title."""

    name = "section"

    def __init__(self, title: object) -> None:
        self.title = title

    @hookimpl
    def complaintkit_report_sections(self):
        """It is its own."""
        yield self

    def rows(self, events: object, *, since: object, until: object) -> object:
        """Give none."""
        return ()


def test_a_title_in_languages_without_an_end_is_cut():
    """The thread does not go on filling the memory."""
    title = Endless("Section")

    with Plugins.assemble([Section(title)]) as plugins:  # type: ignore[abstract,unused-ignore]
        assert len(plugins.report_sections["section"].title) == 100
    assert title.asked <= 100


@pytest.mark.parametrize("odd", ["half of \ud800", "red \x1b[31m", "two\nlines", "x" * 201])
def test_what_an_object_says_of_itself_can_be_shown(odd):
    """A word in one line, wherever it is listed, printed or recorded."""
    with Plugins.assemble([Section({"en": odd})]) as plugins:  # type: ignore[abstract,unused-ignore]
        assert list(plugins.report_sections) == []
        assert "is no word: at most 200 printable characters" in plugins.failures[0].reason
