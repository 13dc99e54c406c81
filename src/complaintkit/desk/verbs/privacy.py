"""Verbs of a person's rights: a copy, a restriction, erasure; and whether they want messages. S3.13"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.desk.verbs.base import Verbs

if TYPE_CHECKING:
    from complaintkit.model.actor import By
    from complaintkit.model.customer import Contact
    from complaintkit.model.person import EraseBecause, PersonCases, PersonRef, RestrictBecause


class PrivacyVerbs(Verbs):
    """What a person may ask of whoever keeps their data."""

    def export_person(self, person: PersonRef, *, by: By) -> dict[str, object]:
        """Return everything kept on one person, as plain values for JSON: a copy to give them.

        `person` is a case or its number (whoever complained there), a `Contact`, or a `Customer` with contacts, member or
        reference. Files are base64. `others` are numbers of cases that share an address but were brought under another
        reference or another first address: perhaps the same person, perhaps somebody else at the same telephone.

        Args:
            person: a case or its number, a `Contact`, or a `Customer`.
            by: who asks.

        Raises:
            NotAllowed: no role of `by` may `export-person`.
            NotFound: there is no such case, or one of their cases is not for `by` to see (R20).

        >>> from complaintkit import Contact, Customer
        >>> from complaintkit.testing import open_test_desk
        >>> with open_test_desk() as desk:
        ...     case = desk.receive("饭是酸的", by="chen", channel="hotline", customer=Customer(phone="13800138000"))
        ...     copy = desk.export_person(Contact("phone", "138 0013 8000"), by="general-manager")
        >>> [one["text"] for one in copy["cases"]]
        ['饭是酸的']
        """
        from complaintkit.desk.person.export import export

        return export(self._door, person, by)

    def restrict_person(self, person: PersonRef, *, by: By, because: RestrictBecause = "asked") -> PersonCases:
        """Keep what there is, but send nothing to them and let nobody work on it, until `lift_restriction`.

        Binds the cases there are now; a new complaint of theirs is a new matter. Who is responsible, what goes upwards
        and what they themselves want done goes on; deadlines run on and are shown late. Twice is once.

        Args:
            person: a case or its number, a `Contact`, or a `Customer`.
            by: who does it: a staff id, or `System(name)` for a program.
            because: why, for the record.

        Raises:
            NotAllowed: no role of `by` may `restrict-person`.
            NotFound: as `export_person`.
        """
        from complaintkit.desk.person.person import restrict

        return restrict(self._door, person, by, because)

    def lift_restriction(self, person: PersonRef, *, by: By) -> PersonCases:
        """Let a person's cases be worked on again. What was not sent meanwhile stays unsent.

        Args:
            person: a case or its number, a `Contact`, or a `Customer`.
            by: who does it: a staff id, or `System(name)` for a program.

        Raises:
            NotAllowed: no role of `by` may `lift-restriction`.
            NotFound: as `export_person`.
        """
        from complaintkit.desk.person.person import lift

        return lift(self._door, person, by)

    def erase_person(self, person: PersonRef, *, by: By, because: EraseBecause = "asked") -> PersonCases:
        """Empty everything that one person said and is called: texts, names, contacts, files, what waits to be sent.

        With it goes whatever leads to them: search, `contact`, `similar`, their links. What happened stays, without them:
        ledgers and their chains, reports, what was promised and given, coupons they hold, and that they want no messages.
        Twice is once; `cases` is empty where nothing is kept on them.

        Args:
            person: a case or its number, a `Contact`, or a `Customer`.
            by: who does it: a staff id, or `System(name)` for a program.
            because: why, for the record.

        Raises:
            NotAllowed: no role of `by` may `erase-person`; or a case of theirs is open, or a promise still to be
                carried out: what that takes is kept until it is done.
            NotFound: as `export_person`.
        """
        from complaintkit.desk.person.erasure import erase

        return erase(self._door, person, by, because)

    def stop_messages(self, contact: Contact, *, by: By, reason: str, medium: str | None = None) -> tuple[str, ...]:
        """Send no more messages to this address; return the media that are stopped by it and were not before.

        Without a `medium`, all that use such an address but calls. It is told on the newest case of that address.

        Args:
            contact: the address: `Contact("phone", "13800138000")`.
            by: who does it: a staff id, or `System(name)` for a program.
            reason: why.
            medium: `sms`, `email`, ...; all that use such an address but calls, where none is given.

        Raises:
            NotAllowed: no role of `by` may tell the customer anything.
            NotFound: no case has this address, or none that `by` may see.
        """
        from complaintkit.desk.person.wishes import Wishes

        wishes = Wishes(door=self._door, plugins=self._opened.plugins, by=by, reason=reason)
        return wishes.stop(contact, medium)

    def allow_messages(self, contact: Contact, *, by: By, reason: str, medium: str | None = None) -> tuple[str, ...]:
        """Send messages to this address again; return the media that were stopped and are not any more.

        A message of theirs by the same channel, or START, does the same.

        Args:
            contact: the address: `Contact("phone", "13800138000")`.
            by: who does it: a staff id, or `System(name)` for a program.
            reason: why.
            medium: `sms`, `email`, ...; all that use such an address but calls, where none is given.

        Raises:
            NotAllowed: no role of `by` may tell the customer anything.
            NotFound: no case has this address, or none that `by` may see.
        """
        from complaintkit.desk.person.wishes import Wishes

        wishes = Wishes(door=self._door, plugins=self._opened.plugins, by=by, reason=reason)
        return wishes.allow(contact, medium)
