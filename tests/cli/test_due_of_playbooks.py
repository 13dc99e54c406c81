"""`complaintkit due` by a procedure: its own calendars, and its deadlines as it says them, before any case was taken. R16"""

from pathlib import Path

import pytest

from complaintkit import Desk
from tests.houses import HOUSES

BUSINESSES = Path(__file__).parents[1] / "playbook" / "businesses"
HOTEL, PARCEL, GYM = (("--playbook", BUSINESSES / f"{one}.toml") for one in ("hotel", "parcel", "gym"))

AT_THE_DOOR = ("--deadline", "first-handling", "--category", "room/noise")


@pytest.mark.parametrize(
    ("book", "asked", "start", "due"),
    [
        # before six it is still Friday the 13th; Saturday the 14th makes up for the holiday that ends on the 23rd
        (HOTEL, ("--deadline", "result"), "2026-02-14T02:00+08:00", "2026-02-24T17:30:00+08:00"),
        (HOTEL, ("--calendar", "office", "--working-days", 2), "2026-02-14T02:00+08:00", "2026-02-24T17:30:00+08:00"),
        # twenty minutes of this night, the rest from ten in the evening on
        (HOTEL, ("--deadline", "assessment"), "2026-01-31T06:10+08:00", "2026-02-01T00:40:00+08:00"),
        (HOTEL, AT_THE_DOOR, "2026-01-31T23:55+08:00", "2026-02-01T00:05:00+08:00"),
        (HOTEL, ("--deadline", "acknowledge"), "2026-02-14T02:00+08:00", "2026-02-14T02:05:00+08:00"),
        # after closing on Saturday, from Monday's opening on
        (PARCEL, ("--deadline", "contact"), "2026-02-28T23:59+08:00", "2026-03-02T10:30:00+08:00"),
        # open on holidays, so that each of them counts; the end of the seventh day
        (PARCEL, ("--deadline", "claim"), "2026-02-13T17:10+08:00", "2026-02-21T00:00:00+08:00"),
        (PARCEL, ("--deadline", "half-day"), "2026-11-10T17:00+08:00", "2026-11-12T09:30:00+08:00"),
        # Good Friday and Easter Monday; the night that has 23 hours moves no opening time
        (GYM, ("--deadline", "acknowledge"), "2026-04-02T16:00+01:00", "2026-04-13T17:30:00+01:00"),
        (GYM, ("--calendar", "scotland", "--working-days", 5), "2026-04-02T16:00+01:00", "2026-04-10T17:30:00+01:00"),
        (GYM, ("--deadline", "look"), "2026-03-28T17:00+00:00", "2026-03-29T13:00:00+01:00"),
        (GYM, ("--deadline", "final-response"), "2026-10-24T23:30+01:00", "2026-12-19T22:30:00+00:00"),
        # what the playbook does not have is known by name
        (GYM, ("--calendar", "cn", "--working-days", 1), "2026-09-30T10:00+08:00", "2026-10-08T18:00:00+08:00"),
    ],
)  # fmt: skip
def test_a_date_is_reckoned_as_the_procedure_says(run, book, asked, start, due):
    """Each by hand; what a case of that moment would get."""
    assert run("due", *book, *asked, "--start", start).out == f"{due}\n"


def test_the_explanation_names_the_days_and_the_calendar(run):
    """A weekend inside a holiday is called by the feast that it lies in, not by the first of them."""
    told = run(
        "due", *HOTEL, "--deadline", "result", "--start", "2026-02-14T02:00+08:00", "--explain", "--lang", "zh"
    ).out

    assert "2月14日（周六）：调休上班，第1个工作日" in told
    assert "2月21日（周六）至2月22日（周日）：春节，不计" in told
    assert "日历：office" in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((*HOTEL, "--deadline", "reslut"), "Did you mean 'result'?"),
        ((*HOTEL, "--deadline", "答复"), "Did you mean 'result'?"),
        ((*HOTEL, "--deadline", "result", "--hours", "3"), "The deadline says how long"),
        ((*HOTEL, "--deadline", "result", "--until", "close"), "The deadline says how long"),
        ((*HOTEL, "--deadline", "first-handling"), "takes its time from the category"),
        ((*HOTEL, "--deadline", "first-handling", "--category", "luggage"), "Known: room/noise"),
        ((*HOTEL, "--deadline", "first-handling", "--category", "room/noisy"), "Did you mean 'room/noise'?"),
        ((*HOTEL, "--calendar", "ofice", "--hours", "3"), "Did you mean 'office'?"),
        ((*HOTEL, "--hours", "3"), "Give --calendar, or --playbook and --deadline."),
        (("--deadline", "result"), "Give --playbook, whose deadline it is."),
        (("--playbook", "night-markte", "--deadline", "result"), "Did you mean 'night-market'?"),
    ],
)
def test_what_does_not_say_it_all_is_one_clear_message(run, words, told):
    """Exit code 2, nothing on standard output, what may be meant on standard error."""
    shown = run("due", *words, "--start", "2026-02-14T02:00+08:00")

    assert (shown.code, shown.out) == (2, "")
    assert told in shown.err
    assert "Traceback" not in shown.err


def test_a_deadline_on_the_unit_s_own_calendar_asks_for_it(run, tmp_path):
    """The procedure does not know which unit is meant: nothing is guessed."""
    text = (BUSINESSES / "gym.toml").read_text(encoding="utf-8")
    book = tmp_path / "gym.toml"
    book.write_text(
        text.replace('within = "5 working days"\ncalendar = "england"', 'within = "5 working days"'), "utf-8"
    )
    asked = ("due", "--playbook", book, "--deadline", "acknowledge", "--start", "2026-04-02T16:00+01:00")

    assert "counts by the calendar of each unit" in run(*asked).err
    assert run(*asked, "--calendar", "scotland").out == "2026-04-10T17:30:00+01:00\n"
    assert run(*asked, "--calendar", "england").out == "2026-04-13T17:30:00+01:00\n"


def test_a_unit_says_zone_calendar_and_playbook(run, tmp_path, monkeypatch):
    """Two hours behind, the same moment is the 30th of September in the far west, and no longer in the east. R16"""
    people = (
        HOUSES["supermarket"]
        .read_text("utf-8")
        .replace("[unit.old-town]", '[unit.old-town]\ntime-zone = "Asia/Urumqi"')
    )
    (tmp_path / "people.toml").write_text(people, "utf-8")
    Desk.open(f"sqlite:///{tmp_path}/desk.db", playbook="supermarket", organisation=tmp_path / "people.toml").close()
    monkeypatch.setenv("COMPLAINTKIT_DB", f"sqlite:///{tmp_path}/desk.db")

    def due(*words):
        return run("due", *words, "--start", "2026-10-01T01:00+08:00").out.strip()

    two_days = ("--calendar", "office", "--working-days", 2)  # the 8th and 9th
    assert due("--unit", "river-street", *two_days) == "2026-10-09T18:00:00+08:00"
    assert due("--unit", "old-town", *two_days) == "2026-10-09T18:00:00+06:00"
    assert due("--unit", "old-town", "--deadline", "acknowledge") == "2026-09-30T23:30:00+06:00"
    assert due("--unit", "river-street", "--working-hours", 1) == "2026-10-01T09:00:00+08:00"
    assert due("--unit", "old-town", "--working-hours", 1) == "2026-10-01T09:00:00+06:00"
    assert (
        "Known: east, hejia, old-town" in run("due", "--unit", "moon", "--hours", 1, "--start", "2026-10-01T01:00Z").err
    )
