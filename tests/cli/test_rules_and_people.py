"""`complaintkit playbook` and `complaintkit org`: what is in force, and all that is wrong with a file at once."""

import re
from datetime import timedelta

import pytest

from complaintkit import Desk
from complaintkit.testing import FakeClock
from tests.houses import HOUSES

SHOP = """
schema = 1
name = "our-canteen"
version = "1"
extends = "canteen-delivery"
base = "2026.11"
deadline.acknowledge.within = "10 min"
"""
WRONG = """
schema = 1
name = "wrong"
version = "1"
title = "错"
languages = ["zh"]
currency = "CNY"
time-zone = "Asia/Shanghai"
[role.agent]
title = "客服"
leader = "manger"
[role.manager]
title = "经理"
[category.food]
title = "食品"
[deadline.acknowledge]
title = "受理"
starts = "recieved"
stops = ["acknowledged"]
within = "5 minuts"
"""


def test_the_playbooks_there_are(run):
    """Names, versions and titles, without any desk."""
    assert re.search(r"canteen-delivery +2026\.11", run("playbook", "list").out)
    titles = {one["name"]: one["title"]["zh"] for one in run("playbook", "list", "--json").json}
    assert titles["canteen-delivery"] == "团餐配送客户投诉处理方案"
    assert titles.keys() >= HOUSES.keys()


def test_a_playbook_in_short_and_whole(run):
    """For people its outline in their language, for programs all of it."""
    shown = run("playbook", "show", "canteen-delivery", "--lang", "zh-CN").out
    assert "值班经理" in shown
    assert "3个工作日" in shown
    assert (
        run("playbook", "show", "canteen-delivery", "--json").json["deadline"]["result"]["within"] == "3 working days"
    )


def test_a_file_that_can_be_used(run, tmp_path):
    """An extension is checked together with what it extends."""
    (tmp_path / "ours.toml").write_text(SHOP, "utf-8")
    shown = run("playbook", "check", "ours.toml")
    assert (shown.code, shown.err) == (0, "")
    assert shown.out.startswith("our-canteen 1 can be used")
    assert run("playbook", "check", "ours.toml", "--json").json["ok"] is True
    assert "10 min" in run("playbook", "show", "./ours.toml", "--lang", "en").out


def test_a_playbook_that_is_installed_is_checked_by_its_name(run, tmp_path):
    """A file that has no suffix is still a file."""
    assert run("playbook", "check", "canteen-delivery").code == 0
    (tmp_path / "ours").write_text(SHOP, "utf-8")
    assert "our-canteen" in run("playbook", "check", "ours").out


def test_everything_that_is_wrong_is_listed(run, tmp_path):
    """One run names every problem, with key path and the next step; exit code 2."""
    (tmp_path / "wrong.toml").write_text(WRONG, "utf-8")
    shown = run("playbook", "check", "wrong.toml")
    assert (shown.code, shown.out) == (2, "")
    assert "wrong.toml: role.agent.leader" in shown.err
    assert "wrong.toml: deadline.acknowledge.starts" in shown.err
    assert "wrong.toml: deadline.acknowledge.within" in shown.err
    assert "Did you mean 'manager'?" in shown.err
    problems = run("playbook", "check", "wrong.toml", "--json").json["problems"]
    assert len(problems) == len(shown.err.splitlines()) - 1
    assert all(set(one) == {"where", "reason", "next_step", "line", "column"} for one in problems)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("playbook", "show", "canteen-delivry"), "Did you mean 'canteen-delivery'?"),
        (("playbook", "check", "no.toml"), "can't be read"),
        (("org", "check", "no.toml", "--playbook", "canteen-delivery"), "can't be read"),
        (("org", "check", "no.toml"), "--playbook canteen-delivery"),
        (("org", "load", "no.toml"), "--by"),
    ],
)
def test_what_is_not_there(run, words, told):
    """Exit code 2 and the next step."""
    shown = run(*words)
    assert (shown.code, shown.out) == (2, "")
    assert told in shown.err


def test_a_binary_file_is_no_playbook(run, tmp_path):
    """Bytes that are no text: a message, no traceback."""
    (tmp_path / "x.toml").write_bytes(b"\xff\xfe\x00")
    for words in (("playbook", "check"), ("org", "check", "--playbook", "canteen-delivery")):
        shown = run(*words, "x.toml")
        assert shown.code == 2
        assert "is not TOML" in shown.err


