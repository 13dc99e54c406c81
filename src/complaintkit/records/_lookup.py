"""The records that a decision looks things up in, read in the transaction that decides."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from datetime import date, datetime
from typing import Final

import attrs

from complaintkit import decision
from complaintkit.decision.lookup import MOST
from complaintkit.decision.money.campaign import campaign_of
from complaintkit.model.case import Case, CaseNumber
from complaintkit.model.code import LETTERS, CodeFormat
from complaintkit.model.customer import Customer
from complaintkit.model.errors import ConflictError
from complaintkit.model.money import Money
from complaintkit.model.outbox import EntryKind, OutboxState
from complaintkit.model.phrase import phrase
from complaintkit.model.remedy import Remedy
from complaintkit.model.wire import from_json
from complaintkit.ports.storage import CaseFilter, GrantRow, Reader, Writer
from complaintkit.records._promise import APPROVAL
from complaintkit.records.attendance import attended, is_newcomer
from complaintkit.records.campaign import COUNTED, budget_of, offer_of
from complaintkit.records.case import load, load_all, own_row
from complaintkit.records.coupon import normal_code
from complaintkit.records.ledger import read_lines
from complaintkit.records.outbox import entries_in
from complaintkit.records.token import number_token

_USUAL: Final = CodeFormat.parse("{random:4}-{random:4}-{random:4}")  # 60 bits
_TRIES: Final = 20
"""How often a code that is taken is drawn again; a campaign whose codes are all taken is a mistake in its shape."""


@attrs.frozen(kw_only=True)
class Lookup:
    """`Records` by a transaction: sums in one currency, orders of one case."""

    tx: Reader
    currency: str
    case: str = ""
    key: bytes = attrs.field(default=b"", repr=False)
    kin: Callable[[str], frozenset[str]] = lambda person: frozenset({person})
    """Returns the keys of everything that is the same customer's."""
    members: Callable[[str], Customer | None] = lambda number: None  # noqa: ARG005  nobody is registered
    """Returns a member by their number."""

    def next_number(self, unit: str, day: date) -> int:
        """Refuse: a case begins only where something can be written."""
        raise NotImplementedError(f"no case of {unit} begins on {day} in a reading")

    def new_code(self, shape: str | None) -> str:
        """Draw a code that nobody can guess and no coupon has yet."""
        wanted = CodeFormat.parse(shape) if shape else _USUAL
        for _ in range(_TRIES):
            code = wanted.make(lambda count: "".join(secrets.choice(LETTERS) for _ in range(count)))
            if self.tx.coupon(normal_code(code)) is None:
                return code
        raise ConflictError(
            reason=phrase("no code of this shape is left"),
            next_step=phrase("Give the campaign longer codes."),
        )

    def promised(self, *, since: datetime, giver: str | None = None, customer: str | None = None) -> Money:
        """Sum up the rows of promises and approvals since then: to a customer, under every key they are kept by."""
        rows = self.tx.grants(since=since, giver=giver) if customer is None else self._given_to(customer, since)
        return sum((Money(row.value, self.currency) for row in rows if row.currency == self.currency), self._nothing)

    def _given_to(self, customer: str, since: datetime) -> list[GrantRow]:
        return [row for one in sorted(self.kin(customer)) for row in self.tx.grants(since=since, customer=one)]

    def compensated(self, *, since: datetime, customer: str) -> Money:
        """Sum up the rows of what the customer got, or was promised, since then."""
        rows = (
            row for row in self._given_to(customer, since) if row.kind != APPROVAL and row.currency == self.currency
        )
        return sum((Money(row.value, self.currency) for row in rows), self._nothing)

    def entered(self, *, since: datetime, customer: str) -> Money:
        """Sum up the points of all memberships of the customer that people entered since then."""
        from complaintkit.records.member import is_member

        rows = (row for row in self._given_to(customer, since) if is_member(row.case) and row.currency == self.currency)
        return sum((Money(row.value, self.currency) for row in rows), self._nothing)

    def promised_by_campaign(self, campaign: str, *, customer: str, since: datetime) -> Money:
        """Sum up the customer's promises since then whose remedies are the campaign's: the ledger knows which."""
        from complaintkit.records.member import is_member

        rows = [row for row in self._given_to(customer, since) if row.currency == self.currency]
        cases = sorted({row.case for row in rows if not is_member(row.case)})  # points by hand are of no campaign
        lines = read_lines(self.tx.events(cases), self.tx.vault(cases)) if cases else {}
        promises = (one for id_ in cases for one in decision.rebuild(lines[id_], id=id_).promises)
        its_own = {one.id for one in promises if campaign_of(one.remedy) == campaign}
        return sum((Money(row.value, self.currency) for row in rows if row.id in its_own), self._nothing)

    def given_out(self, campaign: str) -> int:
        """Read the campaign's count, kept like a budget."""
        return int(self.tx.reserved(budget=budget_of(campaign), **COUNTED))

    def offer(self, proposal: str) -> Remedy | None:
        """Read the campaign's offer, where one is on record."""
        content = self.tx.document(offer_of(proposal))
        return None if content is None else from_json(json.loads(content), Remedy)

    def proposal(self, id: str) -> tuple[Remedy, ...] | None:
        """Read the remedies that were kept under this id."""
        content = self.tx.document(id) if id.startswith("p_") else None
        return None if content is None else tuple(from_json(one, Remedy) for one in json.loads(content))

    def reserved(self, unit: str, period: str) -> Money:
        """Read what is set aside."""
        return Money(self.tx.reserved(budget=unit, period=period, currency=self.currency), self.currency)

    def attended(self, staff: str, training: str) -> datetime | None:
        """Read the setting that says so."""
        return attended(self.tx, staff, training)

    def is_newcomer(self, staff: str, training: str) -> bool:
        """Read the setting that says so."""
        return is_newcomer(self.tx, staff, training)

    def member(self, number: str) -> Customer | None:
        """Find them in the register."""
        return self.members(number)

    def other_case(self, ref: str) -> Case | None:
        """Return another case by its number or id, as it stands; None where there is none.

        Raises:
            NotFound: another desk handed it out.
        """
        row = self.tx.case(ref)
        if isinstance(ref, CaseNumber):
            row = own_row(row, ref)
        return load(self.tx, row).case if row else None

    def of_receipt(self, receipt: str) -> tuple[Case, ...]:
        """Find the other cases by the token of the receipt."""
        where = CaseFilter(tokens=frozenset({number_token(self.key, "receipt", receipt)}))
        rows = [row for row in self.tx.cases(where, after=None, limit=MOST + 1) if row.id != self.case]
        return tuple(one.case for one in load_all(self.tx, rows))

    def order_state(self, promise: str) -> OutboxState | None:
        """Return the state of the newest outbox entry for a promise."""
        rows = [one for one in entries_in(self.tx, EntryKind.REMEDY, case=self.case) if one.name == promise]
        return max(rows, key=lambda one: one.seq).state if rows else None

    @property
    def _nothing(self) -> Money:
        return Money(0, self.currency)


@attrs.frozen(kw_only=True)
class NumberingLookup(Lookup):
    """A lookup for a case that begins."""

    tx: Writer

    def next_number(self, unit: str, day: date) -> int:
        """Allocate the number in the transaction; a refusal rolls it back."""
        return self.tx.next_number(unit, day)
