"""A campaign: when, what, how long, how many, for whom, and what is printed on it. All of it data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import attrs

from complaintkit import Money, Remedy
from complaintkit.errors import InvalidInput
from complaintkit.plugin import CaseView
from complaintkit_coupons._catalogue import phrase
from complaintkit_coupons._when import When

USUAL_CODE = "{campaign}-{random:4}-{random:4}{check}"
_WINDOW = re.compile(r"([1-9]\d{0,3}) days")
_DAY = timedelta(days=1)


def _wrong(field: str, reason: str, next_step: str = "") -> InvalidInput:
    """Make the error for a setting that can't be, in the words of both languages."""
    return InvalidInput(field=field, reason=reason, next_step=next_step)


@attrs.frozen(kw_only=True)
class Give:
    """What a campaign gives: one of `coupon` (an amount), `share` (percent of what was paid, as a coupon), `discount` (percent
    off the next purchase) and `points`. A share and a discount are worth `at_most` so much.
    """  # noqa: D205  one sentence

    coupon: Money | None = None
    share: Decimal | None = attrs.field(default=None, metadata={"help": "percent of what was paid, as a coupon"})
    discount: Decimal | None = attrs.field(default=None, metadata={"help": "percent off the next purchase"})
    points: int | None = None
    cost: Money | None = attrs.field(default=None, metadata={"help": "what the points cost us"})
    at_least: Money | None = None
    at_most: Money | None = None
    min_spend: Money | None = None
    units: tuple[str, ...] = attrs.field(default=(), metadata={"help": "where it is good; everywhere, if none"})

    def __attrs_post_init__(self) -> None:
        """Check that it is exactly one thing, with a bound where nothing else bounds it."""
        named = [one for one in ("coupon", "share", "discount", "points") if getattr(self, one) is not None]
        if len(named) != 1:
            raise _wrong(
                "",
                phrase(
                    "give is one of coupon, share, discount or points, not {named}",
                    named=" + ".join(named) or phrase("nothing"),
                ),
            )
        for name in ("share", "discount"):
            percent = getattr(self, name)
            if percent is not None and not 0 < percent <= (100 if name == "discount" else 1000):
                raise _wrong(
                    name,
                    phrase("is a percentage above 0, not {given}", given=percent),
                )
            if percent is not None and self.at_most is None:
                raise _wrong(
                    "at_most",
                    phrase("a {name} needs at_most", name=name),
                    phrase('Write at_most = "30.00 CNY".'),
                )
        if self.points is not None and self.cost is None:
            raise _wrong(
                "cost",
                phrase("points need cost, which limits and budgets count"),
                phrase('Write cost = "5.00 CNY".'),
            )
        if self.at_least is not None and self.at_most is not None and self.at_most < self.at_least:
            raise _wrong("at_most", phrase("at_most is less than at_least"))
        for name in ("coupon", "cost", "at_least", "at_most", "min_spend"):
            money = getattr(self, name)
            if money is not None and money != money.rounded(mode="down"):
                raise _wrong(
                    name,
                    phrase("{value} can't be paid", value=money),
                    phrase("Give whole minor units of the currency."),
                )

    def remedy(self, paid: Money | None, currency: str, days: int) -> Remedy | None:
        """Return the remedy; None in a case in another currency, or where it depends on a price that is not known."""
        if any(one is not None and one.currency != currency for one in self._money()):
            return None
        if self.discount is not None and self.at_most is not None:
            remedy = Remedy.discount(self.discount, cap=self.at_most, valid_days=days)
            return attrs.evolve(remedy, min_spend=self.min_spend, units=self.units)
        if self.points is not None and self.cost is not None:
            return Remedy.points(self.points, cost=self.cost)
        value = self.coupon or self._share_of(paid, currency)
        if not value:
            return None
        return Remedy.coupon(value, valid_days=days, min_spend=self.min_spend, units=self.units)

    def _share_of(self, paid: Money | None, currency: str) -> Money | None:
        if paid is None or self.share is None or self.at_most is None or paid.currency != currency:
            return None
        value = (paid * (self.share / 100)).rounded()
        return min(max(value, self.at_least) if self.at_least else value, self.at_most)

    def _money(self) -> tuple[Money | None, ...]:
        return self.coupon, self.cost, self.at_least, self.at_most, self.min_spend


