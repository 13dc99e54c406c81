"""Which way is stricter: the directions of every value that an extension may only tighten."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import TypeAlias

from complaintkit.model.due import Begins, Until
from complaintkit.model.errors import InvalidInput
from complaintkit.playbook._values import amount, within
from complaintkit.playbook.channel import PER_HOUR
from complaintkit.playbook.compensation import read_points

_SHARE = re.compile(r"(\d+(?:\.\d+)?)% of (item|receipt)")
_MANY = 10**9
Stricter: TypeAlias = Callable[[object, object], bool]
"""Whether a new value is as strict as the base's, which is None where the base has none."""


def _shorter(new: object, base: object) -> bool:
    return base is None or within(new).at_most(within(base))


def _briefer(new: object, base: object) -> bool:
    """Compare what may be allowed and need not be."""
    return base is not None and _shorter(new, base)


def _lower(new: object, base: object) -> bool:
    return base is None or amount(new) <= amount(base)


def _no_more_an_hour(new: object, base: object) -> bool:
    """Compare what goes to one address in an hour; where the base says nothing, with what holds then."""
    return _lower(new, PER_HOUR if base is None else base)


def _worth_less(new: object, base: object) -> bool:
    """Compare amounts with amounts, shares with shares of the same; of anything else nobody can say that it gives less."""
    if base is None:
        return True
    first, second = (_SHARE.fullmatch(str(one)) for one in (new, base))
    if first and second:
        return first[2] == second[2] and amount(first[1]) <= amount(second[1])
    return not _reckoned(new) and not _reckoned(base) and _lower(new, base)


def _reckoned(value: object) -> bool:
    """Tell if it depends on the case: a share, the difference, an expression."""
    return isinstance(value, str) and (value == "difference" or value.startswith("=") or "%" in value)


def _dearer(new: object, base: object) -> bool:
    """Compare rates: points that are worth more use up limits faster."""
    if base is None:
        return True
    first, second = (read_points(one, None).worth_of(_MANY) for one in (new, base))
    return first >= second


def _fewer(new: object, base: object) -> bool:
    return base == "all" or (new != "all" and _set(new) <= _set(base))


def _more(new: object, base: object) -> bool:
    return _set(base) <= _set(new)


def _sooner(new: object, base: object) -> bool:
    """Tell if a clock begins as soon: at once does, and one and the same; of the others neither is always the sooner."""
    return new in (Begins.AT_ONCE, base or Begins.AT_ONCE)


def _added(_: object, base: object) -> bool:
    return base is None


def _free(_: object, __: object) -> bool:
    return True


def _in_order(*words: str) -> Stricter:
    """Compare words of which the first is the strictest; what is none of these is left for the reader to refuse."""
    return lambda new, base: base is None or new not in words or words.index(str(new)) <= words.index(str(base))


def _set(value: object) -> frozenset[str]:
    if value is None:
        return frozenset()
    return frozenset(value if isinstance(value, list | tuple) else [str(value)])


_DIRECTIONS: Mapping[tuple[str, ...], Stricter] = {
    ("deadline", "*", "within"): _shorter,
    ("body", "*", "answer-within"): _shorter,
    ("deadline", "*", "extendable"): _briefer,
    ("deadline", "*", "until"): _in_order(Until.SAME_TIME, Until.CLOSE, Until.MIDNIGHT),
    ("deadline", "*", "begins"): _sooner,
    ("deadline", "*", "stops"): _fewer,
    ("deadline", "*", "pauses"): _fewer,
    ("deadline", "*", "kinds"): _more,
    ("deadline", "*", "warn"): _free,  # a reminder binds nobody; that it comes before the end is checked
    ("deadline", "*", "breach", "tell"): _more,
    ("deadline", "*", "breach", "escalate"): _added,
    ("escalation", "*", "when"): _more,
    ("escalation", "*", "meeting"): _shorter,
    ("escalation", "*", "tell-at-once"): _more,
    ("points",): _dearer,
    ("authority", "*", "remedies"): _fewer,
    ("authority", "*", "per-case"): _lower,
    ("authority", "*", "per-customer", "*"): _lower,
    ("authority", "*", "per-giver", "*"): _lower,
    ("authority", "*", "four-eyes-above"): _lower,
    ("budget", "*", "over"): _in_order("refuse", "escalate"),
    ("budget", "*", "unit", "*", "*"): _lower,
    ("budget", "*", "*"): _lower,
    ("compensation", "*", "give", "at-most"): _lower,
    ("compensation", "*", "give", "value"): _worth_less,
    ("compensation", "*", "give", "percent"): _lower,
    ("compensation", "*", "enabled"): lambda new, _: new is False,
    ("customer", "defaults", "care-per-month"): _lower,
    ("customer", "defaults", "per-hour"): _no_more_an_hour,
    ("first-responsibility", "declines-before-leader"): _lower,
    ("first-responsibility", "lapses-before-leader"): _lower,
    ("first-responsibility", "decline-reasons"): _fewer,
    ("step", "*", "requires"): _more,
    ("step", "*", "after-escalation", "requires"): _more,
}
_OBLIGATIONS = frozenset({"body", "deadline", "escalation", "budget", "step"})  # one more of these only binds more
_PERMISSIONS = frozenset({"authority", "compensation"})  # one fewer of these only allows less


def matches(pattern: Collection[str], path: tuple[str, ...]) -> bool:
    """Tell if a pattern covers a path: it and everything below; `*` stands for one name."""
    return len(pattern) <= len(path) and all(one in ("*", name) for one, name in zip(pattern, path, strict=False))


def direction(path: tuple[str, ...]) -> Stricter | None:
    """Return how to compare values at a path; None where there is no stricter and no looser."""
    if path[-1] in ("zh", "en") or path[-1] == "title" or path[-2:-1] == ("title",):
        return _free
    found = (one for pattern, one in _DIRECTIONS.items() if len(pattern) == len(path) and matches(pattern, path))
    return next(found, None)


def is_stricter(path: tuple[str, ...], new: object, base: object) -> bool | None:
    """Tell if `new` is as strict as `base`; None where that can't be said."""
    compare = direction(path)
    if compare is None:
        return None
    try:
        return compare(new, base)
    except (InvalidInput, ValueError):
        return True  # no such value at all: its reader says so in better words


def may_be_added(path: tuple[str, ...]) -> bool:
    """Tell if one more entry of this kind binds more."""
    return path[0] in _OBLIGATIONS


def may_be_removed(path: tuple[str, ...]) -> bool:
    """Tell if one entry fewer of this kind allows less."""
    return path[0] in _PERMISSIONS and len(path) == 2
