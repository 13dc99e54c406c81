"""Who: roles with what they may do, groups, how responsibility passes, and who is escalated to. S1.2, S1.8, F2-F7, R20"""

from __future__ import annotations

from collections.abc import Iterator

from complaintkit.handbook._document import Cell, Named, Part, Prose, Section, Table
from complaintkit.handbook._rest import rest
from complaintkit.handbook._tongue import Tongue
from complaintkit.playbook.escalation import EscalationRoute


def people(tongue: Tongue) -> Section:
    """Roles, and the groups they sit in."""
    columns = (
        tongue.say("Role", "岗位"),
        tongue.say("Reports to", "上级"),
        tongue.say("May do", "可以办理"),
        tongue.say("May read", "可以查看"),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            Named(tongue.words(role.title), role.id),
            tongue.role(role.leader) if role.leader else "—",
            tongue.say("everything", "全部")
            if role.may is None
            else tongue.several(map(tongue.command, sorted(role.may))),
            tongue.say("everything", "全部") if role.sees == "all" else _reach(role.sees, tongue),
        )
        for role in tongue.playbook.roles.values()
    )
    note = tongue.say(
        "Handing over, asking for advice, calling for help, escalating and writing down what the customer said is"
        " everybody's. Nobody judges a complaint about themselves.",
        "转交、请教、求助、上报和记录顾客的话，人人都可以。被投诉的人不参与调查和决定。",
    )
    parts: list[Part] = [Table(columns, rows), Prose(note)]
    if tongue.playbook.groups:
        parts.append(_groups(tongue))
    return Section("people", tongue.say("Who", "岗位与职责"), tuple(parts))


def _reach(sees: str, tongue: Tongue) -> str:
    return (
        tongue.word(sees)
        if tongue.chinese
        else {"own": "their own cases", "unit": "their unit's", "region": "their region's"}[sees]
    )


def _groups(tongue: Tongue) -> Table:
    columns = (
        tongue.say("Group", "小组"),
        tongue.say("Head, deputy", "组长、副组长"),
        tongue.say("Members", "成员"),
        tongue.say("Decides with", "几人可决定"),
    )
    rows = tuple(
        (
            Named(tongue.words(group.title), group.id),
            tongue.several((tongue.role(group.head), tongue.role(group.deputy) if group.deputy else "")),
            tongue.roles(group.members) or "—",
            str(group.decides_with),
        )
        for group in tongue.playbook.groups.values()
    )
    return Table(columns, rows)


def upwards(tongue: Tongue) -> Section | None:
    """Who is escalated to, for which reasons, and how soon they meet."""
    found = tongue.playbook.escalations
    if not found:
        return None
    columns = (
        tongue.say("Way up", "上报途径"),
        tongue.say("When", "什么情况"),
        tongue.say("To", "报给谁"),
        tongue.say("Decides within", "多久内决定"),
    )
    return Section(
        "upwards",
        tongue.say("Upwards", "上报"),
        (Table(columns, tuple(_route(one, tongue) for one in found.values())),),
    )


def _route(route: EscalationRoute, tongue: Tongue) -> tuple[Cell, ...]:
    told = tongue.roles(route.tell_at_once)
    at_once = tongue.say("\ntold at once: {told}", "\n立即告知：{told}", told=told) if told else ""
    more = "".join(f"\n{label}: {text}" for label, text in rest(route, "id title when to meeting tell_at_once", tongue))
    return (
        Named(tongue.words(route.title) or route.id, route.id),
        tongue.several(map(tongue.word, route.when)),
        tongue.role(route.to) + at_once + more,
        tongue.within(route.meeting) or "—",
    )


def responsibility(tongue: Tongue) -> Section:
    """First responsibility 首问责任制, as strict as this playbook has it."""
    return Section(
        "responsibility",
        tongue.say("Who takes it, stays responsible", "首问负责"),
        (Prose("\n".join(_rules(tongue))),),
    )


def _rules(tongue: Tongue) -> Iterator[str]:
    rules = tongue.playbook.first_responsibility
    yield tongue.say(
        "From receipt to the archive exactly one person is responsible: whoever received it, until somebody else has accepted it.",
        "从受理到归档，始终有且只有一位负责人：谁受理谁负责，直到别人正式接手。",
    )
    yield tongue.say(
        "A handover is an offer, made once the facts are recorded. It may be declined because of: {reasons}. “Not my job” is"
        " no reason.",
        "转交须先查明事实，对方接手才算数。可以谢绝的理由：{reasons}。“不归我管”不是理由。",
        reasons=tongue.several(map(tongue.word, rules.decline_reasons)),
    )
    if rules.handover_reasons:
        reasons = tongue.several(map(tongue.word, rules.handover_reasons))
        yield tongue.say("It is offered because of: {reasons}.", "可以转交的理由：{reasons}。", reasons=reasons)
    yield tongue.say(
        "Declined: {declines} times, or lapsed: {lapses} times, it goes to the leader, who rules.",
        "谢绝满{declines}次或逾期满{lapses}次，由上级裁定。",
        declines=rules.declines_before_leader,
        lapses=rules.lapses_before_leader,
    )
    if rules.handover_tells_customer:
        yield tongue.say("The customer is told who took over.", "负责人变更，须告知顾客。")
    known = "decline_reasons handover_reasons declines_before_leader lapses_before_leader handover_tells_customer"
    for label, text in rest(rules, known, tongue):
        yield f"{label}: {text}"
