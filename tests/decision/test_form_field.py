"""The fields of a form by their names: a slip is refused, any other name is the host's own, a program is not corrected."""

import pytest

from complaintkit import Customer, System
from complaintkit.errors import InvalidInput
from complaintkit.testing import open_test_desk

WANG = Customer(name="王芳", phone="13800138000")


@pytest.fixture
def desk():
    """A desk for canteens: its form asks for `abnormal`, the core itself reads `difference`, `meal` and `till`."""
    with open_test_desk() as desk:
        yield desk


def take(desk, fields, *, by="chen", category="food/sensory"):
    """Take a complaint in with these fields."""
    return desk.receive(
        "饭是酸的", by=by, channel="hotline", unit="s1", category=category, customer=WANG, fields=fields
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("abnromal", "abnormal"),
        ("Abnormal", "abnormal"),
        ("ａｂｎｏｒｍａｌ", "abnormal"),
        ("diference", "difference"),
        ("meals", "meal"),
    ],
)
def test_a_slip_is_refused_wherever_fields_are_typed(desk, typed, meant):
    """At intake, at registration, and with the facts: no rule would find what stands under it."""
    case, unsorted = take(desk, {}), take(desk, {}, category=None)
    for attempt in (
        lambda: take(desk, {typed: "yes"}),
        lambda: desk.register(unsorted, by="chen", category="food/sensory", fields={typed: "yes"}),
        lambda: desk.record_facts(case, by="chen", facts="酸", root_cause="storage", fields={typed: "yes"}),
    ):
        with pytest.raises(InvalidInput) as refused:
            attempt()
        assert refused.value.field == f"fields.{typed}"
        assert repr(meant) in str(refused.value)


@pytest.mark.parametrize("name", ["abnormal", "difference", "room", "桌号", "till"])
def test_a_field_of_the_form_and_one_that_is_like_none_are_kept(desk, name):
    """A host may send what it likes."""
    assert take(desk, {name: "7"}).fields[name] == "7"


def test_a_program_is_not_corrected(desk):
    """What a website sends is its business: a complaint is not turned away for the name of a field."""
    assert take(desk, {"abnromal": "yes"}, by=System("site")).fields == {"abnromal": "yes"}


def test_names_that_differ_by_a_number_are_two_fields():
    """`photo-2` is no slip of `photo-1`."""
    from complaintkit.decision.steps.form_field import _meant

    assert not _meant("photo-2", ["photo-1"])
    assert _meant("phto-1", ["photo-1"]) == "photo-1"
