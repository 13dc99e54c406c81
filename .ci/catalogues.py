"""Keeps the gettext catalogues true to the code: `./dev python .ci/catalogues.py` checks, with `--update` it writes them.

What stands in `phrase("...")`, `phrase.template("...")` and `translator.say("...")` of a package is its English; each
`locale/*/LC_MESSAGES/<package>.po` of the package holds the same in another language. A further language is begun by an empty
file of that name.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
_HEADER = """\
# {language} for {package}: mended here, by hand; `.ci/catalogues.py --update` adds what is new in code.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
_HAN = "[\u3400-\u9fff“”‘’《》【】（）]"
_CODE = re.compile(r'"[^"\u3400-\u9fff]*"|`[^`]*`|\{[^}]*\}')  # what is typed as it stands, and fields
_HALF_WIDTH = re.compile(rf"(?<={_HAN})[,.:;?!()\"](?!\w*\.\w)|[,:;?!(\"](?={_HAN})")


def packages(root: Path = ROOT) -> Iterator[Path]:
    """List the folders of our packages."""
    yield root / "src/complaintkit"
    yield from sorted(one.parent for one in root.glob("plugins/*/src/*/__init__.py"))


def extracted(package: Path) -> tuple[Catalog, list[str]]:
    """Return what a package says in English, and what is wrong with how it says it."""
    found, problems = Catalog(), list[str]()
    for file in sorted(package.rglob("*.py")):
        where = file.relative_to(package.parent).as_posix()
        for call in _calls(ast.parse(file.read_text("utf-8"))):
            try:
                for english, context in _read(call):
                    found.add(english, locations=[(where, 0)], context=context)
            except ValueError as wrong:
                problems.append(f"{where}:{call.lineno}: {wrong}")
    return found, problems


def _calls(tree: ast.AST) -> list[ast.Call]:
    """List the calls that make phrases, in the order of the source."""
    calls = [one for one in ast.walk(tree) if isinstance(one, ast.Call) and _made_by(one)]
    return sorted(calls, key=lambda one: (one.lineno, one.col_offset))


def _made_by(call: ast.Call) -> str | None:
    """Return `phrase`, `template`, `table` or `rows`, or None for what makes no phrases."""
    match call.func:
        case ast.Name("phrase"):
            return "phrase"
        case ast.Attribute(ast.Name("phrase"), "template" | "table" | "rows" as method):
            return method
        case ast.Attribute(ast.Name("translator") | ast.Attribute(_, "translator"), "say"):  # the handbook's
            return "phrase"
        case _:
            return None


def _read(call: ast.Call) -> Iterator[tuple[str, str | None]]:
    """Yield the English of a call, with its context.

    Raises:
        ValueError: it is made up while the kit runs, or its fields are not those it is given.
    """
    if _made_by(call) in ("table", "rows"):
        yield from _of_table(call)
        return
    match call.args:
        case [ast.Constant(str(english))]:
            context = next((_plain(one.value) for one in call.keywords if one.arg == "context"), None)
        case _:
            raise ValueError("give the English as it stands: no name, no f-string, nothing added")
    if _made_by(call) == "phrase":
        _check_fields(english, {one.arg for one in call.keywords} - {"context"})
    if english:
        yield english, context


def _of_table(call: ast.Call) -> Iterator[tuple[str, str]]:
    """Yield the English of all cells: words in one string are their own English, and so is the first of each row."""
    match call.args:
        case [context, ast.Constant(str(words))]:
            yield from ((_spaced(word), _plain(context)) for word in words.split())
        case [ast.Tuple(elts=columns), ast.Dict(keys=keys, values=values)]:
            contexts = [_plain(one) for one in columns]
            for word, row in zip(keys, values, strict=True):
                cells = [_spaced(_plain(word)), *map(_plain, row.elts)]
                yield from ((text, context) for context, text in zip(contexts, cells, strict=False) if text)
        case [context, ast.Dict(values=values) | ast.Tuple(elts=values)]:
            yield from ((_plain(one), _plain(context)) for one in values)
        case _:
            raise ValueError("give the words as a table that stands here")


