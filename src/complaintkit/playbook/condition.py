"""A condition of a rule: a value, any of a list, or a comparison such as `">= 20 min"`."""

from __future__ import annotations

from typing import Literal, TypeAlias

import attrs

__all__ = ["Condition", "Operator"]

Operator: TypeAlias = Literal["in", ">=", "<=", ">", "<", "if"]


@attrs.frozen(kw_only=True)
class Condition:
    """`fact` compared with `values`: any of them for `in`, the one there is otherwise. `if` holds a free expression."""

    fact: str
    operator: Operator = "in"
    values: tuple[str, ...] = ()
