"""A bad plugin is named on its way in and left out; it never stops another one."""

from __future__ import annotations

import re
import signal
import sys
from datetime import UTC, datetime, timedelta

import attrs
import pytest

from complaintkit.hooks import ask
from complaintkit.hooks.plugins import DEADLINE, Plugins
from complaintkit.model.errors import ConfigurationError, PluginError
from complaintkit.model.period import Event
from complaintkit.plugin import Envelope, Plugin, hookimpl
from tests.hooks.conftest import CHANNEL

SHORT = timedelta(seconds=1)  # for what hangs on purpose; the good ones have to answer by then, on a busy machine, too
NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
EVENT = Event(
    position="1", case="c1", number="A12-1", name="received", at=NOON, recorded_at=NOON, by="chen", recorded_by="chen"
)


def assembled(good, deadline=DEADLINE, **tables):
    """A desk's plugins: the good one between the bad ones."""
    return Plugins.assemble(configured={**tables, **good}, deadline=deadline)


def status(plugins, name):
    """How one of them stands."""
    return next(one for one in plugins.inspect() if name in {one.name, one.instance})


IMPORTS = {
    "raises": ("raise RuntimeError('no licence')", "RuntimeError: no licence"),
    "leaves": ("import sys\nsys.exit(3)", "SystemExit: 3"),
    "lacks a library": ("import no_such_library_at_all", "ModuleNotFoundError"),
    "has no such class": ("", "AttributeError"),
    "is no Python": ("def :", "SyntaxError"),
}


@pytest.mark.parametrize(("source", "reason"), IMPORTS.values(), ids=IMPORTS)
def test_one_that_fails_on_import_is_named_with_stage_and_reason(site, good, source, reason):
    """What a stranger's module does on import, SystemExit too, is noted; the others are there."""
    site.install("bad", source, bad="Bad")

    plugins = assembled(good, bad={})

    assert list(plugins.notifiers) == ["sms"]
    found = status(plugins, "bad")
    assert (found.status, found.stage, found.distribution, found.version) == ("failed", "import", "bad", "1.0")
    assert reason in found.reason


def test_a_plugin_can_not_interrupt_its_host(site, good):
    """Ctrl-C reaches the thread that waits, never the plugin's own: a KeyboardInterrupt from there is the plugin's fault."""
    site.install("bad", "raise KeyboardInterrupt", bad="Bad")
    worse = CHANNEL.format(authenticate="raise KeyboardInterrupt", parse="...")
    site.install("worse", worse, worse="Bad")
    worst = CHANNEL.format(authenticate="...", parse="...").replace("yield Inbox()", "raise Loud")
    loud = "class Loud(Exception):\n    def __str__(self): raise KeyboardInterrupt\n"
    site.install("worst", loud + worst, worst="Bad")

    plugins = assembled(good, bad={}, worse={}, worst={})
    with pytest.raises(PluginError):
        ask.authenticate(plugins, "inbox", Envelope(b""))

    assert list(plugins.notifiers) == ["sms"]
    assert status(plugins, "bad").stage == "import"
    assert "KeyboardInterrupt" in status(plugins, "bad").reason
    assert status(plugins, "worse").stage == "call"
    assert "Loud" in status(plugins, "worst").reason


STRIKE = "signal.pthread_kill(threading.main_thread().ident, signal.SIGUSR1); go_on.wait(20)"
STRUCK = {
    "import": STRIKE,
    "configure": f"""
@attrs.frozen(kw_only=True, eq=False)
class Bad(Plugin):
    name: str
    def __attrs_post_init__(self): {STRIKE}
""",
    "register": f"""
@attrs.frozen(kw_only=True, eq=False)
class Bad(Plugin):
    name: str
    def __hash__(self): {STRIKE}
""",
    "collect": CHANNEL.format(authenticate="...", parse="...").replace("yield Inbox()", STRIKE),
    "call": CHANNEL.format(authenticate=STRIKE, parse="..."),
}


class StopError(Exception):
    """What a host's signal handler may raise."""


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="no signals to a thread here")
@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit, StopError])
@pytest.mark.parametrize("source", STRUCK.values(), ids=STRUCK)
def test_what_the_host_raises_while_it_waits_is_no_fault_of_a_plugin(site, good, source, stop, caplog):
    """A signal handler of the host strikes in the thread that waits for a plugin: the host gets what it raised."""

    def struck(*_):
        sys.modules["bad"].go_on.set()
        raise stop

    site.install("bad", f"import signal\ngo_on = threading.Event()\n{source}", bad="Bad")
    before = signal.signal(signal.SIGUSR1, struck)
    try:
        with pytest.raises(stop):
            ask.authenticate(assembled(good, bad={}), "inbox", Envelope(b""))
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert caplog.messages == []


