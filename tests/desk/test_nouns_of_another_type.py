"""A noun with a value of another type in it is refused by the field, when it is made or where it is given: no traceback."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest

import complaintkit
from complaintkit import Case, ComplaintKitError, Customer, Desk, InvalidInput, Measure, Member
from tests.desk.test_bad_readings import NAMED, NO_TYPES, callables

NOUNS: dict[str, type[Any]] = {
    name: one for name in complaintkit.__all__ if inspect.isclass(one := getattr(complaintkit, name)) and attrs.has(one)
}
kit: Any = complaintkit
"""Its nouns, to be made of what they are not made of."""
MADE_BY_THE_DESK = {"Case", "Coupon", "InboxItem", "LedgerRoot", "Membership", "Task"}
"""What a desk hands out, and nobody makes."""
SOUND: dict[str, object] = {
    "answer_by": datetime(2026, 11, 30, tzinfo=UTC),
    "content": b"x",
    "customer": Customer(phone="13800138001", member=Member("88012")),
    "due": timedelta(hours=1),
    "media_type": "text/plain",
    "measures": [Measure("换货", who="chen", due=timedelta(hours=1))],
    "channel": "hotline",
    "who": "chen",
    **NAMED,
}


def needed(made: Callable[..., Any]) -> dict[str, Any]:
    """Return sound values for what has to be given."""
    parameters = inspect.signature(made).parameters.values()
    return {
        one.name: SOUND.get(one.name, "x")
        for one in parameters
        if one.default is one.empty and one.kind not in (one.VAR_KEYWORD, one.VAR_POSITIONAL)
    }


def nouns(name: str) -> Iterator[tuple[str, Any]]:
    """Yield the nouns of a kind that can be made with one value of another type in them, by what was given."""
    noun, sound = NOUNS[name], needed(NOUNS[name])
    for field in inspect.signature(noun).parameters:
        for wrong in NO_TYPES:
            try:
                yield f"{field}={wrong!r}", noun(**sound | {field: wrong})
            except ComplaintKitError:
                continue


@pytest.mark.parametrize("name", NOUNS)
def test_a_noun_is_made_or_refused(name: str) -> None:
    """A price without its currency, a name that is a number: the field is named, and Python raises nothing of its own."""
    list(nouns(name))


def test_a_noun_that_could_be_made_is_taken_or_refused(desk: Desk, case: Case) -> None:
    """By every method of a desk and its nouns that takes one, alone or in a list."""
    wrong, given = [], 0
    for place, method in callables(desk):
        sound = needed(method) | ({"case": case} if "case" in inspect.signature(method).parameters else {})
        for parameter in inspect.signature(method).parameters.values():
            kinds = NOUNS.keys() & set(re.findall(r"\w+", str(parameter.annotation))) - MADE_BY_THE_DESK
            many = re.search("Sequence|Iterable", str(parameter.annotation))
            for kind in sorted(kinds):
                for said, noun in nouns(kind):
                    given += 1
                    try:
                        found = method(**sound | {parameter.name: [noun] if many else noun})
                        list(found) if isinstance(found, Iterator) else None
                    except ComplaintKitError:
                        continue
                    except Exception as error:  # noqa: BLE001  whatever it is
                        wrong.append(f"{place}({parameter.name}={kind}({said})): {error!r}")
    assert given > 500
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("field", "make"),
    [
        ("paid", lambda: kit.Item("米饭", paid=9.9)),
        ("per_customer", lambda: kit.Remedy(kind="coupon", per_customer=5)),
        ("customer.name", lambda: kit.Customer(name=5)),
        ("customer.needs", lambda: kit.Customer(needs="elderly")),
        ("consents[0]", lambda: kit.NewMember(customer=kit.Customer(member=kit.Member("1")), consents=[("birthday",)])),
    ],
)
def test_what_is_made_names_the_field(field: str, make: Callable[[], object]) -> None:
    """With the next step."""
    with pytest.raises(InvalidInput) as refused:
        make()
    assert (refused.value.field, bool(refused.value.next_step)) == (field, True)


@pytest.mark.parametrize(
    ("field", "customer"),
    [
        ("customer.member", kit.Customer(member="88012")),
        ("customer.member.tier", kit.Customer(member=kit.Member("88012", tier=5))),
        ("customer.member.points", kit.Customer(member=kit.Member("88012", points="7"))),
        ("customer.no_contact_because", kit.Customer(no_contact_because=5)),
        ("customer.reference", kit.Customer(reference=["a"])),
        ("customer.speaks_for.member", kit.Customer(speaks_for=kit.Customer(member=5))),
    ],
)
def test_a_customer_is_checked_where_one_is_given(desk: Desk, field: str, customer: Any) -> None:
    """At intake and in the register of members alike."""
    with pytest.raises(InvalidInput) as refused:
        desk.receive("饭馊了", by="chen", channel="hotline", customer=customer)
    assert (refused.value.field, bool(refused.value.next_step)) == (field, True)
    with pytest.raises(InvalidInput) as refused:
        desk.members.enrol(customer, by="fang", via="desk")
    assert (refused.value.field, bool(refused.value.next_step)) == (field, True)
