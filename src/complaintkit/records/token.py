"""Keyed tokens: how a case is found by contact, receipt, lot or SKU without keeping any of them in the clear."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, TypeAlias

from complaintkit.model import events as e
from complaintkit.model.address import normal_address, normal_name
from complaintkit.model.customer import Contact, Customer
from complaintkit.model.frozen import changed
from complaintkit.model.goods import normal_number
from complaintkit.ports.storage import CaseRow, TokenRow
from complaintkit.records.link import Links, Purpose

if TYPE_CHECKING:
    from complaintkit.decision import Draft, LedgerEntry
    from complaintkit.model import commands as c
    from complaintkit.model.case import Case

    _Names: TypeAlias = c.Receive | c.Register | c.Correct | e.Received | e.Completed | e.Corrected

LINK = "customer-link"
EXTERNAL = "external"
REFERENCE = "customer-reference"
ANONYMOUS = "c-"
"""How the key of a case begins: it is the customer's as well where nobody knows who they are."""
GOODS = frozenset({"lot", "sku"})
"""Kinds of tokens that stay when a person is erased: a recall has to find the case by its lot, and a lot is nobody's."""
_LINKED: Final = frozenset(
    "received new-cycle plan-offered resolved settled cleared-up customer-quoted completed corrected".split()
)
"""The events after which a customer gets links."""


def token(key: bytes, kind: str, value: str) -> str:
    """Return the keyed token of a value: the same value gives the same token, and nothing leads back."""
    return hmac.digest(key, f"{kind}\n{value}".encode("utf-8", "surrogatepass"), "sha256").hex()[:32]


def found_by(row: CaseRow, key: bytes) -> CaseRow:
    """Return the row of a case as it is kept: what somebody else calls the case or its customer as tokens."""
    external, reference = row.external_id, row.customer_reference
    if external is None and reference is None:
        return row
    return changed(
        row,
        external_id=None if external is None else token(key, EXTERNAL, external),
        customer_reference=None if reference is None else token(key, REFERENCE, reference),
    )


def keyed_id(key: bytes, kind: str, content: bytes) -> str:
    """Return the id of something by its content: the same again has the same id, and nobody without the key can guess it."""
    return hmac.digest(key, kind.encode() + b"\n" + content, "sha256").hex()[:16]


def contact_token(key: bytes, contact: Contact) -> str:
    """Return the token of an address."""
    return token(key, contact.kind, normal_address(contact.kind, contact.address))


def name_token(key: bytes, kind: str, name: str) -> str:
    """Return the token of a membership or a host's reference, however it is spelled."""
    return token(key, kind, normal_name(name))


def number_token(key: bytes, kind: str, number: str) -> str:
    """Return the token of the number of a receipt, lot or article, however it is spelled."""
    return token(key, kind, normal_number(number))


def customer_tokens(customer: Customer, key: bytes) -> frozenset[str]:
    """Return the tokens of everything that a customer is known by."""
    return frozenset(token(key, kind, value) for kind, value in _known_by(customer))


def own_key(case: str) -> str:
    """Return the vault's key for a case: its words, files and receipts are kept under it, whoever they turn out to be of."""
    return ANONYMOUS + case


def keys_of(customer: Customer, key: bytes) -> frozenset[str]:
    """Return every key that a customer may be kept under, by whatever they are known."""
    known = [Customer(contacts=[one]) for one in customer.contacts]
    if customer.reference:
        known.append(Customer(reference=customer.reference))
    if customer.member:
        known.append(Customer(member=customer.member))
    return frozenset(person_of(one, key, "") for one in known)


def person_of(customer: Customer, key: bytes, case: str) -> str:
    """Return the vault's key for a customer: the same person by the host's reference, membership or contact, else by case. R2"""
    if customer.reference:
        return "p-" + name_token(key, "reference", customer.reference)
    if customer.member:
        return "p-" + name_token(key, "member", customer.member.id)
    if customer.contacts:
        return "p-" + contact_token(key, customer.contacts[0])
    return own_key(case)


def tokens_of(command: _Names, key: bytes, *, case: str, person: str) -> list[TokenRow]:
    """Return the tokens of everything a case can be found by: the customer's with them, the goods' with the case."""
    known = {(kind, value, person) for kind, value in (_known_by(command.customer) if command.customer else ())}
    goods = {(kind, value, own_key(case)) for kind, value in _goods(command)}
    return [
        TokenRow(token=token(key, kind, value), kind=kind, case=case, person=whose)
        for kind, value, whose in sorted(known | goods)
    ]


def case_tokens(lines: Iterable[LedgerEntry], key: bytes, *, case: str, person: str = "") -> Iterator[TokenRow]:
    """Yield the tokens of everything that these lines say a case can be found by; it is this `person`'s until they say whose."""
    for line in lines:
        if isinstance(line.event, e.Received | e.Completed | e.Corrected):
            person = line.event.person or person
            yield from tokens_of(line.event, key, case=case, person=person)


def link_tokens(draft: Draft, links: Links) -> list[TokenRow]:
    """Return the tokens that the customer's links of this round are found by, where they are new; history has none."""
    case, before = draft.case, draft.before
    if draft.facts.quiet or (before is not None and not before.imported and _linked(before) == _linked(case)):
        return []
    return links_of(draft.lines, case, links)


def _linked(case: Case) -> tuple[str, int]:
    """Return what the links of a case are made of: they were kept when it came to be that."""
    return case.linked_as, case.cycle


def links_of(lines: Iterable[LedgerEntry], case: Case, links: Links) -> list[TokenRow]:
    """Return the tokens of the customer's links that these lines make, where the case stands like that after them."""
    if not any(line.event.name in _LINKED for line in lines):
        return []
    made = (links.token(case.linked_as, case.cycle, purpose) for purpose in Purpose)
    return [TokenRow(token=links.digest(one), kind=LINK, case=case.id, person=own_key(case.id)) for one in made]


def _goods(command: _Names) -> Iterator[tuple[str, str]]:
    if command.purchase:
        yield "receipt", normal_number(command.purchase.receipt)
    for item in (*command.items, *(command.purchase.items if command.purchase else ())):
        if item.lot:
            yield "lot", normal_number(item.lot)
        if item.sku:
            yield "sku", normal_number(item.sku)


def _known_by(customer: Customer) -> Iterator[tuple[str, str]]:
    for contact in customer.contacts:
        yield contact.kind, normal_address(contact.kind, contact.address)
    if customer.member:
        yield "member", normal_name(customer.member.id)
    if customer.reference:
        yield "reference", normal_name(customer.reference)
