"""Commands that installed plugins offer: listed from metadata, so that help imports none; loaded when one is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.hooks._entry import Entry, discover
from complaintkit.model.errors import PluginError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import click

__all__ = ["load_command", "offered_commands"]


def offered_commands() -> Mapping[str, str]:
    """Return what each installed plugin says of the command it offers, by the command's name, which is its entry point's."""
    return {entry.name: entry.summary or str(entry.origin) for entry in _offers()}


def load_command(name: str) -> click.Command | None:
    """Return the command of the installed plugin of this name, made with its defaults; None where none offers it.

    Raises:
        PluginError: the plugin fails, or brings no command of its own name.
        ConfigurationError: two installed plugins are called so.
    """
    if not any(entry.name == name for entry in _offers()):
        return None
    from complaintkit.hooks.plugins import Plugins

    with Plugins.assemble((), {name: {}}) as plugins:
        if command := plugins.cli_commands.get(name):
            return command
        why = next((one for one in plugins.failures if one.name == name), None)
    reason = why.reason if why else f"it brings no command {name!r}"
    raise PluginError(plugin=name, stage=why.stage if why else "collect", reason=reason)


def _offers() -> list[Entry]:
    return [entry for entry in discover()[0] if entry.offers_command]
