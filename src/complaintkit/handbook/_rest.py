"""What a rule says beyond what the handbook has words for: shown as it stands, so that nothing that runs is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import cast

import attrs

from complaintkit.handbook._tongue import Tongue
from complaintkit.playbook.condition import Condition


def rest(rule: attrs.AttrsInstance, known: str, tongue: Tongue) -> tuple[tuple[str, str], ...]:
    """Every field of a rule that is neither in `known` (names, with blanks between) nor empty nor as usual, with its value."""
    return tuple(_fields(rule, frozenset(known.split()), tongue))


def _fields(rule: attrs.AttrsInstance, known: frozenset[str], tongue: Tongue) -> Iterator[tuple[str, str]]:
    for field in attrs.fields(type(rule)):
        value = getattr(rule, field.name)
        if field.name not in known and value not in (None, False, field.default) and (text := _text(value, tongue)):
            yield tongue.need(field.name.replace("_", "-")), text


def _text(value: object, tongue: Tongue) -> str:
    if isinstance(value, Condition):
        return f"{value.fact} {value.operator} {tongue.either(value.values)}"
    if attrs.has(type(value)) and not hasattr(value, "to"):
        fields = attrs.asdict(cast("attrs.AttrsInstance", value), recurse=False)
        return _text({name: one for name, one in fields.items() if name != "id"}, tongue)
    if isinstance(value, Mapping):
        if value.keys() <= {"zh", "en", "und"}:
            return tongue.words(cast("Mapping[str, str]", value))
        pairs = ((str(key), _text(one, tongue)) for key, one in value.items())
        return tongue.sentence(f"{key}: {text}" for key, text in pairs if text)
    if isinstance(value, tuple | list | frozenset):
        return tongue.several(_text(one, tongue) for one in value)
    if isinstance(value, bool):
        return tongue.word(str(value).lower())
    return "" if value is None else tongue.word(value.value if isinstance(value, Enum) else str(value))
