"""What the command line reads of a desk that no verb gives: the one module that looks behind the door."""
# ruff: noqa: SLF001  that is what this module is for

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import attrs

from complaintkit.model.actor import DESK, By
from complaintkit.model.phrase import kept_from, phrase
from complaintkit.ports.storage import CaseFilter

if TYPE_CHECKING:
    from datetime import datetime

    from complaintkit.decision import Facts
    from complaintkit.desk import Desk
    from complaintkit.desk.coupon.issued import Issued
    from complaintkit.hooks.plugins import Plugins
    from complaintkit.model.case import Case
    from complaintkit.model.errors import ComplaintKitError
    from complaintkit.model.outbox import OutboxState
    from complaintkit.organisation import Organisation
    from complaintkit.playbook import Playbook
    from complaintkit.ports.storage import AttemptRow, OutboxRow, Reader, RefusedRow


_STREAM = "desk"  # the ledger of the desk itself
_PAGE = 200


@attrs.frozen
class Sent:
    """An outbox entry with its tries, what it tells of, its case's number, and the zone of the case's unit."""

    entry: OutboxRow
    on: str
    number: str
    zone: ZoneInfo
    attempts: tuple[AttemptRow, ...]


@attrs.frozen
class Checked:
    """One ledger: the case's number (empty for the desk's own), its lines, and what is wrong with it."""

    number: str
    lines: int
    problem: str | None


def _facts(desk: Desk) -> Facts:
    with desk._opened.storage.reading() as reader:
        return desk._door.facts(reader, None, by=DESK)


def playbook(desk: Desk) -> Playbook:
    """The procedure in force."""
    return _facts(desk).playbook


def organisation(desk: Desk) -> Organisation:
    """Who works here now."""
    return _facts(desk).structure.organisation


def playbook_of(desk: Desk, case: Case) -> Playbook:
    """The procedure that a case carries, from the day it was registered."""
    with desk._opened.storage.reading() as reader:
        return desk._door.rules.playbook(reader, case.playbook_digest)


def number_of(desk: Desk, channel: str, external_id: str) -> str | None:
    """The case that a channel's own id stands for, by its number."""
    with desk._opened.storage.reading() as reader:
        row = reader.case_by_external(channel, external_id)
    return row.number if row else None


def zone(desk: Desk, unit: str) -> ZoneInfo:
    """The time zone where a unit is; the whole business's for one that is no more."""
    structure = _facts(desk).structure
    return ZoneInfo(structure.zone_of(unit) if unit in structure.organisation.units else structure.time_zone)


def own_zone(desk: Desk) -> ZoneInfo:
    """The time zone of the whole business: where no unit is concerned."""
    return ZoneInfo(_facts(desk).structure.time_zone)


def now(desk: Desk) -> datetime:
    """The desk's own time."""
    return desk._door.clock.now()


def plugins(desk: Desk) -> Plugins:
    """The plugins it was opened with."""
    return desk._opened.plugins


def outbox(desk: Desk, states: frozenset[OutboxState], *, case: str | None, limit: int) -> list[Sent]:
    """What is to be sent or was, oldest first."""
    with desk._opened.storage.reading() as reader:
        row = reader.case(case) if case else None
        entries = reader.outbox(states=states, case=row.id if row else case, limit=limit)
        cases = {one.case: reader.case(one.case) for one in entries}
        zones = {row.unit: zone(desk, row.unit) for row in cases.values() if row}
        rules = playbook(desk).messages
        return [
            Sent(
                one,
                rules[one.name].on if one.name in rules else one.name,
                row.number if (row := cases[one.case]) else one.case,
                zones[row.unit] if row else ZoneInfo("UTC"),
                tuple(reader.attempts(one.id)),
            )
            for one in entries
        ]


def issued(desk: Desk, *, by: By, unit: str | None, state: str | None, limit: int) -> list[Issued]:
    """Coupons that were issued, the newest first."""
    from complaintkit.desk.coupon.issued import issued as issued_in

    return issued_in(desk._door, by=by, unit=unit, state=state, limit=limit)


def coupon(desk: Desk, code: str) -> Issued:
    """One coupon, by its code."""
    from complaintkit.desk.coupon.issued import issued_by_code

    return issued_by_code(desk._door, code)


def retry(desk: Desk, id: str, *, by: By, reason: str) -> OutboxRow:
    """Have a message sent again that nothing more is done about."""
    from complaintkit.delivery import again

    return again.retry(desk._door, id, by=by, reason=reason)


def give_up(desk: Desk, id: str, *, by: By, reason: str) -> OutboxRow:
    """Have a message not sent."""
    from complaintkit.delivery import again

    return again.give_up(desk._door, id, by=by, reason=reason)


def refused(desk: Desk, *, id: str | None = None, limit: int = 1000) -> list[RefusedRow]:
    """What was refused and kept, newest first."""
    with desk._opened.storage.reading() as reader:
        return [attrs.evolve(one, reason=kept_from(one.reason)) for one in reader.refused(id=id, limit=limit)]


def keep(desk: Desk, content: bytes, error: ComplaintKitError, *, source: str, by: By) -> str | None:
    """Keep what can't become a command; its id, or None where nothing can be kept now."""
    from complaintkit.desk.intake.refused import refused_row
    from complaintkit.model.errors import StorageError

    row = refused_row(desk._door, source=source, by=by, error=error, content=content)
    try:
        with desk._opened.storage.writing() as tx:
            tx.keep_refused(row)
    except StorageError:
        return None
    return row.id


def checked(desk: Desk) -> Iterator[Checked]:
    """Every ledger, line by line, in one consistent view."""
    with desk._opened.storage.reading() as reader:
        yield _checked(reader, _STREAM, "", None)
        after: str | None = None
        while rows := reader.cases(CaseFilter(), after=after, limit=_PAGE):
            for row in rows:
                yield _checked(reader, row.id, row.number, row.head)
            after = rows[-1].id


def _checked(reader: Reader, case: str, number: str, head: str | None) -> Checked:
    from complaintkit.records.ledger import verify

    lines = reader.events([case])
    problem = verify(lines, reader.vault([case]))
    if problem is None and head is not None and (lines[-1].hash if lines else "") != head:
        problem = phrase("its last lines are missing")
    return Checked(number, len(lines), problem)
