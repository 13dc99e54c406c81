"""Messages of care found when a unit's day begins: birthdays, festivals, events that were announced, thanks. Each once. S3.9"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from complaintkit.decision.member import CareTurn, media_agreed, not_before, plan_care, turns_today, useless_after
from complaintkit.decision.task import takes_place_at
from complaintkit.model.actor import DESK
from complaintkit.model.care import CareKind
from complaintkit.model.outbox import EntryKind, OutboxState
from complaintkit.model.task import TaskKind
from complaintkit.ports.storage import MemberFilter, OutboxRow, TaskFilter
from complaintkit.records.member import birthday_token, load_for_care, write_member
from complaintkit.records.task import load_tasks, task_facts

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from complaintkit.decision import Facts
    from complaintkit.decision.member import MemberDraft
    from complaintkit.model.task import Task
    from complaintkit.ports.storage import EventRow, MemberRow, Reader, Writer
    from complaintkit.records.door import Door
    from complaintkit.records.member import LoadedMember

_PAGE: Final = 200
"""Members looked at in one transaction: nobody waits long for the database, however many there are."""


def tell_members(door: Door, unit: str) -> int:
    """Plan what a unit's members are sent today; return how many events that made.

    A page of members is a transaction of its own. What was planned is on each member's ledger: whoever comes after a
    crash, or at the same time, plans the rest and nothing twice.
    """
    with door.storage.reading() as reader:
        facts = task_facts(door, reader, unit, by=DESK)
        if not facts.playbook.cares:
            return 0
        turns = tuple(turns_today(facts, unit, _announced(reader, facts, unit)))
    return sum(_tell(door, unit, turn) for turn in turns)


def _announced(tx: Reader, facts: Facts, unit: str) -> list[Task]:
    """Return the events of a unit, or of one around it, that were announced and are still to come."""
    where = TaskFilter(
        kinds=frozenset({TaskKind.EVENT.value}), units=frozenset(facts.structure.unit_path(unit)), open=True
    )
    rows = [row for row in tx.tasks(where) if row.state == "announced"]
    return [one.task for one in load_tasks(tx, rows) if takes_place_at(one.task) > facts.now]


def _tell(door: Door, unit: str, turn: CareTurn) -> int:
    start, end = turn.joined or (None, None)
    days = frozenset(birthday_token(door.key, day) for day in turn.days) if turn.days else None
    where = MemberFilter(units=frozenset({unit}), active=True, birthdays=days, joined_from=start, joined_before=end)
    after: str | None = None
    count = 0
    while True:
        with door.storage.writing() as tx:
            rows = tx.members(where, after=after, limit=_PAGE)
            facts = task_facts(door, tx, unit, by=DESK)
            written = [row for loaded in load_for_care(tx, rows) for row in _plan(door, tx, facts, loaded, turn)]
        door.recorded(written)
        count += len(written)
        if len(rows) < _PAGE:
            return count
        after = rows[-1].id


def _plan(door: Door, tx: Writer, facts: Facts, loaded: LoadedMember, turn: CareTurn) -> tuple[EventRow, ...]:
    draft = plan_care(facts, loaded.member, turn, spent=_spent(tx, facts, loaded.row))
    if draft is None:
        return ()
    tx.put_outbox([_entry(facts, draft, loaded.row, turn)])
    return write_member(door, tx, loaded, draft)


def _spent(tx: Reader, facts: Facts, row: MemberRow) -> int:
    """Count the messages of care that a member got this month, or is to get."""
    from zoneinfo import ZoneInfo

    zone = ZoneInfo(facts.structure.zone_of(row.unit))
    return sum(
        one.state is not OutboxState.CANCELLED and _month(one, zone) == f"{facts.now.astimezone(zone):%Y-%m}"
        for one in tx.outbox(case=row.id)
    )


def _month(entry: OutboxRow, zone: ZoneInfo) -> str:
    return f"{entry.created_at.astimezone(zone):%Y-%m}"


def _entry(facts: Facts, draft: MemberDraft, row: MemberRow, turn: CareTurn) -> OutboxRow:
    member, rule = draft.made, turn.rule
    wanted, spoken = member.customer.language or "", facts.playbook.languages
    bare = wanted.partition("-")[0]
    return OutboxRow(
        id=member.cares[-1].entry,
        case=member.id,
        seq=member.version,
        kind=EntryKind.MESSAGE,
        name=rule.message.id,
        recipient="customer",
        person=row.person,
        language=bare if bare in spoken else spoken[0],
        media=media_agreed(member, rule),
        next_at=not_before(facts, member.unit, rule),
        useless_after=None if rule.on in (CareKind.EVENT, CareKind.THANKS) else useless_after(facts, member.unit),
        created_at=facts.now,
    )
