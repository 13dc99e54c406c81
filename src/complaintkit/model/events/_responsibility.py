"""What happens between people: handovers, advice, dispatches. F2-F9"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import attrs

from complaintkit.model.events._happened import Happened, personal, said

OWN_WORDS: Final = "own-words"
"""The reason of a handover that somebody gave in their own words."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class HandoverOffered(Happened):
    """Somebody was asked to take over, until when. F2"""

    handover: str
    giver: str
    receiver: str
    reason: str  # a word of the playbook's list, or `OWN_WORDS`
    lapses_at: datetime
    words: str | None = personal()  # the reason, where the playbook has no list
    note: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class HandoverAccepted(Happened):
    """They took it. F2"""

    handover: str
    receiver: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class HandoverDeclined(Happened):
    """They did not, for a reason of the closed list. F4"""

    handover: str
    receiver: str
    reason: str
    note: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class HandoverLapsed(Happened):
    """They did not answer in time. F3"""

    handover: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class HandoverCancelled(Happened):
    """The offer is gone, and why."""

    handover: str
    reason: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class HandoverRuled(Happened):
    """A leader said who is accountable. F3"""

    to: str
    handover: str | None = None
    ruling: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AdviceAsked(Happened):
    """Somebody who knows was asked. S3.2, F5"""

    advice: str
    of: str
    question: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AdviceGiven(Happened):
    """They answered."""

    advice: str
    answer: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Dispatched(Happened):
    """Somebody was sent to look or to help. S1.7, F5"""

    dispatch: str
    who: str
    what: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class DispatchReported(Happened):
    """What they found and did."""

    dispatch: str
    result: str | None = said()
