"""The engine behind expressions, by a port of our own: a tree of a few nodes, and a way to work it out. Now rule-engine's.

What the engine reads are names we made up and operators we know, never what somebody wrote: the lexer has seen to literals,
lists and names, so nothing is folded, searched, looped over or called while parsing. Whatever else it makes of the rest is
refused by its node. It is imported when the first expression is read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import attrs

from complaintkit.model.phrase import phrase
from complaintkit.playbook._lexer import refusal

if TYPE_CHECKING:
    from complaintkit.model.errors import InvalidInput


Value: TypeAlias = "Decimal | str | bool | tuple[Any, ...] | None"
Part: TypeAlias = Literal["symbol", "arithmetic", "minus", "equal", "order", "in", "logic", "not", "coalesce"]

# Enough digits that sums and products of what can be written stay exact; what grows beyond is an error, not an infinity.
_EXACT = Context(prec=200, Emax=400, Emin=-400, traps=[InvalidOperation, DivisionByZero, Overflow])


@attrs.frozen
class Node:
    """A node of an expression: what it does, to which parts; the name of a symbol."""

    part: Part
    parts: tuple[Node, ...] = ()
    name: str = ""


@attrs.frozen(eq=False)
class Parsed:
    """An expression that was read: its tree, and how to work it out with values for its symbols.

    What can't be worked out (a division by zero) raises an ArithmeticError.
    """

    root: Node
    work_out: Callable[[Callable[[str], Value]], object]


def parse(text: str) -> Parsed:
    """Read an expression of symbols and operators.

    Raises:
        InvalidInput: it is none.
    """
    import rule_engine

    context = rule_engine.Context(resolver=_resolve, default_timezone="utc", decimal_context=_EXACT)
    try:
        rule = rule_engine.Rule(text, context=context)
    except rule_engine.EngineError:
        raise _unreadable() from None

    def work_out(values: Callable[[str], Value]) -> object:
        try:
            return rule.evaluate(values)
        except rule_engine.EngineError as error:  # divided by zero, in the engine's own words
            raise ArithmeticError(str(error)) from None

    return Parsed(_node(rule.statement.expression), work_out)


def _resolve(values: Callable[[str], Value], name: str) -> Value:
    return values(name)


def _unreadable() -> InvalidInput:
    return refusal(
        phrase("is no expression"),
        phrase("Look for an operator too many, or one that is missing."),
    )


def _node(found: Any) -> Node:  # noqa: ANN401  a node of the engine's
    known = _parts().get(type(found).__name__)
    if known is None or (known[2] is not None and found.type not in known[2]):
        raise _unreadable()
    part, names, _ = known
    if part == "symbol":
        return Node("symbol", name=found.name)
    if part == "not" and found.type == "uminus":
        part = "minus"
    return Node(part, tuple(_node(getattr(found, name)) for name in names))


@cache
def _parts() -> Mapping[str, tuple[Part, tuple[str, ...], frozenset[str] | None]]:
    """Split one of the engine's nodes: as what we take it, with which parts, for which operators."""
    two = ("left", "right")
    return {
        "SymbolExpression": ("symbol", (), None),
        "AddExpression": ("arithmetic", two, frozenset({"add"})),
        "SubtractExpression": ("arithmetic", two, frozenset({"sub"})),
        "ArithmeticExpression": ("arithmetic", two, frozenset({"mul", "tdiv"})),
        "ComparisonExpression": ("equal", two, frozenset({"eq", "ne"})),
        "ArithmeticComparisonExpression": ("order", two, frozenset({"gt", "ge", "lt", "le"})),
        "ContainsExpression": ("in", ("member", "container"), None),
        "LogicExpression": ("logic", two, frozenset({"and", "or"})),
        "UnaryExpression": ("not", ("right",), frozenset({"not", "uminus"})),
        "CoalesceExpression": ("coalesce", two, None),
    }
