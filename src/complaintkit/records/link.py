"""The customer's own links: a token for each round of a case and each purpose, kept nowhere in the clear. R9"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property

import attrs

PLACE = "{token}"
"""Where the token stands in the address of the host's page."""
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)


class Purpose(StrEnum):
    """The purpose of a token, which decides how long it opens the door."""

    ANSWER = "answer"
    SURVEY = "survey"
    OBJECTION = "objection"


@attrs.frozen
class Links:
    """Tokens by the desk's key, and the address that they stand in; without one there are tokens only.

    A token is 22 characters that fit an SMS and need no escaping: 128 bits, the same whenever it is made again, so that
    nothing has to be kept of it but a digest by which its case is found.

    >>> links = Links(b"key", "https://shop.example/c/{token}")
    >>> links.link("case-1", 1, Purpose.SURVEY) == f"https://shop.example/c/{links.token('case-1', 1, Purpose.SURVEY)}"
    True
    """

    _key: bytes = attrs.field(repr=False)
    _address: str | None = None

    def token(self, case: str, cycle: int, purpose: Purpose) -> str:
        """Return the token of a case's round."""
        return base64.urlsafe_b64encode(self._made("token", f"{purpose}\n{cycle}\n{case}")[:16]).decode().rstrip("=")

    def link(self, case: str, cycle: int, purpose: Purpose) -> str:
        """Return the host's page for it; empty where the host has none."""
        return self._address.replace(PLACE, self.token(case, cycle, purpose)) if self._address else ""

    def survey_token(self, unit: str, survey: str) -> str:
        """Return the token of a unit's standing survey: it opens no case, and names nobody. S1.13"""
        return base64.urlsafe_b64encode(self._made("survey", f"{survey}\n{unit}")[:16]).decode().rstrip("=")

    def survey_link(self, unit: str, survey: str, address: str | None) -> str:
        """Return the host's page for a standing survey: at this address, or at that of customers' links; empty without either."""
        where = address or self._address
        return where.replace(PLACE, self.survey_token(unit, survey)) if where else ""

    def digest(self, token: str) -> str:
        """Return the digest by which a token's case is found: it does not lead back to the token."""
        return self._made("digest", token).hex()[:32]

    @cached_property
    def _keys(self) -> Mapping[str, bytes]:
        """Keys apart from that of the tokens that contacts and words are found by, so that none of those is ever a link."""
        kinds = ("token", "survey", "digest")
        return {what: hmac.digest(self._key, f"customer-link\n{what}".encode(), "sha256") for what in kinds}

    def _made(self, what: str, value: str) -> bytes:
        return hmac.digest(self._keys[what], value.encode("utf-8", "surrogatepass"), "sha256")

    @staticmethod
    def looks_like_one(token: object) -> bool:
        """Return whether it has the shape of a token; anything may come by a link."""
        return isinstance(token, str) and _TOKEN.fullmatch(token) is not None
