"""What is left of `both(en, zh)`: English and Chinese side by side in code. New code says `phrase("...")` of `model.phrase`."""

from __future__ import annotations

from string import Formatter

from complaintkit.model.phrase import Bilingual, in_language, joined, kept, kept_from, without_stop

__all__ = ["Bilingual", "both", "in_language", "is_chinese", "joined", "kept", "kept_from", "without_stop"]


def both(en: str, zh: str, **values: object) -> Bilingual:
    """The same in English and Chinese; with `values`, both are templates of `str.format`.

    A value that is itself bilingual speaks either language, and `!r` quotes as each language does.

    >>> both("{word!r} is not a unit", "没有{word!r}这个单位", word="softprak").to("zh")
    '没有“softprak”这个单位'
    """
    if not values:
        return Bilingual(en, zh)
    return Bilingual(en.format(**values), _CHINESE.vformat(zh, (), values))


def is_chinese(language: str) -> bool:
    """Whether a language is some kind of Chinese.

    >>> is_chinese("zh-CN"), is_chinese("zh_Hans"), is_chinese("en")
    (True, True, False)
    """
    return language.replace("_", "-").partition("-")[0].lower() == "zh"


class _Chinese(Formatter):
    """Fills a Chinese template: bilingual values in Chinese, quoted words in Chinese quotation marks, escapes kept."""

    def convert_field(self, value: object, conversion: str | None) -> object:
        if not isinstance(value, str):
            return super().convert_field(value, conversion)
        spoken = in_language(value, "zh")
        return f"“{repr(spoken)[1:-1]}”" if conversion == "r" else super().convert_field(spoken, conversion)


_CHINESE = _Chinese()
