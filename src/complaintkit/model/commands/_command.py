"""What every command is, and the checks that several share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import ClassVar, Final, Literal

import attrs

from complaintkit.model.bounds import check_bounds
from complaintkit.model.case import Case, CaseNumber, CaseRef
from complaintkit.model.case_number import as_written
from complaintkit.model.check import (
    decision_of,
    mapping,
)
from complaintkit.model.did_you_mean import nearest
from complaintkit.model.door_word import door_word
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.model.remedy import Proposal, Remedy
from complaintkit.model.value import Value
from complaintkit.model.vocabulary import Decision
from complaintkit.model.wording import WORDS

MOST_REMEDIES: Final = 50
"""What one customer is given at once; more is a slip, or a sum that is split."""
Agreed = Literal["in-person", "by-phone", "in-writing"]
AGREED = ("in-person", "by-phone", "in-writing")


def one_of(*known: str) -> Callable[[object, attrs.Attribute[str], str], None]:
    def check(_: object, attribute: attrs.Attribute[str], value: str) -> None:
        if value not in known:
            raise InvalidInput(
                field=attribute.name,
                reason=phrase("{value!r} is not known", value=value),
                next_step=nearest(str(value), known, WORDS),
            )

    return check


def names_case(value: CaseRef) -> str:
    if isinstance(value, Case):
        return value.ref
    if isinstance(value, CaseNumber):
        return value
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise InvalidInput(
            field="case",
            reason=phrase("{value!r} names no case", value=value),
            next_step=phrase("Give a Case or its number."),
        )
    return as_written(value)


def remedies_of(values: Sequence[Remedy | Proposal]) -> tuple[Remedy | Proposal, ...]:
    if isinstance(values, Remedy | Proposal) or not isinstance(values, Iterable):
        raise InvalidInput(
            field="remedies",
            reason=phrase("{kind} is no list", kind=type(values).__name__),
            next_step=phrase("Give a list of them."),
        )
    found = tuple(values)
    if len(found) > MOST_REMEDIES:
        raise InvalidInput(
            field="remedies",
            reason=phrase("has {length:,} entries; {most:,} are allowed", length=len(found), most=MOST_REMEDIES),
            next_step=phrase("Give one of the sum of their values."),
        )
    for index, value in enumerate(found):
        if not isinstance(value, Remedy | Proposal):
            raise InvalidInput(
                field=f"remedies[{index}]",
                reason=phrase("{value!r} is not a remedy", value=value),
                next_step=phrase("Give Remedy.coupon(...) or a proposal."),
            )
    return found


def answers(values: Mapping[str, str] | None, *, field: str = "fields") -> dict[str, str]:
    for name, value in mapping(values, field=field).items():
        if not isinstance(value, str) or not isinstance(name, str):
            raise InvalidInput(
                field=f"{field}.{name}",
                reason=phrase("is not text"),
                next_step=phrase("Give a string."),
            )
    return dict(values or {})


def decided(values: Mapping[str, tuple[Decision | str, str]] | None) -> dict[str, tuple[Decision, str]]:
    found: dict[str, tuple[Decision, str]] = {}
    for issue, decided_with in mapping(values, field="decisions").items():
        if not isinstance(decided_with, tuple | list) or len(decided_with) != 2:
            raise InvalidInput(
                field=f"decisions.{issue}",
                reason=phrase("is not a decision with its reasons"),
                next_step=phrase('Give ("upheld", "why").'),
            )
        found[issue] = decision_of(decided_with[0]), decided_with[1]
    return found


def is_score(_: object, attribute: attrs.Attribute[int], value: int) -> None:
    if type(value) is not int or value not in range(1, 6):
        raise InvalidInput(
            field=attribute.name,
            reason=phrase("{value!r} is no score", value=value),
            next_step=phrase("Give 1 to 5."),
        )


def is_yes_or_no(_: object, attribute: attrs.Attribute[bool], value: bool) -> None:  # noqa: FBT001  attrs calls it
    """Check that it is True or False: a form's "0" is a string, and would mean yes."""
    if not isinstance(value, bool):
        raise InvalidInput(
            field=attribute.name,
            reason=phrase("{value!r} is neither yes nor no", value=value),
            next_step=phrase("Give True or False."),
        )


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Command(Value):
    """What every command is: a frozen value, checked when it is made."""

    word: ClassVar[str] = "command"

    def __attrs_post_init__(self) -> None:
        """Refuse what is larger than its kind of value may be, in whatever field."""
        check_bounds(self)

    def __init_subclass__(cls) -> None:
        """Name the command: `OfferHandover` is `offer-handover` at the door and `offer_handover` as a verb."""
        cls.word = door_word(cls.__name__)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class OnCase(Command):
    """A command about one case, named by its number, its id, or a snapshot of it."""

    case: str = attrs.field(converter=names_case)
