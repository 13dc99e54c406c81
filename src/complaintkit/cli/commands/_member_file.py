"""Read a file of members: CSV with a header in English or Chinese, as a shop's own system writes it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from complaintkit.model.care import CareKind
from complaintkit.model.customer import Customer, Member
from complaintkit.model.errors import InvalidInput
from complaintkit.model.member import NewMember
from complaintkit.model.phrase import joined, phrase

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "member": ("会员号", "会员卡号", "卡号"),
    "name": ("姓名",),
    "phone": ("手机", "手机号", "电话"),
    "email": ("邮箱", "电子邮箱"),
    "tier": ("等级", "会员等级"),
    "points": ("积分",),
    "birthday": ("生日",),
    "unit": ("门店", "单位"),
    "since": ("入会日期",),
    "via": ("入会渠道",),
    "recruited_by": ("推荐人", "办卡人"),
    "consents": ("同意",),
    "consented_at": ("同意时间",),
}
"""The columns that are read, each with the names that it may have in Chinese; others are left alone."""
_KINDS: Final = {"生日": "birthday", "节日": "festival", "活动": "event", "感谢": "thanks"}


def read_members(content: bytes, *, zone: ZoneInfo) -> Iterator[NewMember | InvalidInput]:
    """Yield the members of a file, row by row; of a row that can't be read, why. Dates are those of a zone.

    Consents are written `birthday:sms festival:sms`.

    Raises:
        InvalidInput: it is no text, or has no column for the member's number.
    """
    reader = csv.DictReader(io.StringIO(_decoded(content), newline=""))
    columns = {ours: _found(ours, reader.fieldnames or ()) for ours in COLUMNS}
    if columns["member"] is None:
        raise InvalidInput(
            field="file",
            reason=phrase("has no column of members' numbers"),
            next_step=phrase("Call it member, or one of {names}.", names=joined(COLUMNS["member"])),
        )
    for row in reader:
        cells = {ours: (row.get(theirs) or "").strip() if theirs else "" for ours, theirs in columns.items()}
        try:
            yield _member(cells, zone)
        except InvalidInput as error:
            yield error


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InvalidInput(
        field="file", reason=phrase("is neither UTF-8 nor GB 18030"), next_step=phrase("Save it as CSV UTF-8.")
    )


def _found(ours: str, header: object) -> str | None:
    names = {str(one).strip().casefold(): str(one) for one in header} if isinstance(header, list | tuple) else {}
    return next((names[one] for one in (ours, *COLUMNS[ours]) if one in names), None)


def _member(cells: Mapping[str, str], zone: ZoneInfo) -> NewMember:
    known = {name: value or None for name, value in cells.items()}
    member = Member(cells["member"], tier=known["tier"], points=_number(cells["points"]))
    return NewMember(
        customer=Customer(name=known["name"], phone=known["phone"], email=known["email"], member=member),
        unit=known["unit"],
        since=_day(cells["since"], "since"),
        birthday=known["birthday"],
        via=known["via"] or "import",
        recruited_by=known["recruited_by"],
        consents=_consents(cells["consents"]),
        consented_at=_moment(cells["consented_at"], zone),
    )


def _number(text: str) -> int | None:
    if not text:
        return None
    try:
        return int(text)
    except ValueError:
        raise InvalidInput(
            field="points",
            reason=phrase("{text!r} is no number", text=text[:20]),
            next_step=phrase("Give a whole number."),
        ) from None


def _day(text: str, field: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10].replace("/", "-"))
    except ValueError:
        raise InvalidInput(
            field=field, reason=phrase("{text!r} is no date", text=text[:20]), next_step=phrase("Write 2026-05-17.")
        ) from None


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    day = _day(text, "consented_at")
    return None if day is None else datetime(day.year, day.month, day.day, tzinfo=zone)


def _consents(text: str) -> tuple[tuple[str, str], ...]:
    found = list[tuple[str, str]]()
    for one in text.replace("；", " ").replace(";", " ").replace("：", ":").split():
        kind, mark, medium = one.partition(":")
        word = _KINDS.get(kind, kind)
        if not mark or not medium or word not in tuple(CareKind):
            raise InvalidInput(
                field="consents",
                reason=phrase("{text!r} names no message and medium", text=one[:40]),
                next_step=phrase("Write birthday:sms."),
            )
        found.append((word, medium))
    return tuple(found)
