"""When on its last working day a deadline falls due: at closing time, at the same time of day, at midnight."""

from __future__ import annotations

from enum import StrEnum

from complaintkit.model.did_you_mean import nearest
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase


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
        try:
            return cls(str(text))
        except ValueError:
            raise InvalidInput(
                field=field,
                reason=phrase("{text!r} is unknown", text=text),
                next_step=nearest(str(text), cls),
            ) from None
