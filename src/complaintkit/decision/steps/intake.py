"""The beginning: received, an owner from the first second, registered once nothing is missing. S0.3, S0.4, F1, F9"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from itertools import chain
from typing import Any

import attrs

from complaintkit.calendars import YEARS
from complaintkit.decision.draft import Draft
from complaintkit.decision.facts import Facts
from complaintkit.decision.people.apart import colleagues
from complaintkit.decision.permission.trained import untrained
from complaintkit.decision.refusal import (
    CHECK_COLUMNS,
    future,
    long_ago,
    no_right,
    stranger,
    unknown_unit,
)
from complaintkit.decision.steps.case_number import case_number
from complaintkit.decision.steps.docket import add_docket
from complaintkit.decision.steps.form_field import check_fields
from complaintkit.decision.steps.issue import add_issue
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.case import Case
from complaintkit.model.customer import Customer
from complaintkit.model.did_you_mean import closest, nearest
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.model.vocabulary import Kind


def receive(draft: Draft, command: c.Receive) -> None:
    """Begin a case: whoever hears it first is responsible, also where somebody else types it in. F9, S4.2"""
    facts = draft.facts
    command = _by_our_clock(facts, _classified(facts, command))
    unit = unit_of(facts, command)
    _check(facts, command)
    owner, recorded_by = _first_receiver(facts, command, unit)
    heard = {command.received_by} if _only_passes_on(facts, command) else {facts.actor, command.received_by}
    check_not_own(facts, command.customer, heard)
    received_at = command.received_at or facts.now
    category = facts.playbook.category(command.category) if command.category else None
    draft.add(
        e.Received(
            number=case_number(facts, unit, received_at),
            kind=command.kind,
            unit=unit,
            channel=command.channel,
            playbook=str(facts.playbook),
            playbook_digest=facts.playbook.digest,
            currency=facts.playbook.currency,
            person=facts.person,
            received_at=received_at,
            first_receiver=owner,
            external_id=command.external_id,
            category=command.category,
            severity=command.severity or (category.severity if category else None),
            about_staff=command.about_staff,
            occurred_at=command.occurred_at,
            purchase=command.purchase,
            items=command.items or (command.purchase.items if command.purchase else ()),
            docket=command.docket,
            fields=dict(command.fields or {}),
            missing=() if facts.quiet else _missing_words(facts, command, unit),
            similar=facts.similar,
            shifts=() if facts.quiet else shifts_of(facts, unit, command.occurred_at),
            imported=facts.quiet,
            text=command.text,
            subject=command.subject,
            wanted=command.wanted,
            customer=command.customer,
        ),
        at=received_at if facts.quiet else facts.now,
        by=recorded_by,
    )
    for index, issue in enumerate(command.issues):
        add_issue(draft, issue, field=f"issues[{index}]")
    if command.issues and draft.case.missing:
        draft.add(e.Completed(missing=still_missing(facts, draft.case)))
    if command.docket is not None and not facts.quiet:
        add_docket(draft, command.docket)
    for one in facts.advice.readings:
        draft.add(e.TextRead(reader=one.reader, category=one.category, severity=one.severity))
    if owner != facts.actor and not facts.quiet:
        draft.add(e.OwnerChanged(owner=owner))  # somebody who was not there has to hear of it
    if facts.quiet:
        draft.add(e.Registered(category=draft.case.category, severity=draft.case.severity), at=received_at)


def shifts_of(facts: Facts, unit: str, occurred_at: datetime | None) -> tuple[str, ...]:
    """Return the turns of the roster in which it happened, to be put down with it; none where nobody said when. S4.11"""
    return facts.structure.shifts_at(unit, occurred_at) if occurred_at is not None else ()


def _classified(facts: Facts, command: c.Receive) -> c.Receive:
    """Fill in what a classifier is sure enough of, where nobody named a category."""
    about = facts.advice.about
    if command.category or about is None:
        return command
    return attrs.evolve(command, category=about.category, severity=command.severity or about.severity)


def unit_of(facts: Facts, command: c.Receive) -> str:
    """Return the unit named, else the receiver's first, else the organisation's top."""
    organisation = facts.structure.organisation
    if command.unit:
        if command.unit not in organisation.units:
            raise unknown_unit(command.unit, organisation.units)
        if organisation.units[command.unit].closed:
            raise InvalidInput(
                field="unit",
                reason=phrase("{unit} is closed", unit=command.unit),
                next_step=phrase("Name the unit that took over."),
            )
        return command.unit
    hearer = command.received_by or facts.actor
    own = organisation.staff[hearer].units if hearer in organisation.staff else ()
    return own[0] if own else organisation.root


def _first_receiver(facts: Facts, command: c.Receive, unit: str) -> tuple[str, str]:
    """Return who is accountable from the first second, and who acts. A program owns nothing: the roster says who does."""
    structure = facts.structure
    hearer = command.received_by or (None if _only_passes_on(facts, command) else facts.actor)
    if hearer is None and facts.owner:
        return facts.owner, facts.actor
    if hearer is None:
        category = facts.playbook.categories.get(command.category or "")
        about = command.complained_about | colleagues(facts, command.customer)
        on_duty = structure.on_duty(unit, facts.now, category.first_taken_by if category else None, without=about)
        able = takers(facts, unit) if facts.advice.candidates else ()
        named = (one for one in facts.advice.candidates if one in able and one not in about)
        return next(chain(named, on_duty), structure.last_resort(unit, without=about)), facts.actor
    check_receiver(facts, command)
    return hearer, hearer


def _only_passes_on(facts: Facts, command: c.Receive) -> bool:
    """Tell if the actor is nobody who could answer for it: a program, the customer; of words on a filed case whoever may not."""
    if facts.system or facts.customer:
        return True
    apart = command.complained_about | colleagues(facts, command.customer)
    return facts.follows and (not facts.structure.may(facts.actor, "receive") or facts.actor in apart)


def check_receiver(facts: Facts, command: c.Receive) -> None:
    """Refuse a first receiver who does not work here, and an actor who may not take complaints in.

    Raises:
        InvalidInput: nobody of this id works here.
        NotAllowed: no role of theirs may receive.
    """
    staff, hearer = facts.structure.organisation.staff, command.received_by or (None if facts.system else facts.actor)
    if hearer is not None and hearer not in staff:
        field = "received_by" if command.received_by else "by"
        raise stranger(hearer, staff, field=field, also=phrase("Add them to the organisation file."))
    if not facts.system and not facts.structure.may(facts.actor, "receive"):
        raise no_right(facts.actor, "receive")
    if (refused := untrained(facts, "receive")) is not None:
        raise refused


def takers(facts: Facts, unit: str) -> tuple[str, ...]:
    """Return who could take a case of this unit now: they are there, work for it, and may receive."""
    structure, path = facts.structure, set(facts.structure.unit_path(unit))
    return tuple(
        one
        for one in structure.organisation.staff
        if not path.isdisjoint(structure.units_of(one))
        and structure.may(one, "receive")
        and structure.present(one, facts.now)
    )


def _by_our_clock(facts: Facts, command: c.Receive) -> c.Receive:
    """Take what a till or website with a clock ahead of ours calls now for now."""
    received_at, occurred_at = (at and facts.by_clock(at) for at in (command.received_at, command.occurred_at))
    if (received_at, occurred_at) == (command.received_at, command.occurred_at):
        return command
    return attrs.evolve(command, received_at=received_at, occurred_at=occurred_at)


def _check(facts: Facts, command: c.Receive) -> None:
    """Refuse what can't be right: a time in the future, an issue of an unknown category, a member of staff nobody knows."""
    for index, issue in enumerate(command.issues):
        if issue.category:
            facts.playbook.category(issue.category, field=f"issues[{index}].category")
        check_staff(facts, issue.about_staff, field=f"issues[{index}].about_staff")
    for field in ("received_at", "occurred_at"):
        at = getattr(command, field)
        if at is not None and at > facts.now:
            raise future(facts, at, unit=command.unit, field=field)
        if at is not None and at.year not in YEARS:
            raise long_ago(facts, at, unit=command.unit, field=field, first=YEARS[0])
    check_channel(facts, command.channel)
    check_fields(facts, command.fields)
    check_staff(facts, command.about_staff, field="about_staff")


