"""What the core says by itself where a playbook has no words for it: so that nobody is left untold. F2, F3, F6, R18, S0.8

A playbook that has a message on the same event to the same recipient has the last word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.model.vocabulary import Kind

if TYPE_CHECKING:
    from complaintkit.playbook.message import MessageRule

__all__ = ["usual_messages"]

_ALL: Final = tuple(Kind)
_COMPLAINTS: Final = (Kind.COMPLAINT,)
_ANSWERED: Final = (Kind.COMPLAINT, Kind.INQUIRY, Kind.SUGGESTION)  # praise is thanked for, and filed
_ANYHOW: Final = ("sms", "email", "call")  # where a playbook names no way at all to reach these people


@attrs.frozen
class _Usual:
    """On which event to whom, in Chinese and English."""

    on: str
    to: str
    zh: str
    en: str
    urgent: bool = False
    kinds: tuple[Kind, ...] = _ALL


_USUAL: Final = (
    # ---- to staff: what somebody has to know of to act upon it
    _Usual(
        "alarm-raised",
        "alarm",
        "紧急:{number} {category},{unit}。负责人{owner}。",
        "Alarm: {number} {category}, {unit}. Responsible: {owner}.",
        urgent=True,
    ),
    _Usual(
        "escalated",
        "group",
        "{giver}上报{number}:{reason}。请接报并作出决定。",
        "{giver} brings you {number}: {reason}. Receive it and decide.",
        urgent=True,
    ),
    _Usual(
        "first-handling-asked",
        "dispatched",
        "{number}({category},{unit})请立即处理:{what}",
        "{number} ({category}, {unit}), at once: {what}",
        urgent=True,
    ),
    _Usual(
        "dispatched",
        "dispatched",
        "{giver}请您处理{number}:{what}",
        "{giver} asks you to see to {number}: {what}",
        urgent=True,
    ),
    _Usual(
        "owner-changed", "owner", "{number}归您负责:{category},{due}前。", "{number} is yours: {category}, due {due}."
    ),
    _Usual(
        "handover-declined",
        "giver",
        "{receiver}未接手{number}({reason}),仍由您负责。",
        "{receiver} did not take over {number} ({reason}). It stays with you.",
    ),
    _Usual(
        "handover-lapsed",
        "giver",
        "{receiver}未答复{number}的转交,仍由您负责。",
        "{receiver} did not answer about {number}. It stays with you.",
    ),
    _Usual(
        "advice-asked", "adviser", "{giver}就{number}请教您:{question}", "{giver} asks you about {number}: {question}"
    ),
    _Usual("approved", "owner", "{number}:{remedy}已获批准。", "{number}: {remedy} was approved."),
    _Usual(
        "approval-refused",
        "owner",
        "{number}:{remedy}未获批准({why})。",
        "{number}: {remedy} was not approved ({why}).",
    ),
    _Usual("deadline-warned", "owner", "{number}:{deadline}将在{due}到期。", "{number}: {deadline} is due {due}."),
    _Usual(
        "deadline-breached",
        "breach.tell",
        "{number}:{deadline}已超时({due})。负责人{owner}。",
        "{number}: {deadline} was due {due} and is late. Responsible: {owner}.",
    ),
    _Usual(
        "remedy-rejected",
        "owner",
        "{number}:{remedy}执行失败,请线下兑现或另作安排。",
        "{number}: {remedy} could not be carried out. Give it by hand, or see to it otherwise.",
    ),
    _Usual(
        "remedy-parked",
        "owner",
        "{number}:{remedy}结果不明,请核实后登记。",
        "{number}: nobody knows what became of {remedy}. Find out, and record it.",
        urgent=True,
    ),
    _Usual("meeting-decided", "owner", "{number}已有决定:{decision}", "{number} was decided: {decision}"),
    # ---- to the customer: what they wait for
    _Usual(
        "registered",
        "customer",
        "您好,您反映的事项{number}已登记,由{owner}负责。",
        "We have noted what you told us ({number}). {owner} sees to it.",
        urgent=True,
    ),
    _Usual(
        "plan-offered",
        "customer",
        "投诉{number}的处理方案:{plan}。您是否同意,或有什么意见?{answer_link}",
        "What we propose for your complaint {number}: {plan}. Do you agree, or what do you think? {answer_link}",
        kinds=_COMPLAINTS,
    ),
    _Usual(
        "resolved",
        "customer",
        "关于{number}:{result}。{remedies}",
        "About {number}: {result}. {remedies}",
        kinds=_ANSWERED,
    ),
    _Usual(
        "cleared-up",
        "customer",
        "关于{number}:感谢您的理解。还有疑问请随时联系{owner}。",
        "About {number}: thank you for your understanding. {owner} is there for any question.",
        kinds=_COMPLAINTS,
    ),
    _Usual(
        "plan-refused-finally",
        "customer",
        "很遗憾未能达成一致。您可向{routes}反映,编号{number}。",
        "We are sorry that we could not agree. You may turn to {routes}; your number is {number}.",
        kinds=_COMPLAINTS,
    ),
)


def usual_messages(own: Mapping[str, MessageRule]) -> dict[str, MessageRule]:
    """Return the core's messages for what `own` does not say of every case, by names that `own` does not use."""
    return {one.id: one for one in _missing(own)}


def _missing(own: Mapping[str, MessageRule]) -> Iterator[MessageRule]:
    from complaintkit.playbook.message import MessageRule

    for one in _USUAL:
        whole = (rule for rule in own.values() if not rule.categories and not rule.deadlines)
        said = {kind for rule in whole if rule.to == one.to and _as_good(rule.on, one.on) for kind in rule.kinds}
        if kinds := tuple(kind for kind in one.kinds if kind not in said):
            yield MessageRule(
                id=one.on if one.on not in own else f"{one.on}.{one.to}",
                on=one.on,
                to=one.to,
                media=_media(one, own),
                short={"zh": one.zh, "en": one.en},
                urgent=one.urgent,
                kinds=kinds,
            )


def _as_good(on: str, usual: str) -> bool:
    """Tell if one message does for another: who was told that it was received need not be told that it was registered."""
    return on == usual or (on, usual) == ("received", "registered")


def _media(one: _Usual, own: Mapping[str, MessageRule]) -> tuple[str, ...]:
    """Return the ways by which the playbook reaches such people, in its order."""
    rules = (rule for rule in own.values() if (rule.to == "customer") is (one.to == "customer"))
    return tuple(dict.fromkeys(medium for rule in rules for medium in rule.media)) or _ANYHOW
