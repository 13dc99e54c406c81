"""Open a desk: configuration, plugins, database, playbook and organisation, each said clearly where it is missing."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from os import PathLike
from typing import TYPE_CHECKING

import attrs

from complaintkit.desk.admin.in_force import is_applied, put_playbook, put_units_playbooks
from complaintkit.desk.intake.turned_away import DoorCounter
from complaintkit.hooks.configuration import CONFIG, DATABASE, config_for
from complaintkit.hooks.plugins import Plugins
from complaintkit.model.errors import ConfigurationError
from complaintkit.model.phrase import phrase
from complaintkit.playbook import Playbook
from complaintkit.ports.clock import SharedClock, SteadyClock
from complaintkit.records.clock import note_leap
from complaintkit.records.door import Door
from complaintkit.records.key.opening import open_keyring
from complaintkit.records.key.source import key_beside, key_source
from complaintkit.records.link import Links
from complaintkit.records.rules import ORGANISATION, PLAYBOOK, Rules
from complaintkit.records.sealed.storage import SealedStorage
from complaintkit.records.unknown_commit import CertainStorage

if TYPE_CHECKING:
    from complaintkit.hooks.configuration import Config
    from complaintkit.hooks.plugin import Plugin
    from complaintkit.ports.clock import Clock
    from complaintkit.ports.storage import EventRow, Storage
    from complaintkit.records.key.keyring import Keyring


@attrs.frozen
class Opened:
    """The storage, plugins and door that a desk holds while it is open, and what its channels turned away meanwhile."""

    storage: Storage
    plugins: Plugins
    door: Door
    counter: DoorCounter = attrs.field(factory=DoorCounter)

    def close(self) -> None:
        """Let go of database and plugins."""
        self.counter.flush(self.door)
        self.storage.close()
        self.plugins.close()


def open_desk(
    database: str | None,
    *,
    playbook: str | PathLike[str] | None,
    organisation: PathLike[str] | None,
    plugins: Sequence[Plugin],
    config: PathLike[str] | None,
    clock: Clock | None,
    key: bytes | PathLike[str] | None = None,
) -> Opened:
    """Put everything together, in an order in which each step can say what it lacks."""
    settings = config_for(database, config)
    assembled = Plugins.assemble(
        plugins, settings.plugins, required=settings.required, folder=settings.folder, source=settings.source
    )
    named = playbook or settings.playbook
    try:  # a playbook that can't be read leaves no empty database behind
        loaded = assembled.load_playbook(named) if named else None
        storage, keyring = _storage(assembled, settings, _url(database or settings.database), key)
    except BaseException:
        assembled.close()
        raise
    door = Door(
        storage,
        Rules(load=assembled.load_playbook),
        clock or SteadyClock(SharedClock(storage.now)),
        keyring,
        _teller(assembled),
        Links(keyring.tokens, settings.customer_url),
        _executed(assembled),
        settings.root_file,
        settings.root_mail,
    )
    opened = Opened(storage, assembled, door)
    try:
        note_leap(door)
        _bring_in(opened, loaded, organisation or settings.organisation)
    except BaseException:
        opened.close()
        raise
    _say_problems(opened)
    return opened


def _say_problems(opened: Opened) -> None:
    """Log what could not be sent now, not at two in the morning."""
    from complaintkit.playbook.rows import unread_rows

    say = logging.getLogger("complaintkit.desk").warning
    with opened.storage.reading() as reader:
        playbooks = tuple(opened.door.rules.in_force(reader).playbooks())
    for problem in (one for playbook in playbooks for one in unread_rows(playbook)):
        say("%s", phrase("{problem}; the row proposes nothing", problem=problem))
    if opened.plugins.notifiers:
        from complaintkit.delivery.message.spec import message_problems

        for told in dict.fromkeys(one for playbook in playbooks for one in message_problems(opened.plugins, playbook)):
            say("%s", told)
        if opened.door.root_mail and all(one.medium != "email" for one in opened.plugins.notifiers.values()):
            say("%s", phrase("the root of all ledgers is to be mailed (root_mail), and no notifier sends mail"))


def _url(database: str | None) -> str:
    url = str(database or os.environ.get(DATABASE) or "")  # a path is told how to write it
    if not url:
        raise ConfigurationError(
            where="database",
            reason=phrase("is not named"),
            next_step=phrase(
                'Give Desk.open("sqlite:///desk.db"), set {database}, or write a {config}.',
                database=DATABASE,
                config=CONFIG,
            ),
        )
    if "://" not in url:
        raise ConfigurationError(
            where="database",
            reason=phrase("{url!r} is not a URL", url=url),
            next_step=phrase("For a file write sqlite:///{url}.", url=url),
        )
    return url


def _storage(
    plugins: Plugins, settings: Config, url: str, key: bytes | PathLike[str] | None
) -> tuple[Storage, Keyring]:
    """Open the database, and the keys by which it can be read."""
    named = key if key is not None else settings.key
    source = None if named is None else key_source(named, settings.folder)
    storage = CertainStorage(plugins.storage_for(url).open(url))
    try:
        _check(storage)
        keyring = open_keyring(storage, source, key_beside(url))
    except BaseException:
        storage.close()
        raise
    return SealedStorage(storage, keyring), keyring


def _check(storage: Storage) -> None:
    if problems := list(storage.problems()):
        raise ConfigurationError(where="database", reason="; ".join(problems), next_step=phrase("Mend that first."))


def _executed(plugins: Plugins) -> frozenset[str]:
    """Return the kinds of remedies that an executor carries out."""
    if not plugins.remedy_executors:
        return frozenset()
    from complaintkit.delivery.service import read_executors

    return frozenset(kind for one in read_executors(plugins.remedy_executors).values() for kind in one.kinds)


def _teller(plugins: Plugins) -> Callable[[Sequence[EventRow]], None]:
    """Return what tells observers of events after their commit, best effort."""

    def tell(rows: Sequence[EventRow]) -> None:
        if plugins.observed:
            from complaintkit.desk.reading.feed import event_of

            for row in rows:
                plugins.event_recorded(event_of(row))

    return tell


def _bring_in(opened: Opened, loaded: Playbook | None, organisation: PathLike[str] | None) -> None:
    """Put playbook and organisation in force as named, or leave those of the database; each change is a recorded command."""
    with opened.storage.reading() as reader:
        has_playbook, has_organisation = reader.meta(PLAYBOOK), reader.meta(ORGANISATION)
    if loaded is None and has_playbook is None:
        raise ConfigurationError(
            where="playbook",
            reason=phrase("this database has none yet"),
            next_step=phrase('Open it with playbook="canteen-delivery" or a file.'),
        )
    if organisation is None and has_organisation is None:
        raise ConfigurationError(
            where="organisation",
            reason=phrase("this database does not know yet who works here"),
            next_step=phrase(
                "Open it with organisation=Path('organisation.toml'); `complaintkit init` writes a first one."
            ),
        )
    if organisation is not None and not is_applied(opened.door, organisation):
        from complaintkit.desk.admin.organising import put_organisation_file

        put_organisation_file(opened.door, organisation, loaded)
    elif loaded is not None:
        put_playbook(opened.door, loaded)
    put_units_playbooks(opened.door)
