"""Where a setting stands while it is read, and how it is said that it does not fit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Final

import attrs

from complaintkit.model.bilingual import both
from complaintkit.model.phrase import Phrase, phrase

_NAMED: Final = (
    (bool, "true or false"),
    (str, "text"),
    (int, "the whole number"),
    ((Decimal, float), "the number"),
    (Mapping, "a table"),
    ((list, tuple), "a list"),
    ((datetime, date, time), "a date or time"),
)
_CHINESE: Final[Mapping[str, str]] = {
    "true or false": "true 或 false", "text": "文字", "the whole number": "整数", "a whole number": "整数",
    "the number": "数字", "a number": "数字", "a table": "表", "a list": "列表", "a date or time": "日期或时间", "a path": "路径",
    'a duration such as "30 s", "5 min" or "2 h"': '时长，例如 "30 s"、"5 min"、"2 h"',
    'money such as "20.00 CNY"': '金额，例如 "20.00 CNY"',
}  # fmt: skip


class Misfit(Exception):
    """One setting does not fit; `key` is its path, such as `plugins.sms.timeout`, `step` what may help."""

    def __init__(self, key: str, reason: str, step: str = "") -> None:
        super().__init__(key, reason, step)
        self.key, self.reason, self.step = key, reason, step


@attrs.frozen
class Reading:
    """The key of a setting, the folder paths start at, whether it is secret, whether it came from outside as text."""

    key: str
    folder: Path
    secret: bool = False
    as_text: bool = False

    def below(self, key: object) -> Reading:
        """The same, one level further in."""
        return attrs.evolve(self, key=f"{self.key}.{key}")

    def misfit(self, wanted: str, value: object) -> Misfit:
        """Says what was wanted and what came; the value itself only where it can't be a secret."""
        named = next((said for kind, said in _NAMED if isinstance(value, kind)), type(value).__name__)
        hidden = self.secret or self.as_text or isinstance(value, Mapping | list | tuple)
        reason = phrase(
            "must be {wanted}, not {named}{value}",
            wanted=_said(wanted),
            named=_said(named),
            value="" if hidden else f" {value!r}",
        )
        return Misfit(self.key, reason)


def _said(wanted: str) -> Phrase:
    """The name of a class is the same in both languages."""
    return both(wanted, _CHINESE.get(wanted, wanted))
