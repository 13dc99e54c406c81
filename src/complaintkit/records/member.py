"""Members in the storage: loaded from their ledgers, written with their rows and with what they are found by. S3.7"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar

import attrs

from complaintkit.decision.member import MemberDraft, rebuild_member
from complaintkit.model import events as e
from complaintkit.model.customer import Customer
from complaintkit.model.errors import NotFound
from complaintkit.model.member import Membership
from complaintkit.model.phrase import phrase
from complaintkit.ports.storage import EventRow, MemberFilter, MemberRow, Reader, TokenRow, Writer
from complaintkit.records.ledger import Chain, read_lines
from complaintkit.records.task import task_facts
from complaintkit.records.token import contact_token, name_token, token

if TYPE_CHECKING:
    from complaintkit.model.actor import By
    from complaintkit.model.events import Happened
    from complaintkit.records.door import Door

C = TypeVar("C")
MEMBER = "m-"
"""What the ids of members begin with: no case and no task is called so."""
_PAGE: Final = 1_000


@attrs.frozen
class LoadedMember:
    """A member with the row that they were read by: what is needed to add to it."""

    row: MemberRow
    member: Membership


def is_member(ref: str) -> bool:
    """Tell if an id is a member's."""
    return ref.startswith(MEMBER)


def load_members(tx: Reader, rows: Sequence[MemberRow]) -> Iterator[LoadedMember]:
    """Load several members at once, in the order of their rows."""
    ids = [row.id for row in rows]
    lines = read_lines(tx.events(ids), tx.vault(ids))
    return (LoadedMember(row, rebuild_member(lines[row.id], id=row.id)) for row in rows)


def load_for_care(tx: Reader, rows: Sequence[MemberRow]) -> Iterator[LoadedMember]:
    """Load several members without their points: what says whom to wish well does not grow with what they buy. S3.9"""
    ids = [row.id for row in rows]
    lines = read_lines(tx.events(ids, without=e.MemberCredited.name), tx.vault(ids))
    for row in rows:
        member = rebuild_member(lines[row.id], id=row.id)
        yield LoadedMember(row, attrs.evolve(member, version=row.version))


def find_member(tx: Reader, key: bytes, ref: str) -> LoadedMember:
    """Load the member of this number or id.

    Raises:
        NotFound: there is none.
    """
    row = tx.member(ref) if is_member(ref) else row_of_number(tx, key, ref)
    if row is None:
        raise no_member(ref)
    return next(load_members(tx, [row]))


def row_of_number(tx: Reader, key: bytes, number: str) -> MemberRow | None:
    """Return the row of the member of this number, however it is spelled; None where there is none."""
    return next(iter(tx.members(MemberFilter(token=name_token(key, "member", number)), limit=1)), None)


def no_member(ref: str) -> NotFound:
    """Make the refusal of a member that there is not, or who is not to be seen: nobody is told which. R20"""
    return NotFound(what="member", ref=ref, next_step=phrase("Check the number of the member."))


def all_members(tx: Reader, where: MemberFilter) -> Iterator[MemberRow]:
    """Yield every row that the filter lets through, newest joined first."""
    after: str | None = None
    while rows := tx.members(where, after=after, limit=_PAGE):
        yield from rows
        after = rows[-1].id


def birthday_token(key: bytes, day: str) -> str:
    """Return the keyed token of a month and day, by which members are found whose birthday it is."""
    return token(key, "birthday", day)


def as_registered(tx: Reader, key: bytes, customer: Customer) -> Customer:
    """Return a customer with tier and points as the register has them: what somebody says of themselves counts no more. S3.7"""
    there = registered(tx, key, customer.member.id) if customer.member else None
    if customer.member is None or there is None or there.member is None:
        return customer
    return customer.changed(member=attrs.evolve(there.member, id=customer.member.id))


def registered(tx: Reader, key: bytes, number: str) -> Customer | None:
    """Return who has this number in the register now; None where nobody has."""
    row = row_of_number(tx, key, number)
    return None if row is None or row.left_at else next(load_members(tx, [row])).member.customer


def as_known(tx: Reader, key: bytes, command: C) -> C:
    """Return a command whose customer, where it names a member, has tier and points as the register has them."""
    customer = getattr(command, "customer", None)
    if not isinstance(customer, Customer) or (known := as_registered(tx, key, customer)) == customer:
        return command
    changed: Any = attrs.evolve(command, customer=known)  # type: ignore[misc]  # it has one
    return changed  # type: ignore[no-any-return]


# ---- written --------------------------------------------------------------------------------------------------------
def write_member(door: Door, tx: Writer, loaded: LoadedMember | None, draft: MemberDraft) -> tuple[EventRow, ...]:
    """Write what a decision on a member leaves behind: ledger, row, and the tokens that they are found by.

    Raises:
        ConflictError: there is a member of this number, or somebody else has changed this one.
    """
    if not draft.lines:
        return ()
    member = draft.made
    before = (loaded.row.version, loaded.row.head) if loaded else (0, "")
    chain = Chain(door.keyring.ledger, member.id, member.person, *before)
    sealed = chain.seal(draft.lines)
    row = member_row(door.key, member, chain.head)
    if loaded is None:
        tx.add_member(row)
    else:
        tx.put_member(row, if_version=loaded.row.version)
    last = tx.append(sealed.events, sealed.vault, ())
    if not member.erased:
        tx.put_tokens([*member_tokens(door.key, member)])
    start = last - len(sealed.events) + 1
    return tuple(attrs.evolve(one, position=start + index) for index, one in enumerate(sealed.events))


def record_member(door: Door, tx: Writer, loaded: LoadedMember, event: Happened, *, by: By) -> Sequence[EventRow]:
    """Write one event on a member's ledger: what a provider, or somebody, reports of them; return the rows."""
    draft = MemberDraft(task_facts(door, tx, loaded.member.unit, by=by), loaded.member.id, loaded.member)
    draft.add(event)
    return write_member(door, tx, loaded, draft)


def member_row(key: bytes, member: Membership, head: str) -> MemberRow:
    """Return where a member stands, for look-ups."""
    known = member.customer.member
    return MemberRow(
        id=member.id,
        token=name_token(key, "member", known.id) if known else "",
        person=member.person,
        unit=member.unit,
        tier=known.tier if known else None,
        birthday=birthday_token(key, member.birthday) if member.birthday else "",
        via=member.via,
        recruited_by=member.recruited_by,
        joined_at=member.joined_at,
        left_at=member.left_at,
        version=member.version,
        head=head,
    )


def member_tokens(key: bytes, member: Membership) -> Iterator[TokenRow]:
    """Yield what a member is found by, beside their number."""
    for contact in member.customer.contacts:
        yield TokenRow(token=contact_token(key, contact), kind=contact.kind, case=member.id, person=member.person)
    if member.customer.reference:
        reference = name_token(key, "reference", member.customer.reference)
        yield TokenRow(token=reference, kind="reference", case=member.id, person=member.person)
