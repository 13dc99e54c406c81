"""The lifecycle's table as moves from state to state, for whoever draws it: the handbook, the documentation."""

from __future__ import annotations

from complaintkit.decision.guard import RIGHTS
from complaintkit.decision.lifecycle import SHORT_PATH, TRANSITIONS, possible
from complaintkit.decision.timing import CLOCKS
from complaintkit.handbook import Course, Move
from complaintkit.model.vocabulary import Kind, State

# What was done elsewhere is taken over with its answer; nobody works that way.
_FROM_FILES = frozenset({"record-answer"})
_ON_THE_WAY = (State.RECEIVED, State.REGISTERED, State.RESOLVED, State.ARCHIVED)


def course(kind: Kind = Kind.COMPLAINT) -> Course:
    """Every move that a matter of this kind can make, state by state.

    >>> sorted(move.target.value for move in course().moves if move.source is State.EXECUTING)
    ['external', 'resolved', 'withdrawn']
    """
    moves = tuple(
        Move(state, command, target)
        for state in State
        for command in sorted(possible(state, kind) - _FROM_FILES)
        for target in _targets(state, command)
    )
    return Course(kinds=(kind,), moves=moves, rights=RIGHTS, clocks=tuple(CLOCKS.values()))


def short_course() -> Course:
    """What inquiries, praise and suggestions may do beside: answered and filed without a plan. S2.4, S2.6

    >>> [(move.source.value, move.command) for move in short_course().moves][:2]
    [('received', 'register'), ('received', 'settle')]
    """
    kinds = tuple(kind for kind in Kind if kind is not Kind.COMPLAINT)
    moves = (
        move
        for move in course(kinds[0]).moves
        if move.source in _ON_THE_WAY and move.target in _ON_THE_WAY and move.source is not move.target
    )
    return Course(kinds=kinds, moves=tuple(moves), rights=RIGHTS)


def _targets(state: State, command: str) -> tuple[State, ...]:
    """Where it leads; on the short path to where it leads elsewhere."""
    if (found := TRANSITIONS.get((state, command))) or command not in SHORT_PATH.get(state, frozenset()):
        return found or ()
    return next(targets for (_, word), targets in TRANSITIONS.items() if word == command)
