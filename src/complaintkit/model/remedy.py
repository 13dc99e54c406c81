"""What is given: remedies proposed, approved, promised, and what of a budget stands behind them. F6"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Self

import attrs

from complaintkit.model.bounds import LONGEST_SPAN, is_exact, short
from complaintkit.model.check import is_word, mapping, maybe_word, string, words
from complaintkit.model.code import CodeFormat
from complaintkit.model.errors import InvalidInput
from complaintkit.model.goods import Item
from complaintkit.model.money import Money, with_currency
from complaintkit.model.phrase import Bilingual, Phrase, phrase

__all__ = [
    "Approval",
    "PromisedRemedy",
    "Proposal",
    "Remedy",
    "Reservation",
]

_DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")
_ABOVE_ZERO = phrase("Give more than zero.")
_ONE_OR_MORE = phrase("Give 1 or more.")
_MOST = 10**9  # points, pieces or coupons: more is a slip


def percent_off(percent: Decimal | int) -> Phrase:
    """Say how much less is paid; in Chinese also how much is left, for a bare share can be read as either.

    >>> percent_off(15), percent_off(15).to("zh"), percent_off(Decimal("12.50")).to("zh"), percent_off(10).to("zh")
    ('15%', '减15%（八五折）', '减12.5%（八七五折）', '减10%（九折）')
    """
    share = f"{Decimal(percent).normalize():f}%"
    whole, _, rest = f"{((100 - Decimal(percent)) / 10).normalize():f}".partition(".")
    left = f"{whole}点{rest}" if whole == "0" else whole + rest
    told = f"{left.translate(_DIGITS)}折" if left.strip("0点") else "全免"
    return Bilingual(share, f"减{share}（{told}）")


def _units(values: Iterable[str]) -> tuple[str, ...]:
    """Convert the units in which a coupon is good to a tuple."""
    return words(values, field="units")


def _money(field: str, value: Money, *, positive: bool = True) -> Money:
    if with_currency(value, field=field).amount < 0 or (positive and not value):
        raise InvalidInput(
            field=field,
            reason=phrase("{value} is not a value to give", value=value),
            next_step=_ABOVE_ZERO,
        )
    return value


def _can_be_given(_: object, attribute: attrs.Attribute[Money | None], value: Money | None) -> None:
    """Check that money can be paid out: not negative, in whole units of its currency."""
    if value is None:
        return
    _money(attribute.name, value, positive=False)
    if value != value.rounded(mode="down"):
        raise InvalidInput(
            field=attribute.name,
            reason=phrase("{value} can't be paid", value=value),
            next_step=phrase("Give whole minor units of the currency."),
        )


def _days(value: int) -> int:
    """Return a number of days, ten years at most."""
    if not _is_some_of(value) or value > LONGEST_SPAN.days:
        raise InvalidInput(
            field="valid_days",
            reason=phrase("{value!r} is not a number of days", value=short(value)),
            next_step=phrase("Give 1 to {most}.", most=LONGEST_SPAN.days),
        )
    return value


def _maybe_days(value: int | None) -> int | None:
    return None if value is None else _days(value)


def _is_some_of(value: object) -> bool:
    """Tell if it is a whole number, one or more, that can be counted to."""
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= _MOST


def _has_a_shape(_: object, __: attrs.Attribute[str | None], value: str | None) -> None:
    """Check that codes of this shape can be minted."""
    if value is not None:
        CodeFormat.parse(value)


def _is_some(_: object, attribute: attrs.Attribute[int | None], value: int | None) -> None:
    """Check that it is a number of things: one or more."""
    if value is not None and not _is_some_of(value):
        raise InvalidInput(
            field=attribute.name,
            reason=phrase("{value!r} is not a number of coupons", value=short(value)),
            next_step=_ONE_OR_MORE,
        )


def _is_count(_: object, attribute: attrs.Attribute[int | None], value: int | None) -> None:
    """Check that it is a whole number of things, one or more."""
    if value is not None and not _is_some_of(value):
        raise InvalidInput(
            field=attribute.name,
            reason=phrase("{value!r} is not a number of things", value=short(value)),
            next_step=_ONE_OR_MORE,
        )


def _share(value: Decimal | int) -> Decimal:
    """Return an exact share of a price: more than 0, at most 100."""
    exact = isinstance(value, Decimal | int) and not isinstance(value, bool) and is_exact(Decimal(value))
    if not exact or not 0 < value <= 100:
        raise InvalidInput(
            field="percent",
            reason=phrase("{percent!r} is not a share", percent=short(value)),
            next_step=phrase("Give more than 0, at most 100."),
        )
    return Decimal(value)


def _maybe_share(value: Decimal | int | None) -> Decimal | None:
    return None if value is None else _share(value)


_WINDOW = re.compile(r"[1-9]\d{0,3} days")


def _windows(values: Mapping[str, Money]) -> dict[str, Money]:
    """Convert amounts by windows of days to a tuple, in the order of their names."""
    values = mapping(values, field="per_customer")
    for window, most in values.items():
        if not _WINDOW.fullmatch(string(window, field="per_customer")):
            raise InvalidInput(
                field="per_customer",
                reason=phrase("{window!r} is not a window", window=window),
                next_step=phrase('Write "90 days".'),
            )
        _money("per_customer", most)
    return {window: values[window] for window in sorted(values)}


@attrs.frozen(kw_only=True)
class Remedy:
    """What the customer gets. `value` is what it is worth to them, `cost` what it costs us; `kind` is open to plugins.

    `campaign` names the one it is of, which gives out no more than `how_many` of its kind in all, and to one customer no more
    than `per_customer` says in a window (`{"90 days": Money(60, "CNY")}`); what names one is given as it was proposed, or not
    at all. `code_format` is the shape of its coupon's code (`"THANKS-{random:8}{check}"`), else one of twelve letters is minted.

    >>> Remedy.coupon(Money(20, "CNY"), valid_days=30).value
    Money('20.00', 'CNY')
    """

    kind: str = attrs.field(validator=is_word)
    value: Money | None = attrs.field(default=None, validator=_can_be_given)
    cost: Money | None = attrs.field(default=None, validator=_can_be_given)
    valid_days: int | None = attrs.field(default=None, converter=_maybe_days)
    min_spend: Money | None = attrs.field(default=None, validator=_can_be_given)
    units: tuple[str, ...] = attrs.field(default=(), converter=_units)
    percent: Decimal | None = attrs.field(default=None, converter=_maybe_share)
    count: int | None = attrs.field(default=None, validator=_is_count)
    item: Item | None = None
    campaign: str | None = attrs.field(default=None, validator=maybe_word)
    code_format: str | None = attrs.field(default=None, validator=_has_a_shape)
    how_many: int | None = attrs.field(default=None, validator=_is_some)
    per_customer: Mapping[str, Money] = attrs.field(factory=dict, converter=_windows, hash=False)

    @classmethod
    def apology(cls) -> Self:
        """Return a sincere apology, on record. S4.12"""
        return cls(kind="apology")

    @classmethod
    def coupon(
        cls, value: Money, *, valid_days: int, min_spend: Money | None = None, units: Sequence[str] = ()
    ) -> Self:
        """Return a coupon of a face value, minted when the customer agrees."""
        return cls(
            kind="coupon",
            value=_money("value", value),
            valid_days=_days(valid_days),
            min_spend=min_spend,
            units=tuple(units),
        )

    @classmethod
    def discount(cls, percent: Decimal | int, *, cap: Money, valid_days: int) -> Self:
        """Return a share off the next purchase, worth at most `cap`."""
        return cls(kind="discount", percent=_share(percent), value=_money("cap", cap), valid_days=_days(valid_days))

    @classmethod
    def refund(cls, value: Money) -> Self:
        """Return money back to the customer."""
        return cls(kind="refund", value=_money("value", value))

    @classmethod
    def points(cls, count: int, *, cost: Money) -> Self:
        """Return points of the loyalty programme; `cost` is what they are worth to us and to the limits."""
        if not _is_some_of(count):
            raise InvalidInput(
                field="count",
                reason=phrase("{count!r} is not a number of points", count=short(count)),
                next_step=_ONE_OR_MORE,
            )
        return cls(kind="points", count=count, cost=_money("cost", cost, positive=False))

    @classmethod
    def replacement(cls, item: Item, *, cost: Money | None = None) -> Self:
        """Return the same thing again: goods replaced, a job redone, a reprint. R21"""
        return cls(kind="replacement", item=item, cost=cost)

    @property
    def only_words(self) -> bool:
        """Whether it is an apology and nothing else: what comes with money or goods is more than words, and nobody can value it."""
        return self.kind == "apology" and not (self.value or self.cost or self.item or self.count or self.percent)

    @property
    def face_value(self) -> Money | None:
        """The value that is declared: what it is worth to the customer, else the cost. What limits count is reckoned from it."""
        return self.value or self.cost or (self.item.paid if self.item else None)


@attrs.frozen(kw_only=True)
class PromisedRemedy:
    """A remedy somebody promised: it counts towards their limits from the offer on, until it is released. F6

    `state` is reserved (offered), promised (the customer agreed: the owner sees to it), ordered (an executor is to carry it
    out), given, rejected (whoever pays will not), parked (nobody knows: a person has to look), reversing, reversal-claimed
    (somebody says that they took it back: another person confirms, `claimed_by` can't), reversed (taken
    back), or released (refused, or the case ended without it). `order` is the key under which an executor knows it,
    `reversal` that of taking it back; `reference` is theirs. `reservation` names what of a budget stands behind it. `value` is
    what it costs us, as limits and budgets count it. `coupon` names the coupon that was issued for it, as `desk.coupons` does,
    and `redemption` the one that it is spent by.
    """

    id: str
    remedy: Remedy
    giver: str
    at: datetime
    state: str = "reserved"
    order: str | None = None
    executor: str | None = None
    reference: str | None = None
    reversal: str | None = None
    reservation: str | None = None
    value: Money | None = None
    claimed_by: str | None = None
    coupon: str | None = None
    redemption: str | None = None

    @property
    def owed(self) -> bool:
        """Whether the customer agreed to it and does not have it yet, or it is on its way back."""
        return self.state in _OWED

    @property
    def counts(self) -> bool:
        """Whether it counts towards limits: until it is released, or taken back."""
        return self.state not in ("released", "reversed")

    @property
    def stuck(self) -> bool:
        """Whether it takes a person to go on: to give it, or to find out what became of it."""
        return self.state in _STUCK


_OWED = frozenset({"promised", "ordered", "rejected", "parked", "reversing", "reversal-claimed"})
_STUCK = frozenset({"promised", "rejected", "parked", "reversal-claimed"})


@attrs.frozen(kw_only=True)
class Reservation:
    """What of a budget stands behind one remedy, on the business day on which it was approved or offered.

    `unit` pays, `periods` are the spans of time it counts in (`"month:2026-11"`). `over` says that somebody entitled to it
    went beyond the budget. `state` is reserved, spent (carried out) or released (refused, lapsed, taken back).
    """

    id: str
    unit: str
    amount: Money
    business_day: str
    periods: tuple[str, ...]
    over: bool = False
    state: str = "reserved"


@attrs.frozen(kw_only=True)
class Approval:
    """Remedies beyond somebody's authority, put before whoever may promise them. F6, S4.6

    `state` is asked, approved or refused; `id` is the digest of the remedies in this round, so that it holds for nothing else.
    `case` is the number of the case: what `approve` and `refuse_approval` name beside `id`. It holds for the `giver` who asked, in
    this round (`cycle`), for these remedies at these `values`, once (`used`).
    """

    id: str
    case: str
    remedies: tuple[Remedy, ...]
    giver: str
    approver: str
    asked_at: datetime
    state: str = "asked"
    note: str | None = None
    answered_by: str | None = None
    cycle: int = 1
    values: tuple[Money | None, ...] = ()
    used: bool = False


@attrs.frozen(kw_only=True)
class Proposal:
    """A remedy that a policy proposes, with why, and whether *this* person may promise it.

    `id` is a digest: offering it later with anything changed is refused. `approver` is the lowest competent person where
    it is beyond authority; `left` is what the tightest limit still allows. `alternative` is what may be given instead of it,
    never beside it (a row's `or`): a proposal of its own, with its own `id`.

    >>> Proposal(id="p_1", remedy=Remedy.apology(), policy="playbook", rule="sorry", reason={"en": "It was late."}).rule
    'sorry'
    """

    id: str
    remedy: Remedy
    policy: str
    rule: str
    reason: Mapping[str, str]
    within_authority: bool = True
    approver: str | None = None
    left: Money | None = None
    alternative: Proposal | None = None
