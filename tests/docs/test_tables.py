"""Tables of the documentation that are drawn from what runs: they say what runs."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from complaintkit.decision.tables.effect import DEEDS, Effect, Place
from complaintkit.decision.tables.verb import VERBS, Reach
from complaintkit.handbook import handbook
from complaintkit.handbook._rights import _EFFECTS, _PLACES
from complaintkit.playbook import load_playbook
from tests.houses import HOUSES

ROOT = Path(__file__).parents[2]
PAGES = ("who-may-do-what", "what-follows-when")


@pytest.mark.parametrize("page", PAGES)
def test_a_drawn_table_is_what_runs(page) -> None:
    """`./dev python .ci/tables.py --update` draws it anew."""
    drawn = runpy.run_path(str(ROOT / ".ci/tables.py"))["drawn"]
    text = (ROOT / "docs" / "explanation" / f"{page}.md").read_text("utf-8")

    assert "<!-- drawn: " in text
    assert drawn(text) == text


def test_every_command_and_every_verb_has_its_row() -> None:
    """None is left out. R20"""
    text = (ROOT / "docs/explanation/who-may-do-what.md").read_text("utf-8")

    assert {word for word in (*DEEDS, *VERBS) if f"`{word}`" not in text} == set()


def test_every_effect_and_place_has_its_words() -> None:
    """In the handbook, and for how far a verb reaches in the documentation."""
    reaches = runpy.run_path(str(ROOT / ".ci/tables.py"))["_REACHES"]

    assert (set(_EFFECTS), set(_PLACES), set(reaches)) == (set(Effect), set(Place), set(Reach))


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("playbook", HOUSES)
def test_each_handbook_says_who_may_and_what_follows(playbook, language) -> None:
    """Each category with an alarm says so, each command says who. R6, R18, S2.10"""
    book = load_playbook(playbook)
    text = handbook(book, language).to_markdown()

    alarm = {"en": "alarm at any hour", "zh-CN": "随时发出警报"}[language]
    assert text.count(alarm) == sum(bool(one.alarm) for one in book.categories.values())
    assert all(f"`{word}`" in text for word in DEEDS)
