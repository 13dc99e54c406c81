"""The other ways in which a case ends, and what ties cases together."""

from __future__ import annotations

import attrs

from complaintkit.model.events._happened import Happened, said
from complaintkit.model.vocabulary import Kind


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ClearedUp(Happened):
    """It was a misunderstanding, and was explained. S4.8"""

    explanation: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Withdrawn(Happened):
    """The customer took it back."""

    reason: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class CustomerQuoted(Happened):
    """Staff took down what the customer said to them. R9"""

    quote: str
    quoted: str
    told_to: str
    via: str
    before: str
    plan: str | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Objected(Happened):
    """The customer did not say that. R9"""

    quote: str
    quoted: str
    text: str | None = said()
    via: str | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ReclassificationAsked(Happened):
    """Somebody wants to make less of it; a second person is needed. R5"""

    kind: Kind
    reason: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Reclassified(Happened):
    """It has another kind or category now. R5"""

    kind: Kind
    category: str | None = None
    reason: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class SecondGrievanceMarked(Happened):
    """The way it was handled was a grievance of its own. S1.1"""

    text: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Linked(Happened):
    """Tied to another case; `before` is the state in which a duplicate was filed. R14"""

    to: str
    relation: str
    before: str | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Unlinked(Happened):
    """The tie was undone. R14"""

    to: str
