"""The flow chart as HTML: a column of states, and bars along it for what may be done in several of them."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import pairwise

from complaintkit.handbook._document import Chart, Way
from complaintkit.model.vocabulary import State

_KINDS = ("beside", "skip", "back", "out")  # from left to right


def board(chart: Chart) -> str:
    """Return the chart as one grid, which the browser lays out."""
    bars = [way for way in chart.ways if way.sources[0] in chart.spine and not _is_step(way, chart)]
    bars.sort(key=lambda way: _KINDS.index(_kind(way, chart)))
    left = _packed([way for way in bars if way.target is None], chart)
    right = _packed([way for way in bars if way.target], chart)
    cells = [*_spine(chart, len(left) + 1)]
    for number, column in enumerate((*left, (), *right), start=1):
        cells += [_bar(way, chart, number) for way in column]
    columns = f"repeat({len(left)},1.1fr) 2.2fr repeat({len(right)},1fr)"
    return f'<div class="chart" style="grid-template-columns:{columns}">{"".join(cells)}</div>'


def _is_step(way: Way, chart: Chart) -> bool:
    return way.target is not None and (way.sources[0], way.target) in pairwise(chart.spine)


def _rows(way: Way, chart: Chart) -> tuple[int, int]:
    return chart.spine.index(way.sources[0]) + 1, chart.spine.index(way.sources[-1]) + 1


def _packed(ways: list[Way], chart: Chart) -> list[list[Way]]:
    """Share columns among bars that don't overlap."""
    columns: list[list[Way]] = []
    for way in ways:
        first, last = _rows(way, chart)
        free = (
            one
            for one in columns
            if all(last < _rows(other, chart)[0] or first > _rows(other, chart)[1] for other in one)
        )
        if (column := next(free, None)) is None:
            columns.append(column := [])
        column.append(way)
    return columns


def _spine(chart: Chart, column: int) -> Iterator[str]:
    """Make a cell for each state, with the step to the next below it."""
    steps = {way.sources[0]: way for way in chart.ways if _is_step(way, chart)}
    for row, state in enumerate(chart.spine, start=1):
        step = f'<div class="step"{_moves(steps[state])}>{_words(steps[state])}</div>' if state in steps else ""
        yield f'<div class="row" style="grid-area:{row}/{column}"><div class="state">{_name(chart, state)}</div>{step}</div>'


def _bar(way: Way, chart: Chart, column: int) -> str:
    first, last = _rows(way, chart)
    target, further = "", [one for one in chart.ways if way.target in one.sources and way.target not in chart.spine]
    if way.target:
        onward = "".join(f"<small>{escape(one.title)} → {_name(chart, one.target)}</small>" for one in further)
        target = f"<em>→ {_name(chart, way.target)}</em>{onward}"
    place = f"grid-area:{first}/{column}/{last + 1}/{column + 1}"
    return f'<div class="bar {_kind(way, chart)}" style="{place}"{_moves(way, *further)}>{_words(way)}{target}</div>'


def _kind(way: Way, chart: Chart) -> str:
    if way.target is None:
        return "beside"
    if way.target not in chart.spine:
        return "out"
    return "back" if chart.spine.index(way.target) < chart.spine.index(way.sources[0]) else "skip"


def _words(way: Way) -> str:
    who = f"<small>{escape(way.who)}</small>" if way.who else ""
    return f"<b>{escape(way.title)}</b>{who}{''.join(f'<span>{escape(one)}</span>' for one in way.clocks)}"


def _name(chart: Chart, state: State | None) -> str:
    return escape(chart.names[state]) if state else ""


def _moves(*ways: Way) -> str:
    """Say which moves of the lifecycle it stands for: `assessed offer-plan plan-offered`."""
    moves = (
        f"{state} {word} {way.target}" for way in ways if way.target for state in way.sources for word in way.commands
    )
    return f' data-moves="{";".join(dict.fromkeys(moves))}"'
