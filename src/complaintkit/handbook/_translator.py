"""One playbook in one language: what its roles, categories, deadlines, durations and closed words are called there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

import attrs

from complaintkit.calendars import KNOWN, known_calendar
from complaintkit.handbook._document import Named
from complaintkit.handbook._events import EVENTS, RECIPIENTS
from complaintkit.model.bilingual import is_chinese
from complaintkit.model.due import Within
from complaintkit.model.money import Money
from complaintkit.model.phrase import Template, phrase
from complaintkit.model.wording import COMMANDS, STATES, WINDOWS, WORDS, path_in_words
from complaintkit.organisation import Words, said
from complaintkit.playbook.deadline import OF_CATEGORY
from complaintkit.playbook.procedure import Playbook

_MEDIA: Mapping[str, tuple[str, str]] = {
    "sms": ("SMS", "短信"),
    "email": ("e-mail", "邮件"),
    "call": ("telephone", "电话"),
    "wechat": ("WeChat", "微信"),
    "wecom": ("WeCom", "企业微信"),
    "web": ("website", "网站"),
    "qr": ("QR code", "二维码"),
}
_MORE: Mapping[str, str] = {
    "own": "本人经办的",
    "unit": "本单位的",
    "region": "本区域的",
    "all": "全部",
    "new-cycle": "重新处理",
    "follow-up": "回访",
    "escalate": "上报",
    "yes": "是",
    "no": "否",
    "true": "是",
    "false": "否",
    "in-conversation": "顾客正在对话时除外",
    "none": "无须凭证",
    "signed": "须有签名",
    "session": "须经登录",
    "secret-url": "须用专用网址",
}
_PLAIN = {"in-conversation": "except in the middle of a conversation", "secret-url": "secret address"}


class _Titled(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def title(self) -> Words: ...


@attrs.frozen
class Translator:
    """Says what a playbook holds in `language` (BCP 47): in Chinese where that is some kind of Chinese, else in English."""

    playbook: Playbook
    language: str

    @property
    def chinese(self) -> bool:
        """Whether this language is some kind of Chinese."""
        return is_chinese(self.language)

    def say(self, english: str, /, *, context: str = "", **fields: object) -> str:
        """Return a phrase of the handbook's own, as `complaintkit.model.phrase` makes them, in this language."""
        return Template(english, "complaintkit", context).filled(**fields).to(self.language)

    def words(self, words: Words) -> str:
        """Return a title or text of the playbook."""
        return said(words, self.language)

    def several(self, words: Iterable[str]) -> str:
        """Join words in a row."""
        return ("、" if self.chinese else ", ").join(word for word in words if word)

    def sentence(self, parts: Iterable[str]) -> str:
        """Join parts, one after the other, as one line."""
        return ("；" if self.chinese else "; ").join(part for part in parts if part)

    def either(self, words: Iterable[str]) -> str:
        """Join words of which one is enough."""
        return ("或" if self.chinese else " or ").join(word for word in words if word)

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
        return self.title(known, id) if id in known or id not in RECIPIENTS else RECIPIENTS[id][self.chinese]

    def roles(self, ids: Iterable[str]) -> str:
        """Return the titles of several roles."""
        return self.several(map(self.role, ids))

    def recipient(self, word: str) -> str:
        """Return who gets a message: a word such as `owner` goes before a role of that name."""
        return RECIPIENTS[word][self.chinese] if word in RECIPIENTS else self.role(word)

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
        return EVENTS[word][self.chinese] if word in EVENTS else word.replace("-", " ")

    def command(self, word: str) -> str:
        """Return a command as something that somebody does."""
        english = word.replace("-", " ").capitalize()
        return COMMANDS.get(word, english) if self.chinese else english

    def state(self, word: str) -> str:
        """Return a state's title."""
        return STATES.get(word, word) if self.chinese else word.replace("-", " ").capitalize()

    def word(self, word: str) -> str:
        """Return a word of another closed list: a reason, a severity, a kind, a remedy."""
        if self.chinese:
            return {**WORDS, **_MORE}.get(word, word)
        return _PLAIN.get(word, word.replace("-", " "))

    def medium(self, word: str) -> str:
        """Return a medium's title, or a channel's: a survey may be on offer where matters come in."""
        if word in self.playbook.channels:
            return self.title(self.playbook.channels, word)
        return _MEDIA[word][self.chinese] if word in _MEDIA else self.word(word)

    def need(self, word: str) -> str:
        """Return the name of a field that a step must hold."""
        path = path_in_words(word)
        return path.zh if self.chinese else word.replace("-", " ")

    def window(self, word: str) -> str:
        """Return a span in which something adds up, or comes round."""
        if not self.chinese:
            return f"in {word}" if word.endswith("days") else f"per {word}"
        return WINDOWS.get(word) or f"{word.removesuffix('days').strip()}天内"

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
