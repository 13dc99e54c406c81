"""Find a person's cases and membership by what they are known by, and only for who may; tell each on its own ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, get_args

import attrs

from complaintkit.decision import sees
from complaintkit.decision.member import sees_member
from complaintkit.decision.permission.guard import check_apart
from complaintkit.decision.refusal import no_case
from complaintkit.decision.tables.verb import check_may
from complaintkit.model import events as e
from complaintkit.model.actor import By
from complaintkit.model.case import Case
from complaintkit.model.customer import Contact, Customer
from complaintkit.model.did_you_mean import nearest
from complaintkit.model.errors import ComplaintKitError, InvalidInput, NotAllowed
from complaintkit.model.outbox import EntryKind, OutboxState
from complaintkit.model.person import PersonCases, PersonRef, RestrictBecause
from complaintkit.model.phrase import phrase
from complaintkit.model.wording import WORDS
from complaintkit.ports.storage import CaseFilter, CaseRow, MemberFilter, SurveyAnswerRow, SurveyFilter
from complaintkit.records.case import load, load_all
from complaintkit.records.member import LoadedMember, all_members, load_members, record_member, row_of_number
from complaintkit.records.outbox import entries_in, move
from complaintkit.records.survey import all_answers
from complaintkit.records.token import (
    ANONYMOUS,
    contact_token,
    customer_tokens,
    keys_of,
    name_token,
    own_key,
    person_of,
)

if TYPE_CHECKING:
    from complaintkit.ports.storage import EventRow, Reader, Writer
    from complaintkit.records.case import Loaded
    from complaintkit.records.door import Door


_ALL = 1_000_000
_WAITING = frozenset({OutboxState.READY, OutboxState.RETRY, OutboxState.LEASED, OutboxState.PARKED})


@attrs.frozen(kw_only=True)
class Found:
    """A person's cases as they are loaded and locked, their membership, their answers to surveys; what only shares an address.

    `asked` is whoever was named other than by a case. `former` are the cases that were theirs until a correction, each with the
    keys of theirs that how they could be reached there is kept under.
    """

    cases: tuple[Loaded, ...] = ()
    former: tuple[tuple[Loaded, tuple[str, ...]], ...] = ()
    others: tuple[str, ...] = ()
    answers: tuple[SurveyAnswerRow, ...] = ()
    members: tuple[LoadedMember, ...] = ()
    asked: Customer | None = None

    @property
    def persons(self) -> tuple[str, ...]:
        """The keys of the vault."""
        known = [
            *(key for one in self.cases for key in (one.row.person, own_key(one.row.id))),
            *(key for _, keys in self.former for key in keys),
            *(one.row.person for one in self.members),
            *(one.person for one in self.answers),
        ]
        return tuple(dict.fromkeys(known))

    def told(self, cases: Iterable[str]) -> PersonCases:
        """Return what the caller hears."""
        return PersonCases(
            cases=tuple(cases),
            others=self.others,
            former=self.former_numbers,
            members=tuple(one.row.id for one in self.members),
        )

    @property
    def former_numbers(self) -> tuple[str, ...]:
        """The numbers of cases that are somebody else's now."""
        theirs = {one.row.id for one in self.cases}
        return tuple(sorted(one.case.number for one, _ in self.former if one.row.id not in theirs))


