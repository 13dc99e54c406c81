"""The complainant: names, contacts, membership, needs. What is not known is None; nobody has to be named (R2)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Final, Literal, Self

import attrs

from complaintkit.model.address import normal_address
from complaintkit.model.check import (
    LONGEST_WORD,
    is_a,
    is_text,
    is_whole,
    is_word,
    maybe_string,
    maybe_word,
    several,
    words,
)
from complaintkit.model.did_you_mean import nearest
from complaintkit.model.errors import InvalidInput, under
from complaintkit.model.phrase import Phrase, joined, phrase
from complaintkit.model.wording import WORDS

__all__ = ["Contact", "Customer", "Member", "Need"]

LONGEST_NAME = 100
"""Characters of a name, in one line."""
MOST_CONTACTS = 20
_LONGEST_CALLED = 40
_MOST_DIGITS = 4
_SHOWN = 20  # characters of a name that is shown masked: a list has other columns, too
_NO_NAME = re.compile(r"[/\\@<>:]|\.[^\W\d_]")  # what links and addresses have; "J. Smith" has a blank behind its stop

Need = Literal["elderly", "child", "disabled"]
_NEEDS = ("elderly", "child", "disabled")


def _is_address(_: Any, attribute: attrs.Attribute[Any], value: str) -> None:  # noqa: ANN401  attrs hands over any instance
    """Check an address, whatever its kind: one line, no control characters, not long."""
    try:
        is_word(_, attribute, value)
    except InvalidInput as refused:
        if not isinstance(value, str) or not value.strip():
            raise
        raise InvalidInput(
            field=refused.field,
            reason=phrase("is no address: at most {most} printable characters in one line", most=LONGEST_WORD),
            next_step=phrase("Give the address alone; what else they said is text."),
        ) from None


@attrs.frozen
class Contact:
    """One address: `kind` is "phone", "email" or whatever a plugin brings ("wechat").

    The address is kept as it was typed: people type eleven digits, and short service numbers are numbers too.

    >>> Contact("phone", "138 0013 8000").masked().address
    '138****8000'
    """

    kind: str = attrs.field(validator=is_word)
    address: str = attrs.field(validator=_is_address)
    account: str | None = attrs.field(default=None, kw_only=True, validator=maybe_word)

    @property
    def normal(self) -> tuple[str, str]:
        """Its kind, and the address as it is compared with others.

        >>> Contact("phone", "+86 138-0013-8000").normal
        ('phone', '13800138000')
        """
        return self.kind, normal_address(self.kind, self.address)

    def masked(self) -> Contact:
        """Return the address as lists may show it."""
        bare = "".join(self.address.split())
        name, at, domain = bare.partition("@")
        if at:
            return attrs.evolve(self, address=f"{name[:1]}***@{domain}")
        return attrs.evolve(self, address=f"{bare[:3]}****{bare[-4:]}" if len(bare) > 7 else "****")


@attrs.frozen
class Member:
    """A member of the loyalty programme, as the host knows them. S3.7

    >>> Member("M-7", tier="gold").tier
    'gold'
    """

    id: str = attrs.field(validator=is_word)
    tier: str | None = attrs.field(default=None, kw_only=True)
    points: int | None = attrs.field(default=None, kw_only=True)

    @property
    def standing(self) -> Phrase:
        """Their number, tier and points, as far as the host said them: what whoever handles their matter reads. S3.7

        >>> Member("M-7", tier="gold", points=4200).standing, Member("M-7").standing.to("zh")
        ('M-7, gold, 4200 points', 'M-7')
        """
        points = [] if self.points is None else [phrase("{points} points", context="member", points=self.points)]
        return joined([self.id, *([self.tier] if self.tier else []), *points])


def _needs(values: Sequence[Need]) -> tuple[Need, ...]:
    for value in words(values, field="customer.needs"):
        if value not in _NEEDS:
            raise InvalidInput(
                field="customer.needs",
                reason=phrase("{value!r} is not known", value=value),
                next_step=nearest(value, _NEEDS, WORDS),
            )
    return tuple(values)


def _phone(values: dict[str, str | None]) -> list[Contact]:
    found = []
    for kind, value in values.items():
        if value is not None and not isinstance(value, str):
            raise InvalidInput(
                field=f"customer.{kind}",
                reason=phrase("{kind} is not text", kind=type(value).__name__),
                next_step=phrase("Put it in quotes: leading zeros count."),
            )
        if value and value.strip():
            try:
                found.append(Contact(kind, value.strip()))
            except InvalidInput as refused:
                raise refused.named(f"customer.{kind}") from None
    return found


@attrs.frozen(kw_only=True, init=False)
class Customer:
    """The complainant; `phone=` and `email=` are short forms of `contacts`. Contracting party and eater may be others (R2).

    >>> Customer(name="王芳", phone="13800138000").label
    '王*'
    """

    name: str | None
    contacts: tuple[Contact, ...]
    member: Member | None
    language: str | None
    needs: tuple[Need, ...]
    speaks_for: Customer | None
    reference: str | None
    no_contact_because: str | None

    def __init__(
        self,
        *,
        name: str | None = None,
        phone: str | None = None,
        email: str | None = None,
        contacts: Sequence[Contact] = (),
        member: Member | None = None,
        language: str | None = None,
        needs: Sequence[Need] = (),
        speaks_for: Customer | None = None,
        reference: str | None = None,
        no_contact_because: str | None = None,
    ) -> None:
        """Describe a customer: `language` is BCP 47, `reference` the host's own id of them, `speaks_for` whom they represent."""
        short = _phone({"phone": phone, "email": email})
        self.__attrs_init__(
            name=(maybe_string(name, field="customer.name") or "").strip() or None,
            contacts=(*short, *several(contacts, Contact, field="contacts")),
            member=member,
            language=language,
            needs=_needs(needs),
            speaks_for=speaks_for,
            reference=reference,
            no_contact_because=no_contact_because,
        )

    @classmethod
    def anonymous(cls, *, no_contact_because: str) -> Self:
        """Return a customer who leaves no contact; deadlines to contact them are waived with that reason. R2"""
        if not no_contact_because.strip():
            raise InvalidInput(
                field="customer.no_contact_because",
                reason=phrase("is empty"),
                next_step=phrase("Say why, such as 'refused'."),
            )
        return cls(no_contact_because=no_contact_because)

    @property
    def phone(self) -> str | None:
        """The first telephone number, None where there is none; masked on a case, whole from `desk.contact`."""
        return self._first("phone")

    @property
    def email(self) -> str | None:
        """The first e-mail address, None where there is none; masked on a case, whole from `desk.contact`."""
        return self._first("email")

    def _first(self, kind: str) -> str | None:
        return next((one.address for one in self.contacts if one.kind == kind), None)

    @property
    def label(self) -> str:
        """The name as lists may show it: the family name, the rest masked."""
        if not self.name:
            return self.reference or "-"
        first, *rest = self.name.split()
        if rest:
            return f"{first[:_SHOWN]} {'*' * 3}"
        return self.name[:1] + "*" * min(max(len(self.name) - 1, 1), _SHOWN)

    @property
    def called(self) -> str | None:
        """The name as a message to them may say it; None where it is not only a name: a link, an address, a number, a text.

        >>> (
        ...     Customer(name="王芳").called,
        ...     Customer(name="领奖 www.evil.example").called,
        ...     Customer(name="加V 13800138000").called,
        ... )
        ('王芳', None, None)
        """
        name = " ".join(unicodedata.normalize("NFKC", self.name or "").split())
        is_name = 0 < len(name) <= _LONGEST_CALLED and name.isprintable() and _NO_NAME.search(name) is None
        return name if is_name and sum(one.isdigit() for one in name) <= _MOST_DIGITS else None

    @property
    def reachable(self) -> bool:
        """True where there is any way to answer."""
        return bool(self.contacts)

    def changed(self, **changes: Any) -> Customer:  # noqa: ANN401  its own fields
        """Return this customer with some of what they are known by changed.

        >>> Customer(name="王芳", member=Member("M-7")).changed(member=Member("M-7", tier="gold")).member.tier
        'gold'
        """
        return Customer(**{field.name: getattr(self, field.name) for field in attrs.fields(Customer)} | changes)

    @cached_property
    def addresses(self) -> frozenset[tuple[str, str]]:
        """All contacts as they are compared: theirs, and those of whom they speak for."""
        theirs = self.speaks_for.addresses if self.speaks_for else frozenset[tuple[str, str]]()
        return theirs | {one.normal for one in self.contacts}

    def contact(self, kind: str) -> Contact | None:
        """Return the first contact of a kind, or None."""
        return next((one for one in self.contacts if one.kind == kind), None)

    def masked(self) -> Customer:
        """Return this customer as a case shows them; `desk.contact(...)` gives the whole, and is logged."""
        return self._masked

    @cached_property
    def _masked(self) -> Customer:
        return Customer(
            name=self.label if self.name else None,
            contacts=[one.masked() for one in self.contacts],
            member=self.member,
            language=self.language,
            needs=self.needs,
            speaks_for=self.speaks_for.masked() if self.speaks_for else None,
            reference=self.reference,
            no_contact_because=self.no_contact_because,
        )


