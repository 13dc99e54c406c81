"""`complaintkit do` as programs use it: a process, one line in, one line out."""

import json
import signal
from pathlib import Path
from typing import Any

import pytest
import time_machine

WANTED = Path(__file__).parents[3] / "shared/wanted"
RECEIVE: dict[str, Any] = {
    "id": "1",
    "do": "receive",
    "by": "chen",
    "idempotency_key": "k1",
    "args": {"text": "酸\x9b2J\u202e", "channel": "hotline", "unit": "no3-school", "customer": {}, "external_id": "X1"},
}
NOTE: dict[str, Any] = {
    "id": "2",
    "do": "note",
    "by": "chen",
    "args": {"case": {"channel": "hotline", "external_id": "X1"}, "text": "好"},
}


def typed(*requests):
    """Requests as they are sent: JSON Lines in UTF-8."""
    return b"".join(json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in requests)


def test_every_line_is_answered_in_order(script, place):
    """A header, then an answer for each line; exit code 0 though one was refused."""
    with script("do") as one:
        out, err = one.communicate(typed(RECEIVE, NOTE) + b"not json\n" + typed({**NOTE, "id": "4", "do": "nte"}))
    header, *answers = [json.loads(line) for line in out.splitlines()]
    assert header["door"] == 1
    assert [(one["id"], one["ok"]) for one in answers] == [("1", True), ("2", True), (None, False), ("4", False)]
    assert answers[2]["line"] == 3
    assert (one.returncode, err) == (0, b"")


def test_an_answer_comes_before_the_next_question(process, place):
    """Each line is flushed when it is durable: a client may wait for it, and another process sees what was done."""
    with process("do") as one:
        assert json.loads(one.stdout.readline())["door"] == 1
        one.stdin.write(typed(RECEIVE))
        one.stdin.flush()
        number = json.loads(one.stdout.readline())["case"]["number"]
        with process("case", "show", number, "--json") as other:
            assert json.loads(other.communicate()[0])["number"] == number
        one.stdin.write(typed(NOTE))
        one.stdin.flush()
        assert json.loads(one.stdout.readline())["ok"]
        one.stdin.close()
        assert one.wait() == 0


def test_strict_ends_with_1_where_something_was_refused(run, place):
    """For scripts: 0 means that all of it was done."""
    assert run("do", "--strict", input=typed(RECEIVE, NOTE)).code == 0
    assert run("do", "--strict", input=typed(RECEIVE, {**NOTE, "do": "nte"})).code == 1
    assert run("do", "--strict", input=b"").code == 0


def test_the_last_line_needs_no_end(run, place):
    """What was sent is read, also without a line feed behind it."""
    assert len(run("do", input=typed(RECEIVE).rstrip()).lines) == 2


@pytest.mark.parametrize(
    "words", [("--db", "sqlite:///no.db"), ("--config", "no.toml"), ("--playbook", "canteen", "--db", "sqlite:///x.db")]
)
def test_what_can_not_start_ends_with_2(run, words):
    """No header, nothing read, one message."""
    shown = run("do", *words, input=typed(RECEIVE))
    assert (shown.code, shown.out) == (2, "")
    assert shown.err.startswith("Error: ")


def test_a_new_database_is_begun_by_the_same_rule_as_by_an_import(run, tmp_path):
    """Where a procedure is named; where nobody says who works here, a business of one is assumed, and said so. R6"""
    shown = run("do", "--db", "sqlite:///new.db", input=typed(RECEIVE))
    assert shown.code == 2
    assert "--playbook" in shown.err
    assert list(tmp_path.iterdir()) == []
    ours = {**RECEIVE, "by": "owner", "args": {**RECEIVE["args"], "unit": "main"}}
    shown = run("do", "--db", "sqlite:///new.db", "--playbook", "canteen-delivery", input=typed(ours))
    assert "a business of one is assumed: owner" in shown.err
    assert shown.lines[1]["ok"]


def test_it_may_begin_a_database(run, place, tmp_path, monkeypatch):
    """With playbook and organisation, a new file is made."""
    monkeypatch.chdir(tmp_path)
    words = (
        "--db",
        "sqlite:///new.db",
        "--playbook",
        "canteen-delivery",
        "--organisation",
        place / "organisation.toml",
    )
    assert run("do", *words, input=typed(RECEIVE)).lines[1]["ok"]
    assert run("do", "--db", "sqlite:///new.db", input=typed(NOTE)).lines[1]["ok"]


