"""Whatever is typed into any text field of any command, done or refused: without the key no file of the database has it."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

import attrs
import pytest

from complaintkit import Attachment, ComplaintKitError, Contact, Customer, Desk, Money, Remedy
from complaintkit.desk.intake.refused import _TYPED
from complaintkit.model.commands import commands
from complaintkit.model.due import Within
from complaintkit.model.wire import fields_of
from complaintkit.ports.storage import CaseFilter
from complaintkit.testing import FakeClock
from tests.database import content_of

ORGANISATION = Path(__file__).parents[2] / "docs" / "samples" / "canteen" / "organisation.toml"
AT = "2026-11-21T10:00+08:00"


_PLAIN: Mapping[Any, object] = {
    int: 3,
    bool: True,
    Decimal: Decimal(1),
    datetime: datetime(2026, 11, 21, tzinfo=UTC),
    timedelta: timedelta(days=1),
    Money: Money(1, "CNY"),
    Within: Within(1, "h"),
    Remedy: Remedy.apology(),
}


@attrs.define
class Marker:
    """Fills commands, each text with a mark of its own."""

    marks: list[str] = attrs.field(factory=list)

    def mark(self) -> str:
        """Return a mark that nobody has yet; it is a word, a number of letters and digits, and no word of any list."""
        self.marks.append(f"Zq{len(self.marks):06}marked")
        return self.marks[-1]

    def filled(self, kind: Any) -> Any:
        """Return something that fits a type, with a mark wherever there is text."""
        makers: Mapping[Any, Callable[[], object]] = {
            str: self.mark,
            Any: self.mark,
            object: self.mark,
            bytes: lambda: self.mark().encode(),
            Contact: lambda: Contact("email", f"{self.mark()}@customer.example"),
            Customer: lambda: Customer(name=self.mark(), contacts=[self.filled(Contact)], reference=self.mark()),
            Attachment: lambda: Attachment(
                name=f"{self.mark()}.txt", media_type="text/plain", content=self.mark().encode()
            ),
            **{one: partial(_PLAIN.__getitem__, one) for one in _PLAIN},
        }
        return makers[kind]() if kind in makers else self._shaped(kind)

    def _shaped(self, kind: Any) -> Any:
        """Return one of a union, a list, a mapping, or a class of ours."""
        shape, inner = get_origin(kind), [one for one in get_args(kind) if one is not types.NoneType]
        if shape in (Union, types.UnionType):
            return self.filled(inner[0])
        if shape is Literal:
            return inner[0]
        if isinstance(kind, type) and issubclass(kind, Enum):
            return next(iter(kind))
        if shape is not None and issubclass(shape, Mapping):
            return {self.mark(): self.filled(inner[1])}
        if shape is tuple:
            return tuple(map(self.filled, inner)) if inner[-1] is not Ellipsis else (self.filled(inner[0]),)
        return self.made(kind)

    def made(self, kind: type, **given: object) -> Any:
        """Return one of a class with every field filled; what can't be so has its default, or something plain."""
        fields = {one.name: one for one in fields_of(kind) if one.name not in given}
        values = {name: self.filled(one.type) for name, one in fields.items()}
        for name in ("", *fields):
            if name and not fields[name].required:
                del values[name]
            try:
                return kind(**{**values, **given})
            except (ComplaintKitError, TypeError, ValueError):
                continue
        return kind(**{**values, **given})


def texts(value: object) -> Iterator[str]:
    """Every text in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, bytes):
        yield value.decode("utf-8", "replace")
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from texts(key)
            yield from texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts(one)
    elif attrs.has(type(value)):
        yield from texts(attrs.asdict(value, recurse=False))  # type: ignore[arg-type]  # as asked


@pytest.fixture
def desk(tmp_path: Path, founded: Callable[..., None]) -> Iterator[Desk]:
    """A canteen's."""
    founded(tmp_path, playbook="canteen-delivery", organisation=ORGANISATION, at=AT)
    with Desk.open(f"sqlite:///{tmp_path}/desk.db", clock=FakeClock(AT)) as desk:
        yield desk


def kept(desk: Desk) -> str:
    """Return what can be read by the key: words, and requests that were refused."""
    with desk._door.storage.reading() as tx:
        every = [row.id for row in tx.cases(CaseFilter(), after=None, limit=10_000)]
        said = [(one.content or b"").decode("utf-8", "replace") for one in tx.vault(every)]
        refused = [one.content.decode("utf-8", "replace") for one in tx.refused(limit=10_000)]
    return "\n".join([*said, *refused])


def test_no_text_of_any_command_is_in_a_file(desk: Desk, tmp_path: Path) -> None:
    """Each command once, on a case of its own, with a mark in each text: kept, where it can be read by the key alone."""
    marker, unkept, with_words = Marker(), set[str](), 0
    every: dict[str, Any] = dict(commands())
    for word, kind in every.items():
        given: dict[str, object] = {}
        if "case" in {one.name for one in fields_of(kind)}:
            case = desk.receive("酸的", by="chen", channel="hotline", customer=Customer(), unit="softpark")
            given["case"] = case.number
        command = marker.made(kind, **given)
        marks = [one for one in marker.marks if any(one in text for text in texts(command))]
        with suppress(ComplaintKitError):  # refused, and kept
            desk.do(command, by="chen", idempotency_key=marker.mark())
        found = kept(desk)
        typed = {one.name for one in fields_of(kind)} & _TYPED
        if typed and not any(one in found for one in marks):
            unkept.add(word)
        with_words += bool(typed)
    assert (len(marker.marks) > 200, with_words > 15) == (True, True)
    assert unkept == set(), "nothing that was typed is lost"
    content = content_of(tmp_path)
    assert {mark for mark in marker.marks if mark.encode() in content} == set()
