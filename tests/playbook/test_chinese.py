"""What playbooks say in Chinese is Chinese, and what they say in English is English, to the last comma."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = [
    file.relative_to(ROOT).as_posix()
    for place in ("src", "plugins", "docs")
    for file in sorted((ROOT / place).rglob("*.toml"))
]
HAN = "[\u3400-\u9fff]"
HALF_WIDTH = re.compile(rf"(?<={HAN})[,:;?!()\"']|[,:;?!()\"'](?={HAN})|(?<={HAN})\.(?!\w)|\.\.\.")
FULL_WIDTH = re.compile(rf"{HAN}|[\u3000-\u303f\uff00-\uffef]")


def said_in(language: str, table: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield the texts in a language, each with its key path."""
    match table:
        case dict():
            for key, value in table.items():
                if key == language and isinstance(value, str):
                    yield path, value
                else:
                    yield from said_in(language, value, f"{path}.{key}")
        case list():
            for one in table:
                yield from said_in(language, one, path)


def half_width(chinese: str) -> list[str]:
    """Return the marks that a Chinese manager would not write between Chinese letters; a field is a letter, too."""
    letters = re.sub(r"\{\w+\}", "字", chinese)
    return HALF_WIDTH.findall(re.sub(r"(?<!\[)[\[\]](?!\])", "", letters))


@pytest.mark.parametrize("file", FILES)
def test_chinese_has_full_width_punctuation(file) -> None:
    """A comma, a colon, a bracket beside Chinese letters is as wide as they are."""
    table = tomllib.loads((ROOT / file).read_text("utf-8"))
    assert {path: text for path, text in said_in("zh", table) if half_width(text)} == {}


@pytest.mark.parametrize("file", FILES)
def test_english_has_no_chinese_in_it(file) -> None:
    """Neither letters nor wide punctuation: who reads English may not be able to show them."""
    table = tomllib.loads((ROOT / file).read_text("utf-8"))
    assert {path: text for path, text in said_in("en", table) if FULL_WIDTH.search(text)} == {}


def test_a_half_width_mark_is_seen() -> None:
    """Beside letters and fields, in brackets that may fall away and at an end; times, numbers and links are left alone."""
    for wrong in ("负责人{owner}[,{by}前]。", "您好,", "{number}:好", "好吗?", "(好)", "好.", '“好"', "稍等..."):
        assert half_width(wrong), wrong
    for right in ("负责人{owner}[，{by}前]。", "08:00至12:30", "12315/12345 工单", "请看 https://x.cn/?a=1", "1.5倍"):
        assert not half_width(right), right
