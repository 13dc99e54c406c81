"""What the ids of a case are called on paper, and which clock it goes by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING

import attrs

from complaintkit.model.phrase import Phrase, as_it_is, joined
from complaintkit.model.text import UNDETERMINED, Words, said

if TYPE_CHECKING:
    from complaintkit.organisation import Organisation
    from complaintkit.playbook import Playbook


@attrs.frozen
class Titles:
    """The titles of a case's own playbook and of the organisation as it stands; `zone` is that of its unit.

    A blank form may be of a playbook alone, without anybody who works by it.
    """

    playbook: Playbook
    organisation: Organisation | None = None
    zone: tzinfo = UTC

    def category(self, id: str | None) -> Words:
        """Return what the playbook calls a category; nothing where there is none."""
        known = self.playbook.categories
        return known[id].title if id and id in known else {}

    def categories(self, ids: Iterable[str]) -> Words:
        """Return what the playbook calls several categories, one behind the other in each language."""
        found = [title for one in ids if (title := self.category(one))]
        languages = dict.fromkeys(language for title in found for language in title)
        return {one: joined([said(title, one) for title in found]).to(one) for one in languages}

    def cause(self, id: str) -> Words:
        """Return what the playbook calls a root cause; the words themselves where it has no tree of them."""
        known = self.playbook.causes
        return known[id].title if id in known else {UNDETERMINED: id}

    def body(self, id: str) -> Words:
        """Return what the playbook calls an authority; its own name where it knows none."""
        known = self.playbook.bodies
        return known[id].title if id in known else {UNDETERMINED: id}

    def unit(self, id: str) -> Words:
        """Return what a unit is called; its id where it is gone."""
        known = self.organisation.units if self.organisation else {}
        return known[id].title if id in known else {UNDETERMINED: id}

    def person(self, id: str) -> str:
        """Return somebody's name, also of who has left; programs by their own."""
        people = {**self.organisation.departed, **self.organisation.staff} if self.organisation else {}
        return people[id].name if id in people else id

    def time(self, at: datetime | None) -> str:
        """Return a time by the unit's clock; nothing where there is none."""
        return f"{at.astimezone(self.zone):%Y-%m-%d %H:%M}" if at else ""


def printed(table: Mapping[str, Phrase], word: str) -> Phrase:
    """Return a word of a closed list as people read it: on paper in English, too, where programs write it otherwise.

    >>> from complaintkit.model.wording import WORDS
    >>> printed(WORDS, "not-upheld"), printed(WORDS, "not-upheld").to("zh"), printed(WORDS, "ours-alone")
    ('not upheld', '不成立', 'ours alone')
    """
    return table.get(word) or as_it_is(word.replace("-", " ").replace("_", " "))
