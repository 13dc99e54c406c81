"""The door's `get report`: a period counted, beside the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from complaintkit.cli._period import typed_period
from complaintkit.cli.door._get import Reading

if TYPE_CHECKING:
    from complaintkit.cli.door._session import Session
    from complaintkit.model.actor import By


@attrs.frozen(kw_only=True)
class ReadReport(Reading):
    """A period counted: `period` is a month, quarter, year or day, or `start` and `end` its days; this month by default."""

    period: str | None = None
    start: str | None = None
    end: str | None = None
    unit: str | None = None

    def result(self, session: Session, by: By) -> object:
        """Return the figures, and those of the period before."""
        desk = session.desk
        zone = desk.people.zone(self.unit or desk.people.organisation(by=by).root, by=by)
        period = typed_period(self.period, self.start, self.end, zone, now=desk.clock.now())
        return desk.report(period, unit=self.unit, by=by).as_data()
