"""Verbs of reporting: a period counted, its register, the form of a case; as far as the one who asks may see. R20"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from complaintkit.desk.verbs.reading import ReadingVerbs

if TYPE_CHECKING:
    from complaintkit.insight import Report
    from complaintkit.model.actor import By
    from complaintkit.model.case import CaseRef
    from complaintkit.model.period import Period
    from complaintkit.paper import Register, RegistrationForm


class ReportVerbs(ReadingVerbs):
    """Looking at many cases at once, without changing anything."""

    def business_day(self, unit: str, day: date | None = None, *, by: By | None = None) -> Period:
        """Return a business day as this unit counts days; the one that runs now where no day is given.

        Args:
            unit: the unit's id.
            day: the date; the one that runs now where none is given.
            by: who asks; the host where none is given.

        Raises:
            NotFound: there is no such unit.
            InvalidInput: `day` is no date that can be meant, or `by` does not work here.
        """
        from complaintkit.desk.reading.feed import business_day

        return business_day(self._door, unit, day, by)

    def report(
        self, period: Period, *, unit: str | None = None, against: Period | None = None, by: By | None = None
    ) -> Report:
        """Count a period, compared with `against`, or with the period before. S2.7, S0.14

        Counts and shares per kind, category, unit and channel; deadlines kept and missed; satisfaction with process and
        with outcome (R9); exceptions of one-person businesses (R6); what was settled on the spot, given, reopened, handed
        over. `unit` includes what lies within it. A period of whole days (`Period.month`, `Period.days`) counts each unit's
        own days: in its zone, from the hour at which its playbook says that a business day starts. With `by`, only what that
        person may see (R20); without, the host asks, for everybody. No customer is in it, and nobody's figure says how many
        complaints they wrote down (R13). Sections of plugins come last; one that fails says so in its own place.

        Args:
            period: a `Period`, such as `Period.month(2026, 11, zone=...)`.
            unit: with what lies within it; everything where none is given.
            against: what to compare with; the period before where none is given.
            by: who reads; the host, for everybody, where none is given.

        Raises:
            InvalidInput: there is no such unit, or `by` does not work here.
            NotAllowed: `by` sees none of these units whole, and no role of theirs may `report`.

        >>> from complaintkit import Customer, Period
        >>> from complaintkit.testing import open_test_desk
        >>> with open_test_desk(start="2026-11-21T10:00+08:00") as desk:
        ...     case = desk.receive("饭是酸的", by="chen", channel="hotline", unit="s1", customer=Customer(name="王芳"))
        ...     report = desk.report(Period.month(2026, 11, zone="Asia/Shanghai"), unit="changqing")
        >>> [(one.key, one.count) for one in report.figures.units]
        [('s1', 1)]
        """
        from complaintkit.desk.reading.report import report_of

        return report_of(self._door, self._opened.plugins, period, unit=unit, against=against, by=by)

    def complaint_register(self, period: Period, *, by: By, unit: str | None = None) -> Register:
        """Return the register of a period: each case received in it as a row, the customer masked. S3.12, S0.10

        `to_html(language)` is a page to print, `to_csv(language)` a file for a spreadsheet. A period of whole days is that of
        each unit's own days, as in a report; only cases that `by` may see are in it (R20).

        Args:
            period: a `Period`, such as `Period.month(2026, 11, zone=...)`.
            by: who reads.
            unit: with what lies within it; everything that `by` may see where none is given.

        Raises:
            InvalidInput: there is no such unit, `period` is no Period, or `by` does not work here.
        """
        from complaintkit.desk.reading.register import register_of

        return register_of(self._door, period, unit=unit, by=by)

    def registration_form(
        self, case: CaseRef | None = None, *, by: By, unit: str | None = None, purpose: str | None = None
    ) -> RegistrationForm:
        """Return the registration form of a case, to print: the one that staff know, filled as far as the case goes. S0.4

        The customer is masked, unless a `purpose` is given: then the form has the whole contact, and who read it and what for
        is on record. Without a case it is a blank form, with the boxes of the playbook in force.

        Args:
            case: the case, or its number; a blank form where none is given.
            by: who reads.
            unit: of a blank form, whose playbook; the desk's where none is given.
            purpose: what the whole contact is read for; it is kept.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the whole contact is asked for, and the complaint is about them (R6), or the data are restricted.
            InvalidInput: there is no such unit, the purpose is empty, or `by` does not work here.
        """
        from complaintkit.desk.reading.form import form_of

        found = None if case is None else self.case(case, by=by)
        if found is not None and purpose is not None:
            found = found.changed(customer=self.contact(found, by=by, purpose=purpose))
        return form_of(self._door, found, unit=unit, by=by)
