"""What an expression may be written with: a short list of tokens; everything else is refused before any engine sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Literal, TypeAlias

import attrs

from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase

LONGEST = 300  # characters,
MOST = 80  # tokens
DEEPEST = 8  # and parentheses within each other: what is longer belongs in several rows, or in a policy

Written: TypeAlias = "Decimal | str | bool | tuple[Decimal, ...] | tuple[str, ...]"

_TOKEN = re.compile(
    r"""(?P<number>\d{1,15}(?:\.\d{1,6})?(?![\w.]))
    |(?P<text>"[^"\\]*"|'[^'\\]*')
    |(?P<name>[A-Za-z_]\w*(?:\.\w+)*)
    |(?P<sign>==|!=|>=|<=|\?\?|[<>+\-*/()\[\],])""",
    re.VERBOSE | re.ASCII,
)
_WORDS = frozenset({"and", "or", "not", "in"})
_TRUTH = {"true": True, "false": False}
_HINTS = {
    "=~": phrase("There is no search by pattern: compare with ==, or in [...]."),
    "=": phrase("Write == to compare."),
    "&": phrase("Write and."),
    "|": phrase("Write or."),
    "!": phrase("Write not, or != to compare."),
    "?": phrase("Write two rows: each with its own condition."),
    "$": phrase("A rule knows no clock: ask for waited."),
    "%": phrase('Write a share as value = "30% of item".'),
}  # fmt: skip
_ALLOWED = phrase(
    "Allowed are names, numbers, text in quotes, true and false, == != > >= < <=, and or not in, + - * /, ?? and ( )."
)


@attrs.frozen
class Token:
    """One piece: a `literal` with its value, a `name`, or a `sign` (an operator or a parenthesis)."""

    kind: Literal["literal", "name", "sign"]
    text: str
    value: Written | None = None


def refusal(reason: str, next_step: str = "") -> InvalidInput:
    """Make the error that says what is wrong with an expression; where it stands is the reader's to say."""
    return InvalidInput(field="", reason=reason, next_step=next_step)


def tokens(text: str) -> list[Token]:
    """Return the tokens of an expression, each list of literals made one of them.

    Raises:
        InvalidInput: it is too long, too deep, or holds what is not allowed: patterns, calls, comprehensions, a clock.
    """
    if len(text) > LONGEST:
        raise refusal(phrase("is longer than {most} characters", most=LONGEST), _SHORTER)
    found = list(_lists(iter(list(_scan(text)))))
    if not found:
        raise refusal(phrase("says nothing"), _ALLOWED)
    if len(found) > MOST:
        raise refusal(phrase("has more than {most} words and signs", most=MOST), _SHORTER)
    _check_depth(found)
    _check_calls(found)
    return found


_SHORTER = phrase("Make several rows of it, or write a policy in Python.")


def _scan(text: str) -> Iterator[Token]:
    at = 0
    while at < len(text):
        if text[at] in " \t\r\n":
            at += 1
            continue
        match = _TOKEN.match(text, at)
        if match is None:
            raise _stranger(text, at)
        yield _token(match)
        at = match.end()


def _stranger(text: str, at: int) -> InvalidInput:
    """Refuse what can't be read, with the likeliest meaning."""
    start = text[at : at + 2] if text[at : at + 2] in _HINTS else text[at]
    if text[at].isdigit():
        return refusal(
            phrase("{word!r} is not a number", word=text[at : at + 24].split(maxsplit=1)[0]),
            phrase("Write it like 30 or 9.90."),
        )
    return refusal(phrase("{sign!r} is not allowed here", sign=start), _HINTS.get(start, _ALLOWED))


def _token(match: re.Match[str]) -> Token:
    kind, text = match.lastgroup, match[0]
    if kind == "number":
        return Token("literal", text, Decimal(text))
    if kind == "text":
        if not text.isprintable():
            raise refusal(phrase("text of one line is wanted"), _ALLOWED)
        return Token("literal", text, text[1:-1])
    if text in _TRUTH:
        return Token("literal", text, _TRUTH[text])
    return Token("name" if kind == "name" and text not in _WORDS else "sign", text)


def _lists(scanned: Iterator[Token]) -> Iterator[Token]:
    """Make a list of literals one literal: nothing else can stand in brackets, so nothing is looped over or indexed."""
    for token in scanned:
        if token.text == "[" and token.kind == "sign":
            yield _list(scanned)
        elif token.text in ("]", ",") and token.kind == "sign":
            raise refusal(phrase("{sign!r} stands alone", sign=token.text), _ALLOWED)
        else:
            yield token


def _list(scanned: Iterator[Token]) -> Token:
    members: list[Token] = []
    for token in scanned:
        if token.kind == "literal" and isinstance(token.value, Decimal | str):
            members.append(token)
        else:
            raise _not_a_list()
        sign = next(scanned, None)
        if sign is not None and sign.kind == "sign" and sign.text == "]":
            return Token("literal", f"[{', '.join(one.text for one in members)}]", _alike(members))
        if sign is None or sign.kind != "sign" or sign.text != ",":
            break
    raise _not_a_list()


def _alike(members: list[Token]) -> Written:
    values = [one.value for one in members]
    if texts := tuple(one for one in values if isinstance(one, str)):
        if len(texts) == len(values):
            return texts
        raise _not_a_list()
    return tuple(one for one in values if isinstance(one, Decimal))


def _not_a_list() -> InvalidInput:
    return refusal(
        phrase("a list holds numbers, or texts, and nothing else"),
        phrase('Write it like ["stall", "phone"].'),
    )


def _check_depth(found: list[Token]) -> None:
    depth = 0
    for token in found:
        depth += (token.text == "(") - (token.text == ")") if token.kind == "sign" else 0
        if depth > DEEPEST:
            raise refusal(phrase("is nested deeper than {most}", most=DEEPEST), _SHORTER)
        if depth < 0:
            break
    if depth:
        raise refusal(phrase("a parenthesis has no partner"), _ALLOWED)


def _check_calls(found: list[Token]) -> None:
    for before, token in pairwise(found):
        if token.text == "(" and token.kind == "sign" and (before.kind != "sign" or before.text == ")"):
            raise refusal(
                phrase("{name!r} can't be called: there are no functions", name=before.text),
                _ALLOWED,
            )
