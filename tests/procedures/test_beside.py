"""Beside their own rules: praise is shared, questions have a minute, rounds their time, extensions their limits. R8, S2.4, S3.1"""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from complaintkit import BeyondAuthority, Customer, Desk, Money, Remedy
from complaintkit.model.errors import ConfigurationError
from complaintkit.model.problem import Problems
from complaintkit.playbook import load_playbook
from complaintkit.testing import FakeClock, open_test_desk
from tests.houses import HOUSES, RECEIVERS

WANTED = Path(__file__).parents[3] / "shared" / "wanted" / "playbooks"
LANE = """
schema = 1
name = "dessert-lane"
version = "1"
extends = "night-market"
base = "2026.11"
deadline.acknowledge.within = "5 min"
category."service/ice".title = { zh = "冰品融化", en = "Melted ice" }
message.received.short.zh = "您好，{number}已受理，{owner}马上过来，{answer_by}前给您答复。甜品巷"
"""


# ---- kinds ----------------------------------------------------------------------------------------------------------
def test_praise_is_shared_with_the_team(market, wang, her):
    """S2.4: whoever works in the unit reads it in the customer's words; the customer is thanked; it is filed by a date."""
    case = market.desk.receive(
        "鱿鱼真香，阿姨还多给了一串！",
        by="xiaolu",
        channel="stall",
        unit="a07",
        customer=wang,
        kind="praise",
        category="service",
    )

    assert "鱿鱼真香，阿姨还多给了一串！" in market.told("yu")["praised"]
    assert "praised" not in market.told("du")
    assert "已转达给A07 海边烤鱿鱼的同事" in market.told(her)["thanks"]
    assert [one.name for one in case.open_deadlines] == ["next-step"]
    assert market.desk.archive(case, by="xiaolu").state == "archived"


def test_praise_of_a_unit_without_people_reaches_those_around_it(canteen, wang):
    """S2.4: shared with whoever is nearest."""
    canteen.desk.receive(
        "今天的汤很好", by="sun", channel="hotline", unit="qinghe", customer=wang, kind="praise", category="other"
    )
    assert {who for who in ("fang", "chen", "sun", "hu") if "praised" in canteen.told(who)} == {"fang", "chen", "sun"}


@pytest.mark.parametrize(("house", "by", "unit"), [("market", "xiaolu", "b15"), ("canteen", "sun", "softpark")])
def test_a_question_is_taken_up_within_a_minute(request, wang, house, by, unit):
    """S3.1: one minute, then it is late; taken up it is followed up within a day; a complaint has no such minute."""
    house = request.getfixturevalue(house)
    case = house.desk.receive(
        "几点关门？", by=by, channel="wechat", unit=unit, customer=wang, kind="inquiry", category="service"
    )
    assert house.owed(case, "taken-up", by=by).due_at == house.clock.now() + timedelta(minutes=1)
    house.desk.deliver_blocking()  # the receipt is out: a program takes up no question
    assert house.owed(case, "taken-up", by=by).open

    case = house.desk.acknowledge(case, by=by)

    assert [one.name for one in case.open_deadlines] == ["inquiry-answer"]
    case = house.desk.resolve(case, by=by, result="凌晨三点", decisions={"1": ("not-upheld", "查无此事")})
    assert not [one for one in case.open_deadlines if one.name == "inquiry-answer"]


@pytest.mark.parametrize("name", HOUSES)
def test_no_program_does_what_is_owed_to_who_asks(name):
    """Whatever runs for a question in any procedure is met by somebody who speaks with them, by no automatic message. S3.1, S0.2"""
    clerk, _ = RECEIVERS[name]
    channel = next(iter(load_playbook(name).channels))
    with open_test_desk(playbook=name, organisation=HOUSES[name], start="2026-11-23T12:00+08:00") as desk:
        asking = Customer(name="王芳", phone="13800138000")
        case = desk.receive("几点关门？", by=clerk, channel=channel, customer=asking, kind="inquiry")
        owed = {one.name for one in case.open_deadlines}

        desk.deliver_all()

        assert [one.to for one in desk.sent if one.to == "13800138000"]  # they have the automatic message
        assert owed == {one.name for one in desk.case(case, by=clerk).open_deadlines}


