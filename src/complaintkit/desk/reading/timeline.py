"""Tell the timeline of a case: local times, who acted and who wrote it down, what was said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import attrs

from complaintkit.decision.clocks.owed import CORE
from complaintkit.desk.reading.wording import SAID, told, told_reason
from complaintkit.model.actor import DESK, actor_name
from complaintkit.model.care import CARE_KINDS, CareKind
from complaintkit.model.check import maybe_string
from complaintkit.model.customer import Customer
from complaintkit.model.event_words import EVENT_WORDS, event_in_words
from complaintkit.model.events import SAID as IS_SAID
from complaintkit.model.events import HandoverOffered
from complaintkit.model.evidence import Evidence
from complaintkit.model.money import Money
from complaintkit.model.phrase import CLAUSE, SEMICOLON, in_language, joined, phrase
from complaintkit.model.plan import Measure
from complaintkit.model.remedy import Remedy
from complaintkit.organisation import said
from complaintkit.playbook import CARE
from complaintkit.records.ledger import mask, read_lines

if TYPE_CHECKING:
    from complaintkit.decision import LedgerEntry
    from complaintkit.model.actor import By
    from complaintkit.model.case import CaseRef
    from complaintkit.model.events import Happened
    from complaintkit.model.remedy import PromisedRemedy
    from complaintkit.organisation import Organisation
    from complaintkit.playbook import Playbook
    from complaintkit.records.door import Door


_PERSONS = frozenset(
    "approver owner previous receiver giver to of who staff recipient present heard first_receiver recruited_by".split()
)
_NAMED = _PERSONS | {"root_cause"}
_SLACK = timedelta(minutes=1)  # what was written down so soon was written down at once
CODE = "code"
"""Of a coupon: whoever reads it can spend it, so no timeline shows it."""
_AGREES, _REFUSES = phrase("agrees", context="plan"), phrase("does not agree", context="plan")
_ALSO = ("root_cause", "remedies")  # not said by anybody, and worth a line of its own


@attrs.frozen(kw_only=True)
class Quote:
    """Something that was said or decided: the event's field, the words, and the words behind a label where they need one."""

    field: str
    words: str
    labelled: str


@attrs.frozen(kw_only=True)
class TimelineEntry:
    """One thing that happened to a case, or to a member, in words.

    `at` is the unit's local time; `who` acted, and `recorded` says who wrote it down, and when, where that differs. `clock`
    is true of what nobody did but a clock, or the desk itself. `entry` is the same as data.

    >>> from complaintkit import Customer
    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     case = desk.receive("饭是酸的", by="chen", channel="hotline", customer=Customer(phone="13800138000"))
    ...     desk.timeline_in_words(case, by="chen", language="en")[0].clock
    False
    """

    entry: LedgerEntry
    at: datetime
    who: str
    what: str
    said: tuple[Quote, ...]
    recorded: str
    clock: bool


def timeline_in_words(door: Door, case: CaseRef, by: By, language: str | None) -> tuple[TimelineEntry, ...]:
    """Tell what happened to a case, in the language asked for, or else the first of its playbook."""
    maybe_string(language, field="language")
    with door.storage.reading() as reader:
        loaded = door.readable(reader, case, by)
        read = read_lines(reader.events([loaded.row.id]), reader.vault([loaded.row.id]))[loaded.row.id]
        lines = [door.line_for(reader, mask(line), by) for line in read]
        structure = door.facts(reader, None, by=DESK).structure
        playbook = door.rules.playbook(reader, loaded.row.playbook)
    unit = loaded.case.unit
    telling = Telling(
        language=language or playbook.languages[0],
        zone=ZoneInfo(structure.zone_of(unit) if unit in structure.organisation.units else structure.time_zone),
        playbook=playbook,
        organisation=structure.organisation,
        promises=loaded.case.promises,
    )
    return tuple(telling.entry(line) for line in lines)


