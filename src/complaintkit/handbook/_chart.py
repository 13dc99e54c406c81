"""The flow chart as SVG: the spine of states down the middle, skips on its left, returns and other ends on its right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from complaintkit.handbook._course import Course, Flow, Lane, flow_of
from complaintkit.handbook._ink import box, line, text, wrapped
from complaintkit.handbook._labels import Labels
from complaintkit.handbook._tongue import Tongue
from complaintkit.model.vocabulary import State

_WIDTH = 1080.0
_NODE = (190.0, 44.0)
_MIDDLE = 372.0  # of the spine
_LEFT, _RIGHT = _MIDDLE - _NODE[0] / 2, _MIDDLE + _NODE[0] / 2
_TEXT = 212.0  # for what stands beside a step
_RETURN = 652.0  # the first line back
_BRACKET = 748.0  # the first line out
_ASIDE = (852.0, 210.0)  # where the other ends stand, and how wide they are
_SCALE = 0.94  # on a screen; a narrow page makes it narrower
_ARROW = (
    '<defs><marker id="arrow" viewBox="0 0 10 10" refX="8.5" refY="5" markerWidth="8" markerHeight="8" orient="auto">'
    '<path d="M0,0.8 L9,5 L0,9.2 z" class="head"/></marker></defs>'
)


@attrs.frozen
class _Drawing:
    flow: Flow
    labels: Labels
    height: float
    rows: Mapping[State, float]
    """Where the middle of each state of the spine is."""


def drawn(course: Course, tongue: Tongue) -> str:
    """The chart of a course in a playbook's words, as one `<svg>`."""
    flow, labels = flow_of(course), Labels(tongue, course)
    rows = dict(_rows(flow, labels))
    drawing = _Drawing(flow, labels, max(rows.values()) + _NODE[1], rows)
    shapes = [*_returns(drawing), *_exits(drawing), *_jumps(drawing), *_steps(drawing), *_spine(drawing)]
    width = _WIDTH if flow.asides else _RETURN + 90
    return (
        f'<svg class="flow" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {drawing.height:g}"'
        f' style="max-width:{width * _SCALE:g}px" role="img">'
        f"{_ARROW}{''.join(shapes)}</svg>"
    )


def _rows(flow: Flow, labels: Labels) -> Iterator[tuple[State, float]]:
    """Room between two states for what is said of the step between them."""
    middle = 30.0
    for state, following in zip(flow.spine, (*flow.spine[1:], None), strict=True):
        yield state, middle
        beside = [_beside(lane, labels) for lane in flow.steps if lane.sources == (state,) and lane.target is following]
        middle += _NODE[1] + max((sum(size + 5 for size, _, _ in lines) for lines in beside), default=0) + 34


def _beside(lane: Lane, labels: Labels) -> list[tuple[float, str, str]]:
    """What stands beside a step: size, class and words of each line."""
    found = [(16.0, "what", one) for one in wrapped(labels.commands(lane), 16, _TEXT)]
    found += [(12.0, "who", one) for one in wrapped(labels.who(lane), 12, _TEXT)]
    for clock in labels.clocks(lane):
        found += [(12.5, "clock", one) for one in wrapped(clock, 12.5, _TEXT)]
    return found


# ---- the middle
def _spine(drawing: _Drawing) -> Iterator[str]:
    for state, y in drawing.rows.items():
        kind = (
            "state first"
            if state is drawing.flow.spine[0]
            else "state last"
            if state is drawing.flow.spine[-1]
            else "state"
        )
        yield box((_LEFT, y - _NODE[1] / 2), _NODE, kind=kind, radius=22)
        yield text((_MIDDLE, y + 6), drawing.labels.state(state), size=17, kind="name", anchor="middle")


def _steps(drawing: _Drawing) -> Iterator[str]:
    for lane in drawing.flow.steps:
        top, end = drawing.rows[lane.sources[0]] + _NODE[1] / 2, drawing.rows[lane.target] - _NODE[1] / 2
        yield _moved(lane, line(((_MIDDLE, top), (_MIDDLE, end)), kind="way"))
        lines = _beside(lane, drawing.labels)
        y = top + (end - top - sum(size + 5 for size, _, _ in lines)) / 2
        for size, kind, words in lines:
            y += size + 5
            yield text((_MIDDLE + 16, y - 4), words, size=size, kind=kind)


# ---- on the left
def _jumps(drawing: _Drawing) -> Iterator[str]:
    """The longest skip is the furthest out."""
    lanes = sorted(drawing.flow.jumps, key=lambda lane: len(lane.sources))
    x, words = _LEFT - 26.0, list[str]()
    for number, lane in enumerate(lanes):
        last = number == len(lanes) - 1
        room = x - 8 if last else 96.0
        ys = [drawing.rows[source] - 9 for source in lane.sources]
        end = drawing.rows[lane.target] + 9 * (1 if last else -1)
        yield _moved(lane, line(((_LEFT, ys[0]), (x, ys[0]), (x, end), (_LEFT, end)), kind="skip"))
        yield from (line(((_LEFT, y), (x, y)), kind="skip", arrow=False) for y in ys[1:])
        words += _aside_text(drawing.labels, lane, (x - 10, (ys[0] + end) / 2), room)
        x -= room + 16
    yield from words  # above the lines


