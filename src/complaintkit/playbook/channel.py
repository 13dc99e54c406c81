"""How complaints come in, and what customers are spared. S0.3, S3.13, R18"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias, cast

import attrs

from complaintkit.model.check import kind_of
from complaintkit.model.due import Within
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.model.read_only import read_only
from complaintkit.model.table import Table
from complaintkit.model.vocabulary import Kind
from complaintkit.organisation import Hours, Words
from complaintkit.organisation.hours import read_hours
from complaintkit.playbook._values import within

__all__ = ["ChannelRule", "CustomerRules", "ProofWord", "read_channel", "read_customer_rules"]

_NEEDS = ("elderly", "child", "disabled")
PER_HOUR: Final = 12
"""How many messages go to one address in an hour, where nothing is said."""
_MOST_AN_HOUR = 1000
_PROOFS = ("signed", "session", "secret-url", "none")

ProofWord: TypeAlias = Literal["signed", "session", "secret-url", "none"]


@attrs.frozen(kw_only=True, field_transformer=read_only)
class ChannelRule:
    """A channel, by the name staff and plugins use.

    `proof` is the least proof that makes a payload a case: a signature where it is not said. What has less waits in the
    inbox for a person, and "none" says no more than that.
    `conversation`: what the same customer writes within it belongs to the same case. `opens` is the kind a new matter
    gets.
    """

    id: str
    title: Words
    proof: ProofWord | None = None
    conversation: Within | None = None
    opens: Kind = Kind.COMPLAINT
    asks: tuple[str, ...] = ()


@attrs.frozen(kw_only=True, field_transformer=read_only)
class CustomerRules:
    """`quiet` hours bind messages that can wait; `media` are for those with needs: elderly, child, disabled.

    `per_hour` is how many messages go to one address in an hour; more wait, and the owner is told.
    `care_per_month` is how many messages of care a member gets in a calendar month at most. S3.9
    """

    quiet: Hours | None = None
    quiet_except: str | None = None
    per_hour: int = PER_HOUR
    care_per_month: int = 0
    media: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)


def _per_hour(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _MOST_AN_HOUR:
        raise InvalidInput(
            field="",
            reason=phrase("{value!r} is no number of messages", value=value),
            next_step=phrase("Give 1 to {most}.", most=_MOST_AN_HOUR),
        )
    return value


def read_channel(name: str, table: Table) -> ChannelRule:
    """One `[channel.<name>]`."""
    channel = ChannelRule(
        id=name,
        title=table.words("title", required=True),
        proof=cast("ProofWord | None", table.one_of("proof", _PROOFS, "") or None),
        conversation=table.read("conversation", within),
        opens=table.read("opens", lambda value: kind_of(str(value)), Kind.COMPLAINT),
        asks=table.several("asks"),
    )
    table.close()
    return channel


def read_customer_rules(file: Table) -> CustomerRules:
    """Read `[customer.defaults]`, and `[customer.elderly]` and the like."""
    table = file.table("customer")
    defaults = table.table("defaults")
    rules = CustomerRules(
        quiet=defaults.read("quiet", _one_span),
        quiet_except=defaults.one_of("quiet-except", ("in-conversation",), "") or None,
        per_hour=defaults.read("per-hour", _per_hour, PER_HOUR),
        care_per_month=defaults.number("care-per-month", 0),
        media={need: _media(table.table(need)) for need in _NEEDS if need in table},
    )
    defaults.close()
    table.close(*_NEEDS)
    return rules


def _media(table: Table) -> tuple[str, ...]:
    media = table.several("media")
    table.close()
    return media


def _one_span(value: object) -> Hours:
    spans = read_hours(value)
    if len(spans) != 1:
        raise InvalidInput(
            field="",
            reason=phrase("{value!r} is more than one span", value=value),
            next_step=phrase('Write "22:30-08:30".'),
        )
    return spans[0]
