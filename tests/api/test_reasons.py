"""Every reason that an error gives, and every next step, is a phrase, wherever it is raised."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from complaintkit.calendars import known_calendar, load_calendar
from complaintkit.model.due import Within
from complaintkit.model.errors import ComplaintKitError, ConfigurationError
from complaintkit.model.phrase import Phrase
from complaintkit.model.problem import Problems
from complaintkit.playbook import load_playbook

ROOT = Path(__file__).parents[2]
FLOORS = "calendars organisation hooks playbook decision records desk delivery handbook insight model cli".split()
SOURCES = [
    *(file for floor in FLOORS for file in sorted((ROOT / "src/complaintkit" / floor).rglob("*.py"))),
    *(file for src in sorted(ROOT.glob("plugins/*/src")) for file in sorted(src.rglob("*.py"))),
]
RAISED = {
    "InvalidInput",
    "ConfigurationError",
    "StorageError",
    "NotFound",
    "ConflictError",
    "DamagedError",
    "NotAllowed",
    "PluginError",
}
SAID = ("reason", "next_step")
OF_CHANNELS = {"Unreadable", "NotATime", "Malformed", "NoCall"}
"""What our channels raise to themselves of what came in: it is told as the field of `IntakeRejected`, or of the row."""
NOTED = {"add": "problems", "wrong": ""}
"""How readers of files note what is wrong: `problems.add(path, reason, step)`, `table.wrong(key, reason, step)`."""


def alone(file: Path) -> Iterator[str]:
    """Sentences in English alone, by their lines."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            for said in (*_raised(node), *_of_channel(node), *_noted(node)):
                if _is_sentence(said):
                    yield f"{file.name}:{said.lineno}: {ast.unparse(said)}"


def _raised(call: ast.Call) -> list[ast.expr]:
    """What an error says."""
    known = isinstance(call.func, ast.Name) and call.func.id in RAISED
    return [one.value for one in call.keywords if known and one.arg in SAID]


def _noted(call: ast.Call) -> list[ast.expr]:
    """What a reader of a file notes."""
    return call.args[1:] if isinstance(call.func, ast.Attribute) and _notes(call.func) else []


def _of_channel(call: ast.Call) -> list[ast.expr]:
    """What a channel says of what it refuses."""
    if ast.unparse(call.func) == "IntakeRejected":
        return [one.value for one in call.keywords if one.arg == "field"]
    return list(call.args) if ast.unparse(call.func) in OF_CHANNELS else []


def _notes(function: ast.Attribute) -> bool:
    """Whether it notes what is wrong in a file."""
    return function.attr in NOTED and ast.unparse(function.value).endswith(NOTED[function.attr])


def _is_sentence(node: ast.expr) -> bool:
    """Text written down here; a single word is of a closed list, and has its Chinese in a table."""
    if isinstance(node, ast.JoinedStr):
        return True
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_no_reason_is_in_english_alone(file: Path) -> None:
    """Said as a phrase, which a catalogue can translate."""
    assert list(alone(file)) == []


def for_programs(file: Path) -> Iterator[str]:
    """Times that a phrase says as programs write them, by their lines."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("phrase", "phrase.template"):
            for keyword in node.keywords:
                if ".isoformat(" in ast.unparse(keyword.value):
                    yield f"{file.name}:{keyword.value.lineno}: {ast.unparse(keyword.value)}"


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_no_phrase_says_a_time_as_programs_write_it(file: Path) -> None:
    """People read 2026年5月16日 10:00 and 16 May 2026, 10:00, where they are: `time_in_words` says it."""
    assert list(for_programs(file)) == []


def test_the_search_finds_such_a_time(tmp_path: Path) -> None:
    """In whatever field it stands."""
    file = tmp_path / "wrong.py"
    file.write_text("""phrase("{at} is past", at=at.astimezone(UTC).isoformat())""", "utf-8")
    assert len(list(for_programs(file))) == 1


def test_the_search_finds_one(tmp_path: Path) -> None:
    """A sentence, and one with fields."""
    file = tmp_path / "wrong.py"
    file.write_text("""raise InvalidInput(field="x", reason="is empty", next_step=f"Give {x}.")""", "utf-8")
    assert len(list(alone(file))) == 2


def test_the_search_finds_what_channels_say(tmp_path: Path) -> None:
    """Of a message, and of a cell; a word of a closed list is none."""
    file = tmp_path / "wrong.py"
    file.write_text(
        """raise IntakeRejected(self.name, reason="malformed", field=f"file: it {e}")\nraise NotATime("no zone is set")""",
        "utf-8",
    )
    assert len(list(alone(file))) == 2


def test_the_search_finds_what_readers_of_files_note(tmp_path: Path) -> None:
    """A reason and a next step."""
    file = tmp_path / "wrong.py"
    file.write_text(
        """self.problems.add("base", f"{x} is looser", "Give less.")\ntable.wrong("k", "is missing")""", "utf-8"
    )
    assert len(list(alone(file))) == 3


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ('week = { mon = "25:00-26:00" }', "“25:00”不是时刻"),
        ('week = { mnd = "09:00-18:00" }', "“mnd”不是星期"),
        ("week = {}", "没有写哪几天"),
        ('week = { mon = "09:00-18:00" }\ntime-zone = "Asia/Shangai"', "不是时区"),
        ("[", "不是 TOML"),
    ],
)
def test_a_calendars_file_is_refused_in_chinese(tmp_path: Path, toml: str, told: str) -> None:
    """Key path, reason, and what to write instead."""
    file = tmp_path / "shop.toml"
    file.write_text(f"time-zone = 'Asia/Shanghai'\n{toml}" if "time-zone" not in toml else toml, "utf-8")
    with pytest.raises(ConfigurationError) as error:
        load_calendar(file)
    assert told in error.value.user_message("zh-CN")


def test_a_duration_is_refused_in_chinese() -> None:
    """The door and playbooks read it; what may have been meant is said, too."""
    for text, told in (("3 weks", "的单位不明"), ("soon", "不是时长"), ("90000 days", "超过十年")):
        with pytest.raises(ComplaintKitError) as error:
            Within.parse(text)
        assert told in error.value.user_message("zh-CN")
        assert isinstance(error.value.data["next_step"], Phrase)
    with pytest.raises(ComplaintKitError) as error:
        known_calendar("cnn")
    assert error.value.user_message("zh-CN") == "“calendar”填写有误：没有“cnn”。您是不是要写“cn”？"


def test_ten_lines_are_refused_in_chinese(tmp_path: Path) -> None:
    """A store manager reads why, and what may be changed instead."""
    file = tmp_path / "lane.toml"
    file.write_text(
        """schema = 1
version = "1"
extends = "night-market"
base = "2026.10"
authority.agent.per-case = 80
compensation.long-wait.when.waited = ">= 10 min"
message.received.short.zh = "您好，{nummer}已受理"
""",
        "utf-8",
    )
    with pytest.raises(ConfigurationError) as error:
        load_playbook(file)
    told = "\n".join(one.to("zh-CN") for one in Problems.of(error.value))
    for one in (
        "name：缺失。请写 name =",
        "按 night-market 2026.10 写的，现在安装的是 2026.11",
        "80 比基础预案的 30 宽松；这里只能更严。",
        "不可修改：扩展预案不能改动这一项。可自由修改：title、",
        "没有 {nummer} 这个字段。您是不是要写“number”？",
    ):
        assert one in told, told
