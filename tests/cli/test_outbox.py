"""`complaintkit outbox retry` and `cancel`: a message that nothing more is done about, brought back or given up, on record. R4"""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.database import tables


@pytest.fixture
def dead(place, run, numbers):
    """The id of a message to a customer that went out by no medium, and its case's number."""
    number = numbers["food/sensory"]
    listed = run("outbox", "list", "--case", number, "--json").json
    entry = next(one for one in listed if one["recipient"] == "customer")
    with tables(place / "desk.db") as database:
        dead = "UPDATE outbox SET state = 'dead', detail = 'too many tries' WHERE id = :id"
        assert database.run(dead, id=entry["id"]) == 1
    return entry["id"], number


def state_of(run, id):
    """How it stands now."""
    return next(one["state"] for one in run("outbox", "list", "--json").json if one["id"] == id)


def test_a_dead_message_is_brought_back(run, dead):
    """It waits again, and goes out; the case says who did so and why."""
    id, number = dead
    assert run("outbox", "retry", id, "--by", "luo", "--reason", "号码已核对").code == 0
    assert state_of(run, id) == "ready"
    assert run("deliver").code == 0
    assert state_of(run, id) in ("sent", "delivered")
    log = run("case", "log", number, "--lang", "zh-CN").out
    assert "罗佳（luo）：让通知“登记”重新发给顾客" in log
    assert "理由：号码已核对" in log
    assert run("verify").code == 0


def test_a_message_is_given_up(run, dead):
    """It stays where it is, for good, and the case says so."""
    id, number = dead
    shown = run("outbox", "cancel", id, "--by", "luo", "--reason", "told by telephone", "--lang", "en")
    assert (shown.code, shown.out) == (0, f"{id}: cancelled.\n")
    run("deliver")
    assert state_of(run, id) == "cancelled"
    assert "罗佳 (luo): gives message 'received' to customer up" in run("case", "log", number).out
    assert run("outbox", "retry", id, "--by", "luo", "--reason", "after all").code == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--by", "luo", "--reason", " "), "reason: is empty"),
        (("--by", "lou", "--reason", "x"), "Did you mean 'luo'?"),
        (("--reason", "x"), "--by"),
        (("--by", "luo"), "--reason"),
    ],
)
def test_who_and_why_are_asked_for(run, dead, words, told):
    """Nothing changes without both."""
    shown = run("outbox", "retry", dead[0], *words)
    assert shown.code == 2
    assert told in shown.err
    assert state_of(run, dead[0]) == "dead"


def test_what_is_not_stuck_is_left_alone(run, place, numbers):
    """Waiting messages need no bringing back; sent ones can't be taken back; an unknown one is not there."""
    waiting = run("outbox", "list", "--json").json[0]["id"]
    assert "is ready by now" in run("outbox", "retry", waiting, "--by", "luo", "--reason", "x").err
    run("deliver")
    sent = run("outbox", "list", "--state", "delivered", "--json").json[0]["id"]
    assert "is delivered by now" in run("outbox", "cancel", sent, "--by", "luo", "--reason", "x").err
    assert "没有找到通知" in run("--lang", "zh-CN", "outbox", "cancel", "X", "--by", "luo", "--reason", "x").err


def test_of_two_processes_one_brings_it_back(process, run, dead):
    """The other is told; the case has it once."""
    id, number = dead

    def typed(verb):
        with process("outbox", verb, id, "--by", "luo", "--reason", "x") as one:
            _, err = one.communicate()
            return one.returncode, err.decode()

    with ThreadPoolExecutor() as pool:
        ends = sorted(pool.map(typed, ["retry"] * 3))
    assert [code for code, _ in ends] == [0, 2, 2]
    assert all("somebody else was first" in err for code, err in ends if code)
    assert run("case", "log", number).out.count("sent again") == 1
