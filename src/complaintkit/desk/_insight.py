"""The verb of insight: a period counted. S0.14, S2.7"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.desk._verbs import Verbs

if TYPE_CHECKING:
    from complaintkit.insight import Report
    from complaintkit.model.actor import By
    from complaintkit.model.period import Period


class InsightVerbs(Verbs):
    """Counting, without changing anything."""

    def report(
        self, period: Period, *, unit: str | None = None, against: Period | None = None, by: By | None = None
    ) -> Report:
        """What a period came to, compared with `against`, or with the period before.

        Counts and shares per kind, category, unit and channel; deadlines kept and missed; satisfaction with process and
        with outcome (R9); exceptions of one-person businesses (R6); what was settled on the spot, given, reopened, handed
        over. `unit` includes what lies within it. A period of whole days (`Period.month`, `Period.days`) counts each unit's
        own days: in its zone, from the hour at which its playbook says that a business day starts. With `by`, only what that
        person may see (R20); without, the host asks, for everybody. No customer is in it, and nobody's figure says how many
        complaints they wrote down (R13). Sections of plugins come last; one that fails says so in its own place.

        Raises:
            InvalidInput: there is no such unit.
            NotAllowed: `by` sees none of these units whole, and no role of theirs may `report`.

        >>> from complaintkit import Customer, Period
        >>> from complaintkit.testing import open_test_desk
        >>> with open_test_desk(start="2026-11-21T10:00+08:00") as desk:
        ...     case = desk.receive("饭是酸的", by="chen", channel="hotline", unit="s1", customer=Customer(name="王芳"))
        ...     report = desk.report(Period.month(2026, 11, zone="Asia/Shanghai"), unit="changqing")
        >>> [(one.key, one.count) for one in report.figures.units]
        [('s1', 1)]
        """
        from complaintkit.desk._report import report_of

        return report_of(self._door, self._opened.plugins, period, unit=unit, against=against, by=by)
