"""Commands of the external route: the customer is told of it, an authority's case is recorded, answered, and ends. R8, R19"""

from __future__ import annotations

import attrs

from complaintkit.model.check import is_a, is_text, is_word, maybe_text, maybe_word
from complaintkit.model.commands._command import OnCase, one_of
from complaintkit.model.docket import OUTCOMES, Docket, Outcome


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Refer(OnCase):
    """No agreement: the customer was told the external route (12315, ombudsman). R8"""

    authority: str = attrs.field(validator=is_word)
    told: str = attrs.field(validator=is_text)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RecordDocket(OnCase):
    """An authority has the complaint: its number and dates, and who answers it; the same number once more has other dates. R19"""

    docket: Docket = attrs.field(validator=is_a(Docket))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AnswerAuthority(OnCase):
    """The authority has our answer. Its docket needs no name where one waits. R19"""

    text: str = attrs.field(validator=is_text)
    docket: str | None = attrs.field(default=None, validator=maybe_word)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RecordOutcome(OnCase):
    """How it ended at the authority, the mediator, the court. R8, R19"""

    outcome: Outcome = attrs.field(validator=one_of(*OUTCOMES))
    text: str | None = attrs.field(default=None, validator=maybe_text)
    docket: str | None = attrs.field(default=None, validator=maybe_word)
