"""Checks of typed-in values, shared by the nouns: each names the field, the reason and the next step."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import attrs

from complaintkit.model.bilingual import both
from complaintkit.model.errors import InvalidInput
from complaintkit.model.vocabulary import Decision, Kind, Severity, member_of
from complaintkit.model.wording import path_in_words

T = TypeVar("T")

LONGEST_TEXT = 1_000_000  # characters; more than any letter, less than what stops a desk
LONGEST_WORD = 200
_GIVE_ID = both("Give its id.", "请填写编号或名称。")
_GIVE_LIST = both("Give a list of them.", "请填写列表。")


def instant(value: datetime, *, field: str = "at") -> datetime:
    """Return `value` in UTC; refuse a time without a zone, for nobody knows what it means."""
    if not isinstance(value, datetime):
        raise InvalidInput(
            field=field,
            reason=both("{value!r} is not a date with time", "{value!r}不是日期加时间", value=value),
            next_step=both("Give an aware datetime.", "请填写带时区的日期和时间。"),
        )
    if value.tzinfo is None or value.utcoffset() is None:
        raise InvalidInput(
            field=field,
            reason=both("{at} has no time zone", "{at} 没有时区", at=value.isoformat()),
            next_step=both(
                'Say where: for example "2026-11-21T10:00+08:00".', "请写明时区，例如“2026-11-21T10:00+08:00”。"
            ),
        )
    try:
        return value.astimezone(UTC)
    except OverflowError:
        reason = both("{at} is at the end of time", "{at} 超出可用范围", at=value.isoformat())
        next_step = both("Give a time that can be true.", "请填写真实的时间。")
        raise InvalidInput(field=field, reason=reason, next_step=next_step) from None


def is_text(_: Any, attribute: attrs.Attribute[Any], value: str) -> None:  # noqa: ANN401  attrs hands over any instance
    """Check that something was said, and not more than a desk can hold."""
    field = attribute.name
    if not isinstance(value, str):
        raise InvalidInput(
            field=field,
            reason=both("{kind} is not text", "不是文字", kind=type(value).__name__),
            next_step=both("Give a string.", "请填写文字。"),
        )
    if not value.strip():
        raise InvalidInput(
            field=field,
            reason=both("is empty", "不能为空"),
            next_step=both("Write what was said, in a few words.", "请简要写明。"),
        )
    if len(value) > LONGEST_TEXT:
        raise InvalidInput(
            field=field,
            reason=both(
                "has {length:,} characters; {most:,} are allowed",
                "共 {length:,} 字，最多 {most:,} 字",
                length=len(value),
                most=LONGEST_TEXT,
            ),
            next_step=both("Attach it as a file.", "请作为附件上传。"),
        )


def is_word(_: Any, attribute: attrs.Attribute[Any], value: str) -> None:  # noqa: ANN401  attrs hands over any instance
    """Check an id or name: one line, no control characters, not long."""
    if not isinstance(value, str):
        raise InvalidInput(
            field=attribute.name,
            reason=both("{kind} is not text", "{kind} 不是文字", kind=type(value).__name__),
            next_step=_GIVE_ID,
        )
    if not value.strip():
        raise InvalidInput(field=attribute.name, reason=both("is empty", "不能为空"), next_step=_GIVE_ID)
    if len(value) > LONGEST_WORD or not value.isprintable():
        raise InvalidInput(
            field=attribute.name,
            reason=both(
                "is no id: at most {most} printable characters in one line",
                "须为单行可见字符，最多 {most} 字",
                most=LONGEST_WORD,
            ),
            next_step=_GIVE_ID,
        )


def is_a(kind: type[Any]) -> Callable[[Any, attrs.Attribute[Any], Any], None]:
    """Return a validator that takes values of this kind only, and nothing that merely looks like one."""

    def check(_: Any, attribute: attrs.Attribute[Any], value: Any) -> None:  # noqa: ANN401  attrs hands over any instance
        if not isinstance(value, kind):
            raise InvalidInput(
                field=attribute.name,
                reason=both(
                    "{found} is not a {kind}", "{found} 不是 {kind}", found=type(value).__name__, kind=kind.__name__
                ),
                next_step=both("Give {kind}(...).", "请给出 {kind}(...)。", kind=kind.__name__),
            )

    return check


def maybe_a(kind: type[Any]) -> Callable[[Any, attrs.Attribute[Any], Any], None]:
    """Return a validator that takes a value of this kind, or None."""
    return attrs.validators.optional(is_a(kind))


maybe_text = attrs.validators.optional(is_text)
maybe_word = attrs.validators.optional(is_word)


def utc(value: datetime) -> datetime:
    """Convert an instant to UTC; leave what is none for the validator to name."""
    if not isinstance(value, datetime) or value.tzinfo is None:
        return value
    try:
        return value.astimezone(UTC)
    except OverflowError:
        return value.replace(tzinfo=None)  # beyond the calendar's ends: no instant, and the validator says so


def maybe_utc(value: datetime | None) -> datetime | None:
    """Convert an instant to UTC, or pass None on."""
    return None if value is None else utc(value)


def moment(value: datetime | timedelta) -> datetime | timedelta:
    """Convert a point in time to UTC; pass a duration, counted from now on, as it is."""
    return value if isinstance(value, timedelta) else utc(value)


def maybe_moment(value: datetime | timedelta | None) -> datetime | timedelta | None:
    """Convert as `moment` does, or pass None on."""
    return None if value is None else moment(value)


def is_instant(_: Any, attribute: attrs.Attribute[Any], value: datetime) -> None:  # noqa: ANN401  attrs hands over any instance
    """Check that it is a point in time with a zone."""
    instant(value, field=attribute.name)


def is_moment(_: Any, attribute: attrs.Attribute[Any], value: datetime | timedelta) -> None:  # noqa: ANN401  as above
    """Check that it is a point in time, or a duration from now on that does not lie in the past."""
    if not isinstance(value, timedelta):
        instant(value, field=attribute.name)
    elif value <= timedelta(0):
        raise InvalidInput(
            field=attribute.name,
            reason=both("is not in the future", "不是将来的时间"),
            next_step=both("Give a positive duration.", "请填写大于零的时长。"),
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
            reason=both("is one value", "只有一个值"),
            next_step=both("Give a list of them.", "请以列表填写。"),
        )
    if not isinstance(values, Iterable):
        raise InvalidInput(
            field=field,
            reason=both("{kind} is no list", "{kind} 不是列表", kind=type(values).__name__),
            next_step=_GIVE_LIST,
        )
    found = tuple(values)
    for index, value in enumerate(found):
        if not isinstance(value, kind):
            raise InvalidInput(
                field=f"{field}[{index}]",
                reason=both(
                    "{given} is not a {kind}", "列表中有其他种类的值", given=type(value).__name__, kind=kind.__name__
                ),
                next_step=both(
                    "Give {kind} values.",
                    "请只填写{noun}。",
                    kind=kind.__name__,
                    noun=path_in_words(kind.__name__.lower()),
                ),
            )
    return found


def words(values: Iterable[str], *, field: str) -> tuple[str, ...]:
    """Convert a list of strings to a tuple."""
    return several(values, str, field=field)


def plain(text: str) -> str:
    """Return `text` with the full-width signs and long dashes of a Chinese keyboard made plain."""
    return re.sub("[\u2010-\u2015]", "-", unicodedata.normalize("NFKC", text)).strip()
