"""Door words as people say them: the Chinese names of commands, states, fields and closed lists. One table for all floors.

Programs, files and logs keep the door words; what a person at the counter reads names things in their language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from complaintkit.model.bilingual import is_chinese
from complaintkit.model.phrase import Bilingual

__all__ = [
    "ANSWERS",
    "COMMANDS",
    "FIELDS",
    "LIMITS",
    "NOUNS",
    "OCCASIONS",
    "PHRASES",
    "PROMISES",
    "REFUSALS",
    "STATES",
    "WINDOWS",
    "WORDS",
    "in_sentence",
    "limit_in_words",
    "path_in_words",
    "word_in",
]

COMMANDS: Mapping[str, str] = {
    # intake
    "receive": "受理", "register": "登记", "acknowledge": "告知受理", "settle": "现场解决",
    "record-answer": "补录答复",
    # work
    "assess": "评估", "do-first-handling": "记录首次处理", "record-facts": "记录事实", "offer-plan": "提出方案",
    "answer-plan": "答复方案", "tell": "告知顾客", "note": "备注", "wait-for-customer": "等待顾客",
    "hear-customer": "记录顾客反馈", "resolve": "解决", "answer-survey": "记录满意度", "record-follow-up": "记录回访",
    "archive": "归档",
    # other ways to end
    "clear-up": "澄清误会", "withdraw": "撤回", "refer": "告知外部途径", "reclassify": "重新分类",
    "mark-second-grievance": "标记二次不满", "link": "关联", "unlink": "取消关联",
    # first responsibility
    "offer-handover": "转交", "accept-handover": "接手", "decline-handover": "谢绝", "rule-handover": "裁定负责人",
    "hand-over-shift": "交班", "ask-advice": "请教", "give-advice": "答复请教", "dispatch": "派人",
    "report-dispatch": "回报",
    # upwards
    "escalate": "上报", "receive-escalation": "接报", "adjourn-meeting": "记录休会", "decide-meeting": "作出决定",
    # what is given
    "ask-approval": "报批", "approve": "批准", "refuse-approval": "不予批准", "check-coupon": "查验优惠券",
    "redeem-coupon": "核销优惠券", "reverse-redemption": "撤销核销", "give-remedy": "兑现补偿",
    "order-remedy": "执行补偿", "reverse-remedy": "撤回补偿",
    # the desk itself
    "set-organisation": "更新组织架构", "staff-away": "登记不在岗", "staff-left": "登记离职",
    "record-check": "记录检查", "report": "出报告", "erase-person": "删除个人信息", "export-person": "导出个人信息",
    "restrict-person": "限制使用个人信息", "lift-restriction": "解除个人信息限制",
    "stop-messages": "停发通知", "allow-messages": "恢复通知",
}  # fmt: skip
"""By door word, as it stands after 现在不能."""

STATES: Mapping[str, str] = {
    "received": "已受理", "registered": "已登记", "assessed": "已评估", "investigating": "调查中",
    "plan-offered": "待顾客答复", "executing": "执行中", "resolved": "已解决", "archived": "已归档",
    "withdrawn": "已撤回", "cleared-up": "已澄清", "external": "外部途径",
}  # fmt: skip
"""Where a case stands."""

OCCASIONS: Mapping[str, str] = {
    # intake
    "received": "受理", "completed": "补充信息", "registered": "登记", "owner-changed": "负责人变更",
    "owner-told": "告知负责人", "acknowledged": "告知受理", "attachment-added": "添加附件",
    "exception-recorded": "例外备案", "settled": "当场解决", "answer-recorded": "补录答复",
    # work
    "assessed": "评估", "first-handling-asked": "请首次处理", "first-handling-done": "首次处理完成",
    "facts-recorded": "查明事实", "plan-offered": "提出方案", "plan-answered": "方案答复",
    "plan-refused-finally": "方案最终未被接受", "new-cycle": "重新处理", "told": "告知", "noted": "备注",
    "waiting-for-customer": "等待顾客", "customer-heard": "顾客反馈", "resolved": "已解决", "survey-due": "满意度回访",
    "survey-answered": "满意度答复", "follow-up-recorded": "回访", "archived": "归档",
    # other ways to end
    "cleared-up": "澄清误会", "withdrawn": "撤回", "referred": "告知外部途径", "reclassification-asked": "申请重新分类",
    "reclassified": "重新分类", "second-grievance-marked": "二次不满", "linked": "关联", "unlinked": "取消关联",
    # first responsibility
    "handover-offered": "请您接手", "handover-accepted": "已接手", "handover-declined": "未接手",
    "handover-lapsed": "转交无人答复", "handover-cancelled": "转交作废", "handover-ruled": "裁定负责人",
    "advice-asked": "请教", "advice-given": "答复请教", "dispatched": "派您前往", "dispatch-reported": "回报",
    # upwards
    "escalated": "上报", "escalation-received": "已接报", "meeting-adjourned": "休会", "meeting-decided": "会议决定",
    "alarm-raised": "警报",
    # what is given
    "approval-asked": "请您批准", "approved": "已批准", "approval-refused": "未获批准", "coupon-minted": "发放优惠券",
    "coupon-redeemed": "核销优惠券", "redemption-reversed": "撤销核销", "budget-reserved": "占用预算",
    "budget-released": "退回预算", "remedy-ordered": "交付执行补偿", "remedy-given": "补偿已兑现",
    "remedy-rejected": "补偿未能执行", "remedy-parked": "补偿结果不明", "remedy-reversed": "补偿已撤回",
    "reversal-ordered": "申请撤回补偿", "reversal-rejected": "补偿未能撤回",
    # deadlines
    "deadline-started": "时限开始", "deadline-warned": "时限将至", "deadline-breached": "已超时",
    "deadline-met": "按时完成", "deadline-paused": "暂停计时", "deadline-resumed": "继续计时",
    "deadline-waived": "时限免除", "deadline-cancelled": "时限取消", "always": "通知",
    # messages and the desk itself
    "message-sent": "通知已发", "message-undelivered": "通知未送达", "message-retried": "通知重发",
    "message-given-up": "通知不再发送", "organisation-set": "组织架构生效", "playbook-set": "预案生效",
    "staff-away": "人员不在岗", "staff-left": "人员离职", "contact-read": "查看联系方式",
    "text-read": "程序阅读原话",
    "messages-stopped": "停止接收通知", "messages-allowed": "恢复接收通知", "person-exported": "导出个人信息",
    "person-restricted": "限制使用个人信息", "restriction-lifted": "解除限制", "person-erased": "删除个人信息",
}  # fmt: skip
"""What happens to a case, as a few words: by the event, or by what else a message goes out for."""

FIELDS: Mapping[str, str] = {
    # who acts, and how
    "by": "操作人", "case": "单号", "idempotency_key": "幂等键", "if_version": "版本", "args": "内容",
    # the complaint
    "text": "文字", "channel": "渠道", "customer": "顾客", "unit": "单位", "kind": "种类", "category": "类别",
    "severity": "紧急程度", "purchase": "购买记录", "items": "物品", "item": "物品", "about_staff": "被投诉人",
    "wanted": "诉求", "subject": "主题", "occurred_at": "发生时间", "received_at": "受理时间",
    "received_by": "首接人", "attachments": "附件", "attachment": "附件", "fields": "附加项", "docket": "转办单",
    "external_id": "外部编号", "closed_at": "结案时间", "reply": "答复",
    # the customer
    "name": "名称", "contacts": "联系方式", "contact": "联系方式", "phone": "电话", "email": "邮箱", "member": "会员", "id": "编号",
    "language": "语言", "needs": "特殊需要", "speaks_for": "被代理人", "reference": "客户编号",
    "no_contact_because": "无联系方式的原因", "contact_or_reason": "联系方式（或没有的原因）",
    "name_or_reason": "姓名（或没有的原因）", "address": "联系地址",
    "account": "账号", "tier": "等级", "points": "积分",
    # goods and money
    "receipt": "小票号", "sku": "货号", "lot": "批号", "quantity": "数量", "paid": "实付金额", "amount": "金额",
    "currency": "币种", "number": "编号", "authority": "主管部门", "answer_by": "答复期限",
    "authority_number": "转办单编号", "authority_due": "转办单期限",
    # the work
    "approach": "处理思路", "answer_expected": "预计答复时间", "evidence": "证据", "result": "处理结果",
    "facts": "事实", "root_cause": "根源", "heard": "听取意见的人", "measures": "措施", "measure": "措施",
    "what": "内容", "where": "地点", "who": "责任人", "due": "期限", "by_when": "期限", "kept_until": "保存期限",
    "remedies": "补偿", "remedy": "补偿", "decisions": "处理结论", "decision": "决定", "follow_up": "回访时间",
    "plan": "方案", "accepted": "是否同意", "via": "方式", "remark": "意见", "media": "通知方式",
    "improvement": "改进措施", "apology": "致歉", "apology_if_upheld": "致歉（确属我方责任）",
    "outcome": "结果评分", "process": "过程评分",
    "satisfied": "是否满意", "agreed": "同意方式", "course": "处理经过", "at": "时间", "customer_answer": "顾客答复",
    # other ways to end
    "explanation": "解释", "reason": "理由", "told": "告知内容", "to": "对象", "relation": "关联方式",
    "question": "问题",
    # between people, and upwards
    "note": "说明", "handover": "转交", "ruling": "裁定", "of": "请教对象", "advice": "请教", "answer": "答复",
    "dispatch": "派遣", "escalation": "上报", "present": "到会人员", "minutes": "会议纪要",
    # what is given
    "value": "面值", "cost": "成本", "valid_days": "有效天数", "min_spend": "最低消费", "units": "适用单位",
    "percent": "折扣比例", "count": "数量", "cap": "上限", "coupon": "优惠券", "proposal": "补偿建议", "code": "券码",
    "valid_until": "有效期", "sale": "销售单", "policy": "补偿办法", "rule": "规则",
    "campaign": "活动", "code_format": "券码格式", "how_many": "总张数", "per_customer": "每位顾客限额",
    "promise": "补偿承诺", "by_hand": "是否线下办理", "within_authority": "是否在权限内", "approver": "批准人", "left": "剩余额度",
    # files
    "content": "文件内容", "media_type": "文件类型", "base64": "文件内容", "row": "行", "limit": "条数",
    "after": "起始位置",
    # the desk itself
    "staff": "人员", "start": "开始时间", "end": "结束时间", "deputy": "代理人", "long": "是否长期",
    "purpose": "用途", "owner": "负责人", "state": "状态", "period": "期间", "person": "个人", "database": "数据库",
    # kinds of values
    "str": "文字",
}  # fmt: skip
"""By the name of the field, `_` for `-`: fields of commands and of what they hold, words of a playbook's `requires`."""

