"""How a case moves through its states: what the handbook is given of the lifecycle, and how that is laid out as a chart.

The lifecycle is decided above this floor; it comes here as plain moves, so that what is drawn is what runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from complaintkit.model.vocabulary import Kind, State
from complaintkit.playbook.deadline import DeadlineRule

_ASIDE = (State.CLEARED_UP, State.WITHDRAWN, State.EXTERNAL)  # ends that are not the one hoped for


@attrs.frozen(order=True)
class Move:
    """A command that takes a case from one state to another."""

    source: State
    command: str
    target: State


@attrs.frozen(kw_only=True)
class Course:
    """The moves of matters of some kinds.

    `rights`: what a role's `may` must name for a command, where it is another word. `clocks`: the deadlines that the core
    reckons where a playbook has none from the same event.
    """

    kinds: tuple[Kind, ...]
    moves: tuple[Move, ...]
    rights: Mapping[str, str] = attrs.field(factory=dict)
    clocks: tuple[DeadlineRule, ...] = ()


@attrs.frozen
class Lane:
    """Moves with one target that are drawn as one line: by these commands, from these states."""

    commands: tuple[str, ...]
    sources: tuple[State, ...]
    target: State


@attrs.frozen(kw_only=True)
class Flow:
    """A course, laid out: a spine of states from first to last, and what leaves it.

    `steps` go from one state of the spine to the next; `jumps` go further on; `returns` go back; `exits` leave for the
    states in `asides`, whence `ends` lead to the last one.
    """

    spine: tuple[State, ...]
    asides: tuple[State, ...]
    steps: tuple[Lane, ...]
    jumps: tuple[Lane, ...]
    returns: tuple[Lane, ...]
    exits: tuple[Lane, ...]
    ends: tuple[Lane, ...]


def flow_of(course: Course) -> Flow:
    """The course laid out; a move that stays where it is moves nothing."""
    moves = [move for move in course.moves if move.source is not move.target]
    there = {state for move in moves for state in (move.source, move.target)}
    spine = tuple(state for state in State if state in there and state not in _ASIDE)
    place = {state: number for number, state in enumerate(spine)}
    sorted_out: dict[str, list[Move]] = {"steps": [], "jumps": [], "returns": [], "exits": [], "ends": []}
    for move in moves:
        sorted_out[_way(move, place)].append(move)
    return Flow(
        spine=spine,
        asides=tuple(state for state in _ASIDE if state in there),
        **{name: _lanes(found, together=name in ("steps", "returns")) for name, found in sorted_out.items()},
    )


def _way(move: Move, place: Mapping[State, int]) -> str:
    if move.target not in place:
        return "exits"
    if move.source not in place:
        return "ends" if place[move.target] == len(place) - 1 else "returns"
    distance = place[move.target] - place[move.source]
    if distance < 0:
        return "returns"
    return "steps" if distance == 1 else "jumps"


def _lanes(moves: Iterable[Move], *, together: bool) -> tuple[Lane, ...]:
    """One for each command and target; `together`, commands that go the same ways share one."""
    sources: dict[tuple[str, State], list[State]] = {}
    for move in moves:
        sources.setdefault((move.command, move.target), []).append(move.source)
    lanes: dict[tuple[tuple[State, ...], State], list[str]] = {}
    for (command, target), found in sources.items():
        key = (tuple(found), target)
        lanes.setdefault(key, []).append(command)
    if together:
        return tuple(Lane(tuple(commands), found, target) for (found, target), commands in lanes.items())
    return tuple(Lane((command,), tuple(found), target) for (command, target), found in sources.items())
