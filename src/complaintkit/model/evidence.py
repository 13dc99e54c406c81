"""What proves what happened: files that somebody gave us, and things that will be gone. R12"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

import attrs

from complaintkit.model.check import is_text, is_word, maybe_instant, maybe_utc, several
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase

__all__ = ["AttachedFile", "Attachment", "Evidence"]

LARGEST_ATTACHMENT = 25 * 1024 * 1024


def _file_name(value: str) -> str:
    """Return the name alone: browsers send a path with it, and who keeps a file by its name would keep it where that leads."""
    if not isinstance(value, str):
        return value
    name = re.split(r"[/\\]", value)[-1]
    return "" if name in (".", "..") else name


@attrs.frozen
class Attachment:
    r"""A file somebody gave us: bytes with a name and a media type, at most 25 MiB. Of a path the last part is the name.

    >>> Attachment("rice.jpg", b"...", media_type="image/jpeg").name
    'rice.jpg'
    >>> Attachment("C:\\fakepath\\rice.jpg", b"...", media_type="image/jpeg").name
    'rice.jpg'
    """

    name: str = attrs.field(converter=_file_name, validator=is_word)
    content: bytes = attrs.field(repr=False)
    media_type: str = attrs.field(kw_only=True, validator=is_word)

    @content.validator
    def _fits(self, _: attrs.Attribute[bytes], value: bytes) -> None:
        if not isinstance(value, bytes) or len(value) > LARGEST_ATTACHMENT:
            raise InvalidInput(
                field="attachments.content",
                reason=phrase("is not bytes up to 25 MiB"),
                next_step=phrase("Send a smaller file."),
            )


@attrs.frozen(kw_only=True)
class AttachedFile:
    """A file on a case, without its bytes: `desk.attachment(case, one.id, by=..., purpose=...)` gives those.

    `name` is None where the person was erased: their bytes are gone, too.

    >>> from complaintkit import Attachment, Customer
    >>> from complaintkit.testing import open_test_desk
    >>> rice = Attachment("rice.jpg", b"...", media_type="image/jpeg")
    >>> with open_test_desk() as desk:
    ...     case = desk.receive(
    ...         "饭是酸的", by="chen", channel="hotline", customer=Customer(phone="13800138000"), attachments=[rice]
    ...     )
    >>> [(one.name, one.media_type, one.size) for one in case.attachments]
    [('rice.jpg', 'image/jpeg', 3)]
    """

    id: str
    name: str | None
    media_type: str
    size: int
    added_by: str
    added_at: datetime


@attrs.frozen
class Evidence:
    """Something that proves what happened; `kept_until` is when it will be gone (CCTV, a food sample). R12

    >>> Evidence("录像", where="后厨三号机位").what
    '录像'
    """

    what: str = attrs.field(validator=is_text)
    where: str = attrs.field(kw_only=True, validator=is_text)
    kept_until: datetime | None = attrs.field(default=None, kw_only=True, converter=maybe_utc, validator=maybe_instant)


def attachments_of(values: Iterable[Attachment]) -> tuple[Attachment, ...]:
    """Convert a list of attachments to a tuple."""
    return several(values, Attachment, field="attachments")


def evidence_of(values: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Convert a list of evidence to a tuple."""
    return several(values, Evidence, field="evidence")
