"""What a due date cannot be sure of: public holidays that nobody has published yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import cast

import attrs

from complaintkit.model.due._label import Label
from complaintkit.model.phrase import phrase

UNPUBLISHED = "holidays-not-published"
ESTIMATED = "holiday-estimated"


@attrs.frozen
class Caveat:
    """What goes with a due date as a warning: `holidays-not-published` (a year) or `holiday-estimated` (a day)."""

    code: str
    country: str
    year: int
    day: date | None = None
    name: Label | None = None

    def to(self, language: str) -> str:
        """Say in one sentence what is uncertain, and what to do."""
        if self.code == UNPUBLISHED:
            return phrase(
                "The public holidays of {year} ({country}) are not known yet: estimated by rule, without make-up days. "
                "Add the notice of {year} to the calendar.",
                year=self.year,
                country=self.country,
            ).to(language)
        name = self.name.words if self.name else ""
        return phrase("{day}, {name}: an estimated holiday; it may move.", day=self.day, name=name).to(language)

    def as_data(self) -> dict[str, object]:
        """Return it as JSON can hold it."""
        data: dict[str, object] = {"code": self.code, "country": self.country, "year": self.year}
        if self.day:
            data["day"] = self.day.isoformat()
        if self.name:
            data["name"] = self.name.as_data()
        return data

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> Caveat:
        """Read what `as_data` wrote."""
        day, name = cast("str | None", data.get("day")), cast("Mapping[str, str] | None", data.get("name"))
        return cls(
            cast("str", data["code"]),
            cast("str", data["country"]),
            cast("int", data["year"]),
            date.fromisoformat(day) if day else None,
            Label(**name) if name else None,
        )
