"""Fields of steps: how each is called, what it holds, and how what somebody gave is read; an error names the field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

import attrs

from complaintkit.decision.facts import Facts
from complaintkit.decision.refusal import stranger
from complaintkit.decision.task.machine import Field, Form, Machine
from complaintkit.model.customer import Customer
from complaintkit.model.did_you_mean import nearest
from complaintkit.model.errors import InvalidInput
from complaintkit.model.personal import contact_in, customer_in
from complaintkit.model.phrase import Phrase, phrase
from complaintkit.model.wire import PATTERNS, moment

LONGEST: Final = 4_000
"""Characters that one field of words may hold."""
MOST: Final = 500
"""Entries that one field of several may hold."""

FARTHEST: Final = timedelta(days=36_525)
"""How far from now a date may lie."""
_LARGEST, _LEAST = Decimal(10) ** 12, Decimal(10) ** -12
_FLAGS: Final[Mapping[str, bool]] = {"true": True, "yes": True, "false": False, "no": False}
_BETWEEN: Final = re.compile("[,;\n，；、]")

SHARED: Final[Mapping[str, Field]] = {
    "evidence": Field(title=phrase("evidence", context="task field")),
    "reason": Field(title=phrase("reason", context="task field")),
    "remark": Field(title=phrase("remark", context="task field")),
    "until": Field(title=phrase("new date", context="task field"), form=Form.MOMENT),
}
"""Fields that several kinds of tasks have, by the name that is the same in Python, at the door and in the ledger."""


@attrs.frozen
class Given:
    """What was given with a step, read: values that name no customer, and words."""

    values: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    words: Mapping[str, str] = attrs.field(factory=dict)

    def moment(self, name: str) -> datetime | None:
        """Return a field that is a date and time."""
        return datetime.fromisoformat(self.values[name][0]) if name in self.values else None


def read_fields(
    facts: Facts, machine: Machine, given: Mapping[str, object], *, needs: Iterable[str], may: Iterable[str]
) -> Given:
    """Read what was given with a step of a kind of task; what says nothing counts as not given.

    Raises:
        InvalidInput: a field is missing, unknown here, or holds something else than it should; names it.
    """
    fields = {**SHARED, **machine.fields}
    said = check_fields(given, needs=tuple(needs), may=tuple(may), titles=machine.fields)
    values, words = dict[str, tuple[str, ...]](), dict[str, str]()
    for name, value in said.items():
        if fields[name].form is Form.WORDS:
            words[name] = read_words(name, value)
        else:
            values[name] = _READERS[fields[name].form](facts, name, value, fields[name].choices)
    return Given(values, words)


def check_fields(
    given: Mapping[str, object], *, needs: tuple[str, ...], may: tuple[str, ...], titles: Mapping[str, Field]
) -> dict[str, object]:
    """Return what was given with a step, without what says nothing.

    Raises:
        InvalidInput: a field is missing, or unknown here; names it.
    """
    known, fields = (*needs, *may), {**SHARED, **titles}
    said = {name: value for name, value in given.items() if value not in (None, "", (), [])}
    for name in said:
        if name not in known:
            raise InvalidInput(
                field=name, reason=phrase("does not belong to this step"), next_step=nearest(name, known)
            )
    for name in needs:
        if name not in said:
            raise InvalidInput(
                field=name,
                reason=phrase("is missing"),
                next_step=phrase("Give {name}: {title}.", name=name, title=fields[name].title),
            )
    return said


def read_words(name: str, value: object) -> str:
    """Read what somebody wrote.

    Raises:
        InvalidInput: it is no text, blank, or too long; names the field.
    """
    if not isinstance(value, str) or not value.strip():
        raise _wrong(name, value, phrase("words, in quotes"))
    if len(value) > LONGEST:
        raise InvalidInput(
            field=name,
            reason=phrase("has {count} characters", count=len(value)),
            next_step=phrase("Give at most {most}; attach a longer text as a file.", most=LONGEST),
        )
    return value.strip()


def check_impersonal(name: str, text: str, customers: Mapping[str, Customer]) -> None:
    """Refuse words that lead to a person: a telephone number, an e-mail address, one of these customers, by case. S3.2

    Raises:
        InvalidInput: names the field, and what was found in it, never the thing itself.
    """
    found = contact_in(text)
    reason = None if found is None else phrase("holds {found}", found=found)
    for number, customer in customers.items():
        if reason is None and (found := customer_in(text, customer)) is not None:
            reason = phrase("holds {found} of {number}", found=found, number=number)
    if reason is not None:
        advice = phrase("Write it so that it says the same to everybody, about nobody.")
        raise InvalidInput(field=name, reason=reason, next_step=advice)


def _flag(_: Facts, name: str, value: object, __: tuple[str, ...]) -> tuple[str, ...]:
    found = _FLAGS.get(value.strip().lower()) if isinstance(value, str) else value
    if not isinstance(found, bool):
        raise _wrong(name, value, phrase("true or false"))
    return ("yes" if found else "no",)


def _number(_: Facts, name: str, value: object, __: tuple[str, ...]) -> tuple[str, ...]:
    number = _decimal(value.strip() if isinstance(value, str) else value)
    if number is None or not number.is_finite() or (number and not _LEAST < abs(number) < _LARGEST):
        raise _wrong(name, value, phrase("a number"))
    return (format(number.normalize(), "f"),)


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool) or (isinstance(value, str) and not re.fullmatch(PATTERNS[Decimal], value, re.ASCII)):
        return None
    return Decimal(value) if isinstance(value, int | Decimal | str) else None


def _moment(facts: Facts, name: str, value: object, __: tuple[str, ...]) -> tuple[str, ...]:
    """Read a moment, or a span from now on; both also as JSON and forms write them."""
    try:
        found = moment(value.strip()) if isinstance(value, str) else value
        at = facts.now + found if isinstance(found, timedelta) else found
        in_utc = at.astimezone(UTC) if isinstance(at, datetime) and at.tzinfo is not None else None
    except (InvalidInput, OverflowError):
        in_utc = None
    if in_utc is None:
        raise _wrong(name, value, phrase("a date and time with its zone (2026-12-20T18:00+08:00), or a span (14 days)"))
    if abs(in_utc - facts.now) > FARTHEST:
        raise out_of_range(facts, in_utc, field=name)
    return (in_utc.isoformat(),)


def out_of_range(facts: Facts, at: datetime, *, field: str) -> InvalidInput:
    """Make the refusal of a date that nobody means."""
    return InvalidInput(
        field=field,
        reason=phrase("{at} is out of range", at=facts.time_in_words(at)),
        next_step=phrase("Give a date within a hundred years."),
    )


def _staff(facts: Facts, name: str, value: object, __: tuple[str, ...]) -> tuple[str, ...]:
    found, known = _several(name, value), facts.structure.organisation.staff
    for one in found:
        if one not in known:
            raise stranger(one, known, field=name)
    return found


def _listed(_: Facts, name: str, value: object, choices: tuple[str, ...]) -> tuple[str, ...]:
    found = _several(name, value)
    for one in found:
        if choices and one not in choices:
            raise InvalidInput(
                field=name, reason=phrase("{value!r} is not known", value=one), next_step=nearest(one, choices)
            )
    return found


def _lines(facts: Facts, name: str, value: object, choices: tuple[str, ...]) -> tuple[str, ...]:
    """Read lines, each by itself: a comma may stand in one."""
    lines = [one for one in value.splitlines() if one.strip()] if isinstance(value, str) else value
    return _listed(facts, name, lines, choices)


def _marks(_: Facts, name: str, value: object, __: tuple[str, ...]) -> tuple[str, ...]:
    """Read `{"attitude": 4}`, or `attitude=4, language=5`: each item with a mark from 1 to 5, in the order given."""
    if isinstance(value, str):
        pairs = [one.rpartition("=") for one in _BETWEEN.split(value) if one.strip()]
        value = {item.strip(): mark.strip() for item, _, mark in pairs}
    found = value.items() if isinstance(value, Mapping) else ()
    if not 0 < len(found) <= MOST or not all(isinstance(item, str) and _is_mark(mark) for item, mark in found):
        raise _wrong(name, value, phrase("a mark from 1 to 5 for each item"))
    for item in found:
        check_whole(name, item[0])
    return tuple(f"{item}={mark}" for item, mark in found)


def _is_mark(value: object) -> bool:
    return type(value) in (int, str) and str(value) in ("1", "2", "3", "4", "5")


def _several(name: str, value: object) -> tuple[str, ...]:
    """Read one text, or several; in one text there may be a comma between two."""
    listed = [one for one in _BETWEEN.split(value) if one.strip()] if isinstance(value, str) else value
    if (
        not isinstance(listed, list | tuple)
        or not listed
        or not all(isinstance(one, str) and one.strip() for one in listed)
    ):
        raise _wrong(name, value, phrase("a text, or several"))
    if len(listed) > MOST or any(len(one) > LONGEST for one in listed):
        raise InvalidInput(
            field=name,
            reason=phrase("holds too much"),
            next_step=phrase("Give at most {most} entries of {longest} characters.", most=MOST, longest=LONGEST),
        )
    for one in listed:
        check_whole(name, one)
    return tuple(one.strip() for one in listed)


def check_whole(name: str, text: str) -> None:
    """Refuse half a character in what is no words: it is hashed with the ledger as UTF-8.

    Raises:
        InvalidInput: names the field.
    """
    if any("\ud800" <= one <= "\udfff" for one in text):
        raise InvalidInput(
            field=name,
            reason=phrase("holds half a character (a lone surrogate)"),
            next_step=phrase("Send whole characters."),
        )


def _wrong(name: str, value: object, what: Phrase) -> InvalidInput:
    return InvalidInput(
        field=name,
        reason=phrase("{value!r} is not what belongs here", value=_short(value)),
        next_step=phrase("Give {what}.", what=what),
    )


_READERS: Final[Mapping[Form, Callable[[Facts, str, object, tuple[str, ...]], tuple[str, ...]]]] = {
    Form.FLAG: _flag,
    Form.NUMBER: _number,
    Form.MOMENT: _moment,
    Form.STAFF: _staff,
    Form.LINES: _lines,
    Form.MARKS: _marks,
    **dict.fromkeys((Form.CASE, Form.TASK, Form.WORD), _listed),
}


def _short(value: object) -> object:
    """Return a value to show: a long one by its beginning, one of another kind by its type."""
    if isinstance(value, str):
        return value[:100]
    return value if isinstance(value, int) and abs(value) < 10**15 else type(value).__name__
