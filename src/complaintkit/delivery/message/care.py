"""Messages of care to members: sent while they are wanted and nothing serious of theirs is open; else cancelled. S3.9"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import attrs

from complaintkit.decision import Facts
from complaintkit.decision.member import media_agreed
from complaintkit.decision.task import takes_place_at
from complaintkit.delivery.carrier import Cancel, MoveOn, Verdict, Wait
from complaintkit.delivery.message._choice import choose
from complaintkit.delivery.message._quiet import quiet_end
from complaintkit.delivery.message._time import write_time
from complaintkit.delivery.message.budget import spent
from complaintkit.delivery.message.known import MAIL
from complaintkit.delivery.message.opt_out import opted_out
from complaintkit.delivery.message.wording import message_id
from complaintkit.model.actor import DESK
from complaintkit.model.care import FESTIVAL_WORDS, CareKind
from complaintkit.model.customer import Contact
from complaintkit.model.member import Membership
from complaintkit.model.phrase import joined, phrase
from complaintkit.model.task import Task
from complaintkit.model.vocabulary import Kind, Severity, State
from complaintkit.organisation import said
from complaintkit.playbook import CARE, BenefitRule, CareRule, template
from complaintkit.ports.notifier import Notification, Sender
from complaintkit.ports.storage import CaseFilter, OutboxRow, Reader
from complaintkit.records.member import find_member
from complaintkit.records.task import find_task, task_facts
from complaintkit.records.token import contact_token, name_token

if TYPE_CHECKING:
    from complaintkit.delivery.service import NotifierService, Stops
    from complaintkit.records.door import Door

_NAMELESS: Final = phrase("Dear member", context="care")
_GRAVE: Final = Severity.HIGH
_MANY: Final = 50


@attrs.frozen(kw_only=True)
class CareOccasion:
    """A message of care with all that it depends on, as of now."""

    row: OutboxRow
    facts: Facts
    member: Membership
    rule: CareRule | None
    turn: str
    event: Task | None
    serious: bool
    opted_out: frozenset[Contact]
    spent: Mapping[Contact, datetime]

    @property
    def language(self) -> str:
        """The language of the member."""
        return self.row.language

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the member's unit."""
        return ZoneInfo(self.facts.structure.zone_of(self.member.unit))


def is_care(row: OutboxRow) -> bool:
    """Tell if an entry of the outbox is a message of care."""
    return row.name.startswith(CARE)


def care_contact(door: Door, tx: Reader, row: OutboxRow, kind: str) -> Contact | None:
    """Return the member's first address of a kind."""
    return find_member(tx, door.key, row.case).member.customer.contact(kind)


def read_care_occasion(door: Door, tx: Reader, row: OutboxRow, kinds: Collection[str] = ()) -> CareOccasion:
    """Read what a message of care of the outbox depends on, as of now; of the member's addresses, those of these kinds."""
    loaded = find_member(tx, door.key, row.case)
    member = loaded.member
    facts = task_facts(door, tx, member.unit, by=DESK)
    rule = facts.playbook.cares.get(row.name.removeprefix(CARE))
    turn = next((one.turn for one in member.cares if one.entry == row.id), "")
    event = rule is not None and rule.on is CareKind.EVENT
    contacts = [one for one in member.customer.contacts if one.kind in kinds]
    return CareOccasion(
        row=row,
        facts=facts,
        member=member,
        rule=rule,
        turn=turn,
        event=find_task(tx, turn).task if event else None,
        serious=any(_is_grave(tx, where) for where in _theirs(door.key, member, loaded.row.person)),
        opted_out=opted_out(door, tx, row, contacts),
        spent=spent(door, tx, contacts, most=facts.playbook.customer.per_hour),
    )


def _theirs(key: bytes, member: Membership, person: str) -> Iterator[CaseFilter]:
    """Yield what finds the open cases of a member: by who they are, by their number, by each address of theirs."""
    yield CaseFilter(person=person, open=True)
    known = member.customer.member
    tokens = [name_token(key, "member", known.id)] if known else []
    for one in (*tokens, *(contact_token(key, contact) for contact in member.customer.contacts)):
        yield CaseFilter(tokens=frozenset({one}), open=True)


