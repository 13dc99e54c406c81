"""The values of a message's fields: from the case as it stands when it is sent, in words of the recipient's language.

What is not known is empty. The fields there are for each event are `playbook.vocabulary.MESSAGE_FIELDS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType

from complaintkit.decision.clocks.dated import AUTHORITY
from complaintkit.decision.people.whose import next_of_owner, others_owing
from complaintkit.delivery.message._time import write_time
from complaintkit.delivery.message._words import begun, coupon_words, remedy_words, sentence
from complaintkit.delivery.message.occasion import Occasion
from complaintkit.model import events as e
from complaintkit.model.actor import CUSTOMER
from complaintkit.model.deadline import Deadline
from complaintkit.model.handover import Escalation, Handover
from complaintkit.model.issue import RaisedIssue
from complaintkit.model.phrase import SEMICOLON, Phrase, joined, phrase, without_stop
from complaintkit.model.plan import Plan
from complaintkit.model.remedy import Approval
from complaintkit.model.vocabulary import Decision
from complaintkit.model.wording import QUOTED, in_sentence
from complaintkit.organisation import said
from complaintkit.playbook import FirstHandling
from complaintkit.records.link import Purpose


def values(occasion: Occasion, names: Iterable[str]) -> dict[str, str]:
    """Return the values of these fields; an unknown field is empty, too."""
    return {name: FIELDS[name](occasion) or "" if name in FIELDS else "" for name in sorted(set(names))}


# ---- what the event names -------------------------------------------------------------------------------------------
def _of_event(occasion: Occasion, name: str) -> str | None:
    value = getattr(occasion.event, name, None)
    return None if value is None else str(value)


def _handover(occasion: Occasion) -> Handover | None:
    id_ = _of_event(occasion, "handover")
    return next((one for one in occasion.case.handovers if one.id == id_), None)


def _matter(occasion: Occasion) -> Escalation | None:
    id_ = _of_event(occasion, "escalation")
    return next((one for one in occasion.case.escalations if one.id == id_), None)


def _deadline(occasion: Occasion) -> Deadline | None:
    id_ = _of_event(occasion, "deadline")
    return next((one for one in occasion.case.deadlines if one.id == id_), None)


def _plan(occasion: Occasion) -> Plan | None:
    id_ = _of_event(occasion, "plan")
    return next((one for one in occasion.case.plans if one.id == id_), occasion.case.plan)


def _first(occasion: Occasion) -> FirstHandling | None:
    category = occasion.playbook.categories.get(occasion.case.category or "")
    return category.first if category else None


_THE_CUSTOMER = phrase("the customer", context="within a sentence")  # nobody begins a letter so: "Dear customer,"

_SORRY = phrase("We sincerely apologise.")


# ---- how it is said -------------------------------------------------------------------------------------------------
def _time(occasion: Occasion, at: datetime | None) -> str | None:
    return write_time(at, occasion.zone, occasion.language, now=occasion.now) if at else None


def _person(occasion: Occasion, actor: str | None) -> str | None:
    """Return the name of a member of staff, or a word for whoever is none."""
    if not actor:
        return None
    organisation = occasion.facts.structure.organisation
    known = organisation.staff.get(actor) or organisation.departed.get(actor)
    if known:
        return known.name
    return (_THE_CUSTOMER if actor == CUSTOMER else in_sentence("system")).to(occasion.language)


def _word(occasion: Occasion, value: str | None) -> str | None:
    return in_sentence(value).to(occasion.language) if value else None


def _adopted(occasion: Occasion) -> str | None:
    """Say whether a suggestion is adopted; nothing of what is none. S2.6"""
    adopted = occasion.case.adopted
    return None if adopted is None else _word(occasion, "adopted" if adopted else "not-adopted")


def _apology(occasion: Occasion) -> str | None:
    """Apologise, where an apology is on record: none is made for what was not our fault. S4.12"""
    return _SORRY.to(occasion.language) if occasion.case.apology else None


# ---- the case -------------------------------------------------------------------------------------------------------
def _customer(occasion: Occasion) -> str:
    """Name the customer; to staff as lists do, for a phone is easily left lying about."""
    customer = occasion.case.customer
    if occasion.to_customer:
        return customer.called or in_sentence(CUSTOMER).to(occasion.language)
    return customer.label if customer.name else _THE_CUSTOMER.to(occasion.language)


def _category(occasion: Occasion) -> str | None:
    category = occasion.playbook.categories.get(occasion.case.category or "")
    return said(category.title, occasion.language) if category else occasion.case.category


def _unit(occasion: Occasion) -> str | None:
    unit = occasion.facts.structure.organisation.units.get(occasion.case.unit)
    return said(unit.title, occasion.language) if unit else occasion.case.unit


def _answer_by(occasion: Occasion) -> str | None:
    """Return the time that the customer was promised; else when the last of what a resolution ends is due. S0.5, S4.7"""
    promised = occasion.case.answer_expected
    if promised and promised > occasion.now:
        return _time(occasion, promised)
    rules = occasion.facts.playbook.deadlines
    due = [
        one.due_at
        for one in occasion.case.open_deadlines
        if one.name in rules and "resolved" in rules[one.name].stops and one.due_at > occasion.now
    ]
    return _time(occasion, max(due, default=None))


def _due(occasion: Occasion) -> str | None:
    """Return when what the event names is due; else what the owner has to keep next, not what others owe."""
    deadline = _deadline(occasion) or next_of_owner(occasion.facts, occasion.case)
    return _time(occasion, deadline.due_at if deadline else None)


def _assignee(occasion: Occasion) -> str | None:
    """Name whose a date is that is near or missed; nobody where it is the owner's, a group by its title."""
    deadline = _deadline(occasion)
    if deadline is None:
        return None
    matter = next((one for one in occasion.case.escalations if one.id == deadline.for_ and one.group), None)
    if matter is not None and matter.to in occasion.playbook.groups:
        return said(occasion.playbook.groups[matter.to].title, occasion.language)
    people = (_person(occasion, one) for one in others_owing(occasion.facts, occasion.case, deadline))
    return joined(filter(None, people)).to(occasion.language)


