"""The recipients of a message: whoever it is for, or acts for them, and at which of their addresses. F8, R6"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import attrs
import pytest

from complaintkit import Customer
from complaintkit.delivery.message._recipient import contact_of, recipients
from complaintkit.delivery.message.occasion import Occasion
from complaintkit.delivery.message.root import root_contact
from complaintkit.model.customer import Contact
from complaintkit.organisation import Absence


def away(told: Occasion, staff: str, deputy: str) -> Occasion:
    """Somebody is away, and another acts for them."""
    organisation = told.facts.structure.organisation
    absence = Absence(staff=staff, start=told.now, end=told.now + timedelta(days=3), deputy=deputy)
    structure = attrs.evolve(told.facts.structure, organisation=attrs.evolve(organisation, absences=(absence,)))
    return attrs.evolve(told, facts=attrs.evolve(told.facts, structure=structure))


def ids(told: Occasion) -> list[str]:
    """Who of the staff is told, in order."""
    return [str(getattr(one, "id", "customer")) for one in recipients(told)]


@pytest.mark.parametrize("about", [None, "li"])
def test_what_is_about_somebody_waits_for_them(occasion: Callable[..., Occasion], about: str | None) -> None:
    """Praise is for the one who earned it: no deputy of theirs reads it; anything else goes to who acts for them. S2.4, F8"""
    told = occasion(to="li", about_staff=about)
    organisation = told.facts.structure.organisation
    now = told.now
    away = Absence(staff="li", start=now, end=now + timedelta(days=3), deputy="chen")
    structure = attrs.evolve(told.facts.structure, organisation=attrs.evolve(organisation, absences=(away,)))
    found = recipients(attrs.evolve(told, facts=attrs.evolve(told.facts, structure=structure)))

    assert [one.id for one in found] == (["li"] if about else ["chen", "li"])


@pytest.mark.parametrize(("gone", "told"), [(True, ["shen"]), (False, [])], ids=["left", "unknown"])
def test_for_whoever_has_left_their_leader_is_told(
    occasion: Callable[..., Occasion], told: list[str], *, gone: bool
) -> None:
    """Of an id that nobody knows nobody is. F8"""
    found = occasion(to="li")
    organisation = found.facts.structure.organisation
    staff = {name: one for name, one in organisation.staff.items() if name != "li"}
    left = attrs.evolve(organisation, staff=staff, departed={"li": organisation.staff["li"]} if gone else {})
    structure = attrs.evolve(found.facts.structure, organisation=left)

    facts = attrs.evolve(found.facts, structure=structure)
    assert [one.id for one in recipients(attrs.evolve(found, facts=facts))] == told


@pytest.mark.parametrize(("to", "told"), [("team", ["li"]), ("owner", ["chen", "li"])])
def test_what_the_team_is_told_each_of_it_is(occasion: Callable[..., Occasion], to: str, told: list[str]) -> None:
    """Nobody reads it in their place: whoever acts for them is told as one of the team. S2.4"""
    found = away(occasion(to="li"), "li", "chen")
    assert found.rule

    assert ids(attrs.evolve(found, rule=attrs.evolve(found.rule, to=to))) == told
    assert ids(attrs.evolve(found, rule=None)) == ["chen", "li"], "what has no rule goes to who acts for them"


@pytest.mark.parametrize(("kind", "address"), [("phone", "13900000001"), ("email", "li@kitchen.example")])
def test_who_acts_for_somebody_is_written_to_first(occasion: Callable[..., Occasion], kind: str, address: str) -> None:
    """Where they have such an address; else whoever it is for: fang, who acts for li, has no mail."""
    contact = contact_of(away(occasion(to="li"), "li", "fang"), kind)

    assert contact is not None
    assert contact.address == address


@pytest.mark.parametrize(("customer", "told"), [(Customer(phone="13800138000"), 1), (Customer(name="王芳"), 0)])
def test_a_customer_without_any_address_can_not_be_told(
    occasion: Callable[..., Occasion], customer: Customer, told: int
) -> None:
    """Nor does anybody else hear it in their place."""
    found = occasion(customer=customer)

    assert len(recipients(found)) == told
    assert contact_of(found, "email") is None


@pytest.mark.parametrize(
    ("mail", "kind", "to"),
    [
        ("audit@shop.example", "email", Contact("email", "audit@shop.example")),
        ("audit@shop.example", "phone", None),
        (None, "email", None),
    ],
)
def test_the_root_of_all_ledgers_goes_to_one_address_by_mail(mail: str | None, kind: str, to: Contact | None) -> None:
    """The one that the settings name; where they name none, nobody has it."""
    door: Any = SimpleNamespace(root_mail=mail)

    assert root_contact(door, kind) == to
