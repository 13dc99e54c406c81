"""What happens upwards: escalations and meetings. F6, F7"""

from __future__ import annotations

import attrs

from complaintkit.model.events._happened import Happened, said


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Escalated(Happened):
    """It was brought upwards: to whom, and why. S1.8, S4.6"""

    escalation: str
    route: str
    to: str
    group: bool
    reason: str
    note: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class EscalationReceived(Happened):
    """They have it: the meeting falls due from now. F7"""

    escalation: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MeetingAdjourned(Happened):
    """The group met without deciding. F7"""

    escalation: str
    present: tuple[str, ...] = ()
    minutes: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MeetingDecided(Happened):
    """What was decided. S1.8"""

    escalation: str
    present: tuple[str, ...] = ()
    decision: str | None = said()
