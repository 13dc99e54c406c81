"""The language of what a person reads: as asked for, else the terminal's; English where that is neither Chinese nor English."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextvars import ContextVar

import click

from complaintkit.cli._anywhere import anywhere
from complaintkit.model.bilingual import both
from complaintkit.model.phrase import in_language

_ASKED = ("LC_ALL", "LC_MESSAGES", "LANG")
_SPOKEN: ContextVar[str] = ContextVar("complaintkit_language")


def language_of(environment: Mapping[str, str]) -> str:
    """The language a terminal is set to.

    >>> language_of({"LANG": "zh_CN.UTF-8"}), language_of({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"})
    ('zh', 'en')
    """
    said = next((value for name in _ASKED if (value := environment.get(name))), "")
    return "zh" if said.lower().startswith("zh") else "en"


def spoken() -> str:
    """The language of this run: what --lang says, else the terminal's."""
    return _SPOKEN.get(None) or language_of(os.environ)


def worded(en: str, zh: str = "", **values: object) -> str:
    """Return a phrase in the language of this run.

    >>> from complaintkit.model.phrase import phrase
    >>> worded(phrase("{count} sent.", count=2))
    '2 sent.'
    """
    return in_language(both(en, zh, **values) if zh else en, spoken())


def _chosen(_: click.Context, __: click.Parameter, value: str | None) -> str:
    """Every run asks anew: several may share a process."""
    bare = language_of(os.environ) if value is None else value.replace("_", "-").partition("-")[0].lower()
    if bare not in ("zh", "en"):
        raise click.BadParameter(f"{value!r} is not spoken here; zh-CN and en are.")
    _SPOKEN.set(bare)
    return bare


lang_option = anywhere("--lang", callback=_chosen, metavar="zh-CN|en", help="Language; the terminal's by default.")
