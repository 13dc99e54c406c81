"""What a `Reader` asks, by name: whoever knows the text of a question need not make it from the tables."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

import attrs

from complaintkit.ports import storage as port
from complaintkit_sqlmodel import _keyed

if TYPE_CHECKING:
    from complaintkit_sqlmodel._listing import Shape


R = TypeVar("R")


@attrs.frozen(eq=False)
class Question(Generic[R]):
    """A statement by the module and the name that make it; of a list, its shape, too. `row` is what answers, if rows do."""

    row: type[R] | None
    module: str
    name: str
    shape: Shape = ()

    @property
    def key(self) -> str:
        """Name it where texts are kept."""
        return " ".join((f"{self.module}.{self.name}", *(f"{name}={count}" for name, count in self.shape)))

    def of_shape(self, shape: Shape) -> Question[R]:
        """Return the question for a list of a shape."""
        return attrs.evolve(self, shape=shape)

    def made(self) -> Any:  # noqa: ANN401  a `Query` where rows answer, else a statement
        """Make the statement from the tables."""
        made = getattr(import_module(f"complaintkit_sqlmodel.{self.module}"), self.name)
        return made(self.shape) if self.is_list else made

    @property
    def is_list(self) -> bool:
        """Whether its conditions depend on what is asked."""
        return self.name.islower()


TOGETHER: Final = 25
"""So many ids a statement takes that asks for rows of several cases at once."""
META_VALUE: Final[Question[None]] = Question(None, "_query", "META_VALUE")
METAS: Final[Question[None]] = Question(None, "_query", "METAS")
DOCUMENT_CONTENT: Final[Question[None]] = Question(None, "_query", "DOCUMENT_CONTENT")
KEY_OF: Final = Question(port.KeyRow, "_query", "KEY_OF")
KEYS: Final = Question(port.KeyRow, "_query", "KEYS")
KEYS_BY_OTHERS: Final = Question(port.KeyRow, "_query", "KEYS_BY_OTHERS")
CASE_BY_REF: Final = Question(_keyed.Case, "_query", "CASE_BY_REF")
CASE_BY_EXTERNAL: Final = Question(port.CaseRow, "_query", "CASE_BY_EXTERNAL")
OWNED_BY: Final[Question[None]] = Question(None, "_query", "OWNED_BY")
STATE_OF: Final = Question(port.StateRow, "_query", "STATE_OF")
SUMMARIES_OF: Final = Question(port.SummaryRow, "_query", "SUMMARIES_OF")
UNSUMMARISED: Final[Question[None]] = Question(None, "_query", "UNSUMMARISED")
EVENTS: Final = Question(port.EventRow, "_query", "EVENTS")
EVENTS_AFTER: Final = Question(port.EventRow, "_query", "EVENTS_AFTER")
EVENTS_WITHOUT: Final = Question(port.EventRow, "_query", "EVENTS_WITHOUT")
FEED: Final = Question(port.EventRow, "_query", "FEED")
LEDGERS_BETWEEN: Final[Question[None]] = Question(None, "_query", "LEDGERS_BETWEEN")
WORDS: Final = Question(port.VaultRow, "_query", "WORDS")
WORDS_AFTER: Final = Question(port.VaultRow, "_query", "WORDS_AFTER")
ATTACHED: Final = Question(port.AttachmentRow, "_query", "ATTACHED")
OWNERS: Final = Question(port.OwnerRow, "_query", "OWNERS")
DEADLINES: Final = Question(port.DeadlineRow, "_query", "DEADLINES")
DUE_CASES: Final[Question[None]] = Question(None, "_query", "DUE_CASES")
CASE_DUTIES: Final = Question(port.DutyRow, "_query", "CASE_DUTIES")
COUPON_BY_CODE: Final = Question(port.CouponRow, "_query", "COUPON_BY_CODE")
REDEMPTION_BY_ID: Final = Question(port.RedemptionRow, "_query", "REDEMPTION_BY_ID")
REDEMPTION_OF: Final = Question(port.RedemptionRow, "_query", "REDEMPTION_OF")
REDEEMED: Final = Question(port.RedemptionRow, "_query", "REDEEMED")
REDEEMED_AT: Final = Question(port.RedemptionRow, "_query", "REDEEMED_AT")
GRANTS_BY: Final = Question(port.GrantRow, "_query", "GRANTS_BY")
GRANTS_TO: Final = Question(port.GrantRow, "_query", "GRANTS_TO")
IDEMPOTENT: Final = Question(port.IdempotencyRow, "_query", "IDEMPOTENT")
ENTRY: Final = Question(port.OutboxRow, "_query", "ENTRY")
EXPIRED: Final = Question(port.OutboxRow, "_query", "EXPIRED")
ATTEMPTS: Final = Question(port.AttemptRow, "_query", "ATTEMPTS")
ATTEMPTS_BY_REFERENCE: Final = Question(port.AttemptRow, "_query", "ATTEMPTS_BY_REFERENCE")
TASK_BY_REF: Final = Question(port.TaskRow, "_query", "TASK_BY_REF")
DUE_TASKS: Final[Question[None]] = Question(None, "_query", "DUE_TASKS")
MEMBER_BY_ID: Final = Question(port.MemberRow, "_query", "MEMBER_BY_ID")
RESERVED: Final[Question[None]] = Question(None, "_change", "RESERVED")
LAST_NUMBER: Final[Question[None]] = Question(None, "_change", "LAST_NUMBER")

CASE_LIST: Final = Question(port.CaseRow, "_cases", "case_list")
CASE_COUNT: Final[Question[None]] = Question(None, "_cases", "case_count")
DUTY_LIST: Final = Question(port.DutyRow, "_owed", "duty_list")
TASK_LIST: Final = Question(port.TaskRow, "_tasks", "task_list")
OUTBOX_LIST: Final = Question(port.OutboxRow, "_entries", "outbox_list")
