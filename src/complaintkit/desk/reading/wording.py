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


def reason(value: str, language: str) -> str:
    """Say why somebody is responsible: the one word that means something else elsewhere is `received`.

    >>> reason("received", "zh"), reason("received", "en"), word("received", "zh")
    ('首问责任', 'received', '已受理')
    """
    return word_in(SPOKEN, value).to(language) if value in SPOKEN else word(value, language)
