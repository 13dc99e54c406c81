"""What the tests of the organisation share: a chain of two shops with people, roles and a roster, all invented."""

import tomllib
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from complaintkit.organisation import Group, Role, Structure, read_organisation

CHAIN = """
[unit.chain]
title = { zh = "长青连锁", en = "Evergreen" }
time-zone = "Asia/Shanghai"
[unit.east]
title = "华东区"
kind = "region"
within = "chain"
[unit.shop-a]
title = "一号店"
within = "east"
[unit.shop-b]
title = "二号店"
within = "east"
[unit.shop-w]
title = "西部店"
within = "chain"
time-zone = "Asia/Urumqi"

[staff.gao]
name = "高总"
roles = ["director"]
units = ["chain"]
[staff.lead-a]
name = "店长甲"
roles = ["manager"]
units = ["shop-a"]
deputy = "ann"
[staff.lead-e]
name = "区域经理"
roles = ["manager"]
units = ["east"]
[staff.ann]
name = "安"
roles = ["clerk"]
units = ["shop-a"]
phone = "13800138000"
email = "ann@example.com"
languages = ["zh", "en"]
[staff.ben]
name = "本"
roles = ["clerk"]
units = ["shop-b"]
[staff.cai]
name = "蔡"
roles = ["clerk", "manager"]
units = ["shop-w"]
[staff.dou]
name = "窦"
roles = ["clerk"]
units = ["shop-a"]

[duty.desk-a]
role = "clerk"
unit = "shop-a"
turn.morning = { days = "mon-sun", hours = "08:00-12:00", staff = ["ann"] }
turn.afternoon = { days = "mon-sun", hours = "14:00-18:00", staff = ["dou"] }
turn.night = { days = "mon", hours = "22:00-02:00", staff = ["ann", "dou"] }
hand-on-at-end = true
otherwise = "manager"
"""

ROLES = {
    "clerk": Role(id="clerk", title={}, leader="manager", sees="own", may=frozenset({"receive", "register"})),
    "manager": Role(id="manager", title={}, leader="deputy-director", sees="region", may=frozenset({"resolve"})),
    "deputy-director": Role(id="deputy-director", title={}, leader="director", sees="all"),
    "director": Role(id="director", title={}, sees="all"),
}
GROUPS = {
    "board": Group(id="board", title={}, head="director", deputy="manager", members=("clerk",), decides_with=2),
}


@pytest.fixture
def chain():
    """The tables of the chain's file, to be changed by a test."""
    return tomllib.loads(CHAIN)


@pytest.fixture
def organisation(chain):
    """The chain as it is."""
    return read_organisation(chain, source="organisation.toml")


@pytest.fixture
def roles():
    """The roles of its playbook."""
    return dict(ROLES)


@pytest.fixture
def groups():
    """The groups of its playbook."""
    return dict(GROUPS)


@pytest.fixture
def structure(organisation):
    """The chain seen through its playbook."""
    return Structure(organisation, ROLES, GROUPS, "Asia/Shanghai")


@pytest.fixture
def asked():
    """Builds a structure from changed tables."""
    return lambda tables: Structure(read_organisation(tables), ROLES, GROUPS, "Asia/Shanghai")


@pytest.fixture
def at():
    """Reads "2026-11-23T11:00" as a time in Shanghai, or in the zone given."""

    def moment(text: str, zone: str = "Asia/Shanghai") -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))

    return moment
