"""A theme for a training: a category or a root cause, with how much of a period's trouble it was. S0.15, S3.10"""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from complaintkit.model.phrase import phrase

__all__ = ["Theme"]


@attrs.frozen(kw_only=True)
class Theme:
    """What work and feedback show that people should learn about: how many complaints, deadlines missed, and rounds anew.

    >>> Theme(subject="category:food/spoiled", title={"en": "Spoiled food"}, complaints=4, breached=1).sentence()
    'Spoiled food: 4 complaints, 1 late, 0 opened again'
    """

    subject: str
    title: Mapping[str, str] = attrs.field(factory=dict)
    complaints: int = 0
    breached: int = 0
    reopened: int = 0

    @property
    def weight(self) -> int:
        """What it is sorted by: all that happened, added up."""
        return self.complaints + self.breached + self.reopened

    def sentence(self, language: str = "en") -> str:
        """Return it as a line of an agenda."""
        name = self.title.get(language) or next(iter(self.title.values()), self.subject)
        return phrase(
            "{name}: {complaints} complaints, {breached} late, {reopened} opened again",
            name=name,
            complaints=self.complaints,
            breached=self.breached,
            reopened=self.reopened,
        ).to(language)
