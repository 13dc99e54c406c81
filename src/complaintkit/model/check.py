"""Checks of typed-in values, shared by the nouns: each names the field, the reason and the next step."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from os import PathLike
from pathlib import Path
from typing import Any, TypeVar

import attrs

from complaintkit.model.bounds import EARLIEST, LARGEST_WHOLE, LATEST, LONGEST_SPAN, LONGEST_TEXT, short
from complaintkit.model.errors import InvalidInput
from complaintkit.model.moment import time_in_words
from complaintkit.model.phrase import phrase
from complaintkit.model.vocabulary import Decision, Kind, Severity, member_of
from complaintkit.model.wording import path_in_words

T = TypeVar("T")

LONGEST_WORD = 200
_GIVE_ID = phrase("Give its id.")
_GIVE_LIST = phrase("Give a list of them.")


def instant(value: datetime, *, field: str = "at") -> datetime:
    """Return `value` in UTC; refuse a time without a zone, for nobody knows what it means."""
    if not isinstance(value, datetime):
        raise InvalidInput(
            field=field,
            reason=phrase("{value!r} is not a date with time", value=value),
            next_step=phrase("Give an aware datetime."),
        )
    if type(value) is datetime and value.tzinfo is UTC and EARLIEST <= value <= LATEST:
        return value
    if value.utcoffset() is None:
        raise InvalidInput(
            field=field,
            reason=phrase("{at} has no time zone", at=time_in_words(value)),
            next_step=phrase('Say where: for example "2026-11-21T10:00+08:00".'),
        )
    try:
        at = _exact(value)
    except OverflowError:
        at = None
    if at is None or not EARLIEST <= at <= LATEST:
        reason = phrase("{at} is at the end of time", at=time_in_words(value))
        next_step = phrase("Give a time that can be true.")
        raise InvalidInput(field=field, reason=reason, next_step=next_step)
    return at


def is_text(_: Any, attribute: attrs.Attribute[Any], value: str) -> None:  # noqa: ANN401  attrs hands over any instance
    """Check that something was said, and not more than a desk can hold."""
    field = attribute.name
    if not isinstance(value, str):
        raise InvalidInput(
            field=field,
            reason=phrase("{kind} is not text", kind=type(value).__name__),
            next_step=phrase("Give a string."),
        )
    if not value.strip():
        raise InvalidInput(
            field=field,
            reason=phrase("is empty"),
            next_step=phrase("Write what was said, in a few words."),
        )
    if len(value) > LONGEST_TEXT:
        raise InvalidInput(
            field=field,
            reason=phrase("has {length:,} characters; {most:,} are allowed", length=len(value), most=LONGEST_TEXT),
            next_step=phrase("Attach it as a file."),
        )


def is_word(_: Any, attribute: attrs.Attribute[Any], value: str) -> None:  # noqa: ANN401  attrs hands over any instance
    """Check an id or name: one line, no control characters, not long."""
    if not isinstance(value, str):
        raise InvalidInput(
            field=attribute.name,
            reason=phrase("{kind} is not text", kind=type(value).__name__),
            next_step=_GIVE_ID,
        )
    if not value.strip():
        raise InvalidInput(field=attribute.name, reason=phrase("is empty"), next_step=_GIVE_ID)
    if len(value) > LONGEST_WORD or not value.isprintable():
        raise InvalidInput(
            field=attribute.name,
            reason=phrase("is no id: at most {most} printable characters in one line", most=LONGEST_WORD),
            next_step=_GIVE_ID,
        )


def string(value: object, *, field: str) -> str:
    """Return a word or text that was asked for, whatever it says; refuse what is none."""
    if not isinstance(value, str):
        raise InvalidInput(
            field=field,
            reason=phrase("{kind} is not text", kind=type(value).__name__),
            next_step=phrase("Give a string."),
        )
    return value


def maybe_string(value: object, *, field: str) -> str | None:
    """Return a word or text as `string` does, or pass None on."""
    return None if value is None else string(value, field=field)


def maybe_said(value: object, *, field: str) -> str | None:
    """Return a word that narrows a list, or None; refuse one that says nothing.

    A telephone number that a customer does not have must not find everybody's cases.
    """
    said = maybe_string(value, field=field)
    if said is not None and not said.strip():
        raise InvalidInput(field=field, reason=phrase("is empty"), next_step=phrase("Leave it out, or give one."))
    return said


def file_path(value: str | PathLike[str], *, field: str) -> Path:
    """Return the path of a file; refuse what is none."""
    if not isinstance(value, str | PathLike):
        raise InvalidInput(
            field=field,
            reason=phrase("{kind} is no path", kind=type(value).__name__),
            next_step=phrase("Give the path of a file."),
        )
    return Path(value)


def iterable(values: Iterable[T], *, field: str) -> Iterable[T]:
    """Return what is gone through one by one, however long it is; refuse what can't be."""
    if not isinstance(values, Iterable):
        raise InvalidInput(
            field=field, reason=phrase("{kind} is no list", kind=type(values).__name__), next_step=_GIVE_LIST
        )
    return values


