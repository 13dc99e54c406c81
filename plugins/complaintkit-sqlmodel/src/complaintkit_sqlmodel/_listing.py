"""Lists whose conditions depend on what was asked. Texts are made once for each shape of a question, not for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


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


def padded(values: Iterable[str]) -> Sequence[str]:
    """Lengthen a list to a power of two, by repeating one: so that a few texts serve lists of every length."""
    found = sorted(values)
    wanted = 1 << (len(found) - 1).bit_length() if found else 0
    return found + found[-1:] * (wanted - len(found))
