"""A complaint as an authority has it: its number and dates, who answers it here, and how it ended there. R8, R19"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, TypeAlias

import attrs

from complaintkit.model.check import is_word, maybe_instant, maybe_utc, maybe_word

__all__ = ["AuthorityCase", "Docket", "Outcome"]

Outcome: TypeAlias = Literal["upheld", "partly", "not-upheld", "mediated", "no-agreement", "not-accepted", "withdrawn"]
OUTCOMES = ("upheld", "partly", "not-upheld", "mediated", "no-agreement", "not-accepted", "withdrawn")
"""How a case ends at an authority, a mediator, a court."""


@attrs.frozen
class Docket:
    """A case that an authority has, with its own number and dates, which run beside ours. R19

    `dated` is when the authority took it up, `answer_by` when it wants our answer.

    >>> Docket(number="12345-2026-0042", authority="12345").authority
    '12345'
    """

    number: str = attrs.field(validator=is_word)
    authority: str = attrs.field(kw_only=True, validator=is_word)
    answer_by: datetime | None = attrs.field(default=None, kw_only=True, converter=maybe_utc, validator=maybe_instant)
    dated: datetime | None = attrs.field(default=None, kw_only=True, converter=maybe_utc, validator=maybe_instant)
    answerer: str | None = attrs.field(default=None, kw_only=True, validator=maybe_word)


@attrs.frozen(kw_only=True)
class AuthorityCase:
    """A docket on record: what was answered, and what came of it. Texts are None where their person was erased. R19

    `seq` is the entry of the ledger that its clock runs from. Who answers is the docket's `answerer`; the case's owner where it
    names nobody.

    >>> from complaintkit import Customer
    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     docket = Docket("12345-0042", authority="12345")
    ...     caller = Customer(phone="13800138000")
    ...     case = desk.receive("饭是酸的", by="chen", channel="docket", customer=caller, docket=docket)
    >>> [(one.docket.number, one.open) for one in case.authority_cases]
    [('12345-0042', True)]
    """

    docket: Docket
    seq: int = attrs.field(repr=False)
    recorded_at: datetime
    answer: str | None = None
    answered_at: datetime | None = None
    answered_by: str | None = None
    outcome: str | None = None
    outcome_text: str | None = None
    outcome_at: datetime | None = None

    @property
    def open(self) -> bool:
        """True while the authority waits for our answer."""
        return self.answered_at is None and self.outcome_at is None
