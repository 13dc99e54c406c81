"""Change who works here: an organisation put in force, somebody away, somebody gone. Nobody leaves a case behind. F8"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from complaintkit.calendars import KNOWN
from complaintkit.decision import cover
from complaintkit.decision.people.routing import successor
from complaintkit.desk.admin.authorising import Authority
from complaintkit.model.actor import DESK, By, System, actor_name
from complaintkit.model.check import file_path, instant
from complaintkit.model.errors import InvalidInput
from complaintkit.model.events import Happened, OrganisationSet, PlaybookSet, StaffAway, StaffLeft
from complaintkit.model.phrase import phrase
from complaintkit.organisation import Absence, Organisation, check, load_organisation, part_of, read_organisation
from complaintkit.ports.storage import CaseFilter
from complaintkit.records.attendance import forget_attendance
from complaintkit.records.case import load
from complaintkit.records.duties import refresh_duties
from complaintkit.records.ledger import write_own
from complaintkit.records.newcomers import plan_for_newcomers
from complaintkit.records.rules import ORGANISATION
from complaintkit.records.task import pass_on_tasks

if TYPE_CHECKING:
    from complaintkit.playbook import Playbook
    from complaintkit.ports.storage import EventRow, Writer
    from complaintkit.records.door import Door


_FILE = "organisation-file"  # meta: digest of the file that was applied last
_OPENING = System("open")


def put_playbook(door: Door, playbook: Playbook) -> None:
    """Put a playbook in force for cases to come, by a recorded command; the same one again is nothing new."""
    with door.storage.reading() as reader:
        if reader.meta("playbook") == playbook.digest:
            return
    with door.storage.writing() as tx:
        if tx.meta(ORGANISATION) is not None:
            _check(door, door.rules.in_force(tx).organisation, playbook)
        if door.rules.put_playbook(tx, playbook):
            event = PlaybookSet(playbook=playbook.name, version=playbook.version, digest=playbook.digest)
            _record(door, tx, event, _OPENING)


def put_units_playbooks(door: Door) -> None:
    """Put what units name for themselves in force in its newest version, for cases to come."""
    with door.storage.reading() as reader:
        organisation = door.rules.in_force(reader).organisation
        if not organisation.playbooks:
            return
        named = _check(door, organisation, door.rules.in_force(reader).playbook_of_desk())
        if all(reader.meta(f"playbook:{name}") == one.digest for name, one in named.items()):
            return
    with door.storage.writing() as tx:
        _put_named(door, tx, named)


def _put_named(door: Door, tx: Writer, named: Mapping[str, Playbook]) -> None:
    for name, playbook in named.items():
        if door.rules.put_playbook(tx, playbook, name=name):
            event = PlaybookSet(playbook=name, version=playbook.version, digest=playbook.digest, for_units=True)
            _record(door, tx, event, _OPENING)


def put_organisation_file(door: Door, path: PathLike[str]) -> None:
    """Put the file in force when it is new or was changed since it was last applied."""
    digest = hashlib.sha256(Path(path).read_bytes()).hexdigest() if Path(path).is_file() else ""
    with door.storage.reading() as reader:
        if digest and reader.meta(_FILE) == digest:
            return
    organisation = load_organisation(path)
    with door.storage.writing() as tx:
        written = _apply(door, tx, organisation, _OPENING)
        tx.put_meta(_FILE, digest)
    door.recorded(written)


def set_organisation(door: Door, source: PathLike[str] | Mapping[str, object], by: By) -> tuple[str, ...]:
    """Put an organisation in force; return the numbers of cases that changed hands because somebody is gone."""
    organisation = (
        read_organisation(source)
        if isinstance(source, Mapping)
        else load_organisation(file_path(source, field="source"))
    )
    with door.storage.writing() as tx:
        authority = Authority(door, tx, by, "set_organisation")
        with authority.naming():
            authority.check_right()
            written = _apply(door, tx, organisation, by, authority.check_change)
    door.recorded(written)
    return tuple(dict.fromkeys(row.number for row in written if row.number))


def _check(door: Door, organisation: Organisation, playbook: Playbook) -> Mapping[str, Playbook]:
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


def _apply(
    door: Door, tx: Writer, organisation: Organisation, by: By, allow: Callable[[Organisation], None] | None = None
) -> list[EventRow]:
    """Put an organisation in the place of the one there is, once `allow` has seen what it comes to."""
    named = _check(door, organisation, door.rules.in_force(tx).playbook_of_desk())
    known = tx.meta(ORGANISATION) is not None
    old = door.rules.in_force(tx).organisation if known else organisation
    departed = old.replaced_by(organisation)
    new = (organisation.succeeding(old) if known else organisation).noted_by(actor_name(by), old if known else None)
    if allow is not None:
        allow(new)
    door.rules.put_organisation(tx, new)
    _put_named(door, tx, named)
    _record(door, tx, OrganisationSet(digest=new.digest, departed=departed), by)
    written = [row for staff in departed for row in _pass_on(door, tx, staff, "left", by)]
    for staff in departed:
        pass_on_tasks(door, tx, staff)
        forget_attendance(tx, staff)
    if known:
        refresh_duties(door, tx, departed)
        written += plan_for_newcomers(door, tx, old, new)
    return written


def _pass_on(door: Door, tx: Writer, staff: str, reason: str, by: By) -> list[EventRow]:
    """Pass every open case of somebody to whom the roster or the leaders' chain names, in this transaction. F8

    What is about `by`, who notes it, goes to nobody whom they named, but to the leader above them. R6
    """
    written: list[EventRow] = []
    for row in list(tx.cases(CaseFilter(owner=staff, open=True), after=None, limit=1_000_000)):
        loaded = load(tx, tx.lock(row.id) or row)
        facts = door.facts(tx, loaded.case, by=DESK)
        draft = cover(loaded.case, facts, to=successor(facts, loaded.case, staff, by=actor_name(by)), reason=reason)
        rows = door.write(tx, loaded, draft)
        written += rows
    return written


def staff_left(door: Door, staff: str, by: By) -> tuple[str, ...]:
    """Note that somebody has left; pass their cases on in the same transaction, and return their numbers."""
    with door.storage.writing() as tx:
        authority = Authority(door, tx, by, "staff_left")
        with authority.naming():
            authority.check_person(staff)
        old = door.rules.in_force(tx).organisation
        new = old.without_staff(staff)
        _check(door, new, door.rules.in_force(tx).playbook_of_desk())
        door.rules.put_organisation(tx, new)
        _record(door, tx, StaffLeft(staff=staff), by)
        written = _pass_on(door, tx, staff, "left", by)
        pass_on_tasks(door, tx, staff)
        forget_attendance(tx, staff)
        refresh_duties(door, tx, [staff])
    door.recorded(written)
    return tuple(dict.fromkeys(row.number for row in written))


def staff_away(
    door: Door, staff: str, by: By, *, start: datetime, end: datetime, deputy: str | None, long: bool
) -> tuple[str, ...]:
    """Note that somebody is away; only where the absence is long, pass their cases on and return their numbers.

    An absence that is over moves nothing: who was accountable then was.
    """
    since, until = instant(start, field="start"), instant(end, field="end")
    if until <= since:
        raise InvalidInput(
            field="end",
            reason=phrase("is not after the start"),
            next_step=phrase("Give a later time."),
        )
    with door.storage.writing() as tx:
        absence = Absence(staff=staff, start=since, end=until, deputy=deputy, long=long, by=actor_name(by))
        authority = Authority(door, tx, by, "staff_away")
        with authority.naming():
            authority.check_absence(absence)
        new = door.rules.in_force(tx).organisation.with_absence(absence)
        door.rules.put_organisation(tx, new)
        _record(door, tx, StaffAway(staff=staff, start=since, end=until, deputy=deputy, long=long), by)
        gone = long and until > door.clock.now()
        written = _pass_on(door, tx, staff, "away", by) if gone else []
        if gone:
            pass_on_tasks(door, tx, staff)
    door.recorded(written)
    return tuple(dict.fromkeys(row.number for row in written))


def _record(door: Door, tx: Writer, event: Happened, by: By) -> None:
    """Write a line in the ledger of the desk itself."""
    write_own(tx, door.keyring.ledger, event, door.clock.now(), actor_name(by))
