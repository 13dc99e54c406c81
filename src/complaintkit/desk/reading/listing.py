"""List cases by conditions, and by what the one who asks may see of them. R20"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.decision.refusal import unknown_unit
from complaintkit.desk.reading.sight import check_people, known_reader
from complaintkit.model.check import maybe_said
from complaintkit.model.customer import Contact
from complaintkit.model.did_you_mean import closest, nearest, titled, titles
from complaintkit.model.duty import DutyKind
from complaintkit.model.errors import InvalidInput
from complaintkit.model.period import Cases, Period
from complaintkit.model.phrase import joined, phrase
from complaintkit.model.vocabulary import Kind, State, member_of
from complaintkit.ports.storage import CaseFilter
from complaintkit.records.case import load_all
from complaintkit.records.sight import cases_seen
from complaintkit.records.token import contact_token, number_token

if TYPE_CHECKING:
    from complaintkit.decision import Facts
    from complaintkit.model.actor import By
    from complaintkit.model.case import Case
    from complaintkit.ports.storage import Reader
    from complaintkit.records.door import Door


@attrs.frozen(kw_only=True)
class Conditions:
    """The conditions of a list, as they were typed."""

    owner: str | None = None
    unit: str | None = None
    open: bool | None = None
    kind: str | None = None
    state: str | None = None
    category: str | None = None
    customer: str | None = None
    channel: str | None = None
    external_id: str | None = None
    contact: str | None = None
    lot: str | None = None
    receipt: str | None = None
    period: Period | None = None
    overdue: bool = False
    before_group: bool = False
    waiting: bool = False
    unread: bool = False

    @property
    def duties(self) -> tuple[frozenset[str], ...]:
        """What somebody has to owe on a case of the list."""
        asked = {"before_group": self.before_group, "waiting": self.waiting, "unread": self.unread}
        return tuple(_DUTIES[name] for name, wanted in asked.items() if wanted)


_WORDS = tuple("owner unit kind state category customer channel external_id contact lot receipt".split())
UNSORTED: Final = "-"
"""Asks for cases without a category."""
_DUTIES: Mapping[str, frozenset[str]] = {
    "before_group": frozenset({DutyKind.RECEIVE.value, DutyKind.MEETING.value}),
    "waiting": frozenset({DutyKind.WAIT.value}),
    "unread": frozenset({"words"}),
}


def list_cases(door: Door, by: By, conditions: Conditions) -> Cases:
    """Return a list that pages by itself; each page is read when it is asked for."""
    with door.storage.reading() as reader:
        facts = known_reader(door, reader, by)
        where = _filter(door, reader, facts, conditions)

    def pages(size: int, after: str | None) -> Sequence[Case]:
        with door.storage.reading() as reader:
            rows = reader.cases(where, after=after, limit=size)
            return tuple(
                door.shown(reader, _case_now(door, reader, one.case, by), by) for one in load_all(reader, rows)
            )

    def count() -> int:
        with door.storage.reading() as reader:
            return reader.count(where)

    return Cases(pages, count)


def _case_now(door: Door, reader: Reader, case: Case, by: By) -> Case:
    """Return a case as it stands now, by the playbook that it carries."""
    from complaintkit.decision import as_of_now

    return as_of_now(case, door.facts(reader, case, by=by))


def _filter(door: Door, reader: Reader, facts: Facts, asked: Conditions) -> CaseFilter:
    for name in _WORDS:
        maybe_said(getattr(asked, name), field=name)
    organisation = facts.structure.organisation
    if asked.unit and asked.unit not in organisation.units:
        raise unknown_unit(asked.unit, organisation.units)
    check_people(organisation, owner=asked.owner)
    _check_words(door, reader, asked)
    if asked.period is not None:
        from complaintkit.insight.own_days import check_period  # with all that counts: a plain list needs none of it

        check_period(asked.period)
    state = member_of(State, asked.state, field="state") if asked.state else None
    return attrs.evolve(
        cases_seen(facts),
        owner=asked.owner,
        units=frozenset({asked.unit, *facts.structure.below(asked.unit)}) if asked.unit else None,
        open=_open(asked, state),
        states=frozenset({state.value}) if state else frozenset(),
        category=asked.category,
        kind=member_of(Kind, asked.kind, field="kind").value if asked.kind else None,
        channel=asked.channel,
        external_id=asked.external_id,
        customer_reference=asked.customer,
        tokens=_tokens(asked, door.key),
        duties=asked.duties,
        due_by=door.clock.now() if asked.overdue else None,
        received_from=asked.period.start if asked.period else None,
        received_before=asked.period.end if asked.period else None,
    )


def _check_words(door: Door, reader: Reader, asked: Conditions) -> None:
    """Refuse a category or channel that no procedure in force has and no case: the list would look as if nothing had come.

    A category of an older version still finds its cases; a channel may be a plugin's or the host's own, so that only what is
    nearly one of the procedure's is a slip.

    Raises:
        InvalidInput: names what may be meant.
    """
    books = tuple(door.rules.in_force(reader).playbooks())
    categories = {id_: one for book in books for id_, one in book.categories.items()}
    channels = {id_: one for book in books for id_, one in book.channels.items()}
    category, channel = asked.category, asked.channel
    if category and category not in (*categories, UNSORTED) and not _any(reader, category=category):
        reason = phrase("{id!r} is not a category of {book}", id=category, book=joined(map(str, books)))
        raise InvalidInput(field="category", reason=reason, next_step=nearest(category, categories, titles(categories)))
    if channel and channel not in channels and not _any(reader, channel=channel):
        names = titles(channels)
        if closest(channel, channels, at_least=_SLIP) or titled(channel, channels, names):
            reason = phrase("{word!r} is not a channel of {book}", word=channel, book=joined(map(str, books)))
            raise InvalidInput(field="channel", reason=reason, next_step=nearest(channel, channels, names))


def _any(reader: Reader, **condition: str) -> bool:
    """Tell if any case at all has it, whoever may see that case: an older version of a procedure had the word."""
    return bool(reader.cases(CaseFilter(**condition), after=None, limit=1))  # type: ignore[arg-type]  # both are texts


_SLIP: Final = 0.8


def _open(asked: Conditions, state: State | None) -> bool | None:
    """Say that cases must be open where the rest says so: what is filed is not gone through for them."""
    implied = asked.overdue or state not in (None, State.ARCHIVED)
    return True if asked.open is None and implied else asked.open


def _tokens(asked: Conditions, key: bytes) -> frozenset[str]:
    found: list[str] = []
    if asked.contact:
        kind = "email" if "@" in asked.contact else "phone"
        try:
            found.append(contact_token(key, Contact(kind, asked.contact)))
        except InvalidInput as refused:
            raise refused.named("contact") from None
    found += [number_token(key, kind, value) for kind in ("lot", "receipt") if (value := getattr(asked, kind))]
    return frozenset(found)
