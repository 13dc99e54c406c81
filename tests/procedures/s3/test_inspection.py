"""Customer service, from outside: rounds by the list of standards, what they find until it is put right. S3.14-S3.16"""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import Decided, NotAllowed

DAY = timedelta(days=1)


@pytest.fixture
def check(service):
    """Today's round of a name, which the worker opened."""

    def one(rule):
        service.desk.run_due()
        return next(one for one in service.desk.tasks.list(by="fu", kind="check") if one.about["rule"] == rule)

    return one


# ---- S3.14 ----------------------------------------------------------------------------------------------------------
def test_s3_14_somebody_inspects_regularly(service, check):
    """S3.14: the inspector, each business day until eight; what was not looked at is late, then missed, on record."""
    today = check("standards")
    assert (today.owner, today.period) == ("ding", "2026-11-23")
    assert today in service.desk.duties("ding").tasks

    service.later(days=1)

    found = service.desk.tasks.list(by="fu", kind="check", open=None)
    states = {one.period: one.state for one in found if one.about["rule"] == "standards"}
    assert states == {"2026-11-23": "missed", "2026-11-24": "due"}


def test_s3_14_what_is_found_is_tracked_until_it_is_put_right(service, check):
    """S3.14: by somebody named, until a date, with evidence; who found it looks again, and it begins anew if need be."""
    found = Decided("3号收银台排队超过十人无人分流", who="wei", due=2 * DAY, place="3号收银台")
    service.desk.checks.record(check("standards"), by="ding", items=["efficiency"], findings=[found])
    (finding,) = service.desk.tasks.list(by="wei", kind="finding")
    assert finding in service.desk.duties("wei").tasks
    finding = service.desk.checks.put_right(finding, by="wei", evidence="晚高峰加开一台")
    with pytest.raises(NotAllowed):
        service.desk.checks.confirm(finding, by="wei")

    finding = service.desk.checks.reopen(finding, by="ding", reason="周末还是排队", until=DAY)
    finding = service.desk.checks.put_right(finding, by="wei", evidence="周末也加开")

    assert not service.desk.checks.confirm(finding, by="ding").open


# ---- S3.15 ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["zh", "en"])
def test_s3_15_the_list_of_standards_is_what_is_looked_at(service, check, language):
    """S3.15: attitude, language, conduct and efficiency, in both languages; the round says which were looked at."""
    items = service.desk.playbook(by="ding").checks["standards"].items
    assert list(items) == ["attitude", "language", "conduct", "efficiency"]
    assert all(one[language] for one in items.values())

    made = service.desk.checks.record(check("standards"), by="ding", items=list(items))

    assert (made.state, made.values["items"]) == ("made", tuple(items))


# ---- S3.16 ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("rule", "who", "item", "place"),
    [("reception", "ding", "luggage", "南门"), ("accessibility", "wei", "wheelchairs", "轮椅存放处")],
)
def test_s3_16_rounds_name_places_and_things(service, check, moment, rule, who, item, place):
    """S3.16: reception by the inspector, barrier-free things by the department's head; a finding says where."""
    assert item in service.desk.playbook(by=who).checks[rule].items
    service.until(moment("2026-11-24T08:30"))

    found = Decided("无人协助", who="wei", due=DAY, place=place)
    made = service.desk.checks.record(check(rule), by=who, items=[item], findings=[found])

    (finding,) = service.desk.tasks.list(by="fu", kind="finding")
    assert (made.state, finding.about["place"], finding.source) == ("made", place, made.number)
