"""Where a setting stands while it is read, and how it is said that it does not fit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Final

import attrs

_NAMED: Final = (
    (bool, "true or false"),
    (str, "text"),
    (int, "the whole number"),
    ((Decimal, float), "the number"),
    (Mapping, "a table"),
    ((list, tuple), "a list"),
    ((datetime, date, time), "a date or time"),
)


class Misfit(Exception):
    """One setting does not fit; `key` is its path, such as `plugins.sms.timeout`, `step` what may help."""

    def __init__(self, key: str, reason: str, step: str = "") -> None:
        super().__init__(key, reason, step)
        self.key, self.reason, self.step = key, reason, step


@attrs.frozen
class Reading:
    """The key of a setting, the folder paths start at, whether it is secret, whether it came from outside as text."""

    key: str
    folder: Path
    secret: bool = False
    as_text: bool = False

    def below(self, key: object) -> Reading:
        """The same, one level further in."""
        return attrs.evolve(self, key=f"{self.key}.{key}")

    def misfit(self, wanted: str, value: object) -> Misfit:
        """Says what was wanted and what came; the value itself only where it can't be a secret."""
        named = next((said for kind, said in _NAMED if isinstance(value, kind)), type(value).__name__)
        hidden = self.secret or self.as_text or isinstance(value, Mapping | list | tuple)
        return Misfit(self.key, f"must be {wanted}, not {named}{'' if hidden else f' {value!r}'}")
