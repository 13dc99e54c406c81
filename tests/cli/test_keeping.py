"""Looking after a desk: what is to be sent, what was refused, clocks, ledgers, tables, plugins."""

import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from complaintkit import Desk
from tests.database import tables


def test_messages_are_listed_with_what_became_of_them(run, place, numbers):
    """Before: ready. After `deliver`: sent by which notifier, with its reference."""
    before = run("outbox", "list", "--json").json
    assert {one["state"] for one in before} == {"ready"}
    assert run("deliver", "--json").json["sent"] > 0
    number = numbers["food/temperature"]
    after = run("outbox", "list", "--case", number, "--json").json
    mail = next(one for one in after if one["name"] == "received")
    assert (mail["case"], mail["recipient"], mail["state"], mail["attempts"]) == (number, "customer", "delivered", 1)
    assert mail["tries"][0]["reference"].endswith("_received.eml")
    assert list((place / "messages").glob("*_received.eml"))
    assert "delivered" in run("outbox", "list", "--state", "delivered").out
    assert run("outbox", "list", "--state", "dead").out == "Nothing.\n"
    assert run("outbox", "list", "--state", "ded").code == 2


@pytest.mark.sqlite("this machine's clock is set, a server's is not")
def test_deadlines_are_acted_upon(run, place):
    """Nothing is due a moment after it was received; --json is for programs."""
    with time_machine.travel(max(one["received_at"] for one in run("case", "list", "--json").json)):
        assert run("run-due", "--json").json == {"events": 0}
        assert run("run-due").out == "0 events.\n"


def test_a_worker_sends_until_it_is_told_to_stop(script, place):
    """SIGTERM ends it cleanly: what waited has been sent, the exit code is 0."""
    with script("worker") as one:
        assert b"Working" in one.stderr.readline()
        until = time.monotonic() + 60
        while not list(place.glob("messages/*_received.eml")) and time.monotonic() < until:
            time.sleep(0.1)
        one.send_signal(signal.SIGTERM)
        assert one.wait(timeout=60) == 0
        assert one.stderr.read() == b"Stopped.\n"
    assert list(place.glob("messages/*_received.eml"))


@pytest.mark.sqlite("this machine's clock is set, a server's is not")
def test_a_missing_worker_is_shown(run, place):
    """To a monitor by an exit code, to people beside their duties; not where the host has ways of its own. R18"""
    begun = datetime.now(UTC)
    assert run("worker", "--check").code == 1
    with time_machine.travel(max(one["received_at"] for one in run("case", "list", "--json").json)):
        assert "No worker" not in run("duties", "chen").err
    with Desk.open(f"sqlite:///{place}/desk.db") as desk:
        desk.work_blocking(limit=1)
    assert run("worker", "--check").code == 0
    with time_machine.travel(begun + timedelta(minutes=30)):
        missing = run("worker", "--check")
        assert (missing.code, missing.out) == (1, "")
        assert "No worker since" in missing.err
        for words in ("duties chen", "case list", "outbox list", "plugins", "report"):
            assert run(*words.split()).err.startswith("No worker since"), words
            assert run("--lang", "zh", *words.split()).err.startswith("自"), words
        assert "No worker" not in run("duties", "chen", "--json").err


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc here")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("later", [0.0, 0.1, 0.3, 0.6, 1.0])
def test_a_worker_that_is_told_to_stop_while_it_starts(script, place, later, number):
    """From the moment it hears signals it ends cleanly: exit code 0, no traceback, whatever it was just doing."""
    with script("worker") as one:
        until = time.monotonic() + 60
        while not _hears(one.pid, signal.SIGTERM) and time.monotonic() < until:
            time.sleep(0.005)
        time.sleep(later)
        one.send_signal(number)
        assert one.wait(timeout=60) == 0
        assert set(one.stderr.read().decode().splitlines()) <= {"Working. Ctrl-C or SIGTERM ends it.", "Stopped."}


