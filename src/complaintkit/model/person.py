"""A person whose data are asked about: how they are named, and which of their cases that reached. R2"""

from __future__ import annotations

from typing import Literal, TypeAlias

import attrs

from complaintkit.model.case import Case
from complaintkit.model.customer import Contact, Customer

__all__ = ["EraseBecause", "PersonCases", "PersonRef", "RestrictBecause"]

PersonRef: TypeAlias = Case | Contact | Customer | str
"""A case or its number: whoever complained there; a Contact, or a Customer with contacts, member, reference: whoever has them."""

RestrictBecause: TypeAlias = Literal["asked", "contested", "unlawful", "claim", "objected"]
"""They ask for it; they contest what is kept; it was kept unlawfully; they need it for a claim; they object."""

EraseBecause: TypeAlias = Literal["asked", "not-needed", "unlawful", "objected"]
"""They ask for it; it is not needed any more; it was kept unlawfully; they object."""


@attrs.frozen(kw_only=True)
class PersonCases:
    """Numbers of the cases that were reached, and ids of memberships; none: nothing is kept on this person.

    `others` share an address with them, but were brought under another reference or another first address: whoever knows that
    it is the same person names those, too; perhaps it is somebody of the same household. `former` were theirs until somebody
    corrected whose they are: there only how they could be reached is theirs. `left` is how much is still to be erased after an
    erasure, of whomever: the worker does it (`Desk.health` tells until it is done).
    """

    cases: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    left: int = 0
