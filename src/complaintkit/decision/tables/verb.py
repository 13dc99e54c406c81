"""What each verb of a desk that is no command does, and how far it reaches for the one who asks: one table. R20

Commands have theirs in `effect`. A verb that stands in neither can't be imported: `declared` looks when its class is made.
`tests/desk/test_readings.py` says by hand, for each, what it shows to whom.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeVar

import attrs

from complaintkit.decision.refusal import no_right
from complaintkit.decision.tables.effect import DEEDS, POINTS

if TYPE_CHECKING:
    from complaintkit.decision.facts import Facts

T = TypeVar("T")


class Act(StrEnum):
    """What a verb does."""

    READS = "reads"
    ADMINISTERS = "administers-people"
    SERVES = "serves-a-person"  # a customer, who asks for a copy, a restriction, erasure, or no more messages
    SORTS = "sorts"  # what got stuck, came without a sender, or was refused: again, or nothing more
    TRADES = "trades"  # a coupon, or points, at a till
    TAKES_IN = "takes-in"
    IMPROVES = "improves"  # tasks beside the cases
    COMMANDS = "commands"  # passes on commands, whose rules hold
    RUNS = "runs"  # the host's own process


class Reach(StrEnum):
    """How far a verb reaches for somebody of the staff. A program of the host reaches everything."""

    CASE = "case"  # one that they may see; any other is not found
    CASES = "cases"  # those that they may see, and what hangs on them; the rest is left out
    TASKS = "tasks"  # their own, those whose next step is theirs, and those of units that they see whole
    UNITS = "units"  # those that they see whole
    PERSON = "person"  # a customer, all of whose cases they may see
    BELOW = "below"  # people below them, within their units
    AUTHORS = "authors"  # what they typed themselves, and people whose units they see
    HOUSE = "house"  # what belongs to no case, and everybody here may know
    BEARER = "bearer"  # what a code, an id or a token that they hold stands for
    HOST = "host"  # nobody is asked: the host's own process does it


class Asker(StrEnum):
    """Whether a verb takes `by`."""

    NAMED = "named"
    HOST = "host"  # may be left out: then the host asks, for everybody
    NOBODY = "nobody"


@attrs.frozen
class Verb:
    """What a verb does, how far it reaches, who asks, and what a role's `may` has to name; None where that says nothing."""

    act: Act
    reach: Reach
    asker: Asker
    right: str | None = None


def _verb(act: str, reach: str, asker: str = "named", right: str | None = None) -> Verb:
    return Verb(Act(act), Reach(reach), Asker(asker), right)


def _steps(noun: str, verbs: str) -> dict[str, Verb]:
    return {f"{noun}.{verb}": _verb("improves", "tasks") for verb in verbs.split()}


