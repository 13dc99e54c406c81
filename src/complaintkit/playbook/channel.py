"""How complaints come in, and what customers are spared. S0.3, S3.13, R18"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

import attrs

from complaintkit.calendars import Within
from complaintkit.model.vocabulary import Kind
from complaintkit.organisation import Hours, Words

__all__ = ["ChannelRule", "CustomerRules", "ProofWord"]

ProofWord: TypeAlias = Literal["signed", "session", "secret-url", "none"]


@attrs.frozen(kw_only=True)
class ChannelRule:
    """A channel, by the name staff and plugins use. `proof` is what it must at least prove before a payload becomes a case.

    `conversation`: what the same customer writes within it belongs to the same case. `opens` is the kind a new matter gets.
    """

    id: str
    title: Words
    proof: ProofWord | None = None
    conversation: Within | None = None
    opens: Kind = Kind.COMPLAINT
    asks: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class CustomerRules:
    """`quiet` hours bind messages that can wait; `media` gives the media of those with needs (elderly, child, disabled)."""

    quiet: Hours | None = None
    quiet_except: str | None = None
    media: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
