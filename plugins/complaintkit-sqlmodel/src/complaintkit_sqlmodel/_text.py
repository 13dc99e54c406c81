"""SQL as text, and how values go into it and rows come out of it.

A session of SQLModel would cost 7 to 20 times the SQL it runs, and SQLAlchemy's Core four times; the text and the
conversions of its parameters are all we need of them while a command is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import attrs

from complaintkit.errors import DamagedError
from complaintkit_sqlmodel._catalogue import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


R = TypeVar("R")


@attrs.frozen(eq=False)
class Statement:
    """Text and how to bind values to it, by name."""

    text: str
    names: tuple[str, ...]
    constants: Mapping[str, object]
    encoders: tuple[tuple[int, Callable[[Any], Any]], ...]

    def bind(self, given: Mapping[str, object]) -> list[Any]:
        """Put the parameters in the order of the text."""
        values = [given[name] if name in given else self.constants[name] for name in self.names]
        for index, encode in self.encoders:
            values[index] = encode(values[index])
        return values


@attrs.frozen(eq=False)
class RowStatement:
    """Text that takes a whole row, then a few values more."""

    text: str
    fields: tuple[str, ...]
    encoders: tuple[tuple[int, Callable[[Any], Any]], ...]
    pick: Callable[[Any], tuple[Any, ...]]

    def bind(self, row: object, *more: object) -> list[Any]:
        """Put the parameters in the order of the text."""
        values = [*self.pick(row), *more]
        for index, encode in self.encoders:
            values[index] = encode(values[index])
        return values


@attrs.frozen(eq=False)
class Reading(Generic[R]):
    """A query's text, and how to make rows of what comes back."""

    statement: Statement
    row: type[R]
    fields: tuple[str, ...]
    decoders: tuple[tuple[int, Callable[[Any], Any]], ...]
    encoders: tuple[tuple[int, Callable[[Any], Any]], ...] = ()
    types: tuple[tuple[int, frozenset[type]], ...] = ()
    """Of what type is what nothing is encoded to: a database may take any."""

    def page(self, lines: Sequence[Sequence[Any]]) -> Iterable[R]:
        """Return rows of lines that are written as we write them: what reads alike and is written otherwise no query finds.

        Who asks for one that is written otherwise, or can't be read, gets a `DamagedError` that names it, then the next.
        """
        rows = self._whole(lines)
        return map(self._by_itself, lines) if rows is None else rows

    def _by_itself(self, line: Sequence[Any]) -> R:
        rows = self._whole([line])
        if rows is None:
            raise self._unsound(line)
        return rows[0]

    def _whole(self, lines: Sequence[Sequence[Any]]) -> list[R] | None:
        """Return the rows of lines, which are looked at column by column; None where one of them is not as we write it."""
        found = list(zip(*lines, strict=True))
        read = list(found)
        try:
            for index, decode in self.decoders:
                read[index] = tuple(map(decode, found[index]))
            for index, encode in self.encoders:  # all else is as it was read
                ours = tuple(map(encode, read[index]))
                if ours != found[index] or [*map(type, ours)] != [*map(type, found[index])]:
                    return None
            if not all(types.issuperset(map(type, found[index])) for index, types in self.types):
                return None
            return [self.row(**dict(zip(self.fields, values, strict=True))) for values in zip(*read, strict=True)]
        except Exception:  # noqa: BLE001  whatever somebody wrote there
            return None

    def rows(self, found: Iterable[Sequence[Any]]) -> list[R]:
        """Return what was found, as rows of the port."""
        make, fields, decoders = self.row, self.fields, self.decoders
        rows = []
        for line in found:
            values = list(line)
            try:
                for index, decode in decoders:
                    values[index] = decode(values[index])
                rows.append(make(**dict(zip(fields, values, strict=True))))
            except (ValueError, TypeError, ArithmeticError):  # whatever somebody wrote there
                raise self._unsound(line) from None
        return rows

    def _unsound(self, line: Sequence[Any]) -> DamagedError:
        """Say which row is damaged."""
        table = self.row.__name__.removesuffix("Row").lower()
        return DamagedError(
            reason=phrase("a row of {table} is not written as this software writes: {key}", table=table, key=line[0])
        )
