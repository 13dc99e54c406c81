"""The lifecycle as lanes: which commands lead a matter from which states to which, read from the table that decides it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

import attrs

from complaintkit.decision.tables.lifecycle import SHORT_PATH, TRANSITIONS, possible
from complaintkit.model.vocabulary import Kind, State

_OTHER_ENDS = (State.WITHDRAWN, State.CLEARED_UP, State.EXTERNAL)
_SHORT = (State.RECEIVED, State.REGISTERED, State.RESOLVED, State.ARCHIVED)
_ON_THE_WAY = frozenset({"do-first-handling", "escalate"})  # shown, though they lead to no other state
_PLANNED = (State.PLAN_OFFERED, State.EXECUTING, State.RESOLVED)  # from here on first handling is a hazard's alone


@attrs.frozen
class Lane:
    """Commands that lead from some states, one after the other, to `target`; where that is None they lead nowhere else."""

    commands: tuple[str, ...]
    sources: tuple[State, ...]
    target: State | None


@attrs.frozen(kw_only=True)
class Course:
    """The way of matters of some kinds: `spine` are the states from first to last, all other states are other ends."""

    kinds: tuple[Kind, ...]
    spine: tuple[State, ...]
    lanes: tuple[Lane, ...]

    def is_step(self, lane: Lane) -> bool:
        """Return whether a lane leads from one state of the spine to the very next."""
        return lane.target is not None and (lane.sources[0], lane.target) in pairwise(self.spine)

    def is_back(self, lane: Lane) -> bool:
        """Return whether a lane leads from a later state, or from another end, into the middle of the spine."""
        if lane.target not in self.spine[:-1]:
            return False
        after = self.spine[self.spine.index(lane.target) + 1 :]
        return lane.sources[0] in after or lane.sources[0] not in self.spine


def complaint_course() -> Course:
    """Return the way of a complaint.

    >>> [lane.target.value for lane in complaint_course().lanes if lane.commands == ("resolve",)]
    ['resolved']
    """
    return _course((Kind.COMPLAINT,), tuple(State))


def short_course() -> Course:
    """Return the way of inquiries, praise and suggestions, which are answered and filed without a plan. S2.4, S2.6

    >>> [lane.commands for lane in short_course().lanes if lane.sources == (State.REGISTERED,)]
    [('settle', 'resolve'), ('archive',)]
    """
    return _course(tuple(kind for kind in Kind if kind is not Kind.COMPLAINT), _SHORT)


def _course(kinds: tuple[Kind, ...], states: tuple[State, ...]) -> Course:
    spine = tuple(state for state in states if state not in _OTHER_ENDS)
    return Course(kinds=kinds, spine=spine, lanes=tuple(_lanes(_sources(kinds[0], states), spine)))


def _sources(kind: Kind, states: Iterable[State]) -> dict[tuple[str, State | None], list[State]]:
    """Collect the states in which each command leads to each target."""
    found: dict[tuple[str, State | None], list[State]] = {}
    for state in states:
        for command in sorted(possible(state, kind)):
            for target in _targets(state, command):
                if target is not state and target in (None, *states):
                    found.setdefault((command, target), []).append(state)
    return found


def _targets(state: State, command: str) -> tuple[State | None, ...]:
    """Return where a command leads; on the short path that is where it leads elsewhere."""
    if command in _ON_THE_WAY and state not in _OTHER_ENDS:
        return () if command == "do-first-handling" and state in _PLANNED else (None,)
    if (found := TRANSITIONS.get((state, command))) or command not in SHORT_PATH.get(state, frozenset()):
        return found or ()
    return next(targets for (_, word), targets in TRANSITIONS.items() if word == command)


def _lanes(sources: Mapping[tuple[str, State | None], list[State]], spine: tuple[State, ...]) -> Iterator[Lane]:
    """Make one lane of commands that lead the same way."""
    lanes: dict[tuple[tuple[State, ...], State | None], list[str]] = {}
    for (command, target), states in sources.items():
        for run in _runs(states, target, spine):
            lanes.setdefault((run, target), []).append(command)
    for (run, target), commands in lanes.items():
        yield Lane(tuple(commands), run, target)


def _runs(states: Iterable[State], target: State | None, spine: tuple[State, ...]) -> Iterator[tuple[State, ...]]:
    """Part states that don't follow one another on the spine; what leads to the very next state stands alone."""
    steps, run = set(pairwise(spine)), list[State]()
    for state in states:
        if run and ((run[-1], state) not in steps or (state, target) in steps):
            yield tuple(run)
            run = []
        run.append(state)
    yield tuple(run)