NOUNS: Mapping[str, str] = {
    "case": "投诉单", "plan": "方案", "handover": "转交", "escalation": "上报", "task": "事项", "unit": "单位",
    "staff": "人员", "group": "小组", "message": "通知", "plugin": "插件", "refused request": "被拒请求",
    "inbox item": "收件",
    "coupon": "优惠券", "proposal": "补偿建议", "approval": "审批", "redemption": "核销", "sale": "销售单",
    "person": "个人", "attachment": "附件", "promise": "补偿承诺",
}  # fmt: skip
"""What could not be found."""

LIMITS: Mapping[str, str] = {
    "per-case": "每单限额", "per-customer": "每位顾客限额", "per-giver": "每人限额",
    "four-eyes-above": "须双人批准的限额", "remedies": "补偿种类", "budget": "预算",
    "authority": "承诺权限",
}  # fmt: skip
"""What an authority is bounded by; the first that its path holds."""

WINDOWS: Mapping[str, str] = {
    "business day": "每营业日", "day": "每天", "week": "每周", "month": "每月", "quarter": "每季度", "year": "每年",
}  # fmt: skip
"""In which span of time it counts; `90 days` beside."""

WORDS: Mapping[str, str] = {
    # kind, severity, decision
    "complaint": "投诉", "inquiry": "咨询", "praise": "表扬", "suggestion": "建议", "low": "较低", "normal": "一般",
    "high": "紧急", "major": "重大", "upheld": "成立", "partly": "部分成立", "not-upheld": "不成立",
    # who the customer is, how they agreed, how they are reached
    "customer": "顾客", "elderly": "老人", "child": "儿童", "disabled": "残障人士", "in-person": "当面",
    "by-phone": "电话", "in-writing": "书面", "call": "电话", "sms": "短信", "email": "邮件",
    "wechat": "微信", "wecom": "企业微信",
    # how cases are tied together
    "duplicate": "重复", "related": "相关", "follows": "后续",
    # what is given
    "apology": "致歉", "coupon": "优惠券", "discount": "折扣", "points": "积分", "refund": "退款", "replacement": "更换",
    # why a case is not taken over, or changes hands
    "absent": "不在岗", "conflict-of-interest": "利益冲突", "facts-missing": "事实不清", "beyond-skill": "超出专业范围",
    "overloaded": "任务过多", "wrong-unit": "不属本单位", "already-handled": "已处理", "unsafe": "有安全风险",
    "handover": "转交", "ruling": "裁定", "reopened": "重新处理", "left": "离职", "away": "不在岗",
    # why it goes upwards, or round again
    "not-solved-on-the-spot": "现场未解决", "plan-refused": "方案未被接受", "satisfied": "满意",
    "dissatisfied": "不满意", "beyond-authority": "超出权限", "severity-high": "紧急投诉", "severity-major": "重大投诉",
    "deadline-breached": "超时", "suspected-poisoning": "疑似中毒", "several-affected": "多人受影响",
    "declined-twice": "两次谢绝", "handover-lapsed": "转交逾期", "media": "媒体关注", "legal": "涉及法律",
    "waiting-for-customer": "等待顾客", "no-contact": "无联系方式",
    # why it is filed, or a deadline no longer counts
    "settled-on-the-spot": "当场解决", "no-answer": "无人答复", "imported": "历史数据", "time-unknown": "时间不明",
    "closed": "已结束", "shift-change": "交班",
    # what people often give as a reason or a cause, where a playbook leaves it open
    "supplier-side": "供应方原因", "storage": "储存", "kitchen": "后厨", "delivery": "配送", "staff": "人员",
    "first-handling": "首次处理", "system": "系统",
    # on what ground a person's data are restricted or erased
    "asked": "本人要求", "contested": "内容有争议", "claim": "用于主张权利", "not-needed": "不再需要",
    "unlawful": "处理不合法", "objected": "本人反对",
    # what became of a message
    "undelivered": "未送达", "in_doubt": "不确定", "parked": "待人工处理", "dead": "发送失败", "rejected": "被拒收",
}  # fmt: skip
"""Words of closed lists."""

