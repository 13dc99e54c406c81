"""Change who works here: another organisation, somebody away, somebody gone. Nobody leaves a case behind. F8"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from os import PathLike
from typing import TYPE_CHECKING

from complaintkit.decision import cover, keep_apart
from complaintkit.decision.people.apart import colleagues
from complaintkit.decision.people.routing import successor
from complaintkit.desk.admin.authorising import Authority
from complaintkit.desk.admin.in_force import ORGANISATION_FILE, check_people, digest_of_file, note, put_in, put_named
from complaintkit.model import events as e
from complaintkit.model.actor import DESK, By, System, actor_name
from complaintkit.model.check import file_path, instant
from complaintkit.model.customer import Contact
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.organisation import Absence, Organisation, load_organisation, read_organisation
from complaintkit.ports.storage import CaseFilter
from complaintkit.records.attendance import forget_attendance
from complaintkit.records.case import load
from complaintkit.records.duties import refresh_duties
from complaintkit.records.newcomers import plan_for_newcomers
from complaintkit.records.rules import ORGANISATION
from complaintkit.records.task import pass_on_tasks

if TYPE_CHECKING:
    from complaintkit.decision import Facts
    from complaintkit.playbook import Playbook
    from complaintkit.ports.storage import EventRow, Writer
    from complaintkit.records.door import Door
    from complaintkit.records.loaded import Loaded


def put_organisation_file(door: Door, path: PathLike[str], playbook: Playbook | None = None) -> None:
    """Put the file in force in the place of the one that was applied last, together with the `playbook` that it is for.

    Both at once: a role that is called otherwise now fits neither the people of before nor the procedure of before.
    """
    digest, organisation = digest_of_file(path), load_organisation(path)
    with door.storage.writing() as tx:
        if playbook is not None:
            put_in(door, tx, playbook)
        written = _apply(door, tx, organisation, System("open"))
        tx.put_meta(ORGANISATION_FILE, digest)
    door.recorded(written)


def set_organisation(door: Door, source: PathLike[str] | Mapping[str, object], by: By) -> tuple[str, ...]:
    """Put an organisation in force; return the numbers of cases that changed hands: somebody is gone, or is the customer."""
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


def _apply(
    door: Door, tx: Writer, organisation: Organisation, by: By, allow: Callable[[Organisation], None] | None = None
) -> list[EventRow]:
    """Put an organisation in the place of the one there is, once `allow` has seen what it comes to."""
    named = check_people(door, organisation, door.rules.in_force(tx).playbook_of_desk())
    known = tx.meta(ORGANISATION) is not None
    old = door.rules.in_force(tx).organisation if known else organisation
    departed = old.replaced_by(organisation)
    new = (organisation.succeeding(old) if known else organisation).noted_by(actor_name(by), old if known else None)
    if allow is not None:
        allow(new)
    door.rules.put_organisation(tx, new)
    put_named(door, tx, named)
    note(door, tx, e.OrganisationSet(digest=new.digest, departed=departed), by)
    written = [row for staff in departed for row in _pass_on(door, tx, staff, "left", by)]
    for staff in departed:
        pass_on_tasks(door, tx, staff)
        forget_attendance(tx, staff)
    if known:
        reached = [one.id for one in new.staff.values() if _contacts(old, one.id) != one.contacts]
        written += [row for staff in reached for row in _pass_own_on(door, tx, staff)]
        refresh_duties(door, tx, [*departed, *reached])
        written += plan_for_newcomers(door, tx, old, new)
    return written


def _contacts(organisation: Organisation, staff: str) -> tuple[Contact, ...] | None:
    return organisation.staff[staff].contacts if staff in organisation.staff else None


def _pass_own_on(door: Door, tx: Writer, staff: str) -> list[EventRow]:
    """Pass on the open cases of somebody who turns out to be the customer, by the contact that they have now. R9"""
    written: list[EventRow] = []
    for loaded, facts in _open_cases_of(door, tx, staff):
        if staff in colleagues(facts, loaded.case.customer):
            draft = keep_apart(loaded.case, facts)
            written += door.write(tx, loaded, draft) if draft.lines else ()
    return written


def _pass_on(door: Door, tx: Writer, staff: str, reason: str, by: By) -> list[EventRow]:
    """Pass every open case of somebody to whom the roster or the leaders' chain names, in this transaction. F8

    What is about `by`, who notes it, goes to nobody whom they named, but to the leader above them. R6
    """
    written: list[EventRow] = []
    for loaded, facts in _open_cases_of(door, tx, staff):
        to = successor(facts, loaded.case, staff, by=actor_name(by))
        written += door.write(tx, loaded, cover(loaded.case, facts, to=to, reason=reason))
    return written


def _open_cases_of(door: Door, tx: Writer, staff: str) -> Iterator[tuple[Loaded, Facts]]:
    """Yield each open case of somebody, locked, with the facts for what a rule makes of it."""
    for row in list(tx.cases(CaseFilter(owner=staff, open=True), after=None, limit=1_000_000)):
        loaded = load(tx, tx.lock(row.id) or row)
        yield loaded, door.facts(tx, loaded.case, by=DESK)


def staff_left(door: Door, staff: str, by: By) -> tuple[str, ...]:
    """Note that somebody has left; pass their cases on in the same transaction, and return their numbers."""
    with door.storage.writing() as tx:
        authority = Authority(door, tx, by, "staff_left")
        with authority.naming():
            authority.check_person(staff)
        old = door.rules.in_force(tx).organisation
        new = old.without_staff(staff)
        check_people(door, new, door.rules.in_force(tx).playbook_of_desk())
        door.rules.put_organisation(tx, new)
        note(door, tx, e.StaffLeft(staff=staff), by)
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
        note(door, tx, e.StaffAway(staff=staff, start=since, end=until, deputy=deputy, long=long), by)
        gone = long and until > door.clock.now()
        written = _pass_on(door, tx, staff, "away", by) if gone else []
        if gone:
            pass_on_tasks(door, tx, staff)
    door.recorded(written)
    return tuple(dict.fromkeys(row.number for row in written))
