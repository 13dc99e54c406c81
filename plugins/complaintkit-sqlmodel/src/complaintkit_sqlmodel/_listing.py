"""Lists whose conditions depend on what was asked. Texts are made once for each shape of a question, not for each."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

EVER: Final = datetime.min.replace(tzinfo=UTC)
"""Since when, where nothing is said of it: with it a list is gone through in its order, and never sorted."""
FEW: Final = 64
"""Units whose newest rows are put together; who asks for more sees so much of everything that all is gone through in order."""


# A shape says which conditions there are, and of how many values each; statements of one shape have one text.
Shape = tuple[tuple[str, int], ...]


@attrs.frozen
class Asked:
    """A question: its shape, and the values that belong to it by name."""

    shape: Shape
    values: dict[str, object]


def question(conditions: dict[str, Sequence[object]]) -> Asked:
    """Return conditions as the shape of a question and its values."""
    return Asked(
        tuple((name, len(values)) for name, values in conditions.items()),
        {f"{name}_{index}": value for name, values in conditions.items() for index, value in enumerate(values)},
    )


def nameless(conditions: dict[str, Sequence[object]], *names: str) -> dict[str, Sequence[object]]:
    """Return conditions in which these, where they ask for what names nothing, are called `no_...`: no index holds that."""
    return {f"no_{name}" if name in names and value == ("",) else name: value for name, value in conditions.items()}


def padded(values: Iterable[str]) -> Sequence[str]:
    """Lengthen a list to a power of two, by repeating one: so that a few texts serve lists of every length."""
    found = sorted(values)
    wanted = 1 << (len(found) - 1).bit_length() if found else 0
    return found + found[-1:] * (wanted - len(found))
