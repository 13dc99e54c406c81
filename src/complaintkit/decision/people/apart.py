"""Who is kept apart from a case: whom it is about, and whoever is the customer, by a contact of theirs. R6, R9"""

from __future__ import annotations

from collections.abc import Iterator

from complaintkit.decision.facts import Facts
from complaintkit.model.case import Case
from complaintkit.model.customer import Customer
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import Phrase, phrase


def left_out(facts: Facts, case: Case) -> frozenset[str]:
    """Return who has no say in this case, and is passed over wherever somebody is picked for it. R6, R9"""
    return case.complained_about | colleagues(facts, case.customer)


def colleagues(facts: Facts, customer: Customer) -> frozenset[str]:
    """Return who of the staff is the customer, or whom they speak for, by a contact: nobody once that is erased. R2, R9

    The contacts of a member are also those that the register has.
    """
    return frozenset(who for one in _known_as(facts, customer) for who in facts.structure.organisation.reached_as(one))


def _known_as(facts: Facts, customer: Customer) -> Iterator[Customer]:
    yield customer
    for one in (customer, customer.speaks_for):
        if one and one.member and (known := facts.records.member(one.member.id)):
            yield known


def why_left_out(case: Case, staff: str) -> Phrase:
    """Return why somebody has no say in the case."""
    if staff in case.complained_about:
        return phrase("the complaint is about {staff}", staff=staff)
    return phrase("the customer is {staff}, by a contact of theirs", staff=staff)


def rule_left_out(case: Case, staff: str) -> str:
    """Return the rule by which somebody has no say in the case."""
    return "R6" if staff in case.complained_about else "R9"


def is_alone(facts: Facts, case: Case) -> bool:
    """Tell if nobody works here who has a say in the case: then whoever is there acts, on record. R6"""
    return left_out(facts, case).issuperset(facts.structure.organisation.staff)


def check_left_out(facts: Facts, case: Case, staff: str, *, field: str) -> None:
    """Refuse to give something of the case to whoever has no say in it, while anybody else works here.

    Raises:
        InvalidInput: names the field.
    """
    if staff not in left_out(facts, case) or is_alone(facts, case):
        return
    why, rule = why_left_out(case, staff), rule_left_out(case, staff)
    raise InvalidInput(
        field=field,
        reason=phrase("{why} ({rule})", why=why, rule=rule),
        next_step=phrase("Name somebody else."),
    )
