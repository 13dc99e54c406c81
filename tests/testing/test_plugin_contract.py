"""The contract of all plugins notices: plugins with one mistake each, and the rule that it breaks."""
# ruff: noqa: D102  what a flawed one does is said by its flaw

from datetime import timedelta

import attrs
import pytest

from complaintkit.plugin import Plugin, blocking_session, hookimpl
from complaintkit.testing import PluginContract


@attrs.frozen
class Quiet:
    """A notifier that would send if it were asked."""

    name: str
    key: str = attrs.field(default="", repr=False)
    medium: str = "sms"
    address_kind: str = "phone"
    reconcile_after: timedelta = timedelta(0)

    def check(self, _):
        return ()

    def session(self):
        return blocking_session(lambda _: None)  # type: ignore[arg-type, return-value]  # never asked


@attrs.frozen
class Chatty(Quiet):
    """Shows its key."""

    key: str = ""


@attrs.frozen(kw_only=True, eq=False)
class Sound(Plugin):
    """By the book."""

    name: str
    sender: str
    key: str = attrs.field(repr=False)

    @hookimpl
    def complaintkit_notifiers(self):
        """One."""
        yield Quiet(self.name, self.key)


@attrs.frozen(kw_only=True, eq=False)
class ShowsItsKey(Sound):
    """In what it brings."""

    @hookimpl
    def complaintkit_notifiers(self):
        """One."""
        yield Chatty(self.name, self.key)


@attrs.frozen(kw_only=True, eq=False)
class Clashes(Sound):
    """Its notifier is always called the same."""

    @hookimpl
    def complaintkit_notifiers(self):
        """One."""
        yield Quiet("sms")


@attrs.frozen(kw_only=True, eq=False)
class HasAPassword(Sound):
    """And shows it."""

    password: str = "12345678"


@attrs.frozen(kw_only=True, eq=False)
class BringsNothing(Plugin):
    """The mark was forgotten."""

    name: str
    sender: str = ""
    key: str = attrs.field(default="", repr=False)


@attrs.frozen(kw_only=True, eq=False)
class TakesAnything(Sound):
    """Reads its settings by itself, and the rest not at all."""

    @classmethod
    def configured(cls, settings, *, folder=None):
        """Whatever is there."""
        return cls(
            name=settings["name"], sender=str(settings.get("sender", "x")), key=str(settings.get("key", "12345678"))
        )


@attrs.frozen(kw_only=True, eq=False)
class Raises(Sound):
    """When it is asked."""

    @hookimpl
    def complaintkit_notifiers(self):
        """None."""
        raise RuntimeError("no network")


SETTINGS = {"name": "ours", "sender": "长青夜市", "key": "k-0123456789"}


class TestSound(PluginContract):
    """The one without a mistake holds the contract."""

    plugin = Sound
    settings = SETTINGS


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        (ShowsItsKey, {"test_secrets_are_never_shown"}),
        (Clashes, {"test_two_instances_live_side_by_side"}),
        (HasAPassword, {"test_what_sounds_secret_is_secret"}),
        (BringsNothing, {"test_it_loads"}),
        (TakesAnything, {"test_an_unknown_setting_is_refused_with_the_right_name", "test_a_missing_setting_is_named"}),
        (Raises, {"test_it_loads"}),
    ],
)
def test_a_mistake_of_a_plugin_is_found(kind, wanted, broken):
    """Each mistake breaks the rule it is about."""
    assert wanted <= broken(type("Flawed", (PluginContract,), {"plugin": kind, "settings": SETTINGS}))