def check_staff(facts: Facts, staff: str | None, *, field: str) -> None:
    """Refuse somebody whom nobody knows as whom it is about."""
    known = facts.structure.organisation.staff
    if staff and staff not in known:
        raise stranger(staff, known, field=field)


def check_channel(facts: Facts, channel: str) -> None:
    """Refuse a name that is nearly one of the playbook's: any other is a channel of a plugin, or the host's own."""
    channels = facts.playbook.channels
    typed = not (facts.system or facts.quiet)
    if typed and channel not in channels and closest(channel, channels, at_least=0.8):
        raise InvalidInput(
            field="channel",
            reason=phrase("{word!r} is not a channel of {book}", word=channel, book=facts.playbook),
            next_step=nearest(channel, channels),
        )


def _missing_words(facts: Facts, command: c.Receive, unit: str) -> tuple[str, ...]:
    """Return what registration still needs. Receiving never fails for it. S0.3, S1.5

    What a complaint is registered with, such as its category, no question, praise or suggestion has to have. S1.6, S3.2
    """
    playbook = facts.playbook
    complaint = command.kind is Kind.COMPLAINT
    needed = [*playbook.requires("receive"), *(playbook.requires("register") if complaint else ())]
    asked = playbook.category(command.category).asks if command.category else ()
    channel = playbook.channels.get(command.channel)
    values = _words_held(command, unit)
    return tuple(
        dict.fromkeys(
            word for word in (*needed, *asked, *(channel.asks if channel else ())) if not values.get(word, False)
        )
    )