# ---- finding --------------------------------------------------------------------------------------------------------
def find_person(door: Door, tx: Writer, who: PersonRef, by: By, word: str) -> Found:
    """Find everything kept on one person, for somebody whose role may `word` and who sees all of it.

    Raises:
        NotAllowed: no role of theirs lets them, or more is kept on that person than they see (R20): nobody gives, or
            erases, a part for the whole. Or a complaint of that person's is about them (R6).
        NotFound: there is no such case, or it is not theirs to see.
        InvalidInput: nobody is named.
    """
    facts = door.facts(tx, None, by=by)
    check_may(facts, word.replace("-", "_"))
    rows, others, keys = _rows(door, tx, who)
    cases = [load(tx, tx.lock(row.id) or row) for row in rows]
    near = list(load_all(tx, others))
    former = [(one, theirs) for one in (*cases, *near) if (theirs := _former_keys(one.case, keys))]
    if unseen := {one.case.number for one in (*cases, *(one for one, _ in former)) if not _sees(door, tx, one, by)}:
        raise _beyond_sight(who, unseen, facts.actor, word)
    for one in cases:
        check_apart(door.facts(tx, one.case, by=by), one.case, word)
    answers = [row for key in sorted(keys) for row in all_answers(tx, SurveyFilter(person=key))]
    if any(
        not facts.system and not facts.structure.sees(facts.actor, unit=row.unit, involved=False) for row in answers
    ):
        raise _beyond_sight(who, set(), facts.actor, word)
    asked = None if isinstance(who, Case | str) else _customer(who)
    members, beside = _members(door, tx, asked or cases[0].case.customer, keys)
    if not all(sees_member(door.facts(tx, None, by=by), one.member) for one in members):
        raise _beyond_sight(who, set(), facts.actor, word)
    beyond = [one.case.number for one in near if not _former_keys(one.case, keys) and _sees(door, tx, one, by)]
    beyond += [one.row.id for one in beside if sees_member(door.facts(tx, None, by=by), one.member)]
    return Found(
        cases=tuple(cases),
        former=tuple(former),
        others=tuple(sorted(beyond)),
        answers=tuple(answers),
        members=tuple(members),
        asked=asked,
    )


def check_apart_from(door: Door, tx: Reader, customer: Customer, by: By, word: str) -> None:
    """Refuse a verb that bears on a customer to whoever a complaint of theirs is about. R6

    Raises:
        NotAllowed: the complaint is about them.
    """
    for one in load_all(tx, _rows(door, tx, customer)[0]):
        check_apart(door.facts(tx, one.case, by=by), one.case, word)


def _former_keys(case: Case, keys: set[str]) -> tuple[str, ...]:
    """Return those of a person's keys that a case lay under until it was corrected."""
    return tuple(one for one in case.former_persons if one in keys and not one.startswith(ANONYMOUS))


def _members(
    door: Door, tx: Reader, customer: Customer, keys: set[str]
) -> tuple[list[LoadedMember], list[LoadedMember]]:
    """Return the memberships of whoever has these keys; and those that share an address with them."""
    found = {row.id: row for key in sorted(keys) for row in all_members(tx, MemberFilter(person=key))}
    tokens = [contact_token(door.key, one) for one in customer.contacts]
    if customer.reference:
        tokens.append(name_token(door.key, "reference", customer.reference))
    near = {row.id: row for one in tokens for row in all_members(tx, MemberFilter(tokens=frozenset({one})))}
    beside = [row for id, row in near.items() if id not in found]
    return list(load_members(tx, list(found.values()))), list(load_members(tx, beside))


def _sees(door: Door, tx: Reader, one: Loaded, by: By) -> bool:
    return sees(door.facts(tx, one.case, by=by), one.case)


def _beyond_sight(who: PersonRef, unseen: set[str], actor: str, word: str) -> ComplaintKitError:
    """Build the refusal: nobody is told of cases that they may not see, not even that there is one of this number. R20"""
    if isinstance(who, Case | str) and (name := who if isinstance(who, str) else who.number) in unseen:
        return no_case(name)
    return NotAllowed(
        command=word,
        reason=phrase("{actor} does not see all that is kept on this person", actor=actor),
        rule="R20",
    )


def _customer(who: Contact | Customer) -> Customer:
    return Customer(contacts=[who]) if isinstance(who, Contact) else who


def _rows(door: Door, tx: Reader, who: PersonRef) -> tuple[list[CaseRow], list[CaseRow], set[str]]:
    """Return their cases, those that share an address with them, and the keys that their words are kept under."""
    if isinstance(who, Case | str):
        row = tx.case(who if isinstance(who, str) else who.number)
        if row is None:
            raise no_case(who if isinstance(who, str) else who.number)
        return _of_case(door, tx, row)
    customer = _customer(who)
    if not isinstance(customer, Customer) or not (customer.contacts or customer.member or customer.reference):
        raise InvalidInput(
            field="person",
            reason=phrase("names nobody"),
            next_step=phrase("Give a case, a contact, a member or a reference."),
        )
    keys = {*keys_of(customer, door.key), *_as_member(door, tx, customer)}
    return *_by_what_they_have(door, tx, customer, keys), keys


