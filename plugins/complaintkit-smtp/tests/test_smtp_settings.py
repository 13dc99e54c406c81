"""The plugin and its settings: found, configured, refused by name; secrets stay secrets; nothing heavy is imported."""

import re
import subprocess
import sys
import tomllib
from datetime import timedelta
from importlib.metadata import entry_points
from pathlib import Path

import attrs
import pytest
from complaintkit_smtp import Security, Smtp, Timeouts

from complaintkit.errors import ConfigurationError, InvalidInput
from complaintkit.plugin import MessageSpec, Notifier, Plugin

TABLE = {"name": "mail", "host": "smtp.example", "username": "kefu@shop.example", "password": "s3cret"}


def the_notifier(settings: Smtp) -> Notifier:
    """The one it brings."""
    (found,) = settings.complaintkit_notifiers()
    return found


def test_it_is_found_by_its_entry_point():
    """`use = "smtp"` names this class."""
    (entry,) = entry_points(group="complaintkit", name="smtp")

    assert entry.load() is Smtp
    assert issubclass(Smtp, Plugin)


def test_three_settings_are_enough():
    """Host and login: port, encryption, sender and greeting follow."""
    plugin = Smtp.configured(TABLE)

    assert (plugin.security, plugin.port_used) == (Security.STARTTLS, 587)
    assert plugin.mailbox.address == "kefu@shop.example"
    assert plugin.timeouts.dot == timedelta(minutes=10), "RFC 5321, 4.5.3.2.6"


@pytest.mark.parametrize(
    ("security", "port"), [("starttls", 587), ("starttls-if-offered", 25), ("tls", 465), ("none", 25)]
)
def test_the_usual_port_follows_the_encryption(security, port):
    """A port that is set wins."""
    assert Smtp.configured(TABLE | {"security": security}).port_used == port
    assert Smtp.configured(TABLE | {"security": security, "port": 2525}).port_used == 2525


def test_timeouts_are_durations():
    """Those that are not named keep their defaults."""
    plugin = Smtp.configured(TABLE | {"timeouts": {"connect": "5 s", "dot": "15 min"}})

    assert plugin.timeouts == Timeouts(connect=timedelta(seconds=5), dot=timedelta(minutes=15))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"hots": "smtp.example"}, "plugins.mail.hots"),
        ({"host": ""}, "plugins.mail.host"),
        ({"host": "smtp.example\r\nX"}, "plugins.mail.host"),
        ({"host": 25}, "plugins.mail.host"),
        ({"port": 0}, "plugins.mail.port"),
        ({"port": 65536}, "plugins.mail.port"),
        ({"security": "ssl"}, "none, starttls, starttls-if-offered, tls"),
        ({"sender": "kefu"}, "plugins.mail.sender"),
        ({"sender": "kefu@" + "x" * 60 + "." + "y" * 60 + ".example"}, "plugins.mail.sender"),
        ({"reply_to": "nobody"}, "plugins.mail.reply_to"),
        ({"hello": "two words"}, "plugins.mail.hello"),
        ({"messages_per_connection": 0}, "plugins.mail.messages_per_connection"),
        ({"timeouts": {"dot": "0 s"}}, "dot"),
        ({"timeouts": {"dots": "1 s"}}, "did you mean 'dot'"),
    ],
)
def test_a_bad_setting_is_refused_by_name(change, said):
    """The one who mends `complaintkit.toml` sees where, and what would be right."""
    with pytest.raises(ConfigurationError) as refused:
        Smtp.configured(TABLE | change)

    assert said.lower() in str(refused.value).lower()
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"username": "kefu@shop.example"}, "username"),
        ({"password": "s3cret", "sender": "kefu@shop.example"}, "password"),
        ({}, "sender"),
        ({"username": "kefu", "password": "s3cret"}, "sender"),
    ],
)
def test_settings_that_do_not_fit_each_other_are_refused(settings, field):
    """A login has two halves, and mail has a sender: the username, where that is an address."""
    with pytest.raises(InvalidInput) as refused:
        Smtp(name="mail", host="smtp.example", **settings)

    assert refused.value.field == field
    assert "s3cret" not in str(refused.value)


def test_the_page_names_every_setting_and_its_example_works(monkeypatch):
    """What is copied from the README is accepted, and nothing is left to guess."""
    page = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    monkeypatch.setenv("SMTP_PASSWORD", "s3cret")
    table = tomllib.loads("".join(re.findall(r"```toml\n(.*?)```", page, re.DOTALL)))["plugins"]["mail"]

    assert table.pop("use") == "smtp"
    assert Smtp.configured(table | {"name": "mail"}).timeouts == Timeouts(), "it shows the defaults"
    described = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\|([^|]*)\|", page, re.MULTILINE))))
    assert {field.name for field in attrs.fields(Smtp)} - {"name"} <= described


def test_the_password_is_shown_nowhere():
    """Neither in the plugin's repr nor in its notifier's."""
    plugin = Smtp.configured(TABLE)

    assert "s3cret" not in f"{plugin!r} {the_notifier(plugin)!r}"


def test_what_it_brings_is_a_notifier_for_mail():
    """Playbooks name the medium; the address is a contact of kind `email`."""
    notifier = the_notifier(Smtp.configured(TABLE))

    assert (notifier.name, notifier.medium, notifier.address_kind) == ("mail", "email", "email")
    assert notifier.reconcile_after == timedelta(minutes=5)


def test_it_says_at_start_what_would_fail_at_night(tmp_path):
    """A missing file and a password in the clear; mail takes every wording, so of messages there is nothing to say."""
    message = MessageSpec(name="received", language="zh-CN", fields={"number"}, longest=70_000)
    good = Smtp.configured(TABLE)
    bad = Smtp.configured(TABLE | {"ca_file": "ca.pem", "security": "none"}, folder=tmp_path)

    assert list(the_notifier(good).check([message])) == []
    missing, clear = the_notifier(bad).check([message])
    assert str(tmp_path / "ca.pem") in missing
    assert "in the clear" in clear


def test_a_certificate_file_that_is_missing_is_our_trouble(tmp_path, plugin, note, send):
    """It stops the notifier, with a word about the file, before anything is connected."""
    (outcome,) = send(plugin(1, security="starttls", ca_file=str(tmp_path / "ca.pem")), note())

    assert outcome.ours
    assert "ca.pem" in outcome.detail


@pytest.mark.sqlite("what lets a server stand in for files imports more")
def test_importing_it_loads_no_mail_library():
    """What is installed alone costs a start next to nothing."""
    heavy = {"aiosmtplib", "email.message", "idna", "ssl"}
    script = f"import sys, complaintkit_smtp; print(sorted({heavy!r} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
