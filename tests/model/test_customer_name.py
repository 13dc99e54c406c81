"""A customer's name as people have them: any script, wide, right to left, with an emoji of several signs. S0.3"""

from __future__ import annotations

import pytest

from complaintkit import Customer, InvalidInput
from complaintkit.commands import Receive


@pytest.mark.parametrize(
    "name", ["王芳", "Ｗｉｄｅ", "مريم", "می\u200cخواهم", "小明👨\u200d👩\u200d👧", "Zoë O’Brien", "क्\u200dष"]
)
def test_a_name_is_taken_as_it_is(name: str) -> None:
    """Nobody at the counter has to spell it otherwise."""
    assert Receive(text="饭是酸的", channel="hotline", customer=Customer(name=name)).customer.name == name


@pytest.mark.parametrize("name", ["两\n行", "王\u202e芳", "王\u200b芳", "\x1b[2J", "\u2066王"])
def test_what_acts_on_its_reader_is_none(name: str) -> None:
    """Lines, directions, what nobody sees, commands of a terminal."""
    with pytest.raises(InvalidInput):
        Receive(text="饭是酸的", channel="hotline", customer=Customer(name=name))
