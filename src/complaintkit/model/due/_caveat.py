"""What a due date cannot be sure of: public holidays that nobody has published yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import cast

import attrs

from complaintkit.model.bilingual import is_chinese
from complaintkit.model.due._label import Label

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
        named = self.name.to(language) if self.name else ""
        wordings = _WORDING_ZH if is_chinese(language) else _WORDING
        return wordings[self.code].format(country=self.country, year=self.year, day=self.day, name=named)

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


_WORDING = {
    UNPUBLISHED: (
        "The public holidays of {year} ({country}) are not known yet: estimated by rule, without make-up days. "
        "Add the notice of {year} to the calendar."
    ),
    ESTIMATED: "{day}, {name}: an estimated holiday; it may move.",
}
_WORDING_ZH = {
    UNPUBLISHED: "{year}年的放假安排（{country}）尚未收录：按规则推算，不含调休。请在日历中补充{year}年放假通知。",
    ESTIMATED: "{day}（{name}）为推定假日，可能变动。",
}
