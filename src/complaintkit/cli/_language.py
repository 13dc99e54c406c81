"""The language of what a person reads: as asked for, else the terminal's; English where that is neither Chinese nor English."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextvars import ContextVar

import click

from complaintkit.cli._anywhere import anywhere
from complaintkit.model.phrase import in_language

_ASKED = ("LC_ALL", "LC_MESSAGES", "LANG")
_CHOSEN: ContextVar[str] = ContextVar("complaintkit_language")


def language_of(environment: Mapping[str, str]) -> str:
    """Return the language a terminal is set to.

    >>> language_of({"LANG": "zh_CN.UTF-8"}), language_of({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"})
    ('zh', 'en')
    """
    said = next((value for name in _ASKED if (value := environment.get(name))), "")
    return "zh" if said.lower().startswith("zh") else "en"


def current_language() -> str:
    """Return the language of this run: what --lang says, else the terminal's."""
    return _CHOSEN.get(None) or language_of(os.environ)


def translate(text: str) -> str:
    """Return a phrase in the language of this run; `say` and tables do so by themselves.

    >>> from complaintkit.model.phrase import phrase
    >>> translate(phrase("{count} sent.", count=2))
    '2 sent.'
    """
    return in_language(text, current_language())


def _choose(_: click.Context, __: click.Parameter, value: str | None) -> str:
    """Remember and return the language asked for; each run asks anew, for several may share a process."""
    bare = language_of(os.environ) if value is None else value.replace("_", "-").partition("-")[0].lower()
    if bare not in ("zh", "en"):
        raise click.BadParameter(f"{value!r} is not spoken here; zh-CN and en are.")
    _CHOSEN.set(bare)
    return bare


lang_option = anywhere(
    "--lang",
    callback=_choose,
    expose_value=False,
    metavar="zh-CN|en",
    help="Language; the terminal's by default.",
)
"""It speaks through `current_language`, not as an argument."""
