"""Effects of each command, and whom it is for: one table, from which every right and every refusal is read. R6, R20

A command that is not in the table can't be decided, nor can an effect that no rule speaks of: so no new verb is forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import attrs

if TYPE_CHECKING:
    from complaintkit.model.commands import Command


class Effect(StrEnum):
    """Something that a command does to a case, to its customer or to whoever works on it."""

    TAKES_IN = "takes-in"
    STATES = "states"
    INFORMS = "informs"
    ASKS = "asks"
    OFFERS = "offers"
    ESCALATES = "escalates"
    ANSWERS = "answers"
    INVESTIGATES = "investigates"
    DECIDES = "decides"
    RULES = "rules"
    PROMISES = "promises"
    GIVES = "gives"
    ENDS = "ends"
    SPEAKS = "speaks-for-the-customer"
    MOVES = "moves-accountability"
    CORRECTS = "corrects"
    TIES = "ties"
    READS = "reads-contact"
    REPORTS = "reports"


class Place(StrEnum):
    """A way in which somebody stands to a case."""

    ANYBODY = "anybody"  # who may see the case
    OWNER = "owner"  # the owner, who acts for them, a leader above, the group that has it in hand, who takes it first
    HELPER = "helper"  # who was sent or asked, and whoever does the first handling
    HEARER = "hearer"  # who took down a complaint about themselves, until somebody works on it
    GIVER = "giver"  # who handed the case over, until the customer knows who has it now
    RECEIVER = "receiver"  # who was asked to take the case over, or acts for them
    ADVISER = "adviser"  # who was asked for advice
    SENT = "sent"  # who was sent to look
    ASSIGNEE = "assignee"  # who has a measure of the plan to do
    DECIDER = "decider"  # the group or leader to whom a matter was brought
    CALLED = "called"  # the same, while they have not received it
    APPROVER = "approver"  # who was asked to approve, who acts for them, a leader above them
    WITNESS = "witness"  # who sees the case, and did not say themselves that something is back
    SECOND = "second"  # who is asked to confirm that it is no complaint, whatever their role; or acts for them
    LEADER = "leader"  # a leader above the owner
    HEAD = "head"  # the owner, above whom nobody is
    ANSWERER = "answerer"  # who answers an authority
    CUSTOMER = "customer"  # through their own door
    HISTORY = "history"  # an import of what is past


NAMED: Final = frozenset(
    {
        Place.RECEIVER,
        Place.ADVISER,
        Place.SENT,
        Place.ASSIGNEE,
        Place.DECIDER,
        Place.CALLED,
        Place.APPROVER,
        Place.WITNESS,
        Place.SECOND,
        Place.HEARER,
        Place.LEADER,
        Place.HEAD,
        Place.ANSWERER,
    }
)
"""Places that no program takes: they belong to a person by name."""


@attrs.frozen
class Deed:
    """The effects of a command, whom it is for, and what a role's `may` has to name; None where that says nothing of it."""

    effects: frozenset[Effect]
    places: frozenset[Place]
    right: str | None = None


def _deed(effects: str, places: str = "owner", right: str | None = None) -> Deed:
    return Deed(frozenset(map(Effect, effects.split())), frozenset(map(Place, places.split())), right)