def _spaced(word: str) -> str:
    """Return a word of programs as people write it."""
    return word.replace("-", " ").replace("_", " ")


def _plain(node: ast.expr) -> str:
    """Return the text of a literal."""
    match node:
        case ast.Constant(str(text)):
            return text
        case _:
            raise ValueError("give it as it stands: no name, no f-string, nothing added")


def _check_fields(english: str, given: set[str | None]) -> None:
    """Compare the fields of a template with those it is given; `**more` may give any."""
    if None in given:
        return
    named = fields(english) if given else {one for one in fields(english) if one.isidentifier()}
    if named != given:
        raise ValueError(f"{english!r} has the fields {sorted(named)} and is given {sorted(map(str, given))}")


def fields(text: str) -> set[str]:
    """Return the names in braces."""
    try:
        return {re.split(r"[.\[]", name)[0] for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:  # braces that are none of ours
        return set()


def problems_of(package: Path, catalogue: Path, english: Catalog) -> Iterator[str]:
    """Compare one catalogue with the code."""
    there = _catalogue(catalogue)
    where = f"{package.name} in {catalogue.parts[-3]}"
    wanted = {_key(one): one for one in english if one.id}
    present = {_key(one): one for one in there if one.id}
    yield from (f"{where}: not there: {key}; run .ci/catalogues.py --update" for key in wanted.keys() - present.keys())
    yield from (f"{where}: nothing says so any more: {key}" for key in present.keys() - wanted.keys())
    yield from (f"{where}: no longer said: {key}" for key in there.obsolete)
    for key in wanted.keys() & present.keys():
        yield from (f"{where}: {key}: {one}" for one in amiss(present[key], catalogue.parts[-3]))


def amiss(message: Message, language: str) -> Iterator[str]:
    """List what is wrong with one translation."""
    english, said = str(message.id), str(message.string)
    if not said:
        yield "not translated"
    if message.fuzzy:
        yield "marked fuzzy: mend it, then take the mark away"
    left_out = fields(english) - fields(said)
    if said and (unknown := fields(said) - fields(english)):
        yield f"English has no {sorted(unknown)}"
    if (
        said
        and left_out
        and not any(f"without {{{', '.join(sorted(left_out))}}}" in one for one in message.user_comments)
    ):
        yield f"lacks {sorted(left_out)}; a comment `# without {{{', '.join(sorted(left_out))}}}` allows it"
    if language == "zh" and (found := _HALF_WIDTH.search(_CODE.sub("x", said))):
        yield f"half-width {found[0]!r} in {said!r}"


def updated(catalogue: Path, english: Catalog) -> str:
    """Return the text of a catalogue with all that code says, in its order, with the translations that there are."""
    import io

    there = {_key(one): one for one in _catalogue(catalogue)}
    made = Catalog()
    for one in english:
        if one.id:
            before = there.get(_key(one))
            made.add(
                one.id,
                before.string if before else "",
                locations=one.locations,
                context=one.context,
                user_comments=before.user_comments if before else (),
            )
    text = io.BytesIO()
    write_po(text, made, width=0, omit_header=True, include_lineno=False)
    header = _HEADER.format(language=catalogue.parts[-3], package=catalogue.stem)
    return header + text.getvalue().decode().lstrip("\n")


def _catalogue(file: Path) -> Catalog:
    with file.open("rb") as opened:
        return read_po(opened)


def _key(message: Message) -> tuple[str, str]:
    return message.context or "", str(message.id)


def main(*, update: bool) -> list[str]:
    """Write the catalogues, or return what is wrong with them."""
    found: list[str] = []
    for package in packages():
        english, wrong = extracted(package)
        found += wrong
        catalogues = sorted(package.glob(f"locale/*/LC_MESSAGES/{package.name}.po"))
        if not catalogues and len(english):
            found.append(f"{package.name}: no catalogue: begin locale/zh/LC_MESSAGES/{package.name}.po")
        for catalogue in catalogues:
            if update:
                catalogue.write_text(updated(catalogue, english), "utf-8")
            found += problems_of(package, catalogue, english)
    return found


if __name__ == "__main__":
    sys.exit("\n".join(main(update="--update" in sys.argv[1:])) or None)
