"""A report as one HTML page: no scripts, no pictures, everything escaped, so that any mail program shows it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from complaintkit.insight.table import Table, heads, tables
from complaintkit.model.catalogue import nearest_language

if TYPE_CHECKING:
    from complaintkit.insight.report import Report


_STYLE = (
    "body{font-family:sans-serif;margin:2em}table{border-collapse:collapse;margin:0 0 1.5em}"
    "th,td{padding:.2em .8em .2em 0;text-align:right;border-bottom:1px solid #ddd}"
    "th:first-child,td:first-child{text-align:left}caption{text-align:left;font-weight:bold;padding:.3em 0}"
)


def page(report: Report, language: str) -> str:
    """Return the whole page."""
    title, _, place = heads(report, language).partition("\n")
    body = "\n".join(line for table in tables(report, language) for line in _table(table))
    return (
        f'<!DOCTYPE html>\n<html lang="{language if nearest_language(language) else "en"}">\n<head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n<body>\n"
        f"<h1>{escape(title)}</h1>\n<p>{escape(place)}</p>\n{body}\n</body>\n</html>\n"
    )


def _table(table: Table) -> Iterator[str]:
    yield f"<table><caption>{escape(table.title)}</caption>"
    yield _row("th", table.columns)
    yield from (_row("td", row) for row in table.rows)
    yield "</table>"


def _row(cell: str, values: tuple[str, ...]) -> str:
    return f"<tr>{''.join(f'<{cell}>{escape(one)}</{cell}>' for one in values)}</tr>"
