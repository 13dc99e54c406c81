"""The closed vocabularies: kind of contact, severity, decision, state of a case."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TypeVar

from complaintkit.model.did_you_mean import nearest
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.model.wording import STATES, WORDS

__all__ = ["Decision", "Kind", "Severity", "State", "member_of"]

E = TypeVar("E", bound=StrEnum)


class Kind(StrEnum):
    """What somebody came with. S2.1, S3.2

    >>> Kind("complaint") is Kind.COMPLAINT
    True
    """

    COMPLAINT = "complaint"
    INQUIRY = "inquiry"
    PRAISE = "praise"
    SUGGESTION = "suggestion"


class Severity(StrEnum):
    """How urgent and grave, in this order. S0.4

    >>> Severity.HIGH.rank > Severity.NORMAL.rank
    True
    """

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    MAJOR = "major"

    @property
    def rank(self) -> int:
        """0 for low, 3 for major."""
        return list(Severity).index(self)


class Decision(StrEnum):
    """What was decided on one issue the customer raised. R7

    >>> Decision("partly") is Decision.PARTLY
    True
    """

    UPHELD = "upheld"
    PARTLY = "partly"
    NOT_UPHELD = "not-upheld"


class State(StrEnum):
    """Where a case stands. The way from one to the next is `complaintkit.decision`'s table.

    >>> State("plan-offered") is State.PLAN_OFFERED
    True
    """

    RECEIVED = "received"
    REGISTERED = "registered"
    ASSESSED = "assessed"
    INVESTIGATING = "investigating"
    PLAN_OFFERED = "plan-offered"
    EXECUTING = "executing"
    RESOLVED = "resolved"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"
    CLEARED_UP = "cleared-up"
    EXTERNAL = "external"


def member_of(kind: type[E], value: object, *, field: str) -> E:
    """Return `value` as a member of a closed vocabulary.

    Raises:
        InvalidInput: not one of them; says which one is near.
    """
    try:
        return kind(str(value))
    except ValueError:
        raise InvalidInput(
            field=field,
            reason=phrase(
                "{value!r} is not a {noun}",
                value=value,
                noun=re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind.__name__).lower(),
            ),
            next_step=nearest(str(value), kind, {**WORDS, **STATES}),
        ) from None