def _words_held(command: c.Receive, unit: str) -> dict[str, object]:
    """Return what the complaint holds, by the playbook's words."""
    customer = command.customer
    purchase = command.purchase
    items = command.items or (purchase.items if purchase else ())
    return {
        "text": command.text,
        "received-at": True,
        "contact": customer.reachable,
        "contact-or-reason": customer.reachable or customer.no_contact_because or customer.reference,
        "name": customer.name,
        "name-or-reason": customer.name or customer.no_contact_because or customer.reference,
        "unit": unit,
        "category": command.category,
        "severity": command.severity,
        "wanted": command.wanted,
        "occurred-at": command.occurred_at,
        "purchase": purchase,
        "item": items,
        "lot": any(one.lot for one in items),
        "authority-number": command.docket,
        "authority-due": command.docket and command.docket.answer_by,
        **(command.fields or {}),
    }


def register(draft: Draft, command: c.Register) -> None:
    """Fill in what was missing; the case is registered when nothing is. S0.4"""
    case, facts = draft.case, draft.facts
    if command.unit and command.unit not in facts.structure.organisation.units:
        raise unknown_unit(command.unit, facts.structure.organisation.units)
    if command.customer:
        check_contact(draft, command.customer)
    check_fields(facts, command.fields)
    whole = case.changed(
        customer=command.customer or case.customer,
        category=command.category or case.category,
        severity=command.severity or case.severity,
        purchase=command.purchase or case.purchase,
        items=command.items or case.items,
        fields={**case.fields, **(command.fields or {})},
    )
    draft.add(
        e.Completed(
            category=command.category,
            severity=command.severity,
            unit=command.unit,
            purchase=command.purchase,
            items=command.items,
            fields=dict(command.fields or {}),
            customer=command.customer,
            missing=still_missing(facts, whole),
            shifts=shifts_of(facts, command.unit, case.occurred_at) if command.unit else None,
            **(of_another(draft, command.customer) if command.customer else {}),
        )
    )


def of_another(draft: Draft, customer: Customer) -> dict[str, Any]:
    """Return if an address is lost by this customer, and whose the case is and was where they are another person."""
    person, was = draft.facts.person, draft.case.person
    loses = not set(draft.case.customer.contacts) <= set(customer.contacts)
    another = {"person": person, "person_was": was} if person and person != was else {}
    return {"loses_contact": loses, **another}


def check_contact(draft: Draft, customer: Customer) -> None:
    """Refuse one's own address, and to take out the only contact without saying why there is none. R2, R9"""
    check_not_own(draft.facts, customer, {draft.facts.actor, draft.case.owner})
    if draft.case.customer.reachable and not customer.reachable and not customer.no_contact_because:
        raise InvalidInput(
            field="customer.no_contact_because",
            reason=phrase("is empty"),
            next_step=phrase("Say why, such as 'refused'."),
        )


def check_not_own(facts: Facts, customer: Customer, people: Collection[str | None]) -> None:
    """Refuse a contact, or membership, of who takes it down or is responsible: they would answer as the customer. R9"""
    if not facts.quiet and not colleagues(facts, customer).isdisjoint(people):
        theirs = facts.structure.organisation.reached_as(customer).isdisjoint(people)
        raise InvalidInput(
            field="customer.member" if theirs else "customer.contacts",
            reason=phrase("is of whoever takes it down or is responsible: the customer would not be asked"),
            next_step=phrase("Give the customer's own, or say why there is none; of yours, a colleague takes it down."),
        )


def still_missing(facts: Facts, case: Case) -> tuple[str, ...]:
    """Return what registration still needs of a case that holds this."""
    whole = c.Receive(
        text="-",  # there was some, though it may be erased
        channel=case.channel,
        kind=case.kind,
        customer=case.customer,
        category=case.category,
        severity=case.severity,
        wanted=case.wanted,
        occurred_at=case.occurred_at,
        purchase=case.purchase,
        items=case.items,
        docket=case.docket,
        fields=case.fields,
    )
    return _missing_words(facts, whole, case.unit)


def acknowledge(draft: Draft, command: c.Acknowledge) -> None:
    """Record that the customer knows that they were heard. R4"""
    draft.add(e.Acknowledged(via=command.via))
    mark_told(draft)


def mark_told(draft: Draft) -> None:
    """Record that the customer knows who is responsible now: whoever spoke with them said so. F9"""
    if not draft.case.customer_told_owner:
        draft.add(e.OwnerTold())


def record_answer(draft: Draft, command: c.RecordAnswer, *, resolves: bool = False) -> None:
    """Record an answer at its own time. Of an imported case it is the result; on a live one it ends nothing. R8, R15"""
    case = draft.case
    if command.at < case.received_at:
        raise InvalidInput(
            field="at",
            reason=phrase(
                "{at} is before the complaint, {received}",
                at=draft.facts.time_in_words(command.at, case.unit),
                received=draft.facts.time_in_words(case.received_at, case.unit),
            ),
            next_step=CHECK_COLUMNS,
        )
    at = draft.facts.by_clock(command.at)
    if at > draft.facts.now:
        raise future(draft.facts, at, unit=case.unit, field="at", next_step=phrase("Check the date."))
    draft.add(e.AnswerRecorded(text=command.text, resolves=resolves), at=at)
