"""`complaintkit import`, as somebody types it."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, TypeAlias

import pytest

ORGANISATION = str(Path(__file__).parents[2] / "docs" / "samples" / "canteen" / "organisation.toml")
Shell: TypeAlias = Callable[..., Any]
FILE = """编号,时间,内容,满意,答复,答复时间
1,2024/3/1 12:05:09,"米饭是酸的
	第二次了",0,已退款,2024/3/1 13:00
2,2024/3/2 9:00,很好吃,1,,
3,2024/3/3 9:00,送餐员态度差,2,,
"""
MAPPING = """
tz = "Asia/Shanghai"

[map]
external_id = "编号"
received_at = "时间"
text = "内容"
kind = "满意"
reply.text = "答复"
reply.at = "答复时间"

[values]
kind.1 = "praise"
kind.0 = "complaint"
"""
MAPPED = (
    *("--map", "external_id=编号", "--map", "received_at=时间", "--map", "text=内容", "--map", "kind=满意"),
    *("--map", "reply.text=答复", "--map", "reply.at=答复时间", "--tz", "Asia/Shanghai"),
    *("--value", "kind.1=praise", "--value", "kind.0=complaint"),
)
NEW = ("--db", "sqlite:///desk.db", "--playbook", "canteen-delivery")


@pytest.fixture(autouse=True)
def files(tmp_path: Path) -> None:
    """The file, and its mapping."""
    (tmp_path / "cases.csv.gz").write_bytes(gzip.compress(FILE.encode()))
    (tmp_path / "mapping.toml").write_text(MAPPING, "utf-8")
    (tmp_path / "odd.toml").write_text('delimeter = ";"\n[map]\ntext = "内容"\n', "utf-8")


def numbers(out: str) -> dict[str, str]:
    """What a person reads."""
    return dict(line.split() for line in out.splitlines()[:4])


def test_it_takes_a_file_in_and_says_what_came_of_it(shell: Shell) -> None:
    """Numbers as JSON; the row that can't be a case with line, field and reason; exit code 0, for every row is kept."""
    done = shell("import", "cases.csv.gz", *NEW, "--organisation", ORGANISATION, "--by", "luo", *MAPPED, "--json")

    assert done.code == 0, done.err
    (refusal,), (reason,) = done.data["refusals"], done.data["reasons"]
    assert (reason["reason"], reason["lines"]) == (refusal["reason"], [5])
    assert {**done.data, "notes": None} | {"refusals": None, "reasons": None} == {
        "read": 3,
        "created": 2,
        "known": 0,
        "refused": 1,
        "refusals": None,
        "reasons": None,
        "notes": None,
    }
    assert (refusal["line"], refusal["field"]) == (5, "kind")
    kept = shell("refused", "show", refusal["kept_as"], "--db", "sqlite:///desk.db", "--json")
    assert "送餐员态度差" in kept.out
    cases = json.loads(shell("case", "list", "--db", "sqlite:///desk.db", "--json").out)
    assert [(one["kind"], one["state"], one["owner"]) for one in cases] == [
        ("praise", "registered", "luo"),
        ("complaint", "resolved", "luo"),
    ]


def test_a_row_without_its_time_is_refused_and_mended(shell: Shell, tmp_path: Path) -> None:
    """An empty or unreadable cell of receipt is told with its line; mended, it becomes a case and is no longer to be seen to."""
    text = "编号,时间,内容\n1,2024-09-30 10:00,米饭是酸的\n2,,汤里有虫\n3,上周,菜凉了\n"
    (tmp_path / "gaps.csv").write_text(text, "utf-8")
    words = ("--map", "external_id=编号", "--map", "received_at=时间", "--map", "text=内容", "--tz", "Asia/Shanghai")

    first = shell("import", "gaps.csv", *NEW, *words, "--json")
    (tmp_path / "gaps.csv").write_text(text.replace("上周", "2024-09-29").replace(",,", ",2024-09-28,"), "utf-8")
    again = shell("import", "gaps.csv", *NEW, *words, "--json")

    assert [first.data[one] for one in ("read", "created", "refused")] == [3, 1, 2]
    assert [(one["line"], one["field"]) for one in first.data["refusals"]] == [(3, "received_at"), (4, "received_at")]
    assert {one["column"] for one in first.data["refusals"]} == {"时间"}
    assert [again.data[one] for one in ("read", "created", "known", "refused")] == [3, 2, 1, 0]
    kept = json.loads(shell("refused", "list", "--db", "sqlite:///desk.db", "--json").out)
    assert all(one["mended_at"] and one["case"] for one in kept)


