"""A complaint that a report counts, put right or not, and the counts of a report by key."""

from __future__ import annotations

from datetime import date

from complaintkit import (
    Case,
    Customer,
    Desk,
    Period,
    Remedy,
    Report,
)

SHANGHAI = "Asia/Shanghai"
NOVEMBER = Period.month(2026, 11, zone=SHANGHAI)
WINTER = Period.days(date(2026, 11, 1), date(2027, 2, 28), zone=SHANGHAI)
FANG = Customer(name="王芳", phone="13800138000")


def received(desk: Desk, unit: str = "bund", **said: object) -> Case:
    """Sour rice."""
    fields = {"by": "chen", "channel": "hotline", "category": "food/sensory", "customer": FANG, **said}
    return desk.receive("米饭是酸的", unit=unit, **fields)  # type: ignore[arg-type]


def counted(report: Report, what: str) -> dict[str, int]:
    """Counts by key."""
    return {one.key: one.count for one in getattr(report.figures, what)}


def settled(desk: Desk, case: Case, *remedies: Remedy, by: str = "chen") -> Case:
    """Put right at once."""
    return desk.settle(case, by=by, facts="饭是酸的", agreed="in-person", remedies=remedies)
