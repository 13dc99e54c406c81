"""Open a desk that may begin here; where nobody says who works at it, a business of one is assumed, and said so. R6"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.cli._place import Place, named_playbook
from complaintkit.cli.views.output import say
from complaintkit.model.errors import ConfigurationError
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from complaintkit.desk import Desk
    from complaintkit.playbook import Playbook


_UNIT: Final = "main"
_OWNER: Final = "owner"


@contextmanager
def open_or_begin(place: Place, *, by: str | None = None, zone: str | None = None) -> Iterator[tuple[Desk, str | None]]:
    """Yield the desk, and who is accountable for what comes in: whoever was named, else its person of last resort."""
    try:
        desk = place.open()
    except ConfigurationError as error:
        if place.organisation is not None or error.data["where"] != "organisation":
            raise
        desk, by = _begin_alone(place, error, by or _OWNER, zone), by or _OWNER
    with desk:
        yield desk, by


def _begin_alone(place: Place, error: ConfigurationError, owner: str, zone: str | None) -> Desk:
    """Begin the desk of a business of one: its owner holds the role with nobody above."""
    source = place.playbook or place.settings().playbook
    if source is None:
        raise error

    with place.plugins() as plugins:
        found = plugins.load_playbook(named_playbook(str(source)))
    role = next(one.id for one in found.roles.values() if one.leader is None)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "organisation.toml"
        file.write_text(_organisation(owner, role, zone or found.time_zone), "utf-8")
        desk = attrs.evolve(place, organisation=file).open()
    _tell(found, owner, role)
    return desk


def _organisation(owner: str, role: str, zone: str) -> str:
    """Write the organisation as a file would say it; JSON's strings are TOML's, too."""
    name, title = json.dumps(owner), json.dumps(_UNIT)
    return (
        f'[unit.{_UNIT}]\ntitle = {title}\nkind = "business"\ntime-zone = "{zone}"\n'
        f'[staff.{name}]\nname = {name}\nroles = ["{role}"]\nunits = ["{_UNIT}"]\n'
    )


def _tell(playbook: Playbook, owner: str, role: str) -> None:
    say(
        phrase(
            "Nobody said who works here, so a business of one is assumed: {owner}, {role} of {playbook}, in the unit {unit}.\n"
            "`complaintkit org load FILE` says otherwise.",
            owner=owner,
            role=role,
            playbook=playbook.name,
            unit=_UNIT,
        ),
        err=True,
    )
