"""Rows of several kinds, read side by side: for each id, what of each kind belongs to it, as far as it can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, TypeVar

from complaintkit.model.errors import StorageError
from complaintkit.ports import storage as port

if TYPE_CHECKING:
    from complaintkit.ports.storage import Reader

R = TypeVar("R")

_OWNER: Final[dict[type[Any], str]] = {
    port.CaseRow: "id",
    port.TaskRow: "id",
    port.TaskCaseRow: "task",
    port.MemberRow: "id",
}


class EveryReadable:
    """A reader that goes on behind a row that can't be read: one that is damaged hides no other."""

    def __init__(self, reader: Reader, unreadable: Callable[[StorageError], None]) -> None:
        """Tell `unreadable` of each such row."""
        self._reader = reader
        self._unreadable = unreadable

    def every(self, kind: type[R]) -> Iterator[R]:
        """Yield every row of a kind that can be read; the same error twice running is the storage's, and ends them."""
        rows, last = self._reader.every(kind), None
        while True:
            try:
                for row in rows:
                    last = None
                    yield row
            except StorageError as error:
                if str(error) == last:
                    return
                last = str(error)
                self._unreadable(error)
            else:
                return

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever else the reader has
        return getattr(self._reader, name)


Beside = dict[type[Any], list[Any]]
"""The rows of one id, by their kind."""


def side_by_side(reader: Reader, kinds: tuple[type[Any], ...]) -> Iterator[tuple[str, Beside]]:
    """Yield each id that any row belongs to, in order, with its rows of each kind; what belongs to none is read as well."""
    sides = {kind: _by_id(reader, kind) for kind in kinds}
    ahead = {kind: group for kind, groups in sides.items() if (group := next(groups, None))}
    while ahead:
        first = min([id for id, _ in ahead.values()])
        beside: Beside = {kind: [] for kind in kinds}
        for kind in [kind for kind, (id, _) in ahead.items() if id == first]:
            beside[kind] = list(ahead.pop(kind)[1])
            if group := next(sides[kind], None):
                ahead[kind] = group
        yield first, beside


def _by_id(reader: Reader, kind: type[Any]) -> Iterator[tuple[str, Iterator[Any]]]:
    rows = groupby(reader.every(kind), attrgetter(_OWNER.get(kind, "case")))
    return ((id, rows_of_id) for id, rows_of_id in rows if id is not None)
