"""Categories: the tree, with what happens at once in each. S1.6, S1.7"""

from __future__ import annotations

from collections.abc import Iterator

from complaintkit.handbook._condition import condition
from complaintkit.handbook._document import Cell, Named, Prose, Section, Table
from complaintkit.handbook._fields_as_written import other_lines
from complaintkit.handbook._translator import Translator
from complaintkit.playbook.category import Category

_KNOWN = "id title first first_taken_by asks evidence severity alarm follows incident"


def categories(translator: Translator) -> Section | None:
    """Return the tree; what a category has from the one above it is not said again."""
    found = translator.playbook.categories
    if not found:
        return None
    columns = (
        translator.say("Category"),
        translator.say("At once"),
        translator.say("By whom, within"),
        translator.say("Beside"),
    )
    rows = tuple(_row(found[id], _above(found[id], translator), translator) for id in _in_tree(translator))
    note = translator.say("A narrower category has what the one above it says, unless it says something else.")
    return Section("categories", translator.say("What it is about"), (Table(columns, rows), Prose(note)))


def _in_tree(translator: Translator) -> Iterator[str]:
    """List every category below the one it belongs to, in the order of the file."""

    def below(parent: str) -> Iterator[str]:
        for id in translator.playbook.categories:
            if id.rpartition("/")[0] == parent:
                yield id
                yield from below(id)

    yield from below("")


def _above(category: Category, translator: Translator) -> Category:
    wider = translator.playbook.categories.get(category.id.rpartition("/")[0])
    return wider or Category(id="", title={})


def _row(category: Category, above: Category, translator: Translator) -> tuple[Cell, ...]:
    first = category.first if category.first != above.first else None
    mark = category.severity if category.severity != above.severity else None
    return (
        Named(
            translator.words(category.title), category.id, category.id.count("/"), translator.word(mark) if mark else ""
        ),
        translator.words(first.do) if first else "",
        translator.sentence((translator.role(first.by), translator.within(first.within))) if first else "",
        "\n".join(_beside(category, above, translator)),
    )


def _beside(category: Category, above: Category, translator: Translator) -> Iterator[str]:
    if category.first_taken_by and category.first_taken_by != above.first_taken_by:
        yield translator.say("First taken by: {who}", who=translator.role(category.first_taken_by))
    if category.alarm and category.alarm != above.alarm:
        yield translator.say("Alarm, at any hour: {who}", who=translator.roles(category.alarm))
    if asked := [one for one in category.asks if one not in above.asks]:
        yield translator.say("Asked for: {what}", what=translator.several(map(translator.need, asked)))
    if category.evidence and category.evidence != above.evidence:
        yield _evidence(category, translator)
    for name, one in category.follows.items():
        if name not in above.follows:
            when = translator.sentence(condition(row, translator) for row in one.when)
            yield translator.say(
                "Once {when}: {do} ({by})", when=when, do=translator.words(one.do), by=translator.role(one.by)
            )
    yield from other_lines(category, _KNOWN, translator)


def _evidence(category: Category, translator: Translator) -> str:
    evidence = category.evidence
    assert evidence is not None  # noqa: S101  asked before
    times = translator.sentence(
        (
            translator.say("secured within {t}", t=translator.within(evidence.secure_within))
            if evidence.secure_within
            else "",
            translator.say("keeps {t}", t=translator.within(evidence.kept_for)) if evidence.kept_for else "",
        )
    )
    said = translator.say("Evidence: {what}", what=translator.words(evidence.what))
    return translator.say("{said} ({times})", said=said, times=times) if times else said
