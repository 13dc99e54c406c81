"""Due dates that explain themselves (R16), word for word, in both languages."""

import json
from datetime import date

import attrs

from complaintkit.calendars import due, known_calendar, read_calendar
from complaintkit.model.due import Due, Label

OFFICE = read_calendar(
    "office",
    {
        "week": {"mon-fri": "09:00-12:00, 13:00-18:00"},
        "holidays": "CN",
        "title": {"zh": "办公时间", "en": "Office hours"},
    },
    zone="Asia/Shanghai",
)


def test_working_days_in_english(at):
    """Each day is told, and why it did not count; days alike are one line."""
    found = due(known_calendar("cn"), at("2024-09-30T10:00"), "5 working days")
    assert found.explain("en").splitlines() == [
        "Due Sat 12 Oct 2024, 18:00 (Asia/Shanghai): 5 working days from Mon 30 Sep 2024, 10:00, until closing time.",
        "- Mon 30 Sep: day of receipt, not counted",
        "- Tue 1 to Thu 3 Oct: National Day, not counted",
        "- Fri 4 Oct: Day off (substituted from 2024-09-29), not counted",
        "- Sat 5 to Sun 6 Oct: National Day, not counted",
        "- Mon 7 Oct: Day off (substituted from 2024-10-12), not counted",
        "- Tue 8 to Fri 11 Oct: working days 1 to 4",
        "- Sat 12 Oct: make-up working day, working day 5",
        "Calendar: Working days in China (cn)",
    ]


def test_working_days_in_chinese(at):
    """在中文里说明每一天:节假日、调休、第几个工作日。"""
    found = due(known_calendar("cn"), at("2024-09-30T10:00"), "5 working days")
    assert found.explain("zh-CN").splitlines() == [
        "2024年10月12日（周六）18:00到期（Asia/Shanghai）：自2024年9月30日（周一）10:00起5个工作日，至当日营业结束。",
        "- 9月30日（周一）：受理当日，不计",
        "- 10月1日（周二）至10月3日（周四）：国庆节，不计",
        "- 10月4日（周五）：休息日（由 2024-09-29 调休），不计",
        "- 10月5日（周六）至10月6日（周日）：国庆节，不计",
        "- 10月7日（周一）：休息日（由 2024-10-12 调休），不计",
        "- 10月8日（周二）至10月11日（周五）：第1至4个工作日",
        "- 10月12日（周六）：调休上班，第5个工作日",
        "日历：中国工作日（cn）",
    ]


def test_pauses_are_told_with_their_cause(at):
    """From when to when it stood still and why, and which days did not count for it."""
    pause = (at("2026-11-23T15:00"), at("2026-11-25T09:30"), "waiting-for-customer")
    found = due(OFFICE, at("2026-11-23T10:00"), "2 working days", paused=[pause])
    assert found.explain().splitlines()[1:] == [
        "- Mon 23 Nov: day of receipt, not counted",
        "- Tue 24 Nov: paused, not counted",
        "- Wed 25 to Thu 26 Nov: working days 1 to 2",
        "- paused from Mon 23 Nov 2026, 15:00 to Wed 25 Nov 2026, 09:30: waiting for the customer",
        "Calendar: Office hours (office)",
    ]
    assert "- 2026年11月23日（周一）15:00至2026年11月25日（周三）09:30暂停计时：等待顾客" in found.explain("zh")


def test_an_unknown_cause_is_told_as_it_is(at):
    """Causes are the playbook's words; those we do not know are shown unchanged."""
    pause = (at("2026-11-23T15:00"), at("2026-11-23T16:00"), "送检")
    found = due(OFFICE, at("2026-11-23T10:00"), "24 h", paused=[pause])
    assert found.explain("zh-CN").splitlines() == [
        "2026年11月24日（周二）11:00到期（Asia/Shanghai）：自2026年11月23日（周一）10:00起24小时。",
        "- 2026年11月23日（周一）15:00至2026年11月23日（周一）16:00暂停计时：送检",
        "日历：办公时间（office）",
    ]


