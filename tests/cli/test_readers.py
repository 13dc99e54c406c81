"""`--by` of whatever shows something of people: each reading command can be asked as somebody, and shows what they may see. R20"""

from __future__ import annotations

import click
import pytest

from complaintkit import ComplaintKitError, Customer, Desk
from complaintkit.cli._app import app
from tests.houses import HOUSES

OF_NO_PERSON = {
    "playbook",
    "plugins",
    "db",
    "key",
    "ledger",
    "due",
    "verify",
    "backup",
    "init",
    "new-plugin",
    "demo",
    "upgrade",
}
READING = {"list", "show", "log", "form", "search", "handbook", "print", "link", "card", "turned-away"}


def readings():
    """Every command that shows what the desk knows."""
    context = click.Context(app)
    for name in app.list_commands(context):
        command = app.get_command(context, name)
        if name in OF_NO_PERSON:
            continue
        if not isinstance(command, click.Group):
            if name in {"duties", "register", "report"}:
                yield name, command
            continue
        for word in command.list_commands(context):
            if word in READING:
                yield f"{name} {word}", command.get_command(context, word)


@pytest.mark.parametrize(("name", "command"), [pytest.param(*one, id=one[0]) for one in readings()])
def test_every_reading_takes_who_reads(name, command):
    """What one command shows to everybody, a colleague of another store reads there. R20"""
    assert "by" in {one.name for one in command.params}, name


def test_refused_requests_and_messages_are_those_of_ones_own_store(run, tmp_path, monkeypatch):
    """The desk of another store sees neither what was typed here, nor whom messages go to; who typed it does. R20"""
    with Desk.open(f"sqlite:///{tmp_path}/desk.db", playbook="supermarket", organisation=HOUSES["supermarket"]) as desk:
        desk.receive(
            "x",
            by="chen",
            channel="service-desk",
            unit="river-street",
            category="service",
            customer=Customer(phone="13800138000"),
        )
        with pytest.raises(ComplaintKitError):
            desk.note("RIVER-STREET-261121-999", by="chen", text="she calls again")
    monkeypatch.setenv("COMPLAINTKIT_DB", f"sqlite:///{tmp_path}/desk.db")

    for words in (("refused", "list", "--json"), ("outbox", "list", "--json")):
        assert run(*words).json, words
        assert run(*words, "--by", "chen").json == run(*words).json
        assert run(*words, "--by", "fan").json == []
    (kept,) = run("refused", "list", "--json").json
    assert run("refused", "show", kept["id"], "--by", "chen").code == 0
    assert run("refused", "show", kept["id"], "--by", "fan").code == 2
