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


_COUNTED = re.compile(r"\d[\d.,]*|一(?![定下起直样并])|[二两三四五六七八九十百千万半倍%‰]")
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


_CLAUSE = re.compile(r"[，。；、！？,;!?\n]+|\.(?!\d)")
_NOT = re.compile(r"[不没无非未勿别]|\bnot?\b|n't\b|\bnever\b")


def clauses(text: str) -> list[str]:
    """Return what a text says, sentence by sentence, each as it was written.

    >>> clauses("更换米饭，并道歉。")
    ['更换米饭', '并道歉']
    """
    return [found for one in _CLAUSE.split(text) if (found := one.strip())]


def adds_little(text: str, to: str) -> bool:
    """Tell if a text says what another does, and a quarter more at most: a word that fills, no number and no "not".

    >>> adds_little("更换一份全新的米饭", "更换一份新的米饭"), adds_little("更换米饭和汤", "更换米饭")
    (True, False)
    >>> adds_little("费用我们不承担", "费用我们承担")
    False
    """
    long, short = gist(text), gist(to)
    letters = iter(long)
    if len(long) - len(short) > max(1, len(short) // 4) or not all(one in letters for one in short):
        return False
    return _COUNTED.findall(long) == _COUNTED.findall(short) and len(_NOT.findall(text.casefold())) == len(
        _NOT.findall(to.casefold())
    )
