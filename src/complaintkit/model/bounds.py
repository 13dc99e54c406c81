"""What a value from outside may be at most, whatever field it stands in: text, lists, numbers, times, durations. S0.3

One number for each kind of value. Fields that take less (a name, an id, a number of days) say so themselves; here ends what none
of them says anything of, so that no field is without an end, and nothing that is reckoned with it overflows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime, timedelta
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from enum import Enum
from functools import cache
from itertools import chain
from operator import attrgetter
from typing import Any, Final

import attrs

from complaintkit.model.errors import InvalidInput
from complaintkit.model.moment import time_in_words
from complaintkit.model.phrase import Phrase, phrase

LONGEST_TEXT: Final = 1_000_000
"""Characters of one text: more than any letter, less than what stops a desk."""
LONGEST_SAID: Final = 20_000
"""Characters of a text that somebody sends by a link: ten pages."""
LONGEST_REQUEST: Final = 2 * LONGEST_TEXT
"""Characters of all texts of one request together."""
LONGEST_LIST: Final = 500
"""Entries of one list or table."""
LARGEST_FILES: Final = 100 * 1024 * 1024
"""Bytes of all files of one request together."""
LARGEST_WHOLE: Final = 2**53
"""A whole number, which every reader of JSON keeps exact."""
DIGITS: Final = 50
"""Digits of an exact number, before and behind its point."""
LONGEST_SPAN: Final = timedelta(days=3660)
"""Ten years; a longer duration is a slip of the keyboard."""
EARLIEST: Final = datetime(1, 1, 3, tzinfo=UTC)
"""Any zone's clock can show it, and what comes after it."""
LATEST: Final = datetime(2999, 12, 31, tzinfo=UTC)
"""Everything that is reckoned from it is still a date."""
_SHOWN: Final = 40  # characters of a value that a message shows
_FEW: Final = Context(prec=6, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])
_DEEPEST: Final = 12


def is_exact(value: Decimal) -> bool:
    """Tell if a number can be reckoned with: finite, with no more digits than anything has.

    >>> [is_exact(Decimal(one)) for one in ("9.90", "1e1000000", "NaN", "1e-1000")]
    [True, False, False, False]
    """
    if not value.is_finite():
        return False
    _, digits, exponent = value.as_tuple()
    return len(digits) <= DIGITS and -DIGITS <= int(exponent) <= DIGITS


def short(value: object) -> object:
    """Return a value for a message about it: what it holds may be long.

    >>> short("x" * 100), short(Decimal("1" * 5_000)), short(7)
    ('xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...', Decimal('1.11111E+4999'), 7)
    """
    if isinstance(value, str):
        return value if len(value) <= _SHOWN else f"{value[:_SHOWN]}..."
    return _FEW.plus(value) if isinstance(value, Decimal) and not is_exact(value) else value


def check_bounds(request: object) -> None:
    """Refuse a request in which anything, however deep, is larger than that kind of value may be.

    Raises:
        InvalidInput: names the field by its path.
    """
    if _fits(request):
        return
    letters = size = 0
    for path, value in _leaves(request, "", 0):
        if isinstance(value, str):
            letters += len(value)
        elif isinstance(value, bytes):
            size += len(value)
        why = _too_much(value)
        if why is None and letters > LONGEST_REQUEST:
            why = phrase(
                "has {length:,} characters with all before it; {most:,} are allowed",
                length=letters,
                most=LONGEST_REQUEST,
            )
        if why is None and size > LARGEST_FILES:
            why = phrase(
                "has {length:,} bytes with all before it; {most:,} are allowed", length=size, most=LARGEST_FILES
            )
        if why is not None:
            raise InvalidInput(field=path, reason=why, next_step=phrase("Give less; attach a longer text as a file."))


