"""`complaintkit init`: a folder that works as it is, and nothing overwritten."""

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from complaintkit import Customer, Desk
from tests.houses import HOUSES


def test_what_it_writes_works(run, tmp_path):
    """Settings, organisation and database fit together: a complaint can be taken in at once."""
    shown = run("init", "desk")
    assert shown.code == 0
    assert sorted(path.name for path in (tmp_path / "desk").iterdir()) == [
        "complaintkit.toml",
        "desk.db",
        "desk.db.key",
        "organisation.toml",
    ]
    assert run("org", "check", "desk/organisation.toml", "--config", "desk/complaintkit.toml").code == 0
    with Desk.open(config=tmp_path / "desk/complaintkit.toml") as desk:
        case = desk.receive(
            "酸", by="chen", channel="hotline", unit="no3-school", customer=Customer(phone="1"), category="food"
        )
        assert case.owner == "chen"


def test_what_it_says_to_type_works_where_a_folder_has_blanks(run):
    """The commands that it names can be copied into a shell as they stand."""
    said = run("init", "收银 till").out
    (check,) = [line.strip() for line in said.splitlines() if line.strip().startswith("complaintkit org check")]

    assert run(*shlex.split(check)[1:]).code == 0


@pytest.mark.parametrize("playbook", HOUSES)
def test_every_procedure_has_an_organisation_to_begin_with(run, tmp_path, playbook):
    """Settings and people fit the procedure that was chosen, each in both languages; what it says to type works."""
    shown = run("init", "desk", "--playbook", playbook)

    assert shown.code == 0
    assert f'playbook = "{playbook}"' in (tmp_path / "desk/complaintkit.toml").read_text("utf-8")
    assert run("org", "check", "desk/organisation.toml", "--config", "desk/complaintkit.toml").out.count(playbook) == 1
    (load,) = [line.strip() for line in shown.out.splitlines() if line.strip().startswith("complaintkit org load")]
    assert run(*shlex.split(load)[1:]).code == 0
    comments = "".join(
        line.partition("#")[2] for line in (tmp_path / "desk/organisation.toml").read_text("utf-8").splitlines()
    )
    assert len([one for one in comments if "\u4e00" <= one <= "\u9fff"]) > 80


@pytest.mark.parametrize("playbook", [one for one in HOUSES if one != "canteen-delivery"])
def test_it_is_the_sample_of_the_documentation(run, tmp_path, playbook):
    """One sample of each procedure: what pages tell of it holds for whoever began with it. (The canteen's is a smaller one.)"""
    run("init", "desk", "--playbook", playbook)

    assert (tmp_path / "desk/organisation.toml").read_bytes() == HOUSES[playbook].read_bytes()


def test_every_setting_is_explained_in_both_languages(run, tmp_path):
    """Both files are read by people first."""
    run("init")
    for name in ("complaintkit.toml", "organisation.toml"):
        comments = "".join(line.partition("#")[2] for line in (tmp_path / name).read_text("utf-8").splitlines())
        assert len([one for one in comments if "\u4e00" <= one <= "\u9fff"]) > 40
        assert len([one for one in comments if one.isascii() and one.isalpha()]) > 200


@pytest.mark.parametrize("name", ["complaintkit.toml", "organisation.toml", "desk.db"])
def test_nothing_is_overwritten(run, tmp_path, name):
    """One of the files is there: not a byte is written, and the message names it."""
    (tmp_path / name).write_text("mine", "utf-8")
    shown = run("init")
    assert (shown.code, shown.out) == (2, "")
    assert name in shown.err
    assert [(path.name, path.read_text("utf-8")) for path in tmp_path.iterdir()] == [(name, "mine")]


def test_a_folder_that_cannot_be_made(run, tmp_path):
    """A file stands in the way: one message."""
    (tmp_path / "file").write_text("")
    shown = run("init", "file/desk")
    assert shown.code == 2
    assert "can't be written" in shown.err


def test_it_says_in_chinese_what_was_written(run):
    """With the marks of a Chinese sentence."""
    assert "已写入：complaintkit.toml、organisation.toml。" in run("init", "--lang", "zh").out


def test_what_it_says_to_type_next_can_be_typed(run, tmp_path):
    """The commands it prints are commands."""
    shown = run("init", "desk")
    for line in shown.out.splitlines():
        if line.startswith("  complaintkit ") and "worker" not in line:
            assert run(*line.split()[1:]).code == 0, line


def test_without_a_storage_it_says_what_to_install(tmp_path):
    """The core alone keeps no data: which package does is said, and nothing is written."""
    code = (
        "import sys; import complaintkit.hooks._entry as entry; entry.distributions = lambda: []\n"
        "sys.argv[1:] = ['init']; from complaintkit.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Install complaintkit-sqlmodel" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(Path().iterdir()) == []
