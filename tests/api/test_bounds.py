"""No field of any command is without an end: text, lists, numbers, times and files, however deep, each refused by its name."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import partial
from typing import Any, Literal, Union, get_args, get_origin

import attrs
import pytest

from complaintkit import Attachment, ComplaintKitError, Contact, Customer, Item, Money, Proposal, Remedy
from complaintkit.errors import InvalidInput
from complaintkit.model.bounds import LARGEST_FILES, LONGEST_LIST, LONGEST_REQUEST, LONGEST_TEXT, check_bounds
from complaintkit.model.commands import commands
from complaintkit.model.due import Within
from complaintkit.model.wire import Reader, fields_of
from complaintkit.testing import grows_linearly, open_test_desk, steps

SAMPLES: Mapping[Any, object] = {
    str: "x", int: 3, bool: True, Decimal: Decimal(1), bytes: b"x", Any: "x", object: "x",
    datetime: datetime(2026, 11, 21, tzinfo=UTC), timedelta: timedelta(days=1),
    Money: Money(1, "CNY"), Customer: Customer(phone="1"), Contact: Contact("phone", "1"), Within: Within(1, "h"),
}  # fmt: skip
NUMBERS = ("1e1000000", "-1e1000000", "1e-1000000", "NaN", "sNaN", "Infinity", "9" * 10_000, "0." + "1" * 10_000)
WHOLE = (10**30, -(10**30), 10**5_000)
TIMES = (
    datetime.max.replace(tzinfo=UTC),
    datetime.min.replace(tzinfo=UTC),
    datetime(2999, 12, 31, 23, 59, tzinfo=UTC),
    timedelta(days=10**8),
    timedelta.max,
    timedelta.min,
)
TOO_LONG = "字" * (LONGEST_TEXT + 1)


def sample(kind: Any) -> object:
    """Something that fits a type, as small as it can be."""
    if kind in SAMPLES:
        return SAMPLES[kind]
    shape, inner = get_origin(kind), [one for one in get_args(kind) if one is not types.NoneType]
    if shape in (Union, types.UnionType):
        return sample(inner[0])
    if shape is Literal:
        return inner[0]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    if shape is not None and issubclass(shape, Mapping):
        return {"x": sample(inner[1])}
    if shape is tuple:
        return tuple(map(sample, inner)) if inner[-1] is not Ellipsis else (sample(inner[0]),)
    if kind is Remedy:
        return Remedy.apology()
    assert attrs.has(kind), kind
    return made(kind)


def made(kind: type, /, **given: object) -> Any:
    """One of a class: with what is needed, and what is given."""
    needed = {one.name: sample(one.type) for one in fields_of(kind) if one.required}
    return kind(**{**needed, **given})


def absurd(kind: Any) -> Iterator[object]:
    """Values of a type, each of them more than anything is."""
    for one in get_args(kind) if get_origin(kind) in (Union, types.UnionType) else (kind,):
        shape, inner = get_origin(one) or one, get_args(one)
        if one is str:
            yield TOO_LONG
        elif one is int:
            yield from WHOLE
        elif one is Decimal:
            yield from map(Decimal, NUMBERS)
        elif one in (datetime, timedelta):
            yield from (late for late in TIMES if isinstance(late, one))
        elif one is bytes:
            yield b"x" * (LARGEST_FILES + 1)
        elif isinstance(shape, type) and issubclass(shape, Mapping):
            yield {str(number): sample(inner[1]) for number in range(LONGEST_LIST + 1)}
            yield {TOO_LONG: sample(inner[1])}
        elif shape is tuple and inner[-1] is Ellipsis:
            yield (sample(inner[0]),) * (LONGEST_LIST + 1)


def within(kind: type, seen: set[type]) -> Iterator[type]:
    """The classes that a class is made of, itself among them."""
    if kind in seen or kind in (Money, Within):
        return
    seen.add(kind)
    yield kind
    for field in fields_of(kind):
        for one in (
            field.type,
            *get_args(field.type),
            *(far for near in get_args(field.type) for far in get_args(near)),
        ):
            if isinstance(one, type) and attrs.has(one) and one is not Proposal:  # ours: an id of it is what counts
                yield from within(one, seen)


CLASSES = sorted({one for kind in commands().values() for one in within(kind, set())}, key=lambda one: one.__name__)


@pytest.mark.parametrize("kind", CLASSES, ids=lambda one: one.__name__)
def test_every_field_has_a_bound_and_is_refused_by_name(kind: type) -> None:
    """Of every command, and of all that one is made of: no value gets past its maker and the command's own look at it."""
    for field in fields_of(kind):
        for value in absurd(field.type):
            with pytest.raises(InvalidInput) as refused:
                check_bounds(made(kind, **{field.name: value}))
            assert field.name.rstrip("_") in refused.value.field, (kind, field.name, refused.value)
            assert refused.value.user_message("zh")
            assert len(str(refused.value)) < 3_000_000


