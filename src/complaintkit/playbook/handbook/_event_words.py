"""What happens to a case, as a handbook says it: "from `received` until `resolved`" in words of people."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["COMMAND_EVENTS", "EVENTS", "RECIPIENTS"]

EVENTS: Mapping[str, tuple[str, str]] = {
    # intake
    "received": ("received", "受理"),
    "completed": ("what registration needed is filled in", "补齐登记信息"),
    "registered": ("registered", "登记"),
    "acknowledged": ("acknowledged to the customer", "已告知顾客受理"),
    "owner-changed": ("somebody else is responsible", "负责人变更"),
    "owner-told": ("the customer knows who is responsible", "顾客已知道由谁负责"),
    "alarm-raised": ("an alarm is raised", "发出警报"),
    "first-handling-asked": ("first handling is asked for", "要求首次处理"),
    "settled": ("settled on the spot", "当场解决"),
    "answer-recorded": ("an earlier answer is taken over", "补录以前的答复"),
    # work
    "assessed": ("assessed", "完成评估"),
    "first-handling-done": ("first handling done", "完成首次处理"),
    "facts-recorded": ("facts recorded", "查明事实"),
    "plan-offered": ("a plan is offered", "提出方案"),
    "plan-answered": ("the customer answers the plan", "顾客答复方案"),
    "plan-refused-finally": ("no agreement is found", "未能达成一致"),
    "new-cycle": ("the next round begins", "开始新一轮处理"),
    "told": ("the customer is told", "告知顾客"),
    "noted": ("a note is made", "备注"),
    "waiting-for-customer": ("waiting for the customer", "等待顾客答复"),
    "customer-heard": ("the customer says something", "顾客反馈"),
    "resolved": ("resolved", "解决"),
    "survey-due": ("it is time to ask whether they are satisfied", "到了回访时间"),
    "survey-answered": ("the survey is answered", "顾客评价"),
    "follow-up-recorded": ("the follow-up is recorded", "记录回访"),
    "archived": ("filed", "归档"),
    "always": ("at any time", "随时"),
    # other ways to end
    "cleared-up": ("a misunderstanding is cleared up", "误会已澄清"),
    "withdrawn": ("withdrawn by the customer", "顾客撤回"),
    "referred": ("told the way to an authority", "告知外部途径"),
    "reclassification-asked": ("another kind is asked for", "申请改变种类"),
    "reclassified": ("reclassified", "重新分类"),
    "second-grievance-marked": ("a second grievance is marked", "标记二次不满"),
    "linked": ("linked to another case", "关联其他单"),
    "unlinked": ("no longer linked", "取消关联"),
    # first responsibility
    "handover-offered": ("a handover is offered", "提出转交"),
    "handover-accepted": ("a handover is accepted", "接手"),
    "handover-declined": ("a handover is declined", "谢绝接手"),
    "handover-lapsed": ("a handover lapses", "转交逾期"),
    "handover-cancelled": ("a handover is void", "转交作废"),
    "handover-ruled": ("a leader says who is responsible", "上级裁定负责人"),
    "advice-asked": ("advice is asked", "请教"),
    "advice-given": ("advice is given", "答复请教"),
    "dispatched": ("somebody is sent", "派人前往"),
    "dispatch-reported": ("who was sent reports back", "派出人员回报"),
    # upwards
    "escalated": ("escalated", "上报"),
    "escalation-received": ("received above", "上级接报"),
    "meeting-held": ("a meeting is held", "开会"),
    "meeting-decided": ("a meeting decides", "会议作出决定"),
    # what is given
    "approval-asked": ("approval is asked", "报批"),
    "approved": ("approved", "批准"),
    "approval-refused": ("not approved", "不予批准"),
    "coupon-minted": ("a coupon is issued", "发放优惠券"),
    "coupon-redeemed": ("a coupon is redeemed", "核销优惠券"),
    "redemption-reversed": ("a redemption is reversed", "撤销核销"),
    # clocks
    "deadline-warned": ("a deadline is near", "时限将到"),
    "deadline-breached": ("a deadline is missed", "超时"),
}
"""By event or trigger: (English, Chinese)."""

RECIPIENTS: Mapping[str, tuple[str, str]] = {
    "customer": ("the customer", "顾客"),
    "owner": ("whoever is responsible", "负责人"),
    "leader": ("their leader", "负责人的上级"),
    "giver": ("who hands over", "转出人"),
    "receiver": ("who is asked to take over", "接收人"),
    "first-receiver": ("who received it first", "首接人"),
    "approver": ("who may approve", "审批人"),
    "dispatched": ("who is sent", "派出人员"),
    "adviser": ("who was asked for advice", "被请教的人"),
    "group": ("those who decide", "决定的人"),
    "alarm": ("those on the category's alarm", "该类别的警报对象"),
    "breach.tell": ("those whom the deadline names", "该时限写明的人"),
    "team": ("everybody of the unit", "本单位全体同事"),
    "assignee": ("who has the task", "任务承办人"),
}
"""Whom something is said to, where it is no role: (English, Chinese)."""

COMMAND_EVENTS: Mapping[str, str] = {
    "receive": "received",
    "register": "registered",
    "acknowledge": "acknowledged",
    "assess": "assessed",
    "do-first-handling": "first-handling-done",
    "record-facts": "facts-recorded",
    "offer-plan": "plan-offered",
    "answer-plan": "plan-answered",
    "tell": "told",
    "wait-for-customer": "waiting-for-customer",
    "hear-customer": "customer-heard",
    "resolve": "resolved",
    "settle": "settled",
    "archive": "archived",
    "answer-survey": "survey-answered",
    "record-follow-up": "follow-up-recorded",
    "clear-up": "cleared-up",
    "withdraw": "withdrawn",
    "refer": "referred",
    "reclassify": "reclassified",
    "offer-handover": "handover-offered",
    "accept-handover": "handover-accepted",
    "decline-handover": "handover-declined",
    "rule-handover": "handover-ruled",
    "ask-advice": "advice-asked",
    "give-advice": "advice-given",
    "dispatch": "dispatched",
    "report-dispatch": "dispatch-reported",
    "escalate": "escalated",
    "receive-escalation": "escalation-received",
    "hold-meeting": "meeting-held",
    "decide-meeting": "meeting-decided",
    "ask-approval": "approval-asked",
    "approve": "approved",
    "refuse-approval": "approval-refused",
}
"""What happens when a step is taken: the event that its deadlines stop with, and its messages follow."""
