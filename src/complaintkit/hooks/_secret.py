"""Secrets: what no message, log, list or row may hold. Known from the moment they are read, masked wherever we say something.

What `{ env = ... }` and `{ file = ... }` stand for is known as one (`know`), whatever field it goes to; so is what a
plugin's own fields with `repr=False` hold. `masked` takes it out of a text: as it is, quoted, in base64, in hex; of what such a
field holds also a long part (`_secret_part`).
"""

from __future__ import annotations

import json
import logging
import re
import threading
import traceback
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeVar
from urllib.parse import quote, quote_plus

import attrs

from complaintkit.hooks._secret_part import Parts
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.ports._frozen import FrozenMap

T = TypeVar("T")

MASK: Final = "***"
_SHORTEST: Final = 4  # characters; what is shorter is in every other text
_TELLING: Final = 6  # bytes; encoded, what is shorter looks like anything
_LINE: Final = 16  # characters of one line of a key in a file
_WORDS: Final = frozenset({"true", "false", "none"})
_LOGS: Final = tuple(f"complaintkit.{room}" for room in ("hooks", "delivery", "desk", "records", "ports"))

_known: set[str] = set()
_parts = Parts()
_pattern: re.Pattern[str] | None = None
_turn = threading.Lock()


def know(*secrets: str) -> None:
    """Take these out of whatever is said in this process from now on; too short ones can't be told from other words."""
    global _pattern  # noqa: PLW0603  the logs that secrets are kept out of are the process's, too
    new = {one for one in secrets if len(one) >= _SHORTEST and one.strip().lower() not in _WORDS} - _known
    if not new:
        return
    with _turn:
        _known.update(new)
        forms = sorted({form for one in _known for form in _forms(one)}, key=len, reverse=True)
        _pattern = re.compile("|".join(forms))
    for name in _LOGS:
        logging.getLogger(name).addFilter(_FILTER)


def know_parts(*secrets: str) -> None:
    """Know these, and long parts of them: what a plugin declares as a secret, not whatever stands in the environment."""
    know(*secrets)
    with _turn:
        _parts.add(one for one in secrets if one in _known)


def forget() -> None:
    """Know no secret any more: for tests, each of which has its own."""
    global _pattern  # noqa: PLW0603  as above
    with _turn:
        _known.clear()
        _parts.clear()
        _pattern = None


def masked(text: str) -> str:
    """Return a text without the secrets that are known; the very same where it holds none.

    >>> know("k3y-of-the-house")
    >>> masked("login k3y-of-the-house refused"), masked("Basic azN5LW9mLXRoZS1ob3VzZQ==")
    ('login *** refused', 'Basic ***')
    """
    pattern = _pattern
    if pattern is None:
        return text
    return _parts.masked(text if pattern.search(text) is None else pattern.sub(MASK, text), MASK)


def without_secrets(given: T) -> T:
    """Return what a plugin gave, with its texts masked: a text, several, or a value of ours and what its fields hold."""
    return given if _pattern is None else _cleaned(given)


def shown(error: BaseException) -> BaseException | None:
    """Return an exception that may be shown as a cause, traceback and all; None where that would show a secret."""
    try:
        told = "".join(traceback.format_exception(error))
    except Exception:  # noqa: BLE001  an exception that can't even be printed
        return None
    return error if masked(told) == told else None


def _cleaned(given: Any) -> Any:  # noqa: ANN401  whatever a plugin gives
    if isinstance(given, str):
        return masked(given) if masked(given) != given else given
    if type(given) in {list, tuple}:
        return type(given)(_cleaned(one) for one in given)
    if isinstance(given, FrozenMap):
        clean_map = type(given)({_cleaned(key): _cleaned(value) for key, value in given.items()})
        return given if clean_map == given else clean_map
    if type(given) is dict:
        return {_cleaned(key): _cleaned(value) for key, value in given.items()}
    if attrs.has(type(given)):
        held = {field.alias: getattr(given, field.name) for field in attrs.fields(type(given)) if field.init}
        clean = {str(name): _cleaned(value) for name, value in held.items()}
        changes = {name: value for name, value in clean.items() if value is not held[name] and value != held[name]}
        return attrs.evolve(given, **changes) if changes else given
    return given


