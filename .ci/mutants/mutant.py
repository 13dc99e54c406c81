"""All mutants of a module: each one small change, named by the function it is in and by what the line says before and after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import attrs
import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

from operators import OPERATORS, Operator


@attrs.frozen(kw_only=True)
class Mutant:
    """A change to a module: where it is, what it says before and after, and the source that it makes."""

    path: Path
    within: str  # the function or method, "" for the module's own tables
    change: str
    first: int
    last: int
    source: str = attrs.field(repr=False, eq=False)


@attrs.frozen
class _Place:
    """What can be made of a node, in which function, on which lines."""

    within: str
    node: cst.CSTNode
    other: cst.CSTNode
    first: int
    last: int


class _Visitor(cst.CSTVisitor):
    """Collects what can be made of a statement of a module."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, operators: Sequence[Operator]) -> None:
        super().__init__()
        self._operators = operators
        self.found: list[_Place] = []
        self._around: list[cst.ClassDef | cst.FunctionDef] = []
        self._headers = 0

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Collect what can be made of a node; return whether to look inside."""
        if isinstance(node, cst.Annotation | cst.Decorator | cst.Import | cst.ImportFrom):
            return False
        if isinstance(node, cst.If) and isinstance(node.test, cst.Name) and node.test.value == "TYPE_CHECKING":
            return False
        if isinstance(node, cst.ClassDef | cst.FunctionDef):
            self._around.append(node)
        self._headers += isinstance(node, cst.Parameters)
        within = self._where()
        if within is not None:
            others = [other for kind, operator in self._operators if isinstance(node, kind) for other in operator(node)]
            # Whoever comes by a default comes by the function: the line it stands on runs when the module is read.
            where = self._around[-1] if self._headers and self._around else node
            if others and (position := self.get_metadata(PositionProvider, where, None)) is not None:
                span = position.start.line, position.end.line
                self.found.extend(_Place(within, node, other, *span) for other in others)
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        """Step out of a function or class."""
        self._headers -= isinstance(original_node, cst.Parameters)
        if self._around and self._around[-1] is original_node:
            self._around.pop()

    def _where(self) -> str | None:
        """Name the outermost function; None in the body of a class, which was made when the module was read."""
        names: list[str] = []
        for one in self._around:
            names.append(one.name.value)
            if isinstance(one, cst.FunctionDef):
                return ".".join(names)
        return None if names else ""


def mutants_of(path: Path, operators: Sequence[Operator] = OPERATORS) -> Iterator[Mutant]:
    """Make all mutants of a module."""
    wrapper = MetadataWrapper(cst.parse_module(path.read_text(encoding="utf-8")), unsafe_skip_copy=True)
    wrapper.resolve(PositionProvider)
    module, seen = wrapper.module, dict[tuple[str, str], int]()
    codes = [module.code_for_node(one) for one in module.body]
    start = module.code[
        : len(module.code) - len("".join(codes)) - len("".join(map(module.code_for_node, module.footer)))
    ]
    for index, statement in enumerate(module.body):
        visitor = _Visitor(operators)
        with visitor.resolve(wrapper):
            statement.visit(visitor)
        for place in visitor.found:
            after = module.code_for_node(statement.deep_replace(place.node, place.other))
            source = "".join((start, *codes[:index], after, *codes[index + 1 :]))
            if after == codes[index] or not _compiles(source, path):
                continue
            change = _change(codes[index].splitlines(), after.splitlines())
            seen[place.within, change] = number = seen.get((place.within, change), 0) + 1
            yield Mutant(
                path=path,
                within=place.within,
                change=change if number == 1 else f"{change} ({number})",
                first=place.first,
                last=place.last,
                source=source,
            )


def _compiles(source: str, path: Path) -> bool:
    try:
        compile(source, str(path), "exec")
    except SyntaxError:
        return False
    return True


def _change(before: list[str], after: list[str]) -> str:
    """Say the lines that differ, before and after."""
    head = tail = 0
    shorter = min(len(before), len(after))
    while head < shorter and before[head] == after[head]:
        head += 1
    while tail < shorter - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    old, new = (_joined(lines[head : len(lines) - tail]) for lines in (before, after))
    return f"{old} → {new}"


def _joined(lines: list[str]) -> str:
    """Say the first of some lines, and that there are more: messages may be said otherwise, and the mutant is the same."""
    return f"{lines[0].strip()} …" if lines[1:] else "".join(lines).strip()
