"""What staff take down as the customer's word, by each procedure: marked, confirmed where they can be reached, undone. R9, R2"""

from __future__ import annotations

import pytest

from complaintkit import Customer
from complaintkit.playbook.loading import installed_playbooks
from complaintkit.testing import open_test_desk

WHO = {
    "reachable": Customer(name="王芳", phone="13800138000", language="zh-CN"),
    "not reachable": Customer(no_contact_because="refused"),
}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("playbook", sorted(installed_playbooks()))
def test_taken_back_by_hearsay(playbook: str, who: str) -> None:
    """No procedure has a message that says it otherwise, nor one that leaves it out; the objection opens it where it was."""
    desk = open_test_desk(playbook=playbook)
    case = desk.receive("一件事", by="chen", channel="hotline", customer=WHO[who])
    before = case.state

    case = desk.withdraw(case, by=case.owner, reason="顾客说算了", via="phone")
    desk.deliver_blocking()

    assert case.quote is not None
    assert (case.quote.quoted, case.quote.told_to, case.quote.via) == ("withdrawn", case.owner, "phone")
    asked = [one for one in desk.sent if one.message == "customer-quoted"]
    assert len(asked) == (1 if who == "reachable" else 0)
    assert all("不符" in one.text for one in asked)

    case = desk.object(case, by=case.owner, text="我没有这样说", via="phone")

    assert (case.state, case.quote, case.open) == (before, None, True)
    assert "objected" in {one.reason for one in case.escalations}
