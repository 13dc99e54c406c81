"""The table of effects against one written by hand from the requirements: what each command does, whom it is for, by what right."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import pytest

from complaintkit.decision.tables.effect import (
    AMENDS_DOCKET,
    CONTACT,
    DEEDS,
    DUPLICATES,
    NAMED,
    OWN_CASE,
    PUTS_OFF_DOCKET,
    RECLASSIFIES,
    UNRESTRICTED,
    Deed,
    Effect,
    Place,
    check_deeds,
    right_of,
)
from complaintkit.model import commands as c
from complaintkit.model.commands import commands

DOES: Mapping[str, str] = {
    "takes-in": "receive hear-customer raise-issue object mark-second-grievance record-docket record-outcome",  # S2.1, R7, R9, S1.1
    "states": "note",
    "informs": "acknowledge tell record-answer wait-for-customer extend-deadline",  # S3.1, R4, S4.2; a wait sends its question
    "asks": "wait-for-customer ask-advice dispatch ask-approval",  # S3.2, S4.9, F6
    "offers": "offer-handover",  # F2
    "escalates": "escalate",  # S1.8, S4.6
    "answers": "decline-handover give-advice do-measure",  # F4, S3.2, S0.7
    "investigates": "assess do-first-handling record-facts report-dispatch settle",  # S0.5, S1.7, S0.6, S4.9, R17
    "decides": "offer-plan resolve clear-up reclassify settle",  # S0.7, S4.8, R5, R17
    "rules": "rule-handover extend-deadline receive-escalation adjourn-meeting decide-meeting refuse-approval",  # F3, F7, F6
    "promises": "offer-plan ask-approval approve settle",  # F6, R17: who asks says what is to be promised
    "gives": "give-remedy order-remedy reverse-remedy",  # S1.9, R10
    "reports": "answer-authority",  # R19
    "ends": "settle resolve clear-up withdraw refer archive record-outcome",  # R8, S0.10, R19: no answer is owed then
    "speaks-for-the-customer": "answer-plan answer-survey record-follow-up settle withdraw",  # S4.10, S0.9, S3.6, R8, R9, R17
    "moves-accountability": "accept-handover rule-handover",  # F1-F3
    "corrects": "register correct reclassify",  # S0.4, R5
    "ties": "link unlink",  # R14
    "reads-contact": "",  # by a reading, which is no command
}
FOR: Mapping[str, str] = {
    # whoever may see the case: words, calls for help, and things that belong together are nobody's privilege (F5, S2.1)
    "anybody": "receive note hear-customer raise-issue object mark-second-grievance link unlink ask-advice dispatch escalate"
    " give-remedy record-docket record-outcome",
    # whoever is accountable: F1
    "owner": "register correct acknowledge settle record-answer assess do-first-handling record-facts offer-plan answer-plan"
    " do-measure tell wait-for-customer resolve answer-survey record-follow-up archive clear-up withdraw refer reclassify"
    " offer-handover ask-approval order-remedy reverse-remedy answer-authority",
    "helper": "do-first-handling record-facts",  # S1.7, S4.9
    "giver": "acknowledge record-answer tell",  # F9: they keep the customer informed
    "receiver": "accept-handover decline-handover",  # F2
    "adviser": "give-advice",  # S3.2
    "sent": "report-dispatch",  # S4.9
    "assignee": "do-measure",  # S0.7
    "decider": "adjourn-meeting decide-meeting",  # F7
    "called": "receive-escalation",  # S1.8
    "approver": "approve refuse-approval",  # F6
    "witness": "reverse-remedy",  # a second person
    "second": "reclassify",  # who is asked to be one: R5
    "hearer": "settle",  # what is about themselves: R17
    "leader": "rule-handover extend-deadline",  # F3, S3.1
    "answerer": "answer-authority",  # R19
    "head": "extend-deadline",  # S3.1, R6
    "customer": "answer-plan hear-customer answer-survey withdraw object",  # R8, R9
    "history": "record-answer",
}
RIGHT: Mapping[str, str] = {
    # what a role's `may` names (R20), and what goes with it
    "receive": "receive",
    "register": "register correct reclassify",
    "tell": "record-answer wait-for-customer",
    "settle": "settle give-remedy order-remedy",
    "assess": "assess",
    "record-facts": "record-facts",
    "offer-plan": "offer-plan",
    "resolve": "resolve archive clear-up refer record-follow-up reverse-remedy",
}


def words(text: str) -> set[str]:
    """The words of a line above."""
    return set(text.split())


@pytest.mark.parametrize("effect", Effect)
def test_which_commands_do_it(effect) -> None:
    """These, and no others: rights, R6, R8 and a restriction go by it. R6, R20"""
    assert {word for word, deed in DEEDS.items() if effect in deed.effects} == words(DOES[effect])


@pytest.mark.parametrize("place", Place)
def test_which_commands_are_for_whoever_stands_so(place) -> None:
    """These, and no others. F1-F9, R9, R20"""
    assert {word for word, deed in DEEDS.items() if place in deed.places} == words(FOR[place])


@pytest.mark.parametrize("right", [*RIGHT, None])
def test_which_commands_go_with_a_right(right) -> None:
    """What was asked of somebody, calls for help and words need none. R20"""
    given = words(RIGHT[right]) if right else commands().keys() - words(" ".join(RIGHT.values()))

    assert {word for word, deed in DEEDS.items() if deed.right == right} == given


def test_whoever_may_file_a_duplicate() -> None:
    """It ties two cases and ends one: the owner's, with the right to end a case. R14"""
    assert attrs.astuple(DUPLICATES, recurse=False) == ({"ties", "ends"}, {"owner"}, "resolve")