def mapping(values: Mapping[str, T] | None, *, field: str) -> Mapping[str, T]:
    """Return names with their values, none where none are given; refuse what maps nothing."""
    if values is None or isinstance(values, Mapping):
        return values or {}
    raise InvalidInput(
        field=field,
        reason=phrase("{kind} is no mapping", kind=type(values).__name__),
        next_step=phrase("Give names with their values."),
    )


def is_a(kind: type[Any]) -> Callable[[Any, attrs.Attribute[Any], Any], None]:
    """Return a validator that takes values of this kind only, and nothing that merely looks like one."""

    def check(_: Any, attribute: attrs.Attribute[Any], value: Any) -> None:  # noqa: ANN401  attrs hands over any instance
        if not isinstance(value, kind):
            raise InvalidInput(
                field=attribute.name,
                reason=phrase("{found} is not a {kind}", found=type(value).__name__, kind=kind.__name__),
                next_step=phrase("Give {kind}(...).", kind=kind.__name__),
            )

    return check


def maybe_a(kind: type[Any]) -> Callable[[Any, attrs.Attribute[Any], Any], None]:
    """Return a validator that takes a value of this kind, or None."""
    return attrs.validators.optional(is_a(kind))


def is_whole(_: Any, attribute: attrs.Attribute[Any], value: int) -> None:  # noqa: ANN401  attrs hands over any instance
    """Check that it is a whole number that programs can count to."""
    if type(value) is not int or abs(value) > LARGEST_WHOLE:
        raise InvalidInput(
            field=attribute.name,
            reason=phrase("{text!r} is not a whole number", text=short(value)),
            next_step=phrase("Give a whole number."),
        )


maybe_text = attrs.validators.optional(is_text)
maybe_word = attrs.validators.optional(is_word)


def _exact(at: datetime) -> datetime:
    """Return a point in time in UTC, as Python's own datetime: those of libraries (pendulum, pandas) reckon otherwise."""
    own = at.astimezone(UTC)
    if type(own) is datetime:
        return own
    return datetime(own.year, own.month, own.day, own.hour, own.minute, own.second, own.microsecond, tzinfo=UTC)


def _span(value: timedelta) -> timedelta:
    """Return an amount of time as Python's own timedelta."""
    return value if type(value) is timedelta else timedelta(seconds=value.total_seconds())


def utc(value: datetime) -> datetime:
    """Convert an instant to UTC; leave what is none for the validator to name."""
    if not isinstance(value, datetime) or value.tzinfo is None:
        return value
    try:
        return _exact(value)
    except OverflowError:
        return value.replace(tzinfo=None)  # beyond the calendar's ends: no instant, and the validator says so


def maybe_utc(value: datetime | None) -> datetime | None:
    """Convert an instant to UTC, or pass None on."""
    return None if value is None else utc(value)


def moment(value: datetime | timedelta) -> datetime | timedelta:
    """Convert a point in time to UTC; pass a duration, counted from now on, as it is."""
    return _span(value) if isinstance(value, timedelta) else utc(value)


def maybe_moment(value: datetime | timedelta | None) -> datetime | timedelta | None:
    """Convert as `moment` does, or pass None on."""
    return None if value is None else moment(value)


def is_instant(_: Any, attribute: attrs.Attribute[Any], value: datetime) -> None:  # noqa: ANN401  attrs hands over any instance
    """Check that it is a point in time with a zone."""
    instant(value, field=attribute.name)


