"""What a report calls categories, units and people, and which limits and budgets it shows beside what was given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs

from complaintkit.insight import Names
from complaintkit.model.catalogue import languages
from complaintkit.model.money import Money
from complaintkit.ports.storage import CaseFilter

if TYPE_CHECKING:
    from complaintkit.decision import Facts
    from complaintkit.organisation import Organisation, Structure
    from complaintkit.playbook import Playbook
    from complaintkit.ports.storage import Reader
    from complaintkit.records.door import Door


def names_of(door: Door, reader: Reader, facts: Facts, unit: str | None) -> Names:
    """Return what things are called in a report on a unit, or on all: by its playbook, else by the first that knows them."""
    rules, organisation = door.rules.in_force(reader), facts.structure.organisation
    of_staff = {id: rules.playbook_for(id) for id in organisation.staff}
    called = _Called(
        door=door,
        organisation=organisation,
        books=(rules.playbook_of(unit), *rules.playbooks()),
        of_unit={id: rules.playbook_of(id) for id in organisation.units},
        of_staff=of_staff,
        structures={book.digest: rules.structure(book) for book in of_staff.values()},
    )
    return Names(
        category=called.category,
        cause=called.cause,
        body=called.body,
        unit=called.unit,
        channel=called.channel,
        person=called.person,
        limits=called.limits,
        budgets=called.budgets,
    )


@attrs.frozen(kw_only=True)
class _Called:
    """Who works here, the playbooks in the order in which they are asked, and whose each is: read before the figures are made."""

    door: Door
    organisation: Organisation
    books: tuple[Playbook, ...]
    of_unit: Mapping[str, Playbook]
    of_staff: Mapping[str, Playbook]
    structures: Mapping[str, Structure]

    def category(self, id: str) -> Mapping[str, str]:
        """Return the title of a category; of one that no playbook in force has any more, that of the cases that have it."""
        known = next((book for book in self.books if id in book.categories), None) or self._carried(category=id)
        return known.categories[id].title if known and id in known.categories else {}

    def cause(self, id: str) -> Mapping[str, str]:
        """Return the title of a root cause, or the word itself: a playbook without a tree takes any."""
        word = dict.fromkeys(("en", *languages()), id)
        return next((book.causes[id].title for book in self.books if id in book.causes), word)

    def body(self, id: str) -> Mapping[str, str]:
        return next((book.bodies[id].title for book in self.books if id in book.bodies), {})

    def channel(self, id: str) -> Mapping[str, str]:
        """Return the title of a channel, in the same way."""
        known = next((book for book in self.books if id in book.channels), None) or self._carried(channel=id)
        return known.channels[id].title if known and id in known.channels else {}

    def _carried(self, **condition: str) -> Playbook | None:
        """Return the playbook that the newest case with this word carries."""
        with self.door.storage.reading() as reader:
            rows = reader.cases(CaseFilter(**condition), after=None, limit=1)  # type: ignore[arg-type]  # all are texts
            return self.door.rules.playbook(reader, rows[0].playbook) if rows else None

    def unit(self, id: str) -> Mapping[str, str]:
        known = self.organisation.units
        return known[id].title if id in known else {}

    def person(self, id: str) -> str:
        """Return the name of who works here or did."""
        found = self.organisation.staff.get(id) or self.organisation.departed.get(id)
        return found.name if found else id

    def limits(self, staff: str) -> Mapping[str, Money]:
        """Return limits by window, the most generous of their roles."""
        if staff not in self.of_staff:
            return {}
        playbook, found = self.of_staff[staff], dict[str, Money]()
        for role in self.structures[playbook.digest].roles_of(staff):
            rule = playbook.authority.get(role.id)
            for window, most in rule.per_giver.items() if rule else ():
                found[window] = max(found.get(window, most), most)
        return found

    def budgets(self, id: str) -> Mapping[str, Money]:
        """Return a unit's budgets by window: its kind's, and its own before those."""
        if id not in self.of_unit:
            return {}
        rule = self.of_unit[id].budgets.get(self.organisation.units[id].kind or "")
        return {**rule.limits, **rule.units.get(id, {})} if rule else {}
