"""What the columns of a file can be: our fields by dotted name, and the tables of a mapping read into flat ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Final

from complaintkit.errors import InvalidInput
from complaintkit.plugin import Phrase
from complaintkit_csv._catalogue import phrase

TIMES: Final = frozenset(
    {"received_at", "occurred_at", "closed_at", "reply.at", "purchase.at", "docket.answer_by", "docket.dated"}
)
"""Fields that hold a point in time."""

FIELDS: Final = TIMES | frozenset(
    "external_id text subject wanted kind category severity unit channel about_staff paid reply.text"
    " customer.name customer.phone customer.email customer.reference customer.member customer.language"
    " purchase.receipt item.name item.sku item.lot docket.number docket.authority".split()
)
"""Everything a column can be, beside `fields.<name>` and `issue.<number>.<part>`."""

_ISSUE: Final = re.compile(r"issue\.(?:[2-9]|1[0-9]|20)\.(text|category|about_staff)")

OWN: Final = "fields."
"""Fields of the playbook's own are named `fields.<name>`."""


def plain(field: str) -> str:
    """Return the field whose words a field has: a further issue has those of the first.

    >>> plain("issue.2.category"), plain("kind")
    ('category', 'kind')
    """
    found = _ISSUE.fullmatch(field)
    return found[1] if found else field


def _is_field(name: str) -> bool:
    return name in FIELDS or bool(_ISSUE.fullmatch(name)) or (name.startswith(OWN) and len(name) > len(OWN))


def nearest(word: str, known: Iterable[str]) -> Phrase:
    """Suggest `Did you mean ...?` where something close is known, else list all that is known.

    >>> nearest("recieved_at", FIELDS)
    "Did you mean 'received_at'?"
    """
    words = sorted(set(known))
    close = get_close_matches(word, words, n=1, cutoff=0.5)  # one of two Chinese characters is near
    if close:
        return phrase("Did you mean {near!r}?", near=close[0])
    return phrase("There are: {known}.", known=", ".join(words))


def columns(table: object) -> dict[str, tuple[str, ...]]:
    """Read the table `map`: which column a field is, or which columns, joined line by line.

    >>> columns({"customer": {"name": "Who"}, "text": ["Subject", "What"]})
    {'customer.name': ('Who',), 'text': ('Subject', 'What')}
    """
    found: dict[str, tuple[str, ...]] = {}
    for path, value in _leaves(table, "map"):
        named = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list | tuple) else ()
        if not named or not all(isinstance(one, str) and one.strip() for one in named):
            raise InvalidInput(
                field="map",
                reason=phrase("{path} names no column", path=".".join(path)),
                next_step=phrase('Write text = "name of the column".'),
            )
        found[_known(".".join(path), "map")] = tuple(one.strip() for one in named)
    return found


def constants(table: object) -> dict[str, str]:
    """Read the table `defaults`: what a field is where no cell says it."""
    leaves = _leaves(table, "defaults")
    return {_known(".".join(path), "defaults"): _text(value, path, "defaults") for path, value in leaves}


def vocabulary(table: object) -> dict[str, dict[str, str]]:
    """Read the table `values`: what a cell's word means in ours; to nothing, where it means nothing.

    >>> vocabulary({"kind": {"1": "praise"}, "customer.phone.none": ""})
    {'kind': {'1': 'praise'}, 'customer.phone': {'none': ''}}
    """
    found: dict[str, dict[str, str]] = {}
    for path, value in _leaves(table, "values"):
        field, word = _split(path)
        found.setdefault(field, {})[word] = _text(value, path, "values")
    return found


def _leaves(table: object, what: str, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    if not isinstance(table, Mapping):
        raise InvalidInput(
            field=what,
            reason=phrase("is not a table"),
            next_step=phrase("Write [{what}] and a line for each.", what=what),
        )
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, what, (*path, str(key)))
        else:
            yield (*path, str(key)), value


def _known(field: str, what: str) -> str:
    if _is_field(field):
        return field
    raise InvalidInput(
        field=what,
        reason=phrase("{field!r} is no field", field=field),
        next_step=phrase(
            "{near} Further issues are issue.2.text, fields of your own fields.<name>.", near=nearest(field, FIELDS)
        ),
    )


def _split(path: tuple[str, ...]) -> tuple[str, str]:
    """Return field and word of `["kind", "1"]`, or of `["kind.1"]`, where the longest field counts."""
    dotted = ".".join(path)
    if len(path) > 1 and (_is_field(".".join(path[:-1])) or path[0] == OWN.rstrip(".")):
        return ".".join(path[:-1]), path[-1]
    if found := re.match(rf"{_ISSUE.pattern}\.", dotted):
        return dotted[: found.end() - 1], dotted[found.end() :]
    fitting = (one for one in sorted(FIELDS, key=len, reverse=True) if dotted.startswith(f"{one}."))
    if (field := next(fitting, None)) is not None:
        return field, dotted[len(field) + 1 :]
    own, _, word = dotted.removeprefix(OWN).partition(".")
    if dotted.startswith(OWN) and word:
        return OWN + own, word
    raise InvalidInput(
        field="values",
        reason=phrase("{dotted!r} names no field and word", dotted=dotted),
        next_step=phrase('Write kind.1 = "praise". {near}', near=nearest(path[0], FIELDS)),
    )


def _text(value: object, path: tuple[str, ...], what: str) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        reason = phrase("{path} is no text", path=".".join(path))
        raise InvalidInput(field=what, reason=reason, next_step=phrase("Put it in quotes."))
    return str(value)
