"""Text for people: one wording per language, as every title, question and message has it."""

from __future__ import annotations

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
