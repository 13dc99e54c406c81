"""The plugin and its settings: which column is what, and how times, words and bytes are read."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import attrs
from typing_extensions import override

from complaintkit.errors import InvalidInput
from complaintkit.plugin import LARGEST_BODY, Channel, Plugin, hookimpl, is_size
from complaintkit_csv._catalogue import phrase
from complaintkit_csv._field import columns, constants, nearest, vocabulary
from complaintkit_csv._moment import ORDERS, Order


def _is_order(_: object, attribute: attrs.Attribute[Any], value: Order | None) -> None:
    if value is not None and value not in ORDERS:
        raise InvalidInput(
            field=attribute.name,
            reason=phrase("{value!r} is no order", value=value),
            next_step=phrase("Give one of {known}.", known=", ".join(ORDERS)),
        )


def _is_zone(_: object, attribute: attrs.Attribute[Any], value: str | None) -> None:
    if value is None:
        return
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        from zoneinfo import available_timezones

        raise InvalidInput(
            field=attribute.name,
            reason=phrase("{value!r} is no time zone", value=value),
            next_step=nearest(value, available_timezones()),
        ) from None


def _is_encoding(_: object, attribute: attrs.Attribute[Any], value: str | None) -> None:
    if value is None:
        return
    try:
        "".encode(value)
        codecs.lookup(value)
    except (LookupError, ValueError, TypeError):
        raise InvalidInput(
            field=attribute.name,
            reason=phrase("{value!r} is no encoding", value=value),
            next_step=phrase("Give one such as utf-8 or gb18030."),
        ) from None


def _is_delimiter(_: object, attribute: attrs.Attribute[Any], value: str | None) -> None:
    if value is not None and value not in ("\\t", "tab") and (len(value) != 1 or value in '"\r\n '):
        raise InvalidInput(
            field=attribute.name,
            reason=phrase("{value!r} separates no cells", value=value),
            next_step=phrase('Give one character, or "tab".'),
        )


def _words(value: object) -> frozenset[str]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise InvalidInput(field="empty", reason=phrase("is no list"), next_step=phrase('Write empty = ["?", "NULL"].'))
    return frozenset(map(str, value))


def _has_text(_: object, attribute: attrs.Attribute[Any], value: Mapping[str, object]) -> None:
    if "text" not in value:
        raise InvalidInput(
            field=attribute.name,
            reason=phrase("does not say which column is the text"),
            next_step=phrase('Write text = "<its name>".'),
        )


@attrs.frozen(kw_only=True, eq=False)
class Csv(Plugin):
    """Complaints in a CSV file, by a column mapping. One instance per kind of file.

    >>> Csv(name="reviews", map={"text": "review", "kind": "label"}, values={"kind": {"1": "praise"}}).map["kind"]
    ('label',)
    """

    name: str
    map: Mapping[str, tuple[str, ...]] = attrs.field(
        converter=columns, validator=_has_text, metadata={"help": "our field = column, or columns that are joined"}
    )
    values: Mapping[str, Mapping[str, str]] = attrs.field(
        factory=dict, converter=vocabulary, metadata={"help": "field.word-in-the-file = our word"}
    )
    defaults: Mapping[str, str] = attrs.field(
        factory=dict, converter=constants, metadata={"help": "our field = what it is where no cell says it"}
    )
    empty: frozenset[str] = attrs.field(
        factory=frozenset, converter=_words, metadata={"help": 'cells that say nothing, such as "?"'}
    )
    tz: str | None = attrs.field(
        default=None, validator=_is_zone, metadata={"help": "zone of times that name none: Asia/Shanghai"}
    )
    dates: Order | None = attrs.field(
        default=None, validator=_is_order, metadata={"help": "Y/m/d, d/m/Y or m/d/Y; none: what the file itself proves"}
    )
    encoding: str | None = attrs.field(
        default=None, validator=_is_encoding, metadata={"help": "none: UTF-8, else GB 18030 if it reads as Chinese"}
    )
    delimiter: str | None = attrs.field(
        default=None, validator=_is_delimiter, metadata={"help": "none: the one that finds the mapped columns"}
    )
    source: str = attrs.field(
        default="",
        metadata={"help": "tells files without ids apart, in which the same rows are not the same complaints"},
    )
    language: str = attrs.field(default="en", metadata={"help": "in which it is told how a file was read"})
    anybody: bool = attrs.field(
        default=False,
        metadata={"help": "take files by HTTP that no session of staff stands behind, too: they wait in the inbox"},
    )
    largest: int = attrs.field(
        default=LARGEST_BODY,
        validator=is_size,
        metadata={"help": "bytes of a file that comes in by HTTP without a session of staff behind it"},
    )

    @override
    @hookimpl
    def complaintkit_channels(self) -> Iterable[Channel]:
        """Give one channel, called like the instance."""
        from complaintkit_csv._channel import CsvChannel

        yield CsvChannel(self)