def test_working_hours_are_told_by_day(at):
    """How much working time was used, over a weekend and after closing time."""
    found = due(OFFICE, at("2026-11-20T18:30"), "9 working hours")
    assert found.explain().splitlines() == [
        "Due Tue 24 Nov 2026, 10:00 (Asia/Shanghai): 9 working hours from Fri 20 Nov 2026, 18:30.",
        "- Fri 20 Nov: after closing time",
        "- Sat 21 to Sun 22 Nov: no working day",
        "- Mon 23 to Tue 24 Nov: 9 h of working time",
        "Calendar: Office hours (office)",
    ]
    assert found.explain("zh-CN").splitlines()[1:4] == [
        "- 11月20日（周五）：已过营业时间",
        "- 11月21日（周六）至11月22日（周日）：休息日，不计",
        "- 11月23日（周一）至11月24日（周二）：计9小时工作时间",
    ]


def test_closures_and_extra_days_are_told(at):
    """One-off closures with who they were named by, extra working days, and days open in spite of a holiday."""
    market = {"week": {"mon-fri": "16:00-03:00"}, "holidays": "CN", "open-on-holidays": "16:00-02:00"}
    calendar = attrs.evolve(
        read_calendar("market", {**market, "extra": {"2026-10-10": "fri"}}, zone="Asia/Shanghai"),
        closed=((date(2026, 9, 29), Label(en="typhoon", zh="typhoon")), (date(2026, 9, 30), None)),
    )
    found = due(calendar, at("2026-09-28T20:00"), "7 working days")
    assert found.explain().splitlines()[1:-1] == [
        "- Mon 28 Sep: day of receipt, not counted",
        "- Tue 29 Sep: closed: typhoon",
        "- Wed 30 Sep: closed",
        "- Thu 1 to Sun 4 Oct: open on a public holiday (National Day), working days 1 to 4",
        "- Mon 5 Oct: open on a public holiday (National Day (observed)), working day 5",
        "- Tue 6 Oct: open on a public holiday (Day off (substituted from 2026-09-20)), working day 6",
        "- Wed 7 Oct: open on a public holiday (Day off (substituted from 2026-10-10)), working day 7",
    ]
    assert "- 9月29日（周二）：停业：typhoon" in found.explain("zh")
    assert "- 10月1日（周四）至10月4日（周日）：节假日照常营业（国庆节），第1至4个工作日" in found.explain("zh")
    extra = due(calendar, at("2026-10-09T20:00"), "1 working day")
    assert "- Sat 10 Oct: extra working day, working day 1" in extra.explain()


def test_seconds_are_told_where_there_are_any(at):
    """A due date to the second shows it; others stay short."""
    found = due(OFFICE, at("2026-11-23T10:00:30"), "90 working min")
    assert (
        found.summary()
        == "Due Mon 23 Nov 2026, 11:30:30 (Asia/Shanghai): 90 working min from Mon 23 Nov 2026, 10:00:30."
    )
    assert "1 h 30 min of working time" in found.explain()


def test_a_due_date_outlives_its_calendar(at):
    """Stored with its reasons, a due date tells them after the calendar has changed, under the old one's digest. R16"""
    pause = (at("2026-11-23T15:00"), at("2026-11-25T09:30"), "waiting-for-customer")
    found = due(OFFICE, at("2026-11-23T10:00"), "2 working days", paused=[pause])
    stored = json.dumps(found.as_data(), ensure_ascii=False)
    later = attrs.evolve(OFFICE, closed=((date(2026, 11, 26), None),))
    assert Due.from_data(json.loads(stored)) == found
    assert Due.from_data(json.loads(stored)).digest == OFFICE.digest != later.digest


def test_other_languages_are_answered_in_english(at):
    """A language that is not translated gets English, not an error."""
    found = due(OFFICE, at("2026-11-23T10:00"), "24 h")
    assert found.explain("de-DE") == found.explain("en")
    assert found.explain("zh_TW") == found.explain("zh-CN")
