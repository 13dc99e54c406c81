"""What of a transaction can be decided ahead of the turn to write, method by method of the port."""

from __future__ import annotations

import pytest

from complaintkit.ports import storage as port
from complaintkit.records import ahead

READER = {name for name in vars(port.Reader) if not name.startswith("_")}
WRITER = {name for name in vars(port.Writer) if not name.startswith("_")}


@pytest.mark.parametrize("name", sorted(READER | WRITER))
def test_what_is_not_known_how_to_keep_back_needs_the_turn(name: str) -> None:
    """Each method of a transaction is read again, kept back, or has the command decided in its turn; none slips through."""
    here = ahead.Ahead(None)
    if hasattr(ahead.Ahead, name) or name in ahead.REREAD | ahead.KEPT_BACK:
        assert callable(getattr(here, name))
        return
    with pytest.raises(ahead.NeedsTurn):
        getattr(here, name)


@pytest.mark.parametrize("name", sorted(ahead.KEPT_BACK))
def test_what_is_kept_back_is_what_returns_nothing(name: str) -> None:
    """Who writes it goes on without an answer: one that told something would be told a lie."""
    assert name in WRITER
    assert getattr(port.Writer, name).__annotations__["return"] == "None"


@pytest.mark.parametrize("name", sorted(ahead.REREAD))
def test_what_is_read_again_can_be_compared(name: str) -> None:
    """A row, a value, or a list of them: what comes bit by bit would be used up by the first who reads it."""
    assert name in READER
    assert not getattr(port.Reader, name).__annotations__["return"].startswith(("Iterator", "Iterable"))
