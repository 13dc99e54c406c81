"""A report as one HTML page, to be mailed, read and printed: it runs and fetches nothing; each number leads to its cases."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.insight._tile import tiles
from complaintkit.insight._words import word_in
from complaintkit.insight.table import Table, heads, tables
from complaintkit.paper import sheet

if TYPE_CHECKING:
    from complaintkit.insight.report import Report

_STYLE: Final = Path(__file__).with_name("style.css")


def _with_commands(text: str) -> str:
    """Return it as HTML; what is to be typed, between backticks in a text, as a command."""
    return re.sub("`([^`]+)`", r"<code>\1</code>", escape(text))


def page(report: Report, language: str, *, plots: bool) -> str:
    """Return the whole page.

    Raises:
        ConfigurationError: plots are asked for, and what draws them is not installed.
    """
    title, _, place = heads(report, language).partition("\n")
    found = tables(report, language)
    drawn = _drawn(report, language) if plots else {}
    return sheet(
        title,
        "\n".join(_Page(report, language, found, drawn).lines(title, place)),
        language=language,
        style=_STYLE,
        foot=f"{title} · {place}",
    )


def _drawn(report: Report, language: str) -> Mapping[str, str]:
    from complaintkit.insight._plots import plots_of

    return plots_of(report, language)


@attrs.frozen
class _Page:
    report: Report
    language: str
    tables: tuple[Table, ...]
    plots: Mapping[str, str]
    _anchors: dict[str, str] = attrs.field(factory=dict, init=False)

    def lines(self, title: str, place: str) -> Iterator[str]:
        yield f"<header><h1>{escape(title)}</h1><p>{escape(place)}</p></header>"
        if self.report.warning is not None:
            yield f'<p class="warning">{_with_commands(self.report.warning.to(self.language))}</p>'
        yield from self._tiles()
        for table in self.tables:
            yield from self._section(table)
        yield from self._cases()

    def _tiles(self) -> Iterator[str]:
        yield '<ul class="tiles">'
        for one in tiles(self.report, self.language):
            yield f"<li>{escape(one.name)}<b>{escape(one.value)}</b><small>{escape(one.beside)}</small></li>"
        yield "</ul>"

    def _section(self, table: Table) -> Iterator[str]:
        yield f"<section><h2>{escape(table.title)}</h2>"
        if table.id in self.plots:
            yield f"<figure>{self.plots[table.id]}{self._legend(table.id)}</figure>"
        yield f"<table><thead>{_row('th', map(escape, table.columns))}</thead><tbody>"
        for at, row in enumerate(table.rows):
            yield _row("td", (self._cell(table, at, column, text) for column, text in enumerate(row)))
        yield "</tbody></table>"
        if table.note:
            yield f'<p class="note">{escape(table.note)}</p>'
        yield "</section>"

    def _legend(self, id_: str) -> str:
        """Say what the colours of a plot are."""
        against = self.report.against
        now, then = self.report.period.called(self.language), against.called(self.language) if against else ""
        marks = {
            "cases": (),
            "deadlines": (("", word_in("met", self.language)), ("late", word_in("breached", self.language))),
        }.get(id_, (("", now), ("then", then)))
        told = "".join(f'<i class="{kind}"></i>{escape(text)}' for kind, text in marks if text)
        return f"<figcaption>{told}</figcaption>" if told else ""

    def _cell(self, table: Table, row: int, column: int, text: str) -> str:
        key = table.behind.get((row, column))
        if key is None or key not in self.report.cases:
            return escape(text)
        anchor = self._anchors.setdefault(key, f"cases-{len(self._anchors) + 1}")
        return f'<a href="#{anchor}">{escape(text)}</a>'

    def _cases(self) -> Iterator[str]:
        """Yield the lists that the numbers lead to, in the order in which they stand above."""
        if self._anchors:
            yield f"<section><h2>{escape(word_in('behind', self.language))}</h2>"
            named = self._named()
            for key, anchor in self._anchors.items():
                times = self.report.times.get(key, {})
                numbers = "".join(
                    f"<span>{escape(_often(one, times.get(one)))}</span> " for one in self.report.cases[key]
                )
                yield f'<div id="{anchor}"><h3>{escape(named[key])}</h3><p class="numbers">{numbers}</p></div>'
            yield "</section>"

    def _named(self) -> Mapping[str, str]:
        """Return what each list of cases is called: its table, its row, and its column where there are several."""
        found = {}
        for table in self.tables:
            several = len({column for _, column in table.behind}) > 1
            for (row, column), key in table.behind.items():
                parts = (table.title, table.rows[row][0], table.columns[column] if several else "")
                found[key] = " · ".join(dict.fromkeys(one for one in parts if one))
        return found


def _often(number: str, times: int | None) -> str:
    """Return the number of a case, and how often it counts where that is more than once."""
    return f"{number} ×{times}" if times else number


def _row(cell: str, values: Iterator[str]) -> str:
    return f"<tr>{''.join(f'<{cell}>{one}</{cell}>' for one in values)}</tr>"
