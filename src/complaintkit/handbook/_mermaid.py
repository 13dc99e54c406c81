"""The flow chart as text, for Markdown: a Mermaid diagram, which many readers draw and every reader can read."""

from __future__ import annotations

from collections.abc import Iterator

from complaintkit.handbook._document import Chart, Way
from complaintkit.model.vocabulary import State

_SIGNS = str.maketrans({"&": "#amp;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "'": "#39;"})  # as Mermaid writes them


def mermaid(chart: Chart) -> str:
    """Return the diagram: an arrow for each pair of states, a dotted line to what is done on the way."""
    return "\n".join(("flowchart TD", *_nodes(chart), *_arrows(chart), *_beside(chart)))


def _nodes(chart: Chart) -> Iterator[str]:
    ends = [way.target for way in chart.ways if way.target and way.target not in chart.spine]
    for state in (*chart.spine, *dict.fromkeys(ends)):
        yield f'    {_id(state)}(["{chart.names[state].translate(_SIGNS)}"])'


def _arrows(chart: Chart) -> Iterator[str]:
    """Make one arrow of several ways between two states."""
    found: dict[tuple[State, State], list[str]] = {}
    for way in chart.ways:
        for source in way.sources:
            if way.target:
                found.setdefault((source, way.target), []).append(_label(way))
    for (source, target), labels in found.items():
        yield f'    {_id(source)} -->|"{"<br/>".join(labels)}"| {_id(target)}'


def _beside(chart: Chart) -> Iterator[str]:
    for way in chart.ways:
        if way.target is None:
            ends = dict.fromkeys((_id(way.sources[0]), _id(way.sources[-1])))
            yield f'    {" & ".join(ends)} -.- {_id(way.commands[0])}["{_label(way)}"]'


def _label(way: Way) -> str:
    who = () if way.target or not way.who else (way.who,)
    return "<br/>".join(text.translate(_SIGNS) for text in (way.title, *who, *way.clocks))


def _id(word: str) -> str:
    return word.replace("-", "_")
