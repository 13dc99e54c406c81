"""What the worker looks at once a business day: what rises, what worked, whom to wish well; the root of all ledgers. S0.10, S3.9"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from complaintkit.decision.task.turn import next_look
from complaintkit.delivery.care import tell_members
from complaintkit.delivery.effect import judge_actions
from complaintkit.delivery.tendency import tell_tendencies
from complaintkit.model.actor import DESK
from complaintkit.records.ledger import STREAM
from complaintkit.records.ledger_root import rooted_in, take_root
from complaintkit.records.other_categories import LISTED, list_other_categories
from complaintkit.records.summary.row import keep_summaries
from complaintkit.records.task import task_facts

if TYPE_CHECKING:
    from complaintkit.ports.storage import EventRow
    from complaintkit.records.door import Door

_DAY: Final = timedelta(days=1)
SUMMED_UP: Final = "summed-up"  # meta: when to begin again, or behind which case to go on
_BEHIND: Final = "behind "
NEXT_LOOK: Final = "nightly:"  # meta, by unit: when to look again


def look_nightly(door: Door) -> int:
    """Look at each unit once in its business day, each in a transaction of its own; return how many events that made.

    Members are told first, each once: whoever is stopped half way looks again, and tells the rest.
    """
    with door.storage.reading() as reader:
        looked, now = reader.metas(NEXT_LOOK), door.clock.now()
        summed_up, listed = reader.meta(SUMMED_UP) or "", reader.meta(LISTED) is not None
        units = door.rules.in_force(reader).organisation.units
    due = (unit for unit in units if (at := looked.get(NEXT_LOOK + unit)) is None or datetime.fromisoformat(at) <= now)
    made = sum(tell_members(door, unit) + _look(door, unit) for unit in due)
    _root(door, now)
    _sum_up(door, now, summed_up)
    if not listed:
        list_other_categories(door)
    return made


def _sum_up(door: Door, now: datetime, reached: str) -> None:
    """Sum up the cases that were filed since the day before, some at each look, and then no more for a day."""
    going_on = reached.startswith(_BEHIND)
    if reached and not going_on and datetime.fromisoformat(reached) > now:
        return
    last = keep_summaries(door, after=reached.removeprefix(_BEHIND) if going_on else "")
    with door.storage.writing() as tx:
        tx.put_meta(SUMMED_UP, f"{_BEHIND}{last}" if last else (now + _DAY).isoformat())


def _root(door: Door, now: datetime) -> None:
    """Put the root of all ledgers down once a day, the first time a day after the first line."""
    with door.storage.reading() as reader:
        own = list(reader.events([STREAM]))
    last = next((row for row, _, _ in reversed(list(rooted_in(own)))), own[0] if own else None)
    if last is not None and last.recorded_at + _DAY <= now:
        take_root(door)


def _look(door: Door, unit: str) -> int:
    with door.storage.writing() as tx:
        facts = task_facts(door, tx, unit, by=DESK)
        written: list[EventRow] = [*tell_tendencies(door, tx, facts, unit), *judge_actions(door, tx, facts, unit)]
        tx.put_meta(NEXT_LOOK + unit, next_look(facts, unit).isoformat())
    door.recorded(written)
    return len(written)