def _deadline_title(occasion: Occasion) -> str | None:
    deadline = _deadline(occasion)
    return said(deadline.title, occasion.language) or deadline.name if deadline else None


# ---- people and reasons ---------------------------------------------------------------------------------------------
def _giver(occasion: Occasion) -> str | None:
    offer = _handover(occasion)
    return _person(occasion, offer.giver if offer else _of_event(occasion, "previous") or occasion.line.by)


def _receiver(occasion: Occasion) -> str | None:
    offer = _handover(occasion)
    return _person(occasion, offer.receiver if offer else _of_event(occasion, "receiver"))


def _reason(occasion: Occasion) -> str | None:
    offer = _handover(occasion)
    own = _of_event(occasion, "words")  # of a handover, where the playbook has no list
    reason = own or _of_event(occasion, "reason") or _of_event(occasion, "cause") or _of_event(occasion, "told")
    return _word(occasion, reason or (offer.reason if offer else None))


def _note(occasion: Occasion) -> str | None:
    offer = _handover(occasion)
    return _of_event(occasion, "note") or (offer.note if offer else None)


def _what(occasion: Occasion) -> str | None:
    if what := _of_event(occasion, "what"):
        return what
    first = _first(occasion)
    return said(first.do, occasion.language) if first else occasion.case.text


def _meeting_by(occasion: Occasion) -> str | None:
    matter = _matter(occasion)
    due = [one.due_at for one in occasion.case.deadlines if matter and one.open and one.for_ == matter.id]
    return _time(occasion, max(due, default=None))


def _decision(occasion: Occasion) -> str | None:
    matter = _matter(occasion)
    return _of_event(occasion, "decision") or (matter.decision if matter else None)