def test_nothing_in_an_answer_acts_on_a_terminal(process, place):
    """What a stranger typed comes back escaped, and reads as what it was."""
    with process("do") as one:
        out, _ = one.communicate(typed(RECEIVE, {"get": "case", "by": "chen", "args": {"case": NOTE["args"]["case"]}}))
    assert not {"\x9b", "\u202e"} & set(out.decode())
    assert json.loads(out.splitlines()[2])["result"]["text"] == RECEIVE["args"]["text"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_told_to_stop_while_it_waits(process, place, number):
    """Exit code as shells say it; what was answered stays done, and there is no traceback."""
    with process("do") as one:
        one.stdin.write(typed(RECEIVE))
        one.stdin.flush()
        one.stdout.readline()
        assert json.loads(one.stdout.readline())["ok"]
        one.send_signal(number)
        assert one.wait(timeout=60) == 128 + number
        assert one.stderr.read() == b"Error: stopped.\n"


def test_told_to_stop_while_it_works(process, place):
    """What was begun is answered, the rest is not begun: the answers are exactly what was done."""
    with process("do") as one:
        one.stdin.write(typed(RECEIVE, *[NOTE] * 300))  # fits into a pipe
        one.stdin.flush()
        answers = [one.stdout.readline() for _ in range(5)][1:]
        one.send_signal(signal.SIGTERM)
        answers += one.stdout.readlines()
        assert one.wait(timeout=60) == 128 + signal.SIGTERM
    assert all(json.loads(line)["ok"] for line in answers)
    assert 4 <= len(answers) < 301
    with process("case", "list", "--json") as other:
        (case,) = [case for case in json.loads(other.communicate()[0]) if case["external_id"] == "X1"]
    assert case["version"] == len(answers)  # received, and a note for each answer more


def test_a_client_that_goes_away_ends_it_quietly(process, place):
    """Nobody listens any more: no further request is performed, and there is no traceback."""
    with process("do") as one:
        one.stdout.readline()
        one.stdout.close()
        one.stdin.write(typed(RECEIVE, NOTE, NOTE))
        one.stdin.close()
        assert one.stderr.read() == b""
        assert one.wait(timeout=60) == 1


@pytest.mark.skipif(not WANTED.is_dir(), reason="the wanted session is not here")
@pytest.mark.sqlite("this machine's clock is set, a server's is not")
@time_machine.travel("2026-11-21T20:06+08:00")
def test_the_session_that_was_wanted(run, tmp_path):
    """The night market at the door, line for line; ids of proposals are digests, so that the fifth names nothing."""
    market = WANTED / "playbooks/night-market"
    words = ("--playbook", market / "playbook.toml", "--organisation", market / "organisation.toml")
    session = (WANTED / "door/session.jsonl").read_bytes().replace(b"-042", b"-001")
    found = run("do", "--db", f"sqlite:///{tmp_path}/desk.db", *words, input=session).lines
    wanted = [
        json.loads(line)
        for line in (WANTED / "door/answers.jsonl").read_text("utf-8").replace("-042", "-001").splitlines()
    ]
    assert found[0]["playbook"] == wanted[0]["playbook"]
    assert found[1:3] == wanted[1:3]
    (roasted,) = [one for one in found[3]["result"] if one["rule"] == "cold-or-raw"]
    (asked,) = wanted[3]["result"]
    assert {key: roasted[key] for key in ("rule", "remedy", "within_authority")} == {
        key: asked[key] for key in ("rule", "remedy", "within_authority")
    }
    assert roasted["why"]["zh"] == asked["why"]["zh"]
    beyond, told = found[4]["error"], wanted[4]["error"]
    assert {key: beyond[key] for key in ("code", "field", "retry")} == {
        key: told[key] for key in ("code", "field", "retry")
    }
    assert {key: beyond["data"][key] for key in ("limit", "left", "approver")} == {
        key: told["data"][key] for key in ("limit", "left", "approver")
    }
    (proposed, *_), (asked,) = found[3]["result"], wanted[3]["result"]
    assert {key: proposed[key] for key in ("rule", "remedy", "within_authority", "left")} == {
        key: asked[key] for key in ("rule", "remedy", "within_authority", "left")
    }
    assert proposed["why"]["zh"] == asked["why"]["zh"]
    assert {key: found[4]["error"][key] for key in ("code", "field", "retry")} == {
        key: wanted[4]["error"][key] for key in ("code", "field", "retry")
    }
    assert (wanted[4]["error"]["data"] | {"proposal": ""}).items() <= (
        found[4]["error"]["data"] | {"proposal": ""}
    ).items()
    told = {key: found[6]["error"][key] for key in wanted[6]["error"]}
    assert told == wanted[6]["error"]
    told = {key: found[7]["error"][key] for key in wanted[7]["error"]}
    assert {**found[7], "error": told} == wanted[7]
    ask = json.loads((WANTED / "door/session.jsonl").read_text("utf-8").splitlines()[4].replace("-042", "-001"))
    ask["args"]["proposal"] = beyond["data"]["proposal"]
    assert run("do", "--db", f"sqlite:///{tmp_path}/desk.db", input=typed(ask)).lines[1] == wanted[5]
