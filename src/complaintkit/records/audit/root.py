"""The roots of all ledgers, those that the desk put down and one that was kept elsewhere, held against the lines there are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from complaintkit.model.phrase import phrase
from complaintkit.records.audit.difference import problem
from complaintkit.records.ledger import STREAM
from complaintkit.records.ledger_root import lines_between, root_of, rooted_in

if TYPE_CHECKING:
    from complaintkit.model.verification import LedgerProblem, LedgerRoot
    from complaintkit.ports.storage import Reader


def check_roots(reader: Reader, outside: LedgerRoot | None) -> Iterator[LedgerProblem]:
    """Yield each root that the lines up to it do not make, and what the one that was kept elsewhere knows and is not there."""
    after, before = 0, ""
    known: dict[int, str] = {}
    for _, position, root in rooted_in(list(reader.events([STREAM]))):
        made, _ = root_of(before, lines_between(reader, after, position))
        if made != root:
            yield problem(
                None,
                phrase("lines {first} to {last} of the feed do not make their root", first=after + 1, last=position),
                table="ledger",
            )
        known[position] = root
        after, before = position, root
    if outside is not None:
        yield from _check_outside(reader, outside, known)


def _covers(reader: Reader, outside: LedgerRoot, known: dict[int, str]) -> bool:
    """Tell if the lines make the root that was kept elsewhere, whether or not the line that puts it down is here.

    It is not in a backup that was made before the root was taken.
    """
    if outside.position in known:
        return known[outside.position] == outside.root
    after = max((one for one in known if one < outside.position), default=0)
    made, last = root_of(known.get(after, ""), lines_between(reader, after, outside.position))
    return (made, last) == (outside.root, outside.position)


def _check_outside(reader: Reader, outside: LedgerRoot, known: dict[int, str]) -> Iterator[LedgerProblem]:
    at = outside.at.isoformat(timespec="minutes")
    if not _covers(reader, outside, known):
        yield problem(
            None,
            phrase(
                "the ledgers are not those whose root was taken at {at}, up to line {position}",
                at=at,
                position=outside.position,
            ),
            table="ledger",
        )
    for number, head in outside.heads.items():
        row = reader.case(number) or reader.task(number)
        lines = reader.events([row.id]) if row is not None else ()
        if row is None:
            yield problem(number, phrase("{number} was there at {at} and is not there now", number=number, at=at))
        elif len(lines) < head.lines:
            yield problem(
                number,
                phrase(
                    "had {lines} lines at {at}, of which only {left} are left", lines=head.lines, at=at, left=len(lines)
                ),
                table="ledger",
            )
        elif lines[head.lines - 1].hash != head.head:
            yield problem(number, phrase("its lines are not those of {at}", at=at), table="ledger")
