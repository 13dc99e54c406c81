"""A free expression of a compensation row, where its conditions do not reach: `if = "paid > label_price"`.

Small on purpose: names of the case, literals, comparison, and/or/not/in, + - * /, `??` for what may not be known. Numbers are
exact. What is not known lets the row propose nothing, unless `??` says what then.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

import attrs

from complaintkit.model.check import number_in
from complaintkit.model.did_you_mean import nearest
from complaintkit.model.phrase import phrase
from complaintkit.model.vocabulary import Decision, Kind, Severity
from complaintkit.playbook._engine import Parsed, Value, parse
from complaintkit.playbook._lexer import Token, refusal, tokens
from complaintkit.playbook._sort import FORM, NUMBER, SPAN, TEXT, TEXTS, TRUTH, Sort, Symbol, level, sort_of, word

__all__ = ["NAMES", "NUMBER", "TRUTH", "Expression", "Known", "read_expression"]

Known: TypeAlias = "Decimal | int | str | bool | timedelta | tuple[str, ...] | None"
"""What a case knows by a name; None is not known."""

NAMES: Mapping[str, Sort] = {
    "breached": TEXTS,
    "category": TEXT,
    "channel": TEXT,
    "cycle": NUMBER,
    "decision": word(Decision),
    "kind": word(Kind),
    "member.points": NUMBER,
    "member.tier": TEXT,
    "needs": attrs.evolve(TEXTS, words=("elderly", "child", "disabled")),
    "paid": NUMBER,
    "root_cause": TEXT,
    "second_grievance": TRUTH,
    "severity": level(Severity),
    "unit": TEXT,
    "waited": SPAN,
    "waited_minutes": NUMBER,
}
"""What a row may ask of a case, beside `compensated.90d` (what the customer got in so many days) and the form's fields."""

_WINDOW = re.compile(r"compensated\.[1-9]\d{0,3}d")
_FIELD = "fields."


class _UnknownError(Exception):
    """A name whose value the case does not know."""


@attrs.frozen(kw_only=True, eq=False)
class Expression:
    """An expression that was read and checked; `names` are those that it asks of the case."""

    text: str
    names: frozenset[str]
    _symbols: Mapping[str, Symbol] = attrs.field(repr=False)
    _parsed: Parsed = attrs.field(repr=False)

    def work_out(self, know: Callable[[str], Known]) -> Decimal | bool | None:
        """Return the number or truth it comes to, with what `know` knows of each name; None where something is not known.

        >>> read_expression("paid > 10 and cycle == 1", TRUTH).work_out({"paid": Decimal("9.90"), "cycle": 1}.get)
        False
        """

        def value(symbol: str) -> Value:
            return _value(self._symbols[symbol], know)

        try:
            found = self._parsed.work_out(value)
        except (_UnknownError, ArithmeticError):
            return None
        return found if isinstance(found, Decimal | bool) else None


def read_expression(text: str, wanted: Sort, fields: frozenset[str] | None = None) -> Expression:
    """Read an expression that comes to `wanted`. `fields` are the form's, by name; None lets any other name be one.

    Raises:
        InvalidInput: something in it is not allowed, not known or not alike; `reason` and `next_step` are phrases.
    """
    return _read(text, wanted.kind, fields)


@lru_cache(maxsize=1024)
def _read(text: str, wanted: str, fields: frozenset[str] | None) -> Expression:
    symbols: dict[str, Symbol] = {}
    found = tokens(text)
    written = [_written(token, index, symbols, fields) for index, token in enumerate(found)]
    _note_alternatives(found, symbols)
    parsed = parse(" ".join(written))
    sort = sort_of(parsed.root, symbols)
    if sort is FORM and wanted == NUMBER.kind:
        for one in symbols.values():
            one.read_as(NUMBER)
    elif sort.kind != wanted:
        goal = TRUTH if wanted == TRUTH.kind else NUMBER
        raise refusal(
            phrase("comes to {found}, not to {wanted}", found=sort.title, wanted=goal.title),
            phrase("Compare something: paid > 10.") if goal is TRUTH else _COUNT,
        )  # fmt: skip
    names = frozenset(one.asked for one in symbols.values() if one.asked)
    return Expression(text=text, names=names, symbols=symbols, parsed=parsed)


_COUNT = phrase('Count something: "= 2 * paid".')


def _written(token: Token, index: int, symbols: dict[str, Symbol], fields: frozenset[str] | None) -> str:
    """Write the token as the engine sees it: operators as they are, all else as a symbol of ours."""
    if token.kind == "sign":
        return token.text
    symbol = f"s{index}"
    if token.kind == "literal":
        symbols[symbol] = Symbol.of(token)
    else:
        symbols[symbol] = Symbol(_sort_of_name(token.text, fields), asked=token.text)
    return symbol


def _sort_of_name(name: str, fields: frozenset[str] | None) -> Sort:
    if name in NAMES:
        return NAMES[name]
    if _WINDOW.fullmatch(name):
        return NUMBER
    if fields is None or name.removeprefix(_FIELD) in fields:
        return FORM
    known = [*NAMES, "compensated.90d", *fields]
    raise refusal(
        phrase("{name!r} is not known of a case", name=name),
        nearest(name.removeprefix(_FIELD), known),
    )


def _note_alternatives(found: list[Token], symbols: Mapping[str, Symbol]) -> None:
    """Check what stands before `??`, which may be unknown: only a name can be."""
    for index, token in enumerate(found):
        if token.kind == "sign" and token.text == "??":
            before = symbols.get(f"s{index - 1}")
            if before is None or before.asked is None:
                raise refusal(
                    phrase("?? follows a name that may not be known"),
                    phrase("Write it like (paid ?? 0) * 2."),
                )
            before.may_lack = True


# ---- values ---------------------------------------------------------------------------------------------------------
def _value(symbol: Symbol, know: Callable[[str], Known]) -> Value:
    """Return what a symbol is worth now.

    Raises:
        _UnknownError: the case does not know it, and nothing is said for that.
    """
    if symbol.asked is None:
        return symbol.value
    value = _read_as(know(symbol.asked), symbol.sort)
    if value is None and not symbol.may_lack:
        raise _UnknownError(symbol.asked)
    return value


def _read_as(known: Known, sort: Sort) -> Value:
    """Convert what is known to the sort it is used as: exact numbers, times in seconds, levels by rank."""
    if known is None:
        return None
    if isinstance(known, timedelta):
        return Decimal(known // timedelta(microseconds=1)) / 1_000_000
    if sort.kind == "level":
        return Decimal(sort.words.index(str(known))) if str(known) in sort.words else None
    if sort is NUMBER:
        return _number(known)
    if isinstance(known, bool | tuple):
        return known
    return str(known)


def _number(known: Known) -> Decimal | None:
    """Read a number; what a form says, in whatever digits, is one where it is nothing else."""
    return known if isinstance(known, Decimal) else number_in(str(known))
