"""When on its last working day a deadline falls due: at closing time, at the same time of day, at midnight."""

from __future__ import annotations

from enum import StrEnum

from complaintkit.model.due._word import read_word


class Until(StrEnum):
    """When on its last working day a deadline falls due."""

    CLOSE = "close"
    SAME_TIME = "same-time"
    MIDNIGHT = "midnight"

    @classmethod
    def parse(cls, text: object, *, field: str = "until") -> Until:
        """Read one of the three words.

        Raises:
            InvalidInput: another word, under the name `field`.
        """
        return text if isinstance(text, cls) else read_word(cls, text, field)
