"""Free expressions of compensation rows: what they may say, what they come to, and what is refused when they are loaded."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import in_language
from complaintkit.playbook.expression import NAMES, NUMBER, TRUTH, Known, read_expression
from tests.counting import calls_of

FIELDS = frozenset({"label_price", "fell_ill"})
KNOWN: dict[str, Known] = {
    "breached": ("acknowledge",),
    "category": "price/label",
    "channel": "stall",
    "compensated.90d": Decimal(15),
    "cycle": 2,
    "decision": "partly",
    "fell_ill": "yes",
    "fields.label_price": " ９.90 ",
    "kind": "complaint",
    "label_price": "9.90",
    "member.points": 500,
    "member.tier": "gold",
    "needs": ("elderly",),
    "paid": Decimal("12.80"),
    "root_cause": None,
    "second_grievance": True,
    "severity": "high",
    "unit": "a12",
    "waited": timedelta(minutes=21),
    "waited_minutes": 21,
}


def truth(text):
    """What a condition comes to."""
    return read_expression(text, TRUTH, FIELDS).work_out(KNOWN.get)


def number(text):
    """What a value comes to."""
    return read_expression(text, NUMBER, FIELDS).work_out(KNOWN.get)


def refused(text, wanted=TRUTH):
    """Why an expression is refused, and what to do, in two languages."""
    with pytest.raises(InvalidInput) as error:
        read_expression(text, wanted, FIELDS)
    reason, step = error.value.reason, error.value.data["next_step"]
    assert isinstance(step, str)
    assert in_language(reason, "zh") != reason, "the reason is not told in Chinese"
    assert in_language(step, "zh") != step, "the next step is not told in Chinese"
    return f"{reason}. {step}"


@pytest.mark.parametrize(
    "text",
    [
        "paid > label_price",
        "paid > fields.label_price",
        'fell_ill == "yes" and channel in ["stall", "phone"]',
        "not (cycle < 2 or second_grievance == false)",
        'severity >= "high"',
        'severity in ["high", "major"]',
        'waited > "20 min" and waited < "1 h"',
        '"elderly" in needs and "result" not in breached',
        "compensated.90d + paid <= 27.80",
        'member.tier == "gold" and member.points >= 500',
        'decision != "not-upheld"',
        "(root_cause ?? channel) == unit or paid == 12.8",
        "cycle in [2, 3]",
    ],
)
def test_a_condition_that_holds(text):
    """Names, literals, comparison, and/or/not/in, arithmetic, attributes, and what else where something is unknown."""
    assert truth(text) is True


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2 * (paid - label_price)", "5.80"),
        ("waited_minutes / 10 + 1", "3.1"),
        ("-paid + 0.1 + 0.2", "-12.50"),
        ("(member.points ?? 0) / 100", "5"),
        ("label_price ?? 0", "9.90"),
        ("paid * 3 / 3", "12.80"),
    ],
)
def test_a_value_is_exact(text, wanted):
    """Decimals, not floats: 0.1 + 0.2 is 0.3."""
    assert number(text) == Decimal(wanted)


def test_what_is_not_known_gives_nothing():
    """Neither true nor false, neither zero nor much: unless `??` says what then, or nobody comes to ask."""
    nothing = {"cycle": 2}.get
    for text in ("paid > 1", "not paid > 1", "paid > 1 or cycle == 2", "paid != 1", '"elderly" in needs'):
        assert read_expression(text, TRUTH, FIELDS).work_out(nothing) is None
    for text in ("cycle == 2 or paid > 1", "(paid ?? 2) > 1"):
        assert read_expression(text, TRUTH, FIELDS).work_out(nothing) is True
    assert read_expression("label_price * 2", NUMBER, FIELDS).work_out({"label_price": "about nine"}.get) is None
    assert read_expression("1 / (cycle - 2)", NUMBER, FIELDS).work_out(nothing) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('paid == "30"', "text stands where a number is wanted"),
        ('paid != "30"', "text stands where a number is wanted"),
        ("paid > label_price > 3", "is no expression"),
        ("paid ?? 0 > 10", "parentheses"),
        ("(paid + 1) ?? 0 > 10", "follows a name"),
        ("waited > 20", 'a time such as "20 min"'),
        ('waited > "20 working hours"', "working time"),
        ('waited > "20"', "is no time"),
        ('severity >= "hihg"', "Did you mean 'high'?"),
        ('kind == "complant"', "Did you mean 'complaint'?"),
        ('"eldery" in needs', "Did you mean 'elderly'?"),
        ('decision in ["upheld", "partley"]', "Did you mean 'partly'?"),
        ("wated_minutes > 3", "Did you mean 'waited_minutes'?"),
        ("lable_price > 3", "Did you mean 'label_price'?"),
        ("fields.lable_price > 3", "Did you mean 'label_price'?"),
        ("breaches == 1", "Did you mean 'breached'?"),
        ("paid.amount > 1", "not known of a case"),
        ("compensated.0d > 3", "Did you mean 'compensated.90d'?"),
        ("paid", "comes to a number"),
        ("paid and cycle", "true or false is wanted"),
        ('channel > "a"', "no more and no less"),
        ('"food" in category', "asks a list"),
        ('needs == ["elderly"]', "Ask with in"),
        ('"a" + "b" == "ab"', "number is wanted"),
        ("paid = 3", "Write =="),
        ('["a", 1] == 1', "a list holds"),
        ("cycle in []", "a list holds"),
        ("paid > 1e5", "is not a number"),
        ("paid > 1.", "is not a number"),
        ("(paid > 1", "parenthesis"),
        ("paid > 1)", "parenthesis"),
        ("paid > 1]", "stands alone"),
        ("paid >", "is no expression"),
        ("", "says nothing"),
        ("   ", "says nothing"),
    ],
)
def test_a_slip_is_refused_when_loaded(text, said):
    """Each says what is wrong, in both languages, and what to write instead."""
    assert said in refused(text)


def test_a_value_has_to_be_a_number():
    """A value that is true or false gives nothing."""
    assert "comes to true or false" in refused("paid > 1", NUMBER)


HOSTILE = [
    'category =~ "(a+)+$"',
    'category =~~ "(a|a)*b"',
    'category !~ "x"',
    '"aaaaaaaaaaaaaaaaaaaaaaaaaaaaa" =~ "(a+)+$"',
    "[x for x in needs]",
    "[y for y in [x for x in needs]] == needs",
    "$now > paid",
    "$today == 1",
    "$random > 1",
    "9 ** 9 ** 9 ** 9 > 1",
    "paid // 3 > 1",
    "paid % 3 > 1",
    "1 << 99999999 > 1",
    "paid & 1 == 1",
    "paid | 1 == 1",
    "paid ^ 1 == 1",
    "paid > 1 ? true : false",
    "needs[0] == 1",
    "needs[0:1] == 1",
    "{'a': 1} == 1",
    "{1, 2} == 1",
    'd"2026-11-21" > waited',
    't"P1D" > waited',
    'b"x" == category',
    'r"x" == category',
    "category.as_upper == 'X'",
    "category.to_str() == 'x'",
    "paid.__class__ == 1",
    "__import__('os').system('true')",
    "exec('1')",
    "paid(1) > 1",
    "(paid)(1) > 1",
    "needs&.length > 1",
    "needs&[0] > 1",
    "inf > paid",
    "nan == nan",
    "null == paid",
    "for > 1",
    "if > 1",
    "else > 1",
    "0x41 == paid",
    "paid > 1 # and nothing else",
    "paid > 1; paid > 2",
    "paid\x00 > 1",
    "paid > 1\u200b",
    '"a\nb" == category',
    '"\\x41" == category',
    "'" + "a" * 290,
    "支付 > 1",
    "paid \N{GREATER-THAN OR EQUAL TO} 1",
    "\N{FULLWIDTH DIGIT ONE} > paid",
    "@paid",
    "`paid`",
    "(" * 9 + "paid" + ")" * 9 + " > 1",
    "not " * 60 + "true and " * 30 + "true",
    "1+" * 149 + "1",
    "paid*" * 40 + "paid > 1",
    "s0 > 1",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_expression_is_refused_at_once(text):
    """Patterns, comprehensions, clocks, powers, calls, indexes, literals of other kinds, depth and length: never evaluated."""
    for wanted in (TRUTH, NUMBER):
        assert calls_of(partial(refused, text, wanted)) < 40_000


def test_the_deepest_that_is_allowed_works_out():
    """At the limits of nesting and of words nothing breaks."""
    assert truth("(" * 8 + "paid" + ")" * 8 + " > 1") is True
    assert number("-" * 70 + "paid") == Decimal("12.80")
    assert number("*".join(["999999999999999"] * 10)) == Fraction(999999999999999) ** 10


@given(st.text(max_size=60) | st.text(alphabet=" ()[]<>=!?+-*/,.\"'0123456789abinotrdepy_$", max_size=60))
def test_any_text_is_read_or_refused(text):
    """Whatever somebody types: an expression, or a reason in two languages; never another error."""
    for wanted in (TRUTH, NUMBER):
        try:
            found = read_expression(text, wanted, FIELDS)
        except InvalidInput as refusal:
            told = in_language(refusal.reason, "zh")
            assert told
        else:
            assert found.work_out(KNOWN.get) is None or isinstance(found.work_out(KNOWN.get), bool | Decimal)


LEAVES = st.sampled_from([("paid", "12.80"), ("label_price", "9.90"), ("cycle", "2")]) | st.decimals(
    0, 999, places=2, allow_nan=False
).map(lambda one: (str(one), str(one)))


def _joined(parts):
    (left, one), sign, (right, other) = parts
    return f"({left} {sign} {right})", f"({one} {sign} {other})"


SUMS = st.recursive(
    LEAVES.map(lambda one: (one[0], f"Fraction('{one[1]}')")),
    lambda inner: st.tuples(inner, st.sampled_from("+-*"), inner).map(_joined),
    max_leaves=6,
)


@given(SUMS)
def test_arithmetic_is_that_of_fractions(sums):
    """Sums, differences and products come out exactly, whatever their order."""
    text, reference = sums

    try:
        found = number(text)
    except InvalidInput:
        return  # nested too deep, or too long
    assert Fraction(found) == eval(reference, {"Fraction": Fraction})  # noqa: S307  our own text


@given(SUMS, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), SUMS)
def test_comparison_is_that_of_fractions(left, sign, right):
    """And so are comparisons; asked twice, the answer is the same."""
    try:
        found = truth(f"{left[0]} {sign} {right[0]}")
    except InvalidInput:
        return
    assert found is eval(f"{left[1]} {sign} {right[1]}", {"Fraction": Fraction})  # noqa: S307  as above
    assert truth(f"{left[0]} {sign} {right[0]}") is found


def test_every_name_can_be_asked():
    """What is documented is looked up: no name is known to the reader alone."""
    from complaintkit.decision.money.expression import KNOWN as LOOKED_UP

    assert set(NAMES) == set(LOOKED_UP)


def test_no_expression_loads_no_engine():
    """The engine comes with the first expression: a playbook without one is read without it."""
    import subprocess
    import sys

    code = (
        "import sys; from complaintkit.playbook import load_playbook; "
        "load_playbook('canteen-delivery'); print('rule_engine' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout == "False\n"
