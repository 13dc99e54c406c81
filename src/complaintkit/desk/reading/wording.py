"""The words of closed lists as a terminal shows them: in English as programs have them."""

from __future__ import annotations

from collections.abc import Mapping

from complaintkit.model.event_words import event_in_words
from complaintkit.model.phrase import Phrase, phrase
from complaintkit.model.wording import SPOKEN, STATES, WORDS, word_in

SAID: Mapping[str, Phrase] = phrase.table(
    "what was said",
    "answer customer evidence heard improvement measures minutes note purpose reason reasons remark remedies root_cause "
    "subject",
) | phrase.table("what was said", {"wanted": "wants"})
"""What stands before something said; the words of the deed itself stand alone."""

_LISTS: Mapping[str, Phrase] = {**STATES, **WORDS}
_OTHER: Mapping[str, Phrase] = phrase.table(
    "value", {"": "-", "None": "-", "True": "yes", "False": "no", "customer": "customer"}
)


def word(value: object, language: str) -> str:
    """Return a word of a closed list in `language`; one that is in no list as it is.

    >>> word("overloaded", "zh"), word("a-word-of-their-own", "zh"), word(True, "en")
    ('任务过多', 'a-word-of-their-own', 'yes')
    """
    text = str(value)
    if text in _OTHER:
        return _OTHER[text].to(language)
    return (word_in(_LISTS, text) if text in _LISTS else event_in_words(text).in_english(text)).to(language)


def told(value: object, language: str) -> str:
    """Say a word of a closed list as people do, in English too: no id that only programs have.

    >>> told("by-phone", "en"), told("by-phone", "zh"), told("a-word-of-their-own", "en")
    ('by phone', '电话', 'a-word-of-their-own')
    """
    text = str(value)
    return (_OTHER.get(text) or _LISTS.get(text) or event_in_words(text)).to(language)


def told_reason(value: str, language: str) -> str:
    """Say why something is so, as a sentence does.

    >>> told_reason("deadline-breached", "en"), told_reason("deadline-breached", "zh")
    ('a deadline was missed', '超时')
    >>> told_reason("received", "zh"), told("received", "zh")  # the one word that means something else elsewhere
    ('首问责任', '已受理')
    """
    return SPOKEN[value].to(language) if value in SPOKEN else told(value, language)
