"""The language of what a person reads: as asked for, else the terminal's; English where that is neither Chinese nor English."""

from __future__ import annotations

import os
from collections.abc import Mapping

import click

__all__ = ["lang_option", "language_of"]

_ASKED = ("LC_ALL", "LC_MESSAGES", "LANG")


def language_of(environment: Mapping[str, str]) -> str:
    """The language a terminal is set to.

    >>> language_of({"LANG": "zh_CN.UTF-8"}), language_of({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"})
    ('zh', 'en')
    """
    said = next((value for name in _ASKED if (value := environment.get(name))), "")
    return "zh" if said.lower().startswith("zh") else "en"


def _chosen(_: click.Context, __: click.Parameter, value: str | None) -> str:
    if value is None:
        return language_of(os.environ)
    bare = value.replace("_", "-").partition("-")[0].lower()
    if bare not in ("zh", "en"):
        raise click.BadParameter(f"{value!r} is not spoken here; zh-CN and en are.")
    return bare


lang_option = click.option("--lang", callback=_chosen, metavar="zh-CN|en", help="Language; the terminal's by default.")