SWALLOWING = """
import os, signal, sys
class Deaf:
    def find_spec(self, name, path=None, target=None):
        if name == "complaintkit.cli._app":
            try:
                os.kill(os.getpid(), int(sys.argv.pop()))
            except BaseException:
                pass
sys.meta_path.insert(0, Deaf())
from complaintkit.cli import main
main()
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_that_strikes_within_an_import_is_not_lost(place, number):
    """What an import is told while it runs, it may swallow: the worker ends all the same, and does not begin to work."""
    told = [sys.executable, "-c", SWALLOWING, "worker", str(int(number))]
    ended = subprocess.run(told, cwd=place, capture_output=True, timeout=120, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, b"", b"")


def _hears(pid, number):
    """Whether a process has a handler for a signal."""
    caught = next(line for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines() if "SigCgt" in line)
    return bool(int(caught.split()[1], 16) >> (number - 1) & 1)


def test_without_a_notifier_it_is_said(run, place):
    """Messages stay in the outbox, and nobody has to find out by waiting."""
    shown = run("deliver", "--db", f"sqlite:///{place}/desk.db")
    assert "no notifier is in use" in shown.err
    assert (shown.out, shown.code) == ("0 sent.\n", 1)


def test_what_was_refused_can_be_read_again(run, place):
    """By whom, why, and every word of it; bytes that are no text as escapes."""
    request = '{"do":"assess","by":"chen","args":{"case":"N","severity":"hihg","approach":"核实"}}'
    lines = request.encode() + b"\n\xff\x1b[2J\n"
    kept = [one["error"]["kept_as"] for one in run("do", input=lines).lines[1:]]
    listed = run("refused", "list", "--json").json
    assert {one["id"] for one in listed} == set(kept)
    assert {(one["by"], one["source"], one["code"]) for one in listed} == {
        ("chen", "assess", "invalid-input"),
        ("door", "line", "bad-json"),
    }
    assert run("refused", "show", kept[0], "--json").json["content"]["args"]["approach"] == "核实"
    assert "\\xff\\x1b[2J" in run("refused", "show", kept[1]).out
    assert "核实" in run("refused", "show", kept[0]).out
    assert kept[0] in run("refused", "list").out
    assert run("refused", "show", "r-0").code == 2


def test_what_was_refused_is_marked_as_seen_to(run, place, numbers):
    """By whom, and on which case; it is left out of what is still to be seen to, and marked once."""
    number = numbers["food/sensory"]
    line = '{"do":"assess","by":"chen","args":{"case":"N","severity":"hihg","approach":"核实"}}\n'
    id = run("do", input=line.encode()).lines[1]["error"]["kept_as"]
    assert [one["id"] for one in run("refused", "list", "--unmended", "--json").json] == [id]
    mended = run("refused", "mend", id, "--by", "luo", "--case", number, "--json").json
    assert (mended["case"], mended["mended_by"]) == (number, "luo")
    assert run("refused", "list", "--unmended", "--json").json == []
    again = run("refused", "mend", id, "--by", "luo", "--lang", "zh-CN")
    assert (again.code, "此前已处理" in again.err) == (2, True)


def test_ledgers_as_they_were_written(run, place):
    """Every line of every case, and the desk's own."""
    shown = run("verify", "--json")
    assert shown.code == 0
    assert (shown.json["cases"], shown.json["problems"]) == (3, [])
    assert shown.json["lines"] > 30


TAMPERINGS = {
    "a line changed": "UPDATE ledger SET data = '{}' "
    "WHERE position = (SELECT min(position) FROM ledger WHERE name = 'received')",
    "the last line gone": "DELETE FROM ledger WHERE position = (SELECT max(position) FROM ledger)",
    "what was said replaced": "UPDATE vault SET content = :words WHERE field = 'facts'",
    "what was said gone": "DELETE FROM vault WHERE field = 'facts'",
}


@pytest.mark.parametrize("statement", TAMPERINGS.values(), ids=TAMPERINGS)
def test_tampering_is_found(run, place, statement):
    """Somebody went around the kit, and its triggers: which case it was is said, and the exit code is 1."""
    with tables(place / "desk.db") as database, database.unguarded():
        assert database.run(statement, words=b'"a"') == 1
    shown = run("verify", "--json")
    assert shown.code == 1, shown
    assert len(shown.json["problems"]) == 1
    assert "1 not as written" in run("verify").out


def test_tables_that_are_up_to_date_stay(run, place):
    """`upgrade` says from which version to which; nothing to do is no error."""
    versions = run("upgrade", "--json").json
    assert versions["before"] == versions["after"]
    assert run("upgrade").out.startswith("Up to date already")
    assert run("upgrade", "--db", "sqlite:///no.db").code == 2


def test_plugins_in_use_and_only_installed(run, place):
    """Active is what the settings name; the rest is available."""
    found = {one["name"]: one for one in run("plugins", "--json").json}
    assert (found["files"]["status"], found["smtp"]["status"]) == ("active", "available")
    assert "notifier:files-email" in found["files"]["objects"]
    assert "files" in run("plugins").out


def test_a_plugin_looked_at_closely(run, place):
    """Its settings and what it brings; secrets are not shown; one that is not there is named."""
    shown = run("plugins", "check", "smtp").out
    assert "host" in shown
    assert "secret" in shown
    assert run("plugins", "check", "files").code == 0
    assert run("plugins", "check", "smpt").err.endswith("Did you mean 'smtp'?\n")


def test_a_plugin_that_fails_says_why(run, place):
    """A setting that is unknown: failed, at which stage, with the next step; exit code 1 when it is looked at."""
    settings = place / "complaintkit.toml"
    settings.write_text(settings.read_text("utf-8").replace('folder = "messages"', 'foldr = "messages"'), "utf-8")
    found = {one["name"]: one for one in run("plugins", "--json").json}
    assert (found["files"]["status"], found["files"]["stage"]) == ("failed", "configure")
    assert "folder" in found["files"]["reason"]
    assert "folder" in [one["name"] for one in found["files"]["settings"]]
    assert run("plugins", "check", "files").code == 1
    sent = run("deliver")
    assert "foldr" in sent.err
    assert sent.code == 1
    assert run("deliver", "--json").code == 1


def test_a_root_is_kept_elsewhere_and_looked_at_again(run, place, tmp_path):
    """It holds while work goes on; another's, or a file that holds none, is told."""
    kept = tmp_path / "root.json"
    assert run("ledger", "root", "--to", str(kept)).out.rstrip().endswith("lines.")
    assert run("verify", "--root", str(kept)).code == 0
    kept.write_text(kept.read_text().replace('"root": "', '"root": "0'))
    assert "whose root was taken at" in run("verify", "--root", str(kept)).out
    kept.write_text("{}")
    assert "holds no root of ledgers" in run("verify", "--root", str(kept)).err


@pytest.mark.sqlite("SQLite's own backup; a server has pg_dump")
def test_a_backup_is_a_new_file_that_was_verified(run, place, tmp_path):
    """Deeply; a second time to the same name is refused."""
    done = run("backup", str(tmp_path / "copy.db"), "--json").json
    assert (done["cases"], done["problems"]) == (3, [])
    assert "is there already" in run("backup", str(tmp_path / "copy.db")).err
