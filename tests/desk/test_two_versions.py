"""A procedure changes in the middle of running cases: each goes by its own version, nothing promised is refused. R15, R16"""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from complaintkit import Customer, Desk, Item, Measure, Money, Period
from complaintkit.errors import BeyondAuthority, ConfigurationError, InvalidInput
from complaintkit.testing import FakeClock

BUSINESSES = Path(__file__).parents[1] / "playbook" / "businesses"
HERE = ZoneInfo("Asia/Shanghai")
START = "2026-03-02T10:00+08:00"  # a Monday
OFFICE = 'week = { mon-fri = "09:00-12:00, 13:00-17:30" }'
SECURITY = '[role.security]\ntitle = { zh = "保安", en = "Security" }\n'


def first(kind):
    """Return the hotel's procedure, or its people, as they are at first."""
    return (BUSINESSES / f"hotel{kind}.toml").read_text(encoding="utf-8")


def second():
    """The next version: a category is called otherwise, a deadline and the office hours are shorter, a remedy is gone."""
    text = first("").replace('version = "1"', 'version = "2"').replace("room/noise", "room/sound")
    text = text.replace('within = "2 working days"', 'within = "1 working day"').replace(
        OFFICE, 'week = { mon-fri = "10:00-16:00" }'
    )
    text = text.replace('remedies = ["refund", "points"]', 'remedies = ["points"]')
    row, after = text.index("[compensation.noise]"), text.index("[compensation.lost]")
    channel, next_table = text.index("[channel.ota]"), text.index("[category.room]")
    return text[:channel] + text[next_table:row] + text[after:]


@pytest.fixture
def clock():
    """The one clock of all versions."""
    return FakeClock(START)


@pytest.fixture
def hotel(tmp_path, clock):
    """Open the hotel's desk by these texts, at one database."""

    def opened(procedure, people=None):
        (tmp_path / "hotel.toml").write_text(procedure, "utf-8")
        (tmp_path / "people.toml").write_text(people or first("-people"), "utf-8")
        where = {"playbook": tmp_path / "hotel.toml", "organisation": tmp_path / "people.toml"}
        return Desk.open(f"sqlite:///{tmp_path}/desk.db", clock=clock, **where)

    return opened


def take(desk, phone, **said):
    """Take a complaint of noise at two in the morning in."""
    told = {"channel": "reception", "unit": "bund", "category": "room/noise", "fields": {"room-number": "1203"}}
    room = Item("1203房", paid=Money("288.35", "CNY"))
    at = datetime.fromisoformat("2026-03-02T02:00+08:00")
    customer = Customer(name="王芳", phone=phone)
    return desk.receive("隔壁太吵", by="fu", customer=customer, items=[room], occurred_at=at, **{**told, **said})


def due(case):
    """Return when each deadline is due, in Shanghai."""
    return {one.name: one.due_at.astimezone(HERE).strftime("%m-%d %H:%M") for one in case.deadlines}


def test_a_running_case_keeps_its_dates_and_what_may_be_proposed(hotel):
    """New cases get what is new: a day less, by shorter office hours, and no more money for a bad night."""
    with hotel(first("")) as desk:
        old = take(desk, "13800138001")
        before = due(old)
        proposed = [(one.rule, one.remedy.value) for one in desk.proposals(old, by="fu")]
    with hotel(second()) as desk:
        new = take(desk, "13800138002", category="room/sound")

        assert due(desk.case(old.number, by="fu")) == before
        assert before["result"] == "03-04 17:30"
        assert due(new)["result"] == "03-03 16:00"
        assert [(one.rule, one.remedy.value) for one in desk.proposals(old, by="fu")] == proposed
        assert proposed == [("noise", Money("86.50", "CNY"))]
        assert not desk.proposals(new, by="fu")
        assert desk.playbook(by="fu", case=old).version == "1"


def test_a_pause_ends_by_the_calendar_it_began_with(hotel, clock):
    """What is put off by a wait is reckoned again, by the office hours of the case's own version. R16"""
    with hotel(first("")) as desk:
        case = take(desk, "13800138001")
        desk.wait_for_customer(case, by="fu", question="几点钟的事？")
    clock.advance(timedelta(hours=2))
    with hotel(second()) as desk:
        case = desk.hear_customer(case.number, by="fu", text="两点", via="in-person")
        (result,) = [one for one in case.deadlines if one.name == "result"]

        assert due(case)["result"] == "03-04 17:30"
        assert "paused from Mon 2 Mar 2026, 10:00 to Mon 2 Mar 2026, 12:00" in result.explain("en")


