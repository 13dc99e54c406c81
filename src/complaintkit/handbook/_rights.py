"""Rights: what each command does to a case, who may do it there, and whose role has to name it. R6, R20"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from complaintkit.decision.tables.effect import DEEDS, OWN_CASE, Deed, Effect, Place
from complaintkit.handbook._document import Cell, Named, Prose, Section, Table
from complaintkit.handbook._steps import who_may
from complaintkit.handbook._translator import Translator
from complaintkit.model.phrase import Phrase, phrase

_EFFECTS: Mapping[str, Phrase] = phrase.table(
    "effect",
    {
        "takes-in": "takes in what is said",
        "states": "says something among staff",
        "informs": "tells the customer",
        "asks": "asks somebody",
        "offers": "offers it to somebody",
        "escalates": "brings it upwards",
        "answers": "answers what was asked",
        "investigates": "establishes facts",
        "decides": "decides on the complaint",
        "rules": "rules from above",
        "promises": "promises value",
        "gives": "gives value",
        "ends": "ends the work",
        "speaks-for-the-customer": "speaks for the customer",
        "moves-accountability": "moves accountability",
        "corrects": "corrects the record",
        "ties": "ties cases together",
        "reads-contact": "reads the contact",
        "reports": "answers an authority",
    },
)
_PLACES: Mapping[str, Phrase] = phrase.table(
    "place",
    {
        "anybody": "whoever may see the case",
        "owner": "the owner, or who acts for them or leads them",
        "helper": "who was sent, asked, or does the first handling",
        "giver": "who handed it over, until the customer knows the new owner",
        "receiver": "who was asked to take it over",
        "adviser": "who was asked for advice",
        "sent": "who was sent",
        "decider": "the group or leader that it was brought to",
        "called": "the same, until they have received it",
        "approver": "who was asked to approve, or leads them",
        "assignee": "who has a measure of the plan to carry out",
        "leader": "a leader above the owner",
        "head": "the owner, where nobody is above them",
        "answerer": "who is to answer the authority",
        "witness": "whoever may see the case, but who said it first",
        "hearer": "who took down a complaint about themselves, until somebody works on it",
        "second": "who is asked to confirm it, whatever their role",
        "customer": "the customer, by their own door",
        "history": "an import of what is past",
    },
)


def rights(translator: Translator) -> Section:
    """Return every command that works on a case, in the order of the table that is checked when it is given."""
    columns = (
        translator.say("Command"),
        translator.say("What it does"),
        translator.say("Who, on this case"),
        translator.say("Which roles"),
        translator.say("If the complaint is about them"),
    )
    note = translator.say(
        "Somebody away is stood in for by who acts for them. A program of the house does what belongs to nobody by name."
        " Where nobody else works here, the person complained about goes on, and that is on record."
    )
    rows = tuple(_row(word, deed, translator) for word, deed in DEEDS.items())
    return Section("rights", translator.say("Who may do what"), (Table(columns, rows), Prose(note)))


def _row(word: str, deed: Deed, translator: Translator) -> tuple[Cell, ...]:
    return (
        Named(translator.command(word), word),
        translator.several(_named(Effect, deed.effects, _EFFECTS, translator)),
        translator.sentence(_named(Place, deed.places, _PLACES, translator)),
        who_may(word, translator) if deed.right else translator.say("no role is asked for"),
        _about_themselves(word, deed, translator),
    )


def _about_themselves(word: str, deed: Deed, translator: Translator) -> str:
    if word == "settle":
        return translator.say("may, on record")  # R17
    return translator.say("may not") if deed.effects & OWN_CASE else translator.say("may")


def _named(
    order: type[Effect | Place], found: frozenset[str], words: Mapping[str, Phrase], translator: Translator
) -> Iterator[str]:
    return (words[one].to(translator.language) for one in order if one in found)