def _is_grave(tx: Reader, where: CaseFilter) -> bool:
    """Tell if a complaint among these is not put right yet and serious, or may be: nobody has assessed it."""
    return any(
        row.kind == Kind.COMPLAINT
        and row.state != State.RESOLVED
        and (row.severity is None or Severity(row.severity).rank >= _GRAVE.rank)
        for row in tx.cases(where, after=None, limit=_MANY)
    )


# ---- what becomes of it ---------------------------------------------------------------------------------------------
def judge_care(care: CareOccasion, notifiers: Iterable[NotifierService], stops: Stops) -> Verdict[Sender]:
    """Return what becomes of a message of care now."""
    row, now, rule = care.row, care.facts.now, care.rule
    if rule is None:
        return Cancel("the playbook has no such message")
    if why := _why_untrue(care, rule):
        return Cancel(why)
    quiet = care.facts.playbook.customer.quiet
    if quiet is not None and (until := quiet_end(quiet, now.astimezone(care.zone))):
        return Wait(until, "quiet hours")
    if row.medium < len(row.media) and not care.member.agrees(rule.on, row.media[row.medium]):
        return MoveOn("they want none by this medium any more")
    return choose(
        row,
        notifiers,
        stops,
        now=now,
        address=care.member.customer.contact,
        message=lambda to, medium: _render(care, rule, to, medium),
        opted_out=care.opted_out,
        spent=care.spent,
        most=care.facts.playbook.customer.per_hour,
    )


def _why_untrue(care: CareOccasion, rule: CareRule) -> str | None:
    """Return why it is not to be sent; None while it is."""
    row, member = care.row, care.member
    if row.useless_after is not None and row.useless_after <= care.facts.now:
        return "too late"
    if member.erased or member.left_at is not None:
        return "they are no member any more"
    if member.restricted:
        return "the member's data are restricted"
    if not media_agreed(member, rule):
        return "they want no such messages any more"
    if care.event is not None and (care.event.state != "announced" or takes_place_at(care.event) <= care.facts.now):
        return "the event is over or dropped"
    return "a complaint of theirs is open" if care.serious else None


# ---- its words ------------------------------------------------------------------------------------------------------
def _render(care: CareOccasion, rule: CareRule, to: Contact, medium: str) -> Notification:
    row, language, message = care.row, care.language, rule.message
    given = _fields(care, rule)
    short = said(message.short, language)
    text = (said(message.long, language) or short) if medium == MAIL else short
    title = said(message.subject, language) or said(care.facts.playbook.title, language)
    return Notification(
        id=message_id(row.id),
        attempt=row.attempts + 1,
        to=to,
        message=row.name,
        language=language,
        fields=given,
        subject=template.said(title, given) if medium == MAIL else None,
        text=template.said(text, given),
        case_number=row.case,
        useless_after=row.useless_after,
    )


def _fields(care: CareOccasion, rule: CareRule) -> dict[str, str]:
    member, language, facts = care.member, care.language, care.facts
    known, units = member.customer.member, facts.structure.organisation.units
    event = care.event
    given: dict[str, str | None] = {
        "customer": member.customer.name or _NAMELESS.to(language),
        "member": known.id if known else "",
        "tier": known.tier if known else None,
        "points": str(known.points) if known and known.points is not None else "",
        "unit": said(units[member.unit].title, language),
        "benefit": joined(said(one.title, language) for one in _benefits(care)).to(language),
        "festival": _festival(rule, care.turn, language),
        "event": event.what if event else None,
        "when": write_time(takes_place_at(event), care.zone, language, now=facts.now) if event else "",
    }
    return {name: value for name, value in given.items() if value}


def _benefits(care: CareOccasion) -> Iterator[BenefitRule]:
    """Yield what a member has today and not always: it is what one tells them on the day."""
    known = care.member.customer.member
    today = f"{care.facts.business_day(care.member.unit):%m-%d}"
    for one in care.facts.playbook.benefits.values():
        if one.when != "always" and one.is_for(known.tier if known else None, care.member.birthday, today):
            yield one


def _festival(rule: CareRule, turn: str, language: str) -> str:
    if rule.on is not CareKind.FESTIVAL:
        return ""
    word = turn.rpartition("-")[0]
    return said(rule.dates[word], language) if word in rule.dates else FESTIVAL_WORDS[word].to(language)
