"""The rules in force: playbooks by digest and the organisation as it stands, read in the transaction that decides."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

import attrs

from complaintkit.model.check import maybe_string
from complaintkit.model.errors import ConfigurationError
from complaintkit.model.phrase import phrase
from complaintkit.model.wire import canonical, in_order, text_digest
from complaintkit.model.wire import digest as digest_of
from complaintkit.organisation import Organisation, Structure, read_organisation
from complaintkit.playbook import Playbook, load_playbook, read_playbook
from complaintkit.playbook.loading import known_playbook

if TYPE_CHECKING:
    from complaintkit.model.actor import By
    from complaintkit.ports.storage import Reader, Writer


PLAYBOOK = "playbook"  # meta: digest of the playbook in force; "playbook:NAME" for one that a unit names
ORGANISATION = "organisation"  # meta: digest of the organisation as it stands


def _time_ordered_id() -> str:
    """Make a time-ordered id (UUID 7)."""
    import uuid_utils

    return str(uuid_utils.uuid7())


@attrs.define
class Rules:
    """Documents never change under their digest, so what was read once is kept."""

    new_id: Callable[[], str] = _time_ordered_id
    load: Callable[[str], Playbook] = load_playbook
    """Loads a playbook by its name, those of plugins among them."""
    _playbooks: dict[str, Playbook] = attrs.field(factory=dict, init=False)
    _organisations: dict[str, Organisation] = attrs.field(factory=dict, init=False)
    _structures: dict[tuple[str, str], Structure] = attrs.field(factory=dict, init=False)

    def playbook(self, tx: Reader, digest: str) -> Playbook:
        """Return a frozen playbook."""
        if digest not in self._playbooks:
            text = _document(tx, digest, "playbook")
            self._playbooks[digest] = known_playbook(digest) or read_playbook(json.loads(text))
        return self._playbooks[digest]

    def organisation(self, tx: Reader, digest: str) -> Organisation:
        """Return an organisation as it stood."""
        if digest not in self._organisations:
            self._organisations[digest] = read_organisation(json.loads(_document(tx, digest, "organisation")))
        return self._organisations[digest]

    def structure(self, organisation: Organisation, playbook: Playbook) -> Structure:
        """Return an organisation seen through the roles and groups of a playbook."""
        key = (organisation.digest, playbook.digest)
        if key not in self._structures:
            self._structures[key] = Structure(organisation, playbook.roles, playbook.groups, playbook.time_zone)
        return self._structures[key]

    def in_force(self, tx: Reader) -> InForce:
        """Return the rules in force as a transaction sees them now."""
        return InForce(self, tx)

    def put_playbook(self, tx: Writer, playbook: Playbook, *, name: str | None = None) -> bool:
        """Put a playbook in force; return False where it is already."""
        key = f"{PLAYBOOK}:{name}" if name else PLAYBOOK
        if tx.meta(key) == playbook.digest:
            return False
        tx.put_document(playbook.digest, "playbook", in_order(playbook.data))
        tx.put_meta(key, playbook.digest)
        return True

    def put_organisation(self, tx: Writer, organisation: Organisation) -> None:
        """Make this the organisation as it stands."""
        tx.put_document(organisation.digest, "organisation", canonical(organisation.as_data()))
        tx.put_meta(ORGANISATION, organisation.digest)


@attrs.frozen(slots=False)
class InForce:
    """The rules in force at one moment of a transaction."""

    _rules: Rules
    _tx: Reader

    def playbook_of(self, unit: str | None) -> Playbook:
        """Return the playbook in force in a unit: its own, that of the unit around it, or the desk's."""
        organisation, unit = self.organisation, maybe_string(unit, field="unit")
        named = organisation.carried(unit, "playbook") if unit and unit in organisation.units else None
        return (self._named(named) if named else None) or self.playbook_of_desk()

    def playbook_for(self, by: By) -> Playbook:
        """Return the playbook by which somebody's rights are judged where no case is concerned: that of their first unit."""
        organisation = self.organisation
        mine = organisation.staff.get(by) if isinstance(by, str) else None
        return self.playbook_of(
            next((unit for unit in mine.units if unit in organisation.units), None) if mine else None
        )

    def playbooks(self) -> Iterator[Playbook]:
        """Yield every playbook in force, the desk's own first."""
        yield self.playbook_of_desk()
        yield from filter(None, map(self._named, self.organisation.playbooks))

    def playbook_of_desk(self) -> Playbook:
        """Return the playbook in force where a unit names none."""
        digest = self._tx.meta(PLAYBOOK)
        if digest is None:
            raise ConfigurationError(
                where="database",
                reason=phrase("has no playbook yet"),
                next_step=phrase("Open it with playbook=... or run complaintkit init."),
            )
        return self._rules.playbook(self._tx, digest)

    @cached_property
    def organisation(self) -> Organisation:
        """The organisation as it stands."""
        digest = self._tx.meta(ORGANISATION)
        if digest is None:
            raise ConfigurationError(
                where="database",
                reason=phrase("does not know yet who works here"),
                next_step=phrase("Open it with organisation=... or run complaintkit org load."),
            )
        return self._rules.organisation(self._tx, digest)

    def structure(self, playbook: Playbook) -> Structure:
        """Return the organisation as it stands, seen through the roles and groups of a playbook."""
        return self._rules.structure(self.organisation, playbook)

    def _named(self, name: str) -> Playbook | None:
        digest = self._tx.meta(f"{PLAYBOOK}:{name}")
        return self._rules.playbook(self._tx, digest) if digest else None


def _document(tx: Reader, digest: str, what: str) -> str:
    """Return a document's text: nobody works by one that is not the one of its digest.

    Raises:
        ConfigurationError: it is missing, or was changed.
    """
    content = tx.document(digest)
    if content is None:
        raise _not_there(phrase("lacks the {what} {digest}", what=what, digest=digest[:12]))
    if text_digest(content) != digest and not _says(content, digest):
        raise _not_there(phrase("holds a {what} {digest} that was changed", what=what, digest=digest[:12]))
    return content


def _says(text: str, digest: str) -> bool:
    """Tell if a text, however it is written, says what a digest is of."""
    try:
        return digest_of(json.loads(text)) == digest
    except ValueError:
        return False


def _not_there(reason: str) -> ConfigurationError:
    return ConfigurationError(where="database", reason=reason, next_step=phrase("Restore it."))
