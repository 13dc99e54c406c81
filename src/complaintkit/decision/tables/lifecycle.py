"""The lifecycle as one table: which commands a case in which state takes. Every pair is decided here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping

from complaintkit.model.vocabulary import Kind, State

# While a case is open, whatever its state: talking, asking, sending, going upwards, passing on (F5), tying together.
_ALWAYS = frozenset(
    "note object correct tell hear-customer acknowledge link unlink mark-second-grievance"
    " ask-advice give-advice dispatch report-dispatch escalate"
    " receive-escalation adjourn-meeting decide-meeting offer-handover accept-handover decline-handover rule-handover"
    " record-docket answer-authority record-outcome"
    " extend-deadline ask-approval approve refuse-approval give-remedy order-remedy reverse-remedy".split()
)
_HANDLING = frozenset(
    "raise-issue reclassify settle record-facts do-first-handling wait-for-customer clear-up withdraw".split()
)
_DONE = frozenset("archive answer-survey record-follow-up".split())
# A hazard is seen to whatever the customer was offered or agreed to.
_AFTER = frozenset("do-first-handling record-facts".split())

ALLOWED: Mapping[State, frozenset[str]] = {
    State.RECEIVED: _ALWAYS | _HANDLING | {"register", "record-answer"},
    State.REGISTERED: _ALWAYS | _HANDLING | {"register", "assess", "record-answer"},
    State.ASSESSED: _ALWAYS | _HANDLING | {"register", "assess", "offer-plan", "refer", "record-answer"},
    State.INVESTIGATING: _ALWAYS | _HANDLING | {"register", "assess", "offer-plan", "refer", "record-answer"},
    State.PLAN_OFFERED: _ALWAYS
    | _AFTER
    | {"raise-issue", "answer-plan", "reclassify", "wait-for-customer", "clear-up", "withdraw", "refer"},
    State.EXECUTING: _ALWAYS
    | _AFTER
    | {"raise-issue", "do-measure", "resolve", "reclassify", "wait-for-customer", "withdraw", "refer"},
    State.RESOLVED: _ALWAYS | _DONE | _AFTER | {"raise-issue", "refer"},
    State.WITHDRAWN: _ALWAYS | _AFTER | {"archive"},
    State.CLEARED_UP: _ALWAYS | _DONE | _AFTER | {"raise-issue"},
    State.EXTERNAL: _ALWAYS | _AFTER | {"archive", "record-answer"},
    State.ARCHIVED: frozenset(
        "note object tell acknowledge hear-customer link unlink answer-survey record-follow-up"
        " record-docket record-outcome".split()  # words and an authority's case open the next one
    ),
}
"""State to the commands it takes. What is not here is refused, naming what is."""

SHORT_PATH: Mapping[State, frozenset[str]] = {
    State.REGISTERED: frozenset({"resolve", "archive"}),
    State.ASSESSED: frozenset({"resolve", "archive"}),
    State.INVESTIGATING: frozenset({"resolve", "archive"}),
}
"""What inquiries, praise and suggestions may do beside: no plan has to be agreed before they are answered and filed. S2.4, S2.6"""

TRANSITIONS: Mapping[tuple[State, str], tuple[State, ...]] = {
    (State.RECEIVED, "register"): (State.REGISTERED,),
    (State.REGISTERED, "assess"): (State.ASSESSED,),
    (State.ASSESSED, "record-facts"): (State.INVESTIGATING,),
    (State.ASSESSED, "offer-plan"): (State.PLAN_OFFERED,),
    (State.INVESTIGATING, "offer-plan"): (State.PLAN_OFFERED,),
    (State.PLAN_OFFERED, "answer-plan"): (State.EXECUTING, State.INVESTIGATING),
    (State.EXECUTING, "resolve"): (State.RESOLVED,),
    (State.RESOLVED, "raise-issue"): (State.INVESTIGATING,),
    (State.CLEARED_UP, "raise-issue"): (State.INVESTIGATING,),
    (State.RESOLVED, "answer-survey"): (State.RESOLVED, State.INVESTIGATING),
    (State.RESOLVED, "record-follow-up"): (State.RESOLVED, State.INVESTIGATING),
    (State.CLEARED_UP, "answer-survey"): (State.CLEARED_UP, State.INVESTIGATING),
    (State.CLEARED_UP, "record-follow-up"): (State.CLEARED_UP, State.INVESTIGATING),
    (State.ARCHIVED, "answer-survey"): (State.ARCHIVED, State.INVESTIGATING),
    (State.ARCHIVED, "record-follow-up"): (State.ARCHIVED, State.INVESTIGATING),
    **{(state, "settle"): (State.RESOLVED,) for state, commands in ALLOWED.items() if "settle" in commands},
    **{(state, "clear-up"): (State.CLEARED_UP,) for state, commands in ALLOWED.items() if "clear-up" in commands},
    **{(state, "withdraw"): (State.WITHDRAWN,) for state, commands in ALLOWED.items() if "withdraw" in commands},
    **{(state, "refer"): (State.EXTERNAL,) for state, commands in ALLOWED.items() if "refer" in commands},
    **{(state, "archive"): (State.ARCHIVED,) for state, commands in ALLOWED.items() if "archive" in commands},
}
"""Where a command leads; one that is not here leaves the state as it is."""


def possible(state: State, kind: Kind) -> frozenset[str]:
    """Return the door words of the commands that a case of this kind takes in this state.

    >>> "resolve" in possible(State.EXECUTING, Kind.COMPLAINT)
    True
    >>> "resolve" in possible(State.REGISTERED, Kind.COMPLAINT)
    False
    >>> "resolve" in possible(State.REGISTERED, Kind.INQUIRY)
    True
    """
    return ALLOWED[state] | (SHORT_PATH.get(state, frozenset()) if kind is not Kind.COMPLAINT else frozenset())
