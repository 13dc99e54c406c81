"""How the demo speaks: one thing that happened in one line, in Chinese and in English. What was said is in both, cut in two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import attrs

from complaintkit.cli.views.timeline import CODE, Telling
from complaintkit.model.actor import DESK, actor_name
from complaintkit.model.events import SAID
from complaintkit.model.remedy import Measure
from complaintkit.organisation import said

if TYPE_CHECKING:
    from complaintkit.decision import LedgerEntry
    from complaintkit.model.events import Happened


_BETWEEN = " / "
_NOBODY = frozenset({actor_name(DESK), "customer"})  # the sentence says it already
_SHORT = {
    "received": ("[{channel}] {kind}: {category}", "【{channel}】{kind}：{category}"),
    "plan-answered": ("the customer agrees: {accepted}", "顾客是否同意：{accepted}"),
    "message-sent": ("'{message}' to {recipient} by {medium}", "通知{recipient}：{message}（{medium}）"),
    "settled": ("settled on the spot, the customer is content", "当场解决，顾客满意"),
}
_LEFT_OUT = frozenset({CODE, "customer", "heard", "evidence", "subject", "attachments", "fields", "items"})


@attrs.frozen(kw_only=True)
class Voice(Telling):
    """Names instead of ids in Chinese, ids in English; of what was said the half in this language."""

    def person(self, staff: str) -> str:
        """Who it was, as short as it gets."""
        known = self.organisation.staff.get(staff)
        if known is None:
            return super().person(staff)
        return known.name if self.chinese else staff

    def line(self, line: LedgerEntry) -> tuple[str, str]:
        """Who did it, which is empty where the sentence says it or nobody did; what happened, with what was said of it."""
        entry = self.entry(line)
        nobody = entry.clock or line.by in _NOBODY or line.by.startswith("system:")
        said = f"  “{'; '.join(entry.said)}”" if entry.said else ""
        return "" if nobody else entry.who, f"{entry.what.rstrip(' :：-')}{said}"

    def lines(self, lines: Sequence[LedgerEntry]) -> str:
        """Several things that one person did in a minute."""
        who, _ = self.line(lines[0])
        what = ("；" if self.chinese else "; ").join(self.line(one)[1] for one in lines)
        return f"{who}{'：' if self.chinese else ': '}{what}" if who else what

    def _sentence(self, event: Happened) -> str:
        if event.name not in _SHORT:
            return super()._sentence(event)
        fields = (one.name for one in attrs.fields(type(event)))
        told = {name: self._value(name, getattr(event, name)) for name in fields}
        return _SHORT[event.name][self.chinese].format(**told).replace("“", "").replace("”", "")

    def _value(self, name: str, value: object) -> str:
        if name == "reason" and isinstance(value, str):
            return half(super()._value(name, value), self.language)
        if isinstance(value, datetime):
            return value.astimezone(self.zone).strftime("%m-%d %H:%M")
        return super()._value(name, value)

    def _said(self, event: Happened) -> Iterator[str]:
        """What the customer or a colleague said; who they are, and what proves it, stands in the log."""
        fields = (one.name for one in attrs.fields(type(event)) if one.metadata.get(SAID) or one.name == "remedies")
        for name in fields:
            value = getattr(event, name)
            if value and name not in _LEFT_OUT:
                yield self._told(value)

    def _told(self, value: object) -> str:
        if isinstance(value, Measure):
            return f"{half(value.what, self.language)} ({self.person(value.who)})"
        text = self._phrase(value) if type(value) is str else super()._told(value)
        return half(text, self.language).rpartition("\n")[2] if isinstance(value, str) else text

    def _phrase(self, text: str) -> str:
        """What the playbook has somebody do, in this language; anything else as it was said."""
        rules = (rule for one in self.playbook.categories.values() for rule in one.follows.values())
        usual = next((rule.do for rule in rules if text.startswith(said(rule.do, "zh"))), None)
        return text.replace(said(usual, "zh"), said(usual, self.language), 1) if usual else super()._told(text)


def half(text: str, language: str) -> str:
    """The part of a text in one language; all of it where it is in one only.

    >>> half("米饭有酸味 / the rice smells sour", "en"), half("冷了", "en")
    ('the rice smells sour', '冷了')
    """
    chinese, found, english = text.partition(_BETWEEN)
    return (chinese if language == "zh" else english) if found else text


def clipped(text: str, columns: int) -> str:
    """As much of a line as fits; a Chinese character takes two columns.

    >>> clipped("鱿鱼中间是凉的", 9)
    '鱿鱼中间…'
    """
    from rich.cells import cell_len, set_cell_size

    return text if cell_len(text) <= columns else f"{set_cell_size(text, columns - 1).rstrip()}…"
