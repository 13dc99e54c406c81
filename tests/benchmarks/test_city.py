"""A city's requests in a desk: each case is due by the rule of its type, and says whether that was kept. R15, R16"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from benchmarks.city import ZONE, Request, Rule, take_in

RULES = {
    "potholes": Rule("2 working days", "same-time", "holidays", "next-working-day"),
    "trees": Rule("14 days", "close", "no-holidays"),
}
SATURDAY = datetime(2011, 1, 15, 10, tzinfo=ZoneInfo(ZONE))  # Monday is a holiday


def test_a_desk_reckons_what_a_city_has_to_keep() -> None:
    """To the minute; what was closed in time was kept, what was closed late or never was not. R15, R16"""
    late = timedelta(minutes=1)
    requests = [
        Request(type_, SATURDAY, rule.due(SATURDAY), closed, "")
        for type_, rule in RULES.items()
        for closed in (rule.due(SATURDAY), rule.due(SATURDAY) + late, None)
    ]

    found = sorted(take_in(RULES, requests), key=lambda one: requests.index(one[0]))

    assert [due_at for _, due_at, _ in found] == [one.target for one in requests]
    assert [kept for *_, kept in found] == [True, False, False] * 2
    assert found[0][1] == datetime(2011, 1, 20, 10, tzinfo=ZoneInfo(ZONE))