def _of_case(door: Door, tx: Reader, row: CaseRow) -> tuple[list[CaseRow], list[CaseRow], set[str]]:
    """Return the cases of whoever brought this one: under the same name, or anonymously, before somebody corrected that. R2"""
    customer = load(tx, row).case.customer
    own = person_of(customer, door.key, row.id) if row.person.startswith(ANONYMOUS) else row.person
    keys = {own, row.person, *_as_member(door, tx, customer)}
    return *_by_what_they_have(door, tx, customer, keys), keys


def _as_member(door: Door, tx: Reader, customer: Customer) -> Iterator[str]:
    """Yield the key that the member of this number is kept under: one number is one person, by whatever else they are known."""
    if customer.member and (row := row_of_number(tx, door.key, customer.member.id)):
        yield row.person


def _by_what_they_have(
    door: Door, tx: Reader, customer: Customer, keys: set[str]
) -> tuple[list[CaseRow], list[CaseRow]]:
    """Return cases brought under a name of theirs, or by nobody known at first; and those that share an address.

    One that was taken from them, and left to somebody nobody knows, is only one of those that share an address.
    """
    found = {row.id: row for key in sorted(keys) for row in _by_person(tx, key)}
    others = {}
    for one in customer_tokens(customer, door.key):
        for row in tx.cases(CaseFilter(tokens=frozenset({one})), after=None, limit=_ALL):
            if row.person in keys or (row.person.startswith(ANONYMOUS) and one in _known_tokens(door, tx, row)):
                found[row.id] = row
            else:
                others[row.id] = row
    return list(found.values()), [row for row in others.values() if row.id not in found]


def _known_tokens(door: Door, tx: Reader, row: CaseRow) -> frozenset[str]:
    return customer_tokens(load(tx, row).case.customer, door.key)


def _by_person(tx: Reader, person: str) -> list[CaseRow]:
    return list(tx.cases(CaseFilter(person=person), after=None, limit=_ALL))


# ---- restricting ----------------------------------------------------------------------------------------------------
def check_ground(because: str, known: object) -> None:
    """Refuse a ground that the law does not know."""
    grounds = get_args(known)
    if because not in grounds:
        raise InvalidInput(
            field="because",
            reason=phrase("{because!r} is no ground", because=because),
            next_step=nearest(str(because), grounds, WORDS),
        )


def restrict(door: Door, who: PersonRef, by: By, because: str) -> PersonCases:
    """Restrict a person's cases: nothing is sent, nobody works on them; twice is once."""
    check_ground(because, RestrictBecause)
    written: list[EventRow] = []
    with door.storage.writing() as tx:
        found = find_person(door, tx, who, by, "restrict-person")
        cases = [one for one in found.cases if not one.case.restricted and not one.case.erased]
        for one in cases:
            cancel_waiting(tx, one.row.id, why="the customer's data are restricted")
        members = [one for one in found.members if not one.member.restricted and not one.member.erased]
        for member in members:
            cancel_waiting(tx, member.row.id, why="the customer's data are restricted")
        written += write(door, tx, (*cases, *members), by, e.PersonRestricted(because=because))
    door.recorded(written)
    return found.told(one.case.number for one in found.cases if not one.case.erased)


def lift(door: Door, who: PersonRef, by: By) -> PersonCases:
    """Lift the restriction: they may be worked on again; what was not sent meanwhile stays unsent."""
    with door.storage.writing() as tx:
        found = find_person(door, tx, who, by, "restrict-person")
        cases = [one for one in found.cases if one.case.restricted]
        members = [one for one in found.members if one.member.restricted]
        written = write(door, tx, (*cases, *members), by, e.RestrictionLifted())
    door.recorded(written)
    return found.told(one.case.number for one in cases)


# ---- writing --------------------------------------------------------------------------------------------------------
def write(door: Door, tx: Writer, found: Sequence[Loaded | LoadedMember], by: By, event: e.Happened) -> list[EventRow]:
    """Record the same event on the ledger of each case and membership."""
    written: list[EventRow] = []
    for one in found:
        if isinstance(one, LoadedMember):
            written += record_member(door, tx, one, event, by=by)
        else:
            written += door.record(tx, one, event, by=by)
    return written


def cancel_waiting(tx: Writer, case: str, *, why: str) -> None:
    """Cancel messages to the customer that wait; fence off whoever has one in hand."""
    for row in list(entries_in(tx, EntryKind.MESSAGE, states=_WAITING, case=case)):
        if row.recipient == "customer":
            tx.change_outbox(move(row, OutboxState.CANCELLED, detail=why, fence=True), if_epoch=row.epoch)
