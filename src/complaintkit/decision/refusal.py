"""Refusals that several decisions share, in the words of both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from complaintkit.model.did_you_mean import close_to, nearest
from complaintkit.model.errors import ComplaintKitError, InvalidInput, NotAllowed, NotFound
from complaintkit.model.phrase import Phrase, cut, joined, phrase, spoken
from complaintkit.model.wording import COMMANDS, word_in

if TYPE_CHECKING:
    from complaintkit.decision.facts import Facts
    from complaintkit.model.case import Case
    from complaintkit.organisation import Structure, Unit

READ_AGAIN = phrase("Read the case again.")
CHECK_COLUMNS = phrase("Check which column is which.")


P = ParamSpec("P")
T = TypeVar("T")


@contextmanager
def naming_people(structure: Structure) -> Iterator[None]:
    """Have what is refused meanwhile call colleagues, groups and units as people do, and not by their ids."""
    try:
        yield
    except ComplaintKitError as refused:
        refused.naming(structure.called)
        raise


def by_name(decide: Callable[Concatenate[Facts, P], T]) -> Callable[Concatenate[Facts, P], T]:
    """Have a decision's refusals call people as others do."""

    @wraps(decide)
    def named(facts: Facts, /, *args: P.args, **kwargs: P.kwargs) -> T:
        with naming_people(facts.structure):
            return decide(facts, *args, **kwargs)

    return named


def not_yet(word: str, case: Case, reason: Phrase, rule: str, instead: Sequence[str]) -> NotAllowed:
    """Make the refusal of a command for which something else has to come first: one of `instead`."""
    return NotAllowed(command=word, reason=reason, state=case.state, allowed=instead, rule=rule)


def no_case(ref: str) -> NotFound:
    """Make the refusal of a case that does not exist, or not for this person: R20 tells nobody which."""
    return NotFound(what="case", ref=ref, next_step=phrase("Check the number."))


def stranger(staff: str, known: Iterable[str], *, field: str, also: str = "") -> InvalidInput:
    """Make the refusal of somebody who does not work here; `also` is what to do beside spelling it right.

    >>> stranger("chne", ["chen", "wu"], field="to").user_message("zh")
    '“对象”填写有误：“chne”不在本单位任职。您是不是要写“chen”？'
    """
    near = close_to(staff, known)
    return InvalidInput(
        field=field,
        reason=phrase("{staff!r} does not work here", staff=staff),
        next_step=phrase("{near} {also}", near=near, also=also) if also else near,
    )


def unknown_unit(unit: str, known: Mapping[str, Unit]) -> InvalidInput:
    """Make the refusal of a unit that the organisation does not have, or that is not theirs."""
    return InvalidInput(
        field="unit",
        reason=phrase("{unit!r} is not a unit", unit=unit),
        next_step=nearest(unit, known, {one.id: spoken(one.title) for one in known.values()}),
    )


def future(facts: Facts, at: datetime, *, unit: str | None, field: str, next_step: str = "") -> InvalidInput:
    """Make the refusal of a time that is still to come, as the unit's people write it; else it says what time it is."""
    reason = phrase("{at} is in the future", at=facts.time_in_words(at, unit))
    return InvalidInput(field=field, reason=reason, next_step=next_step or _time_now(facts, unit))


def long_ago(facts: Facts, at: datetime, *, unit: str | None, field: str, first: int) -> InvalidInput:
    """Make the refusal of a year that was mistyped, or of an empty date in disguise: 1899-12-30 is Excel's zero."""
    return InvalidInput(
        field=field,
        reason=phrase("{at} is too long ago to be true", at=facts.time_in_words(at, unit)),
        next_step=phrase("Give a year from {first} on.", first=first),
    )


def _time_now(facts: Facts, unit: str | None) -> Phrase:
    """Say what time it is, to compare a time in the future with."""
    return phrase("It is {now} now.", now=facts.time_in_words(facts.now, unit))


def no_right(actor: str, word: str, *, state: str = "") -> NotAllowed:
    """Make the refusal of a command that no role of this person gives them. R20"""
    return NotAllowed(command=word, reason=_no_role(actor, word), state=state, rule="R20")


def _no_role(actor: str, word: str) -> Phrase:
    return phrase("no role of {actor} may {word}", actor=cut(actor), word=word_in(COMMANDS, word))


def not_below(actor: str, word: str, staff: str) -> NotAllowed:
    """Make the refusal to administer somebody who is not below the actor, within the actor's units. R20"""
    reason = phrase("{staff} is not below {actor}", staff=staff, actor=actor)
    return NotAllowed(command=word, reason=reason, rule="R20")


def beyond_scope(actor: str, word: str, fields: Iterable[str]) -> NotAllowed:
    """Make the refusal of a change of the organisation beyond what the actor administers; name each field. R20"""
    reason = phrase("{actor} may not change {fields}", actor=actor, fields=joined(fields))
    return NotAllowed(command=word, reason=reason, rule="R20")


def own_places(actor: str, word: str, places: Iterable[str]) -> NotAllowed:
    """Make the refusal to change who decides an open complaint about the actor, or theirs; name each place. R6, R9"""
    reason = phrase(
        "{places} say who decides an open complaint that is about {actor}, or theirs: until that is filed a leader of {actor} "
        "changes it, or a program",
        actor=actor,
        places=joined(places),
    )
    return NotAllowed(command=word, reason=reason, rule="R6")
