"""Commands between people: handovers, advice, dispatches. F2-F5"""

from __future__ import annotations

from datetime import datetime, timedelta

import attrs

from complaintkit.model.check import (
    is_moment,
    is_text,
    is_word,
    maybe_text,
    moment,
)
from complaintkit.model.commands._command import (
    OnCase,
)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class OfferHandover(OnCase):
    """Offer the case to somebody; you stay accountable until they take it. F2"""

    to: str = attrs.field(validator=is_word)
    reason: str = attrs.field(validator=is_word)
    note: str | None = attrs.field(default=None, validator=maybe_text)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AcceptHandover(OnCase):
    """Take the case: from here on you are accountable. F2"""

    handover: str = attrs.field(validator=is_word)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class DeclineHandover(OnCase):
    """Refuse it, for a reason of the closed list; "not my job" is not on it. F4"""

    handover: str = attrs.field(validator=is_word)
    reason: str = attrs.field(validator=is_word)
    note: str | None = attrs.field(default=None, validator=maybe_text)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RuleHandover(OnCase):
    """A leader rules who is accountable: the end of bouncing. F3"""

    to: str = attrs.field(validator=is_word)
    ruling: str = attrs.field(validator=is_text)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ExtendDeadline(OnCase):
    """A leader puts off what is due, once, with the reason; the customer is told. The first date stays on record. S3.1, R15"""

    deadline: str = attrs.field(validator=is_word)
    until: datetime | timedelta = attrs.field(converter=moment, validator=is_moment)
    reason: str = attrs.field(validator=is_text)
    text: str | None = attrs.field(default=None, validator=maybe_text)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AskAdvice(OnCase):
    """Ask somebody who knows; you stay accountable. S3.2, F5"""

    of: str = attrs.field(validator=is_word)
    question: str = attrs.field(validator=is_text)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class GiveAdvice(OnCase):
    """Answer a question that was asked of you."""

    advice: str = attrs.field(validator=is_word)
    answer: str = attrs.field(validator=is_text)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Dispatch(OnCase):
    """Send somebody to look or to help, at once; you stay accountable. S1.7, F5"""

    who: str = attrs.field(validator=is_word)
    what: str = attrs.field(validator=is_text)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ReportDispatch(OnCase):
    """What somebody who was sent found and did."""

    dispatch: str = attrs.field(validator=is_word)
    result: str = attrs.field(validator=is_text)
