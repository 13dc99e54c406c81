"""A pause of a deadline: from when to when, and why. R16"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import attrs


@attrs.frozen
class Pause:
    """A time in which a deadline stood still, with its cause (R16)."""

    start: datetime
    end: datetime
    cause: str = ""

    def as_data(self) -> dict[str, str]:
        """Return it as JSON can hold it."""
        return {"from": self.start.isoformat(), "to": self.end.isoformat(), "cause": self.cause}

    @classmethod
    def from_data(cls, data: Mapping[str, str]) -> Pause:
        """Read what `as_data` wrote."""
        return cls(datetime.fromisoformat(data["from"]), datetime.fromisoformat(data["to"]), data["cause"])
