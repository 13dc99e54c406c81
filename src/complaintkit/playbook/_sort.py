"""What sort of thing stands in an expression, so that only like is compared with like: `paid == "30"` is refused when loaded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

import attrs

from complaintkit.model.did_you_mean import nearest
from complaintkit.model.due import Counting, Within
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import Phrase, joined, phrase
from complaintkit.playbook._engine import Node, Value
from complaintkit.playbook._lexer import Token, refusal


@attrs.frozen
class Sort:
    """A sort of value. `words`: the closed list of what it may be, in order of rank where it has one."""

    kind: str
    title: Phrase
    words: tuple[str, ...] = ()

    @property
    def ordered(self) -> bool:
        """Tell if one can be more than another."""
        return self.kind in ("number", "span", "level", "form")


NUMBER = Sort("number", phrase("a number"))
TEXT = Sort("text", phrase("text"))
TRUTH = Sort("truth", phrase("true or false"))
SPAN = Sort("span", phrase('a time such as "20 min"'))  # fmt: skip
TEXTS = Sort("texts", phrase("a list of texts"))
NUMBERS = Sort("numbers", phrase("a list of numbers"))
FORM = Sort("form", phrase("what the form says"))  # text or a number, as it is used


def word(words: Iterable[str]) -> Sort:
    """Return the sort of text from a closed list."""
    return Sort("text", TEXT.title, tuple(words))


def level(words: Iterable[str]) -> Sort:
    """Return the sort of a word of a closed list that goes from little to much."""
    known = tuple(words)
    return Sort("level", phrase("one of {words}", words=joined(known)), known)


@attrs.define(eq=False)
class Symbol:
    """What a symbol of the tree stands for: a name that is asked of the case, or a literal. `sort` is what it is read as.

    `asked` is None for literals; `may_lack`: what follows `??` is there for when it is not known.
    """

    sort: Sort
    asked: str | None = None
    value: Value = None
    may_lack: bool = False

    @classmethod
    def of(cls, literal: Token) -> Symbol:
        """Make the symbol of a literal."""
        return cls(_sort_of_literal(literal.value), value=literal.value)

    def read_as(self, sort: Sort) -> None:
        """Settle what something that could be several things is: a form's field, or text that names a level or a time."""
        if self.asked is None:
            self.value = _converted(self.value, self.sort, sort)
        self.sort = sort


def _sort_of_literal(value: Value) -> Sort:
    if isinstance(value, bool):
        return TRUTH
    if isinstance(value, tuple):
        return TEXTS if isinstance(value[0], str) else NUMBERS
    return NUMBER if isinstance(value, Decimal) else TEXT


def _converted(value: Value, sort: Sort, to: Sort) -> Value:
    """Convert text to a level or a time; look text of a closed list up there."""
    if sort is TEXTS and isinstance(value, tuple):
        return tuple(_converted(one, TEXT, to) for one in value)
    if sort is not TEXT or not isinstance(value, str):
        return value
    if to.words and value not in to.words:
        raise refusal(phrase("{word!r} is not one of its words", word=value), nearest(value, to.words))
    if to.kind == "level":
        return Decimal(to.words.index(value))
    return seconds(value) if to is SPAN else value


def seconds(text: str) -> Decimal:
    """Convert a time as people write it to seconds."""
    try:
        within = Within.parse(text)
    except InvalidInput:
        raise refusal(
            phrase("{text!r} is no time", text=text),
            phrase('Write "20 min", "24 h" or "3 days".'),
        ) from None
    if within.counting is not Counting.ELAPSED:
        raise refusal(
            phrase("{text!r} counts working time", text=text),
            phrase("Write minutes, hours or days."),
        )
    return Decimal(int(within.span.total_seconds()))


# ---- the sorts of a tree --------------------------------------------------------------------------------------------
def sort_of(node: Node, symbols: Mapping[str, Symbol]) -> Sort:
    """Return what a tree works out to, having looked at every part.

    Raises:
        InvalidInput: unlike things are compared, counted with, or taken for true.
    """
    if node.part == "symbol":
        return symbols[node.name].sort
    if node.part == "coalesce":
        return _coalesced(node, symbols)
    if node.part == "in":
        return _contained(node, symbols)
    if node.part in ("equal", "order"):
        return _compared(node, symbols)
    wanted = TRUTH if node.part in ("logic", "not") else NUMBER
    for one in node.parts:
        _expect(one, wanted, symbols)
    return wanted


