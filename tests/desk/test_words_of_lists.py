"""A list that is narrowed by a word nobody has is refused, for it would look as if nothing had come; old words still find."""

import pytest

from complaintkit import Customer
from complaintkit.errors import InvalidInput
from complaintkit.model.actor import System
from complaintkit.testing import open_test_desk

BY = System("screen")
WANG = Customer(name="王芳", phone="13800138000")


@pytest.fixture
def desk():
    """A desk of the playbook for canteens, with one case of its category."""
    with open_test_desk() as desk:
        desk.receive("饭是酸的", by="chen", channel="hotline", unit="s1", category="food/sensory", customer=WANG)
        yield desk


@pytest.mark.parametrize(
    ("condition", "word", "meant"),
    [
        ("category", "food/sensroy", "'food/sensory'"),
        ("category", "fod", "'food'"),
        ("category", "nothing-like-it", "Known:"),
        ("channel", "hotlin", "'hotline'"),
        ("channel", "Hotline", "'hotline'"),
    ],
)
def test_a_word_that_nobody_has_is_refused(desk, condition, word, meant):
    """With the nearest one, under the name of the condition."""
    with pytest.raises(InvalidInput) as refused:
        desk.cases(by=BY, **{condition: word})

    assert refused.value.field == condition
    assert meant in str(refused.value)


@pytest.mark.parametrize("condition", ["category", "channel"])
def test_a_title_finds_the_word(desk, condition):
    """As people call it in their language."""
    book = desk.playbook(by=BY)
    known = book.categories if condition == "category" else book.channels
    id_, title = next((id_, one.title["zh"]) for id_, one in known.items() if id_ in ("food/sensory", "hotline"))

    with pytest.raises(InvalidInput) as refused:
        desk.cases(by=BY, **{condition: title})

    assert id_ in refused.value.user_message("zh")


def test_what_finds_is_found_and_what_may_be_the_host_s_own_finds_nothing(desk):
    """A category of the procedure, cases that are not sorted yet, a channel that the host has of its own."""
    assert desk.cases(by=BY, category="food").count() == 1
    assert desk.cases(by=BY, category="-").count() == 0
    assert desk.cases(by=BY, channel="hotline").count() == 1
    assert desk.cases(by=BY, channel="our-own-till").count() == 0
