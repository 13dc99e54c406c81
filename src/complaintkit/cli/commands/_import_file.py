"""Read a file to import: how, from options and a mapping file; and its forms, by the channel that reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, cast

import attrs
import click

from complaintkit.cli._language import current_language, translate
from complaintkit.model.errors import ConfigurationError, InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.model.problem import Source, located

if TYPE_CHECKING:
    from pathlib import Path

    from complaintkit.cli._place import Place
    from complaintkit.hooks.plugin import Plugin
    from complaintkit.ports.channel import Channel
    from complaintkit.ports.inbound import FormReceived


_PLUGIN: Final = "csv"
_WHO: Final = "import"
"""Whoever runs the command vouches for the file."""
_TABLES: Final = {"maps": "map", "values": "values", "defaults": "defaults"}


@attrs.frozen
class Read:
    """The forms of a file, the channel they came by, and how the file was read."""

    items: tuple[FormReceived, ...]
    channel: str
    notes: tuple[str, ...]


def mapping_settings(
    options: Mapping[str, Any], *, tz: str | None, channel: str | None
) -> tuple[dict[str, Any], Source | None]:
    """Return the mapping file's tables, with what the options add or say otherwise, and the file they were read from."""
    found, source = _read(options["mapping"]) if options["mapping"] else ({}, None)
    for option, table in _TABLES.items():
        if options[option]:
            found[table] = {**found.get(table, {}), **_pairs(option.removesuffix("s"), options[option])}
    said = {name: options[name] for name in ("dates", "encoding", "delimiter", "source")}
    said |= {"tz": tz, "name": channel, "empty": options["empty"]}
    return found | {name: value for name, value in said.items() if value}, source


def _read(path: Path) -> tuple[dict[str, Any], Source]:
    from complaintkit.model.toml import read_toml

    return read_toml(path, name=path.name, missing=phrase("Give the path of a mapping file."))


def _pairs(option: str, texts: Iterable[str]) -> dict[str, Any]:
    """Read `a=b` as a table. A column's name may hold "=", and so may a word of the file, but none of our own words does."""
    found: dict[str, Any] = {}
    for text in texts:
        name, mark, value = text.rpartition("=") if option == "value" else text.partition("=")
        if not mark or not name.strip():
            wanted = "FIELD.WORD=..." if option == "value" else "FIELD=..."
            raise click.UsageError(
                translate(phrase("--{option} {text}: write it as {wanted}", option=option, text=text, wanted=wanted))
            )
        before = found.get(name)
        found[name] = (
            value if before is None or option != "map" else [*([before] if isinstance(before, str) else before), value]
        )
    return found


def read_file(place: Place, given: dict[str, Any], source: Source | None, content: bytes) -> Read:
    """Read the forms in a file; `source` is the mapping file, where there is one.

    Raises:
        InvalidInput: the mapping can't be used.
        ConfigurationError: it says something that can't be set.
        IntakeRejected: the file can't.
        PluginError: complaintkit-csv is not installed.
    """
    from complaintkit.ports.envelope import Envelope

    channel = _channel(place, given, source)
    read = channel.parse(channel.authenticate(Envelope(content, staff=_WHO)))
    notes = tuple(read.reply.body.decode("utf-8", "replace").splitlines())
    return Read(tuple(read.items), channel.name, notes)  # type: ignore[arg-type]  # a file holds forms


def _channel(place: Place, given: dict[str, Any], source: Source | None) -> Channel:
    """Make the channel from the mapping; without one, take that of this name in the configuration."""
    with place.plugins() as plugins:
        if "map" not in given and given.get("name") in plugins.channels:
            return plugins.channels[given["name"]]
        kind = plugins.check_loadable(_PLUGIN)
    return next(
        iter(_plugin(kind, {"name": _PLUGIN, "language": current_language(), **given}, source).complaintkit_channels())
    )


def _plugin(kind: type[Plugin], table: dict[str, Any], source: Source | None) -> Plugin:
    """Make the plugin that a table of the configuration would give; its own errors say best what may have been meant.

    Raises:
        InvalidInput: a setting can't be used.
        ConfigurationError: there is no such setting, one is missing, or the mapping file says what can't be used.
    """
    try:
        return cast("Callable[..., Plugin]", kind)(**table)
    except InvalidInput as refused:
        if source is None or source.position(refused.field) is None:
            raise
        raise source.error(refused.field, refused.reason, refused.next_step) from None
    except TypeError:
        return _configured(kind, table, source)


def _configured(kind: type[Plugin], table: dict[str, Any], source: Source | None) -> Plugin:
    try:
        return kind.configured(table)
    except ConfigurationError as error:
        raise error if source is None else located(error, source, outer=f"plugins.{table['name']}.") from None
