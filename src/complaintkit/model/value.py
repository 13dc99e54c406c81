"""What events and commands share: they are equal where their fields are, and show them."""

from __future__ import annotations

from typing import Any

import attrs


class Value:
    """A frozen class of attrs without methods of its own for this (`eq=False, repr=False`): they are the same for all.

    attrs would compile them for each class anew, and take twice as long to make it: there are two hundred of them.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        """Compare with another value of the same class, field by field."""
        return _fields_of(self) == _fields_of(other) if type(other) is type(self) else NotImplemented

    def __hash__(self) -> int:
        """Equal values have the same, where their fields have one."""
        return hash((type(self), *_fields_of(self).values()))

    def __repr__(self) -> str:
        """Show the class and all fields by name."""
        return f"{type(self).__name__}({', '.join(f'{name}={said!r}' for name, said in _fields_of(self).items())})"


def _fields_of(value: Any) -> dict[str, Any]:  # noqa: ANN401  a class of attrs
    return {field.name: getattr(value, field.name) for field in attrs.fields(type(value))}
