"""How a coupon's code is made and read: a shape as data, random letters without look-alikes, and one that checks the others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final

import attrs

from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase

__all__ = ["LETTERS", "CodeFormat", "bare"]

LETTERS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Nothing that is mistaken for something else on paper or by telephone: neither 0 nor O, neither 1 nor I."""
LEAST: Final = 8  # random letters: 40 bits, so that nobody tries them all at a till
LONGEST: Final = 40
_ENDLESS: Final = 1000  # a scanner that goes mad types more than any code has
_PART = re.compile(r"\{random(?::(?P<count>[1-9]\d?))?\}|(?P<check>\{check\})|(?P<plain>[A-Z0-9-]+)")
_SHAPE = phrase(
    "Write it like {example}: capitals, digits and hyphens around random letters.",
    example='"THANKS-{random:4}-{random:4}{check}"',
)


def bare(code: str) -> str:
    """Return a code's letters and digits: typed small or full width, with blanks or without hyphens it is the same.

    >>> bare(" thanks-7k3m 9pqx "), bare("ｔｈａｎｋｓ－７ｋ")
    ('THANKS7K3M9PQX', 'THANKS7K')
    """
    said = unicodedata.normalize("NFKC", code[:_ENDLESS]).upper()
    return "".join(one for one in said if one.isalnum())


def _refused(reason: str) -> InvalidInput:
    return InvalidInput(field="code_format", reason=reason, next_step=_SHAPE)


@attrs.frozen
class CodeFormat:
    """The shape of a campaign's codes. `parts` are texts, numbers of random letters, and None for the one that checks.

    >>> thanks = CodeFormat.parse("THANKS-{random:4}-{random:4}{check}")
    >>> thanks.make(lambda count: "7" * count)
    'THANKS-7777-77776'
    >>> thanks.fits("thanks 7777 77776"), thanks.fits("THANKS-7777-77786")
    (True, False)
    """

    text: str
    parts: tuple[str | int | None, ...]

    @classmethod
    def parse(cls, text: str) -> CodeFormat:
        """Read a shape: capitals, digits and hyphens, `{random:8}` once or more, `{check}` at most once, last.

        Raises:
            InvalidInput: it is none, too long for a receipt, or so short that codes could be guessed.
        """
        parts: list[str | int | None] = []
        at = 0
        while isinstance(text, str) and at < len(text):
            match = _PART.match(text, at)
            if match is None:
                raise _refused(phrase("{text!r} can't be read", text=text[at:]))
            parts.append(match["plain"] or (None if match["check"] else int(match["count"] or LEAST)))
            at = match.end()
        found = cls(str(text), tuple(parts))
        found._check()
        return found

    def _check(self) -> None:
        letters = sum(one for one in self.parts if isinstance(one, int))
        if letters < LEAST:
            raise _refused(
                phrase("codes with less than {least} random letters are guessed", least=LEAST)
            )  # fmt: skip
        if letters + sum(len(one or "?") for one in self.parts if not isinstance(one, int)) > LONGEST:
            raise _refused(phrase("codes are longer than {most}", most=LONGEST))
        if None in self.parts[:-1]:
            raise _refused(phrase("{check} comes last, and once", check="{check}"))

    def make(self, choose: Callable[[int], str]) -> str:
        """Make a code, of letters that `choose` picks."""
        chosen = ""
        made: list[str] = []
        for part in self.parts:
            if isinstance(part, int):
                made.append(choose(part))
                chosen += made[-1]
            else:
                made.append(_checking(chosen) if part is None else part)
        return "".join(made)

    def fits(self, code: str) -> bool:
        """Tell if a code has this shape, its letters, and the one that checks them. It says nothing of the code's worth."""
        letters = self._letters(bare(code))
        if letters is None:
            return False
        chosen, check = letters
        return check is None or check == _checking(chosen)

    def written(self, code: str) -> str:
        """Return a code as it was printed, with its hyphens; a code of another shape as it is."""
        rest = bare(code)
        if self._letters(rest) is None:
            return code
        made: list[str] = []
        for part in self.parts:
            size = part if isinstance(part, int) else 1 if part is None else len(bare(part))
            made.append(rest[:size] if not isinstance(part, str) else part)
            rest = rest[size:]
        return "".join(made)

    def _letters(self, rest: str) -> tuple[str, str | None] | None:
        """Return the random letters and the one that checks; None where the shape is another."""
        chosen, check = "", None
        for part in self.parts:
            size = part if isinstance(part, int) else 1 if part is None else len(bare(part))
            piece, rest = rest[:size], rest[size:]
            if isinstance(part, str):
                if piece != bare(part):
                    return None
                continue
            if len(piece) != size or not set(piece) <= set(LETTERS):
                return None
            chosen, check = (chosen, piece) if part is None else (chosen + piece, check)
        return None if rest else (chosen, check)


def _checking(letters: str) -> str:
    """Return the letter that makes the others add up (Luhn's way, to the base of the alphabet): one slip of the finger shows."""
    base, total = len(LETTERS), 0
    for index, letter in enumerate(reversed(letters)):
        value = LETTERS.index(letter) * (2 if index % 2 == 0 else 1)
        total += value // base + value % base
    return LETTERS[-total % base]
