"""Who: roles with what they may do, groups, how responsibility passes, and who is escalated to. S1.2, S1.8, F2-F7, R20"""

from __future__ import annotations

from collections.abc import Iterator

from complaintkit.handbook._document import Cell, Named, Part, Prose, Section, Table
from complaintkit.handbook._other import other
from complaintkit.handbook._translator import Translator
from complaintkit.playbook.escalation import EscalationRoute


def people(translator: Translator) -> Section:
    """Roles, and the groups they sit in."""
    columns = (
        translator.say("Role", "岗位"),
        translator.say("Reports to", "上级"),
        translator.say("May do", "可以办理"),
        translator.say("May read", "可以查看"),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            Named(translator.words(role.title), role.id),
            translator.role(role.leader) if role.leader else "—",
            translator.say("everything", "全部")
            if role.may is None
            else translator.several(map(translator.command, sorted(role.may))),
            translator.say("everything", "全部") if role.sees == "all" else _reach(role.sees, translator),
        )
        for role in translator.playbook.roles.values()
    )
    note = translator.say(
        "Handing over, asking for advice, calling for help, escalating and writing down what the customer said is"
        " everybody's. Nobody judges a complaint about themselves.",
        "转交、请教、求助、上报和记录顾客的话，人人都可以。被投诉的人不参与调查和决定。",
    )
    parts: list[Part] = [Table(columns, rows), Prose(note)]
    if translator.playbook.groups:
        parts.append(_groups(translator))
    return Section("people", translator.say("Who", "岗位与职责"), tuple(parts))


def _reach(sees: str, translator: Translator) -> str:
    return (
        translator.word(sees)
        if translator.chinese
        else {"own": "their own cases", "unit": "their unit's", "region": "their region's"}[sees]
    )


def _groups(translator: Translator) -> Table:
    columns = (
        translator.say("Group", "小组"),
        translator.say("Head, deputy", "组长、副组长"),
        translator.say("Members", "成员"),
        translator.say("Decides with", "几人可决定"),
    )
    rows = tuple(
        (
            Named(translator.words(group.title), group.id),
            translator.several((translator.role(group.head), translator.role(group.deputy) if group.deputy else "")),
            translator.roles(group.members) or "—",
            str(group.decides_with),
        )
        for group in translator.playbook.groups.values()
    )
    return Table(columns, rows)


def upwards(translator: Translator) -> Section | None:
    """Who is escalated to, for which reasons, and how soon they meet."""
    found = translator.playbook.escalations
    if not found:
        return None
    columns = (
        translator.say("Way up", "上报途径"),
        translator.say("When", "什么情况"),
        translator.say("To", "报给谁"),
        translator.say("Decides within", "多久内决定"),
    )
    return Section(
        "upwards",
        translator.say("Upwards", "上报"),
        (Table(columns, tuple(_route(one, translator) for one in found.values())),),
    )


def _route(route: EscalationRoute, translator: Translator) -> tuple[Cell, ...]:
    told = translator.roles(route.tell_at_once)
    at_once = translator.say("\ntold at once: {told}", "\n立即告知：{told}", told=told) if told else ""
    more = "".join(
        f"\n{label}: {text}" for label, text in other(route, "id title when to meeting tell_at_once", translator)
    )
    return (
        Named(translator.words(route.title) or route.id, route.id),
        translator.several(map(translator.word, route.when)),
        translator.role(route.to) + at_once + more,
        translator.within(route.meeting) or "—",
    )


def responsibility(translator: Translator) -> Section:
    """First responsibility 首问责任制, as strict as this playbook has it."""
    return Section(
        "responsibility",
        translator.say("Who takes it, stays responsible", "首问负责"),
        (Prose("\n".join(_rules(translator))),),
    )


def _rules(translator: Translator) -> Iterator[str]:
    rules = translator.playbook.first_responsibility
    yield translator.say(
        "From receipt to the archive exactly one person is responsible: whoever received it, until somebody else has accepted it.",
        "从受理到归档，始终有且只有一位负责人：谁受理谁负责，直到别人正式接手。",
    )
    yield translator.say(
        "A handover is an offer, made once the facts are recorded. It may be declined because of: {reasons}. “Not my job” is"
        " no reason.",
        "转交须先查明事实，对方接手才算数。可以谢绝的理由：{reasons}。“不归我管”不是理由。",
        reasons=translator.several(map(translator.word, rules.decline_reasons)),
    )
    if rules.handover_reasons:
        reasons = translator.several(map(translator.word, rules.handover_reasons))
        yield translator.say("It is offered because of: {reasons}.", "可以转交的理由：{reasons}。", reasons=reasons)
    yield translator.say(
        "Declined: {declines} times, or lapsed: {lapses} times, it goes to the leader, who rules.",
        "谢绝满{declines}次或逾期满{lapses}次，由上级裁定。",
        declines=rules.declines_before_leader,
        lapses=rules.lapses_before_leader,
    )
    if rules.handover_tells_customer:
        yield translator.say("The customer is told who took over.", "负责人变更，须告知顾客。")
    known = "decline_reasons handover_reasons declines_before_leader lapses_before_leader handover_tells_customer"
    for label, text in other(rules, known, translator):
        yield f"{label}: {text}"
