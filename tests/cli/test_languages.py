"""A further language on the command line: a catalogue is enough."""

import pytest

from complaintkit.cli._language import current_language


@pytest.fixture
def number(run, place):
    """A case with a timeline."""
    return run("case", "list", "--json").json[0]["number"]


def test_the_command_line_speaks_a_third_language(pseudo, run, place):
    """Headings of tables, states, and the sentence below."""
    shown = run("case", "list", "--lang", "xx").out

    assert shown.startswith(pseudo("number"))
    assert pseudo("investigating") in shown
    assert shown.endswith("3 CASES.\n")


def test_a_terminal_in_a_third_language_needs_no_option(pseudo, run, place, monkeypatch):
    """As its locale says; errors too."""
    monkeypatch.setenv("LANG", "xx_YY.UTF-8")

    assert "THERE IS NO CASE N-1." in run("case", "show", "N-1").err


def test_a_timeline_is_told_in_a_third_language(pseudo, run, number):
    """What happened, who typed it in, what stands before something said."""
    shown = run("case", "log", number, "--lang", "xx").out

    assert pseudo("received through") in shown
    assert "received through" not in shown


def test_a_language_that_nobody_speaks_is_refused(run, place):
    """With those there are."""
    refused = run("case", "list", "--lang", "tlh")

    assert refused.code == 2
    assert "'tlh' is not spoken here; en and zh are." in refused.err


def test_a_language_is_that_of_one_run(run, place, monkeypatch):
    """Whatever ran before in the same process, also wrongly: what is told next is told as the terminal is set."""
    for words in ("case list", "case show N-1", "case --nobody"):
        run("--lang", "zh", *words.split())
        assert current_language() == "en", words
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    run("--lang", "en", "case", "list")
    assert current_language() == "zh"
