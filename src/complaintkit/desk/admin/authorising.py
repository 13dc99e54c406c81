"""Refuse to administer people who are not below, outside one's units, or oneself. R20, F8"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import reduce
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.decision.people.apart import left_out
from complaintkit.decision.people.places import places_changed
from complaintkit.decision.refusal import beyond_scope, not_below, own_places
from complaintkit.decision.tables.verb import VERBS, check_may
from complaintkit.model.actor import DESK, System, actor_name
from complaintkit.model.check import string
from complaintkit.model.did_you_mean import close_to
from complaintkit.model.errors import ComplaintKitError, InvalidInput, NotAllowed, NotFound
from complaintkit.model.phrase import phrase
from complaintkit.organisation import Organisation, Scope, Structure, fields_outside
from complaintkit.ports.filter import CaseFilter
from complaintkit.records.case import cases_in, load
from complaintkit.records.rules import ORGANISATION

if TYPE_CHECKING:
    from complaintkit.decision import Facts
    from complaintkit.model.actor import By
    from complaintkit.organisation import Absence
    from complaintkit.ports.storage import Writer
    from complaintkit.records.door import Door

OWN_ABSENCE: Final = timedelta(days=31)
"""How long somebody may be away at a stretch by their own word: cases wait that long for who acts for them, no longer. F8"""


@attrs.frozen
class Authority:
    """What somebody may administer now. Programs of the host may all, and so may whoever brings the first organisation."""

    door: Door
    tx: Writer
    by: By
    verb: str

    @property
    def word(self) -> str:
        """The verb as a role's `may` names it."""
        return VERBS[self.verb].right or self.verb

    @property
    def is_unbound(self) -> bool:
        """True where nothing binds the actor."""
        return isinstance(self.by, System) or self.tx.meta(ORGANISATION) is None

    @contextmanager
    def naming(self) -> Iterator[None]:
        """Have what is refused meanwhile call people as others do."""
        try:
            yield
        except ComplaintKitError as refused:
            if self.tx.meta(ORGANISATION) is not None:
                rules = self.door.rules.in_force(self.tx)
                refused.naming(rules.structure(rules.playbook_of_desk()).called)
            raise

    def check_right(self) -> None:
        """Refuse who has no role that may do this at all.

        Raises:
            NotAllowed: no role of theirs may.
        """
        if self.is_unbound:
            return
        check_may(self.door.facts(self.tx, None, by=self.by), self.verb)

    def check_person(self, staff: str) -> None:
        """Refuse to administer somebody who is not below the actor.

        Raises:
            NotFound: they don't work here.
            NotAllowed: no role may, or they are not below, or it is the actor.
        """
        self.check_right()
        organisation = self.door.rules.in_force(self.tx).organisation
        if string(staff, field="staff") not in organisation.staff:
            raise NotFound(what="staff", ref=staff, next_step=close_to(staff, organisation.staff))
        if not self.is_unbound and not self._scope(organisation).has_below(staff):
            raise not_below(actor_name(self.by), self.word, staff)

    def check_absence(self, absence: Absence) -> None:
        """Refuse an absence of somebody not below, but one's own that moves no case; and a stranger as the deputy. F8

        Raises:
            NotFound: somebody named does not work here.
            InvalidInput: one's own goes on for longer than a leader has to be asked for; they are their own deputy.
            NotAllowed: no role may; they are not below; a long absence of one's own is the leader's to note, and so is another
                word on what somebody else noted; the deputy works elsewhere and is not below either.
        """
        organisation = self.door.rules.in_force(self.tx).organisation
        if self.by != absence.staff:
            self.check_person(absence.staff)
        elif absence.staff in organisation.staff:
            self._check_own_absence(absence, organisation)
        organisation.with_absence(absence)  # everybody named works here
        if absence.deputy == absence.staff:
            raise InvalidInput(
                field="deputy",
                reason=phrase("{staff} is away themselves", staff=absence.staff),
                next_step=phrase("Name somebody else, or nobody."),
            )
        if absence.deputy is None or self.is_unbound:
            return
        if not self._scope(organisation).may_name(absence.deputy, absence.staff):
            raise not_below(actor_name(self.by), self.word, absence.deputy)

    def _check_own_absence(self, absence: Absence, organisation: Organisation) -> None:
        """Refuse one's own word where it takes a leader's: cases move, it goes on for long, or somebody else noted it before."""
        same = (one.by for one in organisation.absences_of(absence.staff) if one.start == absence.start)
        noted = next((by for by in same if by not in (None, absence.staff)), None)
        if absence.long:
            reason = phrase("cases move by it, so a leader of {staff} notes it, or a program", staff=absence.staff)
            raise NotAllowed(command=self.word, reason=reason, rule="F8")
        if noted is not None:
            reason = phrase("{by} noted it, so a leader of {staff} changes it", by=noted, staff=absence.staff)
            raise NotAllowed(command=self.word, reason=reason, rule="F8")
        if organisation.away_at_a_stretch(absence) > OWN_ABSENCE:
            raise InvalidInput(
                field="end",
                reason=phrase(
                    "by one's own word nobody is away for more than {days} days on end", days=OWN_ABSENCE.days
                ),
                next_step=phrase("Ask a leader of {staff} to note it.", staff=absence.staff),
            )

    def check_change(self, new: Organisation) -> None:
        """Refuse a new organisation that differs beyond what the actor administers, or in who decides what is about them. R6, R20

        Raises:
            NotAllowed: names each field, or each place.
        """
        if self.is_unbound:
            return
        now = self.door.rules.in_force(self.tx).organisation
        old = self._scope(now)
        if fields := list(fields_outside(old, self._scope(new))):
            raise beyond_scope(actor_name(self.by), self.word, fields)
        stayed = reduce(Organisation.without_staff, now.replaced_by(new), now)
        if places := sorted(set(self._own_places(stayed, new))):
            raise own_places(actor_name(self.by), self.word, places)

    def _own_places(self, old: Organisation, new: Organisation) -> Iterator[str]:
        """Yield the places with a say on an open case of the actor's own that `new` gives to others than `old`. R6, R9

        Nor do they make it their own, or another's, by a contact of theirs.
        """
        for row in cases_in(self.tx, CaseFilter(open=True)):
            case = load(self.tx, row).case
            facts = self.door.facts(self.tx, case, by=DESK)
            before, after = (_with(facts, organisation) for organisation in (old, new))
            was, is_ = (self.by in left_out(one, case) for one in (before, after))
            if was != is_:
                yield f"staff.{actor_name(self.by)}.contacts"
            if was:
                yield from places_changed(before, after, case)

    def _scope(self, organisation: Organisation) -> Scope:
        books = self.door.rules.in_force(self.tx).playbooks()
        return Scope(
            actor_name(self.by),
            [Structure(organisation, one.roles, one.groups, one.time_zone) for one in books],
        )


def _with(facts: Facts, organisation: Organisation) -> Facts:
    """Return the facts as they would be in another organisation."""
    return attrs.evolve(facts, structure=attrs.evolve(facts.structure, organisation=organisation))
