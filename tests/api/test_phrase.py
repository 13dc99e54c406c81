"""Phrases: they are their English, and speak the languages of their catalogue."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from string import Formatter

import pytest

from complaintkit.model import catalogue
from complaintkit.model.did_you_mean import nearest
from complaintkit.model.phrase import (
    Bilingual,
    Catalogue,
    Phrase,
    _Speaker,
    in_language,
    joined,
    kept,
    kept_from,
    phrase,
    without_stop,
)
from complaintkit.model.vocabulary import Decision
from complaintkit.model.wording import WORDS

XX = {"Known: {known}.": "<{known}>", "the receipt": "RECEIPT", "{first}, {second}": "{first} & {second}"}
NEAR = phrase("{value!r} is not a date with time", value="a\nb{what}")
COPIES = [copy.copy, copy.deepcopy, lambda it: pickle.loads(pickle.dumps(it, 0)), lambda it: kept_from(kept(it))]  # noqa: S301


@pytest.fixture
def further(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str], None]]:
    """Catalogues of a translator, in a folder of their own."""
    monkeypatch.setenv("COMPLAINTKIT_LOCALE", str(tmp_path))
    catalogue.forget()

    def write(language: str, text: str) -> None:
        file = tmp_path / language / "LC_MESSAGES" / "complaintkit.po"
        file.parent.mkdir(parents=True)
        file.write_text(text, "utf-8")
        catalogue.forget()

    yield write
    monkeypatch.undo()
    catalogue.forget()


def test_a_phrase_is_its_english() -> None:
    """Equal, hashed, written and sent as the English."""
    text = phrase("is empty")

    assert text == "is empty"
    found: dict[str, int] = {text: 1}
    assert found["is empty"] == 1
    assert json.dumps([text]) == '["is empty"]'
    assert f"field {text}" == "field is empty"
    assert type(str(text)) is str


@pytest.mark.parametrize("text", [NEAR, phrase("is empty"), Bilingual("small", "小"), without_stop(phrase("Say why."))])
@pytest.mark.parametrize("again", COPIES, ids=["copied", "copied deeply", "pickled", "kept"])
def test_a_copy_says_the_same(again: Callable[[str], str], text: Phrase) -> None:
    """In this process, in another one, and in rows that outlive both."""
    copied = again(text)

    assert type(copied) is type(text)
    assert (copied, in_language(copied, "zh")) == (text, text.to("zh"))


def test_a_row_of_an_earlier_version_is_read() -> None:
    """English, and Chinese below it."""
    assert kept_from("is empty\n不能为空") == "is empty"
    assert in_language(kept_from("is empty\n不能为空"), "zh") == "不能为空"
    assert kept_from("is empty") == "is empty"


def test_what_was_kept_is_said_in_a_language_that_came_later(further: Callable[[str, str], None]) -> None:
    """A row holds what a phrase is made of."""
    row = kept(phrase("Known: {known}.", known=joined(["a", phrase("the receipt")])))
    further("xx", "\n".join(f'msgid "{en}"\nmsgstr "{xx}"\n' for en, xx in XX.items()))

    assert in_language(kept_from(row), "xx") == "<a & RECEIPT>"


def test_a_template_is_filled_in_each_language() -> None:
    """Parts speak their language, quotation marks are those of the language, what was typed can't break out."""
    text = phrase("{field}: {reason}", field=nearest("x", ["x1"]), reason=NEAR)

    assert text == r"Did you mean 'x1'?: 'a\nb{what}' is not a date with time"
    assert text.to("zh") == r"您是不是要写“x1”？：“a\nb{what}”不是日期加时间"


def test_what_is_no_text_is_shown_as_it_was() -> None:
    """A list may change before anybody reads of it."""
    given = ["a"]
    text = phrase("{value!r} is not a date with time", value=given)
    given.append("b")

    assert (text, text.to("zh")) == ("['a'] is not a date with time", "['a']不是日期加时间")


