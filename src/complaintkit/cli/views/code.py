"""Say codes of errors, and where a refused request came from, as people do."""

from __future__ import annotations

from collections.abc import Mapping

from complaintkit.model.wording import COMMANDS, word_in

CODES: Mapping[str, str] = {
    "error": "出错", "configuration": "配置有误", "plugin": "插件出错", "invalid-input": "填写有误",
    "intake-rejected": "渠道拒收", "not-allowed": "不允许", "not-responsible": "不负责", "beyond-authority": "超出权限",
    "coupon-refused": "优惠券不能用", "storage": "存储出错", "not-found": "没有找到", "conflict": "已被他人处理",
    "outcome-unknown": "结果不明", "inbox": "待人工处理",
    # of the door
    "bad-json": "不是有效的请求", "too-long": "太长", "unknown-command": "没有这个命令", "not-available": "尚不提供",
    "internal": "程序出错",
}  # fmt: skip
"""By the code of an error."""
_SOURCES: Mapping[str, str] = {"line": "请求行", "do": "请求", "import": "导入", "channel": "渠道"}


def code_in_words(code: str, language: str) -> str:
    """Say what went wrong, in a language.

    >>> code_in_words("invalid-input", "zh"), code_in_words("invalid-input", "en")
    ('填写有误', 'invalid-input')
    """
    return word_in(CODES, code).to("zh") if language == "zh" else code


def source_in_words(source: str, language: str) -> str:
    """Say what was asked for, or by which way it came.

    >>> source_in_words("assess", "zh"), source_in_words("channel:wechat", "zh"), source_in_words("line", "en")
    ('评估', '渠道 wechat', 'line')
    """
    if language != "zh":
        return source
    kind, mark, name = source.partition(":")
    said = word_in({**COMMANDS, **_SOURCES}, kind).to("zh")
    return f"{said} {name}" if mark else said
