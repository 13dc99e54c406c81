"""Advice of plugins on a case that a program begins: who could take it, and what its text is about. The core decides."""

from __future__ import annotations

from typing import Final

import attrs

from complaintkit.model.vocabulary import Severity

_ENOUGH: Final = 0.5  # what is less likely is on record, and changes nothing


@attrs.frozen(kw_only=True)
class Reading:
    """A classifier that was given the text, and what it made of it."""

    reader: str
    category: str | None = None
    severity: Severity | None = None
    confidence: float = 1.0

    @property
    def is_sure(self) -> bool:
        """Tell if it names a category that is more likely than not."""
        return self.category is not None and self.confidence >= _ENOUGH


@attrs.frozen(kw_only=True)
class Advice:
    """The candidates of all assigners and the readings of all classifiers, in the order of the settings."""

    candidates: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()

    @property
    def about(self) -> Reading | None:
        """The first reading that is sure enough of a category."""
        return next((one for one in self.readings if one.is_sure), None)


NO_ADVICE: Final = Advice()
