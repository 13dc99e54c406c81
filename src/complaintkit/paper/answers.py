"""The handbook of frequent questions 常见问题解答手册, to print and to hang up: questions and answers by category. S3.2"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Final

import attrs

from complaintkit.model.answer import Answer
from complaintkit.model.phrase import Phrase, phrase
from complaintkit.model.text import said
from complaintkit.paper.sheet import sheet
from complaintkit.paper.titles import Titles

_STYLE: Final = Path(__file__).with_name("answers.css")
_WORDS: Final[Mapping[str, Phrase]] = phrase.table(
    "answers",
    {
        "title": "Frequent questions",
        "other": "Other questions",
        "none": "There is no entry yet.",
        "as of": "as of",
    },
)
_MARKS: Final = re.compile(r"[\\`*_{}\[\]<>#|~]|(?<=^)[-+=]|(?<=\d)[.)](?=\s)", re.MULTILINE)


@attrs.frozen(kw_only=True)
class AnswerBook:
    """The approved entries of one language that hold in a unit, to be printed; no person is in it.

    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     draft = desk.answers.propose("清真餐怎么订？", "提前一天致电热线", by="chen")
    ...     entry = desk.answers.approve(draft, by="general-manager")
    ...     book = desk.answers.handbook(by="chen", language="zh")
    >>> [line for line in book.to_markdown().splitlines() if line]  # doctest: +ELLIPSIS
    ['# 常见问题解答手册', '...', '## 其他问题', '**清真餐怎么订？**', '提前一天致电热线']
    """

    answers: tuple[Answer, ...]
    unit: str
    language: str
    titles: Titles = attrs.field(repr=False)
    made_at: datetime

    def chapters(self) -> tuple[tuple[str, tuple[Answer, ...]], ...]:
        """Return the entries by category, in the order of the playbook; those of none come last."""
        order = list(self.titles.playbook.categories)
        rest = len(order)
        found: dict[str | None, list[Answer]] = {}
        for one in self.answers:
            found.setdefault(one.category if one.category in order else None, []).append(one)
        ids = sorted(found, key=lambda one: rest if one is None else order.index(one))
        other = _WORDS["other"].to(self.language)
        return tuple((said(self.titles.category(one), self.language) or other, tuple(found[one])) for one in ids)

    def _heads(self) -> tuple[str, str]:
        place = said(self.titles.unit(self.unit), self.language)
        at = f"{_WORDS['as of'].to(self.language)} {self.titles.time(self.made_at)[:10]}"
        return _WORDS["title"].to(self.language), f"{place} · {at}"

    def to_html(self) -> str:
        """Return one page to print on A4, upright."""
        title, place = self._heads()
        body = "\n".join(self._lines(escape(title), escape(place)))
        return sheet(title, body, language=self.language, style=_STYLE, foot=f"{title} · {place}")

    def _lines(self, title: str, place: str) -> Iterator[str]:
        yield f"<header><h1>{title}</h1><p>{place}</p></header>"
        for chapter, answers in self.chapters():
            yield f"<h2>{escape(chapter)}</h2>\n<dl>"
            for one in answers:
                yield f"<dt>{escape(one.question)}</dt>"
                yield f"<dd>{escape(one.answer)}<small>{escape(one.number)}</small></dd>"
            yield "</dl>"
        if not self.answers:
            yield f"<p>{escape(_WORDS['none'].to(self.language))}</p>"

    def to_markdown(self) -> str:
        """Return the same as Markdown."""
        title, place = self._heads()
        lines = [f"# {title}", _plain(place)]
        for chapter, answers in self.chapters():
            lines.append(f"## {_plain(chapter)}")
            for one in answers:
                lines += [f"**{_plain(one.question)}**", _plain(one.answer)]
        if not self.answers:
            lines.append(_WORDS["none"].to(self.language))
        return "\n\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """Write text so that Markdown reads none of it as its own."""
    return _MARKS.sub(r"\\\g<0>", "\n".join(line.strip() for line in text.splitlines()))
