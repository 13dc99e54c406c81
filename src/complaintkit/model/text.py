"""Text for people: one wording per language, as every title, question and message has it; and what of a text says something."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import TypeAlias

__all__ = ["UNDETERMINED", "Words", "said"]

Words: TypeAlias = Mapping[str, str]
"""Language (BCP 47) to wording."""

UNDETERMINED = "und"
"""BCP 47's tag for a language nobody named: `title = "长青图文"`."""


def said(words: Words, language: str = "en") -> str:
    """Return the wording in `language`, or in the nearest language there is: `zh-CN`, `zh`, English, whatever comes first.

    >>> said({"zh": "厨房", "en": "Kitchen"}, "zh-CN")
    '厨房'
    >>> said({"und": "长青图文"}, "en")
    '长青图文'
    """
    for tag in (language, language.partition("-")[0], UNDETERMINED, "en"):
        if tag in words:
            return words[tag]
    return next(iter(words.values()), "")


_POINT = re.compile(r"(?<=\d)[.,](?=\d)")


def gist(text: str) -> str:
    """Return a text as it is compared with another: without punctuation, blanks, width and case; numbers keep their point.

    >>> gist("退款１０%，并 更换。") == gist("退款10%,并更换"), gist("赔 1.5 倍") == gist("赔15倍")
    (True, False)
    """
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    points = {found.start() for found in _POINT.finditer(plain)}
    return "".join(one for index, one in enumerate(plain) if index in points or _says_something(one)) or plain


def _says_something(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category[0] in "LMN" or category == "Sc" or letter in "%‰"