def test_a_mapping_file_says_the_same(shell: Shell) -> None:
    """Its tables are those of the options, which add to it; a second run creates nothing."""
    first = shell("import", "cases.csv.gz", *NEW, "--organisation", ORGANISATION, "--mapping", "mapping.toml")
    again = shell("import", "cases.csv.gz", "--db", "sqlite:///desk.db", *MAPPED, "--value", "kind.2=complaint")

    assert numbers(first.out) == {"read": "3", "created": "2", "known": "0", "refused": "1"}
    assert numbers(again.out) == {"read": "3", "created": "1", "known": "2", "refused": "0"}


def test_where_nobody_says_who_works_here_a_business_of_one_is_assumed(shell: Shell) -> None:
    """The owner holds the role with nobody above, and the command says so. R6"""
    done = shell("import", "cases.csv.gz", *NEW, *MAPPED, "--by", "王芳")

    assert done.code == 0, done.err
    assert "a business of one is assumed: 王芳, general-manager" in done.err
    shown = json.loads(shell("case", "list", "--db", "sqlite:///desk.db", "--json", "--limit", "1").out)
    assert (shown[0]["owner"], shown[0]["unit"]) == ("王芳", "main")
    assert "business of one" not in shell("import", "cases.csv.gz", "--db", "sqlite:///desk.db", *MAPPED).err


def test_refused_rows_are_written_to_be_mended(shell: Shell, tmp_path: Path) -> None:
    """Under their own header, as they stood in the file; mended, they come in by the same command."""
    shell("import", "cases.csv.gz", *NEW, *MAPPED, "--refused", "mend.csv")

    mend = (tmp_path / "mend.csv").read_text("utf-8")
    assert mend == "编号,时间,内容,满意,答复,答复时间\n3,2024/3/3 9:00,送餐员态度差,2,,\n"
    (tmp_path / "mend.csv").write_text(mend.replace(",2,", ",0,"), "utf-8")
    assert shell("import", "mend.csv", "--db", "sqlite:///desk.db", *MAPPED, "--json").data["created"] == 1


def test_it_reads_standard_input(shell: Shell) -> None:
    """`-` is what came through the pipe."""
    done = shell("import", "-", *NEW, *MAPPED, "--json", given=FILE.encode("gb18030"))

    assert (done.code, done.data["created"]) == (0, 2)
    assert "gb18030" in done.data["notes"][0]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("nowhere.csv", *MAPPED), "nowhere.csv"),
        ((".", *MAPPED), "directory"),
        (("cases.csv.gz",), "map"),
        (("cases.csv.gz", "--map", "text=内空"), "Did you mean '内容'"),
        (("cases.csv.gz", "--map", "text=内容", "--map", "reply.text=答覆"), "Did you mean '答复'"),
        (("cases.csv.gz", "--mapping", "odd.toml"), "Did you mean 'delimiter'"),
        (("cases.csv.gz", "--map", "text"), "FIELD=..."),
        (("cases.csv.gz", "--map", "texd=内容"), "Did you mean 'text'"),
        (("cases.csv.gz", "--map", "text=内容", "--map", "received_at=时间"), "Set tz"),
        (("cases.csv.gz", *MAPPED, "--tz", "Asia/Shanghia"), "Did you mean 'Asia/Shanghai'"),
        (("cases.csv.gz", *MAPPED, "--mapping", "nowhere.toml"), "nowhere.toml"),
        (("cases.csv.gz", *MAPPED, "--mapping", "cases.csv.gz"), "TOML"),
        (("mapping.toml", *MAPPED), "no column"),
        (("cases.csv.gz", *MAPPED, "--value", "kind=praise"), "kind"),
        (("cases.csv.gz", *MAPPED, "--organisation", ORGANISATION, "--by", "lou"), "Did you mean 'luo'"),
        (("cases.csv.gz", *MAPPED, "--channel", "a\nb"), "channel"),
    ],
)
def test_what_can_not_be_used_ends_with_two_and_one_clear_message(
    words: tuple[str, ...], says: str, here: Shell, tmp_path: Path
) -> None:
    """No traceback, and no case."""
    done = here("import", *words, *NEW)

    assert (done.code, done.out) == (2, "")
    assert says in done.err
    assert "Traceback" not in done.err
    assert "defect" not in done.err
    if (tmp_path / "desk.db").exists():
        assert json.loads(here("case", "list", "--db", "sqlite:///desk.db", "--json").out) == []


def test_a_new_database_needs_a_playbook(shell: Shell, tmp_path: Path) -> None:
    """Without one nothing is made."""
    done = shell("import", "cases.csv.gz", "--db", "sqlite:///new.db", *MAPPED)

    assert done.code == 2
    assert "new.db" in done.err
    assert not (tmp_path / "new.db").exists()


