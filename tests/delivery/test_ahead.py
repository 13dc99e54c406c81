"""Looking ahead: while the first messages of a batch go out, the rest is looked at; what is not looked at is nobody's."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter

import pytest

from complaintkit import Customer
from complaintkit.delivery.flow import _AT_ONCE, deliver
from complaintkit.delivery.outbox import Outbox
from complaintkit.delivery.setting import Setting
from complaintkit.model.errors import StorageError

MANY = 25  # more than are looked at in one go, several times


@pytest.fixture
def crowd(house):
    """So many customers, each of whom is to hear of a complaint."""
    for number in range(MANY):
        house.receive(customer=Customer(name="王芳", phone=f"138{number:08d}"))
    return house


def run(house, **named):
    """Deliver once, each message by itself."""
    notifiers = house.desk._opened.plugins.notifiers
    setting = Setting.of(house.desk._door, notifiers, house.timing, bundles=lambda _: False)
    return asyncio.run(deliver(setting, limit=500, **named))


def states(house):
    """How many entries are in which state."""
    with house.desk._opened.storage.reading() as reader:
        return Counter(str(row.state) for row in reader.outbox())


def test_the_first_go_out_while_the_rest_is_looked_at(crowd, monkeypatch):
    """Whoever is looked at last keeps nobody waiting."""
    for number in range(MANY, 2 * MANY):
        crowd.receive(customer=Customer(name="王芳", phone=f"138{number:08d}"))
    sent, prepare, looked = threading.Event(), Outbox.prepare_in, []

    def wait_for_the_first(outbox, tx, row):
        looked.append(row)
        assert len(looked) < 2 * MANY or sent.wait(20), "none was sent before all were looked at"
        return prepare(outbox, tx, row)

    monkeypatch.setattr(Outbox, "prepare_in", wait_for_the_first)
    crowd.sms.before = lambda _: sent.set()

    assert run(crowd).sent == len(crowd.sms.sent) + len(crowd.mail.sent) > MANY


def test_what_was_not_looked_at_goes_back_at_once_when_the_run_is_to_end(crowd):
    """Nothing stays with a worker that is gone, and nothing is lost: the next run sends it."""
    before = sum(states(crowd).values())

    run(crowd, halted=lambda: bool(crowd.sms.sent or crowd.mail.sent))

    assert set(states(crowd)) <= {"sent", "ready"}
    assert states(crowd)["ready"] > 0
    run(crowd)
    assert states(crowd)["ready"] == 0
    assert sum(states(crowd).values()) == before
    ids = [one.id for one in (*crowd.sms.sent, *crowd.mail.sent)]
    assert len(ids) == len({*ids})


def test_a_fault_while_looking_ends_what_is_under_way_and_gives_back_the_rest(crowd, monkeypatch):
    """What was looked at before goes out; the fault is raised."""
    prepare, looked = Outbox.prepare_in, []

    def break_at_the_last(outbox, tx, row):
        looked.append(row)
        if len(looked) == MANY:
            raise StorageError(reason="is locked", next_step="Ask again.")
        return prepare(outbox, tx, row)

    monkeypatch.setattr(Outbox, "prepare_in", break_at_the_last)

    with pytest.raises(StorageError):
        run(crowd)

    found = states(crowd)
    assert set(found) == {"sent", "ready"}
    assert found["sent"] == len(crowd.sms.sent) + len(crowd.mail.sent) == (MANY - 1) // _AT_ONCE * _AT_ONCE
