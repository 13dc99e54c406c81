"""What happens to a task beside the cases: a few events for every kind, for what steps there are says its table.

Of what was given with a step, `values` hold ids, numbers and words of closed lists, `words` what somebody wrote.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import attrs

from complaintkit.model.events._happened import Happened, said


@attrs.frozen(kw_only=True, eq=False, repr=False)
class TaskOpened(Happened):
    """There is something to be done: who answers for it, by when, what it concerns. S0.11, S2.7"""

    kind: str
    number: str
    unit: str
    owner: str
    state: str
    waits_for: str
    subject: str = ""
    period: str = ""
    about: Mapping[str, str] = attrs.field(factory=dict)
    cases: tuple[str, ...] = ()
    source: str | None = None
    due_at: datetime | None = None
    values: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    title: Mapping[str, str] = attrs.field(factory=dict)
    what: str | None = said()
    words: Mapping[str, str] | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class TaskStepped(Happened):
    """Somebody took a step: which, where it leads, who has the next one and by when."""

    step: str
    state: str
    open: bool
    waits_for: str
    due_at: datetime | None = None
    values: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    words: Mapping[str, str] | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class TaskGiven(Happened):
    """Somebody else answers for it now: it was given to them, or they took it as it was offered (`handover`). F2, F8"""

    owner: str
    waits_for: str
    reason: str | None = said()
    handover: str | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class TaskOffered(Happened):
    """Somebody is asked to take it; whoever has it answers for it until they do. F2"""

    handover: str
    receiver: str
    lapses_at: datetime
    reason: str | None = said()
    note: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class TaskDeclined(Happened):
    """Whoever was asked does not take it, for a reason of the closed list: who has the next step now. F3, F4"""

    handover: str
    reason: str
    waits_for: str
    note: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class TaskOfferLapsed(Happened):
    """Whoever was asked did not answer in time: who has the next step now. F3"""

    handover: str
    waits_for: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class TaskBreached(Happened):
    """Its date passed. R15"""

    due_at: datetime
    noticed_at: datetime


@attrs.frozen(kw_only=True, eq=False, repr=False)
class TaskTied(Happened):
    """A case belongs to it as well. R11"""

    case: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class TaskUntied(Happened):
    """A case does not belong to it after all. R14"""

    case: str
    reason: str | None = said()
