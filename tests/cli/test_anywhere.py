"""--db, --config, --lang and --json: before the command or after it."""

import pytest


def arranged(database, *, where):
    """`case list` with its options at one of three places."""
    options = ["--db", database, "--json"]
    return {
        "first": [*options, "case", "list"],
        "between": ["case", *options, "list"],
        "last": ["case", "list", *options],
    }[where]


@pytest.mark.parametrize("where", ["first", "between", "last"])
def test_options_may_stand_before_or_after_the_command(run, place, tmp_path, monkeypatch, where):
    """All of them, at each place, say the same."""
    monkeypatch.chdir(tmp_path)
    assert len(run(*arranged(f"sqlite:///{place}/desk.db", where=where)).json) == 3


def test_the_one_next_to_the_command_counts(run, place, tmp_path, monkeypatch):
    """Said twice, the inner one is meant."""
    monkeypatch.chdir(tmp_path)
    database = f"sqlite:///{place}/desk.db"
    assert len(run("--db", "sqlite:///no.db", "case", "list", "--db", database, "--json").json) == 3
    assert "单号" in run("--lang", "en", "case", "list", "--db", database, "--lang", "zh-CN").out


def test_settings_before_the_command_speak_for_their_own_database(run, place, tmp_path, monkeypatch):
    """As after it: the environment names another database in vain."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COMPLAINTKIT_DB", "sqlite:///no.db")
    assert len(run("--config", place / "complaintkit.toml", "--json", "case", "list").json) == 3


def test_a_group_with_an_answer_of_its_own_takes_them_too(run, place):
    """`plugins` prints a list itself, and has a command below it."""
    assert run("--json", "plugins").json == run("plugins", "--json").json
    assert run("plugins", "--json", "check", "files").json == run("plugins", "check", "files", "--json").json


@pytest.mark.parametrize("name", ["init", "worker", "do"])
def test_json_is_not_promised_where_there_is_none(run, place, name):
    """A program that asked for JSON is told, rather than given text."""
    shown = run("--json", name)
    assert shown.code == 2
    assert f"`{name}` prints no JSON" in shown.err


def test_a_language_that_is_not_spoken(run, place):
    """Named before the command, it is refused as after it."""
    for words in (("--lang", "fr", "case", "list"), ("case", "list", "--lang", "fr")):
        shown = run(*words)
        assert shown.code == 2
        assert "'fr' is not spoken here" in shown.err