# ---- outside bodies -------------------------------------------------------------------------------------------------
def _of_body(occasion: Occasion, what: str) -> str | None:
    """Return a text of the body that the event names, by the playbook."""
    body = occasion.playbook.bodies.get(_of_event(occasion, "authority") or "")
    return said(getattr(body, what), occasion.language) if body else None


def _authority_due(occasion: Occasion) -> str | None:
    """Return by when an authority waits for our answer: the first of those that wait."""
    running = (one.due_at for one in occasion.case.open_deadlines if one.name == AUTHORITY.id)
    return _time(occasion, min(running, default=None))


# ---- plan and result ------------------------------------------------------------------------------------------------
def _measures(occasion: Occasion) -> str | None:
    plan = _plan(occasion)
    return sentence(one.what for one in plan.measures).to(occasion.language) if plan else None


def _tasks(occasion: Occasion) -> str | None:
    """Return the measure that was done; else those that the recipient has still to do, each with its date."""
    if done := _of_event(occasion, "measure"):
        return next((one.what for one in occasion.case.measures if one.id == done), None)
    mine = (one for one in occasion.case.measures if one.who == occasion.row.recipient and one.done_at is None)
    return sentence(
        phrase("{what} ({due})", what=one.what, due=_time(occasion, one.due) or "").to(occasion.language)
        for one in mine
    ).to(occasion.language)


def _remedies(occasion: Occasion) -> str:
    """Return a sentence of its own: where nothing is given, the words around it stand without it."""
    plan = _plan(occasion) if _of_event(occasion, "plan") else None
    given = plan.remedies if plan else occasion.case.remedies
    told = sentence(map(remedy_words, given))
    return begun(phrase("{sentence}.", sentence=told).to(occasion.language)) if told else ""


def _coupon(occasion: Occasion) -> str | None:
    """Return what a coupon is good for, until when, from how much on, and where."""
    event = occasion.event
    if not isinstance(event, e.CouponMinted):
        return None
    known = occasion.facts.structure.organisation.units
    places = [said(known[unit].title, occasion.language) if unit in known else unit for unit in event.remedy.units]
    until = _time(occasion, event.valid_until) or ""
    return coupon_words(event.remedy, until=until, units=places).to(occasion.language)


def _decisions(occasion: Occasion) -> str:
    """Return what was decided on each issue, with its reasons. R7"""
    decided = {one.id: (one, _decision_of(one.decision, one.reasons)) for one in occasion.case.issues if one.decision}
    several = [
        phrase("{number}) {what}", number=id_, what=_about(occasion, issue, told))
        for id_, (issue, told) in decided.items()
    ]
    told = [told for _, told in decided.values()]
    return joined(several if len(several) > 1 else told, SEMICOLON).to(occasion.language)


def _about(occasion: Occasion, issue: RaisedIssue, told: Phrase) -> Phrase:
    """Say what was decided on which issue, by the title of its category where it has one."""
    category = occasion.playbook.categories.get(issue.category or "")
    return phrase("{label}: {text}", label=said(category.title, occasion.language), text=told) if category else told


def _decision_of(decision: Decision, reasons: str | None) -> Phrase:
    word = in_sentence(decision.value)
    return phrase("{label}: {text}", label=word, text=without_stop(reasons)) if reasons else word


def _score(occasion: Occasion, name: str) -> str | None:
    survey = occasion.case.survey
    score = getattr(survey, name) if survey else None
    return _of_event(occasion, name) or (None if score is None else str(score))


def _quoted(occasion: Occasion) -> str | None:
    """Return what the customer is taken to have said, as it is said to them. R9"""
    said = _of_event(occasion, "quoted")
    return QUOTED.get(said, in_sentence(said)).to(occasion.language) if said else None


def _text(occasion: Occasion) -> str | None:
    return _of_event(occasion, "text") or _of_event(occasion, "remark") or occasion.case.text


