"""Members 会员: who they are, since when, which messages they agreed to, and what their points come from. S3.7, S3.9, S3.17"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import attrs

from complaintkit.model.actor import is_staff
from complaintkit.model.care import CareKind, month_and_day
from complaintkit.model.check import instant, is_a, is_word, iterable, maybe_a, maybe_word, words
from complaintkit.model.customer import Customer
from complaintkit.model.errors import InvalidInput
from complaintkit.model.money import Money
from complaintkit.model.phrase import phrase
from complaintkit.model.vocabulary import member_of

__all__ = ["Consent", "Credit", "Membership", "NewMember", "Taken"]


def _kind(value: str) -> CareKind:
    return member_of(CareKind, value, field="kind")


@attrs.frozen(kw_only=True)
class Consent:
    """That a member wants one kind of message by one medium: since when, how they said so, and until when.

    `by` is who wrote it down. What was withdrawn stays on record.

    >>> from datetime import UTC
    >>> given = Consent(kind="birthday", medium="sms", since=datetime(2026, 5, 1, tzinfo=UTC), via="paper", by="chen")
    >>> given.stands
    True
    """

    kind: CareKind = attrs.field(converter=_kind)
    medium: str = attrs.field(validator=is_word)
    since: datetime
    via: str = attrs.field(validator=is_word)
    by: str
    until: datetime | None = None
    withdrawn_via: str | None = None

    @property
    def stands(self) -> bool:
        """True until it is withdrawn."""
        return self.until is None


@attrs.frozen(kw_only=True)
class Credit:
    """Points that a member got, or spent (below zero): what for, the sale they come from, where there is one, and who entered it.

    S3.7

    >>> from datetime import UTC
    >>> Credit(points=59, because="purchase", at=datetime(2026, 5, 1, tzinfo=UTC), sale="S-1").points
    59
    """

    points: int
    because: str
    at: datetime
    sale: str | None = None
    paid: Money | None = None
    by: str = ""

    @property
    def by_hand(self) -> bool:
        """True where a person entered it, no program."""
        return is_staff(self.by)


@attrs.frozen(kw_only=True)
class CareOwed:
    """A message of care that was planned: by which rule of the playbook, for which turn of it."""

    care: str
    turn: str
    at: datetime
    entry: str


@attrs.frozen(kw_only=True)
class Membership:
    """A member as the register knows them: `customer` says who they are, with number, tier and points in `customer.member`.

    `since` is the day from which they are one, `via` where they joined (entrance, checkout, desk, ...), `recruited_by` who of
    the staff won them (S3.17). `birthday` is month and day. Somebody whose data were erased is nobody any more.

    >>> from complaintkit import Customer, Member
    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk(playbook="supermarket-service") as desk:
    ...     wang = Customer(name="王芳", phone="13800138000", member=Member("88012", tier="gold"))
    ...     member = desk.members.enrol(wang, by="chen", unit="s1", via="checkout", birthday="05-17")
    >>> member.customer.label, member.customer.member.standing, member.birthday, member.recruited_by
    ('王*', '88012, gold', '05-17', 'chen')
    """

    id: str
    person: str = attrs.field(repr=False)
    unit: str
    customer: Customer = attrs.field(repr=False)
    since: date
    joined_at: datetime
    via: str
    recruited_by: str | None = None
    birthday: str | None = None
    consents: tuple[Consent, ...] = ()
    credits: tuple[Credit, ...] = ()
    cares: tuple[CareOwed, ...] = attrs.field(default=(), repr=False)
    left_at: datetime | None = None
    restricted: bool = False
    erased: bool = False
    version: int = 0

    @property
    def active(self) -> bool:
        """True while they are a member and may be sent something."""
        return self.left_at is None and not self.restricted and not self.erased

    def agrees(self, kind: str, medium: str) -> bool:
        """Tell if they want this kind of message by this medium."""
        return any(one.stands and one.kind == kind and one.medium == medium for one in self.consents)

    def masked(self) -> Membership:
        """Return the member as lists may show them: `desk.members.contact(...)` gives the whole, and is logged."""
        return attrs.evolve(self, customer=self.customer.masked())


def _instant(value: datetime | None) -> datetime | None:
    return None if value is None else instant(value, field="consented_at")


def _consents(values: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    found = [words(value, field=f"consents[{index}]") for index, value in enumerate(iterable(values, field="consents"))]
    for index, value in enumerate(found):
        if len(value) != 2:
            raise InvalidInput(
                field=f"consents[{index}]",
                reason=phrase("is not a kind and a medium"),
                next_step=phrase('Give both, such as "birthday" and "sms".'),
            )
    return tuple((kind, medium) for kind, medium in found)


@attrs.frozen(kw_only=True)
class NewMember:
    """A member as a host or a file knows them: `desk.members.take_in` enters who is new, and what is new of who is known.

    `consents` are kinds and media, `("birthday", "sms")`, given at `consented_at`: what was withdrawn later stays withdrawn.

    >>> from complaintkit import Customer, Member
    >>> NewMember(customer=Customer(phone="13800138000", member=Member("88012")), birthday="1990-05-17").birthday
    '05-17'
    """

    customer: Customer = attrs.field(repr=False, validator=is_a(Customer))
    unit: str | None = attrs.field(default=None, validator=maybe_word)
    since: date | None = attrs.field(default=None, validator=maybe_a(date))
    birthday: str | None = attrs.field(default=None, converter=month_and_day)
    via: str = attrs.field(default="import", validator=is_word)
    recruited_by: str | None = attrs.field(default=None, validator=maybe_word)
    consents: Sequence[tuple[str, str]] = attrs.field(default=(), converter=_consents)
    consented_at: datetime | None = attrs.field(default=None, converter=_instant)


@attrs.frozen(kw_only=True)
class Taken:
    """What became of members that were taken in: how many are new, changed, known as they were; and what was refused, by place.

    >>> Taken(new=3).refused
    {}
    """

    new: int = 0
    changed: int = 0
    known: int = 0
    refused: Mapping[int, InvalidInput] = attrs.field(factory=dict)
