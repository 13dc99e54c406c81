"""JSON, or a posted form, as fields by our names. Numbers stay as they were written: 9.90 is no 9.9."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple
from urllib.parse import parse_qsl

from complaintkit_webform._catalogue import phrase

SHORT: Final[Mapping[str, str]] = {
    "name": "customer.name",
    "phone": "customer.phone",
    "email": "customer.email",
    "member": "customer.member",
    "language": "customer.language",
    "receipt": "purchase.receipt",
    "job": "purchase.receipt",
    "price": "paid",
    "product": "item.name",
    "sku": "item.sku",
    "lot": "item.lot",
    "at": "occurred_at",
}
"""What a form may call a field, and what it is called here."""
NAMES: Final = {ours: short for short, ours in reversed([*SHORT.items()])}
"""What a form calls our fields, where it says nothing else."""
_IDS: Final = ("id", "external_id")
_MOST: Final = 100  # forms in one post,
_FIELDS: Final = 200  # fields of one,
_DEEPEST: Final = 3  # and tables within each other
_LONGEST_ID: Final = 200


class Form(NamedTuple):
    """One form of a post; `problem`, field and reason, says why it can't be taken as it is."""

    id: str | None
    fields: dict[str, str]
    problem: tuple[str, str] | None = None
    names: Mapping[str, str] = NAMES


class _Twice(list[tuple[str, object]]):
    """A table in which a name is there twice: two readers of it may read different ones."""


class Malformed(Exception):
    """It can't be read; `reason` is a word, `field` where."""

    def __init__(self, reason: str, field: str) -> None:
        super().__init__(reason)
        self.reason, self.field = reason, field


def forms(content: bytes) -> list[Form]:
    """Return the forms in a body, each with its id; of several each stands alone, and says what is wrong with it.

    Raises:
        Malformed: it is neither, or says one thing twice; of several, all of them do.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed("malformed", phrase("byte {place} is no UTF-8", place=error.start)) from None
    if text.lstrip()[:1] in ("{", "["):
        return _each(_objects(text))
    return [_form(iter(_posted(text)))]


def _each(found: list[object]) -> list[Form]:
    read: list[Form] = []
    refused: Malformed | None = None
    for one in found:
        try:
            read.append(_form(_flat(one, "", 0)))
        except Malformed as error:
            refused = error
            read.append(_as_far_as_it_goes(one, error))
    if refused is not None and all(form.problem for form in read):
        raise refused
    return read


def _as_far_as_it_goes(value: object, why: Malformed) -> Form:
    """Return what such a form says, for a person: nothing of it is lost, whatever can't be read."""
    pairs = value.items() if isinstance(value, dict) else value if isinstance(value, _Twice) else [("text", value)]
    id: str | None = None
    fields: dict[str, str] = {}
    for name, one in pairs:
        said = one if isinstance(one, str) else json.dumps(one, ensure_ascii=False)
        if name in _IDS and id is None and isinstance(one, str) and is_id(one):
            id = said
            continue
        ours = SHORT.get(name, name)
        fields[ours] = f"{fields[ours]}\n{said}" if ours in fields else said
    field = "text" if " " in why.field else why.field  # what no single field is to blame for
    return Form(id, fields, (field, phrase("can't be read: a form is a table of names and texts, each there once")))


def is_id(text: str) -> bool:
    """Return whether it can be told by this: one line, not long."""
    return bool(text.strip()) and len(text) <= _LONGEST_ID and text.isprintable()


def _objects(text: str) -> list[object]:
    try:
        data = json.loads(text, parse_float=str, parse_int=str, parse_constant=float, object_pairs_hook=_once)
    except RecursionError:
        raise Malformed("malformed", phrase("JSON: its lists and tables lie too deep in one another")) from None
    except ValueError as error:
        raise Malformed(
            "malformed", phrase("JSON is broken at character {place}", place=getattr(error, "pos", 0) + 1)
        ) from None
    found = data if isinstance(data, list) else [data]
    if not 0 < len(found) <= _MOST:
        raise Malformed("malformed", phrase("{count} forms, of 1 to {most}", count=len(found), most=_MOST))
    return found


def _once(pairs: list[tuple[str, object]]) -> dict[str, object] | _Twice:
    found = dict(pairs)
    return found if len(found) == len(pairs) else _Twice(pairs)


def _posted(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=_FIELDS)
    except (ValueError, UnicodeDecodeError):
        raise Malformed("malformed", phrase("neither JSON nor a form")) from None


def _flat(value: object, below: str, depth: int) -> Iterator[tuple[str, str]]:
    """Return tables within tables as dotted names."""
    if isinstance(value, dict) and depth < _DEEPEST:
        for name, one in value.items():
            yield from _flat(one, f"{below}.{name}" if below else name, depth + 1)
        return
    if isinstance(value, bool):
        yield below, "yes" if value else "no"
    elif isinstance(value, str) and below:
        yield below, value
    elif value is not None:
        raise Malformed("malformed", below or phrase("a form is a table of names and texts"))


def _form(said: Iterator[tuple[str, str]]) -> Form:
    fields: dict[str, str] = {}
    names: dict[str, str] = {}
    id: str | None = None
    for name, value in said:
        ours = SHORT.get(name, name)
        if not value:
            continue
        if ours in _IDS and id is None:
            if not is_id(value):
                raise Malformed("malformed", name)
            id = value
            continue
        if ours in _IDS or ours in fields or len(fields) == _FIELDS:
            raise Malformed("malformed", phrase("{name} is there twice, or there are too many", name=name))
        fields[ours] = value
        names[ours] = name
    return Form(id, fields, names=NAMES | names)
