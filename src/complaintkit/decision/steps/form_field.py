"""The fields of a form, as somebody typed their names: one that is nearly a known one is a slip; a host may send any other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from complaintkit.decision.facts import Facts
from complaintkit.model.check import plain
from complaintkit.model.did_you_mean import closest
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.playbook.rows import known_fields

_SLIP: Final = 0.8


def check_fields(facts: Facts, fields: Mapping[str, str] | None) -> None:
    """Refuse a name that is nearly that of a field: no rule would find what stands under it.

    Raises:
        InvalidInput: names the field that was meant.
    """
    if not fields or facts.system or facts.quiet:
        return
    known = facts.playbook.once(known_fields)
    for name in fields:
        if name not in known and (meant := _meant(name, known)):
            raise InvalidInput(
                field=f"fields.{name}",
                reason=phrase("no form asks for {field!r}", field=name),
                next_step=phrase("Did you mean {meant!r}?", meant=meant),
            )


def _meant(name: str, known: Iterable[str]) -> str:
    """Return the field that was meant; nothing where the two are told apart by a number: `photo-1`, `photo-2`."""
    typed = plain(name).replace("_", "-").lower()
    meant = closest(typed, known, at_least=_SLIP)
    return meant if _letters(meant) != _letters(typed) or meant == typed else ""


def _letters(name: str) -> str:
    return "".join(sign for sign in name if not sign.isdecimal())
