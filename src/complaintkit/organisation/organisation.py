"""Who works here: a live file of its own, changed by command, because people change every week and the procedure does not."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from complaintkit.organisation.duty import Duty
from complaintkit.organisation.people import Absence, Staff, Unit

__all__ = ["Organisation"]


@attrs.frozen(kw_only=True)
class Organisation:
    """Units, staff, duties, seats in groups, absences, and those who have left.

    `seats` says who of several holders of a role sits in a group: group id, role id, staff ids.
    """

    units: Mapping[str, Unit]
    staff: Mapping[str, Staff]
    duties: Mapping[str, Duty] = attrs.field(factory=dict)
    seats: Mapping[str, Mapping[str, tuple[str, ...]]] = attrs.field(factory=dict)
    absences: tuple[Absence, ...] = ()
    departed: Mapping[str, Staff] = attrs.field(factory=dict)
    source: str = attrs.field(default="organisation", eq=False)
