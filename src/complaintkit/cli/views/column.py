"""Headings of tables in Chinese, by what they are called in English."""

from __future__ import annotations

from collections.abc import Mapping

from complaintkit.model.wording import word_in

COLUMNS: Mapping[str, str] = {
    # cases
    "number": "单号", "received": "受理时间", "state": "状态", "owner": "负责人", "category": "类别",
    "severity": "紧急程度", "due next": "最近时限", "customer": "顾客", "text": "内容",
    "deadline": "时限", "due": "到期", "within": "期限",
    # messages
    "id": "编号", "case": "单号", "message": "通知", "to": "对象", "by": "方式", "tries": "次数", "at": "时间",
    "detail": "说明",
    # coupons
    "coupon": "券码", "value": "面值", "good until": "有效期至", "unit": "单位", "campaign": "活动", "sale": "销售单",
    # what was refused, and the inbox
    "who": "人员", "what": "内容", "code": "代码", "reason": "原因", "channel": "渠道", "sender": "发件人",
    # rules and people
    "name": "名称", "version": "版本", "title": "标题", "languages": "语言", "kind": "种类", "unit around": "上级单位",
    "time zone": "时区", "roles": "角色", "units": "单位", "deputy": "代理人", "role": "角色", "turns": "班次",
    "otherwise": "其他时间", "from": "开始", "until": "结束",
    # plugins
    "plugin": "插件", "instance": "实例", "distribution": "软件包", "status": "状态", "brings": "提供",
    "notifier": "通知方式", "language": "语言", "longest": "最长", "fields": "字段", "wording": "措辞",
    "setting": "设置", "type": "类型", "default": "默认值",
}  # fmt: skip


def column_in_words(column: str, language: str) -> str:
    """Return a heading in a language; English headings are their own names.

    >>> column_in_words("due next", "zh"), column_in_words("due next", "en")
    ('最近时限', 'due next')
    """
    found = word_in(COLUMNS, column)
    return found.to("zh") if language == "zh" else str(found)
