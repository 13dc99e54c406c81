"""ReportSection: a page of a report, computed from events. Pure, so that the same period gives the same page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from complaintkit.model.period import Event

__all__ = ["ReportSection"]


class ReportSection(Protocol):
    """Adds rows to a report."""

    @property
    def name(self) -> str:
        """The name that a report is asked for by."""
        ...

    @property
    def title(self) -> Mapping[str, str]:
        """The heading, by language."""
        ...

    def rows(self, events: Iterable[Event], *, since: datetime, until: datetime) -> Iterable[Mapping[str, str]]:
        """Yield one mapping from column to text per row, of what happened from `since` until before `until`."""
        ...