def _token(occasion: Occasion, purpose: Purpose) -> str | None:
    """Return the customer's own token, of the round that is under way; nobody else is ever given it (R9)."""
    return occasion.links.token(occasion.case.linked_as, occasion.case.cycle, purpose) if occasion.links else None


def _link(occasion: Occasion, purpose: Purpose) -> str | None:
    """Return the address of the host's page for the customer; empty where the host has none."""
    return occasion.links.link(occasion.case.linked_as, occasion.case.cycle, purpose) if occasion.links else None


def _approval(occasion: Occasion) -> Approval | None:
    """Return the approval that was asked for; of several for one proposal the newest. F6"""
    id_ = _of_event(occasion, "proposal")
    return next((one for one in reversed(occasion.case.approvals) if one.id == id_), None)


def _remedy(occasion: Occasion) -> str | None:
    asked, id_ = _approval(occasion), _of_event(occasion, "promise")
    found = asked.remedies if asked else [one.remedy for one in occasion.case.promises if one.id == id_]
    return sentence(map(remedy_words, found)).to(occasion.language)


def _why(occasion: Occasion) -> str | None:
    """Say why it was refused, or what the giver wrote; else what is complained of: never nothing."""
    asked = _approval(occasion)
    return (
        _of_event(occasion, "reason") or (asked.note if asked else None) or _category(occasion) or occasion.case.number
    )


FIELDS: Mapping[str, Callable[[Occasion], str | None]] = MappingProxyType(
    {
        "number": lambda o: o.case.number,
        "customer": _customer,
        "owner": lambda o: _person(o, o.case.owner),
        "unit": _unit,
        "category": _category,
        "severity": lambda o: _word(o, o.case.severity),
        "received_at": lambda o: _time(o, o.case.received_at),
        "answer_by": _answer_by,
        "due": _due,
        "deadline": _deadline_title,
        "assignee": _assignee,
        "giver": _giver,
        "receiver": _receiver,
        "reason": _reason,
        "lapses_at": lambda o: _time(o, offer.lapses_at if (offer := _handover(o)) else None),
        "note": _note,
        "what": _what,
        "text": _text,
        "measures": _tasks,
        "next": lambda o: _of_event(o, "to"),
        "question": lambda o: _of_event(o, "question"),
        "report": lambda o: _of_event(o, "answer") or _of_event(o, "result"),
        "approach": lambda o: o.case.approach,
        "facts": lambda o: o.case.facts,
        "course": lambda o: o.case.facts,
        "result": lambda o: o.case.result,
        "improvement": lambda o: o.case.improvement,
        "adopted": _adopted,
        "apology": _apology,
        "decisions": _decisions,
        "meeting_by": _meeting_by,
        "decision": _decision,
        "plan": _measures,
        "remedies": _remedies,
        "coupon": _coupon,
        "coupon_code": lambda o: _of_event(o, "code"),
        "remark": lambda o: _of_event(o, "remark"),
        "routes": lambda o: _of_body(o, "title") or _of_event(o, "authority"),
        "body_contact": lambda o: _of_body(o, "contact"),
        "body_gives": lambda o: _of_body(o, "gives"),
        "docket": lambda o: _of_event(o, "docket") or _of_event(o, "number"),
        "authority_due": _authority_due,
        "authority_outcome": lambda o: _word(o, _of_event(o, "outcome")),
        "outcome": lambda o: _score(o, "outcome"),
        "process": lambda o: _score(o, "process"),
        "cycle": lambda o: str(o.case.cycle),
        "remedy": _remedy,
        "why": _why,
        "answer_link": lambda o: _link(o, Purpose.ANSWER),
        "survey_link": lambda o: _link(o, Purpose.SURVEY),
        "objection_link": lambda o: _link(o, Purpose.OBJECTION),
        "objection_token": lambda o: _token(o, Purpose.OBJECTION),
        "quoted": _quoted,
        "answer_token": lambda o: _token(o, Purpose.ANSWER),
        "survey_token": lambda o: _token(o, Purpose.SURVEY),
    }
)
"""Every field there is, with the function that gives its value."""