def test_a_channel_of_the_configuration_needs_no_mapping(shell: Shell, tmp_path: Path) -> None:
    """`[plugins.reviews]` says how its files are read."""
    table = MAPPING.replace("[map]", "[plugins.reviews.map]").replace("[values]", "[plugins.reviews.values]")
    desk = f'[desk]\ndatabase = "sqlite:///desk.db"\nplaybook = "canteen-delivery"\norganisation = "{ORGANISATION}"\n'
    (tmp_path / "complaintkit.toml").write_text(f'{desk}[plugins.reviews]\nuse = "csv"{table}', "utf-8")

    done = shell("import", "cases.csv.gz", "--channel", "reviews", "--json")

    assert (done.code, done.data["created"]) == (0, 2), done.err
    assert json.loads(shell("case", "list", "--json").out)[0]["channel"] == "reviews"


@pytest.mark.sqlite("holds the lock of a SQLite file")
def test_an_import_that_gives_up_says_how_it_goes_on(shell: Shell, tmp_path: Path) -> None:
    """Another program writes for longer than patience lasts: rows that were kept stay, and the same import goes on from there."""
    desk = f'[desk]\ndatabase = "sqlite:///desk.db"\nplaybook = "canteen-delivery"\norganisation = "{ORGANISATION}"\n'
    (tmp_path / "complaintkit.toml").write_text(f'{desk}[plugins.sqlmodel]\nbusy_timeout = "1 s"\n', "utf-8")
    assert numbers(shell("import", "cases.csv.gz", *MAPPED).out)["created"] == "2"
    with closing(sqlite3.connect(tmp_path / "desk.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        done = shell("import", "cases.csv.gz", *MAPPED)
    assert done.code == 2
    assert "Import the same file again" in done.err
    assert "another process is writing" in done.err

    assert numbers(shell("import", "cases.csv.gz", *MAPPED).out)["known"] == "2"


def test_a_script_may_ask_to_be_stopped_by_a_refused_row(shell: Shell) -> None:
    """--strict ends with 1 where a row was refused, and only there; the rest is taken in all the same."""
    strict = ("import", "cases.csv.gz", *NEW, "--organisation", ORGANISATION, "--by", "luo", "--strict", "--json")
    done = shell(*strict, *MAPPED)
    assert (done.code, done.data["created"], done.data["refused"]) == (1, 2, 1)

    done = shell(*strict, *MAPPED, "--value", "kind.2=complaint")
    assert (done.code, done.data["created"], done.data["refused"]) == (0, 1, 0)


def test_what_it_came_to_in_chinese(shell: Shell) -> None:
    """The reasons of refused rows, too."""
    words = ("import", "cases.csv.gz", *NEW, "--organisation", ORGANISATION, "--by", "luo", *MAPPED, "--lang", "zh-CN")
    done = shell(*words)
    assert [line.split() for line in done.out.splitlines()[:4]] == [
        ["读取", "3"],
        ["新建", "2"],
        ["已有", "0"],
        ["拒收", "1"],
    ]
    assert "第5行：种类（满意）：没有“2”这个选项" in done.out


def test_many_refused_rows_are_told_by_reason(shell: Shell, tmp_path: Path) -> None:
    """How many, the first lines and the wording of most; in both languages, as data; all of them to be mended. S0.2"""
    rows = [f"{number},2024/3/1 9:00,很好,{3 if number % 2 else 4}," for number in range(40)]
    rows += [f"{number},某日{number},很好,1," for number in range(40, 52)] + ["52,2024/3/1 9:00,很好,1,"]
    (tmp_path / "many.csv").write_text("编号,时间,内容,满意,答复,答复时间\n" + ",\n".join(rows) + ",\n", "utf-8")
    new = ("import", "many.csv", "--organisation", ORGANISATION, "--by", "luo", *MAPPED, "--refused", "mend.csv")

    english = shell(*new, *NEW)
    assert numbers(english.out) == {"read": "53", "created": "1", "known": "0", "refused": "52"}
    kinds, differ, times, *_ = english.out.splitlines()[4:]
    assert kinds.startswith("  40 rows (lines 2, 3, 4, 5, 6, ...): kind (满意): ")
    assert differ == "    The rows differ: this is the most frequent of 2 messages."
    assert times.startswith("  12 rows (lines 42, 43, 44, 45, 46, ...): received_at (时间): '某日40' is no time")

    chinese = shell(*new, *NEW, "--lang", "zh")
    assert "  40行（第2、3、4、5、6……行）：种类（满意）：" in chinese.out
    assert "    各行内容不同，共12种说法，以上最常见。" in chinese.out

    data = shell(*new, *NEW, "--json").data
    assert [(one["count"], one["lines"][0], one["column"], one["different"]) for one in data["reasons"]] == [
        (40, 2, "满意", 2),
        (12, 42, "时间", 12),
    ]
    assert len((tmp_path / "mend.csv").read_text("utf-8").splitlines()) == 53
