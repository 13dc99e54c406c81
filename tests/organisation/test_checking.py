"""An organisation against its playbook: every chain ends in somebody, every word of the roster is a role."""

import pytest

from complaintkit.model.errors import ConfigurationError
from complaintkit.organisation import Role, check, load_organisation, read_organisation
from complaintkit.playbook import load_playbook
from tests.houses import HOUSES


def refused(tables, roles, groups=None, **more):
    """What the check says."""
    with pytest.raises(ConfigurationError) as error:
        check(read_organisation(tables, source="org.toml"), roles, groups, **more)
    return str(error.value)


def test_a_sound_organisation_passes(organisation, roles, groups):
    """Nothing is raised, nothing returned."""
    check(organisation, roles, groups)


def test_a_one_person_business_passes(roles):
    """R6: that person is on top."""
    tables = {"unit": {"s": {"title": "店"}}, "staff": {"li": {"name": "李", "roles": ["clerk"], "units": ["s"]}}}

    check(read_organisation(tables), roles)


def test_a_chain_that_ends_in_nobody_is_refused(chain, roles):
    """Two people and nobody above them: who would rule between them?"""
    del chain["staff"]["gao"]

    says = refused(chain, roles)

    assert "org.toml: staff.lead-a.roles: nobody is above lead-a" in says
    assert "deputy-director, director" in says


@pytest.mark.parametrize("key", ["roles", "units"])
def test_somebody_without_a_role_or_a_unit_is_told_of_that(chain, roles, key):
    """Nobody can be above them; the chain is not what is wrong."""
    chain["staff"]["ann"][key] = []

    says = refused(chain, roles)

    assert f"org.toml: staff.ann.{key}: is empty" in says
    assert "nobody is above ann" not in says


def test_a_deputy_by_name_is_told_the_id(chain, roles):
    """Who writes the file knows people by their names."""
    chain["staff"]["lead-a"]["name"] = "罗敏"
    chain["staff"]["ann"]["deputy"] = "罗敏"

    assert "Did you mean 'lead-a'" in refused(chain, roles)


def test_a_role_that_is_its_own_leader_is_refused(chain, roles):
    """Roles that lead each other lead nowhere."""
    roles["director"] = Role(id="director", title={}, leader="clerk")

    says = refused(chain, roles)

    assert "role.clerk.leader: clerk is its own leader in the end" in says
    assert "nobody is on top" in says


def test_a_unit_that_nobody_looks_after_is_refused(roles):
    """A unit without people needs people in a unit around it."""
    tables = {
        "unit": {"a": {"title": "a"}, "lone": {"title": "lone"}},
        "staff": {"gao": {"name": "高", "roles": ["director"], "units": ["a"]}},
    }

    assert "org.toml: unit.lone: nobody works here" in refused(tables, roles)


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        (
            ("staff", "ann", "roles"),
            ["clark"],
            "staff.ann.roles: 'clark' is not a role of the playbook. Did you mean 'clerk'?",
        ),
        (("duty", "desk-a", "role"), "clark", "duty.desk-a.role: 'clark' is not a role"),
        (("duty", "desk-a", "otherwise"), "boss", "duty.desk-a.otherwise: 'boss' is not a role"),
        (("group",), {"bord": {}}, "group.bord: 'bord' is not a group of the playbook. Did you mean 'board'?"),
        (
            ("unit", "shop-a", "calendar"),
            "offic",
            "unit.shop-a.calendar: 'offic' is not a calendar. Did you mean 'office'?",
        ),
    ],
)
def test_words_that_the_playbook_does_not_know_are_refused(chain, roles, groups, path, value, where):
    """Roles, groups and calendars are the playbook's."""
    table = chain
    for key in path[:-1]:
        table = table[key]
    table[path[-1]] = value

    assert f"org.toml: {where}" in refused(chain, roles, groups, calendars=("office", "cn"))


@pytest.mark.parametrize("playbook", HOUSES)
def test_each_sample_runs_its_playbook(playbook):
    """S0.12: roles, leaders, groups and calendars fit; everybody who leads, decides or meets customers is somebody."""
    book, people = load_playbook(playbook), load_organisation(HOUSES[playbook])

    check(people, book.roles, book.groups, calendars=book.calendars)

    held = {role for one in people.staff.values() for role in one.roles}
    assert set(book.roles) - held <= {"floor"}


def test_the_sample_company_runs_the_canteen_playbook():
    """S4.1: at every hour of the week, somebody at the hotline and a duty manager, for every canteen."""
    from datetime import datetime, timedelta
    from zoneinfo import ZoneInfo

    from complaintkit.organisation import Structure

    playbook, organisation = load_playbook("canteen-delivery"), load_organisation(HOUSES["canteen-delivery"])
    structure = Structure(organisation, playbook.roles, playbook.groups, playbook.time_zone)
    start = datetime(2026, 11, 23, tzinfo=ZoneInfo("Asia/Shanghai"))

    for hour in range(0, 168, 2):
        at = start + timedelta(hours=hour)
        for unit in organisation.units:
            for role in ("agent", "duty-manager"):
                (one,) = structure.on_duty(unit, at, role)
                assert role in organisation.staff[one].roles
    assert structure.last_resort() == "fang"


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("phone", "1.39E+10", "'1.39E+10' reaches nobody"),
        ("phone", "稍后补", "'稍后补' reaches nobody"),
        ("phone", "１３８００１３８０００", None),
        ("phone", "+86 138-0013-8000 转 12", None),
        ("phone", "12315", None),
        ("email", "zhi", "'zhi' reaches nobody"),
        ("email", "zhi＠shop.example", None),
        ("wecom", "anything at all", None),
        ("deputy", "lead-a", "nobody stands in for themselves"),
    ],
)
def test_an_address_that_reaches_nobody_is_refused(chain, roles, key, value, says):
    """An alarm by SMS to what Excel made of a number is told to nobody; full-width signs are a keyboard's. R18"""
    chain["staff"]["lead-a"][key] = value

    if says is None:
        check(read_organisation(chain), roles)
    else:
        assert f"staff.lead-a.{key}: {says}" in refused(chain, roles)


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("phone", 13800138000, "13800138000 is not text. Put it in quotes: leading zeros count."),
        ("name", "", "is empty. Write it, or leave the line out."),
        ("name", {"zh": ""}, "is not text. Put it in quotes."),
    ],
)
def test_what_is_empty_or_no_text_is_told_as_such(chain, key, value, says):
    """The next step is the one that helps: nobody puts quotes around quotes."""
    chain["staff"]["lead-a"][key] = value

    with pytest.raises(ConfigurationError) as error:
        read_organisation(chain, source="org.toml")

    assert f"staff.lead-a.{key}: {says}" in str(error.value).replace("{...} ", "")


def test_a_role_that_is_none_is_told_once(chain, roles):
    """That the chain ends there follows from it; what is missing is said in the reader's language."""
    chain["staff"]["lead-a"]["roles"] = ["cleark"]
    assert refused(chain, roles).count("cleark") == 1
    assert "nobody is above" not in refused(chain, roles)

    chain["staff"]["lead-a"]["roles"] = []
    with pytest.raises(ConfigurationError) as error:
        check(read_organisation(chain, source="org.toml"), roles)
    assert "one without a leader" not in error.value.user_message("zh-CN")
