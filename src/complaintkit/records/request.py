"""A request at the door: a command with its circumstances."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from complaintkit.decision.advice import NO_ADVICE, Advice
from complaintkit.model import commands as c
from complaintkit.model.actor import By, actor_name
from complaintkit.model.errors import InvalidInput
from complaintkit.model.goods import Item
from complaintkit.model.money import Money
from complaintkit.model.phrase import phrase
from complaintkit.model.wire import to_json
from complaintkit.records.idempotency import digest_of


@attrs.frozen(kw_only=True)
class Request:
    """A command with its circumstances."""

    command: c.Command
    by: By
    customer: bool = False
    idempotency_key: str | None = None
    if_version: int | None = None
    quiet: bool = False
    owner: str | None = None
    advice: Advice = NO_ADVICE
    prices: Mapping[Item, Money] = attrs.field(factory=dict, repr=False)  # what one of its goods costs, by price list
    spent: frozenset[str] = frozenset()  # limits of budgets that others spent while this was decided

    def __attrs_post_init__(self) -> None:
        """Refuse a version that is no number: it would be kept as something nobody asked for."""
        if self.if_version is not None and type(self.if_version) is not int:
            raise InvalidInput(
                field="if_version",
                reason=phrase("{kind} is not a number", kind=type(self.if_version).__name__),
                next_step=phrase("Give the version the form saw."),
            )

    @property
    def digest(self) -> str:
        """The digest of what the key stands for: the same key with another request is refused."""
        actor = "customer" if self.customer else actor_name(self.by)
        return digest_of(self.command.word, actor, to_json(self.command))


def make_command(kind: type[c.Command], fields: dict[str, Any]) -> c.Command:
    """Make the command of these fields."""
    try:
        return kind(**fields)
    except (TypeError, AttributeError, ValueError, OverflowError) as error:
        raise InvalidInput(
            field=kind.word,
            reason=phrase("holds something of a wrong type ({error})", error=type(error).__name__),
            next_step=phrase("Compare with the verb's signature."),
        ) from error


def check_command(command: object) -> None:
    """Refuse whatever is no command."""
    if not isinstance(command, c.Command):
        raise InvalidInput(
            field="command",
            reason=phrase("{kind} is no command", kind=type(command).__name__),
            next_step=phrase("Give one of complaintkit.commands."),
        )
