"""Put playbooks in force, of the desk and of units; tell what is in force already, as with most desks that are opened."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Final

from complaintkit.calendars import KNOWN
from complaintkit.model import events as e
from complaintkit.model.actor import By, System, actor_name
from complaintkit.organisation import Organisation, check, part_of
from complaintkit.records.ledger import write_own
from complaintkit.records.rules import ORGANISATION

if TYPE_CHECKING:
    from complaintkit.playbook import Playbook
    from complaintkit.ports.storage import Writer
    from complaintkit.records.door import Door

ORGANISATION_FILE: Final = "organisation-file"
"""The setting that holds the digest of the file that was applied last."""
_OPENING: Final = System("open")


def put_playbook(door: Door, playbook: Playbook) -> None:
    """Put a playbook in force for cases to come, by a recorded command; the same one again is nothing new."""
    with door.storage.reading() as reader:
        if reader.meta("playbook") == playbook.digest:
            return
    with door.storage.writing() as tx:
        if tx.meta(ORGANISATION) is not None:
            check_people(door, door.rules.in_force(tx).organisation, playbook)
        put_in(door, tx, playbook)


def put_in(door: Door, tx: Writer, playbook: Playbook) -> None:
    """Put a playbook in force in this transaction; whoever calls has seen that people fit it, or brings those who do."""
    if door.rules.put_playbook(tx, playbook):
        event = e.PlaybookSet(playbook=playbook.name, version=playbook.version, digest=playbook.digest)
        note(door, tx, event, _OPENING)


def put_units_playbooks(door: Door) -> None:
    """Put what units name for themselves in force in its newest version, for cases to come."""
    with door.storage.reading() as reader:
        organisation = door.rules.in_force(reader).organisation
        if not organisation.playbooks:
            return
        named = check_people(door, organisation, door.rules.in_force(reader).playbook_of_desk())
        if all(reader.meta(f"playbook:{name}") == one.digest for name, one in named.items()):
            return
    with door.storage.writing() as tx:
        put_named(door, tx, named)


def put_named(door: Door, tx: Writer, named: Mapping[str, Playbook]) -> None:
    """Put playbooks in force for the units that name them."""
    for name, playbook in named.items():
        if door.rules.put_playbook(tx, playbook, name=name):
            event = e.PlaybookSet(playbook=name, version=playbook.version, digest=playbook.digest, for_units=True)
            note(door, tx, event, _OPENING)


def is_applied(door: Door, path: PathLike[str]) -> bool:
    """Tell if an organisation file is as it was when one was applied last."""
    digest = digest_of_file(path)
    with door.storage.reading() as reader:
        return bool(digest) and reader.meta(ORGANISATION_FILE) == digest


def digest_of_file(path: PathLike[str]) -> str:
    """Return the digest of a file; empty where there is none."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest() if Path(path).is_file() else ""


def check_people(door: Door, organisation: Organisation, playbook: Playbook) -> Mapping[str, Playbook]:
    """Check everybody against the playbook that their units run; return those that units name, by name."""
    named = {name: door.rules.load(name) for name in organisation.playbooks}
    if not named:
        check(organisation, playbook.roles, playbook.groups, calendars=[*playbook.calendars, *KNOWN])
        return named
    books: dict[str | None, Playbook] = {None: playbook}
    books.update(named)
    for name, book in books.items():
        if units := [one for one in organisation.units if organisation.carried(one, "playbook") == name]:
            part = part_of(
                organisation,
                units,
                foreign_roles={role for other in books.values() for role in other.roles} - book.roles.keys(),
                foreign_groups={group for other in books.values() for group in other.groups} - book.groups.keys(),
            )
            check(part, book.roles, book.groups, calendars=[*book.calendars, *KNOWN])
    return named


def note(door: Door, tx: Writer, event: e.Happened, by: By) -> None:
    """Write a line in the ledger of the desk itself."""
    write_own(tx, door.keyring.ledger, event, door.clock.now(), actor_name(by))