def test_a_question_nobody_takes_up_is_late(market, wang):
    """S3.1: on record after a minute."""
    case = market.desk.receive(
        "几点关门？", by="xiaolu", channel="phone", unit="b15", customer=wang, kind="inquiry", category="service"
    )
    market.clock.advance(timedelta(minutes=2))
    seen = market.desk.case(case, by="xiaolu")
    assert [one.name for one in seen.deadlines if one.breached_at] == ["taken-up"]


def test_a_question_that_becomes_a_complaint_owes_what_that_owes(market, wang):
    """R5: the time to answer a question is gone, those of a complaint run; made less of, it is the other way round."""
    case = market.desk.receive(
        "怎么还没好？",
        by="xiaolu",
        channel="phone",
        unit="b15",
        customer=wang,
        kind="inquiry",
        category="service/waiting",
    )
    case = market.desk.reclassify(case, by="xiaolu", kind="complaint")
    open_now = {one.name for one in case.open_deadlines}
    assert {"result", "on-the-spot", "first-handling"} <= open_now
    assert not {"taken-up", "inquiry-answer"} & open_now

    case = market.desk.reclassify(case, by="xiaolu", kind="inquiry", reason="只是问时间")
    case = market.desk.reclassify(case, by="hao", kind="inquiry", reason="同意")

    open_now = {one.name for one in case.open_deadlines}
    assert not {"result", "on-the-spot", "first-handling", "assessment"} & open_now


def test_what_was_no_food_is_not_verified(canteen, wang):
    """R5, S4.9: put into another type, it owes what that one asks for at once."""
    case = canteen.desk.receive(
        "送来的东西不对", by="chen", channel="hotline", unit="softpark", customer=wang, category="food/quantity"
    )
    assert "verification" in {one.name for one in case.open_deadlines}

    case = canteen.desk.reclassify(case, by="chen", category="service/delivery-wrong", reason="送错了餐")

    assert "verification" not in {one.name for one in case.open_deadlines}
    assert {"result", "acknowledge"} <= {one.name for one in case.open_deadlines}


# ---- rounds ---------------------------------------------------------------------------------------------------------
def test_the_next_round_has_a_time_also_where_a_playbook_gives_it_none(tmp_path, wang, plan):
    """R8: the users' own night market names no date for a second round; it has that of the first, from when it begins."""
    if not WANTED.is_dir():
        pytest.skip("the wanted playbooks are not here")
    folder, clock = WANTED / "night-market", FakeClock("2026-11-23T10:00+08:00")
    with Desk.open(
        f"sqlite:///{tmp_path}/desk.db", playbook=folder, organisation=folder / "organisation.toml", clock=clock
    ) as desk:
        case = desk.receive("太慢", by="chen", channel="stall", unit="a12", customer=wang, category="service/waiting")
        case = desk.assess(case, by="chen", severity="normal", approach="核实")
        case = desk.record_facts(case, by="chen", facts="人手不足", root_cause="staff/shortage")
        case = desk.offer_plan(case, by="chen", measures=plan("加人", "wang"), follow_up=timedelta(days=2))
        clock.advance(timedelta(days=1))

        case = desk.answer_plan(case, by="chen", plan=case.plan.id, accepted=False)

    (result,) = [one for one in case.open_deadlines if one.name == "result"]
    assert (result.started_at, result.cycle) == (clock.now(), 2)
    assert result.due_at > clock.now() + timedelta(days=2)


# ---- who is told what -----------------------------------------------------------------------------------------------
def test_a_route_tells_others_at_once(tmp_path, open_house, wang):
    """S1.8: beside those whom it goes to, whoever the route names, as far as they are there; not whoever is complained about."""
    (tmp_path / "lane.toml").write_text(
        LANE + 'escalation.special.tell-at-once = ["market-manager", "head-of-site-services", "agent"]\n', "utf-8"
    )
    house = open_house(str(tmp_path / "lane.toml"), "night-market", "2026-11-21T20:00+08:00")

    house.desk.receive(
        "起火了", by="guan", channel="stall", unit="a07", customer=wang, category="safety/fire", about_staff="guan"
    )

    assert "重大" in house.told("xiaolu")["escalated"]
    assert "escalated" not in house.told("ye")  # his turn begins at ten
    assert "escalated" not in house.told("guan")


