"""JSON without its traps: no duplicate keys, no floats, no half characters, no depth that nobody needs."""

from __future__ import annotations

import json
import re
from typing import NoReturn

import attrs

from complaintkit.cli.door._error import BadLine, TooLong
from complaintkit.cli.door._line import KEPT, LONGEST, Line
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import Phrase, phrase

_DEEPEST = 32
_TOO_DEEP = phrase("is nested too deeply")
_NO_OBJECT = phrase("is not a JSON object")
_EMPTY = phrase("is empty", context="line")
_HALF = re.compile("[\ud800-\udfff]")


@attrs.frozen
class _Float:
    """A number with a point or an exponent, as it was written: refused by the name of its field."""

    text: str


class _Refused(ValueError):
    """Why the text is no JSON of ours."""

    def __init__(self, why: Phrase) -> None:
        super().__init__(why)
        self.why = why


def parse_line(line: Line) -> dict[str, object]:
    """Return the object on a line.

    Raises:
        BadLine: it holds none, is no UTF-8, or has a key twice.
        TooLong: it is longer than a request may be.
    """
    if line.size > LONGEST:
        kept = phrase("; its first {kept:,} are kept", kept=KEPT) if line.size > KEPT else phrase("")
        raise TooLong(
            line=line.number,
            problem=phrase(
                "has {size:,} bytes; {longest:,} are allowed{kept}", size=line.size, longest=LONGEST, kept=kept
            ),
        )
    try:
        found = json.loads(
            line.content.decode("utf-8"), object_pairs_hook=_object, parse_float=_Float, parse_constant=_constant
        )
    except UnicodeDecodeError as error:
        raise BadLine(
            line=line.number,
            problem=phrase("is not UTF-8 at byte {at}", at=error.start + 1),
        ) from None
    except _Refused as error:
        raise BadLine(line=line.number, problem=error.why) from None
    except RecursionError:
        raise BadLine(line=line.number, problem=_TOO_DEEP) from None
    except ValueError:
        raise BadLine(line=line.number, problem=_NO_OBJECT if line.content.strip() else _EMPTY) from None
    if not isinstance(found, dict):
        raise BadLine(line=line.number, problem=_NO_OBJECT)
    return found


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for index, (key, _) in enumerate(pairs) if key in dict(pairs[:index]))
        key = _HALF.sub("?", twice)[:100]
        raise _Refused(phrase("has the key {key!r} twice in one object", key=key))
    return found


def _constant(text: str) -> NoReturn:
    raise _Refused(phrase("is not JSON: {text}", text=text))


def check(value: object, line: Line, path: str = "", *, depth: int = 1) -> None:
    """Refuse what would surprise later.

    Raises:
        BadLine: it is nested deeper than any request.
        InvalidInput: a float or half a character in it; names the field.
    """
    if depth > _DEEPEST:
        raise BadLine(line=line.number, problem=_TOO_DEEP)
    if isinstance(value, _Float):
        raise InvalidInput(
            field=path,
            reason=phrase("{text} is not exact", text=value.text[:100]),
            next_step=phrase('Write it as text: "20.00 CNY", "1.5".'),
        )
    if isinstance(value, str) and _HALF.search(value):
        raise InvalidInput(
            field=path,
            reason=phrase("holds half a character (a lone surrogate)"),
            next_step=phrase("Send whole characters."),
        )
    if isinstance(value, dict):
        for key, one in value.items():
            if _HALF.search(key):
                raise BadLine(line=line.number, problem="has half a character (a lone surrogate) in a key")
            check(one, line, f"{path}.{key}" if path else key, depth=depth + 1)
    elif isinstance(value, list):
        for index, one in enumerate(value):
            check(one, line, f"{path}[{index}]", depth=depth + 1)
