"""What the tests of playbooks share: the smallest sound playbook, ways to change it, and what is then said."""

import tomllib
from copy import deepcopy
from decimal import Decimal
from pathlib import Path

import pytest

from complaintkit.model.errors import ConfigurationError
from complaintkit.model.problem import Problems
from complaintkit.playbook import load_playbook

SMALL = """
schema = 1
name = "small"
version = "1"
title = { zh = "小店", en = "Small shop" }
languages = ["zh", "en"]
currency = "CNY"
time-zone = "Asia/Shanghai"

[extension]
free = ["title", "message", "category", "compensation.*.because"]
tighter = ["deadline", "authority", "budget", "escalation", "compensation.*.give.at-most", "first-responsibility"]

[calendar.office]
week = { mon-fri = "09:00-18:00" }

[role.clerk]
title = { zh = "店员", en = "Clerk" }
leader = "owner"
sees = "unit"
may = ["receive", "register"]
[role.owner]
title = { zh = "店主", en = "Owner" }
sees = "all"
may = "all"

[group.both]
title = { zh = "全体", en = "Everybody" }
head = "owner"
members = ["clerk"]

[category.goods]
title = { zh = "商品", en = "Goods" }
first = { do = { zh = "查看", en = "Look at it" }, by = "clerk", within = "10 min" }
severity = "normal"
asks = ["item"]
[category."goods/food"]
title = { zh = "食品", en = "Food" }
asks = ["lot"]
severity = "high"
[category."goods/food/fresh"]
title = { zh = "生鲜", en = "Fresh food" }
first = { do = { zh = "撤下", en = "Take it off the shelf" }, by = "owner" }

[step.record-facts]
requires = ["facts"]
[step.offer-plan]
requires = ["measures"]
guidance = { zh = "耐心告知", en = "Tell them patiently" }
[step.offer-plan.after-escalation]
requires = ["measures", "evidence"]

[deadline.acknowledge]
title = { zh = "受理", en = "Acknowledged" }
starts = "received"
stops = ["acknowledged", "settled"]
within = "30 min"
warn = "10 min"
breach = { tell = ["owner", "leader"], escalate = "both" }
[deadline.first]
title = { zh = "首次处理", en = "First handling" }
starts = "case-registered"
stops = ["first-handling-done"]
within = "of category"
[deadline.result]
title = { zh = "结果", en = "Result" }
starts = "registered"
stops = ["resolved", "settled"]
within = "3 working days"
calendar = "office"
pauses = ["waiting-for-customer"]
until = "close"
[deadline.handover]
title = { zh = "转交", en = "Handover" }
starts = "handover-offered"
stops = ["handover-accepted", "handover-declined"]
within = "30 min"
breach = { lapse = true }

[escalation.up]
when = ["beyond-authority", "dissatisfied"]
to = "both"
meeting = "24 h"

[message.received]
on = "case-registered"
to = "customer"
media = ["sms"]
short = { zh = "{number}已受理", en = "We have {number}" }
[message.new-owner]
on = "handover-accepted"
to = "customer"
media = ["sms"]
short = { zh = "{owner}负责", en = "{owner} is responsible" }
[message.offered]
on = "handover-offered"
to = "receiver"
media = ["sms"]
short = { zh = "{giver}请您接手{number}", en = "{giver} offers {number}" }
[message.near]
on = "deadline-warned"
to = "owner"
media = ["sms"]
short = { zh = "{deadline}", en = "{deadline}" }
[message.late]
on = "deadline-breached"
to = "breach.tell"
media = ["sms"]
short = { zh = "{deadline}", en = "{deadline}" }
[message.approve]
on = "approval-asked"
to = "approver"
media = ["sms"]
short = { zh = "{remedy}", en = "{remedy}" }

[compensation.late]
title = { zh = "超时", en = "Late" }
group = "goodwill"
when = { breached = ["acknowledge"] }
give = { remedy = "discount", percent = 10, at-most = 9.90, valid = "30 days" }
because = { zh = "超时了", en = "We were late" }

[authority.clerk]
remedies = ["apology", "coupon"]
per-case = 30
per-customer = { "90 days" = 60 }
[authority.owner]
remedies = "all"

[budget.shop]
month = 1000
over = "escalate"
"""
WANTED = Path(__file__).parents[3] / "shared" / "wanted" / "playbooks"


@pytest.fixture
def small():
    """The smallest sound playbook's tables, to be changed by a test."""
    return deepcopy(tomllib.loads(SMALL, parse_float=Decimal))


@pytest.fixture
def playbook(small):
    """The smallest sound playbook, read."""
    return load_playbook(small)


@pytest.fixture
def put():
    """Sets a value deep in tables; None takes it out."""

    def change(tables, path, value):
        table = tables
        for key in path[:-1]:
            table = table.setdefault(key, {})
        if value is None:
            del table[path[-1]]
        else:
            table[path[-1]] = value
        return tables

    return change


@pytest.fixture
def refused():
    """What loading says, as text by place."""

    def load(source, **more):
        with pytest.raises(ConfigurationError) as error:
            load_playbook(source, **more)
        found: dict[str, str] = {}
        for one in Problems.of(error.value):
            found[one.where] = f"{found.get(one.where, '')} {one.reason}. {one.next_step}".strip()
        return found

    return load


@pytest.fixture
def extend(tmp_path):
    """Loads an extension of the small playbook, given as TOML without its head."""

    def load(body, *, base="1", head='name = "ours"\nversion = "7"'):
        (tmp_path / "small.toml").write_text(SMALL, encoding="utf-8")
        file = tmp_path / "ours.toml"
        pin = f'base = "{base}"\n' if base else ""
        file.write_text(f'schema = 1\n{head}\nextends = "small"\n{pin}{body}', encoding="utf-8")
        return load_playbook(file)

    return load


@pytest.fixture
def wanted():
    """The playbooks that users wrote as they would like to have them; not part of the repository."""
    if not WANTED.is_dir():
        pytest.skip("the wanted playbooks are not here")
    return WANTED
