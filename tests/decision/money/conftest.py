"""A case in every house that ships, for laws of money that hold whatever the playbook."""

from __future__ import annotations

import pytest

from complaintkit import Customer
from complaintkit.model import commands as c
from complaintkit.organisation import load_organisation
from complaintkit.playbook import load_playbook
from tests.houses import HOUSES


@pytest.fixture(params=HOUSES)
def anywhere(request, begin):
    """A case under each playbook that ships."""
    matter = begin()
    matter.playbook = load_playbook(request.param)
    matter.organisation = load_organisation(HOUSES[request.param])
    staff = next(iter(matter.organisation.staff.values()))
    unit = next(one for one in staff.units if one in matter.organisation.units)
    matter.do(
        c.Receive,
        by=staff.id,
        text="坏了",
        channel=next(iter(matter.playbook.channels)),
        unit=unit,
        customer=Customer(),
    )
    return matter
