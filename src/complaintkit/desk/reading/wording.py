"""Words for what happened: one sentence for each event, and the words of closed lists."""

from __future__ import annotations

from collections.abc import Mapping

from complaintkit.model.wording import OCCASIONS, PHRASES, STATES, WORDS

SENTENCES: Mapping[str, tuple[str, str]] = {
    # intake
    "received": ("{kind} received through {channel}: {category}", "经{channel}受理{kind}：{category}"),
    "completed": ("completed what registration needed", "补充登记信息"),
    "registered": ("registered: {category}", "已登记：{category}"),
    "owner-changed": ("{owner} is responsible now ({reason})", "现由{owner}负责（{reason}）"),
    "owner-told": ("the customer knows who is responsible", "已告知顾客由谁负责"),
    "acknowledged": ("acknowledged to the customer ({via})", "已告知顾客受理（{via}）"),
    "attachment-added": ("file added ({media_type}, {size} bytes)", "添加附件（{media_type}，{size}字节）"),
    "exception-recorded": ("acted alone under {rule}, on record", "按{rule}独自处理，已记录在案"),
    "settled": ("settled on the spot, the customer agreed {agreed}", "当场解决，顾客已同意（{agreed}）"),
    "answer-recorded": ("the answer that was given", "当时的答复"),
    # work
    "assessed": ("assessed: {severity}", "初步评估：{severity}"),
    "first-handling-done": ("first handling done", "首次处理完成"),
    "facts-recorded": ("facts established", "查明事实"),
    "plan-offered": ("plan offered to the customer", "向顾客提出方案"),
    "plan-answered": ("the customer's answer to the plan: {accepted}", "顾客对方案的答复：{accepted}"),
    "new-cycle": ("round {cycle} begins ({cause})", "开始第{cycle}轮处理（{cause}）"),
    "told": ("told the customer", "告知顾客"),
    "noted": ("note", "备注"),
    "waiting-for-customer": ("asked the customer, waits for them", "询问顾客，等待答复"),
    "customer-heard": ("the customer said", "顾客反馈"),
    "resolved": ("resolved", "已解决"),
    "survey-answered": (
        "satisfaction: outcome {outcome} of 5, handling {process} of 5",
        "满意度：结果{outcome}分，过程{process}分（满分5分）",
    ),
    "follow-up-recorded": ("asked afterwards whether they are satisfied: {satisfied}", "回访是否满意：{satisfied}"),
    "archived": ("archived ({because})", "归档（{because}）"),
    # other ways to end
    "cleared-up": ("a misunderstanding, cleared up", "属于误会，已解释清楚"),
    "withdrawn": ("taken back by the customer", "顾客撤回"),
    "referred": ("told the way to {authority}", "告知可向{authority}反映"),
    "reclassification-asked": ("asks to make it {kind}", "申请改为{kind}"),
    "reclassified": ("reclassified as {kind}: {category}", "重新分类为{kind}：{category}"),
    "second-grievance-marked": ("second grievance marked", "标记二次不满"),
    "linked": ("linked to {to} ({relation})", "关联{to}（{relation}）"),
    "unlinked": ("no longer linked to {to}", "取消关联{to}"),
    # first responsibility
    "handover-offered": (
        "offers the case to {receiver} ({reason}), until {lapses_at}",
        "请{receiver}接手（{reason}），{lapses_at}前答复",
    ),
    "handover-accepted": ("takes the case over", "接手"),
    "handover-declined": ("declines to take it over ({reason})", "未接手（{reason}）"),
    "handover-lapsed": ("the offer to hand over lapsed unanswered", "转交逾期无人答复"),
    "handover-cancelled": ("the offer to hand over is void ({reason})", "转交作废（{reason}）"),
    "handover-ruled": ("rules that {to} is responsible", "裁定由{to}负责"),
    "advice-asked": ("asks {of} for advice", "向{of}请教"),
    "advice-given": ("advises", "答复请教"),
    "dispatched": ("sends {who}", "派{who}前往"),
    "dispatch-reported": ("reports back", "汇报处理情况"),
    # upwards
    "escalated": ("escalated to {to} ({reason})", "上报{to}（{reason}）"),
    "escalation-received": ("received the escalation", "已接报"),
    "meeting-adjourned": ("met without deciding: {present}", "开会未决：{present}"),
    "meeting-decided": ("decided", "作出决定"),
    # what is given
    "approval-asked": ("asks {approver} to approve", "请{approver}批准"),
    "approved": ("approved", "批准"),
    "approval-refused": ("not approved", "不予批准"),
    "coupon-minted": ("coupon issued, valid until {valid_until}", "发放优惠券，有效期至{valid_until}"),
    "coupon-redeemed": ("coupon redeemed", "优惠券已核销"),
    "redemption-reversed": ("redemption reversed", "撤销核销"),
    "remedy-ordered": ("to be carried out: {promise}", "交付执行：{promise}"),
    "remedy-given": ("given to the customer: {promise}", "已兑现：{promise}"),
    "remedy-rejected": (
        "{executor} refuses to carry out {promise}: {because}",
        "{executor}拒绝执行{promise}：{because}",
    ),
    "remedy-parked": (
        "nobody knows what became of {promise} at {executor}: {because}",
        "{promise}在{executor}结果不明，须人工核实：{because}",
    ),
    "reversal-ordered": ("to be taken back: {promise}", "申请撤回：{promise}"),
    "remedy-reversed": ("taken back: {promise}", "已撤回：{promise}"),
    "reversal-rejected": (
        "{executor} refuses to take {promise} back: {because}",
        "{executor}拒绝撤回{promise}：{because}",
    ),
    "budget-reserved": ("{amount} of the budget of {unit} set aside", "占用{unit}预算 {amount}"),
    "budget-released": ("{amount} given back to the budget of {unit}", "退回{unit}预算 {amount}"),
    # deadlines
    "deadline-started": ("{rule}: due {due_at}", "{rule}：{due_at}前"),
    "deadline-warned": ("{rule}: soon due", "{rule}：即将到期"),
    "deadline-breached": ("{rule}: LATE, was due {due_at}", "{rule}：已超时，应于{due_at}前完成"),
    "deadline-met": ("{rule}: done", "{rule}：完成"),
    "deadline-paused": ("{rule}: paused ({cause})", "{rule}：暂停计时（{cause}）"),
    "deadline-resumed": ("{rule}: runs again, due {due_at}", "{rule}：继续计时，{due_at}前"),
    "deadline-waived": ("{rule}: waived ({reason})", "{rule}：免除（{reason}）"),
    "deadline-cancelled": ("{rule}: no longer needed ({reason})", "{rule}：不再需要（{reason}）"),
    # messages and the desk itself
    "message-sent": (
        "message '{message}' sent to {recipient} ({medium})",
        "通知“{message}”已发给{recipient}（{medium}）",
    ),
    "message-undelivered": ("message '{message}' to {recipient}: {state}", "通知“{message}”未送达{recipient}：{state}"),
    "message-retried": (
        "has message '{message}' to {recipient} sent again",
        "让通知“{message}”重新发给{recipient}",
    ),
    "message-given-up": (
        "gives message '{message}' to {recipient} up",
        "不再发送通知“{message}”（{recipient}）",
    ),
    "organisation-set": ("organisation put in force", "组织架构生效"),
    "playbook-set": ("playbook {playbook} {version} put in force", "预案{playbook} {version}生效"),
    "staff-away": ("{staff} is away from {start} to {end}", "{staff}{start}至{end}不在岗"),
    "staff-left": ("{staff} has left", "{staff}离职"),
    "contact-read": ("read the customer's contact", "查看顾客联系方式"),
    "text-read": ("classifier {reader} read what the customer said", "分类程序{reader}阅读了顾客原话"),
    "person-exported": ("wrote out everything kept on the customer", "导出顾客个人信息"),
    "person-restricted": ("restricted what is kept on the customer ({because})", "限制使用顾客个人信息（{because}）"),
    "restriction-lifted": ("lifted the restriction", "解除对个人信息的限制"),
    "person-erased": ("erased what the customer said and is called ({because})", "删除顾客个人信息（{because}）"),
    "messages-stopped": ("the customer wants no messages by {media}", "顾客不再接收通知（{media}）"),
    "messages-allowed": ("the customer wants messages by {media} again", "顾客恢复接收通知（{media}）"),
}
"""By event: (English, Chinese); the placeholders are the event's fields."""

