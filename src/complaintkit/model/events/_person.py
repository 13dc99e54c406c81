"""What happens to what is kept on a person: nothing here says who they are."""

from __future__ import annotations

import attrs

from complaintkit.model.events._happened import Happened, said


@attrs.frozen(kw_only=True, eq=False, repr=False)
class PersonExported(Happened):
    """Everything kept on the customer was written out for them."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class PersonRestricted(Happened):
    """What is kept stays, but nothing is sent and nobody works on it, and on what ground."""

    because: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RestrictionLifted(Happened):
    """It may be worked on again."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class PersonErased(Happened):
    """What they said and are called is gone, and on what ground; what happened stays."""

    because: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class FormerCustomerErased(Happened):
    """Whoever the case was of before it was corrected is erased: how they could be reached is gone; what was said stays."""

    former: str
    because: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MessagesStopped(Happened):
    """The customer wants no messages by these media, and told us so."""

    media: tuple[str, ...]
    reason: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MessagesAllowed(Happened):
    """The customer wants messages by these media again."""

    media: tuple[str, ...]
    reason: str | None = said()
