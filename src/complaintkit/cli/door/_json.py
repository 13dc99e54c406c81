"""JSON without its traps: no duplicate keys, no floats, no half characters, no depth that nobody needs."""

from __future__ import annotations

import json
import re
from typing import NoReturn

import attrs

from complaintkit.cli.door._error import BadLine, TooLong
from complaintkit.cli.door._line import KEPT, LONGEST, Line
from complaintkit.model.bilingual import Bilingual, both
from complaintkit.model.errors import InvalidInput

_DEEPEST = 32
_TOO_DEEP = both("is nested too deeply", "嵌套太深")
_NO_OBJECT = both("is not a JSON object", "不是 JSON 对象")
_EMPTY = both("is empty", "是空行")
_HALF = re.compile("[\ud800-\udfff]")


@attrs.frozen
class _Float:
    """A number with a point or an exponent, as it was written: refused by the name of its field."""

    text: str


class _Refused(ValueError):
    """Why the text is no JSON of ours."""

    def __init__(self, why: Bilingual) -> None:
        super().__init__(why)
        self.why = why


def parsed(line: Line) -> dict[str, object]:
    """The object on a line.

    Raises:
        BadLine: it holds none, is no UTF-8, or has a key twice.
        TooLong: it is longer than a request may be.
    """
    if line.size > LONGEST:
        kept = (
            both("; its first {kept:,} are kept", "；保留了前 {kept:,} 字节", kept=KEPT)
            if line.size > KEPT
            else both("", "")
        )
        raise TooLong(
            line=line.number,
            problem=both(
                "has {size:,} bytes; {longest:,} are allowed{kept}",
                "有 {size:,} 字节，最多 {longest:,} 字节{kept}",
                size=line.size,
                longest=LONGEST,
                kept=kept,
            ),
        )
    try:
        found = json.loads(
            line.content.decode("utf-8"), object_pairs_hook=_object, parse_float=_Float, parse_constant=_constant
        )
    except UnicodeDecodeError as error:
        raise BadLine(
            line=line.number,
            problem=both("is not UTF-8 at byte {at}", "在第 {at} 字节处不是 UTF-8", at=error.start + 1),
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
        raise _Refused(both("has the key {key!r} twice in one object", "的同一对象里有两个键{key!r}", key=key))
    return found


def _constant(text: str) -> NoReturn:
    raise _Refused(both("is not JSON: {text}", "不是 JSON：{text}", text=text))


def check(value: object, line: Line, path: str = "", *, depth: int = 1) -> None:
    """Nothing hidden in it that would surprise later.

    Raises:
        BadLine: it is nested deeper than any request.
        InvalidInput: a float or half a character in it; names the field.
    """
    if depth > _DEEPEST:
        raise BadLine(line=line.number, problem=_TOO_DEEP)
    if isinstance(value, _Float):
        raise InvalidInput(
            field=path,
            reason=both("{text} is not exact", "{text}不精确", text=value.text[:100]),
            next_step=both('Write it as text: "20.00 CNY", "1.5".', "请写成文字：“20.00 CNY”“1.5”。"),
        )
    if isinstance(value, str) and _HALF.search(value):
        raise InvalidInput(
            field=path,
            reason=both("holds half a character (a lone surrogate)", "含有半个字符"),
            next_step=both("Send whole characters.", "请发送完整的字符。"),
        )
    if isinstance(value, dict):
        for key, one in value.items():
            if _HALF.search(key):
                raise BadLine(line=line.number, problem="has half a character (a lone surrogate) in a key")
            check(one, line, f"{path}.{key}" if path else key, depth=depth + 1)
    elif isinstance(value, list):
        for index, one in enumerate(value):
            check(one, line, f"{path}[{index}]", depth=depth + 1)
