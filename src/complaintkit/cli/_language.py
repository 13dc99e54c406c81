"""The language of what a person reads: as asked for, else the terminal's; English where nothing is said in that."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextvars import ContextVar

import click

from complaintkit.cli._anywhere import anywhere
from complaintkit.model.catalogue import languages, nearest_language
from complaintkit.model.phrase import in_language

_ASKED = ("LC_ALL", "LC_MESSAGES", "LANG")
_KNOWN = ("en", *languages())
_CHOSEN: ContextVar[str] = ContextVar("complaintkit_language")


def language_of(environment: Mapping[str, str]) -> str:
    """Return the language a terminal is set to.

    >>> language_of({"LANG": "zh_CN.UTF-8"}), language_of({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"})
    ('zh', 'en')
    """
    said = next((value for name in _ASKED if (value := environment.get(name))), "")
    return nearest_language(said.partition(".")[0]) or "en"


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
    language = language_of(os.environ) if value is None else nearest_language(value)
    if language is None:
        raise click.BadParameter(f"{value!r} is not spoken here; {' and '.join(_KNOWN)} are.")
    _CHOSEN.set(language)
    return language


lang_option = anywhere(
    "--lang",
    callback=_choose,
    expose_value=False,
    metavar="|".join(_KNOWN),
    help="Language; the terminal's by default.",
)
"""It speaks through `current_language`, not as an argument."""
