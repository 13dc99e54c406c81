"""Rows of compensation that could not be worked out are refused when they are loaded; extensions can't make them give more."""

from decimal import Decimal

import pytest

from complaintkit.playbook import load_playbook
from complaintkit.playbook._strictness import is_stricter

WHEN = ("compensation", "late", "when")
GIVE = ("compensation", "late", "give")


@pytest.mark.parametrize(
    ("fact", "value", "said"),
    [
        (("waited",), ">= 20", "is no duration"),
        (("cycle",), ">= two", "'two' is not a whole number"),
        (("severity",), ">= hihg", "is not a severity"),
        (("paid",), "> much", "is not a number"),
        (("member", "points"), ">= 5.5", "is not a whole number"),
        (("category",), "> goods", "category has no more and no less"),
        (("compensated", "0d"), "> 5", "is not a window of time"),
        (("compensated", "lately"), "> 5", "is not a window of time"),
        (("if",), "fell_il == 'yes'", "Did you mean 'fell_ill'?"),
        (("if",), "item == 'x'", "is not known of a case"),
        (("if",), "paid", "comes to a number"),
    ],
)
def test_a_condition_that_could_not_be_worked_out_is_refused(small, put, refused, fact, value, said):
    """At its key, not as an error while a customer waits."""
    put(small, ("category", "goods", "asks"), ["item", "fell-ill"])
    put(small, (*WHEN, *fact), value)

    found = refused(small)

    assert [where for where in found if where.startswith(f"playbook: {'.'.join((*WHEN, *fact))}")]
    assert any(said in text for text in found.values()), found


@pytest.mark.parametrize("rounding", ["upp to 1", "to 0", "1", "up to -1", "up to a"])
def test_a_rounding_is_a_step(small, put, refused, rounding):
    """`to 1`, up or down: what can't be read would silently round nothing."""
    put(small, (*GIVE, "round"), rounding)

    assert "is no rounding" in refused(small)["playbook: compensation.late.give.round"]


FINER = {"CNY": ("9.995", "9.99"), "JPY": ("9.5", "10"), "KWD": ("9.9995", "9.995")}
GIFTS: dict[str, dict[str, object]] = {
    "value": {"remedy": "refund"},
    "at-least": {"remedy": "refund", "value": "30% of item"},
    "at-most": {"remedy": "discount", "percent": 20},
    "min-spend": {"remedy": "coupon", "value": 10},
    "cost": {"remedy": "points", "count": 5},
}


@pytest.mark.parametrize("currency", FINER)
@pytest.mark.parametrize("key", GIFTS)
def test_an_amount_can_be_paid_in_the_playbooks_currency(small, put, refused, key, currency):
    """At its key: half a cent, half a yen and a tenth of a fils would be an error while a customer waits."""
    finer, whole = map(Decimal, FINER[currency])
    put(small, ("currency",), currency)
    put(small, GIVE, {**GIFTS[key], key: finer})
    assert refused(small)[f"playbook: compensation.late.give.{key}"].startswith(f"{finer} {currency} can't be paid.")

    put(small, GIVE, {**GIFTS[key], key: whole})
    assert load_playbook(small).compensation["late"].give[0].amounts[key].amount == whole


@pytest.mark.parametrize(
    ("give", "said"),
    [
        ({"remedy": "refund", "value": 5, "or": "refund"}, "is given anyway"),
        ({"remedy": "refund", "value": 5, "or": "points"}, "takes count"),
        ({"remedy": "refund", "value": 5, "or": "discount"}, "takes percent"),
        ({"remedy": "replacement", "or": "coupon"}, "takes value"),
    ],
)
def test_what_is_given_instead_can_be_worked_out(small, put, refused, give, said):
    """`or` names something else, and the row says what it takes: else it would never be offered."""
    put(small, GIVE, give)

    assert said in refused(small)["playbook: compensation.late.give.or"]


def test_what_can_be_worked_out_is_loaded(small, put):
    """Comparisons with what is of their sort, and expressions over what the form asks."""
    put(small, ("category", "goods", "asks"), ["item", "label-price"])
    put(small, WHEN, {"waited": ">= 20 min", "cycle": ">= 2", "severity": ">= high", "if": "paid > label_price"})
    put(small, GIVE, {"remedy": "coupon", "value": "= paid - label_price", "at-most": 9, "round": "up to 0.50"})

    assert load_playbook(small).compensation["late"].give[0].expression == "paid - label_price"


def test_an_expression_needs_a_bound(small, put, refused):
    """Nobody knows beforehand what it comes to."""
    put(small, GIVE, {"remedy": "coupon", "value": "= paid"})

    assert "is missing" in refused(small)["playbook: compensation.late.give.at-most"]


@pytest.mark.parametrize(
    ("new", "base", "stricter"),
    [
        ("5", "10", True),
        ("11", "10", False),
        ("50% of item", "100% of item", True),
        ("100% of item", "50% of item", False),
        ("50% of receipt", "100% of item", False),
        ("= paid", "10", False),
        ("= 1", "= paid", False),
        ("10", "= paid", False),
        ("100% of receipt", "10", False),
        ("difference", "10", False),
        ("5", None, True),
    ],
)
def test_no_extension_gives_more_by_another_name(new, base, stricter):
    """An expression in place of an amount might be worth anything: where only less may be given, that is closed."""
    assert is_stricter((*GIVE, "value"), new, base) is stricter
