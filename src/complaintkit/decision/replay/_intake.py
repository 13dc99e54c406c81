"""Folds of intake."""

from __future__ import annotations

from typing import Any

from complaintkit.decision.replay._compensation import promised
from complaintkit.decision.replay._fold import LedgerEntry, fields_of, on, with_changed
from complaintkit.decision.replay._work import decided
from complaintkit.model import events as e
from complaintkit.model.case import Case, Entry
from complaintkit.model.customer import Customer
from complaintkit.model.evidence import AttachedFile
from complaintkit.model.goods import ReplacedGoods
from complaintkit.model.vocabulary import State


@on(e.Completed)
def _completed(case: Case, event: e.Completed, line: LedgerEntry) -> Case:
    customer = event.customer
    loses = _loses(case, event)
    goods = fields_of(event, "purchase", "items")
    return case.changed(
        missing=event.missing,
        fields={**case.fields, **event.fields},
        **fields_of(event, "category", "severity", "unit"),
        **_with_shifts(event),
        **_with_goods(case, goods, line),
        **(_with_customer(case, customer, loses=loses, another=loses) if customer else {}),
        **_with_person(case, event),
    )


@on(e.Corrected)
def _corrected(case: Case, event: e.Corrected, line: LedgerEntry) -> Case:
    """Put the new values in the place of the old; a customer who was erased stays as the case has them."""
    new = _with_goods(case, {name: getattr(event, name) for name in event.corrected}, line)
    if event.issue:
        new["raised"] = with_changed(case.raised, event.issue, about_staff=new.pop("about_staff"))
    if "customer" in new:
        new.update(_with_customer(case, new["customer"] or case.customer, loses=_loses(case, event), another=True))
    return case.changed(missing=event.missing, **_with_shifts(event), **new, **_with_person(case, event))


def _with_shifts(event: e.Completed | e.Corrected) -> dict[str, Any]:
    """Return in which shifts it happened, where another place or time says so."""
    return {} if event.shifts is None else {"shifts": event.shifts}


def _with_person(case: Case, event: e.Completed | e.Corrected) -> dict[str, object]:
    """Return what changes where it turns out to be another person's: theirs from now on, and who it was of before."""
    if event.person is None or event.person_was is None:
        return {}
    former = [one for one in (*case.former_persons, event.person_was) if one != event.person]
    return {"person": event.person, "former_persons": tuple(dict.fromkeys(former))}


def _with_goods(case: Case, new: dict[str, Any], line: LedgerEntry) -> dict[str, Any]:
    """Return what changes, and with other goods who replaced which: what was paid bounds what may be given."""
    if new.keys().isdisjoint({"purchase", "items"}):
        return new
    before = ReplacedGoods(by=line.by, purchase=case.purchase, items=case.items)
    return {**new, "goods_before": (*case.goods_before, before)}


def _with_customer(case: Case, customer: Customer, *, loses: bool, another: bool) -> dict[str, object]:
    """Return what changes with the customer: `another` one has links of their own."""
    replaced = case.contact_replaced or loses
    return {"customer": customer, "customers": case.customers + another, "contact_replaced": replaced}


def _loses(case: Case, event: e.Completed | e.Corrected) -> bool:
    """Tell if a contact of the case's is none of the new customer's: the event says so, or as it once did, what stands there."""
    customer = event.customer
    return event.loses_contact or (customer is not None and not set(case.customer.contacts) <= set(customer.contacts))


@on(e.Registered)
def _registered(case: Case, event: e.Registered, _: LedgerEntry) -> Case:
    return case.changed(state=State.REGISTERED, **fields_of(event, "category", "severity"))


@on(e.SeverityRaised)
def _severity_raised(case: Case, event: e.SeverityRaised, _: LedgerEntry) -> Case:
    return case.changed(severity=event.severity)


@on(e.AlarmRaised)
def _alarm_raised(case: Case, event: e.AlarmRaised, _: LedgerEntry) -> Case:
    return case.changed(alarms=(*case.alarms, event.category))


@on(e.FirstHandlingAsked)
def _first_handling_asked(case: Case, event: e.FirstHandlingAsked, _: LedgerEntry) -> Case:
    return case.changed(first_handlings={**case.first_handlings, event.category: None})


@on(e.OwnerChanged)
def _owner_changed(case: Case, event: e.OwnerChanged, _: LedgerEntry) -> Case:
    owners = case.owners if event.previous is None else (*case.owners, event.owner)
    return case.changed(owner=event.owner, owners=owners, customer_told_owner=event.previous is None)


@on(e.OwnerTold)
def _owner_told(case: Case, _: e.OwnerTold, __: LedgerEntry) -> Case:
    return case.changed(customer_told_owner=True)


@on(e.AttachmentAdded)
def _attachment_added(case: Case, event: e.AttachmentAdded, line: LedgerEntry) -> Case:
    file = AttachedFile(
        id=event.attachment,
        name=event.file,
        media_type=event.media_type,
        size=event.size,
        added_by=line.by,
        added_at=line.at,
    )
    return case.changed(attachments=(*case.attachments, file))


@on(e.Acknowledged)
def _acknowledged(case: Case, _: e.Acknowledged, line: LedgerEntry) -> Case:
    return case.changed(acknowledged_at=case.acknowledged_at or line.at, lost_messages={}, calls=())


@on(e.ExceptionRecorded)
def _exception(case: Case, event: e.ExceptionRecorded, _: LedgerEntry) -> Case:
    return case.changed(exceptions=(*case.exceptions, f"{event.rule}:{event.command}"))


@on(e.Settled)
def _settled(case: Case, event: e.Settled, line: LedgerEntry) -> Case:
    return promised(case, f"{case.number}-s{case.seq + 1}", event, line, state="promised").changed(
        state=State.RESOLVED,
        settled=True,
        facts=event.facts,
        facts_at=line.at,
        facts_by=line.by,
        facts_disputed=False,
        investigators=(*case.investigators, line.by),
        result=event.facts,
        decisions=decided(case, event),
        apology=event.apology,
        remedies=(*case.remedies, *event.remedies),
        acknowledged_at=case.acknowledged_at or line.at,
        resolved_at=line.at,
        waiting_for_customer=False,
    )


@on(e.AnswerRecorded)
def _answer_recorded(case: Case, event: e.AnswerRecorded, line: LedgerEntry) -> Case:
    told = case.changed(entries=(*case.entries, Entry(kind="answered", by=line.by, at=line.at, text=event.text)))
    if not event.resolves:
        return told
    return told.changed(state=State.RESOLVED, result=event.text, resolved_at=line.at)
