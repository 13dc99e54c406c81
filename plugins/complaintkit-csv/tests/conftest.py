"""Files as they come, read by a channel with a mapping."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest
from complaintkit_csv import Csv

from complaintkit.plugin import Authentic, Envelope, FormReceived, Parsed, Proof

Read: TypeAlias = Callable[..., Parsed]
Forms: TypeAlias = Callable[..., list[FormReceived]]
MAP = {"external_id": "id", "text": "what"}


@pytest.fixture
def read() -> Read:
    """Read a file, given as text or bytes, with `id` and `what` mapped where nothing else is."""

    def read_one(file: str | bytes, **settings: Any) -> Parsed:
        content = file.encode() if isinstance(file, str) else file
        (channel,) = Csv(**{"name": "csv", "map": MAP, **settings}).complaintkit_channels()
        message = channel.authenticate(Envelope(content, staff="chen"))
        assert message == Authentic(content, proof=Proof.SESSION, envelope=message.envelope)
        return channel.parse(message)

    return read_one


@pytest.fixture
def forms(read: Read) -> Forms:
    """The forms in a file."""

    def of(file: str | bytes, **settings: Any) -> list[FormReceived]:
        items = read(file, **settings).items
        assert all(isinstance(one, FormReceived) for one in items)
        return list(items)  # type: ignore[arg-type]  # as asserted

    return of


@pytest.fixture
def said(forms: Forms) -> Callable[..., dict[str, object]]:
    """What the only row of a file says, without where it stood."""

    def of(file: str | bytes, **settings: Any) -> dict[str, object]:
        (form,) = forms(file, **settings)
        return {name: value for name, value in form.fields.items() if name not in ("line", "row", "columns")}

    return of
