"""Fields of a rule that the handbook has no words for: shown as they stand, so that nothing that runs is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import cast

import attrs

from complaintkit.handbook._translator import Translator
from complaintkit.model.text import UNDETERMINED
from complaintkit.playbook.condition import Condition


def other_lines(rule: attrs.AttrsInstance, known: str, translator: Translator) -> tuple[str, ...]:
    """Return the same as `other_fields`, a line each."""
    return tuple(f"{label}: {text}" for label, text in other_fields(rule, known, translator))


def other_fields(rule: attrs.AttrsInstance, known: str, translator: Translator) -> tuple[tuple[str, str], ...]:
    """Return label and value of each field of a rule that is not in `known` (names with blanks between), empty, or as usual."""
    return tuple(_fields(rule, frozenset(known.split()), translator))


def _fields(rule: attrs.AttrsInstance, known: frozenset[str], translator: Translator) -> Iterator[tuple[str, str]]:
    for field in attrs.fields(type(rule)):
        value = getattr(rule, field.name)
        if field.name not in known and value not in (None, False, field.default) and (text := _text(value, translator)):
            yield translator.need(field.name.replace("_", "-")), text


def _text(value: object, translator: Translator) -> str:
    if isinstance(value, Condition):
        return f"{value.fact} {value.operator} {translator.either(value.values)}"
    if attrs.has(type(value)) and not hasattr(value, "to"):
        fields = attrs.asdict(cast("attrs.AttrsInstance", value), recurse=False)
        return _text({name: one for name, one in fields.items() if name != "id"}, translator)
    if isinstance(value, Mapping):
        if value.keys() <= {UNDETERMINED, *translator.playbook.languages, "en", "zh"}:
            return translator.words(cast("Mapping[str, str]", value))
        pairs = ((str(key), _text(one, translator)) for key, one in value.items())
        return translator.sentence(f"{key}: {text}" for key, text in pairs if text)
    if isinstance(value, tuple | list | frozenset):
        return translator.several(_text(one, translator) for one in value)
    if isinstance(value, bool):
        return translator.word(str(value).lower())
    return "" if value is None else translator.word(value.value if isinstance(value, Enum) else str(value))