DEEDS: Final[Mapping[str, Deed]] = {
    # intake
    "receive": _deed("takes-in", "anybody", "receive"),
    "register": _deed("corrects", right="register"),
    "correct": _deed("corrects", right="register"),
    "acknowledge": _deed(
        "informs", "owner giver"
    ),  # whoever heard it speaks with the customer, whatever their role (F9)
    "settle": _deed("investigates decides promises ends speaks-for-the-customer", "owner hearer", "settle"),
    "record-answer": _deed("informs", "owner giver history", "tell"),
    # work
    "assess": _deed("investigates", right="assess"),
    "do-first-handling": _deed("investigates", "owner helper"),
    "record-facts": _deed("investigates", "owner helper", "record-facts"),
    "offer-plan": _deed("decides promises", right="offer-plan"),
    "answer-plan": _deed("speaks-for-the-customer", "owner customer"),
    "do-measure": _deed("answers", "owner assignee"),
    "tell": _deed("informs", "owner giver"),
    "note": _deed("states", "anybody"),
    "wait-for-customer": _deed("asks informs", right="tell"),
    "hear-customer": _deed("takes-in", "anybody customer"),
    "raise-issue": _deed("takes-in", "anybody"),
    "resolve": _deed("decides ends", right="resolve"),
    "answer-survey": _deed("speaks-for-the-customer", "owner customer"),
    "record-follow-up": _deed("speaks-for-the-customer", right="resolve"),
    "archive": _deed("ends", right="resolve"),
    # other ways to end, and what ties cases together
    "clear-up": _deed("decides ends", right="resolve"),
    "withdraw": _deed("speaks-for-the-customer ends", "owner customer"),
    "object": _deed("takes-in", "anybody customer"),
    "refer": _deed("ends", right="resolve"),
    "record-docket": _deed("takes-in", "anybody"),
    "answer-authority": _deed("reports", "owner answerer"),
    "record-outcome": _deed("takes-in ends", "anybody"),  # what was not answered needs no answer any more
    "reclassify": _deed("decides corrects", "owner second", "register"),
    "mark-second-grievance": _deed("takes-in", "anybody"),
    "link": _deed("ties", "anybody"),
    "unlink": _deed("ties", "anybody"),
    # first responsibility
    "offer-handover": _deed("offers"),
    "accept-handover": _deed("moves-accountability", "receiver"),
    "decline-handover": _deed("answers", "receiver"),
    "rule-handover": _deed("rules moves-accountability", "leader"),
    "extend-deadline": _deed("rules informs", "leader head"),
    "ask-advice": _deed("asks", "anybody"),
    "give-advice": _deed("answers", "adviser"),
    "dispatch": _deed("asks", "anybody"),
    "report-dispatch": _deed("investigates", "sent"),
    # upwards
    "escalate": _deed("escalates", "anybody"),
    "receive-escalation": _deed("rules", "called"),
    "adjourn-meeting": _deed("rules", "decider"),
    "decide-meeting": _deed("rules", "decider"),
    # what is given
    "ask-approval": _deed("asks promises"),  # it says what is to be promised
    "approve": _deed("promises", "approver"),
    "refuse-approval": _deed("rules", "approver"),
    "give-remedy": _deed("gives", "anybody", "settle"),
    "order-remedy": _deed("gives", right="settle"),
    "reverse-remedy": _deed("gives", "owner witness", "resolve"),
}
"""Every command that works on a case, by its door word."""

CONTACT: Final = _deed("reads-contact", "anybody")
"""Reading the customer's contact unmasked."""

POINTS: Final = _deed("gives", "anybody", "settle")
"""Entering points of a member by hand, or a tier: value that we give, as by every remedy. S3.7, F6"""

DUPLICATES: Final = _deed("ties ends", right="resolve")
"""Filing a case as the duplicate of another, and undoing that."""

RECLASSIFIES: Final = _deed("decides corrects", right="register")
"""Making another kind or category of it, beyond the answer to somebody who asked for a second person. R5"""

AMENDS_DOCKET: Final = _deed("corrects", "anybody")
"""Writing anew what is on record of an authority's docket."""

PUTS_OFF_DOCKET: Final = _deed("rules", "leader head")
"""Having an authority's date be later, or none, while its answer is owed: as every date that is put off. R15, R19"""

OWN_CASE: Final = frozenset(Effect) - {
    Effect.TAKES_IN,  # nobody's words are lost because of whom they are about
    Effect.STATES,  # their own statement,
    Effect.ANSWERS,  # also where they were asked for it
    Effect.ASKS,
    Effect.OFFERS,  # how the case gets away from them
    Effect.ESCALATES,
}
"""R6: what the person complained about has no part in. Settling on the spot is R17's, and put on record."""

UNRESTRICTED: Final = frozenset(
    {Effect.INFORMS, Effect.ASKS, Effect.INVESTIGATES, Effect.DECIDES, Effect.PROMISES, Effect.GIVES, Effect.CORRECTS}
)
"""What stops while a person's data are restricted. Who is responsible, what goes upwards and their own wish go on."""


def deed_of(word: str) -> Deed:
    """Return what a command does, by its door word."""
    return DEEDS[word]


def right_of(word: str) -> str:
    """Return what a role's `may` has to name for a command: the one that it goes with, or itself."""
    return (DEEDS[word].right if word in DEEDS else None) or word


def check_deeds(known: Mapping[str, type[Command]], deeds: Mapping[str, Deed]) -> None:
    """Refuse a table that forgets a command, speaks of one that there is not, or has one that does nothing or is nobody's."""
    from complaintkit.model.commands import OnCase

    missing = {word for word, one in known.items() if issubclass(one, OnCase)} - deeds.keys()
    strange = deeds.keys() - known.keys()
    empty = {word for word, deed in deeds.items() if not (deed.effects and deed.places)}
    idle = set(Effect) - {effect for deed in (*deeds.values(), CONTACT) for effect in deed.effects}
    if missing or strange or empty or idle:
        raise TypeError(
            f"the table of effects: missing {missing}, unknown {strange}, empty {empty}, without a command {idle}"
        )