def _fits(request: object) -> bool:
    """Tell if a request and all within it are of usual kinds and as large as they may be.

    What is usual is most of what there is: only for the rest anybody asks where it stands, and what it is.
    """
    sums: dict[type, int] = {str: 0, bytes: 0}
    layer: list[Any] = [request]
    for _ in range(_DEEPEST + 1):
        within: list[object] = []
        for value in layer:
            kind: Any = type(value)
            if kind in sums:
                sums[kind] += len(value)
                if kind is str and len(value) > LONGEST_TEXT:
                    return False
            elif value is not None and not _is_usual(kind, value, within):
                return False
        if not within:
            return sums[str] <= LONGEST_REQUEST and sums[bytes] <= LARGEST_FILES
        layer = within
    return False


def _is_usual(kind: Any, value: Any, within: list[object]) -> bool:  # noqa: ANN401  any value
    """Tell if a value is of a usual kind and as large as it may be; add to `within` what it holds."""
    if kind in _SEVERAL and len(value) <= LONGEST_LIST:
        within += chain(value, value.values()) if kind is dict else value
        return True
    if fields := _fields_of(kind):
        within += fields(value)
        return True
    if isinstance(value, Enum):
        within.append(value.value)
        return True
    return kind is bool or (kind in _SINGLE and _too_much(value) is None)


_SEVERAL: Final = frozenset({tuple, list, frozenset, dict})
_SINGLE: Final = frozenset({int, Decimal, datetime, timedelta})


@cache
def _fields_of(kind: Any) -> Callable[[Any], Iterable[object]] | None:  # noqa: ANN401  a class, hashable whatever its `__eq__`
    """Return what gives the values of an instance of a class of attrs; of any other nothing."""
    names = [field.name for field in attrs.fields(kind)] if attrs.has(kind) else []
    if len(names) > 1:
        return attrgetter(*names)
    return (lambda value: [getattr(value, name) for name in names]) if names else None


def check_said(fields: Mapping[str, object]) -> None:
    """Refuse texts that are longer than anybody types on a page.

    Raises:
        InvalidInput: names the field.
    """
    for name, value in fields.items():
        if isinstance(value, str) and len(value) > LONGEST_SAID:
            raise InvalidInput(
                field=name,
                reason=phrase("has {length:,} characters; {most:,} are allowed", length=len(value), most=LONGEST_SAID),
                next_step=phrase("Attach it as a file."),
            )


def _too_much(value: object) -> Phrase | None:
    """Return why a value is more than that kind may be; None where it is not."""
    match value:
        case str() if len(value) > LONGEST_TEXT:
            return phrase("has {length:,} characters; {most:,} are allowed", length=len(value), most=LONGEST_TEXT)
        case list() | tuple() | Mapping() | AbstractSet() if len(value) > LONGEST_LIST:
            return phrase("has {length:,} entries; {most:,} are allowed", length=len(value), most=LONGEST_LIST)
        case int() if abs(value) > LARGEST_WHOLE:
            return phrase("{value} is too large a number", value=short(value))
        case Decimal() if not is_exact(value):
            return phrase("{value} is no number that can be reckoned with", value=short(value))
        case timedelta() if abs(value) > LONGEST_SPAN:
            return phrase("is more than ten years")
        case datetime() if value.tzinfo is not None and not EARLIEST <= value <= LATEST:
            return phrase("{at} is at the end of time", at=time_in_words(value))
    return None


def _leaves(value: object, path: str, depth: int) -> Iterator[tuple[str, object]]:
    """Yield a value and all within it, each with its path; a list that is too long, and what is too deep, by itself."""
    yield path, value
    if _too_much(value) is not None:
        return
    if depth > _DEEPEST:
        raise InvalidInput(field=path, reason=phrase("lies too deep"), next_step=phrase("Give it flat."))
    for name, one in _within(value):
        yield from _leaves(
            one, name if not path else f"{path}{name}" if name[:1] == "[" else f"{path}.{name}", depth + 1
        )


def _within(value: Any) -> Iterator[tuple[str, object]]:  # noqa: ANN401  any value
    """Yield what a value holds, by the name it has there."""
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield str(key)[:_SHOWN], key
            yield str(key)[:_SHOWN], one
    elif isinstance(value, list | tuple | AbstractSet):
        yield from ((f"[{index}]", one) for index, one in enumerate(value))
    elif attrs.has(type(value)):
        yield from ((field.alias or field.name, getattr(value, field.name)) for field in attrs.fields(type(value)))
