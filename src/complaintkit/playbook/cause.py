"""Why it happened: a tree of root causes, one of which the facts name where the playbook has such a tree. S0.6, S3.4"""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from complaintkit.model.phrase import Wording, phrase
from complaintkit.model.read_only import read_only
from complaintkit.model.table import Table
from complaintkit.organisation import Words
from complaintkit.playbook._values import path_of

__all__ = ["NONE_FOUND", "Cause", "read_causes"]

NONE_FOUND = "none-found"
"""The answer that every tree has: it was looked for, and not found."""
_NONE_FOUND = phrase("not established", context="root cause")


@attrs.frozen(kw_only=True, field_transformer=read_only)
class Cause:
    """One root cause. `kitchen/undercooked` is a narrower cause of `kitchen`."""

    id: str
    title: Words

    @property
    def path(self) -> tuple[str, ...]:
        """This cause and those above it, nearest first.

        >>> Cause(id="kitchen/undercooked", title={}).path
        ('kitchen/undercooked', 'kitchen')
        """
        return path_of(self.id)


def read_causes(file: Table) -> dict[str, Cause]:
    """Read every `[cause.<name>]`, in the order of the file, `none-found` last; nothing where there is none."""
    tables = dict(file.tables("cause"))
    found = {name: _read_cause(name, table, tables) for name, table in tables.items()}
    if found:
        found[NONE_FOUND] = found.pop(NONE_FOUND, Cause(id=NONE_FOUND, title=Wording(_NONE_FOUND)))
    return found


def _read_cause(name: str, table: Table, known: Mapping[str, Table]) -> Cause:
    wider, slash, last = name.rpartition("/")
    if slash and (wider not in known or not last):
        table.problems.unknown(table.at(), "below any root cause", name, known.keys() - {name})
    cause = Cause(id=name, title=table.words("title", required=True))
    table.close()
    return cause
