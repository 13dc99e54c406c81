"""What was refused and kept, so that nothing somebody typed is lost."""

from __future__ import annotations

from datetime import datetime

import attrs

__all__ = ["RefusedRequest"]


@attrs.frozen(kw_only=True)
class RefusedRequest:
    """Something typed or sent that could not be done: who said it, why it was refused, and every word of it.

    `source` is the command's door word (`assess`), `channel:NAME` or `import`; `code` and `field` are those of the error.
    `content` is what was given, as JSON where it could be written so; empty once the person is erased, and where the row was
    damaged: then `reason` says so. `mended_at` is when somebody saw to it, `case` the case it was meant for or became.

    >>> from complaintkit import Customer
    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     list(desk.refused.list(by="general-manager"))
    []
    """

    id: str
    source: str
    at: datetime
    by: str
    code: str
    field: str
    reason: str
    content: bytes = attrs.field(repr=False)
    case: str | None = None
    mended_at: datetime | None = None
    mended_by: str | None = None