PHRASES: Mapping[str, tuple[str, str | None]] = {
    # why it changes hands, or goes upwards
    "received": ("first to receive it", "首问责任"), "handover": ("handed over", None), "reopened": ("opened again", None),
    "ruling": ("a leader's ruling", None), "beyond-skill": ("beyond their skill", None),
    "deadline-breached": ("a deadline was missed", None), "dissatisfied": ("the customer is dissatisfied", "顾客不满意"),
    "facts-missing": ("facts are missing", None), "handover-lapsed": ("a handover was not answered", None),
    "legal": ("a legal matter", None), "media": ("the media", None), "plan-refused": ("the customer refused the plan", None),
    "several-affected": ("several people are affected", None), "severity-high": ("it is serious", None),
    "severity-major": ("it is a major incident", None), "supplier-side": ("the supplier's side", None),
    # who acts, what is given
    "system": ("the desk", None), "apology": ("an apology", None), "coupon": ("a coupon", None),
    "discount": ("a discount", None), "points": ("points", None), "refund": ("a refund", None),
    "replacement": ("a replacement", None),
}  # fmt: skip
"""Words of closed lists as a sentence says them: in English, and in Chinese where that is not their name in `WORDS`."""

ANSWERS: Mapping[str, str] = {
    "offered": "待答复", "accepted": "已接手", "declined": "已谢绝", "lapsed": "已逾期", "ruled": "已裁定",
    "cancelled": "已作废",
}  # fmt: skip
"""What became of an offer to hand over."""

