"""Whose customer it is 谁的客户谁负责: a canteen, a school, a firm, and who of us is responsible for it. S4.3"""

from __future__ import annotations

import attrs

from complaintkit.model.read_only import read_only
from complaintkit.model.text import Words

__all__ = ["Account"]


@attrs.frozen(kw_only=True, field_transformer=read_only)
class Account:
    """A customer with somebody responsible: known by the reference or the account that its complaints name. S4.3

    >>> Account(id="softpark", responsible="chen").responsible
    'chen'
    """

    id: str
    responsible: str
    title: Words = attrs.field(factory=dict)
