"""A condition of a rule: a value, any of a list, or a comparison such as `">= 20 min"`."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final, Literal, TypeAlias

import attrs

from complaintkit.model.check import answer_in

__all__ = ["Condition", "Operator"]

Operator: TypeAlias = Literal["in", ">=", "<=", ">", "<", "if"]


@attrs.frozen(kw_only=True)
class Condition:
    """`fact` compared with `values`: any of them for `in`, the one there is otherwise. `if` holds a free expression."""

    fact: str
    operator: Operator = "in"
    values: tuple[str, ...] = ()

    def is_answered(self, fields: Mapping[str, str]) -> bool:
        """Tell if what a form says is one of its values, as people type both.

        >>> Condition(fact="fields.fell-ill", values=("yes",)).is_answered({"fell-ill": "是"})
        True
        """
        said = answer_in(fields.get(self.fact.removeprefix("fields."), ""))
        return any(said == answer_in(value) for value in self.values)

    def takes(self, score: int) -> bool:
        """Tell if it holds of a score.

        >>> [score for score in range(1, 6) if Condition(fact="outcome", operator="<=", values=("2",)).takes(score)]
        [1, 2]
        """
        compare = _COMPARED.get(self.operator)
        if compare is None:
            return str(score) in self.values
        return compare(Decimal(score), Decimal(self.values[0]))


_COMPARED: Final[Mapping[str, Callable[[Decimal, Decimal], bool]]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