def test_an_import_that_hangs_ends_at_the_deadline(site, good, monkeypatch):
    """The desk starts without it."""
    monkeypatch.setattr("complaintkit.hooks._entry.IMPORTING", SHORT)
    site.install("bad", "go_on = threading.Event()\ngo_on.wait(20)", bad="Bad")

    plugins = assembled(good, bad={})
    sys.modules["bad"].go_on.set()

    assert list(plugins.notifiers) == ["sms"]
    assert "was not imported within 1 s" in plugins.failures[0].reason


CLASSES = {
    "async hook": (
        "class Bad(Plugin):\n    name = 'bad'\n    @hookimpl\n    async def complaintkit_channels(self): return []",
        "complaintkit_channels is async",
    ),
    "async generator": (
        "class Bad(Plugin):\n    name = 'bad'\n    @hookimpl\n    async def complaintkit_channels(self): yield 1",
        "complaintkit_channels is async",
    ),
    "unknown hook": (
        "class Bad(Plugin):\n    @hookimpl\n    def complaintkit_chanels(self): return []",
        "Did you mean 'complaintkit_channels'?",
    ),
    "hook of another name": (
        "class Bad(Plugin):\n    @hookimpl\n    def channels(self): return []",
        "there is no hook 'channels'",
    ),
    "forgotten mark": (
        "class Bad(Plugin):\n    def complaintkit_channels(self): return []",
        "put @hookimpl above it",
    ),
    "wrapper": (
        (
            "import pluggy\nclass Bad(Plugin):\n    @pluggy.HookimplMarker('complaintkit')(wrapper=True)\n"
            "    def complaintkit_channels(self): return (yield)"
        ),
        "wraps or renames",
    ),
    "no plugin": ("class Bad: pass", "Bad is no Plugin"),
    "function": ("def Bad(): pass", "is function, not a class"),
    "instance": ("class B(Plugin): pass\nBad = B()", "not a class"),
}


@pytest.mark.parametrize(("source", "reason"), CLASSES.values(), ids=CLASSES)
def test_a_class_that_could_never_work_is_refused(site, good, source, reason):
    """Mistakes that pluggy would only meet at the call, or never, are told when the plugin registers."""
    site.install("bad", source, bad="Bad")

    plugins = assembled(good, bad={})

    assert list(plugins.notifiers) == ["sms"]
    found = status(plugins, "bad")
    assert (found.status, found.stage) == ("failed", "register")
    assert reason in found.reason


@attrs.frozen(kw_only=True, eq=False)
class Extra(Plugin):
    """A hook that wants what nobody gives."""

    name: str = "extra"

    @hookimpl
    def complaintkit_channels(self, desk):  # type: ignore[override]  # the type checker finds it, too
        """Never called."""
        return [desk]


@attrs.define(kw_only=True)
class Unhashable(Plugin):
    """`eq=True`, which pluggy accepts and then breaks on."""

    name: str = "unhashable"


class Nameless(Plugin):
    """Without a name."""


@pytest.mark.parametrize(
    ("plugin", "reason"),
    [
        (Extra, "Extra is a class, not an instance. Write Extra(...)"),
        (Extra(), "Argument(s) {'desk'}"),
        (Unhashable(), "eq=False"),
        (Nameless(), "Give it a field `name: str`"),
        ("smtp", "str is no Plugin"),
    ],
    ids=["class", "argument", "unhashable", "nameless", "string"],
)
def test_an_object_that_could_never_work_is_refused(good, plugin, reason):
    """The same for plugins that the host makes itself."""
    plugins = Plugins.assemble([plugin], good)

    assert list(plugins.notifiers) == ["sms"]
    assert reason in plugins.failures[0].reason
    assert plugins.failures[0].stage == "register"


GIVEN = {
    "nothing": ("return None", "gave None instead of several objects"),
    "text": ("return 'inbox'", "gave a str"),
    "a number": ("return 42", "gave an int"),
    "a mapping": ("return {'inbox': 1}", "gave a dict"),
    "something else": ("return [object()]", "gave an object, which has no 'authenticate'"),
    "a class": ("return [Inbox]", "gave the class Inbox, not an instance"),
    "async methods": ("return [Async()]", "'authenticate' of an Async is async, where a channel is sync"),
    "no methods": ("return [Attribute()]", "'authenticate' of an Attribute is no method"),
    "a nameless one": ("return [Inbox('')]", "without a name"),
    "a name that is none": ("return [Inbox(7)]", "'name' of an Inbox is an int"),
    "a trap": ("return [Trap()]", "ValueError: sprung"),
    "no end": ("while True: yield Inbox(str(id(object())))", "two channels called|more than 1000 objects"),
    "an error": ("raise ValueError('no config')", "ValueError: no config"),
    "a secret in an error": ("raise ValueError(self.secret)", r"ValueError \(bad.py, line"),
    "an error that can't be printed": ("raise Mute", "Mute"),
    "a way out": ("import sys; sys.exit(1)", "SystemExit: 1"),
    "StopIteration": ("raise StopIteration", "StopIteration"),
}