def test_a_field_that_is_not_given_is_an_error() -> None:
    """Found where the phrase is made, in whatever language it is read."""
    with pytest.raises(KeyError):
        phrase("{value!r} is not a date with time", kind="a slip")


def test_the_final_stop_goes_in_every_language() -> None:
    """The sentence around a reason has its own."""
    text = without_stop(phrase("Say why."))

    assert (text, in_language(text, "zh")) == ("Say why", "请填写原因")
    assert type(without_stop("plain.")) is str


def test_what_is_known_is_named_where_nothing_is_near() -> None:
    """All of it, in the marks of the language."""
    text = nearest("zzz", ["b", "a"])

    named = nearest("upheeld", Decision, WORDS)

    assert (text, text.to("zh")) == ("Known: a, b.", "可选：a、b。")
    assert (named, named.to("zh")) == ("Did you mean 'upheld'?", "您是不是要写“upheld”（成立）？")
    assert not nearest("zzz", [])


def test_a_long_row_of_words_can_be_said() -> None:
    """However many there are."""
    assert in_language(joined(map(str, range(2000))), "zh").startswith("0、1、2、")
    assert joined([]) == ""


# ---- languages ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["zh", "zh-CN", "zh_CN", "ZH-Hans-CN", "zh-TW"])
def test_a_language_of_a_country_reads_the_catalogue_of_the_language(language: str) -> None:
    """As far as it has none of its own."""
    assert phrase("is empty").to(language) == "不能为空"


@pytest.mark.parametrize("language", ["en", "en-GB", "fr", "", "../zh", "zh/../zh", "z" * 200])
def test_other_languages_read_english(language: str) -> None:
    """Whatever a customer's language is said to be."""
    assert phrase("is empty").to(language) == "is empty"


def test_the_catalogue_of_a_country_goes_first(further: Callable[[str, str], None]) -> None:
    """And the language's fills what it lacks."""
    further("zh_TW", 'msgid "is empty"\nmsgstr "不得為空"\n')

    assert [phrase("is empty").to(one) for one in ("zh-TW", "zh-CN")] == ["不得為空", "不能为空"]
    assert phrase("Say why.").to("zh-TW") == "请填写原因。"


@pytest.mark.parametrize("slip", ["{wort!r} ist keine Einheit", "{value!r ist keine", "{0} ist keine", "{value.x}"])
def test_a_slip_in_a_catalogue_is_said_in_english(further: Callable[[str, str], None], slip: str) -> None:
    """Whoever stands at the counter is not met by a KeyError."""
    further("xx", f'msgid "{{value!r}} is not a date with time"\nmsgstr "{slip}"\n')

    assert NEAR.to("xx") == NEAR


def test_what_english_says_alike_is_told_apart_by_context(further: Callable[[str, str], None]) -> None:
    """To close a door and to close a case."""
    further("xx", 'msgctxt "door"\nmsgid "close"\nmsgstr "ZU"\n\nmsgid "close"\nmsgstr "FERTIG"\n')

    assert [one.to("xx") for one in (phrase("close", context="door"), phrase("close"))] == ["ZU", "FERTIG"]


def test_a_plugin_has_a_catalogue_of_its_own() -> None:
    """A package that nobody has speaks English."""
    assert Catalogue("complaintkit_nobody")("is empty").to("zh") == "is empty"
    assert Catalogue("complaintkit")("is empty").to("zh") == "不能为空"


def test_a_template_is_taken_apart_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A timeline says the same sentences hundreds of times; what is more than names is still read as `str.format` does."""
    assert phrase("{value!r} is not a date with time", value="x").to("zh") == "“x”不是日期加时间"
    monkeypatch.setattr(Formatter, "parse", None)
    assert phrase("{value!r} is not a date with time", value="y").to("zh") == "“y”不是日期加时间"
    monkeypatch.undo()
    assert _Speaker("zh").say("{number:05} {of.real} {{}}", {"number": 7, "of": 3}) == "00007 3 {}"
