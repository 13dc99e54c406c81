"""Whoever goes by their list of duties brings every case to its end, in every procedure; nothing rests, nothing is lost. S0.12

A short stretch here; `YEAR_DAYS=365 ./dev pytest tests/year` plays longer ones.
"""

from __future__ import annotations

import os
from random import Random

import pytest

from complaintkit import Customer, Period
from complaintkit.decision import outbox
from complaintkit.events import events
from complaintkit.records import recent
from complaintkit.testing import open_test_desk
from tests.houses import HOUSES
from tests.year.business import Business

DAYS = int(os.environ.get("YEAR_DAYS", "4"))
LONGEST = 45
"""Days after the last complaint by which every case has come to its end: rounds, waits and follow-ups among them."""


@pytest.mark.parametrize("playbook", HOUSES)
def test_who_does_what_their_list_says_brings_every_case_to_its_end(playbook) -> None:
    """Customers answer or don't, refuse plans, are dissatisfied; people ask, escalate, hand over, meet. F1, R8, S0.12"""
    with open_test_desk(playbook=playbook, organisation=HOUSES[playbook], start="2026-01-01T09:00+08:00") as desk:
        business = Business(desk, Random(f"{playbook} 7"))  # noqa: S311  a seed, so that it can be repeated
        for _ in range(DAYS):
            business.day(cases=1)
        for _ in range(LONGEST):
            if not (left := business.open_cases()):
                break
            business.day(cases=0)
        assert not left, (left, business.refused.most_common(5))
        assert business.did["receive"] >= DAYS - 1
        assert desk.ledger.verify(by=business.top).ok
        with pytest.MonkeyPatch.context() as every:  # of an event that is passed over nobody would have been told
            every.setattr(outbox, "_LOOKED_AT", frozenset(events().values()))
            assert desk.ledger.verify(deep=True, by=business.top).ok
        desk.run_due()  # sums up what is filed
        reports = [desk.report(Period.month(2026, month, zone="Asia/Shanghai")) for month in (1, 2)]
        with pytest.MonkeyPatch.context() as without:
            without.setattr(recent, "read_summary", lambda _row: None)
            assert reports == [desk.report(Period.month(2026, month, zone="Asia/Shanghai")) for month in (1, 2)]
        for duty in (one for staff in business.people for one in desk.duties(staff, by=staff).owed):
            assert duty.case not in business.numbers, duty


@pytest.mark.parametrize(
    ("name", "by", "about"), [("supermarket-service", "qiao", "bai"), ("supermarket", "ding", "chen")]
)
def test_who_may_not_go_on_hands_on_to_whom_it_is_not_about(name, by, about) -> None:
    """Who receives and may not assess has a case about the service desk: it ends, with somebody else who may. F3, R6"""
    with open_test_desk(playbook=name, organisation=HOUSES[name], start="2026-05-27T09:00+08:00") as desk:
        business = Business(desk, Random(by))  # noqa: S311  a seed, so that it can be repeated
        case = desk.receive(
            "价格不对",
            by=by,
            channel="service-desk",
            category="price",
            about_staff=about,
            customer=Customer(name="赵霞", phone="13800138000"),
        )
        for _ in range(LONGEST):
            business.day(cases=0)
            if not business.open_cases():
                break
        assert business.open_cases() == []
        assert desk.case(case, by=business.top).owner not in (by, about)