@pytest.mark.parametrize(("body", "reason"), GIVEN.values(), ids=GIVEN)
def test_garbage_from_a_hook_is_noted_and_left_out(site, good, body, reason):
    """What is not a channel does not become one."""
    others = """
@attrs.frozen
class Async:
    name: str = "async"
    async def authenticate(self, envelope): ...
    async def parse(self, message): ...

@attrs.frozen
class Attribute:
    name: str = "attribute"
    authenticate: str = "yes"
    parse: str = "yes"

class Trap:
    name = "trap"
    def parse(self): ...
    @property
    def authenticate(self): raise ValueError("sprung")

class Mute(Exception):
    def __str__(self): raise RuntimeError("mute")
"""
    source = others + CHANNEL.format(authenticate="...", parse="...").replace("yield Inbox()", body)
    site.install("bad", source, bad="Bad")

    plugins = assembled(good, bad={})

    assert list(plugins.notifiers) == ["sms"]
    found = status(plugins, "bad")
    assert (found.status, found.stage) == ("failed", "collect")
    assert re.search(reason.replace("'", "."), found.reason), found.reason
    assert "hunter2" not in str(plugins.failures)


def test_what_came_before_a_generator_failed_has_come(site, good):
    """A generator fails late: its first object works, its second says why it is missing."""
    source = CHANNEL.format(authenticate="...", parse="...") + "        raise OSError('second inbox')"
    site.install("bad", source, bad="Bad")

    plugins = assembled(good, bad={})

    assert list(plugins.channels) == ["inbox"]
    assert "OSError: second inbox" in status(plugins, "bad").reason


def test_a_hook_that_hangs_is_quarantined_and_the_others_are_asked(site, good):
    """Its thread is lost, and nobody else's."""
    source = CHANNEL.format(authenticate="...", parse="...").replace("yield Inbox()", "go_on.wait(20); return []")
    site.install("bad", "go_on = threading.Event()\n" + source, bad="Bad")

    plugins = assembled(good, SHORT, bad={})
    sys.modules["bad"].go_on.set()

    assert list(plugins.notifiers) == ["sms"]
    assert status(plugins, "bad").status == "quarantined"
    assert "did not answer within 1 s" in status(plugins, "bad").reason


def test_two_objects_of_one_port_with_one_name_stop_the_start(site):
    """Nobody can say which is meant; the error names both distributions."""
    site.install("one", CHANNEL.format(authenticate="...", parse="..."), one="Bad", version="1.2")
    site.install("other", CHANNEL.format(authenticate="...", parse="..."), other="Bad", version="3.4")

    with pytest.raises(ConfigurationError, match=r"two channels are called 'inbox'.*one 1\.2.*other 3\.4"):
        Plugins.assemble(configured={"one": {}, "other": {}})


@attrs.frozen(kw_only=True, eq=False)
class Own(Plugin):
    """A plugin of the host's."""

    name: str


def test_two_plugins_with_one_instance_stop_the_start(good):
    """The host's own plugin and one of the file can't both be `sms`."""
    own = Own(name="sms")

    with pytest.raises(ConfigurationError, match="two plugins are called 'sms'"):
        Plugins.assemble([own], good)


def test_a_name_that_can_not_be_compared_is_read_as_text(site, good):
    """A text of a kind of its own may raise when it is hashed; it is its letters that count."""
    own = (
        "class Own(str):\n    def __eq__(self, other): raise RuntimeError\n    def __hash__(self): raise RuntimeError\n"
    )
    source = own + CHANNEL.format(authenticate="...", parse="...").replace("yield Inbox()", "yield Inbox(Own('own'))")
    site.install("bad", source, bad="Bad")

    plugins = assembled(good, bad={})

    assert list(plugins.channels) == ["own"]
    assert list(plugins.notifiers) == ["sms"]


def test_one_name_brought_twice_by_one_plugin_is_its_own_fault(site, good):
    """The first counts, the plugin is named, the others go on."""
    site.install("bad", CHANNEL.format(authenticate="...", parse="...") + "        yield Inbox()", bad="Bad")

    plugins = assembled(good, bad={})

    assert list(plugins.channels) == ["inbox"]
    assert "two channels called 'inbox'" in plugins.failures[0].reason


def test_two_installed_plugins_of_one_name_are_told_apart_by_nobody(site, good):
    """Which one is meant can't be said; both distributions are named."""
    site.install("one", CHANNEL.format(authenticate="...", parse="..."), inbox="Bad")
    site.install("other", CHANNEL.format(authenticate="...", parse="..."), inbox="Bad")

    plugins = assembled(good, inbox={})

    assert "one 1.0" in plugins.failures[0].reason
    assert "other 1.0" in plugins.failures[0].reason


def test_a_distribution_with_broken_metadata_hides_no_other(site, good):
    """Its entry points can't be read; those of the others can."""
    site.metadata("torn", "0.1", "[complaintkit]\nno equals sign\n")

    plugins = assembled(good)

    assert list(plugins.notifiers) == ["sms"]
    assert [(one.name, one.stage) for one in plugins.failures] == [("torn", "discover")]
