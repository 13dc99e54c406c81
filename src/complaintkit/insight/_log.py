"""The event log of an old system, read by a mapping that is data: each case's entries in the order of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from operator import attrgetter

import attrs

from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase


@attrs.frozen(kw_only=True)
class LogMapping:
    """What the columns of a log mean.

    Args:
        case: the column with the case's number.
        at: the column with the time of the row.
        owner: the column with the person, or the team, that has the case from then on.
        status: the column with the state from then on.
        group: the column with the team in whose queue it lies while no owner has it.
        closed: the states in which the case is closed.
        waiting: the states in which no owner has it, whoever the row names: who queued it, for instance.
        nobody: what the log writes in place of an owner or a team; an empty cell says the same.
        time_format: how times are written, as `datetime.strptime` has it; ISO 8601 unless given.
        zone: the zone of times that are written without one.
        sequence: a column that counts the rows of a case, for rows of the same moment; without it they stand as in the file.
        together: the rows of a case stand together, so that one case at a time is kept in memory.
    """

    case: str
    at: str
    owner: str
    status: str
    group: str | None = None
    closed: frozenset[str] = frozenset()
    waiting: frozenset[str] = frozenset()
    nobody: frozenset[str] = frozenset()
    time_format: str | None = None
    zone: tzinfo = UTC
    sequence: str | None = None
    together: bool = False


@attrs.frozen(kw_only=True)
class Entry:
    """A row of a log: from `at` on the case is with `owner`, in the queue of `group`, or with nobody."""

    at: datetime
    owner: str | None
    group: str | None
    status: str
    closed: bool
    sequence: int = 0


@attrs.frozen(kw_only=True)
class History:
    """A case, and its entries in the order of time."""

    case: str
    entries: tuple[Entry, ...]


def read_log(rows: Iterable[Mapping[str, str]], mapping: LogMapping) -> Iterator[History]:
    """Yield the history of each case, in the order in which the cases first appear.

    >>> from complaintkit.insight.history import intervals
    >>> mapping = LogMapping(case="单号", at="时间", owner="负责人", status="状态", closed=frozenset({"已办结"}))
    >>> rows = [
    ...     {"单号": "1", "时间": "2026-03-02T09:00+08:00", "负责人": "陈", "状态": "处理中"},
    ...     {"单号": "1", "时间": "2026-03-02T11:00+08:00", "负责人": "王", "状态": "处理中"},
    ...     {"单号": "1", "时间": "2026-03-03T09:00+08:00", "负责人": "陈", "状态": "已办结"},
    ... ]
    >>> (history,) = read_log(rows, mapping)
    >>> [(one.owner, str(one.end - one.start)) for one in intervals(history)]
    [('陈', '2:00:00'), ('王', '22:00:00'), (None, '0:00:00')]

    Raises:
        InvalidInput: a column that is not there, an empty case, a time or a sequence that can't be read, rows of a case that do
            not stand together; `field` names the row, counted from 1 without the header, and the column.
    """
    found = _together(rows, mapping) if mapping.together else _gathered(rows, mapping).items()
    for case, entries in found:
        yield History(case=case, entries=tuple(sorted(entries, key=attrgetter("at", "sequence"))))


def _gathered(rows: Iterable[Mapping[str, str]], mapping: LogMapping) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for number, row in enumerate(rows, 1):
        found.setdefault(_case(number, row, mapping), []).append(_entry(number, row, mapping))
    return found


def _together(rows: Iterable[Mapping[str, str]], mapping: LogMapping) -> Iterator[tuple[str, list[Entry]]]:
    seen: set[str] = set()
    last, entries = "", list[Entry]()
    for number, row in enumerate(rows, 1):
        case = _case(number, row, mapping)
        if case != last:
            if case in seen:
                raise _wrong(number, mapping.case, phrase("the rows of a case do not stand together"))
            if entries:
                yield last, entries
            seen.add(case)
            last, entries = case, []
        entries.append(_entry(number, row, mapping))
    if entries:
        yield last, entries


def _case(number: int, row: Mapping[str, str], mapping: LogMapping) -> str:
    if case := _cell(number, row, mapping.case):
        return case
    raise _wrong(number, mapping.case, phrase("is empty"))


def _entry(number: int, row: Mapping[str, str], mapping: LogMapping) -> Entry:
    status = _cell(number, row, mapping.status)
    owner = _name(_cell(number, row, mapping.owner), mapping)
    group = _name(_cell(number, row, mapping.group), mapping) if mapping.group else None
    return Entry(
        at=_time(number, row, mapping),
        owner=None if status in mapping.waiting else owner,
        group=group,
        status=status,
        closed=status in mapping.closed,
        sequence=_sequence(number, row, mapping.sequence) if mapping.sequence else 0,
    )


def _name(text: str, mapping: LogMapping) -> str | None:
    return None if not text or text in mapping.nobody else text


def _time(number: int, row: Mapping[str, str], mapping: LogMapping) -> datetime:
    text = _cell(number, row, mapping.at)
    try:
        at = _read_time(text, mapping.time_format)
    except ValueError:
        like = mapping.time_format or "2026-03-02T09:00+08:00"
        raise _wrong(number, mapping.at, phrase("{text!r} is not a time like {like}", text=text, like=like)) from None
    return (at if at.tzinfo else at.replace(tzinfo=mapping.zone)).astimezone(UTC)


def _read_time(text: str, time_format: str | None) -> datetime:
    return datetime.strptime(text, time_format) if time_format else datetime.fromisoformat(text)  # noqa: DTZ007


def _sequence(number: int, row: Mapping[str, str], column: str) -> int:
    text = _cell(number, row, column)
    if not text.isdecimal():
        raise _wrong(number, column, phrase("{text!r} is not a whole number", text=text))
    return int(text)


def _cell(number: int, row: Mapping[str, str], column: str) -> str:
    text = row.get(column)
    if text is None:
        raise _wrong(number, column, phrase("the row has no such column"))
    return text.strip()


def _wrong(number: int, column: str, reason: str) -> InvalidInput:
    return InvalidInput(
        field=f"row[{number}].{column}",
        reason=reason,
        next_step=phrase("Correct the row, or the mapping."),
    )
