"""The occasion of a message: the event it tells of, and the case as it stands now that it is to be sent."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import attrs

from complaintkit.decision import Facts, LedgerEntry, as_of_now
from complaintkit.delivery.message.budget import spent
from complaintkit.delivery.message.known import TOLD
from complaintkit.delivery.message.opt_out import opted_out
from complaintkit.model.actor import DESK
from complaintkit.model.case import Case
from complaintkit.model.customer import Contact
from complaintkit.model.events import Happened
from complaintkit.playbook import MessageRule, Playbook
from complaintkit.ports.storage import OutboxRow, Reader
from complaintkit.records.case import find
from complaintkit.records.ledger import read_lines, sealed_in
from complaintkit.records.link import Links

if TYPE_CHECKING:
    from complaintkit.records.door import Door


@attrs.frozen(kw_only=True)
class Occasion:
    """Everything that truth, quiet hours, address and wording of one message depend on.

    `line` is the event that the message tells of, with its circumstances, `later` are the names of those after it, of all
    `seq` events of the case. `case` stands as it would if what fell due had been noticed. `playbook` is the one in force
    now, if it still has this message: wording and quiet hours are live. `rule` is None for what staff wrote themselves;
    `links` is None where somebody else than the customer reads it.
    """

    row: OutboxRow
    line: LedgerEntry = attrs.field(repr=False)
    later: frozenset[str] = attrs.field(default=frozenset(), repr=False)
    seq: int
    case: Case = attrs.field(repr=False)
    facts: Facts = attrs.field(repr=False)
    playbook: Playbook = attrs.field(repr=False)
    rule: MessageRule | None
    opted_out: frozenset[Contact] = attrs.field(default=frozenset(), repr=False)
    spent: Mapping[Contact, datetime] = attrs.field(factory=dict, repr=False)
    links: Links | None = None

    @property
    def now(self) -> datetime:
        """The time at which this was looked at."""
        return self.facts.now

    @property
    def event(self) -> Happened:
        """The event itself."""
        return self.line.event

    @property
    def on(self) -> str:
        """The playbook's word for why the message is sent."""
        return self.rule.on if self.rule else TOLD

    @property
    def to_customer(self) -> bool:
        """Say whether the customer is told."""
        return self.row.recipient == "customer"

    @property
    def language(self) -> str:
        """The language of the recipient."""
        return self.row.language

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the case's unit."""
        return ZoneInfo(self.facts.structure.zone_of(self.case.unit))

    def since(self, *names: str) -> bool:
        """Say whether one of these events happened since."""
        return not self.later.isdisjoint(names)


def read_occasion(door: Door, tx: Reader, row: OutboxRow, kinds: Collection[str] = ()) -> Occasion:
    """Read what a message of the outbox is about, as of now; of the customer's addresses what holds for those of these kinds."""
    loaded = find(tx, row.case)
    case, told = loaded.case, row.seq - 1
    events = tx.events([row.case], after=told)
    words = tx.vault([row.case], after=told) if sealed_in(events[0]) else ()
    line, *_ = read_lines(events[:1], words)[row.case]
    facts = door.facts(tx, case, by=DESK)
    to_customer = row.recipient == "customer"
    playbook = _in_force(door.rules.in_force(tx).playbook_of(case.unit), facts.playbook, row.name)
    contacts = [one for one in case.customer.contacts if one.kind in kinds]
    return Occasion(
        row=row,
        line=line,
        later=frozenset(one.name for one in events[1:]),
        seq=loaded.row.version,
        case=as_of_now(case, facts),
        facts=facts,
        playbook=playbook,
        rule=playbook.all_messages.get(row.name),
        opted_out=opted_out(door, tx, row, contacts),
        spent=spent(door, tx, contacts, most=playbook.customer.per_hour) if to_customer else {},
        links=door.links if to_customer else None,
    )


def _in_force(now: Playbook, frozen: Playbook, name: str) -> Playbook:
    """Return the playbook in force where it is the same procedure and still has this message; else the case's own."""
    ours, theirs = frozen.all_messages.get(name), now.all_messages.get(name)
    same = ours is None or (theirs is not None and theirs.on == ours.on)
    return now if now.name == frozen.name and same else frozen
