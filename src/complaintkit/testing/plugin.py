"""PluginContract: what holds for every plugin, whatever it brings.

A class of tests; say which plugin, and settings that work:

    class TestOurs(PluginContract):
        plugin = OurPlugin
        settings = {"name": "ours", "key": "a-secret-of-some-length"}
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs

from complaintkit.hooks._registry import hooks_of
from complaintkit.hooks._secret import secrets_of
from complaintkit.hooks.plugins import Plugins
from complaintkit.model.errors import ConfigurationError

if TYPE_CHECKING:
    from complaintkit.hooks.plugin import Plugin

__all__ = ["PluginContract"]

_SOUNDS_SECRET = re.compile(r"(^|_)(secret|password|passwd|token|api_?key|aes_?key|private_?key|access_?key)$")
_TELLING = 5
"""Characters from which on a secret can be told from words that happen to be the same."""


class PluginContract:
    """Loads, reports, refuses unknown settings with a suggestion, keeps secrets out of repr, logs and errors."""

    plugin: type[Plugin]
    settings: Mapping[str, object] = {}

    def make_plugin(self, **changes: object) -> Plugin:
        """Make the plugin as the desk would of `settings`, with those given changed."""
        return self.plugin.configured({"name": "under-test", **self.settings, **changes})

    # ---- rules ----

    def test_it_loads(self) -> None:
        """It is registered without a complaint, and brings everything its hooks promise."""
        plugin = self.make_plugin()
        assert hooks_of(self.plugin), f"{self.plugin.__name__} implements no hook: is @hookimpl missing?"
        with Plugins.assemble([plugin]) as plugins:
            assert not plugins.failures, "; ".join(map(str, plugins.failures))

    def test_two_instances_live_side_by_side(self) -> None:
        """Two brands are two tables: what an instance brings is named after it."""
        with Plugins.assemble([self.make_plugin(name="one"), self.make_plugin(name="two")]) as plugins:
            assert not plugins.failures, "; ".join(map(str, plugins.failures))

    def test_an_unknown_setting_is_refused_with_the_right_name(self) -> None:
        """A key that is misspelled never goes unnoticed, and what was meant is said."""
        for setting in self._settings():
            error = self._error({"name": "under-test", **self.settings, f"{setting}x": "1"})
            assert error is not None, f"{setting}x was accepted, though there is no such setting"
            assert f"{setting}x" in error, f"the message does not name {setting}x: {error}"
            assert re.search(rf"\b{setting}\b", error), f"the message does not suggest {setting!r}: {error}"

    def test_a_missing_setting_is_named(self) -> None:
        """What is required and was forgotten is said by name."""
        for field in attrs.fields(self.plugin):  # type: ignore[arg-type]  # every plugin is an attrs class
            if field.default is not attrs.NOTHING or field.name == "name":
                continue
            given = {key: value for key, value in self.settings.items() if key != field.alias}
            error = self._error({"name": "under-test", **given})
            assert error is not None, f"{field.alias} is required, and nobody misses it"
            assert str(field.alias) in error, f"the message does not name {field.alias}: {error}"

    def test_what_sounds_secret_is_secret(self) -> None:
        """A setting called `password`, `token`, `..._secret` or alike has `repr=False`: it is shown nowhere."""
        shown = [name for name in self._settings() if _SOUNDS_SECRET.search(name) and name not in self._hidden()]
        assert not shown, f"write attrs.field(repr=False) for {', '.join(shown)}"

    def test_secrets_are_never_shown(self) -> None:
        """Not in the repr of the plugin, nor of what it brings."""
        plugin = self.make_plugin()
        with Plugins.assemble([plugin]) as plugins:
            brought = [one for role in _roles(plugins) for one in role.values()]
        for one in (plugin, *brought):
            self.keeps_secrets(repr(one), f"repr of {type(one).__name__}", plugin)
            self.keeps_secrets(str(one), f"str of {type(one).__name__}", plugin)

    def test_errors_about_settings_hold_no_secret(self) -> None:
        """Whatever is wrong with one of the settings, the message shows none of the secret ones."""
        plugin = self.make_plugin()
        for name in self._settings():
            for wrong in (object(), [], -1, ""):
                try:
                    self.make_plugin(**{name: wrong})
                except ConfigurationError as error:
                    self.keeps_secrets(f"{error} {error!r}", f"the error about {name}", plugin)

    def keeps_secrets(self, text: str, where: str, plugin: Plugin) -> None:
        """Fail where `text` holds a secret of `plugin`; ones too short to be told from other words are passed over."""
        for secret in secrets_of(plugin):
            assert len(secret) < _TELLING or secret not in text, f"{where} shows a secret"

    def _error(self, settings: Mapping[str, object]) -> str | None:
        """Return what is said against these settings."""
        try:
            self.plugin.configured(settings)
        except ConfigurationError as error:
            return str(error)
        return None

    def _settings(self) -> list[str]:
        fields: tuple[attrs.Attribute[Any], ...] = attrs.fields(self.plugin)  # type: ignore[arg-type]  # as above
        return [str(field.alias) for field in fields if field.init and field.name != "name"]

    def _hidden(self) -> set[str]:
        return {str(field.alias) for field in attrs.fields(self.plugin) if field.repr is False}  # type: ignore[arg-type]


def _roles(plugins: Plugins) -> tuple[Mapping[str, object], ...]:
    return (
        plugins.channels,
        plugins.notifiers,
        plugins.assigners,
        plugins.classifiers,
        plugins.compensation_policies,
        plugins.remedy_guards,
        plugins.remedy_executors,
        plugins.price_books,
    )
