"""The cases behind each number of a report: what was counted, and in which cases; a number is how many were noted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping

import attrs


def key_of(what: str, sort: str) -> str:
    """Return the name of a number: `kind/complaint`, `late/assessment`."""
    return f"{what}/{sort}"


@attrs.define
class Behind:
    """Notes the case that is being counted under each number that it adds to, once for each time it does."""

    case: str = ""
    noted: defaultdict[tuple[str, str], list[str]] = attrs.field(factory=lambda: defaultdict(list), init=False)

    def note(self, what: str, sort: str) -> None:
        """Note the case that is being counted."""
        self.noted[what, sort].append(self.case)

    def count(self, what: str, sort: str) -> int:
        """Return a number: how often a case was noted under it."""
        return len(self.noted.get((what, sort), ()))

    def counts(self, what: str) -> Counter[str]:
        """Return all numbers of one kind, by their sort."""
        return Counter({sort: len(cases) for (one, sort), cases in self.noted.items() if one == what})

    def cases(self, *, seen: Callable[[str], bool]) -> Mapping[str, Mapping[str, int]]:
        """Return by what they are behind the numbers of cases that the reader sees, each with how often it counts."""
        shown = {case for case in set().union(*self.noted.values()) if seen(case)}
        found = (
            (key_of(*key), {one: times for one, times in Counter(cases).items() if one in shown})
            for key, cases in self.noted.items()
        )
        return {key: cases for key, cases in found if cases}
