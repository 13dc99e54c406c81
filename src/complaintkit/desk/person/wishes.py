"""Stop and allow messages by staff, on the word of the customer; told on the newest case, or the membership, of that address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from complaintkit.decision import sees
from complaintkit.decision.member import sees_member
from complaintkit.decision.permission.guard import check_apart
from complaintkit.decision.refusal import no_right
from complaintkit.delivery.message.opt_out import opt_out_key
from complaintkit.desk.person.person import write
from complaintkit.model import events as e
from complaintkit.model.customer import Contact
from complaintkit.model.errors import InvalidInput, NotFound
from complaintkit.model.phrase import phrase
from complaintkit.ports.storage import CaseFilter, MemberFilter
from complaintkit.records.case import cases_in, load
from complaintkit.records.member import load_members
from complaintkit.records.token import contact_token

if TYPE_CHECKING:
    from complaintkit.decision import Facts
    from complaintkit.hooks.plugins import Plugins
    from complaintkit.model.actor import By
    from complaintkit.ports.storage import Reader, Writer
    from complaintkit.records.case import Loaded
    from complaintkit.records.door import Door
    from complaintkit.records.member import LoadedMember


_CALL = "call"


def _media_for(plugins: Plugins, address_kind: str) -> frozenset[str]:
    """Return the media that use such an address, all but calls."""
    return frozenset({one.medium for one in plugins.notifiers.values() if one.address_kind == address_kind} - {_CALL})


@attrs.frozen(kw_only=True)
class Wishes:
    """A customer's word to somebody of the staff about messages."""

    door: Door
    plugins: Plugins
    by: By
    reason: str

    def stop(self, contact: Contact, medium: str | None) -> tuple[str, ...]:
        """Stop messages; return the media that are stopped now and were not before."""
        return self._change("stop-messages", contact, medium)

    def allow(self, contact: Contact, medium: str | None) -> tuple[str, ...]:
        """Allow messages; return the media that are allowed now and were not before."""
        return self._change("allow-messages", contact, medium)

    def _change(self, word: str, contact: Contact, medium: str | None) -> tuple[str, ...]:
        _check(contact, self.reason)
        token = contact_token(self.door.key, contact)
        media = {medium} if medium else _media_for(self.plugins, contact.kind)
        event = e.MessagesStopped if word == "stop-messages" else e.MessagesAllowed
        with self.door.storage.writing() as tx:
            newest = _newest(self.door, tx, token, self.by, word)
            changed = tuple(one for one in sorted(media) if self._set(tx, opt_out_key(one, token), word))
            told = [newest] if changed else []
            written = write(self.door, tx, told, self.by, event(media=changed, reason=self.reason))
        self.door.recorded(written)
        return changed

    def _set(self, tx: Writer, key: str, word: str) -> bool:
        """Set or take away the stop of a medium; return True where that is new."""
        if word == "allow-messages":
            return tx.drop_meta(key)
        if tx.meta(key) is not None:
            return False
        tx.put_meta(key, self.door.clock.now().isoformat())
        return True


def _check(contact: Contact, reason: str) -> None:
    if not isinstance(contact, Contact):
        raise InvalidInput(
            field="contact",
            reason=phrase("is no Contact"),
            next_step=phrase('Give Contact("phone", "13800138000").'),
        )
    if not isinstance(reason, str) or not reason.strip():
        raise InvalidInput(
            field="reason",
            reason=phrase("is empty"),
            next_step=phrase("Write down what the customer said."),
        )


def _newest(door: Door, tx: Reader, token: str, by: By, word: str) -> Loaded | LoadedMember:
    """Return the newest case of that address, else the membership, for somebody who may tell the customer things."""
    facts: Facts = door.facts(tx, None, by=by)
    if not facts.system and not (facts.structure.may(facts.actor, "tell") or facts.structure.may(facts.actor, word)):
        raise no_right(facts.actor, word)
    newest: Loaded | None = None
    for row in cases_in(tx, CaseFilter(tokens=frozenset({token}))):
        loaded = load(tx, tx.case(row.id) or row)
        if sees(there := door.facts(tx, loaded.case, by=by), loaded.case):
            check_apart(there, loaded.case, word)
            newest = newest or loaded
    if newest is not None:
        return newest
    for one in load_members(tx, tx.members(MemberFilter(tokens=frozenset({token})), limit=20)):
        if sees_member(facts, one.member):
            return one
    raise NotFound(
        what="person",
        ref=phrase("with this address"),
        next_step=phrase("Check the address."),
    )
