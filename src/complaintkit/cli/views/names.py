"""How a list calls people and units: by their names; in English, which calls things as programs do, by their ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from complaintkit.cli._language import current_language
from complaintkit.cli._place import CLI
from complaintkit.model.phrase import phrase
from complaintkit.model.text import said

if TYPE_CHECKING:
    from complaintkit.desk import Desk
    from complaintkit.organisation import Organisation

__all__ = ["Names"]


@attrs.frozen
class Names:
    """The names of an organisation, those who left included, in a language."""

    organisation: Organisation
    language: str

    @classmethod
    def of(cls, desk: Desk) -> Names:
        """Return those of a desk, in the language of the terminal."""
        return cls(desk.people.organisation(by=CLI), current_language())

    def in_list(self, staff: str) -> str:
        """Return what one column of many says."""
        return staff if self.language == "en" else self._person(staff) or staff

    def person(self, staff: str) -> str:
        """Return somebody's name with their id, by which commands call them."""
        return self._with(self._person(staff), staff)

    def unit(self, unit: str) -> str:
        """Return a unit's title with its id."""
        known = self.organisation.units.get(unit)
        return self._with(said(known.title, self.language) if known else "", unit)

    def _person(self, staff: str) -> str:
        known = self.organisation.staff.get(staff) or self.organisation.departed.get(staff)
        return known.name if known else ""

    def _with(self, name: str, id: str) -> str:
        return phrase("{title} ({id})", title=name, id=id).to(self.language) if name else id
