"""Units that run a playbook of their own: a market and a caterer are one business, in one database."""

from __future__ import annotations

import pytest

from complaintkit import Customer, Desk
from complaintkit.errors import ConfigurationError, NotAllowed

ORGANISATION = """
[unit.market]
title = { zh = "夜市", en = "Market" }
kind = "market"
calendar = "market"
[unit.a07]
title = { zh = "烤鱿鱼", en = "Squid" }
kind = "stall"
within = "market"
[unit.qinghe]
title = { zh = "团餐", en = "Catering" }
kind = "company"
calendar = "hotline"
playbook = "canteen-delivery"
[unit.school]
title = { zh = "学校", en = "School" }
kind = "canteen"
within = "qinghe"

[staff.qin]
name = "秦岚"
roles = ["market-manager"]
units = ["market"]
[staff.hao]
name = "郝建"
roles = ["supervisor"]
units = ["market"]
[staff.lu]
name = "陆小曼"
roles = ["agent"]
units = ["market"]
[staff.fang]
name = "方敏"
roles = ["general-manager"]
units = ["qinghe"]
[staff.luo]
name = "罗佳"
roles = ["customer-service-manager"]
units = ["qinghe"]
[staff.sun]
name = "孙晓"
roles = ["agent"]
units = ["qinghe"]
[staff.chen]
name = "陈卫东"
roles = ["duty-manager"]
units = ["qinghe"]
[staff.shen]
name = "沈国栋"
roles = ["area-executive"]
units = ["qinghe"]
"""
WANG = Customer(name="王芳", phone="13800138000")


@pytest.fixture
def opened(tmp_path):
    """Open a desk on an organisation as written."""
    desks = []

    def open_one(text=ORGANISATION):
        (tmp_path / "organisation.toml").write_text(text, "utf-8")
        desks.append(
            Desk.open(
                f"sqlite:///{tmp_path}/desk.db",
                playbook="night-market",
                organisation=tmp_path / "organisation.toml",
            )
        )
        return desks[-1]

    yield open_one
    for desk in desks:
        desk.close()


def test_each_case_carries_the_playbook_of_its_unit(opened):
    """The unit's own, or that of the unit around it; the desk's where none is named."""
    desk = opened()
    stall = desk.receive("等太久", by="lu", channel="stall", unit="a07", category="service/waiting", customer=WANG)
    school = desk.receive(
        "饭是酸的", by="sun", channel="hotline", unit="school", category="food/sensory", customer=WANG
    )
    assert (stall.playbook.split()[0], school.playbook.split()[0]) == ("night-market", "canteen-delivery")
    assert "verification" in {one.name for one in school.open_deadlines}


def test_rights_go_by_the_playbook_of_where_somebody_works(opened):
    """A general manager, whom the market's plan doesn't know, sees and may what the caterer's plan says."""
    desk = opened()
    stall = desk.receive("等太久", by="lu", channel="stall", unit="a07", category="service/waiting", customer=WANG)
    school = desk.receive(
        "饭是酸的", by="sun", channel="hotline", unit="school", category="food/sensory", customer=WANG
    )
    assert school.number in {one.number for one in desk.cases(by="fang")}
    assert stall.number in {one.number for one in desk.cases(by="qin")}
    desk.staff_left("sun", by="fang")
    assert desk.case(school, by="fang").owner == "luo"
    with pytest.raises(NotAllowed):
        desk.staff_left("lu", by="chen")


def test_leaders_are_those_of_the_same_plan(opened):
    """Both plans know an agent: each is led as the plan of their unit says. F8"""
    desk = opened()
    stall = desk.receive("等太久", by="lu", channel="stall", unit="a07", category="service/waiting", customer=WANG)
    school = desk.receive(
        "饭是酸的", by="sun", channel="hotline", unit="school", category="food/sensory", customer=WANG
    )
    desk.staff_left("lu", by="qin")
    desk.staff_left("sun", by="fang")
    assert desk.case(stall, by="qin").owner == "hao"
    assert desk.case(school, by="fang").owner == "luo"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('roles = ["duty-manager"]', 'roles = ["duty-manger"]', "duty-manger"),
        ('playbook = "canteen-delivery"', 'playbook = "canteen"', "canteen"),
        ('calendar = "hotline"', 'calendar = "market"', "market"),
        ('roles = ["general-manager"]', 'roles = ["agent"]', "nobody is above"),
    ],
)
def test_what_does_not_fit_the_plan_of_its_unit_is_refused(opened, old, new, told):
    """A role, a calendar, a chain: judged by the plan of the unit, not by the desk's."""
    with pytest.raises(ConfigurationError, match=told):
        opened(ORGANISATION.replace(old, new))


def test_a_plan_that_the_units_do_not_name_judges_nobody_of_theirs(opened):
    """Without the line the market's plan has to know everybody, and does not."""
    with pytest.raises(ConfigurationError, match="general-manager"):
        opened(ORGANISATION.replace('playbook = "canteen-delivery"\n', ""))


def test_opened_again_nothing_is_put_in_force_twice(opened):
    """One line in the desk's ledger for each plan, however often a desk is opened."""
    for _ in range(2):
        opened().close()
    kinds = [one.name for one in opened().events()]
    assert kinds.count("playbook-set") == 2
