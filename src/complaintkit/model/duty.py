"""What one person owes on a case: of which kind, by when, by which command it is done, in a sentence. S0.12"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import attrs

from complaintkit.model.phrase import Phrase

if TYPE_CHECKING:
    from complaintkit.model.case import Case
    from complaintkit.model.handover import Handover
    from complaintkit.model.remedy import Approval
    from complaintkit.model.task import Task

__all__ = ["Duties", "Duty", "DutyKind"]


class DutyKind(StrEnum):
    """What is owed on a case.

    >>> DutyKind("advice") is DutyKind.ADVICE
    True
    """

    OWN = "own"  # the owner's next step
    WAIT = "wait"  # the owner's, while the customer has the word: ask again in time
    TAKE = "take"  # what a role takes first, whoever wrote it down (S4.6)
    FIRST_HANDLING = "first-handling"  # what the category asks for at once (S1.7)
    HANDOVER = "handover"  # an offer to take or decline (F2)
    RULE = "rule"  # a case that went back and forth (F3)
    CONFIRM = "confirm"  # a downgrade that takes a second person (R5)
    ADVICE = "advice"  # a question to answer (S3.2)
    MEASURE = "measure"  # something that the plan promised (S0.7)
    DISPATCH = "dispatch"  # somewhere to go, and to report from (S4.9)
    APPROVAL = "approval"  # a remedy beyond somebody's authority (F6)
    RECEIVE = "receive"  # a matter brought before a group, not received yet (F7)
    MEETING = "meeting"  # a matter that a group has to decide (F7)
    DECIDE = "decide"  # a matter brought to a leader (S4.6)
    WORDS = "words"  # what the customer said, to read and to answer (S3.5)
    CALL = "call"  # a message that a person says
    MESSAGE = "message"  # a message that may not have reached the customer (R4)
    REMEDY = "remedy"  # a remedy that takes a person to go on (S4.11)
    TELL_CUSTOMER = "tell-customer"  # word of who took over (F9)
    AUTHORITY = "authority"  # the answer to an authority (R19)
    OVERDUE = "overdue"  # a case of somebody below that is late (R18)


@attrs.frozen(kw_only=True)
class Duty:
    """One thing that a person owes on one case.

    `staff` owes it; where `staff` is not whose list it stands in, that person acts for them, or leads them (`overdue`). `ref`
    names what it is about: a handover, an approval, a promise, ... `commands` are the door words that do it, each of which they
    may give now; where something of others comes first, what they may do meanwhile, and the sentence says what it waits for.
    `of` is the case, the customer masked, for a row of a list. `id` is what the next page goes on after.

    >>> from complaintkit import Customer
    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     case = desk.receive("饭是酸的", by="chen", channel="hotline", customer=Customer(phone="13800138000"))
    ...     duty = desk.duties("chen").owed[0]
    >>> duty.what.value, duty.case == case.number, duty.late, duty.commands
    ('own', True, False, ('register', 'settle'))
    >>> duty.sentence("zh").startswith("补全登记")
    True
    """

    id: str = attrs.field(repr=False)
    what: DutyKind
    staff: str
    case: str
    ref: str
    since: datetime
    due_at: datetime | None
    late: bool
    commands: tuple[str, ...]
    says: Phrase
    of: Case = attrs.field(repr=False)

    def sentence(self, language: str = "en") -> str:
        """Return what is to be done, for a screen."""
        return self.says.to(language)


@attrs.frozen(kw_only=True)
class Duties:
    """Everything one person is responsible for now, what is due first at the top; at last what is late below them. S0.12

    `owed` is a page of it; give `next` back as `after` for the page behind it, None: that was the last. `tasks` are those
    beside the cases whose next step is theirs, what is due first at the top; they stand on the first page. What waits for an
    answer says of which case it is, so that it can be answered: `desk.approve(one.case, proposal=one.id, ...)`.

    >>> from complaintkit import Customer
    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     case = desk.receive("饭是酸的", by="chen", channel="hotline", customer=Customer(phone="13800138000"))
    ...     [one.number == case.number for one in desk.duties("chen").cases]
    [True]
    """

    staff: str
    owed: tuple[Duty, ...] = ()
    tasks: tuple[Task, ...] = ()
    next: str | None = None

    @property
    def cases(self) -> tuple[Case, ...]:
        """The cases of this page that are their own, by nearest deadline."""
        mine = (DutyKind.OWN, DutyKind.WAIT)
        return tuple(one.of for one in self.owed if one.what in mine and one.staff == self.staff)

    @property
    def handovers_to_answer(self) -> tuple[Handover, ...]:
        """The offers of this page, also those to whom this person acts for."""
        offers = (one.of.handover for one in self.owed if one.what is DutyKind.HANDOVER)
        return tuple(one for one in offers if one)

    @property
    def approvals_to_give(self) -> tuple[Approval, ...]:
        """The approvals of this page, also those asked of whom this person acts for."""
        refs = [(one.of, one.ref) for one in self.owed if one.what is DutyKind.APPROVAL]
        return tuple(
            asked for case, ref in refs for asked in case.approvals if asked.id == ref and asked.state == "asked"
        )

    def of_kind(self, what: DutyKind | str) -> tuple[Duty, ...]:
        """Return those of this page of one kind."""
        return tuple(one for one in self.owed if one.what == what)
