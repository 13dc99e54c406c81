"""The plugin and its settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import attrs
from typing_extensions import override

from complaintkit.errors import InvalidInput
from complaintkit.plugin import LARGEST_BODY, Channel, Plugin, hookimpl, is_size
from complaintkit_webform._catalogue import phrase

SHORTEST_KEY = 24


def _are_keys(_: object, attribute: attrs.Attribute[Any], value: Mapping[str, str]) -> None:
    for name, key in value.items():
        if not isinstance(key, str) or len(key) < SHORTEST_KEY:
            raise InvalidInput(
                field=f"{attribute.name}.{name}",
                reason=phrase("is shorter than {least} characters", least=SHORTEST_KEY),
                next_step=phrase(
                    "Make one: {command}", command="python -c 'import secrets; print(secrets.token_urlsafe(32))'"
                ),
            )


def _is_positive(_: object, attribute: attrs.Attribute[Any], value: timedelta) -> None:
    if value <= timedelta(0):
        raise InvalidInput(
            field=attribute.name,
            reason=phrase("{value} is not above zero", value=value),
            next_step=phrase("Give more."),
        )


@attrs.frozen(kw_only=True, eq=False)
class Webform(Plugin):
    """Forms of a website or POS, posted by its server. One instance per sender.

    >>> Webform(name="shop", keys={"2026": "a key of at least 24 letters"}).tolerance
    datetime.timedelta(seconds=300)
    """

    name: str
    keys: Mapping[str, str] = attrs.field(
        factory=dict, repr=False, validator=_are_keys, metadata={"help": "name = key; two while they change"}
    )
    tolerance: timedelta = attrs.field(
        default=timedelta(minutes=5), validator=_is_positive, metadata={"help": "how old, or early, a signature may be"}
    )
    unsigned: bool = attrs.field(
        default=False, metadata={"help": "take posts without a signature, too: into the inbox, for a person to look at"}
    )

    largest: int = attrs.field(
        default=LARGEST_BODY, validator=is_size, metadata={"help": "bytes of a post; what is larger is refused unread"}
    )

    def __attrs_post_init__(self) -> None:
        """Refuse a door that nobody could come in by."""
        if not self.keys and not self.unsigned:
            raise InvalidInput(
                field="keys",
                reason=phrase("are missing"),
                next_step=phrase("Give one: {example}", example='keys = { shop = { env = "FORM_KEY" } }'),
            )

    @override
    @hookimpl
    def complaintkit_channels(self) -> Iterable[Channel]:
        """Give one channel, called like the instance."""
        from complaintkit_webform._channel import FormChannel

        yield FormChannel(self)
