"""Commands upwards: escalations and meetings. F6, F7"""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from complaintkit.model.check import (
    is_text,
    is_word,
    maybe_text,
    words,
)
from complaintkit.model.commands._command import (
    OnCase,
)


def _present(values: Iterable[str]) -> tuple[str, ...]:
    return words(values, field="present")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Escalate(OnCase):
    """Bring it upwards: never delayed, no handover. S1.8, S4.6, F6"""

    reason: str = attrs.field(validator=is_word)
    note: str | None = attrs.field(default=None, validator=maybe_text)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ReceiveEscalation(OnCase):
    """The group, or the leader, has it: the clock of the meeting starts. F7"""

    escalation: str = attrs.field(validator=is_word)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AdjournMeeting(OnCase):
    """The group met without deciding: the clock of the meeting counts as breached, and the matter stays open. F7"""

    escalation: str = attrs.field(validator=is_word)
    present: tuple[str, ...] = attrs.field(converter=_present)
    minutes: str | None = attrs.field(default=None, validator=maybe_text)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class DecideMeeting(OnCase):
    """What the group, or the leader, decided. S1.8"""

    escalation: str = attrs.field(validator=is_word)
    decision: str = attrs.field(validator=is_text)
    present: tuple[str, ...] = attrs.field(default=(), converter=_present)