def _aside_text(labels: Labels, lane: Lane, at: tuple[float, float], room: float) -> Iterator[str]:
    lines = [(15.0, "what", one) for one in wrapped(labels.commands(lane), 15, room)]
    lines += [(11.5, "who", one) for one in wrapped(labels.who(lane), 11.5, room)]
    y = at[1] - sum(size + 5 for size, _, _ in lines) / 2
    for size, kind, words in lines:
        y += size + 5
        yield text((at[0], y - 4), words, size=size, kind=kind, anchor="end")


# ---- on the right
def _returns(drawing: _Drawing) -> Iterator[str]:
    """Back to an earlier state, from later ones of the spine; those from other ends stand in their boxes."""
    lanes = [lane for lane in drawing.flow.returns if lane.sources[0] in drawing.rows]
    for number, lane in enumerate(sorted(lanes, key=lambda one: drawing.rows[one.sources[0]])):
        x = _RETURN + number * 34
        ys = [
            drawing.rows[one] - (9 if one is drawing.flow.spine[-1] else 0)
            for one in lane.sources
            if one in drawing.rows
        ]
        end = drawing.rows[lane.target] - 11 + number * 11
        yield _moved(lane, line(((_RIGHT, ys[0]), (x, ys[0]), (x, end), (_RIGHT, end)), kind="back"))
        yield from (line(((_RIGHT, y), (x, y), (x, ys[0])), kind="back", arrow=False) for y in ys[1:])
        for words in wrapped(drawing.labels.back(lane), 12.5, x - _RIGHT - 12)[:1]:
            yield text((_RIGHT + 12, ys[0] - 7), words, size=12.5, kind="again")


def _exits(drawing: _Drawing) -> Iterator[str]:
    """The other ends: a bracket over the states from which each can be reached, and from each the way to the archive."""
    tops = _stacked(drawing)
    lanes = [lane for aside in drawing.flow.asides for lane in drawing.flow.exits if lane.target is aside]
    for number, lane in enumerate(lanes):
        x = _BRACKET + (len(lanes) - 1 - number) * 28
        ys = [drawing.rows[source] for source in lane.sources]
        end = tops[lane.target] + 26
        yield from (line(((_RIGHT, y), (x, y)), kind="guide", arrow=False) for y in ys)
        yield line(((x, ys[0]), (x, ys[-1])), kind="out", arrow=False)
        yield from (f'<circle cx="{x:g}" cy="{y:g}" r="3.6" class="dot"/>' for y in ys)
        yield _moved(lane, line(((x, end), (_ASIDE[0], end)), kind="out"))
    for aside in drawing.flow.asides:
        yield from _end(drawing, aside, tops[aside])


def _stacked(drawing: _Drawing) -> dict[State, float]:
    """The upper edge of each other end, one below the other."""
    first, found = drawing.rows[drawing.flow.spine[0]] + 30, {}
    room = (drawing.height - 150 - first) / max(len(drawing.flow.asides), 1)
    for number, aside in enumerate(drawing.flow.asides):
        found[aside] = first + number * room
    return found


def _end(drawing: _Drawing, aside: State, top: float) -> Iterator[str]:
    lines = list(_end_lines(drawing, aside))
    height = 44 + sum(size + 6 for size, _, _ in lines)
    yield box((_ASIDE[0], top), (_ASIDE[1], height), kind="aside")
    y = top + 31
    yield text((_ASIDE[0] + 16, y), drawing.labels.state(aside), size=17, kind="name")
    for size, kind, words in lines:
        y += size + 6
        yield text((_ASIDE[0] + 16, y), words, size=size, kind=kind)
    bottom = drawing.rows[drawing.flow.spine[-1]] + 6
    for lane in (one for one in drawing.flow.ends if aside in one.sources and one.target is drawing.flow.spine[-1]):
        x = _ASIDE[0] + _ASIDE[1] + 10
        start = top + height / 2
        points = ((_ASIDE[0] + _ASIDE[1], start), (x, start), (x, bottom), (_RIGHT, bottom))
        yield _moved(attrs.evolve(lane, sources=(aside,)), line(points, kind="out"))


def _end_lines(drawing: _Drawing, aside: State) -> Iterator[tuple[float, str, str]]:
    labels, room = drawing.labels, _ASIDE[1] - 30
    for lane in drawing.flow.exits:
        if lane.target is aside:
            for words in wrapped(labels.commands(lane), 14, room):
                yield 14.0, "what", words
            for words in wrapped(labels.reach(lane), 12, room):
                yield 12.0, "who", words
    for lane in drawing.flow.returns:
        if aside in lane.sources:
            for words in wrapped(f"{labels.back(lane)} → {labels.state(lane.target)}", 12, room):
                yield 12.0, "again", words


def _moved(lane: Lane, shape: str) -> str:
    """A line that says which moves it stands for: `assessed offer-plan plan-offered`."""
    moves = ";".join(f"{source} {command} {lane.target}" for source in lane.sources for command in lane.commands)
    return f'<g data-moves="{moves}">{shape}</g>'
