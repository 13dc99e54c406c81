"""`complaintkit person`: by whatever the customer is known by, in both languages, with one clear message on a slip."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from complaintkit import Case, Customer, Desk, Member

Shell: TypeAlias = Callable[..., tuple[int, str, str]]


@pytest.fixture
def case(desk: Desk) -> Case:
    """Settled and filed."""
    fang = Customer(name="王芳", phone="13800138000", reference="crm-4711")
    case = desk.receive(
        "饭是酸的", by="chen", channel="hotline", unit="softpark", category="food/sensory", customer=fang
    )
    case = desk.settle(case, by="chen", facts="酸", agreed="in-person")
    case = desk.answer_survey(case, by="chen", process=5, outcome=5, via="call")
    return case if case.archived_at else desk.archive(case, by="chen")


@pytest.fixture
def shell(case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """The command, in this process, on that desk's database."""

    def run(*words: str) -> tuple[int, str, str]:
        from complaintkit.cli._app import app

        with pytest.raises(SystemExit) as ended:
            app.main(["person", *words, "--db", f"sqlite:///{tmp_path}/desk.db"], prog_name="complaintkit")
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


def test_a_copy_restricted_lifted_erased(shell: Shell, case: Case, tmp_path: Path) -> None:
    """The way of a request, by one name of theirs or another."""
    code, out, _ = shell("export", "--phone", "138 0013 8000", "--reference", "crm-4711")
    assert (code, json.loads(out)["cases"][0]["text"]) == (0, "饭是酸的")
    shell("export", "--case", case.number, "--to", str(tmp_path / "copy.json"))
    assert "王芳" in (tmp_path / "copy.json").read_text("utf-8")

    assert (
        shell("restrict", "--reference", "crm-4711", "--because", "contested", "--lang", "zh")[1]
        == f"{case.number}  已限制使用\n"
    )
    assert json.loads(shell("lift", "--case", case.number, "--json")[1]) == {"cases": [case.number], "others": []}
    assert shell("erase", "--case", case.number, "--by", "fang", "--lang", "en")[1] == f"{case.number}  erased\n"
    assert shell("erase", "--phone", "13800138000", "--lang", "en")[1] == "Nothing of theirs.\n"


def test_others_at_the_same_telephone_are_named(shell: Shell, case: Case) -> None:
    """Found by the number, kept under a reference: named, not erased."""
    _, out, _ = shell("erase", "--phone", "13800138000", "--lang", "zh")

    assert case.number in out
    assert "一并指明" in out


def test_messages_are_stopped_and_allowed(shell: Shell) -> None:
    """With what the customer said."""
    words = ("--phone", "13800138000", "--medium", "sms", "--reason", "来电要求", "--lang", "en")

    assert shell("stop", *words)[1] == "sms  stopped\n"
    assert shell("stop", *words)[1] == "Nothing has changed.\n"
    assert shell("allow", *words)[1] == "sms  allowed again\n"


@pytest.mark.parametrize(
    "words",
    [
        ("erase",),
        ("erase", "--case", "X-1"),
        ("erase", "--case", "X-1", "--phone", "13800138000"),
        ("erase", "--reference", "crm-4711", "--because", "askd"),
        ("erase", "--reference", "crm-4711", "--by", "sun"),
        ("stop", "--reason", "x"),
        ("stop", "--phone", "13900139000", "--reason", "x"),
        ("allow", "--phone", "13800138000"),
    ],
)
def test_a_slip_is_one_clear_message(shell: Shell, words: tuple[str, ...]) -> None:
    """No traceback, nothing changed."""
    code, out, err = shell(*words)

    assert code != 0
    assert out == ""
    assert err
    assert "Traceback" not in err


def test_a_copy_that_holds_nothing_says_so(shell: Shell, case: Case, tmp_path: Path) -> None:
    """Whoever hands the customer a file of nothing is told, and who it may be."""
    _, out, _ = shell("export", "--phone", "13800138000", "--to", str(tmp_path / "copy.json"), "--lang", "en")
    assert out.startswith(f"Nothing of theirs.\nUnder another name, with an address of theirs: {case.number}.")
    assert shell("export", "--case", case.number, "--to", str(tmp_path / "copy.json"), "--lang", "en")[1] == ""


def test_who_is_a_member_alone_is_told_of(shell: Shell, desk: Desk) -> None:
    """A membership that was reached is no nothing."""
    member = desk.members.enrol(
        Customer(name="李明", phone="13911112222", member=Member("V-7")), by="fang", via="paper", unit="softpark"
    )
    assert shell("restrict", "--member", "V-7", "--lang", "en")[1] == f"{member.id}  restricted\n"
    assert json.loads(shell("lift", "--member", "V-7", "--json")[1])["members"] == [member.id]
    assert shell("erase", "--member", "V-7", "--lang", "en")[1] == f"{member.id}  erased\n"