PROMISES: Mapping[str, str] = {
    "reserved": "待顾客答复", "promised": "尚未兑现", "ordered": "正在执行", "given": "已兑现", "rejected": "被执行方拒绝",
    "parked": "结果不明", "reversing": "正在撤回", "reversed": "已撤回", "released": "已作废",
}  # fmt: skip
"""How far a promised remedy has got."""

REFUSALS: Mapping[str, str] = {
    # of a coupon
    "unknown": "没有这张券", "expired": "已过期", "redeemed": "已使用", "other-unit": "不适用于本单位",
    "below-minimum": "未达到最低消费", "voided": "已作废",
    # of what a provider sent
    "signature": "签名不符", "malformed": "格式不对", "missing": "内容缺失", "unknown-channel": "没有这个渠道",
}  # fmt: skip
"""Why something is not taken."""

_STEP = re.compile(r"([^.\[\]]+)(?:\[(\d+)\])?")  # `measures[0]` of `measures[0].who`


def word_in(table: Mapping[str, str], word: str) -> Bilingual:
    """A door word that says its Chinese in a Chinese sentence; one that is not in the table is said as it is.

    >>> word_in(COMMANDS, "offer-handover").to("zh"), word_in(COMMANDS, "sing").to("zh")
    ('转交', 'sing')
    """
    return Bilingual(str(word), table.get(word, str(word)))


