"""Words of closed lists as people say them: severities, reasons, remedies, actors. zh and en; others read English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from complaintkit.model.money import Money
from complaintkit.model.remedy import Remedy

__all__ = ["joined", "remedy_words", "word"]

_WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        # severities
        "low": ("较轻", "low"),
        "normal": ("一般", "normal"),
        "high": ("紧急", "high"),
        "major": ("重大", "major"),
        # why a handover is offered, declined, or a case goes upwards
        "absent": ("不在岗", "absent"),
        "already-handled": ("已在处理", "already handled"),
        "beyond-authority": ("超出权限", "beyond authority"),
        "beyond-skill": ("超出专业范围", "beyond their skill"),
        "conflict-of-interest": ("利益冲突", "conflict of interest"),
        "deadline-breached": ("处理超时", "a deadline was missed"),
        "declined-twice": ("两次未被接手", "declined twice"),
        "dissatisfied": ("客户不满意", "the customer is dissatisfied"),
        "facts-missing": ("事实不清", "facts are missing"),
        "handover-lapsed": ("转交无人答复", "a handover was not answered"),
        "legal": ("涉及法律问题", "a legal matter"),
        "media": ("媒体关注", "the media"),
        "not-solved-on-the-spot": ("现场未解决", "not solved on the spot"),
        "overloaded": ("任务过多", "overloaded"),
        "plan-refused": ("客户不接受方案", "the customer refused the plan"),
        "several-affected": ("多人受影响", "several people are affected"),
        "severity-high": ("紧急", "it is serious"),
        "severity-major": ("重大事件", "it is a major incident"),
        "suspected-poisoning": ("疑似食物中毒", "suspected poisoning"),
        "unsafe": ("不安全", "unsafe"),
        "wrong-unit": ("非本部门", "wrong unit"),
        # why somebody else is responsible
        "handover": ("转交", "handed over"),
        "received": ("首问责任", "first to receive it"),
        "reopened": ("重新处理", "opened again"),
        "ruling": ("上级裁定", "a leader's ruling"),
        # who acts
        "customer": ("顾客", "customer"),
        "system": ("系统", "the desk"),
        # remedies
        "apology": ("致歉", "an apology"),
        "coupon": ("优惠券", "a coupon"),
        "discount": ("折扣", "a discount"),
        "points": ("积分", "points"),
        "refund": ("退款", "a refund"),
        "replacement": ("更换", "a replacement"),
    }
)


def _chinese(language: str) -> bool:
    return language.partition("-")[0] == "zh"


def word(value: str, language: str) -> str:
    """A word of a closed list; what is free text, or a playbook's own, stays as it is.

    >>> word("severity-major", "zh-CN"), word("supplier-side", "en")
    ('重大事件', 'supplier-side')
    """
    chinese, english = _WORDS.get(value, (value, value))
    return chinese if _chinese(language) else english


def joined(parts: list[str], language: str) -> str:
    """Several things in one sentence."""
    return (";" if _chinese(language) else "; ").join(part for part in parts if part)


def remedy_words(remedy: Remedy, language: str) -> str:
    """What the customer gets.

    >>> remedy_words(Remedy.coupon(Money("20", "CNY"), valid_days=30), "zh")
    '优惠券20元(30天内有效)'
    >>> remedy_words(Remedy.refund(Money("9.90", "CNY")), "en")
    'a refund of 9.90 CNY'
    """
    chinese, kind = _chinese(language), word(remedy.kind, language)
    worth = _worth(remedy, chinese=chinese)
    if remedy.count is not None:
        told = f"{remedy.count}{kind}" if chinese else f"{remedy.count} {kind}"
    else:
        told = f"{kind}{worth}" if chinese or not worth else f"{kind} of {worth}"
    if not remedy.valid_days:
        return told
    return told + (f"({remedy.valid_days}天内有效)" if chinese else f" (valid for {remedy.valid_days} days)")


def _worth(remedy: Remedy, *, chinese: bool) -> str:
    if remedy.percent is not None:
        return f"{remedy.percent.normalize():f}%"
    if remedy.item is not None:
        return remedy.item.name
    return _money(remedy.value, chinese=chinese) if remedy.value else ""


def _money(value: Money, *, chinese: bool) -> str:
    """As people write it: 20元, 9.90元."""
    if not chinese or value.currency != "CNY":
        return str(value)
    return f"{value.amount:.0f}元" if value.amount % 1 == 0 else f"{value.amount:.2f}元"
