"""The contract of policies notices: policies with one mistake each, and the rule that it breaks."""
# ruff: noqa: D102  what a flawed one does is said by its flaw

import itertools
import os
import random
import time
from datetime import UTC, datetime
from decimal import Decimal

import attrs
import pytest

from complaintkit import Money, Remedy
from complaintkit.plugin import Suggested
from complaintkit.testing import CompensationPolicyContract, case_view

EVERYWHERE = ("CNY", "EUR", "JPY", "KWD")  # with two decimals, none and three
WHY = {"zh-CN": "让您久等了", "en": "You had to wait"}


def refund(value, rule="wait"):
    """A suggestion."""
    return Suggested(Remedy.refund(value), rule=rule, why=WHY)


@attrs.define
class Policy:
    """Half of what was paid back, up to 20.00; `flaw` is the mistake its author made."""

    flaw: str = ""
    name: str = "ours.half"
    version: str = "1"
    needs: frozenset[str] = frozenset({"compensated.90d"})
    seen: int = 0

    def propose(self, case):
        if case.paid is None or case.paid.amount < 2 or case.compensated["90d"].amount > 0:
            return
        self.seen += 1
        yield from getattr(self, self.flaw.replace(" ", "_"), self.sound)(case)

    def sound(self, case):
        half = (case.paid * Decimal("0.5")).rounded(mode="down")
        yield refund(half if half.amount < 20 else Money(20, case.currency))

    def draws_lots(self, case):
        yield refund(Money(random.randint(1, 10**9), case.currency))  # noqa: S311  that is the mistake

    def remembers(self, case):
        yield refund(Money(self.seen, case.currency))

    def looks_at_the_clock(self, case):
        yield refund(Money(20 if datetime.now(UTC).year > 2000 else 10, case.currency))

    def looks_at_the_first_thing(self, case):
        yield refund(case.items[0].paid)

    def takes(self, case):
        yield Suggested(Remedy(kind="refund", value=Money(-1, case.currency)), rule="wait", why=WHY)

    def gives_dollars(self, _):
        yield refund(Money(5, "USD"))

    def gives_too_much(self, case):
        yield from (refund(Money(15, case.currency)), refund(Money(15, case.currency), "again"))

    def reads_another_window(self, case):
        if not case.compensated["30d"]:
            yield refund(Money(1, case.currency))

    def reads_another_fact(self, case):
        if case.extra.get("fell_ill") != "yes":
            yield refund(Money(1, case.currency))

    def pays_half_a_yen(self, case):
        yield refund((case.paid * Decimal("0.5")).rounded("0.01", mode="down"))

    def counts_on_a_field(self, case):
        yield refund(Money(2 if case.extra["fell_ill"] == "yes" else 1, case.currency))

    def draws_by_hash(self, case):
        yield refund(Money(1 + hash(case.category) % 2, case.currency))

    def reads_the_environment(self, case):
        yield refund(Money(int(os.environ.get("NOBODY_SETS_THIS", "1")), case.currency))

    def reads_a_date(self, case):
        from zoneinfo import ZoneInfo

        day = datetime.strptime(case.business_day, "%Y-%m-%d").replace(tzinfo=ZoneInfo("Asia/Tokyo"))
        yield refund(Money(2 if day.weekday() == 0 else 1, case.currency))

    def never_ends(self, case):
        for number in itertools.count(1):
            yield refund(Money(number, case.currency))

    def sleeps(self, case):
        time.sleep(3)
        yield refund(Money(1, case.currency))

    def gives_text(self, _):
        yield "sorry"


def contract(flaw, **said):
    """The contract, with a cap."""

    class Flawed(CompensationPolicyContract):
        currencies = EVERYWHERE

        def make_policy(self):
            return Policy(flaw, **{name: value() for name, value in said.items()})

        def cap(self, case):
            return Money(20, case.currency)

    return Flawed


class TestSound(CompensationPolicyContract):
    """The one without a flaw holds the contract."""

    currencies = EVERYWHERE

    def make_policy(self):
        """Half back."""
        return Policy()

    def cap(self, case):
        """Twenty."""
        return Money(20, case.currency)

    def test_windows_start_at_nothing(self):
        """`propose` fills in what was declared, so that a test says only what it is about."""
        (suggested,) = self.propose(paid=Money("9.99", "CNY"))

        assert suggested.remedy.value == Money("4.99", "CNY")


SAME = "test_the_same_case_gets_the_same"


@pytest.mark.parametrize(
    ("flaw", "wanted"),
    [
        ("draws lots", {SAME, "test_it_keeps_its_own_cap", "test_it_asks_nobody"}),
        ("remembers", {SAME}),
        ("looks at the clock", {"test_it_asks_nobody"}),
        ("looks at the first thing", {"test_the_order_of_things_does_not_matter"}),
        ("takes", {"test_it_never_takes_and_keeps_the_currency"}),
        ("gives dollars", {"test_it_never_takes_and_keeps_the_currency"}),
        ("gives too much", {"test_it_keeps_its_own_cap"}),
        ("reads another window", {"test_it_reads_only_what_it_declared"}),
        ("reads another fact", {"test_it_reads_only_what_it_declared"}),
        ("pays half a yen", {"test_it_never_takes_and_keeps_the_currency"}),
        ("draws by hash", {"test_it_asks_nobody"}),
        ("reads the environment", {"test_it_asks_nobody"}),
        ("never ends", {"test_it_comes_to_an_end"}),
        ("sleeps", {"test_it_comes_to_an_end", "test_it_asks_nobody"}),
        ("gives text", {SAME}),
    ],
)
def test_a_mistake_of_a_policy_is_found(flaw, wanted, broken, monkeypatch):
    """Each mistake breaks the rule it is about."""
    monkeypatch.setattr("complaintkit.testing.policy._PATIENCE", 0.5)

    assert wanted <= broken(contract(flaw))


SAYS = "test_it_says_what_it_is_and_needs"


@pytest.mark.parametrize(
    "said",
    [
        {"needs": lambda: frozenset({"compensated.90 days"})},
        {"needs": lambda: frozenset({"compensated.lifetime"})},
        {"needs": lambda: frozenset({"fell-ill"})},
        {"needs": lambda: frozenset({"purchase.paid"})},
        {"version": lambda: str(random.random())},  # noqa: S311  that is the mistake
        {"name": lambda: ""},
    ],
    ids=["spaced window", "endless window", "hyphen", "no field", "another version each time", "nameless"],
)
def test_what_a_policy_says_of_itself_is_what_a_desk_can_give_it(said, broken):
    """No desk has such a window or field, and none could tell afterwards which policy it was."""
    assert SAYS in broken(contract("", **said))


def test_a_field_may_be_missing(broken):
    """Who asks for a field gets it where the form has it; most forms don't."""
    needs = frozenset({"compensated.90d", "fell_ill"})

    assert SAME in broken(contract("counts on a field", needs=lambda: needs))
    assert broken(contract("reads a date")) == set()
    assert broken(contract("reads another fact", needs=lambda: needs)) == set()


def test_a_view_is_a_case_of_its_own():
    """What is not said is plausible, what is said is there."""
    assert case_view(cycle=3).cycle == 3
    assert case_view(currency="EUR").currency == "EUR"
