"""The closed vocabularies: kind of contact, severity, decision, state of a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import Phrase, as_it_is, joined, phrase
from complaintkit.model.wording import STATES, WORDS

__all__ = ["Decision", "Kind", "Severity", "State", "closest", "member_of", "nearest"]

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


def closest(word: str, known: Iterable[object], *, at_least: float = 0.6) -> str:
    """Return the known word that is most like one, nothing where none is: 0 is anything, 1 the same.

    >>> closest("asess", ["assess", "archive"]), closest("wait", ["assess", "archive"])
    ('assess', '')
    """
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, sorted(map(str, known)), n=1, cutoff=at_least)), "")


def nearest(word: str, known: Iterable[object], names: Mapping[str, Phrase] = MappingProxyType({})) -> Phrase:
    """Suggest `Did you mean ...?` where something close is known, else list what is known; `names` are how people call it.

    >>> nearest("asess", ["assess", "archive"]), nearest("asess", ["assess", "archive"]).to("zh")
    ("Did you mean 'assess'?", '您是不是要写“assess”？')
    """
    words = sorted(map(str, known))
    if close := closest(str(word), words):
        return phrase("Did you mean {near}?", near=_called(phrase("{word!r}", word=close), names.get(close)))
    named = joined(_called(as_it_is(one), names.get(one)) for one in words)
    return phrase("Known: {known}.", known=named) if words else phrase("")


def _called(word: Phrase, name: Phrase | None) -> Phrase:
    """Return a word with its name behind it; English names are the words themselves."""
    return phrase("{word} ({name})", word=word, name=name).in_english(word) if name else word


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
            reason=phrase("{value!r} is not a {noun}", value=value, noun=kind.__name__.lower()),
            next_step=nearest(str(value), kind, {**WORDS, **STATES}),
        ) from None
