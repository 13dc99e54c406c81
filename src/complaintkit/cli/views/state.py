"""Say states of what is sent, and of what is owed, as people do. Programs keep the words."""

from __future__ import annotations

from collections.abc import Mapping

from complaintkit.model.wording import word_in

OUTBOX: Mapping[str, str] = {
    "ready": "待发", "owed": "待执行", "leased": "待发", "started": "发送中", "sent": "已发", "delivered": "已送达",
    "undelivered": "未送达", "rejected": "被拒收", "retry": "待重试", "in_doubt": "不确定", "parked": "待人工处理",
    "dead": "发送失败", "cancelled": "已取消",
    # how one try ended
    "accepted": "已收下", "not_sent": "未发出", "ours": "本方故障", "no answer yet": "尚无回应",
}  # fmt: skip
"""Where an outbox entry stands, and what a try to send it came to."""


def outbox_state(state: str, language: str) -> str:
    """Return a state in a language.

    >>> outbox_state("dead", "zh"), outbox_state("dead", "en")
    ('发送失败', 'dead')
    """
    found = word_in(OUTBOX, state)
    return found.to("zh") if language == "zh" else str(found)


_DETAILS: Mapping[str, str] = {
    # why it is sent later, by another medium, or not at all
    "quiet hours": "免打扰时段", "no medium": "没有通知方式", "too late": "已过时效",
    "the playbook has no such message": "预案没有这一通知", "its words were erased": "内容已删除",
    "nobody can be reached": "无人可联系", "messages to this address were stopped": "对方已退订",
    "no address": "没有地址", "no notifier": "没有可用的通知插件", "can't be prepared": "无法生成内容",
    "something happened to the case just now": "投诉单刚有变化", "given up": "已放弃",
    "too many tries": "重试次数过多", "nobody knows whether it went out": "不知是否已发出",
    "nobody knows whether it was carried out": "不知是否已兑现", "nobody carries out this kind here": "没有可执行此类补偿的插件",
    "its worker went away": "处理进程中断", "the worker was stopped meanwhile": "处理进程中途停止",
    "its plugin is gone": "所用插件已不在", "it was seen to": "已另行处理", "somebody saw to it": "已另行处理",
    "undelivered": "未送达",
    "cancelled by the plugin itself": "插件自行取消", "rejected": "被拒收",
    # why it is not true any more
    "the case was withdrawn": "投诉已撤回", "the case was archived": "已归档",
    "it is put right by now": "已处理完毕",
    "the handover needs no answer any more": "转交已无须答复", "somebody else is responsible by now": "已由他人负责",
    "the deadline is not owed any more": "时限已不适用", "there is a newer plan": "已有新方案",
    "the plan was answered": "方案已答复", "it was assessed anew": "已重新评估", "another round has begun": "已开始新一轮",
    "the survey has lapsed": "回访已过期", "the customer has answered": "顾客已答复", "the matter was decided": "事项已有决定",
    "the question was answered": "已答复请教", "the report is there": "已回报", "it was done": "已完成",
    "the customer was heard": "顾客已反馈",
    # why a provider rejects
    "address": "地址无效", "blocked": "被拦截", "content": "内容不被接受", "window-closed": "已过可发送时间",
    "unsupported": "不支持",
}  # fmt: skip
"""What delivery says of an entry, in our own words; a provider's words are shown as they came."""


def detail_in_words(detail: str, language: str) -> str:
    """Say why an entry stands as it does; what a provider said of it stays as it is.

    >>> detail_in_words("rejected: blocked: 550 spam", "zh"), detail_in_words("too late", "en")
    ('被拒收：被拦截：550 spam', 'too late')
    """
    if language != "zh":
        return detail
    return "：".join(_DETAILS.get(part, part) for part in detail.split(": "))