@pytest.mark.parametrize(("note", "why"), [("三百人的午餐", "三百人的午餐"), (None, "异物")])
def test_who_approves_reads_what_and_why(canteen, wang, note, why):
    """F6: the remedies in words, and the giver's reason; where they gave none, what is complained of."""
    case = canteen.desk.receive(
        "汤里有一根铁丝", by="chen", channel="hotline", unit="softpark", customer=wang, category="food/foreign-body"
    )
    with pytest.raises(BeyondAuthority) as refused:
        canteen.desk.settle(
            case, by="chen", facts="属实", agreed="by-phone", remedies=[Remedy.refund(Money("900.00", "CNY"))]
        )

    canteen.desk.ask_approval(case, by="chen", proposal=refused.value.proposal, note=note)

    assert canteen.told("tao")["approval-asked"] == f"陈卫东请您批准{case.number}：退款900元，{why}。"


# ---- extending ------------------------------------------------------------------------------------------------------
def test_the_shipped_night_market_can_be_extended(tmp_path):
    """A corner of the market changes three lines and has the rest: a shorter time, a category of its own, its own words."""
    (tmp_path / "lane.toml").write_text(LANE, "utf-8")

    lane = load_playbook(tmp_path / "lane.toml")

    assert lane.lineage == ("night-market 2026.11",)
    assert str(lane.deadlines["acknowledge"].within) == "5 min"
    assert lane.categories["service/ice"].first == lane.categories["service"].first
    assert lane.messages["received"].short["zh"].endswith("甜品巷")
    assert lane.messages["received"].short["en"] == load_playbook("night-market").messages["received"].short["en"]


def test_the_till_of_the_shipped_night_market_stays_shut(tmp_path):
    """A looser limit and a wider condition are refused, in these words."""
    looser = 'authority.agent.per-case = 80\ncompensation.long-wait.when.waited = ">= 10 min"\n'
    (tmp_path / "lane.toml").write_text(LANE + looser, "utf-8")

    with pytest.raises(ConfigurationError) as error:
        load_playbook(tmp_path / "lane.toml")

    assert {one.where: one.reason for one in Problems.of(error.value)} == {
        "lane.toml: authority.agent.per-case": "80 is looser than the base's 30; only stricter is allowed here",
        "lane.toml: compensation.long-wait.when.waited": "closed: an extension may not change it",
    }


def test_the_ten_lines_fit_the_shipped_one_too(tmp_path):
    """What users wrote against their own night market is refused in the same two lines against ours, and in no other."""
    if not WANTED.is_dir():
        pytest.skip("the wanted playbooks are not here")
    shutil.copy(WANTED / "cold-drinks.toml", tmp_path)
    with pytest.raises(ConfigurationError) as error:
        load_playbook(tmp_path / "cold-drinks.toml")
    assert len(Problems.of(error.value)) == 2


# ---- refused when loaded --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("line", "where", "reason"),
    [
        ('deadline.x = { title = { zh = "一", en = "x" }, starts = "deadline-breached", stops = ["told"], within = "1 h" }',
         "deadline.x.starts", "no clock follows 'deadline-breached'"),
        ('message.survey.deadlines = ["result"]', "message.survey.deadlines", "nothing on 'survey-due' is about a deadline"),
        ('message.delayed.deadlines = ["reslt"]', "message.delayed.deadlines", "'reslt' is not a deadline"),
        ('message.received.categories = ["servce"]', "message.received.categories", "'servce' is not a category"),
        ('category.service.follows.x = { when = { given = ["refund"] }, do = { zh = "查", en = "look" }, by = "cook" }',
         "category.service.follows", "'cook' is not a role"),
        ('category.service.follows.x = { when = { paid = ">= 3" }, do = { zh = "查", en = "look" }, by = "agent" }',
         "category.service.follows.x.when.paid", "'paid' is not a fact to ask for"),
        ('message.approval-asked.short.en = "{number}: {approve_link}"', "message.approval-asked.short.en",
         "{approve_link} is not a field of a message on 'approval-asked'"),
    ],
)  # fmt: skip
def test_a_line_that_could_never_come_true_is_refused(tmp_path, line, where, reason):
    """With file, key path and what was expected."""
    (tmp_path / "lane.toml").write_text(LANE + line, "utf-8")

    with pytest.raises(ConfigurationError) as error:
        load_playbook(tmp_path / "lane.toml")

    assert f"lane.toml: {where}" in {one.where for one in Problems.of(error.value)}
    assert any(one.reason.startswith(reason) for one in Problems.of(error.value))