def _expect(node: Node, wanted: Sort, symbols: Mapping[str, Symbol]) -> None:
    found = sort_of(node, symbols)
    if found is FORM and wanted is NUMBER:
        _settle(node, wanted, symbols)
    elif found.kind != wanted.kind:
        raise _unlike(found, wanted)


def _unlike(found: Sort, wanted: Sort) -> InvalidInput:
    return refusal(
        phrase("{found} stands where {wanted} is wanted", found=found.title, wanted=wanted.title),
        _PARENTHESES,
    )  # fmt: skip


_PARENTHESES = phrase("Compare like with like; what belongs together goes in parentheses, as in (paid ?? 0) > 10.")


def _settle(node: Node, sort: Sort, symbols: Mapping[str, Symbol]) -> None:
    """Settle that what could be several things is `sort`, all the way down its alternatives."""
    if node.part == "symbol":
        symbols[node.name].read_as(sort)
    for one in node.parts if node.part == "coalesce" else ():
        _settle(one, sort, symbols)


def _coalesced(node: Node, symbols: Mapping[str, Symbol]) -> Sort:
    left, right = node.parts
    return _alike(left, right, symbols)


def _compared(node: Node, symbols: Mapping[str, Symbol]) -> Sort:
    left, right = node.parts
    if any(sort_of(one, symbols).kind in ("texts", "numbers") for one in node.parts):
        raise refusal(phrase("a list is not compared"), phrase("Ask with in."))
    found = _alike(left, right, symbols)
    if found is FORM:
        found = NUMBER if node.part == "order" else TEXT
        _settle(left, found, symbols)
        _settle(right, found, symbols)
    if node.part == "order" and not found.ordered:
        raise refusal(
            phrase("{found} has no more and no less", found=found.title),
            phrase("Compare it with == or !=."),
        )
    return TRUTH


def _alike(left: Node, right: Node, symbols: Mapping[str, Symbol]) -> Sort:
    """Return the sort that both are of; what could be several things becomes what the other is."""
    first, second = sort_of(left, symbols), sort_of(right, symbols)
    for one, node, other in ((first, left, second), (second, right, first)):
        if one is FORM and other in (NUMBER, TEXT):
            _settle(node, other, symbols)
            return other
        if one is TEXT and _is_literal(node, symbols) and _is_told_in_text(other):
            _settle(node, other, symbols)
            return other
    if first.kind != second.kind or first.words != second.words:
        raise _unlike(second, first)
    return first


def _is_told_in_text(sort: Sort) -> bool:
    return sort is SPAN or (sort.kind in ("text", "level") and bool(sort.words))


def _is_literal(node: Node, symbols: Mapping[str, Symbol]) -> bool:
    return node.part == "symbol" and symbols[node.name].asked is None


def _contained(node: Node, symbols: Mapping[str, Symbol]) -> Sort:
    """Check `in`: it asks a list, of the case (`needs`) or one that is written out."""
    member, container = node.parts
    found, held = sort_of(member, symbols), sort_of(container, symbols)
    if held not in (TEXTS, NUMBERS) and held.kind != "texts":
        raise refusal(
            phrase("in asks a list, and this is {found}", found=held.title),
            phrase('Write it like channel in ["stall", "phone"].'),
        )
    wanted = NUMBER if held is NUMBERS else TEXT
    if found is FORM:
        _settle(member, wanted, symbols)
    elif found.kind == "level" and held is TEXTS and _is_literal(container, symbols):
        symbols[container.name].read_as(attrs.evolve(found))
    elif found.kind != wanted.kind:
        raise _unlike(found, wanted)
    elif found.words and _is_literal(container, symbols):
        symbols[container.name].read_as(attrs.evolve(TEXTS, words=found.words))
    elif held.words and _is_literal(member, symbols):
        _settle(member, attrs.evolve(TEXT, words=held.words), symbols)
    return TRUTH
