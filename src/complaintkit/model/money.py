"""Exact money: a Decimal amount in an ISO 4217 currency, never a float."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal, InvalidOperation
from functools import total_ordering
from typing import Literal

import attrs

from complaintkit.model.bounds import is_exact, short
from complaintkit.model.did_you_mean import closest
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import Phrase, as_it_is, phrase

__all__ = ["Money", "minor_digits", "with_currency"]

# ISO 4217 (2026): every currency whose minor unit is not two digits. Locale data differ (IQD, LBP, RSD, UYW): we keep our own.
_DIGITS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys("CLF UYW".split(), 4),
}
# ISO 4217 (2026), with what ended since 2020, for what was promised then is still told.
_CODES = frozenset(
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW"
    " CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD"
    " HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD"
    " MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG"
    " QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD"
    " TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAD XAF XAG XAU XBA XBB XBC XBD XCD XCG XDR XOF XPD XPF"
    " XPT XSU XTS XUA XXX YER ZAR ZMW ZWG"
    " ANG BGN CUC HRK SLL ZWL".split()
)
_MEANT = {"RMB": "CNY", "CNH": "CNY", "YEN": "JPY", "UKP": "GBP", "NTD": "TWD", "EUS": "EUR", "RUR": "RUB"}
_MODES = {"half-up": ROUND_HALF_UP, "half-even": ROUND_HALF_EVEN, "down": ROUND_DOWN, "up": ROUND_UP}
_LARGEST = Decimal(10) ** 15
_LONGEST = 100  # characters of an amount
_LIKE_THIS = phrase('Write it like "9.90".')


def minor_digits(currency: str) -> int:
    """Return how many decimal places a currency has by ISO 4217.

    >>> minor_digits("CNY"), minor_digits("JPY"), minor_digits("IQD")
    (2, 0, 3)
    """
    return _DIGITS.get(currency, 2)


def _currency(value: str) -> str:
    if not (isinstance(value, str) and len(value) == 3 and value.isascii() and value.isalpha() and value.isupper()):
        raise InvalidInput(
            field="currency",
            reason=phrase("{value!r} is not a currency code", value=short(value)),
            next_step=phrase("Write three capital letters, such as CNY."),
        )
    if value not in _CODES:
        raise InvalidInput(
            field="currency",
            reason=phrase("{value!r} is not a currency of ISO 4217", value=value),
            next_step=phrase("Did you mean {near!r}?", near=_near(value)),
        )
    return value


def _near(code: str) -> str:
    """Suggest what was probably meant: the name people use, else the code most like it."""
    return _MEANT.get(code) or closest(code, _CODES, at_least=0.3) or "CNY"


def _amount(value: str | int | Decimal) -> Decimal:
    if isinstance(value, bool | float) or not isinstance(value, str | int | Decimal):
        raise InvalidInput(
            field="amount",
            reason=phrase("{value!r} is a {kind}, which is not exact", value=short(value), kind=type(value).__name__),
            next_step=phrase('Write it as text: Money("9.90", "CNY").'),
        )
    try:
        amount = Decimal(value if not isinstance(value, str) else value[:_LONGEST])
    except InvalidOperation:
        raise InvalidInput(
            field="amount",
            reason=phrase("{value!r} is not a number", value=short(value)),
            next_step=_LIKE_THIS,
        ) from None
    if (isinstance(value, str) and len(value) > _LONGEST) or not is_exact(amount) or abs(amount) >= _LARGEST:
        raise InvalidInput(
            field="amount",
            reason=phrase("{value!r} is not an amount of money", value=short(value)),
            next_step=_LIKE_THIS,
        )
    return amount


@total_ordering
@attrs.frozen(eq=False, repr=False)
class Money:
    """An exact amount in one currency. Arithmetic between currencies is refused.

    Raises:
        InvalidInput: a float, something that is no number, or no currency code.

    >>> Money("19.90", "CNY") + Money(5, "CNY")
    Money('24.90', 'CNY')
    >>> str(Money("3", "JPY"))
    '3 JPY'
    """

    amount: Decimal = attrs.field(converter=_amount)
    currency: str = attrs.field(converter=_currency)

    @classmethod
    def parse(cls, text: str) -> Money:
        """Read `"20.00 CNY"`, the form of the door and of files.

        >>> Money.parse("20.00 CNY")
        Money('20.00', 'CNY')
        """
        amount, _, currency = text.strip().partition(" ") if isinstance(text, str) else ("", "", "")
        if not currency:
            raise InvalidInput(
                field="",
                reason=phrase("{text!r} is not an amount with a currency", text=short(text)),
                next_step=phrase('Write it like "20.00 CNY".'),
            )
        return cls(amount, currency.strip())

    def _same(self, other: object) -> Decimal:
        if not isinstance(other, Money):
            raise TypeError(f"money and {type(other).__name__} don't mix")
        if other.currency != self.currency:
            raise InvalidInput(
                field="currency",
                reason=phrase("{mine} and {theirs} don't mix", mine=self.currency, theirs=other.currency),
                next_step=phrase("Convert one first."),
            )
        return other.amount

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other), self.currency)

    def __mul__(self, factor: int | Decimal) -> Money:
        if isinstance(factor, float | bool) or not isinstance(factor, int | Decimal):
            raise TypeError("money is multiplied by int or Decimal, which are exact")
        return Money(self.amount * factor, self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Money) and (self.amount, self.currency) == (other.amount, other.currency)

    def __hash__(self) -> int:
        return hash((self.amount, self.currency))

    def __bool__(self) -> bool:
        return self.amount != 0

    def rounded(
        self, step: str | Decimal | None = None, *, mode: Literal["half-up", "half-even", "down", "up"] = "half-up"
    ) -> Money:
        """Round to a multiple of `step` (the currency's smallest unit where not given).

        >>> Money("9.96", "CNY").rounded("0.1", mode="down")
        Money('9.90', 'CNY')
        """
        unit = Decimal(step) if step is not None else Decimal(1).scaleb(-minor_digits(self.currency))
        return Money((self.amount / unit).quantize(Decimal(1), rounding=_MODES[mode]) * unit, self.currency)

    def in_words(self, language: str) -> str:
        """Write it as people of that language do; programs read `str`.

        >>> (
        ...     Money("20.00", "CNY").in_words("zh-CN"),
        ...     Money("9.90", "CNY").in_words("zh"),
        ...     Money("20", "CNY").in_words("en"),
        ... )
        ('20元', '9.90元', '20.00 CNY')
        """
        return self.words.to(language)

    @property
    def words(self) -> Phrase:
        """The same, as a phrase: without its cents where there are none."""
        if self.currency != "CNY":
            return as_it_is(str(self))
        amount = f"{self.amount:.0f}" if self.amount % 1 == 0 else f"{self.amount:.2f}"
        return phrase("{amount} yuan", amount=amount).in_english(str(self))

    def __str__(self) -> str:
        places = max(minor_digits(self.currency), -int(self.amount.normalize().as_tuple().exponent))
        return f"{self.amount:.{places}f} {self.currency}"

    def __repr__(self) -> str:
        amount, currency = str(self).split()
        return f"Money({amount!r}, {currency!r})"


def with_currency(value: Money, *, field: str) -> Money:
    """Return money; refuse a bare number."""
    if not isinstance(value, Money):
        raise InvalidInput(
            field=field,
            reason=phrase("{value!r} has no currency", value=short(value)),
            next_step=phrase('Give Money("20.00", "CNY").'),
        )
    return value
