"""What verifying found, for programs and for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from complaintkit.cli.views.output import say
from complaintkit.model.phrase import Phrase, phrase

if TYPE_CHECKING:
    from collections.abc import Iterable

    from complaintkit.model.verification import LedgerProblem, Verification

_OWN: Final = phrase("the desk's own")


def problems_as_data(found: Verification) -> list[dict[str, str]]:
    """Return what was found for programs."""
    return [problem_as_data(one) for one in found.problems]


def problem_as_data(problem: LedgerProblem) -> dict[str, str]:
    """Return a problem without what says nothing."""
    fields = ("table", "field", "kept", "by_ledger", "next_step")
    said = {name: value for name in fields if (value := getattr(problem, name))}
    return {"case": problem.case or _OWN, "problem": problem.reason, **said}


def say_problems(found: Verification) -> None:
    """Print each problem, and each next step once."""
    say_each(found.problems)
    for step in dict.fromkeys(one.next_step for one in found.problems):
        say(step)


def say_each(problems: Iterable[LedgerProblem]) -> None:
    """Print each, with its case."""
    for problem in problems:
        say(phrase("{case}: {problem}", case=problem.case or _OWN, problem=problem.reason))


def cases_in_words(count: int) -> Phrase:
    """Say how many cases there are."""
    return phrase("1 case") if count == 1 else phrase("{count} cases", count=count)


def lines_in_words(count: int) -> Phrase:
    """Say how many lines there are."""
    return phrase("1 line") if count == 1 else phrase("{count} lines", count=count)