SAID: Mapping[str, tuple[str, str]] = {
    "answer": ("answer", "答复"),
    "customer": ("customer", "顾客"),
    "evidence": ("evidence", "证据"),
    "heard": ("heard", "听取"),
    "improvement": ("improvement", "改进"),
    "measures": ("measures", "措施"),
    "minutes": ("minutes", "纪要"),
    "note": ("note", "说明"),
    "purpose": ("purpose", "用途"),
    "reason": ("reason", "理由"),
    "reasons": ("reasons", "理由"),
    "remark": ("remark", "意见"),
    "remedies": ("remedies", "补偿"),
    "root_cause": ("root cause", "根源"),
    "subject": ("subject", "主题"),
    "wanted": ("wants", "诉求"),
}
"""What stands before something said; the words of the deed itself stand alone."""

_OTHER: Mapping[str, tuple[str, str]] = {
    "": ("-", "-"),
    "None": ("-", "-"),
    "True": ("yes", "是"),
    "False": ("no", "否"),
    "customer": ("customer", "顾客"),
}


def word(value: object, language: str) -> str:
    """Return a word of a closed list in `language`; one that is in no list as it is.

    >>> word("overloaded", "zh"), word("a-word-of-their-own", "zh"), word(True, "en")
    ('任务过多', 'a-word-of-their-own', 'yes')
    """
    text = str(value)
    if text in _OTHER:
        return _OTHER[text][language == "zh"]
    return _CHINESE.get(text, text) if language == "zh" else text


_CHINESE = {**OCCASIONS, **STATES, **WORDS}


def reason(value: str, language: str) -> str:
    """Say why somebody is responsible: the one word that means something else elsewhere is `received`.

    >>> reason("received", "zh"), reason("received", "en"), word("received", "zh")
    ('首问责任', 'received', '已受理')
    """
    _, chinese = PHRASES.get(value, (None, None))
    return chinese or word(value, language) if language == "zh" else value
