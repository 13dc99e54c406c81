"""Texts with fields: nobody ever reads a hole. S0.5"""

from __future__ import annotations

import re

import pytest

from complaintkit import ConfigurationError
from complaintkit.playbook import load_playbook
from complaintkit.playbook.template import fields_of, is_balanced, said
from complaintkit.playbook.vocabulary import CERTAIN
from tests.houses import HOUSES


@pytest.mark.parametrize(
    ("text", "with_", "without"),
    [
        ("负责人{owner}[，{by}前给您答复]。抱歉。", "负责人陈洁，三点前给您答复。抱歉。", "负责人陈洁。抱歉。"),
        (
            "{owner} has it[ and answers by {by}]. Sorry.",
            "陈洁 has it and answers by 三点. Sorry.",
            "陈洁 has it. Sorry.",
        ),
        ("{owner}负责，{by}前答复。抱歉。", "陈洁负责，三点前答复。抱歉。", "陈洁负责。抱歉。"),
        ("{by}前，{owner}答复", "三点前，陈洁答复", "陈洁答复"),
        ("陈洁（{by}，今天）答复。抱歉。", "陈洁（三点，今天）答复。抱歉。", "抱歉。"),
        ("{owner} answers by {by}. Sorry.", "陈洁 answers by 三点. Sorry.", "Sorry."),
        ("你好！\n{by}前答复\n{owner}", "你好！\n三点前答复\n陈洁", "你好！\n陈洁"),
        ("{owner}: {by}", "陈洁: 三点", "陈洁"),
        ("at 08:00, {by}", "at 08:00, 三点", "at 08:00"),
        ("{by}", "三点", ""),
        ("v1.5 of {owner}. By {by}.", "v1.5 of 陈洁. By 三点.", "v1.5 of 陈洁."),
        ("[[{owner}]] {{x}}", "[陈洁] {x}", "[陈洁] {x}"),
        ("处理完毕。{remedies}谢谢。", "处理完毕。谢谢。", "处理完毕。谢谢。"),
    ],
)
def test_what_has_nothing_to_say_is_not_said(text, with_, without) -> None:
    """In brackets the part falls away, else what is between the commas, else the sentence. S0.5"""
    assert said(text, {"owner": "陈洁", "by": "三点"}) == with_
    assert said(text, {"owner": "陈洁", "by": ""}).strip() == without.strip()


def test_a_value_is_never_read() -> None:
    """Whatever a customer types stays what they typed."""
    typed = "]{owner}[。{number}"
    assert said("{text}", {"text": typed}) == typed
    assert said("[{text}]", {"text": typed}) == typed


@pytest.mark.parametrize(
    ("remedies", "expected"),
    [("", "Settled: done. We apologise."), ("You get 5 CNY.", "Settled: done. You get 5 CNY. We apologise.")],
)
def test_a_sentence_that_falls_away_leaves_no_gap(remedies, expected) -> None:
    """Nor two spaces in a row; those within a value are its own."""
    assert said("Settled: {result}. {remedies} We apologise.", {"result": "done", "remedies": remedies}) == expected
    assert said("{text}", {"text": "a  b"}) == "a  b"


@pytest.mark.parametrize("text", ["[", "]", "[[x]", "[a [b] c]", "x] [y"])
def test_a_bracket_without_its_other_is_seen(text) -> None:
    """A playbook that has one is refused."""
    assert not is_balanced(text)
    assert is_balanced(text.replace("[", "[[").replace("]", "]]").replace("[[[[", "[[").replace("]]]]", "]]"))


def test_the_fields_in_brackets_are_fields() -> None:
    """They are checked like any other."""
    assert fields_of("{a}[, {b}]") == {"a", "b"}


@pytest.mark.parametrize("book", HOUSES)
def test_no_message_of_ours_is_lost_for_want_of_one_field(book) -> None:
    """Whatever may have nothing to say has a part of its own: its number, or what it is about, is said all the same. S0.5"""
    for rule in load_playbook(book).all_messages.values():
        certain = dict.fromkeys(CERTAIN[rule.on], "x")
        for text in (*rule.short.values(), *rule.long.values()):
            assert is_balanced(text)
            assert any(map(str.isalnum, said(text, certain))), (rule.id, text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{note}", "says nothing where note has nothing to say"),
        ("{note}, {note}", "says nothing where note has nothing to say"),
        ("{number}[: {note}", "its brackets don't pair"),
    ],
)
def test_a_message_that_would_say_nothing_is_refused_when_it_is_loaded(tmp_path, text, why) -> None:
    """With the field, and how to write it. S0.5"""
    file = tmp_path / "ours.toml"
    file.write_text(
        'name = "ours"\nversion = "1"\nextends = "night-market"\nbase = "2026.11"\n'
        '[message.handover-offered]\non = "handover-offered"\n'
        f'to = "receiver"\nmedia = ["sms"]\nshort.zh = "{text}"\nshort.en = "{text}"\n',
        "utf-8",
    )
    with pytest.raises(ConfigurationError, match=re.escape(why)):
        load_playbook(file)
    file.write_text(file.read_text("utf-8").replace(text, "{number}[: {note}]"), "utf-8")
    assert load_playbook(file).messages["handover-offered"].short["en"] == "{number}[: {note}]"
