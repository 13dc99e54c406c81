"""The root of all ledgers as a notifier gets it. S5"""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import attrs

from complaintkit import Contact
from complaintkit.delivery.flow import deliver
from complaintkit.delivery.outside import carry_root
from complaintkit.delivery.setting import Setting
from complaintkit.plugin import InDoubt, NotSent


def test_position_and_root_stand_beside_the_text_at_each_try(house):
    """For notifiers that have a template of their own; with the number of the try."""
    door = attrs.evolve(house.desk._door, root_mail="audit@shop.example")
    carry_root(door)
    house.mail.answers.append(NotSent(detail="busy"))
    setting = Setting.of(door, house.desk._opened.plugins.notifiers, house.timing)
    for _ in range(2):
        asyncio.run(deliver(setting, limit=10))
        house.clock.advance(timedelta(hours=1))
    first, again = house.mail.sent
    said = json.loads(first.text)
    assert first.fields == again.fields == {"position": str(said["position"]), "root": said["root"]}
    assert (first.attempt, again.attempt) == (1, 2)


def test_a_root_in_doubt_is_asked_about_where_it_went(house):
    """At the mailbox that the settings name: it is about no case, no task and no member."""
    door = attrs.evolve(house.desk._door, root_mail="audit@shop.example")
    carry_root(door)
    house.mail.answers.append(InDoubt("timeout"))
    setting = Setting.of(door, house.desk._opened.plugins.notifiers, house.timing)
    asyncio.run(deliver(setting, limit=10))
    house.clock.advance(timedelta(hours=1))
    asyncio.run(deliver(setting, limit=10))
    assert [one.to for one in house.mail.asked] == [Contact("email", "audit@shop.example")]
    assert len(house.mail.sent) == 1
