"""The external route: the customer is told of it, an authority has a case of its own, is answered, decides. R8, R19"""

from __future__ import annotations

from datetime import datetime

import attrs

from complaintkit.model.events._happened import Happened, said


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Referred(Happened):
    """The customer was told the external route. R8"""

    authority: str
    told: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class DocketRecorded(Happened):
    """An authority has the complaint, by its own number and dates; `answerer` answers it, else the owner. R19"""

    number: str
    authority: str
    dated: datetime | None = None
    answer_by: datetime | None = None
    answerer: str | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AuthorityAnswered(Happened):
    """An authority has our answer. R19"""

    docket: str
    authority: str
    text: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class OutcomeRecorded(Happened):
    """A case ended at an authority. R8, R19"""

    docket: str
    authority: str
    outcome: str
    text: str | None = said()
