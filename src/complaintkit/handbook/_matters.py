"""What it is about: the tree of categories with what happens at once, and the ways by which it comes in. S1.6, S1.7, S0.3"""

from __future__ import annotations

from collections.abc import Iterator

from complaintkit.handbook._condition import condition
from complaintkit.handbook._document import Cell, Named, Prose, Section, Table
from complaintkit.handbook._rest import rest
from complaintkit.handbook._tongue import Tongue
from complaintkit.model.vocabulary import Kind
from complaintkit.playbook.category import Category
from complaintkit.playbook.channel import ChannelRule

_KNOWN = "id title first first_taken_by asks evidence severity alarm follows"


def categories(tongue: Tongue) -> Section | None:
    """The tree; what a category has from the one above it is not said again."""
    found = tongue.playbook.categories
    if not found:
        return None
    columns = (
        tongue.say("Category", "类别"),
        tongue.say("At once", "首先做什么"),
        tongue.say("By whom, within", "由谁、多久内"),
        tongue.say("Beside", "另外"),
    )
    rows = tuple(_row(found[id], _above(found[id], tongue), tongue) for id in _in_tree(tongue))
    note = tongue.say(
        "A narrower category has what the one above it says, unless it says something else.",
        "下级类别沿用上级类别的规定，另有规定的除外。",
    )
    return Section("categories", tongue.say("What it is about", "类别与首次处理"), (Table(columns, rows), Prose(note)))


def _in_tree(tongue: Tongue) -> Iterator[str]:
    """Every category below the one it belongs to, in the order of the file."""

    def below(parent: str) -> Iterator[str]:
        for id in tongue.playbook.categories:
            if id.rpartition("/")[0] == parent:
                yield id
                yield from below(id)

    yield from below("")


def _above(category: Category, tongue: Tongue) -> Category:
    wider = tongue.playbook.categories.get(category.id.rpartition("/")[0])
    return wider or Category(id="", title={})


def _row(category: Category, above: Category, tongue: Tongue) -> tuple[Cell, ...]:
    first = category.first if category.first != above.first else None
    mark = category.severity if category.severity != above.severity else None
    return (
        Named(tongue.words(category.title), category.id, category.id.count("/"), tongue.word(mark) if mark else ""),
        tongue.words(first.do) if first else "",
        tongue.sentence((tongue.role(first.by), tongue.within(first.within))) if first else "",
        "\n".join(_beside(category, above, tongue)),
    )


def _beside(category: Category, above: Category, tongue: Tongue) -> Iterator[str]:
    if category.first_taken_by and category.first_taken_by != above.first_taken_by:
        yield tongue.say("First taken by: {who}", "首先由{who}受理", who=tongue.role(category.first_taken_by))
    if category.alarm and category.alarm != above.alarm:
        yield tongue.say("Alarm, at any hour: {who}", "随时警报：{who}", who=tongue.roles(category.alarm))
    if asked := [one for one in category.asks if one not in above.asks]:
        yield tongue.say("Asked for: {what}", "须问明：{what}", what=tongue.several(map(tongue.need, asked)))
    if category.evidence and category.evidence != above.evidence:
        yield _evidence(category, tongue)
    for name, one in category.follows.items():
        if name not in above.follows:
            when = tongue.sentence(condition(row, tongue) for row in one.when)
            yield tongue.say(
                "Once {when}: {do} ({by})",
                "{when}时：{do}（{by}）",
                when=when,
                do=tongue.words(one.do),
                by=tongue.role(one.by),
            )
    for label, text in rest(category, _KNOWN, tongue):
        yield f"{label}: {text}"


def _evidence(category: Category, tongue: Tongue) -> str:
    evidence = category.evidence
    assert evidence is not None  # noqa: S101  asked before
    times = tongue.sentence(
        (
            tongue.say("secured within {t}", "{t}内取证", t=tongue.within(evidence.secure_within))
            if evidence.secure_within
            else "",
            tongue.say("keeps {t}", "保存{t}", t=tongue.within(evidence.kept_for)) if evidence.kept_for else "",
        )
    )
    said = tongue.say("Evidence: {what}", "证据：{what}", what=tongue.words(evidence.what))
    return tongue.say("{said} ({times})", "{said}（{times}）", said=said, times=times) if times else said


def channels(tongue: Tongue) -> Section | None:
    """How matters come in."""
    found = tongue.playbook.channels
    if not found:
        return None
    columns = (tongue.say("Channel", "渠道"), tongue.say("What to know", "说明"))
    rows = tuple(
        (Named(tongue.words(one.title), one.id), "\n".join(_about(one, tongue)) or "—") for one in found.values()
    )
    return Section("channels", tongue.say("How it comes in", "受理渠道"), (Table(columns, rows),))


def _about(channel: ChannelRule, tongue: Tongue) -> Iterator[str]:
    if channel.opens is not Kind.COMPLAINT:
        kind = tongue.word(channel.opens)
        yield tongue.say("counts as {kind} until somebody says otherwise", "先按{kind}登记，必要时改为投诉", kind=kind)
    if channel.proof == "none":
        yield tongue.say("waits in the inbox until a person makes it a case", "先进收件箱，由人员确认后立单")
    elif channel.proof:
        yield tongue.say("proof: {proof}", "凭证：{proof}", proof=tongue.word(channel.proof))
    if channel.conversation:
        yield tongue.say("one case, within {t}", "{t}内同一顾客的来信归入同一单", t=tongue.within(channel.conversation))
    if channel.asks:
        yield tongue.say("Asked for: {what}", "须问明：{what}", what=tongue.several(map(tongue.need, channel.asks)))
    for label, text in rest(channel, "id title opens proof conversation asks", tongue):
        yield f"{label}: {text}"
