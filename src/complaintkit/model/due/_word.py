"""One of a few known words, read from what a playbook says."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from complaintkit.model.did_you_mean import nearest
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase

W = TypeVar("W", bound=StrEnum)


def read_word(words: type[W], text: object, field: str) -> W:
    """Return the word that a text is.

    Raises:
        InvalidInput: it is none of them, under the name `field`.
    """
    if isinstance(text, words):
        return text
    try:
        return words(str(text))
    except ValueError:
        raise InvalidInput(
            field=field,
            reason=phrase("{text!r} is unknown", text=text),
            next_step=nearest(str(text), words),
        ) from None
