"""A bad observer is named; what it is told changes nothing, and what it does hurts nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import attrs
import pytest

from complaintkit.hooks.plugins import Plugins
from complaintkit.model.period import Event
from complaintkit.plugin import Plugin, hookimpl

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
EVENT = Event(
    position="1", case="c1", number="A12-1", name="received", at=NOON, recorded_at=NOON, by="chen", recorded_by="chen"
)


def status(plugins, name):
    """How one of them stands."""
    return next(one for one in plugins.inspect() if name in {one.name, one.instance})


@attrs.frozen(kw_only=True, eq=False)
class Observer(Plugin):
    """Raises, or notes, after every commit."""

    name: str
    seen: list[Event] = attrs.field(factory=list)
    broken: bool = False
    then: list[Callable[[Event], None]] = attrs.field(factory=list)

    @hookimpl
    def complaintkit_event_recorded(self, event):
        """Note it."""
        if self.broken:
            raise RuntimeError
        self.seen.append(event)
        for each in self.then:
            each(event)


def test_what_an_observer_does_is_told_to_the_others_not_to_itself():
    """A note on each event, itself an event: it would never end. Two that answer each other end as well."""
    one, two, third = Observer(name="one"), Observer(name="two"), Observer(name="third")
    plugins = Plugins.assemble([one, two, third])
    one.then.append(plugins.event_recorded)
    two.then.append(plugins.event_recorded)

    plugins.event_recorded(EVENT)
    plugins.event_recorded(EVENT)

    assert len(one.seen) == len(two.seen) == 4  # twice the event, twice what the other did
    assert len(third.seen) == 10
    assert plugins.failures == ()


def test_an_observer_that_raises_changes_nothing_for_the_next():
    """Observers are told one after another, each in its own `try`."""
    broken, good = Observer(name="broken", broken=True), Observer(name="good")
    plugins = Plugins.assemble([broken, good])

    plugins.event_recorded(EVENT)

    assert good.seen == [EVENT]
    assert "RuntimeError" in status(plugins, "broken").reason


@attrs.frozen(kw_only=True, eq=False)
class Yielding(Plugin):
    """A careless one: nothing of it would ever run."""

    name: str = "yielding"

    @hookimpl
    def complaintkit_event_recorded(self, event):
        """Yield."""
        yield event


def test_an_observer_that_yields_is_refused():
    """Nobody asks it for more: it would seem to be at work, and never begin."""
    plugins = Plugins.assemble([Yielding()])

    assert [(one.name, one.stage) for one in plugins.failures] == [("yielding", "register")]
    assert "yields, and nobody asks for more" in plugins.failures[0].reason


async def later(event):
    """What would have to be awaited."""
    return event


def pieces(event):
    """What would have to be asked for."""
    yield event


async def pieces_later(event):
    """What would have to be asked for and awaited."""
    yield event


@pytest.mark.filterwarnings("ignore:coroutine 'later' was never awaited")
@pytest.mark.parametrize(
    ("give", "said"), [(later, "coroutine"), (pieces, "generator"), (pieces_later, "async_generator")]
)
def test_an_observer_that_gives_what_nobody_runs_is_named(give, said):
    """It calls something async, and does not wait for it."""

    @attrs.frozen(kw_only=True, eq=False)
    class Careless(Plugin):
        """Hands over what is to be done, to nobody."""

        name: str = "careless"

        @hookimpl
        def complaintkit_event_recorded(self, event):
            """Give it."""
            return give(event)

    good = Observer(name="good")
    plugins = Plugins.assemble([Careless(), good])

    plugins.event_recorded(EVENT)

    assert f"gave {said}, which nobody runs" in status(plugins, "careless").reason
    assert good.seen == [EVENT]


@pytest.mark.parametrize("raised", [SystemExit, KeyboardInterrupt, GeneratorExit, BaseException, MemoryError])
def test_an_observer_that_wants_everything_to_end_ends_nothing(raised):
    """Not even by what only the interpreter raises."""

    def leave(_):
        raise raised

    bad, good = Observer(name="bad", then=[leave]), Observer(name="good")
    plugins = Plugins.assemble([bad, good])

    plugins.event_recorded(EVENT)
    plugins.event_recorded(EVENT)

    assert good.seen == [EVENT] * 2
    assert raised.__name__ in status(plugins, "bad").reason
