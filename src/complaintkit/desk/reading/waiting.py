"""Count what is owed on open cases now: what is waited for, since when, and how much of it is late. S0.12, R13"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.insight import Waiting

if TYPE_CHECKING:
    from complaintkit.desk.reading.sight import Sight
    from complaintkit.insight import Tally
    from complaintkit.ports.storage import DutyRow, Reader

_PAGE: Final = 1000


def waiting_in(sight: Sight, units: frozenset[str] | None, tally: Tally) -> tuple[Waiting, ...]:
    """Return what is owed on cases of these units (None: all), most late first; the tally notes the cases behind it.

    It names nobody: whoever takes in many owns many, and would stand first. R13
    """
    found: dict[str, Waiting] = {}
    for row, number in _rows(sight.reader, sight.facts.structure.organisation.staff, units):
        late = int(row.due_at is not None and row.due_at <= sight.facts.now)
        before = found.get(row.kind, Waiting(what=row.kind, count=0, late=0, since=row.since))
        since = min(before.since, row.since)
        found[row.kind] = attrs.evolve(before, count=before.count + 1, late=before.late + late, since=since)
        tally.note(number, "waiting", row.kind)
    return tuple(sorted(found.values(), key=lambda one: (-one.late, -one.count, one.what)))


def _rows(reader: Reader, staff: Mapping[str, object], units: frozenset[str] | None) -> Iterator[tuple[DutyRow, str]]:
    """Yield what is owed on the cases of these units, each with the number of its case."""
    after: DutyRow | None = None
    while page := reader.duties(list(staff), after=after, limit=_PAGE):
        for row in page:
            case = reader.case(row.case)
            if case is not None and (units is None or case.unit in units):
                yield row, case.number
        after = page[-1]
