"""`complaintkit plugins`: which there are, how each of them stands, and what is wrong with one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from complaintkit.cli._exit_code import NO
from complaintkit.cli._group import Group
from complaintkit.cli._language import lang_option, spoken, worded
from complaintkit.cli._place import Place, at_place
from complaintkit.cli.views.data import as_data
from complaintkit.cli.views.output import json_option, print_json, print_table, say
from complaintkit.model.errors import NotFound
from complaintkit.model.phrase import in_language, phrase
from complaintkit.model.vocabulary import nearest
from complaintkit.model.wording import word_in

if TYPE_CHECKING:
    from complaintkit.hooks.plugins import Plugins
    from complaintkit.hooks.status import PluginStatus


_WORDS = {
    "active": "已启用", "available": "可用", "failed": "失败", "quarantined": "已隔离", "discover": "查找", "import": "导入",
    "configure": "设置", "register": "登记", "collect": "收集", "call": "调用",
}  # fmt: skip
_WORDING = ("notifier", "message", "language", "longest")


@click.group(
    "plugins",
    cls=Group,
    invoke_without_command=True,
    short_help="Show which plugins there are, and how each of them stands.",
)
@at_place
@lang_option
@json_option
@click.pass_context
def command(
    context: click.Context,
    *,
    place: Place,
    lang: str,  # noqa: ARG001  in which it is said
    as_json: bool,
) -> None:
    """Show which plugins there are: active (named in the settings), available (installed, not named), or failed, and why."""
    if context.invoked_subcommand:
        return
    with place.plugins() as plugins:
        found = plugins.inspect()
    if as_json:
        print_json([as_data(one) for one in found])
        return
    columns = ("plugin", "instance", "distribution", "version", "status", "brings", "reason")
    print_table(columns, (_row(one) for one in found), wrap=("brings", "reason"), spare=("distribution", "version"))
    if not found:
        say(worded(phrase("None. `pip install complaintkit[standard]` brings those of the house.")))


def _row(one: PluginStatus) -> tuple[str | None, ...]:
    brings = ", ".join(one.objects or (hook.removeprefix("complaintkit_").replace("_", "-") for hook in one.hooks))
    reason = worded(phrase("{stage}: {reason}", stage=_said(one.stage), reason=one.reason)) if one.reason else None
    return (one.name, one.instance, one.distribution, one.version, _said(one.status), brings, reason)


def _said(word: str | None) -> str:
    """A plugin's standing, or where it failed, in words."""
    return in_language(word_in(_WORDS, word or ""), spoken())


@command.command("check")
@at_place
@click.argument("name", metavar="NAME")
@lang_option
@json_option
@click.pass_context
def check(
    context: click.Context,
    *,
    place: Place,
    name: str,
    lang: str,  # noqa: ARG001  in which it is said
    as_json: bool,
) -> None:
    """Look at one plugin closely, by its instance or its entry point. Ends with 1 where something is amiss.

    Its settings, what it brings, and of a notifier every message it will be asked to send, with its wording.
    """
    with place.plugins() as plugins:
        every = plugins.inspect()
        found = [one for one in every if name in (one.instance, one.name)]
        looked = [_looked_at(place, plugins, one) for one in found]
    if not found:
        known = {str(one.instance or one.name) for one in every}
        raise NotFound(what="plugin", ref=name, next_step=nearest(name, known) or phrase("None is installed."))
    if as_json:
        print_json(looked)
    else:
        for one, data in zip(found, looked, strict=True):
            _tell(one, data)
    context.exit(NO if any(one["reason"] or one["problems"] for one in looked) else 0)


def _looked_at(place: Place, plugins: Plugins, one: PluginStatus) -> dict[str, Any]:
    from complaintkit.cli.commands._plugin_check import playbook_in_force, problems_of, wordings

    data: dict[str, Any] = {**as_data(one), "problems": [], "messages": []}
    if one.instance and one.status == "active" and (playbook := playbook_in_force(place, plugins)):
        data["problems"] = list(problems_of(plugins, one.instance, playbook))
        data["messages"] = as_data(tuple(wordings(plugins, one.instance, playbook)))
    return data


def _tell(one: PluginStatus, data: dict[str, Any]) -> None:
    source = f"{one.distribution} {one.version}" if one.distribution else worded(phrase("given by the host"))
    say(f"{one.instance or one.name}: {_said(one.status)} ({one.name}, {source})")
    if one.reason:
        say(worded(phrase("failed at {stage}: {reason}", stage=_said(one.stage), reason=one.reason)))
    for brought in one.objects:
        say(worded(phrase("brings {what}", what=brought)))
    for problem in data["problems"]:
        say(worded(phrase("amiss: {problem}", problem=problem)))
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
        default = worded(phrase("secret")) if each["secret"] else worded(phrase("required"))
    return (each["name"], each["type"], default, each["help"])
