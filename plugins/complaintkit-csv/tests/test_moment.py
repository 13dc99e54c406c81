"""Times: every usual way to write one, zones, and no silent choice between day/month and month/day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from complaintkit_csv._moment import Evidence, Moments, NotATime

from complaintkit.errors import IntakeRejected
from complaintkit.plugin import FormReceived, Parsed

Forms = Callable[..., list[FormReceived]]
Read = Callable[..., Parsed]

MAP = {"text": "what", "received_at": "when"}
SHANGHAI = {"map": MAP, "tz": "Asia/Shanghai"}
Said = Callable[..., dict[str, object]]


@pytest.mark.parametrize(
    ("cell", "utc"),
    [
        ("2019/2/28 9:25:05", "2019-02-28T01:25:05"),
        ("2019-02-28 09:25:05", "2019-02-28T01:25:05"),
        ("2019-02-28T09:25:05.250", "2019-02-28T01:25:05.250"),
        ("2019.2.28 9:25", "2019-02-28T01:25"),
        ("2019年2月28日 9时25分5秒", "2019-02-28T01:25:05"),
        ("2019年2月28日", "2019-02-27T16:00"),
        ("2019/2/28 下午 3:05:00", "2019-02-28T07:05"),
        ("2019/2/28 12:05:00 AM", "2019-02-27T16:05"),
        ("2019/2/28 12:05 pm", "2019-02-28T04:05"),
        ("2019-02-28T09:25:05Z", "2019-02-28T09:25:05"),
        ("2019-02-28 09:25:05 +0100", "2019-02-28T08:25:05"),
        ("2019-02-28T09:25:05-05:00", "2019-02-28T14:25:05"),
        ("20190228T092505", "2019-02-28T01:25:05"),
        ("20190228", "2019-02-27T16:00"),
        ("29/2/2016 01:16", "2016-02-28T17:16"),
        ("2/29/2016 1:16 PM", "2016-02-29T05:16"),
        ("\t 2019/2/28 \n9:25:05 ", "2019-02-28T01:25:05"),
    ],
)
def test_usual_ways_to_write_a_time(cell: str, utc: str, said: Said) -> None:
    """A time without a zone is one of the file's zone; one with a zone says it itself."""
    found = said(f'what,when\na,"{cell}"\n', **SHANGHAI)

    assert found == {"text": "a", "received_at": datetime.fromisoformat(utc).replace(tzinfo=UTC)}


@pytest.mark.parametrize("cell", ["", "  ", "无"])
def test_a_time_that_is_not_there_is_said_to_be_missing(cell: str, said: Said) -> None:
    """A mapped column of receipt whose cell is empty is told, so that the row is not taken as of today; unmapped it is not."""
    assert said(f'what,when\na,"{cell}"\n', **SHANGHAI, empty=("无",))["received_at"] == ""
    assert "received_at" not in said(f'what,when\na,"{cell}"\n', map={"text": "what"})


def test_the_form_is_dated(forms: Forms) -> None:
    """When it was received stands on the form, too."""
    assert forms("what,when\na,2019/2/28\n", **SHANGHAI)[0].at == datetime(2019, 2, 27, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    "cell",
    ["yesterday", "2019-02-30", "2019-13-01", "43524.39", "2019/2/28 25:00", "28/2/19", "0000-00-00", "-", "1e9"],
)
def test_what_is_no_time_is_named_and_not_dropped(cell: str, said: Said) -> None:
    """The cell goes on as it is, with the problem beside it: the desk refuses the row and keeps it."""
    found = said(f"what,when\na,{cell}\n", **SHANGHAI)

    assert found["received_at"] == cell
    assert cell in found["problems"]["received_at"]  # type: ignore[index]  # a dict


@pytest.mark.parametrize(
    ("dates", "received"),
    [("d/m/Y", datetime(2019, 4, 3, tzinfo=UTC)), ("m/d/Y", datetime(2019, 3, 4, tzinfo=UTC))],
)
def test_day_and_month_are_read_as_you_say(dates: str, received: datetime, said: Said) -> None:
    """3/4/2019 is what the setting says."""
    assert said("what,when\na,3/4/2019\n", map=MAP, tz="UTC", dates=dates)["received_at"] == received


