"""`complaintkit due`: the right date, in the calendar's zone, explained; quick, and without a database."""

import json
import subprocess
import sys

import pytest

START = ("--start", "2024-09-30T10:00+08:00")


def test_three_working_days_over_the_national_holiday(run):
    """Days off and make-up days of China count as the notice says; due at closing time, in the calendar's zone. S2.5"""
    shown = run("due", "--calendar", "cn", *START, "--working-days", 3, "--explain", "--json")
    assert shown.code == 0
    assert shown.json["due"] == "2024-10-10T18:00:00+08:00"
    assert shown.json["explanation"][1] == "- Mon 30 Sep: day of receipt, not counted"


def test_plain_output_is_the_date_alone(run):
    """Without --json and --explain a script gets one word."""
    assert run("due", "--calendar", "cn", *START, "--hours", 24).out == "2024-10-01T10:00:00+08:00\n"


@pytest.mark.parametrize(
    ("amount", "due"),
    [
        (("--hours", "1.5"), "2024-09-30T11:30:00+08:00"),
        (("--working-hours", "9"), "2024-10-08T10:00:00+08:00"),
        (("--working-hours", "0.5"), "2024-09-30T10:30:00+08:00"),
        (("--working-days", "1", "--until", "same-time"), "2024-10-08T10:00:00+08:00"),
        (("--working-days", "1", "--until", "midnight"), "2024-10-09T00:00:00+08:00"),
    ],
)
def test_hours_are_elapsed_or_working_hours(run, amount, due):
    """Hours pass on every clock, working hours only while the calendar is open."""
    assert run("due", "--calendar", "cn", *START, *amount, "--json").json["due"] == due


def test_the_explanation_is_in_the_language_asked_for(run, monkeypatch):
    """--lang, else the terminal's language. R16"""
    assert "国庆节" in run("due", "--calendar", "cn", *START, "--working-days", 3, "--explain", "--lang", "zh-CN").out
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "国庆节" in run("due", "--calendar", "cn", *START, "--working-days", 3, "--explain").out


def test_a_calendar_may_be_a_file(run, tmp_path):
    """What is no known name is a TOML file, in its own zone."""
    (tmp_path / "shop.toml").write_text('time-zone = "Europe/London"\nweek = { mon-sun = "10:00-22:00" }\n', "utf-8")
    shown = run("due", "--calendar", "shop.toml", "--start", "2026-03-28T12:00Z", "--working-days", 1, "--json")
    assert shown.json["due"] == "2026-03-29T22:00:00+01:00"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--calendar", "cnn", *START, "--hours", "3"), "Did you mean 'cn'?"),
        (("--calendar", "cn", "--start", "2024-09-30T10:00", "--hours", "3"), "has no time zone"),
        (("--calendar", "cn", "--start", "gestern", "--hours", "3"), "'gestern' is not a time"),
        (("--calendar", "cn", "--start", "0001-01-01T00:00+14:00", "--hours", "3"), "out of range"),
        (("--calendar", "cn", *START), "Give one of --working-days"),
        (("--calendar", "cn", *START, "--hours", "3", "--working-days", "1"), "Give one of --working-days"),
        (("--calendar", "cn", *START, "--working-days", "-1"), "--working-days"),
        (("--calendar", "cn", *START, "--working-days", "1.5"), "--working-days"),
        (("--calendar", "cn", *START, "--hours", "0.001"), "no whole number of minutes"),
        (("--calendar", "cn", *START, "--hours", "9" * 5000), "--hours"),
        (("--calendar", "cn", *START, "--hours", "3", "--lang", "fr"), "'fr' is not spoken here"),
        (("--calendar", "cn", *START, "--working-days", "3", "--until", "clsoe"), "Did you mean 'close'?"),
        (("--calendar", "no.toml", *START, "--hours", "3"), "no such file"),
    ],
)
def test_bad_input_is_one_clear_message(run, words, told):
    """Exit code 2, nothing on standard output, what is wrong and what to do on standard error."""
    shown = run("due", *words)
    assert (shown.code, shown.out) == (2, "")
    assert told in shown.err
    assert "Traceback" not in shown.err


@pytest.mark.sqlite("what stands in for files imports the driver")
def test_it_opens_no_database_and_loads_no_heavy_library():
    """A date by a calendar without public holidays costs click and the calendars, nothing else."""
    code = (
        "import json, sys; sys.argv[1:] = ['due', '--calendar', '24x7', '--start', '2026-11-21T10:00Z', '--hours', '3']\n"
        "import atexit; atexit.register(lambda: print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules}))))\n"
        "from complaintkit.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    due, modules = done.stdout.splitlines()
    assert due == "2026-11-21T13:00:00+00:00"
    assert {"sqlalchemy", "rich", "cattrs", "pluggy", "holidays", "babel", "cryptography"}.isdisjoint(
        json.loads(modules)
    )
