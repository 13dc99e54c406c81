"""What an object says of itself is read once, when it comes: a property is a stranger's code, and may change its mind."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from complaintkit import Customer
from complaintkit.hooks.plugins import Plugins
from complaintkit.hooks.port import PORTS
from complaintkit.plugin import Plugin, hookimpl
from complaintkit.testing import open_test_desk

FIRST: dict[str, object] = {
    "name": "moody",
    "medium": "sms",
    "address_kind": "phone",
    "version": "1",
    "reconcile_after": timedelta(0),
    "kinds": frozenset({"refund"}),
    "schemes": frozenset({"moody"}),
    "needs": frozenset({"compensated.90d"}),
    "title": {"en": "Moody"},
    "sessions": 2,
}
SAID = {port.role: (port.plain | {*port.optional}) - {"name"} for port in PORTS if port.plain - {"name"}}


class Moody:
    """Every port at once; from when it turned, each member gives `mood`, or raises it."""

    def __init__(self, mood: object) -> None:
        self._mood, self._turned = mood, False

    def __getattribute__(self, name: str) -> Any:
        if name.startswith("_"):
            return object.__getattribute__(self, name)
        if name not in FIRST:
            return lambda *_, **__: ()
        if not self._turned:
            return FIRST[name]
        if isinstance(self._mood, BaseException):
            raise self._mood
        if self._mood == "hangs":
            time.sleep(60)
        return self._mood

    def __setattr__(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)


def bringing(hook: str, *objects: object) -> Plugin:
    """A plugin that brings these by one hook."""

    def bring(_: Plugin) -> Iterator[object]:
        yield from objects

    bring.__name__ = hook
    kind = type("Bringing", (Plugin,), {"name": "bringing", hook: hookimpl(bring)})
    made: Plugin = kind()
    return made


def test_every_member_that_is_no_method_is_tried() -> None:
    """A port that asks for more has to be tried, too."""
    assert frozenset().union(*(port.plain | {*port.optional} for port in PORTS)) == set(FIRST)


@pytest.mark.parametrize("mood", [RuntimeError("moody"), SystemExit(3), KeyboardInterrupt(), None, "hangs"], ids=repr)
@pytest.mark.parametrize("role", SAID)
def test_it_is_what_it_said_when_it_came(role, mood):
    """What it raises, how long it takes and what it says later reaches nobody."""
    (port,) = (one for one in PORTS if one.role == role)
    moody = Moody(mood)
    with Plugins.assemble([bringing(port.hook, moody)]) as plugins:
        moody._turned = True
        found = plugins.provided(role, "moody").object

        assert {member: getattr(found, member) for member in SAID[role]} == {one: FIRST[one] for one in SAID[role]}


def test_it_is_nobody_elses_to_change() -> None:
    """Neither the plugin's, nor that of whoever reads it."""
    needs = {"compensated.90d"}

    class Mutable(Moody):
        def __getattribute__(self, name: str) -> Any:
            return needs if name == "needs" else super().__getattribute__(name)

    hook = "complaintkit_compensation_policies"
    with Plugins.assemble([bringing(hook, Mutable(None))]) as plugins:
        needs.add("compensated.9999d")

        assert plugins.compensation_policies["moody"].needs == frozenset({"compensated.90d"})


def test_it_shows_itself_as_it_is() -> None:
    """A contract reads there whether it shows a secret."""

    class Shown(Moody):
        def __repr__(self) -> str:
            return "Shown()"

        def __str__(self) -> str:
            return "shown"

    with Plugins.assemble([bringing("complaintkit_notifiers", Shown(None))]) as plugins:
        found = plugins.notifiers["moody"]

    assert (repr(found), str(found)) == ("Shown()", "shown")


WRONG = {
    "a window as playbooks write it": ("needs", {"compensated.90 days"}, "Write 'compensated.90d'."),
    "a window without end": ("needs", {"compensated.lifetime"}, "neither a window nor a field"),
    "a window beyond all times": ("needs", {"compensated.99999999999d"}, "neither a window nor a field"),
    "a slip": ("needs", {"compensate.90d"}, "neither a window nor a field"),
    "a field as forms write it": ("needs", {"fell-ill"}, "Write 'fell_ill'."),
    "a number": ("needs", {90}, "'needs' of a Strange holds an int"),
    "one text": ("needs", "compensated.90d", "'needs' of a Strange is a str"),
    "no number": ("sessions", "2", "'sessions' of a Strange is a str"),
    "no version": ("version", None, "'version' of a Strange is None"),
}


@pytest.mark.parametrize(("member", "value", "reason"), WRONG.values(), ids=WRONG)
def test_who_asks_for_what_no_desk_has_is_named_and_hurts_nobody(member, value, reason):
    """Before the first case, by plugin and member; the others propose what they did."""

    class Strange(Moody):
        def __getattribute__(self, name: str) -> Any:
            return value if name == member else super().__getattribute__(name)

    hook = "complaintkit_notifiers" if member == "sessions" else "complaintkit_compensation_policies"
    strange = bringing(hook, Strange(None))
    with open_test_desk(plugins=[strange], start="2026-11-21T10:00+08:00") as desk:
        case = desk.receive("酸", by="chen", channel="hotline", unit="s1", customer=Customer(phone="13800138000"))
        desk.proposals(case, by="chen")
        (status,) = (one for one in desk._opened.plugins.inspect() if one.instance == "bringing")

    assert (status.status, status.stage) == ("failed", "collect")
    assert reason in (status.reason or "")
