"""Ways to change one rule of a table: an effect, a place or a right of a row, an event of a list, a time by one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import libcst as cst
from libcst import matchers as m

from operators import OPERATORS, Operator, drop_alternative

_NUMBER = re.compile(r"\d+")
_REACH, _ASKER = ("house", "bearer"), ("nobody", "host")


def change_deed(node: cst.Call) -> Iterator[cst.CSTNode]:
    """Leave out an effect, a place or the right of a command; let anybody do it, who may not."""
    if not m.matches(node.func, m.Name("_deed")):
        return
    effects, places = _words(node.args[0]), _words(node.args[1]) if _has_places(node) else ["owner"]
    for fewer in _each_without(effects):
        yield _with(node, 0, fewer or ["states"])
    for others in (*filter(None, _each_without(places)), [*places, "anybody"]):
        if "anybody" not in places:
            yield _with(node if _has_places(node) else _with_places(node), 1, others)
    yield from _without_right(node, after=2 if _has_places(node) else 1)


def change_verb(node: cst.Call) -> Iterator[cst.CSTNode]:
    """Let a verb do something else, reach further, be asked by somebody else, or need no right."""
    if not m.matches(node.func, m.Name("_verb")):
        return
    act, reach = _words(node.args[0]), _words(node.args[1])
    yield _with(node, 0, ["commands" if act != ["commands"] else "reads"])
    yield _with(node, 1, [next(one for one in _REACH if [one] != reach)])
    if len(node.args) > 2 and not node.args[2].keyword:
        yield _with(node, 2, [next(one for one in _ASKER if [one] != _words(node.args[2]))])
    yield from _without_right(node, after=2)


def _has_places(node: cst.Call) -> bool:
    return len(node.args) > 1 and not node.args[1].keyword


def _with_places(node: cst.Call) -> cst.Call:
    comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    effects, *rest = node.args
    places = cst.Arg(cst.SimpleString('"owner"'), comma=comma if rest else cst.MaybeSentinel.DEFAULT)
    return node.with_changes(args=[effects.with_changes(comma=comma), places, *rest])


def _without_right(node: cst.Call, *, after: int) -> Iterator[cst.CSTNode]:
    """Leave out the last argument, where it is a right."""
    if len(node.args) > after and (node.args[-1].keyword or len(node.args) == after + 1) and _is_right(node):
        *rest, last = node.args[:-1]
        yield node.with_changes(args=[*rest, last.with_changes(comma=cst.MaybeSentinel.DEFAULT)])


def _is_right(node: cst.Call) -> bool:
    last = node.args[-1]
    return m.matches(last.keyword, m.Name("right")) if last.keyword else m.matches(node.func, m.Name("_deed"))


def _words(arg: cst.Arg) -> list[str]:
    return str(cst.ensure_type(arg.value, cst.SimpleString).evaluated_value).split()


def _each_without(words: Sequence[str]) -> Iterator[list[str]]:
    return ([*words[:index], *words[index + 1 :]] for index in range(len(words)))


def _with(node: cst.Call, index: int, words: Sequence[str]) -> cst.Call:
    arg = node.args[index].with_changes(value=cst.SimpleString(f'"{" ".join(words)}"'))
    return node.with_changes(args=[*node.args[:index], arg, *node.args[index + 1 :]])


def drop_entry(node: cst.Tuple) -> Iterator[cst.CSTNode]:
    """Leave out one of the words or members that a rule lists."""
    words = m.Element(m.SimpleString() | m.Attribute()) | m.StarredElement()
    if all(m.matches(one, words) for one in node.elements):
        for index in range(len(node.elements)):
            rest = [*node.elements[:index], *node.elements[index + 1 :]]
            comma = cst.Comma() if len(rest) == 1 else cst.MaybeSentinel.DEFAULT
            yield node.with_changes(elements=[*rest[:-1], *(one.with_changes(comma=comma) for one in rest[-1:])])


def move_time(node: cst.Call) -> Iterator[cst.CSTNode]:
    """Move a time by one of its units: seven days to eight."""
    if m.matches(node, m.Call(func=m.Attribute(attr=m.Name("parse")), args=[m.Arg(m.SimpleString())])):
        text = cst.ensure_type(node.args[0].value, cst.SimpleString)
        later = _NUMBER.sub(lambda found: str(int(found[0]) + 1), text.value, count=1)
        yield node.with_changes(args=[node.args[0].with_changes(value=cst.SimpleString(later))])


RULES: Sequence[Operator] = (
    *(one for one in OPERATORS if one[1] is not drop_alternative),  # which drop_entry does
    (cst.Call, change_deed),
    (cst.Call, change_verb),
    (cst.Tuple, drop_entry),
    (cst.Call, move_time),
)
