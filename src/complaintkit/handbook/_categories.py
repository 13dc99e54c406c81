"""What it is about: the tree of categories with what happens at once, and the ways by which it comes in. S1.6, S1.7, S0.3"""

from __future__ import annotations

from collections.abc import Iterator

from complaintkit.handbook._condition import condition
from complaintkit.handbook._document import Cell, Named, Prose, Section, Table
from complaintkit.handbook._other import other
from complaintkit.handbook._translator import Translator
from complaintkit.model.phrase import phrase
from complaintkit.model.vocabulary import Kind
from complaintkit.playbook.category import Category
from complaintkit.playbook.channel import ChannelRule

_KNOWN = "id title first first_taken_by asks evidence severity alarm follows"


def categories(translator: Translator) -> Section | None:
    """The tree; what a category has from the one above it is not said again."""
    found = translator.playbook.categories
    if not found:
        return None
    columns = (
        translator.say(phrase("Category")),
        translator.say(phrase("At once")),
        translator.say(phrase("By whom, within")),
        translator.say(phrase("Beside")),
    )
    rows = tuple(_row(found[id], _above(found[id], translator), translator) for id in _in_tree(translator))
    note = translator.say(phrase("A narrower category has what the one above it says, unless it says something else."))
    return Section("categories", translator.say(phrase("What it is about")), (Table(columns, rows), Prose(note)))


def _in_tree(translator: Translator) -> Iterator[str]:
    """Every category below the one it belongs to, in the order of the file."""

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
        yield translator.say(phrase("First taken by: {who}", who=translator.role(category.first_taken_by)))
    if category.alarm and category.alarm != above.alarm:
        yield translator.say(phrase("Alarm, at any hour: {who}", who=translator.roles(category.alarm)))
    if asked := [one for one in category.asks if one not in above.asks]:
        yield translator.say(phrase("Asked for: {what}", what=translator.several(map(translator.need, asked))))
    if category.evidence and category.evidence != above.evidence:
        yield _evidence(category, translator)
    for name, one in category.follows.items():
        if name not in above.follows:
            when = translator.sentence(condition(row, translator) for row in one.when)
            yield translator.say(
                phrase("Once {when}: {do} ({by})", when=when, do=translator.words(one.do), by=translator.role(one.by))
            )
    for label, text in other(category, _KNOWN, translator):
        yield f"{label}: {text}"


def _evidence(category: Category, translator: Translator) -> str:
    evidence = category.evidence
    assert evidence is not None  # noqa: S101  asked before
    times = translator.sentence(
        (
            translator.say(phrase("secured within {t}", t=translator.within(evidence.secure_within)))
            if evidence.secure_within
            else "",
            translator.say(phrase("keeps {t}", t=translator.within(evidence.kept_for))) if evidence.kept_for else "",
        )
    )
    said = translator.say(phrase("Evidence: {what}", what=translator.words(evidence.what)))
    return translator.say(phrase("{said} ({times})", said=said, times=times)) if times else said


def channels(translator: Translator) -> Section | None:
    """How matters come in."""
    found = translator.playbook.channels
    if not found:
        return None
    columns = (translator.say(phrase("Channel")), translator.say(phrase("What to know")))
    rows = tuple(
        (Named(translator.words(one.title), one.id), "\n".join(_about(one, translator)) or "—")
        for one in found.values()
    )
    return Section("channels", translator.say(phrase("How it comes in")), (Table(columns, rows),))


def _about(channel: ChannelRule, translator: Translator) -> Iterator[str]:
    if channel.opens is not Kind.COMPLAINT:
        kind = translator.word(channel.opens)
        yield translator.say(phrase("counts as {kind} until somebody says otherwise", kind=kind))
    if channel.proof == "none":
        yield translator.say(phrase("waits in the inbox until a person makes it a case"))
    elif channel.proof:
        yield translator.say(phrase("proof: {proof}", proof=translator.word(channel.proof)))
    if channel.conversation:
        yield translator.say(phrase("one case, within {t}", t=translator.within(channel.conversation)))
    if channel.asks:
        yield translator.say(phrase("Asked for: {what}", what=translator.several(map(translator.need, channel.asks))))
    for label, text in other(channel, "id title opens proof conversation asks", translator):
        yield f"{label}: {text}"