def _forms(secret: str) -> Iterator[str]:
    """Yield a pattern for each way in which a secret is written."""
    lines = [line for line in secret.splitlines() if len(line.strip()) >= _LINE]
    for one in {secret, secret.strip(), *lines} if "\n" in secret else {secret}:
        for written in {one, repr(one)[1:-1], json.dumps(one)[1:-1], quote(one, safe=""), quote(one), quote_plus(one)}:
            yield re.escape(written)
    content = secret.encode("utf-8", "surrogatepass")
    if len(content) >= _TELLING:
        yield f"(?i:{content.hex()})"
        yield from _in_base64(content)


def _in_base64(content: bytes) -> Iterator[str]:
    """Yield it in base64, wherever it stands in what was encoded; at its edges it shares letters with its neighbours."""
    edge = "[A-Za-z0-9+/_-]"
    for before in range(3):
        encoded = b64encode(bytes(before) + content).decode()
        core = encoded[(before * 8 + 5) // 6 : (before + len(content)) * 8 // 6]
        either = "".join({"+": "[+-]", "/": "[/_]"}.get(letter, letter) for letter in core)
        yield f"{edge if before else ''}{either}{edge}?={{0,2}}"


class _Masking(logging.Filter):
    """Masks what is logged, with its traceback, before any handler sees it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let it pass, without secrets."""
        said = record.getMessage()
        if (clean := masked(said)) != said:
            record.msg, record.args = clean, ()
        if record.exc_info and record.exc_info[1] is not None and shown(record.exc_info[1]) is None:
            record.exc_text = masked("".join(traceback.format_exception(*record.exc_info)).rstrip())
            record.exc_info = None
        return True


_FILTER: Final = _Masking()


def known_to(held: object) -> Iterable[str]:
    """Yield the secrets of a plugin's own fields that are text."""
    return (one for one in secrets_of(held) if not one.startswith(("<", "{", "[", "(")))


def _texts(value: object) -> Iterator[str]:
    """Yield what a secret field holds as text: itself, or what stands in its tables and lists and is not too short."""
    if isinstance(value, Mapping):
        value = [*value.values()]
    if not isinstance(value, list | tuple | set | frozenset):
        yield str(value)
        return
    for one in value:
        yield from (text for text in _texts(one) if len(text) >= _SHORTEST)


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
    own = {text for name, value in given.items() if name in hidden and value for text in _texts(value)}
    return frozenset(own).union(*(secrets_of(value) for name, value in given.items() if name not in hidden))


def refusal(error: Exception, kind: type, given: Mapping[str, object]) -> InvalidInput:
    """Say what a class's own checks raised when it was made with `given`: under the field's name, without secrets."""
    said = error.reason if isinstance(error, InvalidInput) else str(error.args[0]) if error.args else ""
    step = error.next_step if isinstance(error, InvalidInput) else ""
    field = next((one for one in attrs.fields(kind) if _is_about(one, error, said)), None)
    name = "" if field is None else str(field.alias)
    told = masked(said + step) != said + step
    if (field is not None and field.repr is False) or told or any(one in said + step for one in _secrets(kind, given)):
        by = field.validator if field and type(field.validator).__module__ == "attr.validators" else None
        reason = phrase("was refused by {by} (a secret: its value is not shown)", by=str(by or type(error).__name__))
        return InvalidInput(field=name, reason=reason)
    return InvalidInput(field=name, reason=said or type(error).__name__, next_step=step)


def _is_about(field: attrs.Attribute[Any], error: Exception, said: str) -> bool:
    """Tell whether an error is about a field: validators of attrs hand it over, or name it in quotes."""
    named = error.field if isinstance(error, InvalidInput) else None
    return any(one is field for one in error.args) or named == field.alias or f"'{field.name}'" in said