def test_the_file_itself_may_prove_the_order(read: Read) -> None:
    """One date that can only be read one way decides for all, and the reply says which."""
    parsed = read("what,when\na,3/4/2019\nb,3/14/2019\n", map=MAP, tz="UTC")

    assert parsed.items[0].fields["received_at"] == datetime(2019, 3, 4, tzinfo=UTC)
    assert "Dates are m/d/Y: line 3 has 3/14/2019." in parsed.reply.body.decode()


def test_a_file_that_proves_nothing_is_refused(forms: Forms) -> None:
    """Where every date can be read in two ways, nobody guesses."""
    with pytest.raises(IntakeRejected, match=r"two ways \(line 2 has 3/4/2019\).*Set dates"):
        forms("what,when\na,3/4/2019\nb,5/6/2019\n", map=MAP, tz="UTC")


def test_a_file_that_proves_both_is_refused(forms: Forms) -> None:
    """13/1 and 1/13 in one file: somebody has to say which rows are wrong."""
    with pytest.raises(IntakeRejected, match="line 2 has 13/1/2019 and line 3 has 1/13/2019"):
        forms("what,when\na,13/1/2019\nb,1/13/2019\n", map=MAP, tz="UTC")


def test_what_does_not_fit_the_order_is_named(said: Said) -> None:
    """With the order set, a date that can't be is that row's problem, not the file's."""
    found = said("what,when\na,1/13/2019\n", map=MAP, tz="UTC", dates="d/m/Y")

    assert "written d/m/Y" in found["problems"]["received_at"]  # type: ignore[index]  # a dict


def test_times_without_a_zone_need_one(forms: Forms) -> None:
    """Before any row, not in the middle; with zones in every cell none has to be set."""
    with pytest.raises(IntakeRejected, match=r"without a zone \(line 3 has 2019-01-02 10:00\). Set tz"):
        forms("what,when\na,2019-01-01T10:00Z\nb,2019-01-02 10:00\n", map=MAP)

    assert forms("what,when\na,2019-01-01T10:00Z\n", map=MAP)[0].at == datetime(2019, 1, 1, 10, tzinfo=UTC)


def test_summer_time_is_that_of_the_day(said: Said) -> None:
    """A time in July is read by July's offset."""
    found = said("what,when\na,2019-07-01 10:00\n", map=MAP, tz="Europe/London")

    assert found["received_at"] == datetime(2019, 7, 1, 9, tzinfo=UTC)


def test_an_answer_of_the_same_day_was_not_there_before_the_complaint(said: Said) -> None:
    """Of an answer only the day is known, and it is the day of receipt: it counts as given at once."""
    columns = {**MAP, "reply.at": "answered"}

    found = said("what,when,answered\na,2019/2/28 9:25,2019/2/28\n", map=columns, tz="Asia/Shanghai")

    assert found["reply.at"] == found["received_at"] == datetime(2019, 2, 28, 1, 25, tzinfo=UTC)


def test_an_answer_of_the_day_before_stays_before(said: Said) -> None:
    """Only the same day is lifted; what contradicts itself is left to the desk to refuse."""
    columns = {**MAP, "reply.at": "answered"}

    found = said("what,when,answered\na,2019/2/28 9:25,2019/2/27\n", map=columns, tz="Asia/Shanghai")

    assert found["reply.at"] == datetime(2019, 2, 26, 16, tzinfo=UTC)


@pytest.mark.parametrize("cell", [f"2026-11-21{' ' * 20_000}x", "1" * 61, f"2026-11-21 10:00:00.{'1' * 20_000}"])
def test_a_cell_that_is_too_long_for_a_time_is_none(cell: str, said: Said) -> None:
    """It is refused by its length, before anything is matched: blanks can be divided in too many ways."""
    evidence = Evidence()
    evidence.take(cell, 1)
    assert evidence == Evidence()
    with pytest.raises(NotATime, match="characters"):
        Moments(UTC, None).read(cell)
    assert "received_at" in said(f'what,when\na,"{cell}"\n', **SHANGHAI)["problems"]  # type: ignore[operator]  # a dict
