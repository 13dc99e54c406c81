"""Commands for the other ways to end, and for what ties cases together."""

from __future__ import annotations

from typing import Literal

import attrs

from complaintkit.model.check import (
    is_text,
    kind_of,
    maybe_text,
    maybe_word,
)
from complaintkit.model.commands._command import (
    OnCase,
    names_case,
    one_of,
)
from complaintkit.model.evidence import Attachment, attachments_of
from complaintkit.model.vocabulary import Kind


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ClearUp(OnCase):
    """It was a misunderstanding: explained tactfully and cleared up. S4.8"""

    explanation: str = attrs.field(validator=is_text)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Withdraw(OnCase):
    """The customer takes it back."""

    reason: str | None = attrs.field(default=None, validator=maybe_text)
    via: str | None = attrs.field(default=None, validator=maybe_word)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Object(OnCase):
    """The customer did not say what staff took down: it is undone. R9"""

    quote: str | None = attrs.field(default=None, validator=maybe_word)
    text: str | None = attrs.field(default=None, validator=maybe_text)
    via: str | None = attrs.field(default=None, validator=maybe_word)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Reclassify(OnCase):
    """Another kind or category. Downgrading a complaint takes a reason and a second person; upgrading is free. R5"""

    kind: Kind | None = attrs.field(default=None, converter=attrs.converters.optional(kind_of))
    category: str | None = attrs.field(default=None, validator=maybe_word)
    reason: str | None = attrs.field(default=None, validator=maybe_text)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MarkSecondGrievance(OnCase):
    """The way it was handled made a second grievance 二次不满: a mark on the first case. S1.1"""

    text: str = attrs.field(validator=is_text)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Link(OnCase):
    """Tie two cases together; nothing is merged away, and a link can be undone. R14"""

    to: str = attrs.field(converter=names_case)
    relation: Literal["duplicate", "related", "follows"] = attrs.field(
        default="related",
        validator=one_of("duplicate", "related", "follows"),
    )


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Unlink(OnCase):
    """Undo a link. R14"""

    to: str = attrs.field(converter=names_case)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RaiseIssue(OnCase):
    """The customer complains of one thing more: it gets an answer of its own. R7"""

    text: str = attrs.field(validator=is_text)
    category: str | None = attrs.field(default=None, validator=maybe_word)
    about_staff: str | None = attrs.field(default=None, validator=maybe_word)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class WaitForCustomer(OnCase):
    """The customer owes us something: deadlines that may pause do, with this cause. R16"""

    question: str = attrs.field(validator=is_text)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class HearCustomer(OnCase):
    """What the customer said since; ends a pause."""

    text: str = attrs.field(validator=is_text)
    via: str | None = attrs.field(default=None, validator=maybe_word)
    attachments: tuple[Attachment, ...] = attrs.field(default=(), converter=attachments_of)