def test_an_organisation_that_carries_its_playbook(run, place):
    """The playbook of the settings, where none is named."""
    shown = run("org", "check", "organisation.toml")
    assert (shown.code, shown.out) == (0, "organisation.toml carries canteen-delivery 2026.11: 3 units, 9 people.\n")
    assert run("org", "check", "organisation.toml", "--json").json["ok"] is True


def test_an_organisation_that_does_not(run, place):
    """Roles that are none, calendars that are none, chains that end in nobody: all at once."""
    text = (place / "organisation.toml").read_text("utf-8")
    text = text.replace('"general-manager"', '"general-manger"').replace('calendar = "hotline"', 'calendar = "hotlin"')
    (place / "wrong.toml").write_text(text, "utf-8")
    shown = run("org", "check", "wrong.toml")
    assert shown.code == 2
    assert "staff.fang.roles" in shown.err
    assert "unit.qinghe.calendar" in shown.err


def test_who_works_here(run, place):
    """Units, people and duties, as they stand in the database."""
    shown = run("org", "show").out
    assert "陈卫东" in shown
    assert "day: chen; night: zhou" in shown
    assert run("org", "show", "--json").json["staff"]["chen"]["name"] == "陈卫东"


def test_whoever_leaves_hands_every_case_on(run, place, numbers):
    """Loading a file without somebody moves their cases at once, and says which. F8"""
    text = (place / "organisation.toml").read_text("utf-8")
    start = text.index("[staff.luo]")
    (place / "new.toml").write_text(text[:start] + text[text.index("[staff.sun]") :], "utf-8")
    shown = run("org", "load", "new.toml", "--by", "fang")
    assert shown.code == 0
    assert f"Changed hands: {numbers['food/sensory']}" in shown.out
    database = ("--db", f"sqlite:///{place}/desk.db")
    assert run("case", "show", numbers["food/sensory"], "--json", *database).json["owner"] != "luo"


def test_a_unit_that_is_closed_is_shown_as_that(run, place, numbers):
    """One that a new file leaves out stays on record, for its cases are of it; nothing is taken in there any more."""
    text = (place / "organisation.toml").read_text("utf-8")
    text = re.sub(r"\[unit\.no3-school\][^\[]*", "", text).replace('"no3-school"', '"qinghe"')
    (place / "new.toml").write_text(text, "utf-8")
    assert run("org", "load", "new.toml", "--by", "fang").code == 0
    lines = {line.split()[0]: line for line in run("org", "show").out.splitlines() if line}
    assert "(closed)" in lines["no3-school"]
    assert "(closed)" not in lines["qinghe"]


def test_not_everybody_may_change_the_organisation(run, place):
    """--by is who acts: an agent may not. R20"""
    shown = run("org", "load", "organisation.toml", "--by", "sun")
    assert shown.code == 2
    assert "set-organisation is not possible" in shown.err


def test_the_first_organisation_of_a_new_database(run, place, tmp_path, monkeypatch):
    """A database begins with playbook and organisation together."""
    monkeypatch.chdir(tmp_path)
    words = ("--db", "sqlite:///new.db", "--playbook", "canteen-delivery")
    assert run("org", "load", place / "organisation.toml", "--by", "fang", *words, "--json").json == {
        "ok": True,
        "moved": [],
        "notes": [],
    }
    assert "沈国栋" in run("org", "show", "--db", "sqlite:///new.db").out


def test_absences_are_told_by_the_clock_on_the_wall(run, tmp_path, monkeypatch):
    """Not in UTC: whoever reads the list knows when somebody is back. F8"""
    clock = FakeClock("2026-11-21T09:00+08:00")
    with Desk.open(
        f"sqlite:///{tmp_path}/desk.db", playbook="supermarket", organisation=HOUSES["supermarket"], clock=clock
    ) as desk:
        desk.staff_away("chen", by="xu", start=clock.now(), end=clock.now() + timedelta(days=2), deputy="sun")
    monkeypatch.setenv("COMPLAINTKIT_DB", f"sqlite:///{tmp_path}/desk.db")

    out = run("org", "show").out

    assert "2026-11-21 09:00" in out
    assert "2026-11-23 09:00" in out
