"""Erasing people while others read: what marked words are left in any file of the database afterwards.

Each person is given marked words wherever words are taken: name, address, complaint, notes, facts, files, what they said
later, why it ended. Somebody reads all the while, in a process of their own, so that the log can't be cut at once; when
they have gone, a worker passes once, and no file may hold a mark.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import attrs
from complaintkit_sqlmodel._sqlite import driver_of

from complaintkit import Customer, Desk, Purchase
from complaintkit.model.evidence import Attachment
from faults._child import in_child, start
from faults._family import Family, Tally
from faults._storage import Storage, workshop
from faults._world import START, found, found_house, open_desk

__all__ = ["FAMILY"]

_PERSONS: Final = 10  # who are erased on one database; there is one more
_NOTES: Final = 12
_FILES: Final = 5
_LATER: Final = timedelta(hours=1)


def run(storage: Storage, seed: int, numbers: range) -> Tally:
    """Erase so many persons."""
    tally = Tally(["persons", "marks", "files looked through"], wrong=["left in a file", "lost of others"])
    found_house(storage)
    for first in range(numbers.start, numbers.stop, _PERSONS):
        number, persons = f"{seed} {first}", min(_PERSONS, numbers.stop - first)
        with workshop() as folder:
            url = found(storage, folder)
            marks = in_child(_fill, url, number, persons + 1)
            reading, release = os.pipe()
            reader = start(lambda say: _read(folder / "desk.db", reading, release, say))  # noqa: B023  forked at once
            reader.hear(b"reading\n")
            in_child(_erase, url, list(marks)[:-1])
            os.write(release, b"\n")
            reader.end()
            os.close(reading)
            os.close(release)
            in_child(_pass, url)
            _look(tally, url, folder, marks, number)
    return tally


def _fill(url: str, seed: str, persons: int) -> dict[str, list[str]]:
    """Take complaints in whose every word is marked, and end them; return the marks of each case."""
    chance = random.Random(seed)
    found: dict[str, list[str]] = {}
    with open_desk(url) as desk:
        for person in range(persons):
            marker = _Marker(chance)
            found[_complaint(desk, marker.mark, person, chance)] = marker.marks
    return found


@attrs.frozen
class _Marker:
    """Makes marks, and knows those it made."""

    chance: random.Random
    marks: list[str] = attrs.field(factory=list)

    def mark(self) -> str:
        """Return a mark that nobody has yet."""
        self.marks.append(f"Mark{self.chance.randrange(10**12):012}")
        return self.marks[-1]


def _complaint(desk: Desk, mark: Callable[[], str], person: int, chance: random.Random) -> str:
    """Take one complaint in, say more of it, and end it; return its number."""
    case = desk.receive(
        f"米饭是酸的 {mark()} {mark()}",
        by="chen",
        channel="hotline",
        unit="softpark",
        category="food/sensory",
        customer=Customer(name=f"王 {mark()}", email=f"{mark().lower()}@customer.example"),
        purchase=Purchase(f"D-{person}"),
        attachments=[Attachment(name=f"{mark()}.txt", media_type="text/plain", content=f"{mark()}\n".encode() * 9)],
    )
    for _ in range(_NOTES):
        desk.note(case, by="chen", text=f"{mark()} {mark()}" + "。" * chance.randrange(2000))
    for _ in range(_FILES):
        file = Attachment(name=f"{mark()}.txt", media_type="text/plain", content=f"{mark()} ".encode() * 500)
        desk.note(case, by="chen", text=mark(), attachments=[file])
    ended = desk.withdraw(case, by="chen", reason=mark())
    if not ended.archived_at:
        desk.archive(case, by="chen")
    return case.number


def _read(file: Path, told: int, other: int, say: Callable[[bytes], None]) -> None:
    """Hold a view of the database open until told to go."""
    os.close(other)
    with closing(driver_of("auto").connect(file, isolation_level=None)) as database:
        database.execute("BEGIN")
        database.execute('SELECT count(*) FROM "case"').fetchall()
        say(b"reading\n")
        os.read(told, 1)


def _erase(url: str, cases: list[str]) -> None:
    with open_desk(url, at=_at(1)) as desk:
        for case in cases:
            desk.erase_person(case, by="fang")


def _pass(url: str) -> None:
    with open_desk(url, at=_at(2)) as desk:
        desk.work_blocking(limit=100)


def _at(hours: int) -> str:
    return (datetime.fromisoformat(START) + hours * _LATER).isoformat()


def _look(tally: Tally, url: str, folder: Path, marks: dict[str, list[str]], number: str) -> None:
    """Look for each mark of those erased in every file, as it is and in small letters; the last one is still there."""
    files = {file.name: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    tally.add("files looked through", len(files))
    for case, own in list(marks.items())[:-1]:
        tally.add("persons")
        tally.add("marks", len(own))
        for mark in own:
            for name, content in files.items():
                if mark.encode() in content or mark.lower().encode() in content:
                    tally.fail("left in a file", f"database {number}, {case}: {mark} in {name}")
    case, own = list(marks.items())[-1]
    if not in_child(_words_of, url, case, own[0]):
        tally.fail("lost of others", f"database {number}: the words of {case}")


def _words_of(url: str, case: str, mark: str) -> bool:
    with open_desk(url, at=_at(2)) as desk:
        return mark in (desk.case(case, by="fang").text or "")


FAMILY = Family(
    what="persons erased, each with about 40 marked words, while somebody reads",
    promise="no mark in any file, nothing of others is gone",
    short=4,
    long=100,
    part=20,
    run=run,
    storages=frozenset({"sqlite"}),
)