def test_what_was_agreed_is_given_and_what_is_new_needs_who_may(hotel):
    """Authority is live: the receptionist's refund goes to who may approve it, and is not lost; what was promised is paid."""
    measure = Measure("换房", who="fu", due=timedelta(hours=3))
    with hotel(first("")) as desk:
        agreed, asked = take(desk, "13800138001"), take(desk, "13800138002")
        for case in (agreed, asked):
            case = desk.assess(case, by="fu", severity="high", approach="查看")  # noqa: PLW2901  the same case
            desk.record_facts(case, by="fu", facts="隔音差", root_cause="building/walls")
        (offer,) = desk.proposals(agreed.number, by="fu")
        plan = desk.offer_plan(
            agreed.number, by="fu", measures=[measure], remedies=[offer], follow_up=timedelta(days=1)
        )
    with hotel(second()) as desk:
        case = desk.answer_plan(agreed.number, by="fu", plan=plan.plan.id, accepted=True, via="in-person")
        case = desk.give_remedy(case, by="fu", promise=case.promises[0].id)
        (offer,) = desk.proposals(asked.number, by="fu")
        with pytest.raises(BeyondAuthority) as beyond:
            desk.offer_plan(asked.number, by="fu", measures=[measure], remedies=[offer], follow_up=timedelta(days=1))
        planned = desk.offer_plan(
            asked.number, by="dai", measures=[measure], remedies=[offer], follow_up=timedelta(days=1)
        )

        assert case.promises[0].state == "given"
        assert beyond.value.approver == "dai"
        assert planned.plan is not None


def test_lists_and_reports_know_both_words(hotel):
    """Old cases are found by the old word, and called in a report as they called it themselves."""
    with hotel(first("")) as desk:
        by_site = take(desk, "13800138001", channel="ota", fields={"room-number": "1", "order-number": "9"})
    with hotel(second()) as desk:
        take(desk, "13800138002", category="room/sound")
        report = desk.report(Period.month(2026, 3, zone="Asia/Shanghai"), by="lin").figures
        found = {one.key: (one.count, one.title["zh"]) for one in (*report.categories, *report.channels)}

        assert [one.number for one in desk.cases(by="fu", category="room/noise")] == [by_site.number]
        assert [one.number for one in desk.cases(by="fu", channel="ota")] == [by_site.number]
        assert desk.cases(by="fu", category="room/sound").count() == 1
        assert found["room/noise"] == found["room/sound"] == (1, "噪音")
        assert found["ota"] == (1, "订房平台")
        with pytest.raises(InvalidInput, match="Did you mean 'room/sound'"):
            take(desk, "13800138003")


def test_a_case_of_a_closed_unit_is_brought_to_its_end(hotel):
    """Only what is new is not taken in there any more."""
    closed = first("-people").replace(
        'kind = "hotel"\nwithin = "huating"\ntime-zone', 'kind = "hotel"\nclosed = true\nwithin = "huating"\ntime-zone'
    )
    with hotel(first("")) as desk:
        old = take(desk, "13800138001", unit="tokyo")
    with hotel(second(), closed) as desk:
        desk.assess(old.number, by="fu", severity="normal", approach="看")
        case = desk.settle(old.number, by="fu", facts="已道歉", agreed="in-person", apology=True)

        assert case.state == "resolved"
        with pytest.raises(InvalidInput, match="tokyo is closed"):
            take(desk, "13800138002", category="room/sound", unit="tokyo")


def test_a_role_is_called_otherwise_in_procedure_and_people_at_once(hotel):
    """Neither fits the other of before: the two are put in force together, or not at all."""
    guard = [
        text.replace("security", "guard")
        for text in (first("").replace('version = "1"', 'version = "2"'), first("-people"))
    ]
    with hotel(first("")) as desk:
        old = take(desk, "13800138001")
    with pytest.raises(ConfigurationError, match="guard"):
        hotel(first(""), guard[1])
    with pytest.raises(ConfigurationError, match="security"):
        hotel(guard[0], first("-people"))

    with hotel(*guard) as desk:
        assert desk.playbook(by="fu").version == "2"
        assert desk.people.organisation(by="lin").staff["bao"].roles == ("guard",)
        assert desk.assess(old.number, by="fu", severity="high", approach="看").state == "assessed"


@pytest.mark.parametrize(
    ("zone", "assessment", "result"),
    [
        # without a zone of its own: ten in the evening in Tokyo is nine in Shanghai
        ("", "03-03 00:00", "03-04 16:30"),
        ('\ntime-zone = "Asia/Shanghai"', "03-03 01:00", "03-04 17:30"),
    ],
)
def test_a_calendar_is_read_by_the_clock_of_the_unit(hotel, zone, assessment, result):
    """A night shift is the night where the hotel stands; head office's hours are told by `time-zone`. R16"""
    night = 'week = { mon-sun = "22:00-06:30" }'
    text = first("").replace(night, night + zone).replace(OFFICE, OFFICE + zone)
    with hotel(text) as desk:
        case = take(desk, "13800138001", unit="tokyo")

        assert due(case)["assessment"] == assessment
        assert due(case)["result"] == result
        assert due(take(desk, "13800138002"))["result"] == "03-04 17:30"
