"""What was to be done beside the cases: of each kind how much was opened, how it ended, what is late, what is open. S0.11, S2.7"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

import attrs

from complaintkit.decision.task import MACHINES
from complaintkit.model.period import Period
from complaintkit.model.task import TaskKind
from complaintkit.ports.storage import TaskRow


@attrs.frozen(kw_only=True)
class Beside:
    """One kind of task in a period: `opened` in it, `ends` of those that ended in it by the state in which they did.

    `late` are those of both that were not done by their date, `open` those that are to be done at the moment of counting.
    """

    kind: TaskKind
    opened: int = 0
    ends: Mapping[str, int] = attrs.field(factory=dict)
    late: int = 0
    open: int = 0


def beside_of(rows: Iterable[TaskRow], period: Period, *, now: datetime) -> tuple[Beside, ...]:
    """Count the tasks of a period, kind by kind, in the order of the kinds; a kind without any is left out."""
    opened, late, left = Counter[str](), Counter[str](), Counter[str]()
    ends = {kind.value: Counter[str]() for kind in TaskKind}
    for row in rows:
        ended = row.closed_at is not None and row.closed_at in period
        if row.opened_at not in period and not ended and not row.open:
            continue
        opened[row.kind] += row.opened_at in period
        left[row.kind] += row.open
        late[row.kind] += row.due_at is not None and (row.closed_at or now) > row.due_at
        if ended:
            ends[row.kind][row.state] += 1
    return tuple(
        Beside(
            kind=kind,
            opened=opened[kind.value],
            ends={state: ends[kind.value][state] for state in MACHINES[kind].states if ends[kind.value][state]},
            late=late[kind.value],
            open=left[kind.value],
        )
        for kind in MACHINES
        if opened[kind.value] or left[kind.value] or ends[kind.value]
    )
