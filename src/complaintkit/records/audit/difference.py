"""What stands in a table and what the ledger makes of it: the fields in which they differ, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from operator import attrgetter
from typing import Any, Final

import attrs

from complaintkit.model.phrase import phrase
from complaintkit.model.verification import LedgerProblem

ASK: Final = phrase(
    "Keep a copy of the database as it is, compare it with a backup, and find out who could write to it."
)
"""What to do where words, files or lines were changed."""
RIGHT: Final = phrase(
    "The ledger is right. Keep a copy of the database as it is and find out who could write to it; then see `complaintkit"
    " repair rows`."
)
"""What to do where a row says something else than its ledger."""
_NOBODYS: Final = frozenset({"code", "customer_reference", "external_id", "token", "content", "salt"})
_LONGEST: Final = 200


@attrs.frozen(kw_only=True)
class RowProblem(LedgerProblem):
    """A row that differs, with the row that has to stand there; for who repairs, and never shown."""

    old: Any = attrs.field(default=None, repr=False)
    new: Any = attrs.field(default=None, repr=False)

    def plain(self) -> LedgerProblem:
        """Return what everybody may read of it."""
        return LedgerProblem(**{one.name: getattr(self, one.name) for one in attrs.fields(LedgerProblem)})


def problem(number: str | None, reason: str, *, table: str = "") -> LedgerProblem:
    """Return a problem with what was written: lines, words, files, numbers."""
    return LedgerProblem(case=number, reason=reason, table=table, next_step=ASK)


def differences(
    number: str | None, table: str, kept: Iterable[Any], wanted: Iterable[Any], key: tuple[str, ...]
) -> Iterator[LedgerProblem]:
    """Yield where rows differ from those that the ledger makes, by key: one that is missing, one too many, a field."""
    have = {tuple(getattr(row, name) for name in key): row for row in kept}
    want = {tuple(getattr(row, name) for name in key): row for row in wanted}
    otherwise = [one for one in have.keys() | want.keys() if not _alike(have.get(one), want.get(one))]
    for one in sorted(otherwise, key=str):
        yield from _between(number, table, have.get(one), want.get(one), _named(key, one))


def _alike(kept: Any, wanted: Any) -> bool:  # noqa: ANN401  rows of any kind
    """Tell if two rows are equal, field by field, and hold values of the same types: 1 is not True here."""
    if type(kept) is not type(wanted):
        return False
    values_of = _values_of(type(wanted))  # type: ignore[arg-type]  # a type is hashable
    ours, theirs = values_of(kept), values_of(wanted)
    return ours == theirs and [*map(type, ours)] == [*map(type, theirs)]


@cache
def _values_of(kind: type[Any]) -> Callable[[object], tuple[object, ...]]:
    """Return what returns the values of a row of this kind, all at once."""
    return attrgetter(*(field.name for field in attrs.fields(kind)))


def _between(number: str | None, table: str, kept: Any, wanted: Any, name: str) -> Iterator[LedgerProblem]:  # noqa: ANN401
    if wanted is None or kept is None:
        missing = phrase("{table} {name} is missing", table=table, name=name)
        added = phrase("{table} {name} follows from nothing in the ledger", table=table, name=name)
        yield RowProblem(
            case=number, reason=missing if kept is None else added, table=table, next_step=RIGHT, old=kept, new=wanted
        )
        return
    for field in attrs.fields(type(wanted)):
        values = getattr(kept, field.name), getattr(wanted, field.name)
        for one in different(number, table, field.name, values, name):
            told = {each.name: getattr(one, each.name) for each in attrs.fields(LedgerProblem)}
            yield RowProblem(**told, old=kept, new=wanted)


def different(
    number: str | None, table: str, field: str, values: tuple[object, object], name: str = ""
) -> Iterator[LedgerProblem]:
    """Yield the problem where two values differ: the one that is kept, and the one by the ledger."""
    kept, wanted = values
    if kept == wanted and type(kept) is type(wanted):
        return
    secret = field in _NOBODYS
    shown, right = (None, None) if secret else (_shown(kept), _shown(wanted))
    reason = (
        phrase("{field} of {table} {name} is not what the ledger says", field=field, table=table, name=name)
        if secret
        else phrase(
            "{field} of {table} {name} is {kept}; by the ledger it is {by_ledger}",
            field=field,
            table=table,
            name=name,
            kept=shown,
            by_ledger=right,
        )
    )
    yield LedgerProblem(
        case=number, reason=reason, table=table, field=field, kept=shown, by_ledger=right, next_step=RIGHT
    )


def _named(key: tuple[str, ...], values: tuple[object, ...]) -> str:
    """Name a row by its key, without what is nobody's to read."""
    return " ".join(str(value) for name, value in zip(key, values, strict=True) if name not in {*_NOBODYS, "case"})


def _shown(value: object) -> str:
    isoformat = getattr(value, "isoformat", None)
    return str(isoformat() if isoformat else value)[:_LONGEST]
