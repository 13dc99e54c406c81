"""Parts of secrets: a token cut short, the first half of a password. Masked where they are long, or are no words.

From eight characters on a part is masked where it is no word (letters beside figures, or a capital after a small letter, and no
blank); from half of its secret on, at least twelve, whatever it is. Of a secret of fewer than twelve characters the whole alone is
masked: its parts are in every other text.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote

import attrs

_LONG: Final = 12  # characters of a secret, or of a part of words alone
_TELLING: Final = 8  # of a part that is no word
_LONGEST: Final = 64  # of what is compared: half of a private key is more than anybody cuts off
_NO_WORD: Final = re.compile(r"(?!.*\s).*([A-Za-z]\W*\d|\d\W*[A-Za-z]|[a-z][A-Z])")


@attrs.define
class Parts:
    """The parts that are masked, by their length.

    >>> parts = Parts()
    >>> parts.add(["S3cret-of-the-house", "correct horse battery"])
    >>> parts.masked("token S3cret-o... refused: correct horse, of the house", "***")
    'token ***... refused: ***, of the house'
    """

    _of: dict[int, set[str]] = attrs.field(factory=dict)

    def add(self, secrets: Iterable[str]) -> None:
        """Mask the parts of these, too."""
        for secret in secrets:
            if len(secret) < _LONG:
                continue
            half = min(max(_LONG, -(-len(secret) // 2)), _LONGEST)
            self._of.setdefault(half, set()).update(_windows(secret, half))
            told = self._of.setdefault(_TELLING, set())
            for form in _written(secret):
                told.update(one for one in _windows(form, _TELLING) if _NO_WORD.match(one))

    def clear(self) -> None:
        """Know none any more."""
        self._of = {}

    def masked(self, text: str, mask: str) -> str:
        """Return a text with a mask for each stretch that is made of parts; the very same where there is none."""
        held = sorted(span for length, parts in self._of.items() for span in _spans(text, length, parts))
        told, end = list[str](), 0
        for start, stop in held:
            if start > end or not told:
                told += [text[end:start], mask]
            end = max(end, stop)
        return "".join([*told, text[end:]]) if told else text


def _spans(text: str, length: int, parts: set[str]) -> Iterator[tuple[int, int]]:
    return ((at, at + length) for at in range(len(text) - length + 1) if text[at : at + length] in parts)


def _windows(text: str, length: int) -> Iterator[str]:
    return (text[at : at + length] for at in range(len(text) - length + 1))


def _written(secret: str) -> Iterator[str]:
    """Yield how it is written: plain, in a URL, in hex, and in base64 wherever it stands in what was encoded."""
    content = secret.encode("utf-8", "surrogatepass")
    yield from (secret, quote(secret, safe=""), content.hex(), content.hex().upper())
    for before in range(3):
        encoded = b64encode(bytes(before) + content).decode()
        yield encoded[(before * 8 + 5) // 6 : (before + len(content)) * 8 // 6]