def test_the_law_sees_what_it_is_about() -> None:
    """It looks into goods, remedies, measures, evidence, customers: not into commands alone."""
    assert {"Customer", "Member", "Item", "Remedy", "Measure", "Evidence", "Attachment", "Docket"} <= {
        one.__name__ for one in CLASSES
    }
    assert len(CLASSES) > 40


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("made_of", [str, Decimal], ids=["text", "decimal"])
def test_no_number_is_beyond_reckoning(number: str, made_of: type) -> None:
    """`paid="1e1000000"` is no money, no quantity, no share: refused by its field, wherever it is read."""
    with pytest.raises(InvalidInput, match="amount"):
        Money(made_of(number), "CNY")
    with pytest.raises(InvalidInput):
        Money.parse(f"{number} CNY")
    with pytest.raises(InvalidInput, match="quantity"):
        Item("x", quantity=Decimal(number))
    with pytest.raises(InvalidInput, match="percent"):
        Remedy.discount(Decimal(number), cap=Money(1, "CNY"), valid_days=1)
    for kind in (Money, Decimal, int, timedelta, datetime):
        with pytest.raises(InvalidInput):
            Reader().read(number, kind, "field")


@pytest.mark.parametrize("days", [10**9, 3661, 0, -1, 10**5_000, True, 1.5, None, "30"], ids=range(9))
def test_a_coupon_is_good_for_days_that_can_be_counted(days: Any) -> None:
    """Ten years at most."""
    with pytest.raises(InvalidInput, match="valid_days"):
        Remedy.coupon(Money(20, "CNY"), valid_days=days)


def test_a_request_as_a_whole_has_an_end() -> None:
    """Many texts that are each not too long are too long together; so are files."""
    text = "x" * (LONGEST_REQUEST // 3 + 1)
    receive = commands()["receive"]
    with pytest.raises(InvalidInput, match=r"^fields.2: has .* characters with all before it"):
        made(receive, fields={str(number): text for number in range(3)})
    file = Attachment("a", b"x" * (25 * 1024 * 1024), media_type="x/y")
    with pytest.raises(InvalidInput, match=r"attachments\[4\].content"):
        made(receive, attachments=[file] * 5)
    deep = Customer()
    for _ in range(20):
        deep = Customer(speaks_for=deep)
    with pytest.raises(InvalidInput, match="too deep"):
        made(receive, customer=deep)


def test_looking_at_a_request_takes_time_linear_in_its_size() -> None:
    """Twice the goods, twice the steps."""
    requests = [made(commands()["receive"], items=[Item("x")] * size) for size in (60, 120, 240, 480)]
    assert grows_linearly([steps(partial(check_bounds, one)) for one in requests])


def test_no_more_is_given_at_once_than_anybody_gives() -> None:
    """3,000 coupons in one settling are no remedy."""
    with pytest.raises(ComplaintKitError, match="remedies: has 51 entries; 50 are allowed"):
        made(commands()["settle"], remedies=[Remedy.apology()] * 51)


def test_giving_much_takes_time_linear_in_how_much() -> None:
    """Twice the coupons, twice the steps, from the verb to the commit."""
    with open_test_desk(start="2026-11-21T10:00+08:00") as desk:
        customer = Customer(phone="13800138000")

        def settle(number: int) -> int:
            case = desk.receive("饭酸", by="chen", channel="hotline", category="food/sensory", customer=customer)
            coupons = [Remedy.coupon(Money(1, "CNY"), valid_days=30)] * number
            given: dict[str, Any] = {"facts": "酸了", "agreed": "by-phone", "remedies": coupons}
            return steps(partial(desk.settle, case, by="general-manager", **given))

        settle(1)  # all that is loaded once
        assert grows_linearly([settle(number) for number in (6, 12, 24, 48)])