@attrs.frozen(kw_only=True)
class Telling:
    """Tells a case in a language, by its unit's clock, with the titles that ids have; `promises` are the case's own."""

    language: str
    zone: tzinfo
    playbook: Playbook
    organisation: Organisation
    promises: tuple[PromisedRemedy, ...] = ()

    def person(self, staff: str) -> str:
        """Return somebody's name with their id; programs by their names."""
        known = self.organisation.staff.get(staff) or self.organisation.departed.get(staff)
        if known:
            return self.named(known.name, staff)
        return self.say(phrase("the clock")) if staff == actor_name(DESK) else told(staff, self.language)

    def unit(self, unit: str) -> str:
        """Return a unit's title with its id."""
        title = self._title(self.organisation.units, unit)
        return self.named(title, unit) if title else unit

    def title(self, of: str, id: str | None) -> str:
        """Return what the playbook calls a category, a channel or a deadline."""
        return self._value(of, id)

    def occasion(self, message: str) -> str:
        """Say what a message is about: in English by its name, else by what it tells of."""
        if (care := self.playbook.cares.get(message.removeprefix(CARE))) and message.startswith(CARE):
            return self.say(CARE_KINDS[care.on])
        rule = self.playbook.all_messages.get(message)
        return self.say(event_in_words(rule.on if rule else message).in_english(message))

    def time(self, at: datetime) -> str:
        """Return a time by the clock of the case's unit."""
        return at.astimezone(self.zone).strftime("%Y-%m-%d %H:%M")

    def say(self, text: str) -> str:
        """Return a phrase in this language."""
        return in_language(text, self.language)

    def named(self, title: str, id: str) -> str:
        """Return a title with its id behind."""
        return self.say(phrase("{title} ({id})", title=title, id=id))

    def entry(self, line: LedgerEntry) -> TimelineEntry:
        """Tell one line of the ledger."""
        return TimelineEntry(
            entry=line,
            at=line.at.astimezone(self.zone),
            who=self.person(line.by),
            what=self._sentence(line.event),
            clock=not line.event.is_deed or line.by == actor_name(DESK),
            recorded=self._recorded(line),
            said=tuple(self._said(line.event)),
        )

    def _sentence(self, event: Happened) -> str:
        words = EVENT_WORDS.get(event.name)
        if words is None or words.sentence is None:
            return event.name
        fields = {
            field.name: self._value(field.name, getattr(event, field.name)) for field in attrs.fields(type(event))
        }
        if isinstance(event, HandoverOffered) and event.words:
            fields["reason"] = told_reason(event.words, self.language)
        return self.say(words.sentence.filled(**fields))

    def _value(self, name: str, value: object) -> str:
        if isinstance(value, datetime):
            return self.time(value)
        if isinstance(value, tuple):
            return self.say(joined(self._value(name, one) for one in value))
        if isinstance(value, Money):
            return value.in_words(self.language)
        if name == "accepted":
            return self.say(_AGREES if value else _REFUSES)
        return self._of_name(name, value) if isinstance(value, str) else told(value, self.language)

    def _of_name(self, name: str, value: str) -> str:
        if name in ("reason", "cause"):
            return told_reason(value, self.language)
        if name == "message":
            return self.occasion(value)
        if name in _PERSONS:
            return self._title(self.playbook.groups, value) or self.person(value)
        if name == "unit":
            return self._title(self.organisation.units, value) or value
        if name == "kinds":
            return self.say(CARE_KINDS[CareKind(value)])
        if name == "care" and value in self.playbook.cares:
            return self.say(CARE_KINDS[self.playbook.cares[value].on])
        if name == "promise":
            return next((self._told(one.remedy) for one in self.promises if one.id == value), value)
        if name in ("category", "channel", "root_cause", "rule", "authority"):
            known: Mapping[str, object] = {
                "category": self.playbook.categories,
                "channel": self.playbook.channels,
                "authority": self.playbook.bodies,
                "root_cause": self.playbook.causes,
                "rule": {**CORE, **self.playbook.deadlines},
            }[name]
            title = self._title(known, value) or value
            return self.say(phrase("“{title}”", title=title)) if name == "category" else title
        return told(value, self.language)

    def _title(self, known: Mapping[str, object], id: str) -> str | None:
        title = getattr(known.get(id), "title", None)
        return said(title, self.language) if title else None

    def _recorded(self, line: LedgerEntry) -> str:
        """Say who typed it in, and when, where that differs from who did it, and when. R1, R9"""
        parts: list[str] = []
        if line.recorded_by != line.by:
            parts.append(phrase("typed in by {who}", who=self.person(line.recorded_by)))
        if line.recorded_at - line.at > _SLACK:
            parts.append(phrase("recorded {at}", at=self.time(line.recorded_at)))
        if told_to := getattr(line.event, "told_to", None):
            parts.append(phrase("as told to {who}", who=self.person(told_to)))
        return self.say(joined(parts, CLAUSE))

    def _said(self, event: Happened) -> Iterator[Quote]:
        """List what was said; what was erased is gone."""
        for field in attrs.fields(type(event)):
            value = getattr(event, field.name)
            if value and field.name != CODE and (field.metadata.get(IS_SAID) or field.name in _ALSO):
                words = self._value(field.name, value) if field.name in _NAMED else self._told(value)
                yield Quote(field=field.name, words=words, labelled=self._labelled(field.name, words))

    def _labelled(self, name: str, text: str) -> str:
        if name not in SAID:
            return text
        return self.say(phrase("{label}: {text}", label=SAID[name], text=text))

    def _told(self, value: object) -> str:
        if isinstance(value, Customer):
            return value.label
        if isinstance(value, Measure):
            due = self.time(value.due) if isinstance(value.due, datetime) else str(value.due)
            return f"{value.what} — {self.say(joined((self.person(value.who), due), CLAUSE))}"
        if isinstance(value, Evidence):
            until = (self.time(value.kept_until),) if value.kept_until else ()
            return self.named(value.what, self.say(joined((value.where, *until), CLAUSE)))
        if isinstance(value, Remedy):
            worth = value.face_value.in_words(self.language) if value.face_value else ""
            return f"{told(value.kind, self.language)} {worth}".rstrip()
        if type(value) is str:
            return self._task(value) or told(value, self.language)
        if isinstance(value, Mapping):
            return self._in_a_row(self._labelled_by(key, self._told(one)) for key, one in value.items())
        return self._in_a_row(map(self._told, value)) if isinstance(value, tuple) else str(value)

    def _in_a_row(self, words: Iterable[str]) -> str:
        return self.say(joined(words, SEMICOLON))

    def _labelled_by(self, label: str, text: str) -> str:
        return self.say(phrase("{label}: {text}", label=label, text=text))

    def _task(self, text: str) -> str | None:
        """Return in this language what the playbook has somebody do; None where it is none of its tasks."""
        for category in self.playbook.categories.values():
            for task in category.follows.values():
                if found := next((one for one in task.do.values() if one and text.startswith(one)), None):
                    do, goods = said(task.do, self.language), text.removeprefix(found).lstrip(":\uff1a ")
                    return self._labelled_by(do, goods) if goods else do
        return None
