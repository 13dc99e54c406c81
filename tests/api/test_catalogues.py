"""The catalogues are true to the code, and a further language needs nothing but a catalogue."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from complaintkit.errors import NotAllowed
from complaintkit.handbook import handbook
from complaintkit.model.event_words import EVENT_WORDS
from complaintkit.model.events import events
from complaintkit.playbook import load_playbook

ROOT = Path(__file__).parents[2]


def test_every_catalogue_says_what_the_code_says(catalogues) -> None:
    """Nothing is missing, obsolete, empty or half-width, in any package and language."""
    assert catalogues.main(update=False) == []


def test_writing_again_changes_nothing(catalogues, tmp_path) -> None:
    """Translations and their comments are kept, in the order of the code."""
    package = ROOT / "plugins/complaintkit-sqlmodel/src/complaintkit_sqlmodel"
    english, _ = catalogues.extracted(package)
    file = tmp_path / "zh/LC_MESSAGES/complaintkit_sqlmodel.po"
    file.parent.mkdir(parents=True)
    file.write_text(catalogues.updated(package / "locale" / file.relative_to(tmp_path), english), "utf-8")

    assert list(catalogues.problems_of(package, file, english)) == []
    assert catalogues.updated(file, english) == file.read_text("utf-8")


# ---- what the check finds -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ('phrase(f"{word} is new")', "as it stands"),
        ("phrase(text)", "as it stands"),
        ('phrase("is " + what)', "as it stands"),
        ('phrase("{word} is new")', "has the fields ['word'] and is given []"),
        ('phrase("{word} is new", wort=1)', "has the fields ['word'] and is given ['wort']"),
        ('phrase("new", context=where)', "as it stands"),
        ('phrase.table("state", words)', "a table that stands here"),
    ],
)
def test_what_no_catalogue_can_hold_is_found(catalogues, tmp_path, code, problem) -> None:
    """An f-string is said in English for ever."""
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "said.py").write_text(f"x = {code}\n", "utf-8")

    _, (found,) = catalogues.extracted(tmp_path / "room")

    assert problem in found


@pytest.mark.parametrize(
    ("english", "said", "problem"),
    [
        ("is empty", "", "not translated"),
        ("{word} is new", "{wort}是新的", "English has no ['wort']"),
        ("{word} is new", "是新的", "lacks ['word']"),
        ("Give one, or none.", "请填写一个,或者不填。", "half-width ','"),
        ("Give one (or none).", "请填写一个(或者不填)。", "half-width '('"),
        ('Call it "new".', '请称为"新的"。', "half-width '\"'"),
    ],
)
def test_a_slip_of_a_translation_is_found(catalogues, english, said, problem) -> None:
    """Fields, and the punctuation of Chinese."""
    assert problem in "\n".join(catalogues.amiss(catalogues.Message(english, said), "zh"))


@pytest.mark.parametrize("said", ['请写成 "20.00 CNY"，或 `a, b`。', "{at:%H:%M}以前", "见 https://x.example/中文。"])
def test_what_is_typed_as_it_stands_is_no_slip(catalogues, said) -> None:
    """Code within a Chinese sentence keeps its own signs."""
    assert not [one for one in catalogues.amiss(catalogues.Message(said, said), "zh") if "half-width" in one]


# ---- a third language -----------------------------------------------------------------------------------------------
def test_an_error_is_said_in_a_third_language(pseudo) -> None:
    """The sentence, the names of commands, and what stands between them."""
    error = NotAllowed(command="offer-handover", reason="it is late", allowed=("tell", "ask-advice"))

    assert error.user_message("xx") == "OFFER HANDOVER IS NOT POSSIBLE: it is late. POSSIBLE NOW: ASK ADVICE, TELL"
    assert error.user_message("zh-CN") == "现在不能转交：it is late。可以：请教、告知顾客。"


def test_every_event_is_told_in_a_third_language(pseudo) -> None:
    """By its title, by rules, by a timeline."""
    for name in events():
        words = EVENT_WORDS[name]
        told = words.sentence.filled(**dict.fromkeys(words.sentence.fields, "X"))

        assert [one.to("xx") for one in (words.title, words.rule, told)] == [
            one.upper() for one in (words.title, words.rule, told)
        ]


def test_a_handbook_comes_in_a_third_language(pseudo) -> None:
    """Its own words; the playbook's are in the languages that the playbook has."""
    page = handbook(load_playbook("print-shop"), "xx").to_markdown()

    for english in ("Step by step", "By when", "Who takes it, stays responsible"):
        assert pseudo(english) in page
        assert english not in page
    assert not re.search("[\u3400-\u9fff]", page.partition("\n## ")[0])


def test_the_words_of_rows_outlive_a_reworded_sentence() -> None:
    """What no catalogue knows any more is read in English."""
    from complaintkit.model.phrase import Catalogue, kept, kept_from

    gone = Catalogue("complaintkit")("was said like this in {year}", year=2020)

    assert str(kept_from(kept(gone))) == "was said like this in 2020"
