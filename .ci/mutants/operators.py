"""The ways to change a node of the code: mutmut's, and a few of our own.

Not among them: other texts (a message may be said otherwise), and arguments left out (most calls refuse that by themselves).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import libcst as cst
from libcst import matchers as m
from mutmut.mutation import mutators as theirs

Operator = tuple[type[cst.CSTNode], Callable[..., Iterable[cst.CSTNode]]]


def force(node: cst.If | cst.While | cst.CompIf) -> Iterator[cst.CSTNode]:
    """Make a condition always hold, and never; one that compares or combines is changed by other operators."""
    if m.matches(node.test, m.Comparison() | m.BooleanOperation() | m.UnaryOperation(operator=m.Not())):
        return
    test = node.test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    for operator, right in ((cst.And(), "False"), (cst.Or(), "True")):
        yield node.with_changes(test=cst.BooleanOperation(left=test, operator=operator, right=cst.Name(right)))


def drop_operand(node: cst.BooleanOperation) -> Iterator[cst.CSTNode]:
    """Leave out one side of `and` and `or`."""
    for side in (node.left, node.right):
        yield side.with_changes(lpar=[*node.lpar, *side.lpar], rpar=[*side.rpar, *node.rpar])


def drop_element(node: cst.Set | cst.Dict) -> Iterator[cst.CSTNode]:
    """Leave out one element of a set or a table."""
    if len(node.elements) > 1:
        for index in range(len(node.elements)):
            yield node.with_changes(elements=[*node.elements[:index], *node.elements[index + 1 :]])


def drop_alternative(node: cst.ComparisonTarget) -> Iterator[cst.CSTNode]:
    """Leave out one of those that something is compared with: `in (a, b)`."""
    if isinstance(node.comparator, cst.Tuple | cst.List):
        for shorter in drop_element(node.comparator):  # type: ignore[arg-type]
            yield node.with_changes(comparator=shorter)


def drop_word(node: cst.Call) -> Iterator[cst.CSTNode]:
    """Leave out one word of `"some words".split()`."""
    if m.matches(
        node, m.Call(func=m.Attribute(value=m.SimpleString() | m.ConcatenatedString(), attr=m.Name("split")), args=[])
    ):
        words = node.func.value.evaluated_value.split()  # type: ignore[attr-defined]
        for index in range(len(words)):
            fewer = " ".join(words[:index] + words[index + 1 :])
            yield node.with_deep_changes(node.func, value=cst.SimpleString(repr(fewer)))


def drop_statement(node: cst.Expr | cst.Raise) -> Iterator[cst.CSTNode]:
    """Leave out a call whose result nobody takes, or a refusal."""
    if isinstance(node, cst.Raise) or m.matches(node, m.Expr(m.Call() | m.Await(m.Call()))):
        yield cst.Pass()


_TWINS = {"any": "all", "all": "any", "min": "max", "max": "min"}


def swap_twin(node: cst.Call) -> Iterator[cst.CSTNode]:
    """Take the other one of `any` and `all`, `min` and `max`."""
    if isinstance(node.func, cst.Name) and node.func.value in _TWINS:
        yield node.with_changes(func=cst.Name(_TWINS[node.func.value]))


def swap_operator(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """As mutmut does; `and` and `or` lose a side instead, which is harder to notice."""
    if not isinstance(node, cst.BooleanOperation):
        yield from theirs.operator_swap_op(node)


OPERATORS: Sequence[Operator] = (
    (cst.BaseNumber, theirs.operator_number),
    (cst.Name, theirs.operator_name),
    (cst.AugAssign, theirs.operator_augmented_assignment),
    (cst.UnaryOperation, theirs.operator_remove_unary_ops),
    (cst.Call, theirs.operator_symmetric_string_methods_swap),
    (cst.CSTNode, theirs.operator_keywords),
    (cst.Match, theirs.operator_match),
    (cst.IfExp, theirs.operator_if_exp),
    (cst.CSTNode, swap_operator),
    (cst.If, force),
    (cst.While, force),
    (cst.CompIf, force),
    (cst.BooleanOperation, drop_operand),
    (cst.Set, drop_element),
    (cst.Dict, drop_element),
    (cst.ComparisonTarget, drop_alternative),
    (cst.Call, drop_word),
    (cst.Expr, drop_statement),
    (cst.Raise, drop_statement),
    (cst.Call, swap_twin),
)
