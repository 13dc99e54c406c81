"""`complaintkit report` and the door's `get report`: periods as they are typed, days where the shop is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from complaintkit import Customer, Desk


@pytest.fixture
def database(desk: Desk, tmp_path: Path) -> str:
    """One complaint, on 30 November in Shanghai."""
    desk.receive("米饭是酸的", by="chen", channel="hotline", unit="bund", customer=Customer(phone="13800138000"))
    return f"sqlite:///{tmp_path}/desk.db"


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """The command, in this process."""
    from complaintkit.cli._app import app

    with pytest.raises(SystemExit) as ended:
        app.main(list(words), prog_name="complaintkit")
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


def test_a_month_and_days_are_typed(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A month, a quarter, a year, a day, from one day to another: the last day too."""
    for words, cases in {
        ("--period", "2026-11"): 1,
        ("--period", "2026-Q4"): 1,
        ("--period", "2026-Q3"): 0,
        ("--period", "2026"): 1,
        ("--period", "2026-11-30"): 1,
        ("--period", "2026-11-29"): 0,
        ("--from", "2026-11-29", "--to", "2026-11-30"): 1,
        ("--period", "2026-11", "--unit", "soho"): 0,
        ("--period", "2026-11", "--by", "gu"): 0,
    }.items():
        code, out, _ = run(capsys, "report", "--db", database, *words, "--json")
        assert (code, json.loads(out)["figures"]["cases"]) == (0, cases), words


def test_a_report_reads_in_both_languages(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Tables with headings."""
    _, english, _ = run(capsys, "report", "--db", database, "--period", "2026-11", "--lang", "en")
    _, chinese, _ = run(capsys, "report", "--db", database, "--period", "2026-11", "--lang", "zh-CN")

    assert "Complaints 2026-11" in english
    assert "The Bund" in english
    assert "投诉处理报告 2026-11" in chinese
    assert "外滩店" in chinese


@pytest.mark.parametrize(
    "words",
    [
        ("--period", "2026-13"),
        ("--period", "2026-Q5"),
        ("--period", "0001"),
        ("--period", "November"),
        ("--from", "30.11.2026"),
        ("--period", "2026-11", "--from", "2026-11-01"),
        ("--from", "2026-11-02", "--to", "2026-11-01"),
        ("--period", "2026-11", "--unit", "sohoo"),
    ],
)
def test_a_slip_is_one_clear_message(database: str, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """No traceback."""
    code, out, err = run(capsys, "report", "--db", database, *words)

    assert (code, out) == (2, "")
    assert "Traceback" not in err
    assert err


def test_the_door_reads_a_report(
    database: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`get report`, as far as the one who asks may see. R20"""
    asked = [
        {"id": "1", "get": "report", "by": "hu", "args": {"period": "2026-11"}},
        {"id": "2", "get": "report", "by": "gu", "args": {"start": "2026-11-30", "end": "2026-11-30"}},
        {"id": "3", "get": "report", "by": "gu", "args": {"unit": "bund"}},
    ]
    (tmp_path / "requests").write_text("".join(f"{json.dumps(one)}\n" for one in asked), "utf-8")

    with (tmp_path / "requests").open(encoding="utf-8") as given:
        monkeypatch.setattr("sys.stdin", given)
        _, out, _ = run(capsys, "do", "--db", database)

    _, seen, none, refused = (json.loads(line) for line in out.splitlines())
    assert seen["result"]["figures"]["cases"] == 1
    assert none["result"]["figures"]["cases"] == 0
    assert refused["error"]["code"] == "not-allowed"
