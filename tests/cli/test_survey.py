"""`complaintkit survey`: the link, the card, and what was answered, as far as one may see. S1.13, S3.8, R20"""

import shutil
from pathlib import Path

import pytest

from complaintkit import Desk

SAMPLE = Path(__file__).parents[2] / "docs/samples/night-market/organisation.toml"
PAGE = "https://market.example/survey/{token}"


@pytest.fixture
def market(tmp_path, monkeypatch):
    """A market with an answer of a customer at one of its units, and a clerk's."""
    shutil.copy(SAMPLE, tmp_path)
    settings = '[desk]\ndatabase = "sqlite:///desk.db"\nplaybook = "night-market"\norganisation = "organisation.toml"\n'
    (tmp_path / "complaintkit.toml").write_text(settings, "utf-8")
    monkeypatch.chdir(tmp_path)
    with Desk.open() as desk:
        token = desk.surveys.link("standing", "a07", by="qin").token
        desk.answer_standing(token, {"market": 2}, remark="垃圾\x1b[2J太多")
        desk.surveys.record("standing", "a07", {"market": 4}, by="xiaolu")
    return "a07"


def test_a_link_is_the_desks_own(run, market):
    """The same each time; without a page it is the token alone."""
    with Desk.open() as desk:
        token = desk.surveys.link("standing", market, by="qin").token
    assert run("survey", "link", "--unit", market, "--address", PAGE).out.strip() == PAGE.replace("{token}", token)
    assert run("survey", "link", "--unit", market).out.strip() == token
    assert run("survey", "link", "--unit", market, "--json").json == {"token": token, "url": ""}


def test_a_card_is_written(run, market, tmp_path):
    """In both languages, or in one; it holds the code and its address."""
    out = tmp_path / "card.html"
    made = ("survey", "card", "--unit", market, "--address", PAGE, "--out", str(out))
    assert run(*made, "--size", "A6").code == 0
    page = out.read_text("utf-8")
    assert "<span>对夜市整体满意吗？</span> <span>How do you like the market?</span>" in page
    assert "<svg" in page
    assert "size: 105mm 148mm" in page  # CSS has no word for A6, and leaves a rule out that it does not know
    assert run(*made, "--languages", "en").code == 0
    assert "对夜市" not in out.read_text("utf-8")
    refused = run("survey", "card", "--unit", market, "--out", str(out))
    assert refused.code != 0
    assert "address" in refused.err


def test_answers_are_listed(run, market):
    """Newest first, with what was said; what strangers wrote does nothing to a terminal."""
    shown = run("survey", "list", "--unit", market)
    assert shown.code == 0
    assert "垃圾\\x1b[2J太多" in shown.out
    assert "market 2" in shown.out
    assert [one["scores"] for one in run("survey", "list", "--json").json] == [{"market": 4}, {"market": 2}]
    assert run("survey", "list", "--survey", "other", "--json").json == []
    assert "代填人" in run("survey", "list", "--lang", "zh-CN").out


@pytest.mark.parametrize("word", ["link", "list"])
def test_a_unit_that_there_is_not_is_named(run, market, word):
    """With those that there are."""
    refused = run("survey", word, "--unit", "nowhere")
    assert refused.code != 0
    assert market in refused.err