def test_whoever_may_make_another_kind_of_it() -> None:
    """It decides and corrects: the owner's, with the right to register; who answers a question about it needs none. R5"""
    assert attrs.astuple(RECLASSIFIES, recurse=False) == ({"decides", "corrects"}, {"owner"}, "register")


def test_whoever_may_change_what_an_authority_waits_for() -> None:
    """A correction is anybody's but theirs whom it is about; that a date is later is said from above. R6, R15, R19"""
    assert attrs.astuple(AMENDS_DOCKET, recurse=False) == ({"corrects"}, {"anybody"}, None)
    assert attrs.astuple(PUTS_OFF_DOCKET, recurse=False) == ({"rules"}, {"leader", "head"}, None)


def test_whoever_may_read_a_contact() -> None:
    """Whoever sees the case; that it is read is on record. R20"""
    assert attrs.astuple(CONTACT, recurse=False) == ({"reads-contact"}, {"anybody"}, None)


def test_what_is_left_on_a_case_about_oneself() -> None:
    """To hear, to say, to ask, to answer, to call for help, to pass it on; each other effect is refused. R6"""
    assert set(Effect) - OWN_CASE == words("takes-in states answers asks offers escalates")


def test_what_stops_while_a_persons_data_are_restricted() -> None:
    """Work on the case. What they say, who is accountable, what goes upwards, and how it ends go on. R20"""
    assert words("informs asks investigates decides promises gives corrects") == UNRESTRICTED


def test_what_no_program_takes_the_place_of() -> None:
    """Of people who were asked, who decide, who rule, who confirm; an owner's work it may do. F1-F7"""
    assert set(Place) - NAMED == words("anybody owner helper giver customer history")


@pytest.mark.parametrize(
    ("word", "right"), [("archive", "resolve"), ("note", "note"), ("export-person", "export-person")]
)
def test_what_a_role_has_to_name(word, right) -> None:
    """The right that a command goes with; itself, where there is none, and where it is no command on a case. R20"""
    assert right_of(word) == right


# ---- nothing is forgotten ---------------------------------------------------------------------------------------------
class Forgotten(c.OnCase):
    """A command that nobody put into the table."""


class Aside(c.Command):
    """A command that is on no case."""


DONE = Deed(frozenset({Effect.STATES}), frozenset({Place.OWNER}))


@pytest.mark.parametrize(
    ("known", "deeds", "named"),
    [
        ({"forgotten": Forgotten}, {}, "forgotten"),
        ({}, {"strange": DONE}, "strange"),
        ({}, {"note": attrs.evolve(DONE, effects=frozenset())}, "note"),
        ({}, {"note": attrs.evolve(DONE, places=frozenset())}, "note"),
        ({}, {"escalate": DONE}, "escalates"),  # the only command that does that
    ],
    ids=["not in the table", "no command", "does nothing", "for nobody", "an effect that nothing has"],
)
def test_a_table_with_a_hole_is_refused(known, deeds, named) -> None:
    """Each command says what it does and whom it is for, and each effect is some command's. R6, R20"""
    with pytest.raises(TypeError, match=named):
        check_deeds({**commands(), **known}, {**DEEDS, **deeds})


def test_what_is_on_no_case_needs_no_row() -> None:
    """The table is of what is done to a case."""
    check_deeds({**commands(), "aside": Aside}, DEEDS)
