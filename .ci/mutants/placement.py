"""Put a mutant in the place of an imported module, in this process: nothing is imported anew, no file is written."""

from __future__ import annotations

import ast
import gc
import importlib
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

from mutant import Mutant

SOURCES = Path("src").resolve()
OURS = "complaintkit"
IMPORTERS = (OURS, "tests.")


def module_of(path: Path) -> ModuleType:
    """Import the module that a file is."""
    parts = path.resolve().relative_to(SOURCES).with_suffix("").parts
    return importlib.import_module(".".join(parts[:-1] if parts[-1] == "__init__" else parts))


def place(mutant: Mutant) -> None:
    """Let every function, or every name for a table, be the mutant's from now on.

    Raises:
        LookupError: nothing that was imported is what the mutant changes.
    """
    module = module_of(mutant.path)
    code = compile(mutant.source, str(module.__file__), "exec")
    if mutant.within:
        _place_function(code, mutant.within)
        _place_defaults(mutant.source, str(module.__file__), mutant.within)
    else:
        _place_tables(mutant.source, module)


@cache
def functions() -> Mapping[tuple[str, str], Sequence[FunctionType]]:
    """Find all functions of ours by file and name, wherever they were taken to."""
    found = defaultdict[tuple[str, str], list[FunctionType]](list)
    for one in gc.get_objects():
        if isinstance(one, FunctionType) and (one.__module__ or "").startswith(OURS):
            found[one.__code__.co_filename, one.__code__.co_qualname].append(one)
    return found


def _place_function(code: CodeType, name: str) -> None:
    """Give the functions of that name the mutant's code."""
    others = {one.co_firstlineno: one for one in _codes(code) if one.co_qualname == name}
    found = functions().get((code.co_filename, name))
    if not found:
        raise LookupError(f"{name} of {code.co_filename} is nowhere")
    for one in found:
        one.__code__ = others[one.__code__.co_firstlineno]


def _place_defaults(source: str, file: str, name: str) -> None:
    """Give them the mutant's defaults, too, which stand beside the code."""
    before, after = (_arguments(text, name) for text in (Path(file).read_text(encoding="utf-8"), source))
    if before is None or after is None or ast.dump(before) == ast.dump(after):
        return
    for one in functions()[file, name]:
        values = [eval(ast.unparse(value), one.__globals__) for value in after.defaults]  # noqa: S307  our own code
        named = zip(after.kwonlyargs, after.kw_defaults, strict=True)
        one.__defaults__ = tuple(values) or None
        one.__kwdefaults__ = {
            arg.arg: eval(ast.unparse(value), one.__globals__)  # noqa: S307  our own code
            for arg, value in named
            if value is not None
        }


def _arguments(source: str, name: str) -> ast.arguments | None:
    """Find the arguments of a function or method; None for one within another."""
    body: list[ast.stmt] = ast.parse(source).body
    *classes, function = name.split(".")
    for word in classes:
        body = next((one.body for one in body if isinstance(one, ast.ClassDef) and one.name == word), [])
    functions = (
        one for one in body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and one.name == function
    )
    return next((one.args for one in functions), None)


def _codes(code: CodeType) -> Iterator[CodeType]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield one
            yield from _codes(one)


def _place_tables(source: str, module: ModuleType) -> None:
    """Give each name the value that it has in the mutant: in the module, and where others imported it.

    Classes stay those that were imported, or nothing of the mutant would equal what others made of them.
    """
    mutated = ModuleType(module.__name__)
    mutated.__dict__.update({name: one for name, one in vars(module).items() if isinstance(one, type)})
    mutated.__dict__.update(__file__=module.__file__, __package__=module.__package__)
    tree = ast.parse(source)
    tree.body = [one for one in tree.body if not isinstance(one, ast.ClassDef)]
    exec(compile(tree, str(module.__file__), "exec"), mutated.__dict__)
    importers = [one for name, one in sys.modules.items() if name.startswith(IMPORTERS) and isinstance(one, ModuleType)]
    for name, value in list(vars(module).items()):
        other = vars(mutated).get(name, value)
        if name.startswith("__") or isinstance(value, type | FunctionType | ModuleType) or other == value:
            continue
        for importer in importers:
            for alias in [alias for alias, taken in vars(importer).items() if taken is value]:
                setattr(importer, alias, other)
            for table in [
                taken for alias, taken in vars(importer).items() if type(taken) is dict and alias[:2] != "__"
            ]:
                table.update({key: other for key, taken in table.items() if taken is value})
