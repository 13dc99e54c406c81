"""The print shop's process in a business of one, of three and of ten: nothing stops for want of somebody. S2.5, R6"""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import Measure
from complaintkit.testing import open_test_desk

UNIT = '[unit.shop]\ntitle = { zh = "朝墨图文", en = "Zhaomo Print" }\nkind = "shop"\ncalendar = "shop"\n'
ROLES = ["manager", "counter", "production"]


def people(count):
    """So many people: one is everything; of more, the first leads, and the others are at the counter and the printers."""
    roles = [ROLES] if count == 1 else [["manager"], *([ROLES[1 + one % 2]] for one in range(count - 1))]
    staff = (
        f'[staff.p{one}]\nname = "员工{one}"\nroles = {held}\nunits = ["shop"]\nphone = "+86139000004{one:02}"\n'
        for one, held in enumerate(roles)
    )
    return UNIT + "".join(staff).replace("'", '"')


@pytest.fixture(params=[1, 3, 10])
def sized(request, tmp_path):
    """A shop of that size, with whoever meets customers, and whoever carries out."""
    (tmp_path / "organisation.toml").write_text(people(request.param), "utf-8")
    with open_test_desk(
        playbook="print-shop", organisation=tmp_path / "organisation.toml", start="2026-11-23T10:00+08:00"
    ) as desk:
        yield desk, "p0" if request.param == 1 else "p1", "p0" if request.param == 1 else "p2"


def test_s2_5_from_receipt_to_the_file(sized, wang):
    """S2.5: contacted, looked into, done again, told, asked, filed: in time, by however many there are."""
    desk, counter, printer = sized
    case = desk.receive("颜色偏红", by=counter, channel="counter", customer=wang, category="printing/colour")
    case = desk.tell(case, by=counter, text="正在对样张")
    case = desk.assess(case, by=counter, severity="normal", approach="看样张")
    case = desk.record_facts(case, by=counter, facts="校色文件用错了", root_cause="machine/setting")
    case = desk.offer_plan(
        case,
        by=counter,
        measures=[Measure("重印一份", who=printer, due=timedelta(hours=4))],
        follow_up=timedelta(days=2),
    )
    case = desk.answer_plan(case, by=counter, plan=case.plan.id, accepted=True, via="in-person")
    case = desk.do_measure(case, by=printer, measure=case.measures[0].id)
    case = desk.resolve(
        case,
        by=counter,
        result="已重印",
        improvement="换校色文件",
        apology=True,
        decisions={"1": ("not-upheld", "查无此事")},
    )
    desk.clock.advance(timedelta(hours=25))
    case = desk.record_follow_up(case, by=counter, satisfied=True, via="call")

    case = desk.archive(case, by=counter)

    assert (case.state, [one.name for one in case.deadlines if one.breached_at]) == ("archived", [])


def test_s2_5_what_is_about_whoever_met_them(sized, wang):
    """S2.5, R6: looked into by somebody else where there is one; by the owner alone it is an exception on record."""
    desk, counter, _ = sized
    case = desk.receive(
        "店员态度不好", by=counter, channel="counter", customer=wang, category="service/attitude", about_staff=counter
    )
    if counter == "p0":
        case = desk.assess(case, by="p0", severity="normal", approach="自己反省")
        assert (case.owner, bool(case.exceptions)) == ("p0", True)
    else:
        assert case.owner != counter
        assert "assess" not in desk.allowed(case, by=counter)
        assert desk.assess(case, by=case.owner, severity="normal", approach="听双方").exceptions == ()
