"""The flow chart as text, for Markdown: a Mermaid diagram, which many readers draw and every reader can read."""

from __future__ import annotations

from collections.abc import Iterator

from complaintkit.handbook._course import Course, flow_of
from complaintkit.handbook._labels import Labels
from complaintkit.handbook._tongue import Tongue
from complaintkit.model.vocabulary import State


def mermaid(course: Course, tongue: Tongue) -> str:
    """The same moves as in the drawing, one arrow for each pair of states."""
    return "\n".join(("flowchart TD", *_nodes(course, tongue), *_arrows(course, tongue)))


def _nodes(course: Course, tongue: Tongue) -> Iterator[str]:
    flow = flow_of(course)
    for state in (*flow.spine, *flow.asides):
        yield f"    {_id(state)}(['{_plain(tongue.state(state))}'])".replace("'", '"')


def _arrows(course: Course, tongue: Tongue) -> Iterator[str]:
    flow, labels = flow_of(course), Labels(tongue, course)
    said: dict[tuple[State, State], list[str]] = {}
    for lane in (*flow.steps, *flow.jumps, *flow.exits, *flow.ends, *flow.returns):
        words = labels.back(lane) if lane in flow.returns else labels.commands(lane)
        clocks = tongue.sentence(labels.clocks(lane)) if lane in flow.steps else ""
        for source in lane.sources:
            said.setdefault((source, lane.target), []).append("<br/>".join(map(_plain, filter(None, (words, clocks)))))
    for (source, target), words_said in said.items():
        yield f'    {_id(source)} -->|"{tongue.either(words_said)}"| {_id(target)}'


def _id(state: State) -> str:
    return state.replace("-", "_")


def _plain(words: str) -> str:
    """What would end a label, as Mermaid writes it."""
    return (
        words.replace("&", "#amp;")
        .replace('"', "#quot;")
        .replace("<", "#lt;")
        .replace(">", "#gt;")
        .replace("'", "#39;")
    )
