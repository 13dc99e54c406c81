"""Secrets of a plugin: what no message, log or list may hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase


def secrets_of(held: object) -> frozenset[str]:
    """Return the values that no message may hold: of an attrs instance, and of what its fields hold."""
    if isinstance(held, Mapping):
        return frozenset().union(*map(secrets_of, held.values()))
    kind: type = type(held)
    if not attrs.has(kind):
        return frozenset()
    return _secrets(kind, {str(one.alias): getattr(held, one.name, None) for one in attrs.fields(kind)})


def _secrets(kind: type, given: Mapping[str, object]) -> frozenset[str]:
    hidden = {field.alias for field in attrs.fields(kind) if field.repr is False}
    own = {str(value) for name, value in given.items() if name in hidden and value}
    return frozenset(own).union(*(secrets_of(value) for name, value in given.items() if name not in hidden))


def refusal(error: Exception, kind: type, given: Mapping[str, object]) -> InvalidInput:
    """Say what a class's own checks raised when it was made with `given`: under the field's name, without secrets."""
    said = error.reason if isinstance(error, InvalidInput) else str(error.args[0]) if error.args else ""
    step = error.next_step if isinstance(error, InvalidInput) else ""
    field = next((one for one in attrs.fields(kind) if _is_about(one, error, said)), None)
    name = "" if field is None else str(field.alias)
    if (field is not None and field.repr is False) or any(one in said + step for one in _secrets(kind, given)):
        by = field.validator if field and type(field.validator).__module__ == "attr.validators" else None
        reason = phrase("was refused by {by} (a secret: its value is not shown)", by=str(by or type(error).__name__))
        return InvalidInput(field=name, reason=reason)
    return InvalidInput(field=name, reason=said or type(error).__name__, next_step=step)


def _is_about(field: attrs.Attribute[Any], error: Exception, said: str) -> bool:
    """Tell whether an error is about a field: validators of attrs hand it over, or name it in quotes."""
    named = error.field if isinstance(error, InvalidInput) else None
    return any(one is field for one in error.args) or named == field.alias or f"'{field.name}'" in said
