"""The door's `get report` and `get complaint-register`: a period counted beside the one before, or case by case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from complaintkit.cli._period import typed_period
from complaintkit.cli.door._get import Reading

if TYPE_CHECKING:
    from complaintkit.cli.door._session import Session
    from complaintkit.model.actor import By
    from complaintkit.model.period import Period


@attrs.frozen(kw_only=True)
class ReadReport(Reading):
    """A period counted: `period` is a month, quarter, year or day, or `start` and `end` its days; this month by default."""

    period: str | None = None
    start: str | None = None
    end: str | None = None
    unit: str | None = None

    def asked(self, session: Session, by: By) -> Period:
        """Return the period that was asked for."""
        desk = session.desk
        zone = desk.people.zone(self.unit or desk.people.organisation(by=by).root, by=by)
        return typed_period(self.period, self.start, self.end, zone, now=desk.clock.now())

    def result(self, session: Session, by: By) -> object:
        """Return the figures, and those of the period before."""
        return session.desk.report(self.asked(session, by), unit=self.unit, by=by).as_data()


@attrs.frozen(kw_only=True)
class ReadComplaintRegister(ReadReport):
    """The cases received in a period, the oldest first, customers masked; the period as for a report."""

    def result(self, session: Session, by: By) -> object:
        """Return one row for each case that the one who asks may see."""
        return session.desk.complaint_register(self.asked(session, by), unit=self.unit, by=by).as_data()