_JOINERS: Final = dict.fromkeys(map(ord, "\u200c\u200d"))
"""Signs that make one of several: names in WeChat have emoji of several, Persian and Indian ones are written with them."""


def _check_fields(noun: Any, **checks: Callable[[Any, attrs.Attribute[Any], Any], None]) -> None:  # noqa: ANN401  a customer, a member
    for name, check in checks.items():
        if (value := getattr(noun, name)) not in (None, ""):
            check(noun, attrs.fields_dict(type(noun))[name], value)


def is_customer(_: Any, attribute: attrs.Attribute[Any], value: Customer) -> None:  # noqa: ANN401  attrs hands over any instance
    """Check a customer as somebody gives one."""
    check_customer(value, field=attribute.name)


def check_customer(value: Customer, *, field: str = "customer") -> None:
    """Check a customer as somebody gives one: each field of its type, names in one line, not more addresses than anybody has."""
    if not isinstance(value, Customer):
        raise InvalidInput(
            field=field,
            reason=phrase("{found} is not a {kind}", found=type(value).__name__, kind="Customer"),
            next_step=phrase("Give {kind}(...).", kind="Customer"),
        )
    if value.name is not None and (not value.name.translate(_JOINERS).isprintable() or len(value.name) > LONGEST_NAME):
        raise InvalidInput(
            field=f"{field}.name",
            reason=phrase("is no name: at most {most} printable characters in one line", most=LONGEST_NAME),
            next_step=phrase("Give the name alone; what else they said is text."),
        )
    with under(f"{field}."):
        _check_fields(value, language=is_word, reference=is_word, no_contact_because=is_text, member=is_a(Member))
    if value.member is not None:
        with under(f"{field}.member."):
            _check_fields(value.member, tier=is_word, points=is_whole)
    if len(value.contacts) > MOST_CONTACTS:
        raise InvalidInput(
            field=f"{field}.contacts",
            reason=phrase(
                "has {length:,} entries; {most:,} are allowed", length=len(value.contacts), most=MOST_CONTACTS
            ),
            next_step=phrase("Give those that somebody answers."),
        )
    if value.speaks_for is not None:
        check_customer(value.speaks_for, field=f"{field}.speaks_for")


maybe_customer = attrs.validators.optional(is_customer)
