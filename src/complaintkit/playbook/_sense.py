"""What a playbook says and nobody could keep: an hour that no day ends with, a budget that limits nothing, an alert on no figure.

Each names only what exists, and would still never come true. A playbook that was kept is not judged by these again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from complaintkit.model.due import Counting, Within
from complaintkit.model.key_path import dotted
from complaintkit.model.phrase import phrase
from complaintkit.playbook.survey import SHIFT

if TYPE_CHECKING:
    from complaintkit.model.problem import Problems
    from complaintkit.playbook.procedure import Playbook

__all__ = ["COUNTRIES", "check"]

COUNTRIES: Final[Mapping[str, str]] = {"cn": "zh", "jp": "ja", "cz": "cs", "dk": "da", "vn": "vi"}
"""Codes of countries that are none of a language, though people write them as one."""


def check(playbook: Playbook, problems: Problems) -> None:
    """Note everything that could never come true."""
    _check_until(playbook, problems)
    _check_evidence(playbook, problems)
    _check_budgets(playbook, problems)
    _check_alerts(playbook, problems)
    _check_titles(playbook, problems)


def _check_until(playbook: Playbook, problems: Problems) -> None:
    """Note an hour of the last working day where no working days are counted."""
    for rule in playbook.deadlines.values():
        path = ("deadline", rule.id)
        counts_days = isinstance(rule.within, Within) and rule.within.counting is Counting.WORKING_DAYS
        if rule.until is not None and not counts_days and not problems.noted(dotted((*path, "within"))):
            problems.add(
                dotted((*path, "until")),
                phrase("{within} does not end with a working day", within=rule.within),
                phrase('Leave it out, or write within = "3 working days".'),
            )


def _check_evidence(playbook: Playbook, problems: Problems) -> None:
    """Note evidence that would be gone before it had to be secured. R12"""
    for category in playbook.categories.values():
        rule, above = category.evidence, playbook.categories.get(category.id.rpartition("/")[0])
        if rule is None or (above is not None and rule is above.evidence):
            continue
        if rule.secure_within and rule.kept_for and rule.kept_for.span < rule.secure_within.span:
            problems.add(
                dotted(("category", category.id, "evidence", "secure-within")),
                phrase("it is gone after {kept}", kept=rule.kept_for),
                phrase("Give less than kept-for."),
            )


def _check_budgets(playbook: Playbook, problems: Problems) -> None:
    """Note a budget without an amount, of a kind of unit or of one unit."""
    for budget in playbook.budgets.values():
        empty: list[tuple[str, ...]] = [] if budget.limits or budget.units else [("budget", budget.id)]
        empty += [("budget", budget.id, "unit", unit) for unit, limits in budget.units.items() if not limits]
        for path in empty:
            if not problems.noted(dotted(path)):
                problems.add(dotted(path), phrase("limits nothing"), phrase("Write month = 3000, or leave it out."))


def _check_alerts(playbook: Playbook, problems: Problems) -> None:
    """Note an alert on a figure that nobody watches, or by a text that is no comparison. S1.12"""
    for review in playbook.reviews.values():
        for figure, text in review.alert.items():
            path = dotted(("review", review.id, "alert", figure))
            if figure != SHIFT:
                problems.unknown(path, "known here", figure, [SHIFT])
            elif review.least_shift is None and text:
                step = phrase('Write it like ">= 10 points".')
                problems.add(path, phrase("{text!r} can't be compared", text=text), step)


def _check_titles(playbook: Playbook, problems: Problems) -> None:
    """Note a title under the code of a country: nobody would read it."""
    for path, title in _titles(playbook.data, ()):
        for word in title:
            if meant := COUNTRIES.get(word):
                problems.add(
                    dotted((*path, word)),
                    phrase("{language!r} is a country's code, and no language", language=word),
                    phrase("Did you mean {meant!r}?", meant=meant),
                )


def _titles(
    data: Mapping[str, object], path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Mapping[str, object]]]:
    for key, value in data.items():
        if isinstance(value, Mapping):
            if key == "title":
                yield (*path, key), value
            else:
                yield from _titles(value, (*path, key))
