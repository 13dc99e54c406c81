"""Text in two languages at once: it is the English, for logs and programs, and carries the Chinese for the counter."""

from __future__ import annotations

from collections.abc import Iterable
from string import Formatter
from typing import Self

__all__ = ["Bilingual", "both", "in_language", "is_chinese", "joined", "kept", "kept_from", "without_stop"]


class Bilingual(str):
    """English that carries its Chinese: equal to, hashed, sorted and written as the English.

    What `str` makes of it (`f"{text}"`, `text + "."`) is English alone: compose with `both` instead.

    >>> text = both("is empty", "不能为空")
    >>> text == "is empty", str(text), text.zh
    (True, 'is empty', '不能为空')
    """

    __slots__ = ("zh",)
    zh: str

    def __new__(cls, en: str, zh: str) -> Self:
        """Make a text of two whole sentences, or of two parts of one."""
        made = super().__new__(cls, en)
        made.zh = zh
        return made

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle both languages, so that the text crosses process borders whole."""
        return (Bilingual, (str(self), self.zh))


def both(en: str, zh: str, **values: object) -> Bilingual:
    """The same in English and Chinese; with `values`, both are templates of `str.format`.

    A value that is itself bilingual speaks either language, and `!r` quotes as each language does.

    >>> both("{word!r} is not a unit", "没有{word!r}这个单位", word="softprak").zh
    '没有“softprak”这个单位'
    >>> both("the case is {state}", "本单{state}", state=both("archived", "已归档")).zh
    '本单已归档'
    """
    if not values:
        return Bilingual(en, zh)
    return Bilingual(en.format(**values), _CHINESE.vformat(zh, (), values))


def joined(words: Iterable[str]) -> Bilingual:
    """Several words in a row.

    >>> joined(["unit", both("category", "类别")]).zh
    'unit、类别'
    """
    several = list(words)
    return Bilingual(", ".join(several), "、".join(in_language(one, "zh") for one in several))


def in_language(text: str, language: str) -> str:
    """`text` in a language (BCP 47), as far as it has it; else as it is."""
    return text.zh if isinstance(text, Bilingual) and is_chinese(language) else str(text)


def is_chinese(language: str) -> bool:
    """Whether a language is some kind of Chinese.

    >>> is_chinese("zh-CN"), is_chinese("zh_Hans"), is_chinese("en")
    (True, True, False)
    """
    return language.replace("_", "-").partition("-")[0].lower() == "zh"


def kept(text: str) -> str:
    """Both languages as plain text, for rows that outlive this process: a line each. One alone stays as it is."""
    return f"{_flat(text)}\n{_flat(text.zh)}" if isinstance(text, Bilingual) else _flat(text)


def kept_from(text: str) -> str:
    """What was kept.

    >>> kept_from(kept(both("is empty", "不能为空"))).zh, kept_from("is empty")
    ('不能为空', 'is empty')
    """
    en, mark, zh = text.partition("\n")
    return Bilingual(en, zh) if mark else text


def _flat(text: str) -> str:
    return " ".join(text.split("\n"))


def without_stop(text: str) -> str:
    """`text` without its final stop: the sentence around it brings its own."""
    bare = text.rstrip(".")
    return Bilingual(bare, text.zh.rstrip("。.")) if isinstance(text, Bilingual) else bare


class _Chinese(Formatter):
    """Fills a Chinese template: bilingual values in Chinese, quoted words in Chinese quotation marks, escapes kept."""

    def convert_field(self, value: object, conversion: str | None) -> object:
        if not isinstance(value, str):
            return super().convert_field(value, conversion)
        spoken = in_language(value, "zh")
        return f"“{repr(spoken)[1:-1]}”" if conversion == "r" else super().convert_field(spoken, conversion)


_CHINESE = _Chinese()