def in_sentence(word: str, language: str) -> str:
    """A word of a closed list within a sentence; what is free text, or a playbook's own, stays as it is.

    >>> (
    ...     in_sentence("severity-major", "zh-CN"),
    ...     in_sentence("severity-major", "en"),
    ...     in_sentence("wrong-unit", "en"),
    ...     in_sentence("a-b", "en"),
    ... )
    ('重大投诉', 'it is a major incident', 'wrong unit', 'a-b')
    """
    english, chinese = PHRASES.get(word, (None, None))
    if is_chinese(language):
        return chinese or WORDS.get(word, word)
    return english or (word.replace("-", " ") if word in WORDS else word)


def path_in_words(path: str) -> Bilingual:
    """The path of a field: its own name for programs, a phrase for people.

    >>> (
    ...     path_in_words("measures[0].who").to("zh"),
    ...     path_in_words("contact-or-reason").to("zh"),
    ...     path_in_words("fields.fell-ill").to("zh"),
    ... )
    ('第1项措施的责任人', '联系方式（或没有的原因）', '附加项 fell-ill')
    """
    found = FIELDS.get(path.replace("-", "_"))
    if found is None:
        steps = [(name, index) for name, index in _STEP.findall(path) if name != "args"]
        found = "".join(_step(name, index, first=place == 0) for place, (name, index) in enumerate(steps))
    return Bilingual(path, found)


def limit_in_words(path: str) -> Bilingual:
    """A limit, by its path in the playbook.

    >>> limit_in_words("authority.agent.per-customer.90 days").to("zh"), limit_in_words("budget.kitchen.month").to("zh")
    ('90 天内每位顾客限额', '每月预算')
    """
    steps = path.split(".")
    limit = next((name for word, name in LIMITS.items() if word in steps), None)
    days = steps[-1].removesuffix(" days")
    window = f"{days} 天内" if days.isdecimal() else WINDOWS.get(steps[-1], "")
    return Bilingual(path, f"{window}{limit}" if limit else path)


def _step(name: str, index: str, *, first: bool) -> str:
    known = FIELDS.get(name.replace("-", "_"))
    numbered = f"第{int(index) + 1}项{known or name}" if index else known or name
    return numbered if first else f" {name}" if known is None else f"的{numbered}"
