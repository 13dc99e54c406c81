"""`complaintkit demo`: a whole life, told from a real database in both languages."""

import subprocess
import sys

import pytest


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """The demo, run once: its folder and what it printed."""
    folder = tmp_path_factory.mktemp("demo") / "here"
    words = [sys.executable, "-m", "complaintkit.cli", "demo", "--folder", str(folder)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


def test_it_tells_the_whole_life(told):
    """From the hotline to the archive: who is responsible, declined and accepted, agreed, satisfied, filed."""
    _, text = told
    parts = [
        "经24小时热线受理投诉",
        "complaint received through Hotline",
        "国庆节，不计",
        "National Day, not counted",
        "To: wang.fang@no3-school.example",
        "由陈卫东负责到底",
        "✗",
        "F5",
        "未接手（任务过多）",
        "罗佳 (luo)  接手",
        "takes the case over",
        "plan offered to the customer",
        "处理结果:",
        "satisfaction: outcome 5 of 5",
        "archived (satisfied)",
    ]
    places = [text.find(part) for part in parts]
    assert -1 not in places
    assert places.index(places[0]) == 0
    assert [one for at, one in enumerate(places) if at != 7] == sorted(one for at, one in enumerate(places) if at != 7)


def test_a_pipe_gets_plain_text(told):
    """No colours, no controls."""
    _, text = told
    assert "\x1b" not in text


def test_what_it_says_to_type_next_can_be_typed(told, run):
    """Every command it prints works on what it left behind."""
    folder, text = told
    commands = [line.split()[1:] for line in text.splitlines() if line.startswith("  complaintkit ")]
    shown = {words[0] + words[1]: run(*words) for words in commands if words[0] != "init"}
    assert len(shown) == 5
    assert {one.code for one in shown.values()} == {0}
    assert "经24小时热线受理投诉" in shown["caselog"].out
    assert "all as they were written" in shown["verify--config"].out
    assert (folder / "messages").is_dir()


def test_it_leaves_other_peoples_files_alone(run, tmp_path):
    """A folder with a desk in it is not the demo's."""
    (tmp_path / "complaintkit.toml").write_text("mine", "utf-8")
    shown = run("demo", "--folder", tmp_path)
    assert shown.code == 2
    assert (tmp_path / "complaintkit.toml").read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("missing", "told"),
    [("complaintkit-sqlmodel", "Install complaintkit-sqlmodel"), ("complaintkit-files", "complaintkit[standard]")],
)
def test_what_is_missing_is_named(missing, told, tmp_path):
    """It needs the storage and the files plugin: without one of them it says which, and what to install."""
    code = (
        "import sys; import complaintkit.hooks._entry as entry; found = entry.distributions\n"
        f"entry.distributions = lambda: (one for one in found() if one.name != {missing!r})\n"
        "sys.argv[1:] = ['demo', '--folder', 'demo']; from complaintkit.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
