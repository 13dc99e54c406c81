"""The handbook of frequent questions 常见问题解答手册: its entries, and the questions that have none yet. S3.2"""

from __future__ import annotations

from datetime import datetime

import attrs

__all__ = ["Answer", "Asked"]


@attrs.frozen(kw_only=True)
class Answer:
    """One approved entry: what is asked often, and what is to be answered. It names no person.

    It holds in `unit` and in all that lies within it.

    >>> Answer(
    ...     number="A12-T261121-001", question="轮椅在哪里借？", answer="入口左手边", unit="a12", language="zh"
    ... ).question
    '轮椅在哪里借？'
    """

    number: str
    question: str
    answer: str
    unit: str
    language: str
    category: str | None = None
    approved_at: datetime | None = None


@attrs.frozen(kw_only=True)
class Asked:
    """What was asked alike several times, and has no entry: the first question, the cases, and what was answered.

    >>> Asked(question="轮椅在哪里借？", cases=("A12-261121-001", "A12-261121-007"), answers=("入口左手边",)).count
    2
    """

    question: str
    cases: tuple[str, ...]
    answers: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How often it was asked."""
        return len(self.cases)
