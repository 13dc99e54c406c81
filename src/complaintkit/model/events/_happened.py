"""What every event is, and how a field says that it holds what somebody said."""

from __future__ import annotations

from typing import Any, ClassVar

import attrs

from complaintkit.model.door_word import door_word
from complaintkit.model.said import PERSONAL, SAID
from complaintkit.model.value import Value


def said(default: Any = None) -> Any:  # noqa: ANN401  attrs' own signature
    """Return a field for what somebody said: it is kept in the vault."""
    return attrs.field(default=default, metadata={SAID: True})


def personal(default: Any = None) -> Any:  # noqa: ANN401  attrs' own signature
    """Return a field for a number, a form, a reference that leads to a person: kept in the vault, though nobody said it."""
    return attrs.field(default=default, metadata={PERSONAL: None})


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Happened(Value):
    """What every event is. `name` is its word in ledger, playbooks and feed; `schema` grows when its fields change.

    `is_deed`: somebody did something, and not a clock or the books; that is what a case's version counts.
    """

    name: ClassVar[str] = "happened"
    schema: ClassVar[int] = 1

    is_deed: ClassVar[bool] = True

    def __init_subclass__(cls) -> None:
        """Name the event: `HandoverOffered` is `handover-offered`."""
        cls.name = door_word(cls.__name__)
        if "is_deed" not in cls.__dict__:
            cls.is_deed = not cls.name.startswith(("deadline-", "budget-"))
