"""Keep what was refused, so that nothing somebody typed is ever lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from complaintkit.model.actor import By, System
from complaintkit.model.errors import (
    ComplaintKitError,
    InvalidInput,
    NotAllowed,
    NotFound,
    NotResponsible,
    StorageError,
)
from complaintkit.model.phrase import kept
from complaintkit.model.wire import canonical, to_json
from complaintkit.ports.storage import RefusedRow
from complaintkit.records.token import keyed_id

if TYPE_CHECKING:
    from complaintkit.records.door import Door


REFUSALS: Final = (InvalidInput, NotAllowed, NotFound, NotResponsible)
"""What says that a thing can't be done as it is, however often it is tried: it is kept for a person."""

_LARGEST: Final = 16 * 1024 * 1024  # bytes: more than any request that is not refused for its size alone

# Fields that hold what a person typed; a refused command without any of them leaves nothing to keep.
_EMPTY: Final[tuple[object, ...]] = (None, (), [], {}, "")
_TYPED = frozenset(
    "text facts approach result improvement remark note question answer what explanation ruling decision minutes told wanted"
    " measures reason root_cause customer".split()
)


def keep(door: Door, word: str, fields: dict[str, Any], by: By, error: ComplaintKitError) -> str | None:
    """Keep what was typed in a refused command; return its id, or None where nothing was typed or can be kept now."""
    typed = {name: value for name, value in fields.items() if name in _TYPED and value not in _EMPTY}
    if not typed:
        return None
    content = canonical(_data(fields)).encode("utf-8", "surrogatepass")[:_LARGEST]
    row = refused_row(door, source=word, by=by, error=error, content=content, case=_case_number(fields))
    try:
        with door.storage.writing() as tx:
            tx.keep_refused(row)
    except StorageError:
        return None
    return row.id


def refused_row(
    door: Door, *, source: str, by: By, error: ComplaintKitError, content: bytes, case: str | None = None
) -> RefusedRow:
    """Return the row to keep; the same words refused for the same reason are kept once."""
    field = error.field if isinstance(error, InvalidInput) else ""
    actor = by.name if isinstance(by, System) else str(by)
    said = b"\n".join([source.encode(), actor.encode("utf-8", "replace"), error.code.encode(), content])
    return RefusedRow(
        id="r-" + keyed_id(door.key, "refused", said),
        source=source,
        at=door.clock.now(),
        by=actor,
        code=error.code,
        field=_escaped(field),
        reason=_escaped(kept(error.words)),
        content=content,
        case=case,
    )


def _repr(value: object) -> str:
    """Return a value as it was given, as far as it can say it: a number may be too long to be written."""
    try:
        return repr(value)
    except Exception:  # noqa: BLE001  as above
        return f"<{type(value).__name__}>"


def _escaped(text: str) -> str:
    """Return text that can be kept: half a character, which no storage takes, as JSON escapes it."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _case_number(fields: dict[str, Any]) -> str | None:
    case = fields.get("case")
    number = getattr(case, "number", case)
    return number if number is None or isinstance(number, str) else _repr(number)


def _data(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields as far as they can be written; what can't be is shown as it was given."""
    found: dict[str, Any] = {}
    for name, value in fields.items():
        if value in _EMPTY:
            continue
        if name == "case":
            found[name] = _case_number(fields)
            continue
        try:
            found[name] = to_json(value)
            canonical(found[name])
        except Exception:  # noqa: BLE001  whatever was given must be kept
            found[name] = _repr(value)
    return found
