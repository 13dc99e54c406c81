"""No module imports itself by way of others, not even inside a function."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[2]


def modules(*folders: Path) -> dict[str, Path]:
    """Every module below source folders, by its dotted name."""
    files = ((folder, file) for folder in folders for file in folder.rglob("*.py"))
    return {
        ".".join(file.relative_to(folder).with_suffix("").parts).removesuffix(".__init__"): file
        for folder, file in files
    }


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield what a module imports when it runs: at its top or inside a function, but not for types alone."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{one.name}" for one in node.names)
        yield from imported(node)


def circle(known: dict[str, Path]) -> list[str]:
    """Return the modules of one circle, or none."""
    graph: dict[str, set[str]] = {name: set() for name in known}
    for name, file in known.items():
        for found in imported(ast.parse(file.read_text("utf-8"))):
            target = found if found in known else found.rpartition(".")[0]
            if target in known and target != name:
                graph[name].add(target)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return []


def test_nothing_imports_in_a_circle() -> None:
    """An import inside a function may save time, never hide a circle."""
    assert circle(modules(ROOT / "src", *ROOT.glob("plugins/*/src"))) == []


def test_a_circle_is_found(tmp_path: Path) -> None:
    """Also where one of the imports stands inside a function; one for types alone makes none."""
    (tmp_path / "one.py").write_text("from two import x")
    (tmp_path / "two.py").write_text("def f():\n    from one import y")
    assert sorted(set(circle(modules(tmp_path)))) == ["one", "two"]
    (tmp_path / "two.py").write_text("if TYPE_CHECKING:\n    from one import y")
    assert circle(modules(tmp_path)) == []
