"""`complaintkit plugins`: list plugins, how each of them stands, and what is wrong with one."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from complaintkit.cli._exit_code import NO
from complaintkit.cli._group import Group
from complaintkit.cli._language import lang_option, translate
from complaintkit.cli._place import CLI, Place, at_place
from complaintkit.cli.views.key import key_warnings
from complaintkit.cli.views.output import json_option, print_json, print_table, say
from complaintkit.cli.views.worker import warn_of_silence
from complaintkit.model.did_you_mean import nearest
from complaintkit.model.errors import ComplaintKitError, NotFound
from complaintkit.model.phrase import phrase
from complaintkit.model.wire import as_data
from complaintkit.model.wording import word_in

if TYPE_CHECKING:
    from complaintkit.hooks.plugins import Plugins
    from complaintkit.hooks.status import PluginStatus


_WORDS = phrase.table("plugin", "active available failed quarantined discover import configure register collect call")
_WORDING = ("notifier", "message", "language", "longest")


@click.group(
    "plugins",
    cls=Group,
    invoke_without_command=True,
    short_help="List plugins and how they stand; check one.",
)
@at_place
@lang_option
@json_option
@click.pass_context
def command(context: click.Context, *, place: Place, as_json: bool) -> None:
    """List plugins and how they stand; check one.

    Active: named in the settings. Available: installed, not named. Failed: with the reason.
    """
    if context.invoked_subcommand:
        return
    with place.plugins() as plugins:
        found = plugins.inspect()
    if as_json:
        print_json([as_data(one) for one in found])
        return
    _warn_of_silence(place)
    columns = ("plugin", "instance", "distribution", "version", "status", "brings", "reason")
    print_table(columns, (_row(one) for one in found), wrap=("brings", "reason"), spare=("distribution", "version"))
    if not found:
        say(phrase("None. `pip install complaintkit[standard]` brings those of the house."))


def _warn_of_silence(place: Place) -> None:
    """Say first that no worker is there, or that the key is not where it should be, where there is a database that can tell."""
    if not (place.database or place.settings().database):
        return
    with suppress(ComplaintKitError), place.open() as desk:
        warn_of_silence(desk, CLI)
    with suppress(ComplaintKitError):
        for one in key_warnings(place):
            say(one, err=True)


def _row(one: PluginStatus) -> tuple[str | None, ...]:
    brings = ", ".join(one.objects or (hook.removeprefix("complaintkit_").replace("_", "-") for hook in one.hooks))
    reason = phrase("{stage}: {reason}", stage=_in_words(one.stage), reason=one.reason) if one.reason else None
    return (one.name, one.instance, one.distribution, one.version, _in_words(one.status), brings, reason)


def _in_words(word: str | None) -> str:
    """Say a plugin's standing, or where it failed, in words."""
    return translate(word_in(_WORDS, word or ""))


@command.command("check")
@at_place
@click.argument("name", metavar="NAME")
@lang_option
@json_option
@click.pass_context
def check(context: click.Context, *, place: Place, name: str, as_json: bool) -> None:
    """Check one plugin, by its instance or entry point.

    Shows its settings, what it brings and, for a notifier, every message it will have to send. Exits with 1 if something
    is wrong.
    """
    with place.plugins() as plugins:
        every = plugins.inspect()
        found = [one for one in every if name in (one.instance, one.name)]
        looked = [_look_at(place, plugins, one) for one in found]
    if not found:
        known = {str(one.instance or one.name) for one in every}
        raise NotFound(what="plugin", ref=name, next_step=nearest(name, known) or phrase("None is installed."))
    if as_json:
        print_json(looked)
    else:
        for one, data in zip(found, looked, strict=True):
            _tell(one, data)
    context.exit(NO if any(one["reason"] or one["problems"] for one in looked) else 0)


def _look_at(place: Place, plugins: Plugins, one: PluginStatus) -> dict[str, Any]:
    from complaintkit.cli.commands._plugin_check import playbook_in_force, problems_of, wordings

    data: dict[str, Any] = {**as_data(one), "problems": [], "messages": []}
    if one.instance and one.status == "active" and (playbook := playbook_in_force(place, plugins)):
        data["problems"] = list(problems_of(plugins, one.instance, playbook))
        data["messages"] = as_data(tuple(wordings(plugins, one.instance, playbook)))
    return data


def _tell(one: PluginStatus, data: dict[str, Any]) -> None:
    unknown = phrase("not installed") if one.stage == "discover" else phrase("given by the host")
    source = f"{one.distribution} {one.version}" if one.distribution else unknown
    say(f"{one.instance or one.name}: {_in_words(one.status)} ({one.name}, {translate(source)})")
    if one.reason:
        say(phrase("failed at {stage}: {reason}", stage=_in_words(one.stage), reason=one.reason))
    for brought in one.objects:
        say(phrase("brings {what}", what=brought))
    for problem in data["problems"]:
        say(phrase("amiss: {problem}", problem=problem))
    if data["settings"]:
        say()
        print_table(("setting", "type", "default", "what"), map(_setting, data["settings"]), wrap=("what",))
    if data["messages"]:
        say()
        columns = ("notifier", "message", "language", "longest", "fields", "wording")
        rows = (
            (*(each[name] for name in _WORDING), ", ".join(each["fields"]), each["text"]) for each in data["messages"]
        )
        print_table(columns, rows, wrap=("fields", "wording"), spare=("fields", "notifier"))


def _setting(each: dict[str, object]) -> tuple[object, ...]:
    default = each["default"]
    if each["secret"] or each["required"]:
        default = phrase("secret") if each["secret"] else phrase("required")
    return (each["name"], each["type"], default, each["help"])
