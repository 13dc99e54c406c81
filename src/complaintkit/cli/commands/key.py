"""`complaintkit key`: the master key of the database, by which everything in it can be read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from complaintkit.cli._language import lang_option
from complaintkit.cli._place import Place, at_place
from complaintkit.cli.views.key import key_of
from complaintkit.cli.views.output import json_option, print_json, say
from complaintkit.model.errors import ConfigurationError
from complaintkit.model.phrase import phrase
from complaintkit.records.key.source import FileKey

if TYPE_CHECKING:
    from complaintkit.ports.storage import Rewritable, Storage
    from complaintkit.records.key.source import KeySource


@click.group("key", short_help="The key of the database: make, copy, change, check it.")
def command() -> None:
    """Look after the key of the database.

    Texts, names, numbers, files: all is encrypted, and can be read by this key alone. Keep a copy elsewhere.
    """


@command.command("init", short_help="Make a key; encrypt a database that has none.")
@click.option(
    "--to", type=click.Path(path_type=Path, dir_okay=False), help="Make the key file there, and nothing else."
)
@at_place
@lang_option
def init(*, place: Place, to: Path | None) -> None:
    """Make a key, and encrypt with it what the database holds.

    Stop every program that uses the database, and make a backup first. Interrupted, run it again: it goes on where it was.
    """
    from complaintkit.ports.clock import SystemClock
    from complaintkit.records.key.master import MasterKey
    from complaintkit.records.sealed.encryption import encrypt

    if to is not None:
        _make(FileKey(to))
        return
    source = key_of(place)
    if isinstance(source, FileKey) and source.make([MasterKey.new()]):
        say(phrase("The key is {path}: keep it elsewhere, and keep a copy.", path=source.path))
    with _storage(place) as storage:
        if not hasattr(storage, "rewrite"):
            raise ConfigurationError(
                where="database",
                reason=phrase("{name} can't encrypt what it holds already", name=storage.name),
                next_step=phrase("Begin a new database, and import what there is."),
            )
        done = encrypt(cast("Rewritable", storage), source, now=SystemClock().now())
    if done is None:
        say(phrase("The database is encrypted already."))
    else:
        say(phrase("{count} rows are encrypted now.", count=done))


@command.command("backup", short_help="Copy the key to another file.")
@click.argument("to", type=click.Path(path_type=Path, dir_okay=False))
@at_place
@lang_option
def backup(*, place: Place, to: Path) -> None:
    """Copy the key to another file, which only you may read. A backup of the database is worth nothing without it."""
    if not FileKey(to).make(key_of(place).read()):
        raise _is_there(to)
    say(phrase("The key is copied to {path}. Keep it where the database is not.", path=to))


@command.command("rotate", short_help="Let a new key follow.")
@click.option(
    "--old", type=click.Path(path_type=Path, dir_okay=False), help="Where the old key is put. Default: beside the new."
)
@at_place
@lang_option
def rotate(*, place: Place, old: Path | None) -> None:
    """Let a new key follow the old one. Programs that are running go on.

    Backups of the database that were made before open with the old key alone: it is put aside, not thrown away.
    """
    from complaintkit.records.key import rotation

    source = key_of(place)
    former = source.read()
    aside = old or _aside(source)
    if aside is not None and len(former) == 1:
        FileKey(aside).make(former)
    with _storage(place) as storage:
        done = rotation.rotate(storage, source)
    say(phrase("{count} keys are wrapped by {master} now.", count=done.count, master=done.master))
    if aside is not None:
        say(phrase("The old key is {path}: older backups need it.", path=aside))
    else:
        say(phrase("Take the old key away from {where}; older backups need it.", where=source.where))


@command.command("check", short_help="Tell where the key is, and if it opens the database.")
@at_place
@lang_option
@json_option
def check(*, place: Place, as_json: bool) -> None:
    """Tell where the key is, and if it opens the database; warn of what is not as it should be."""
    from complaintkit.records.key.opening import open_keyring, warnings

    source = key_of(place)
    with _storage(place) as storage:
        open_keyring(storage, source, None)
        with storage.reading() as reader:
            count = len(reader.keys(limit=10_000_000))
    told = tuple(warnings(source, place.url()))
    if as_json:
        print_json(
            {"where": source.where, "key": source.read()[0].id, "keys": count, "warnings": [str(one) for one in told]}
        )
        return
    say(phrase("{where}: the key {key} opens {count} keys.", where=source.where, key=source.read()[0].id, count=count))
    for one in told:
        say(one)


def _make(file: FileKey) -> None:
    from complaintkit.records.key.master import MasterKey

    if not file.make([MasterKey.new()]):
        raise _is_there(file.path)
    say(phrase("The key is {path}: keep it elsewhere, and keep a copy.", path=file.path))


def _is_there(path: Path) -> ConfigurationError:
    return ConfigurationError(
        where=str(path), reason=phrase("is there already"), next_step=phrase("Name a file that is not there yet.")
    )


def _aside(source: KeySource) -> Path | None:
    if not isinstance(source, FileKey):
        return None
    return source.path.with_name(f"{source.path.name}.until-{datetime.now(UTC):%Y%m%d-%H%M%S}")


@contextmanager
def _storage(place: Place) -> Iterator[Storage]:
    """Open the database as it lies, without a desk."""
    with place.plugins() as plugins:
        storage = plugins.storage_for(place.url()).open(place.url(), create=False)
        try:
            yield storage
        finally:
            storage.close()
