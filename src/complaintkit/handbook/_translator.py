"""One playbook in one language: what its roles, categories, deadlines, durations and closed words are called there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

import attrs

from complaintkit.calendars import KNOWN, known_calendar
from complaintkit.handbook._document import Named
from complaintkit.handbook._events import RECIPIENTS
from complaintkit.model.due import Within
from complaintkit.model.event_words import EVENT_WORDS
from complaintkit.model.money import Money
from complaintkit.model.phrase import COMMA, SEMICOLON, Phrase, Template, joined, phrase
from complaintkit.model.wording import COMMANDS, STATES, WORDS, path_in_words, window_in_words
from complaintkit.organisation import Words, said
from complaintkit.playbook.deadline import OF_CATEGORY
from complaintkit.playbook.procedure import Playbook

_MEDIA: Mapping[str, Phrase] = phrase.table(
    "medium",
    {
        "sms": "SMS",
        "email": "e-mail",
        "call": "telephone",
        "wechat": "WeChat",
        "wecom": "WeCom",
        "web": "website",
        "qr": "QR code",
    },
)
_WORDS: Mapping[str, Phrase] = {
    **WORDS,
    **phrase.table("handbook", "all new-cycle follow-up escalate yes no true false none signed session"),
    **phrase.table(
        "handbook", {"in-conversation": "except in the middle of a conversation", "secret-url": "secret address"}
    ),
}


class _Titled(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def title(self) -> Words: ...


@attrs.frozen
class Translator:
    """Says what a playbook holds in `language` (BCP 47), or in English where nothing is said in that."""

    playbook: Playbook
    language: str

    def say(self, english: str, /, *, context: str = "", **fields: object) -> str:
        """Return a phrase of the handbook's own, as `complaintkit.model.phrase` makes them, in this language."""
        return Template(english, "complaintkit", context).filled(**fields).to(self.language)

    def words(self, words: Words) -> str:
        """Return a title or text of the playbook."""
        return said(words, self.language)

    def several(self, words: Iterable[str]) -> str:
        """Join words in a row."""
        return self._join(words, COMMA)

    def sentence(self, parts: Iterable[str]) -> str:
        """Join parts, one after the other, as one line."""
        return self._join(parts, SEMICOLON)

    def either(self, words: Iterable[str]) -> str:
        """Join words of which one is enough."""
        return self._join(words, phrase.template("{first} or {second}"))

    def _join(self, words: Iterable[str], by: Template) -> str:
        return joined((word for word in words if word), by).to(self.language)

    # ---- what has an id in the playbook
    def named(self, rule: _Titled, *, depth: int = 0, mark: str = "") -> Named:
        """Return a rule by its title and id."""
        return Named(self.words(rule.title) or rule.id, rule.id, depth, mark)

    def title(self, known: Mapping[str, object], id: str) -> str:
        """Return the title that the playbook gives an id; the id where it gives none."""
        title = getattr(known.get(id), "title", None)
        return (self.words(title) if title else "") or id

    def role(self, id: str) -> str:
        """Return a role's or a group's title; a word such as `leader` where there is none of that name."""
        known = {**self.playbook.roles, **self.playbook.groups}
        return self.title(known, id) if id in known or id not in RECIPIENTS else RECIPIENTS[id].to(self.language)

    def roles(self, ids: Iterable[str]) -> str:
        """Return the titles of several roles."""
        return self.several(map(self.role, ids))

    def recipient(self, word: str) -> str:
        """Return who gets a message: a word such as `owner` goes before a role of that name."""
        return RECIPIENTS[word].to(self.language) if word in RECIPIENTS else self.role(word)

    def category(self, id: str) -> str:
        """Return a category's title."""
        return self.title(self.playbook.categories, id)

    def deadline(self, id: str) -> str:
        """Return a deadline's title."""
        return self.title(self.playbook.deadlines, id)

    def calendar(self, id: str | None) -> str:
        """Return a calendar's title: the playbook's, or one that is known everywhere; None is the unit's own."""
        if id is None:
            return phrase("the unit's own calendar").to(self.language)
        if id in self.playbook.calendars:
            return self.playbook.calendars[id].title.to(self.language)
        return known_calendar(id).title.to(self.language) if id in KNOWN else id

    # ---- words of closed lists
    def event(self, word: str) -> str:
        """Return an event as something that happens."""
        return EVENT_WORDS[word].rule.to(self.language) if word in EVENT_WORDS else word.replace("-", " ")

    def command(self, word: str) -> str:
        """Return a command as something that somebody does."""
        return self._word(COMMANDS, word).capitalize()

    def state(self, word: str) -> str:
        """Return a state's title."""
        return self._word(STATES, word).capitalize()

    def word(self, word: str) -> str:
        """Return a word of another closed list: a reason, a severity, a kind, a remedy."""
        return self._word(_WORDS, word)

    def _word(self, table: Mapping[str, Phrase], word: str) -> str:
        return table[word].to(self.language) if word in table else word.replace("-", " ")

    def medium(self, word: str) -> str:
        """Return a medium's title, or a channel's: a survey may be on offer where matters come in."""
        if word in self.playbook.channels:
            return self.title(self.playbook.channels, word)
        return _MEDIA[word].to(self.language) if word in _MEDIA else self.word(word)

    def need(self, word: str) -> str:
        """Return the name of a field that a step must hold."""
        return path_in_words(word).in_english(word.replace("-", " ")).to(self.language)

    def window(self, word: str) -> str:
        """Return a span in which something adds up, or comes round."""
        return window_in_words(word).to(self.language)

    # ---- amounts
    def within(self, within: Within | str | None) -> str:
        """Return a duration; of a deadline whose categories have their own, say so."""
        if within is None:
            return ""
        if isinstance(within, Within):
            return within.to(self.language)
        return phrase("as the category says").to(self.language) if within == OF_CATEGORY else within

    def money(self, amount: Money | None) -> str:
        """Return an amount in its currency."""
        return "" if amount is None else amount.in_words(self.language)
