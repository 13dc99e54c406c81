"""Texts with `{fields}`, of which a part falls away where a field has nothing to say: `[, by {answer_by}]`. S0.5

What stands in square brackets is said only if each field in it has a value. Outside of brackets a field without a value takes
with it what stands between the commas around it, or the sentence where there are none: nobody ever reads a hole. `[[` and `]]`
are brackets themselves.

>>> text = "{owner} has it[ and answers by {answer_by}]. We are sorry."
>>> said(text, {"owner": "Chen", "answer_by": ""})
'Chen has it. We are sorry.'
>>> said("{owner} answers by {answer_by}. We are sorry.", {"owner": "Chen"})
'We are sorry.'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache, reduce
from string import Formatter

import attrs

__all__ = ["fields_of", "is_balanced", "said"]

OWN_SENTENCE = frozenset({"remedies"})
"""Fields that are whole sentences: where there is nothing to say the words around them stand without."""

_PIECES = re.compile(
    r"\[\[|\]\]|\[|\]"
    r"|[。！？!?]+[”’」\"')）]*|\.+(?=\s|$)|\n+"  # ends of sentences
    r"|[，；：、]|[,;:](?=\s|$|[^\x00-\x7f])"  # and of clauses
    r"|[^\[\]。！？!?.\n，；：、,;:]+|."
)
_ENDS = re.compile(r"[。！？!?]|\.+$|\n")
_COMMA = re.compile(r"[，；：、,;:]")
_MARK = re.compile(r"[。！？!?.，；：、,;:]")
_STOPS, _ASKING = "。.", ("？", "！", "?", "!")
_PAIRS = (("(", ")"), ("（", "）"))


@lru_cache(maxsize=4096)
def fields_of(text: str) -> frozenset[str]:
    """Return the names in braces.

    >>> sorted(fields_of("{number}: {{kept}} {owner}"))
    ['number', 'owner']
    """
    return frozenset(field for _, field, _, _ in Formatter().parse(text) if field)


def said(text: str, given: Mapping[str, str]) -> str:
    """Fill in the fields of a text; a value is never read for fields or brackets itself.

    >>> said("{number}: {text}{owner}", {"number": "C-1", "text": "{owner}", "owner": "[x]"})
    'C-1: {owner}[x]'
    """
    parts = (part if isinstance(part, str) else _sentence(part, given) for part in _parted(text))
    return "".join(parts).strip(" \n")


def is_balanced(text: str) -> bool:
    """Tell if every bracket that opens also closes, and none stands in another.

    >>> is_balanced("by {due}[, at the latest]"), is_balanced("[by {due}"), is_balanced("a [[note]]")
    (True, False, True)
    """
    depth = 0
    for piece in _pieces(text):
        depth += {"[": 1, "]": -1}.get(piece.mark, 0)
        if depth not in (0, 1):
            return False
    return depth == 0


@attrs.frozen
class _Piece:
    """A piece of a text as it is said, or the name of a field; its `mark`, if it is one: a bracket, `,` or the `.` of an end."""

    text: str
    field: bool = False
    mark: str = ""

    def value(self, given: Mapping[str, str]) -> str:
        return given.get(self.text, "") if self.field else self.text

    def is_hole(self, given: Mapping[str, str]) -> bool:
        return self.field and self.text not in OWN_SENTENCE and not given.get(self.text)


def _pieces(text: str) -> Iterator[_Piece]:
    for literal, field, _, _ in Formatter().parse(text):
        yield from map(_piece, _PIECES.findall(literal))
        if field:
            yield _Piece(field, field=True)


def _piece(text: str) -> _Piece:
    if text in ("[[", "]]"):
        return _Piece(text[0])
    if text in ("[", "]"):
        return _Piece(text, mark=text)
    if _COMMA.fullmatch(text):
        return _Piece(text, mark=",")
    return _Piece(text, mark="." if _ENDS.search(text) else "")


@lru_cache(maxsize=4096)
def _parted(text: str) -> tuple[str | tuple[_Piece, ...], ...]:
    """Return the sentences of a text; what is the same whatever the fields say as it is said."""
    return tuple(
        tuple(one) if any(piece.field for piece in one) else _sentence(one, {}) for one in _sentences(_pieces(text))
    )


def _sentences(pieces: Iterable[_Piece]) -> Iterator[list[_Piece]]:
    """Part a text after each end of a sentence, but for those within brackets."""
    sentence, inside = list[_Piece](), False
    for piece in pieces:
        sentence.append(piece)
        if piece.mark in ("[", "]"):
            inside = piece.mark == "["
        elif piece.mark == "." and not inside:
            yield sentence
            sentence = []
    yield sentence


@attrs.define
class _Clause:
    """What stands between two commas, with the one before it."""

    comma: str = ""
    text: str = ""
    hole: bool = False


def _sentence(pieces: Iterable[_Piece], given: Mapping[str, str]) -> str:
    """Say one sentence without its brackets and clauses that have a hole; nothing where each clause has one."""
    clauses, part, end = [_Clause()], list[_Piece](), ""
    inside = False
    for piece in pieces:
        if piece.mark in ("[", "]"):
            if inside and not any(one.is_hole(given) for one in part):
                clauses[-1].text = reduce(_followed, (one.value(given) for one in part), clauses[-1].text)
            inside, part = piece.mark == "[", []
        elif inside:
            part.append(piece)
        elif piece.mark == ",":
            clauses.append(_Clause(comma=piece.text))
        elif piece.mark == ".":
            end = piece.text
        else:
            value = piece.value(given)
            clauses[-1].text = clauses[-1].text + value if value else clauses[-1].text.removesuffix(" ")
            clauses[-1].hole |= piece.is_hole(given)
    return _spoken(clauses, end)


def _spoken(clauses: Iterable[_Clause], end: str) -> str:
    """Join the clauses that say something; brackets of prose that a lost clause opens or closes take the sentence with them."""
    kept = [one for one in clauses if not one.hole]
    torn = any(
        one.text.count(opens) != one.text.count(closes) for one in clauses if one.hole for opens, closes in _PAIRS
    )
    if torn or not any(map(str.isalnum, "".join(one.text for one in kept))):
        return "" if torn or any(one.hole for one in clauses) else "".join(one.comma + one.text for one in kept) + end
    first, *more = kept
    begin = first.text.lstrip() if first.comma else first.text
    return _followed(reduce(_followed, (one.comma + one.text for one in more), begin), end)


def _followed(text: str, more: str) -> str:
    """Return a text and what follows; where a value ends as a sentence does, and a mark follows, only one of the two is said.

    >>> (
    ...     _followed("已重新送到。", "。"),
    ...     _followed("已送到。", "，谢谢"),
    ...     _followed("怎么回事？", "。"),
    ...     _followed("Done.", "."),
    ... )
    ('已重新送到。', '已送到，谢谢', '怎么回事？', 'Done.')
    """
    if not _MARK.match(more):
        return text + more
    if text.endswith(_ASKING) and more[:1] in _STOPS:
        return text + more[1:]
    if text.endswith("。") or (text.endswith(".") and not text.endswith("..") and more[:1] in _STOPS):
        return text.rstrip(_STOPS) + more
    return text + more