@attrs.frozen(kw_only=True)
class Campaign:
    """One campaign. Of the campaigns in a `group` the one that is worth most is proposed, groups add up; one that is
    `exclusive` stands alone. `how_many` there are in all; `per_customer` is what a customer may get of it in a window.

    >>> from complaintkit import Money
    >>> Campaign(title={"en": "Sorry"}, give=Give(coupon=Money(10, "CNY"))).code
    '{campaign}-{random:4}-{random:4}{check}'
    """  # noqa: D205  one sentence

    title: Mapping[str, str] = attrs.field(metadata={"help": "what it is called, by language"})
    give: Give
    when: When = attrs.field(factory=When)
    why: Mapping[str, str] = attrs.field(factory=dict, metadata={"help": "what the customer is told; else the title"})
    terms: Mapping[str, str] = attrs.field(factory=dict, metadata={"help": "what is printed below the code"})
    valid: timedelta = timedelta(days=30)
    starts: date | None = attrs.field(default=None, metadata={"help": "the first business day of the unit"})
    ends: date | None = attrs.field(default=None, metadata={"help": "the last, included"})
    how_many: int | None = attrs.field(default=None, metadata={"help": "in all, not a day"})
    per_customer: Mapping[str, Money] = attrs.field(factory=dict, metadata={"help": '{ "90 days" = "60.00 CNY" }'})
    group: str = "goodwill"
    exclusive: bool = False
    enabled: bool = True
    code: str = USUAL_CODE

    def __attrs_post_init__(self) -> None:
        """Refuse what can't be when the desk is opened, not when a customer waits."""
        if not self.title:
            raise _wrong(
                "title",
                phrase("title says nothing"),
                phrase('Write title = { zh = "...", en = "..." }.'),
            )
        if self.valid < _DAY or self.valid % _DAY:
            raise _wrong(
                "valid",
                phrase("is in whole days"),
                phrase('Write valid = "30 days".'),
            )
        if self.starts and self.ends and self.ends < self.starts:
            raise _wrong(
                "ends",
                phrase("ends on {ends}, before it starts on {starts}", ends=self.ends, starts=self.starts),
            )
        if self.how_many is not None and self.how_many < 1:
            raise _wrong("how_many", phrase("is 1 or more, not {given}", given=self.how_many))
        for window in self.per_customer:
            if not _WINDOW.fullmatch(window):
                raise _wrong(
                    "per_customer",
                    phrase("{window!r} is not a window", window=window),
                    phrase('Write { "90 days" = "60.00 CNY" }.'),
                )

    @property
    def days(self) -> int:
        """How long what it gives is good for."""
        return self.valid // _DAY

    def windows(self, name: str) -> Mapping[str, Money]:
        """Return what a customer may get of it, by the windows of a view: `{"90d.coupons.thanks": ...}`."""
        return {f"{window.removesuffix(' days')}d.{name}": most for window, most in self.per_customer.items()}

    def shape(self, name: str) -> str:
        """Return the shape of its codes, with its own name in capitals for `{campaign}`."""
        return self.code.replace("{campaign}", re.sub(r"[^A-Z0-9]+", "-", name.upper()).strip("-"))

    def check(self, name: str) -> None:
        """See that its codes can be minted.

        Raises:
            InvalidInput: their shape can't be read, is too long, or so short that codes are guessed.
        """
        try:
            Remedy(kind="coupon", code_format=self.shape(name))
        except InvalidInput as error:
            told = phrase("{campaign}: {reason}", campaign=f"{name}.code", reason=error.reason)
            raise InvalidInput(field="campaigns", reason=told, next_step=error.next_step) from None

    def offers(self, case: CaseView, name: str, policy: str) -> Remedy | None:
        """Return what it gives in this case, if anything."""
        if not self.enabled or not self._is_on(case.business_day) or not self.when.holds(case):
            return None
        remedy = self.give.remedy(case.paid, case.currency, self.days)
        full_name = f"{policy}.{name}"
        if remedy is None or not self._is_left(remedy, case, full_name):
            return None
        coded = remedy.kind in ("coupon", "discount")
        return attrs.evolve(
            remedy,
            campaign=full_name,
            how_many=self.how_many,
            per_customer=self.per_customer,
            code_format=self.shape(name) if coded else None,
        )

    def _is_on(self, day: str) -> bool:
        today = date.fromisoformat(day)
        return (self.starts is None or self.starts <= today) and (self.ends is None or today <= self.ends)

    def _is_left(self, remedy: Remedy, case: CaseView, name: str) -> bool:
        """Tell if the customer did not get so much already. Another currency is another customer's matter."""
        worth = remedy.face_value
        return worth is None or all(
            most.currency == case.currency and case.compensated[window] + worth <= most
            for window, most in self.windows(name).items()
        )
