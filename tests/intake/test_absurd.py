"""Numbers, times and texts from outside are read once, bounded, with the field named; one bad field disables nothing else."""

from __future__ import annotations

import pytest

from complaintkit import InvalidInput
from complaintkit.desk.intake.form import FIELDS, receive_of
from complaintkit.plugin import FormReceived

ABSURD = (
    "1e1000000", "-1e1000000", "NaN", "sNaN", "Infinity", "9" * 5_000, "0." + "1" * 10_000, "abc", "\x00", "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00+14:00", "999999999999 days", "字" * 100_000, " " * 50_000, "-", "１２", "1,5", "٣",
)  # fmt: skip
SAID = {"text": "酸了", "category": "food/sensory", "unit": "no3-school", "customer.phone": "13800138000"}
BESIDE = [{}, {"purchase.receipt": "R1"}, {"item.name": "饭"}, {"docket.number": "1", "docket.authority": "12345"}]


def refused_field(form):
    """The field that a form is refused for; None where it is taken."""
    try:
        receive_of(form, channel="web", currency="CNY")
    except InvalidInput as refused:
        return refused.field
    return None


@pytest.mark.parametrize("beside", BESIDE, ids=["alone", "receipt", "goods", "docket"])
@pytest.mark.parametrize("field", [*sorted(FIELDS), "fields.difference", "fields.x"])
def test_a_field_of_a_form_is_read_or_refused_by_its_name(field, beside):
    """Each field that a form can have, with each absurd value: no other error, and none under another name."""
    for value in ABSURD:
        form = FormReceived({**SAID, **beside, field: value}, external_id="f")
        assert refused_field(form) in (None, field)


def test_a_bad_field_disables_no_proposal_but_its_own(house):
    """`fields.difference="abc"` is no sum; what else the playbook proposes is proposed, and what is refused is kept."""
    fields = {**SAID, "item.name": "饭", "paid": "20.00"}
    short = [value for value in ABSURD if len(value) < 20_000]
    own = [{**fields, "fields.difference": value, "fields.paid": value} for value in short]
    house.push(*({"what": "form", "id": f"{place}", "fields": one} for place, one in enumerate([fields, *own])))
    good, *bad = ([one.remedy for one in house.desk.proposals(case, by=case.owner)] for case in house.cases())
    assert good
    assert all(one == good for one in bad)
    assert len(bad) + len(house.desk.inbox.list(by="chen")) == len(short)
    assert len(bad) > len(short) // 2
