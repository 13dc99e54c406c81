"""The register of a period: each case a row, as it is filed, printed, or opened in a spreadsheet. S3.12, S0.10"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from html import escape
from io import StringIO
from pathlib import Path
from typing import Final

import attrs

from complaintkit.model.period import Period
from complaintkit.model.phrase import SEMICOLON, Phrase, joined, phrase, spoken
from complaintkit.model.remedy import Remedy
from complaintkit.model.text import Words, said
from complaintkit.model.wire import as_data
from complaintkit.model.wording import STATES, WORDS
from complaintkit.paper.authority import AuthorityRow, time_of
from complaintkit.paper.rounds import result_in_words
from complaintkit.paper.sheet import sheet, writable
from complaintkit.paper.titles import printed

_STYLE: Final = Path(__file__).with_name("register.css")
_FORMULA: Final = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_LONG: Final = 90  # characters of what was said that a row of paper has room for
_COLUMNS: Final[Mapping[str, Phrase]] = phrase.table(
    "register",
    {
        "number": "number",
        "received": "received",
        "kind": "kind",
        "category": "category",
        "unit": "unit",
        "customer": "customer",
        "text": "what was said",
        "owner": "responsible",
        "state": "state",
        "answered": "answered",
        "in_time": "in time",
        "result": "result",
        "authority": "authority",
    },
)
_WORDS: Final[Mapping[str, Phrase]] = phrase.table(
    "register",
    {
        "register": "Register of complaints",
        "all": "all units",
        "open": "not yet",
        "in time": "yes",
        "none": "Nothing was received.",
        "drawn": "drawn up by",
        "checked": "checked by",
        "date": "date",
    },
)


@attrs.frozen(kw_only=True)
class RegisterRow:
    """One case of a register, the customer masked. Times are those of its unit.

    `answered_at` is when it was settled, resolved or ended otherwise; `late` are the titles of the deadlines missed until then,
    whatever was done afterwards (R15). Texts are None where their person was erased.
    """

    number: str
    received_at: datetime
    kind: str
    category: Words
    unit: Words
    customer: str
    text: str | None
    owner: str
    state: str
    answered_at: datetime | None
    late: tuple[Words, ...]
    result: str | None
    remedies: tuple[Remedy, ...] = ()
    authorities: tuple[AuthorityRow, ...] = ()
    round: int | None = None  # the earlier one that the result is of, while this one has none

    def told(self, language: str) -> dict[str, str]:
        """Return each column as people read it."""
        return {
            "number": self.number,
            "received": time_of(self.received_at),
            "kind": printed(WORDS, self.kind).to(language),
            "category": said(self.category, language) or "-",
            "unit": said(self.unit, language),
            "customer": self.customer,
            "text": self.text or "-",
            "owner": self.owner,
            "state": printed(STATES, self.state).to(language),
            "answered": time_of(self.answered_at),
            "in_time": self._in_time().to(language),
            "result": self._ended().to(language) or "-",
            "authority": joined([one.told() for one in self.authorities], SEMICOLON).to(language) or "-",
        }

    def _ended(self) -> Phrase:
        """Say what came of it, and what was promised with it."""
        result = [result_in_words(self.result, self.round)] if self.result else []
        return joined([*result, *map(_remedy, self.remedies)], SEMICOLON)

    def _in_time(self) -> Phrase:
        if self.late:
            return phrase("late: {what}", what=joined(map(spoken, self.late)))
        return _WORDS["in time" if self.answered_at else "open"]


@attrs.frozen(kw_only=True)
class Register:
    """The cases received in a period, the oldest first, as far as the reader may see them. S3.12, R20

    >>> from complaintkit import Customer, Period
    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk(start="2026-11-21T10:00+08:00") as desk:
    ...     case = desk.receive("饭是酸的", by="chen", channel="hotline", customer=Customer(name="王芳"))
    ...     register = desk.complaint_register(Period.month(2026, 11, zone="Asia/Shanghai"), by="chen")
    >>> [(row.number == case.number, row.customer) for row in register.rows]
    [(True, '王*')]
    >>> "投诉台账 2026-11" in register.to_html("zh")
    True
    """

    period: Period
    rows: tuple[RegisterRow, ...]
    unit: Words = attrs.field(factory=dict)

    def columns(self, language: str = "en") -> Mapping[str, str]:
        """Return the heading of each column, by its name in a row."""
        return {name: one.to(language) for name, one in _COLUMNS.items()}

    def heads(self, language: str = "en") -> tuple[str, str]:
        """Return the two lines above the rows: the period; the unit, how many cases, and how many late."""
        late = sum(bool(one.late) for one in self.rows)
        count = phrase("cases: {count}, late: {late}", count=len(self.rows), late=late).to(language)
        place = said(self.unit, language) or _WORDS["all"].to(language)
        return f"{_WORDS['register'].to(language)} {self.period.called(language)}", f"{place} · {count}"

    def to_html(self, language: str = "en") -> str:
        """Return one page to print on A4, landscape; Chinese where `language` is."""
        title, place = self.heads(language)
        body = "\n".join(self._lines(language))
        return sheet(title, body, language=language, style=_STYLE, foot=f"{title} · {place}")

    def _lines(self, language: str) -> Iterator[str]:
        title, place = map(escape, self.heads(language))
        yield f"<header><h1>{title}</h1><p>{place}</p></header>"
        heads = "".join(f"<th>{escape(one)}</th>" for one in self.columns(language).values())
        yield f"<table><thead><tr>{heads}</tr></thead><tbody>"
        for row in self.rows:
            cells = "".join(
                f'<td class="{name}">{escape(_cut(text))}</td>' for name, text in row.told(language).items()
            )
            yield f"<tr>{cells}</tr>"
        yield "</tbody></table>"
        if not self.rows:
            yield f"<p>{escape(_WORDS['none'].to(language))}</p>"
        signs = "".join(f"<span>{escape(_WORDS[one].to(language))}</span>" for one in ("drawn", "checked", "date"))
        yield f'<p class="signs">{signs}</p>'

    def to_csv(self, language: str = "en") -> str:
        """Return the same as CSV that Excel opens: with a byte order mark, and nothing in it that Excel would reckon."""
        out = StringIO(newline="")
        out.write("\ufeff")
        writer = csv.writer(out)
        writer.writerow(self.columns(language).values())
        writer.writerows([[harmless(text) for text in row.told(language).values()] for row in self.rows])
        return writable(out.getvalue())

    def as_data(self) -> list[dict[str, object]]:
        """Return plain values for JSON, one mapping for each case."""
        return [as_data(row, row.received_at.tzinfo or UTC) for row in self.rows]


def harmless(text: str) -> str:
    """Return a cell that a spreadsheet takes for text, whoever wrote it.

    >>> harmless("=1+1"), harmless("＝cmd()"), harmless("饭是酸的")
    ("'=1+1", "'＝cmd()", '饭是酸的')
    """
    return f"'{text}" if _FORMULA.match(text) and text != "-" else text


def _remedy(remedy: Remedy) -> Phrase:
    kind = printed(WORDS, remedy.kind)
    return phrase("{kind} {value}", kind=kind, value=remedy.face_value) if remedy.face_value else kind


def _cut(text: str) -> str:
    """Return a text as a row has room for it."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONG else f"{flat[: _LONG - 1]}…"
