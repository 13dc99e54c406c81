"""From when on a deadline counts what happens outside opening hours: at once, from the next opening, from the next working day."""

from __future__ import annotations

from enum import StrEnum

from complaintkit.model.due._word import read_word


class Begins(StrEnum):
    """From when on a deadline counts.

    `next-opening`: what happens outside opening hours counts from when they next begin. `next-working-day`: what happens on a day
    off counts from the same time of the next working day, after closing from the next opening.
    """

    AT_ONCE = "at-once"
    NEXT_OPENING = "next-opening"
    NEXT_WORKING_DAY = "next-working-day"

    @classmethod
    def parse(cls, text: object, *, field: str = "begins") -> Begins:
        """Read one of the three words.

        Raises:
            InvalidInput: another word, under the name `field`.
        """
        return text if isinstance(text, cls) else read_word(cls, text, field)
