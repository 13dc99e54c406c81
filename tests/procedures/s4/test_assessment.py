"""The canteens, from outside: complaint duty is tied to performance. S4.5"""

from __future__ import annotations


def test_s4_5_complaint_duty_is_tied_to_performance(canteen):
    """S4.5: timeliness, handling within limits and daily management, of each person and each unit, with figures counted."""
    canteen.later(days=0)
    canteen.later(days=40)
    found = canteen.desk.tasks.list(by="fang", kind="assessment", limit=200)
    units = [one for one in found if "unit" in one.about]
    people = [one for one in found if "unit" not in one.about]
    assert units
    assert people
    for one in found:
        assert one.values["items"] == ("replies", "limits", "management")
        assert one.values["figures"][0].startswith("on-time ")
        assert one.period == "2026-Q4"
