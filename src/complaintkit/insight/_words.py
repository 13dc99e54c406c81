"""The words of a report in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping

_WORDS: Mapping[str, tuple[str, str]] = {
    "report": ("Complaints", "投诉处理报告"),
    "all": ("all units", "全部单位"),
    "sort": ("", ""),
    "count": ("count", "数量"),
    "share": ("share", "占比"),
    "before": ("before", "上期"),
    "value": ("value", "金额"),
    "limits": ("limits", "限额"),
    "person": ("given by", "承诺人"),
    "cases": ("Received", "受理"),
    "kinds": ("Kinds", "种类"),
    "categories": ("Categories", "类别"),
    "units": ("Units", "单位"),
    "channels": ("Channels", "渠道"),
    "endings": ("How they ended", "结案方式"),
    "deadlines": ("Deadlines", "时限"),
    "met": ("in time", "按时"),
    "breached": ("late", "超时"),
    "waived": ("waived", "免除"),
    "median": ("median time", "用时中位数"),
    "satisfaction": ("Satisfaction, 1 to 5", "满意度（1 至 5 分）"),
    "answers": ("answers", "答卷"),
    "process": ("how it was handled", "处理过程"),
    "outcome": ("what came of it", "处理结果"),
    "satisfied": ("satisfied", "满意"),
    "dissatisfied": ("not satisfied", "不满意"),
    "as_told": ("written down by staff", "由员工代填"),
    "followed_up": ("asked afterwards", "回访"),
    "settled": ("Settled on the spot", "现场解决"),
    "by_concerned": ("of these, by the person complained about", "其中由被投诉人本人解决"),
    "rounds": ("Gone round again", "重新处理"),
    "handovers": ("Handovers", "转交"),
    "offered": ("offered", "提出"),
    "accepted": ("accepted", "接手"),
    "declined": ("declined", "谢绝"),
    "lapsed": ("lapsed", "逾期未答复"),
    "ruled": ("ruled by a leader", "由上级裁定"),
    "exceptions": ("Exceptions: acted alone, on record", "例外：无他人可代，本人处理并备案"),
    "given": ("Given to customers", "补偿"),
    "givers": ("By who promised it", "按承诺人"),
    "budgets": ("Budgets, at cost", "预算占用（按成本）"),
    "over": ("beyond it", "超预算"),
    "approvals": ("Approvals", "审批"),
}
_WINDOWS: Mapping[str, str] = {
    "business day": "每营业日", "day": "每天", "week": "每周", "month": "每月", "quarter": "每季度", "year": "每年",
}  # fmt: skip


def word_in(word: str, language: str) -> str:
    """Return a word of reports, or of a limit's window, in a language.

    >>> word_in("lapsed", "zh-CN"), word_in("month", "zh"), word_in("90 days", "zh")
    ('逾期未答复', '每月', '90 天内')
    """
    chinese = language.lower().startswith("zh")
    if word in _WORDS:
        return _WORDS[word][chinese]
    if not chinese:
        return word
    return _WINDOWS.get(word) or (f"{word.removesuffix(' days')} 天内" if word.endswith(" days") else word)