VERBS: Final[Mapping[str, Verb]] = {
    # reading
    "case": _verb("reads", "case"),
    "allowed": _verb("reads", "case"),
    "possible": _verb("reads", "case"),
    "timeline": _verb("reads", "case"),
    "timeline_in_words": _verb("reads", "case"),
    "contact": _verb("reads", "case"),
    "attachment": _verb("reads", "case"),
    "proposals": _verb("reads", "case"),
    "cases": _verb("reads", "cases"),
    "duties": _verb("reads", "cases", "host"),
    "events": _verb("reads", "cases", "host"),
    "redemptions": _verb("reads", "cases", "host"),
    "report": _verb("reads", "units", "host"),
    "complaint_register": _verb("reads", "cases"),
    "registration_form": _verb("reads", "case"),
    "guidance": _verb("reads", "house"),
    "playbook": _verb("reads", "house"),
    "vocabulary": _verb("reads", "house"),
    "business_day": _verb("reads", "house", "host"),
    "worker_seen": _verb("reads", "house"),
    "health": _verb("reads", "house"),
    "check_coupon": _verb("reads", "bearer", "host"),
    "outbox.list": _verb("reads", "cases"),
    "outbox.show": _verb("reads", "cases"),
    "coupons.list": _verb("reads", "cases"),
    "coupons.show": _verb("reads", "bearer"),
    "ledger.verify": _verb("reads", "cases"),
    "ledger.root": _verb("commands", "cases"),
    "ledger.rebuild": _verb("commands", "cases"),
    "ledger.mend_clock": _verb("commands", "cases"),
    "refused.list": _verb("reads", "authors"),
    "refused.show": _verb("reads", "authors"),
    "inbox.list": _verb("reads", "house", right="receive"),
    "inbox.show": _verb("reads", "house", right="receive"),
    "inbox.turned_away": _verb("reads", "house", right="receive"),
    "surveys.list": _verb("reads", "units"),
    "surveys.link": _verb("reads", "units"),
    "surveys.card": _verb("reads", "units"),
    **dict.fromkeys(("members.show", "members.list", "members.benefits", "members.timeline"), _verb("reads", "units")),
    "members.of_case": _verb("reads", "case"),
    "members.contact": _verb("reads", "units", right="receive"),
    "people.organisation": _verb("reads", "units"),
    "people.zone": _verb("reads", "house"),
    # people who work here
    "set_organisation": _verb("administers-people", "below", right="set-organisation"),
    "staff_away": _verb("administers-people", "below", right="staff-away"),
    "staff_left": _verb("administers-people", "below", right="staff-left"),
    "people.set_organisation": _verb("administers-people", "below", right="set-organisation"),
    "people.away": _verb("administers-people", "below", right="staff-away"),
    "people.left": _verb("administers-people", "below", right="staff-left"),
    # people who complained
    "export_person": _verb("serves-a-person", "person", right="export-person"),
    "restrict_person": _verb("serves-a-person", "person", right="restrict-person"),
    "lift_restriction": _verb("serves-a-person", "person", right="restrict-person"),
    "erase_person": _verb("serves-a-person", "person", right="erase-person"),
    "stop_messages": _verb("serves-a-person", "cases", right="tell"),
    "allow_messages": _verb("serves-a-person", "cases", right="tell"),
    # what got stuck, came without a sender, was refused
    "outbox.retry": _verb("sorts", "cases"),
    "outbox.give_up": _verb("sorts", "cases"),
    "inbox.accept": _verb("sorts", "house", right="receive"),
    "inbox.discard": _verb("sorts", "house", right="receive"),
    "refused.mend": _verb("sorts", "authors"),
    "refused.keep": _verb("takes-in", "house"),
    # tills, channels, history
    "redeem_coupon": _verb("trades", "bearer"),
    "reverse_redemption": _verb("trades", "cases"),
    "surveys.record": _verb("takes-in", "units", right="receive"),
    **dict.fromkeys(
        (
            "members.enrol",
            "members.update",
            "members.take_in",
            "members.leave",
            "members.consent",
            "members.withdraw",
        ),
        _verb("takes-in", "units", right="receive"),
    ),
    "members.credit": _verb("trades", "units", right=POINTS.right),
    "standing": _verb("takes-in", "bearer", "nobody"),
    "answer_standing": _verb("takes-in", "bearer", "nobody"),
    "intake": _verb("takes-in", "host", "nobody"),
    "import_history": _verb("takes-in", "below", right="import-history"),
    # tasks beside the cases: who may open one, and take which step, its machine says (`decision.task`)
    **dict.fromkeys(
        (
            "tasks.list",
            "tasks.show",
            "tasks.possible",
            "tasks.timeline",
            "actions.effect",
            "reviews.agenda",
            "incidents.show",
            "incidents.form",
        ),
        _verb("reads", "tasks"),
    ),
    **_steps("tasks", "open step give offer accept decline extend tie untie"),
    **_steps("actions", "open finish confirm reopen drop"),
    **_steps("reviews", "call hold"),
    **_steps("tendencies", "answer dismiss"),
    **_steps("ideas", "have adopt decline"),
    **_steps("checks", "ask record put_right confirm reopen"),
    **_steps("answers", "propose approve retire replace"),
    "answers.groups": _verb("reads", "cases"),
    "answers.for_case": _verb("reads", "case"),
    **dict.fromkeys(("answers.list", "answers.search", "answers.handbook"), _verb("reads", "house")),
    **_steps("incidents", "open join part grade investigate tell_all recall report_authority close reopen"),
    **_steps("trainings", "plan hold drop"),
    "trainings.themes": _verb("reads", "units"),
    "trainings.attended": _verb("reads", "authors"),
    **_steps("members", "plan_event announce hold_event drop_event"),
    **_steps("assessments", "ask assess answer decide drop"),
    # commands
    "do": _verb("commands", "case"),
    "hand_over_shift": _verb("commands", "cases"),
    "customer": _verb("commands", "bearer", "nobody"),
    "hear_by_link": _verb("commands", "bearer", "nobody"),
    "in_thread": _verb("commands", "host", "nobody"),
    # the host's own process
    "open": _verb("runs", "host", "nobody"),
    "close": _verb("runs", "host", "nobody"),
    "backup": _verb("runs", "host", "nobody"),
    "deliver": _verb("runs", "host", "nobody"),
    "deliver_blocking": _verb("runs", "host", "nobody"),
    "run_due": _verb("runs", "host", "nobody"),
    "work": _verb("runs", "host", "nobody"),
    "work_blocking": _verb("runs", "host", "nobody"),
}
"""Every public verb of a desk and of its nouns, but those that are short for a command."""


def verbs_in(kind: type) -> frozenset[str]:
    """Return the names of the public methods of a class."""
    names = (name for name in dir(kind) if not name.startswith("_"))
    return frozenset(name for name in names if inspect.isroutine(inspect.getattr_static(kind, name)))


def declared(noun: str | None = None) -> Callable[[type[T]], type[T]]:
    """Refuse, when it is made, a class with a public method that no table speaks of, or that a table only speaks of.

    Raises:
        TypeError: names them.
    """

    def check(kind: type[T]) -> type[T]:
        before = f"{noun}." if noun else ""
        known = {name for name in VERBS if name.rpartition(".")[0] == (noun or "")}
        short = {word.replace("-", "_") for word in DEEDS}
        there = {before + name for name in verbs_in(kind)}
        undeclared, missing = there - known - short, known - there
        if undeclared or missing:
            raise TypeError(f"{kind.__name__}: not in the table of verbs: {undeclared}; only there: {missing}")
        return kind

    return check


def check_may(facts: Facts, name: str) -> None:
    """Refuse who has no role that may use a verb.

    Raises:
        NotAllowed: no role of theirs may.
    """
    right = VERBS[name].right
    if right is not None and not facts.system and not facts.structure.may(facts.actor, right):
        raise no_right(facts.actor, right)
