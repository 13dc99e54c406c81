"""Did you mean: the known word that is closest to one that isn't known, and the sentence that suggests it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from complaintkit.model import wording
from complaintkit.model.catalogue import languages
from complaintkit.model.event_words import EVENT_WORDS
from complaintkit.model.phrase import Phrase, as_it_is, joined, phrase, spoken

__all__ = ["close_to", "closest", "nearest", "titled", "titles"]

_LONGEST = 200
_TITLE = 0.75  # how like a title a word is that may mean it


def closest(word: str, known: Iterable[object], *, at_least: float = 0.6) -> str:
    """Return the known word that is most like one, nothing where none is: 0 is anything, 1 the same.

    >>> closest("asess", ["assess", "archive"]), closest("wait", ["assess", "archive"])
    ('assess', '')
    """
    from difflib import get_close_matches

    if len(word) > _LONGEST:  # like no word there is
        return ""
    return next(iter(get_close_matches(word, sorted(map(str, known)), n=1, cutoff=at_least)), "")


def nearest(word: str, known: Iterable[object], names: Mapping[str, Phrase] = MappingProxyType({})) -> Phrase:
    """Suggest `Did you mean ...?` where something close is known, else list what is known; `names` are how people call it.

    >>> nearest("asess", ["assess", "archive"]), nearest("asess", ["assess", "archive"]).to("zh")
    ("Did you mean 'assess'?", '您是不是要写“assess”？')
    """
    words = sorted({str(one) for one in known})
    typed = word if isinstance(word, str) else ""
    if close := closest(typed, words) or titled(typed, words, names):
        return phrase("Did you mean {near}?", near=_called(phrase("{word!r}", word=close), names.get(close)))
    named = joined(_called(as_it_is(one), names.get(one)) for one in words)
    return phrase("Known: {known}.", known=named) if words else phrase("")


def titled(word: str, known: Iterable[object], names: Mapping[str, Phrase] = MappingProxyType({})) -> str:
    """Return the known word that people call so in their language, nothing where none is.

    >>> titled("退款", ["coupon", "refund"]), titled("紧急", ["high", "low"]), titled("refund", ["high"])
    ('refund', 'high', '')
    """
    if word.isascii() or len(word) > _LONGEST:
        return ""
    events = {word: one.title for word, one in EVENT_WORDS.items()}
    tables = (
        names,
        events,
        wording.WORDS,
        wording.WINDOWS,
        wording.COMMANDS,
        wording.FIELDS,
        wording.STATES,
        wording.NOUNS,
    )
    titles = {
        table[one].to(language): one
        for table in tables
        for one in map(str, known)
        if one in table
        for language in languages()
    }
    return titles.get(closest(word, titles, at_least=_TITLE), "")


def titles(known: Collection[str]) -> Mapping[str, Phrase]:
    """Return how people call what is known, by id, as far as it maps ids to what has a title."""
    if not isinstance(known, Mapping):
        return {}
    told = {id_: getattr(one, "title", None) for id_, one in known.items()}
    return {id_: spoken(title) for id_, title in told.items() if isinstance(title, Mapping) and title}


def close_to(word: str, known: Iterable[object]) -> Phrase:
    """Suggest `Did you mean ...?` where something close is known, else to look it up: not everybody may read the whole list. R20

    >>> close_to("chne", ["chen", "wu"]), close_to("xi", ["chen", "wu"])
    ("Did you mean 'chen'?", 'Check the id.')
    """
    close = closest(word if isinstance(word, str) else "", known)
    return phrase("Did you mean {near}?", near=phrase("{word!r}", word=close)) if close else phrase("Check the id.")


def _called(word: Phrase, name: Phrase | None) -> Phrase:
    """Return a word with its name behind it; English names are the words themselves."""
    return phrase("{word} ({name})", word=word, name=name).in_english(word) if name else word
