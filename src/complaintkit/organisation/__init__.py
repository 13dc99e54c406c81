"""Units, staff, roles, leaders, roster, absences: live data, changed by command; the questions on it are pure functions."""

from complaintkit.organisation.duty import Duty, Hours, Turn
from complaintkit.organisation.organisation import Organisation
from complaintkit.organisation.people import Absence, Staff, Unit
from complaintkit.organisation.role import Group, GroupSeats, Role, Sees
from complaintkit.organisation.text import Words, said

__all__ = [
    "Absence",
    "Duty",
    "Group",
    "GroupSeats",
    "Hours",
    "Organisation",
    "Role",
    "Sees",
    "Staff",
    "Turn",
    "Unit",
    "Words",
    "said",
]
