"""Read the words of a form: the playbook's, the core's and the organisation's, as far as one may know. S0.4, R20"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from complaintkit.decision.tables.effect import DEEDS
from complaintkit.desk._kinds import known_kinds
from complaintkit.desk.admin.people import People
from complaintkit.desk.reading.procedure import playbook_for
from complaintkit.desk.reading.task_terms import task_terms
from complaintkit.model.phrase import Phrase, as_it_is, spoken
from complaintkit.model.term import Term, Vocabulary
from complaintkit.model.vocabulary import Decision, Kind, Severity, State
from complaintkit.model.wording import COMMANDS, FIELDS, STATES, WORDS, in_sentence

if TYPE_CHECKING:
    from complaintkit.hooks.plugins import Plugins
    from complaintkit.model.actor import By
    from complaintkit.model.text import Words
    from complaintkit.organisation import Organisation
    from complaintkit.playbook import Playbook
    from complaintkit.records.door import Door


def vocabulary_of(door: Door, plugins: Plugins, by: By, unit: str | None) -> Vocabulary:
    """Return the words of a unit's forms, or of the desk's."""
    book = playbook_for(door, by, None, unit)
    organisation = People(door).organisation(by=by)
    rules = book.first_responsibility
    routes = dict.fromkeys(reason for route in book.escalations.values() for reason in route.when)
    return Vocabulary(
        categories=tuple(_category(book, id_) for id_ in book.categories),
        causes=tuple(Term(id=one.id, words=spoken(one.title), within=_wider(one.id)) for one in book.causes.values()),
        channels=tuple(
            Term(id=one.id, words=spoken(one.title), asks=_fields(one.asks)) for one in book.channels.values()
        ),
        kinds=_closed(Kind, WORDS),
        severities=_closed(Severity, WORDS),
        decisions=_closed(Decision, WORDS),
        states=_closed(State, STATES),
        commands=_closed(DEEDS, COMMANDS),
        remedies=_closed(sorted(known_kinds(plugins, book)), WORDS),
        escalation_reasons=tuple(Term(id=one, words=in_sentence(one)) for one in routes),
        handover_reasons=_closed(rules.handover_reasons, WORDS),
        decline_reasons=_closed(rules.decline_reasons, WORDS),
        roles=_titled({one.id: one.title for one in book.roles.values()}),
        groups=_titled({one.id: one.title for one in book.groups.values()}),
        tasks=task_terms(),
        **_people(organisation),
    )


def _people(organisation: Organisation) -> dict[str, tuple[Term, ...]]:
    units = (one for one in organisation.units.values() if not one.closed)
    staff = organisation.staff.values()
    return {
        "units": tuple(Term(id=one.id, words=spoken(one.title), within=one.within) for one in units),
        "staff": tuple(Term(id=one.id, words=as_it_is(one.name)) for one in staff),
    }


def _category(book: Playbook, id_: str) -> Term:
    category = book.categories[id_]
    return Term(id=id_, words=spoken(category.title), within=_wider(id_), asks=_fields(category.asks))


def _wider(id_: str) -> str | None:
    return id_.rpartition("/")[0] or None


def _fields(asks: Iterable[str]) -> tuple[Term, ...]:
    return tuple(Term(id=one, words=FIELDS.get(one.replace("-", "_")) or as_it_is(one)) for one in asks)


def _closed(words: Iterable[str], table: Mapping[str, Phrase]) -> tuple[Term, ...]:
    return tuple(Term(id=str(one), words=table.get(str(one)) or as_it_is(str(one))) for one in words)


def _titled(titles: Mapping[str, Words]) -> tuple[Term, ...]:
    return tuple(Term(id=id_, words=spoken(words)) for id_, words in titles.items())