def is_moment(_: Any, attribute: attrs.Attribute[Any], value: datetime | timedelta) -> None:  # noqa: ANN401  as above
    """Check that it is a point in time, or a duration from now on that does not lie in the past."""
    if not isinstance(value, datetime | timedelta):
        raise InvalidInput(
            field=attribute.name,
            reason=phrase("{value!r} is not a date with time", value=value),
            next_step=phrase("Give a date and time with its zone, or a timedelta."),
        )
    if isinstance(value, datetime):
        instant(value, field=attribute.name)
    elif value <= timedelta(0):
        raise InvalidInput(
            field=attribute.name,
            reason=phrase("is not in the future"),
            next_step=phrase("Give a positive duration."),
        )
    elif value > LONGEST_SPAN:
        raise InvalidInput(
            field=attribute.name, reason=phrase("is more than ten years"), next_step=phrase("Give less.")
        )


maybe_instant = attrs.validators.optional(is_instant)
maybe_is_moment = attrs.validators.optional(is_moment)


def kind_of(value: Kind | str) -> Kind:
    """Convert a word to a `Kind`."""
    return member_of(Kind, value, field="kind")


def severity_of(value: Severity | str) -> Severity:
    """Convert a word to a `Severity`."""
    return member_of(Severity, value, field="severity")


def maybe_severity_of(value: Severity | str | None) -> Severity | None:
    """Convert a word to a `Severity`, or pass None on."""
    return None if value is None else severity_of(value)


def decision_of(value: Decision | str) -> Decision:
    """Convert a word to a `Decision`."""
    return member_of(Decision, value, field="decisions")


def several(values: Iterable[T], kind: type[T], *, field: str) -> tuple[T, ...]:
    """Return a tuple of one kind of value; refuse a lone value, or one of another kind, under the name of its field."""
    if isinstance(values, kind | str | bytes):
        raise InvalidInput(
            field=field,
            reason=phrase("is one value"),
            next_step=phrase("Give a list of them."),
        )
    found = tuple(iterable(values, field=field))
    for index, value in enumerate(found):
        if not isinstance(value, kind):
            raise InvalidInput(
                field=f"{field}[{index}]",
                reason=phrase("{given} is not a {kind}", given=type(value).__name__, kind=kind.__name__),
                next_step=phrase(
                    "Give {kind} values.", kind=path_in_words(kind.__name__.lower()).in_english(kind.__name__)
                ),
            )
    return found


def words(values: Iterable[str], *, field: str) -> tuple[str, ...]:
    """Convert a list of strings to a tuple."""
    return several(values, str, field=field)


def plain(text: str) -> str:
    """Return `text` with the full-width signs and long dashes of a Chinese keyboard made plain."""
    return re.sub("[\u2010-\u2015]", "-", unicodedata.normalize("NFKC", text)).strip()


_YES = frozenset({"yes", "true", "y", "是", "是的"})
_NO = frozenset({"no", "false", "n", "否", "不是"})


def answer_in(text: str) -> str:
    """Return what somebody answered in a form, as rules compare it: width, case, and how one says yes and no make no difference.

    >>> answer_in("Yes ") == answer_in("是"), answer_in("ＮＯ"), answer_in("Room 3")
    (True, 'no', 'room 3')
    """
    typed = plain(text).casefold()
    return "yes" if typed in _YES else "no" if typed in _NO else typed


_TYPED = re.compile(r"(?:¥|CNY ?|RMB ?)?(-?\d{1,15}(?:\.\d{1,6})?|-?\d{1,3}(?:,\d{3})+\.\d{1,2}) ?(?:元|块|CNY|RMB)?")
"""A number as people type an amount into a form; a comma stands between thousands where a point stands before cents."""


def number_in(text: str) -> Decimal | None:
    """Return the number that somebody typed into a form, as people type amounts; None where it is none.

    >>> number_in("３．４５"), number_in("￥3.45"), number_in("3.45元"), number_in("a lot")
    (Decimal('3.45'), Decimal('3.45'), Decimal('3.45'), None)
    >>> number_in("1,250.00"), number_in("1,250")
    (Decimal('1250.00'), None)
    """
    found = _TYPED.fullmatch(plain(text))
    return Decimal(found[1].replace(",", "")) if found else None
