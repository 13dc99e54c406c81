"""The cases behind each number of a report: what was counted, and in which cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

import attrs


def key_of(what: str, sort: str) -> str:
    """Return the name of a number: `kind/complaint`, `late/assessment`."""
    return f"{what}/{sort}"


@attrs.define
class Behind:
    """Notes the case that is being counted under each number that it adds to, and how often it does."""

    case: str = ""
    _noted: defaultdict[tuple[str, str], dict[str, int]] = attrs.field(factory=lambda: defaultdict(dict), init=False)

    def note(self, what: str, sort: str) -> None:
        """Note the case that is being counted."""
        noted, case = self._noted[what, sort], self.case
        noted[case] = noted.get(case, 0) + 1

    def cases(self, *, seen: Callable[[str], bool]) -> Mapping[str, Mapping[str, int]]:
        """Return by what they are behind the numbers of cases that the reader sees, each with how often it counts."""
        noted = {case for cases in self._noted.values() for case in cases}
        shown = {case for case in noted if seen(case)}
        found = (
            (key_of(*key), {one: times for one, times in cases.items() if one in shown})
            for key, cases in self._noted.items()
        )
        return {key: cases for key, cases in found if cases}
