"""The closed lists agree with each other and with what the model knows."""

from complaintkit.model.commands import commands
from complaintkit.model.events import events
from complaintkit.organisation import ANYBODYS
from complaintkit.playbook import vocabulary as v


def test_every_command_can_be_allowed_and_every_step_is_one():
    """A new command is known to playbooks from the day it exists."""
    assert set(commands()) <= v.COMMANDS
    assert set(v.REQUIREMENTS) <= v.COMMANDS
    assert set(v.NEEDED) <= v.COMMANDS
    assert ANYBODYS <= v.COMMANDS


def test_events_of_the_ledger_can_be_spoken_of():
    """All but those of the desk itself: deadlines being kept, messages going out, books of budgets, staff records."""
    unspoken = set(events()) - v.EVENTS

    assert {"received", "registered", "settled", "handover-lapsed", "deadline-breached", "withdrawn"} <= v.EVENTS
    assert not {
        one
        for one in unspoken
        if not one.startswith(("budget-", "deadline-", "member-", "message-", "staff-", "task-"))
    } - {
        "attachment-added",
        "contact-read",
        "exception-recorded",
        "former-customer-erased",
        "ledger-keyed",
        "ledger-rooted",
        "messages-allowed",
        "messages-stopped",
        "organisation-set",
        "person-erased",
        "person-exported",
        "person-restricted",
        "playbook-set",
        "restriction-lifted",
        "rows-repaired",
        "text-read",
    }


def test_what_follows_is_an_event():
    """Words of one list that another list does not know would be rules that never come true."""
    assert {one for following in v.FOLLOWS.values() for one in following} | set(v.FOLLOWS) <= v.EVENTS
    assert set(v.SYNONYMS.values()) | v.INTAKE | v.PAUSES | v.ENDINGS <= v.EVENTS
    assert set(v.MESSAGE_FIELDS) == v.EVENTS | v.TRIGGERS
