"""Units, staff, roles, leaders, roster, absences: live data; the questions on it are pure functions."""

from complaintkit.model.text import Words, said
from complaintkit.organisation._reading import load_organisation, read_organisation
from complaintkit.organisation.account import Account
from complaintkit.organisation.checking import check
from complaintkit.organisation.duty import Duty, Turn
from complaintkit.organisation.hours import Hours
from complaintkit.organisation.organisation import Organisation
from complaintkit.organisation.part import part_of
from complaintkit.organisation.people import Absence, Staff, Unit
from complaintkit.organisation.role import ANYBODYS, Group, GroupSeats, Role, Sees
from complaintkit.organisation.scope import Scope, fields_outside
from complaintkit.organisation.structure import Structure

__all__ = [
    "ANYBODYS",
    "Absence",
    "Account",
    "Duty",
    "Group",
    "GroupSeats",
    "Hours",
    "Organisation",
    "Role",
    "Scope",
    "Sees",
    "Staff",
    "Structure",
    "Turn",
    "Unit",
    "Words",
    "check",
    "fields_outside",
    "load_organisation",
    "part_of",
    "read_organisation",
    "said",
]
