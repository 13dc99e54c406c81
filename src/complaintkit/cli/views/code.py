"""Codes of errors, and where a refused request came from, as people say them."""

from __future__ import annotations

from collections.abc import Mapping

from complaintkit.model.phrase import Phrase, phrase
from complaintkit.model.wording import COMMANDS, word_in

CODES: Mapping[str, Phrase] = phrase.table(
    "error",
    "error configuration plugin invalid-input intake-rejected not-allowed not-responsible beyond-authority coupon-refused "
    "storage damaged not-found conflict outcome-unknown inbox "
    # of the door
    "bad-json too-long unknown-command not-available internal",
)
"""By the code of an error."""
_SOURCES: Mapping[str, Phrase] = {**COMMANDS, **phrase.table("source", "line do import channel")}


def code_in_words(code: str, language: str) -> str:
    """Say what went wrong, in a language.

    >>> code_in_words("invalid-input", "zh"), code_in_words("invalid-input", "en")
    ('填写有误', 'invalid-input')
    """
    return word_in(CODES, code).to(language)


def source_in_words(source: str, language: str) -> str:
    """Say what was asked for, or by which way it came.

    >>> source_in_words("assess", "zh"), source_in_words("channel:wechat", "zh"), source_in_words("line", "en")
    ('评估', '渠道 wechat', 'line')
    """
    kind, mark, name = source.partition(":")
    said = word_in(_SOURCES, kind)
    if mark:
        said = phrase("{kind} {name}", context="source", kind=said, name=name).in_english(source)
    return said.to(language)
