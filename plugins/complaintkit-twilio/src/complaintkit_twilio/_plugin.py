"""The plugin and its settings. Imports stay light: twilio takes a second, and is loaded when the first message goes out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import attrs
from typing_extensions import override

from complaintkit.errors import InvalidInput
from complaintkit.plugin import LARGEST_BODY, Channel, Notifier, Plugin, hookimpl, is_size
from complaintkit_twilio._catalogue import phrase


def _is_address(_: object, attribute: attrs.Attribute[Any], value: str | None) -> None:
    if value is not None and (not value.startswith(("https://", "http://")) or "?" in value or "#" in value):
        raise InvalidInput(
            field=attribute.name,
            reason=phrase("{value!r} is no address without a query", value=value),
            next_step=phrase("Give it as Twilio has it: {example}", example="https://shop.example/hooks/sms"),
        )


def _is_positive(_: object, attribute: attrs.Attribute[Any], value: timedelta | int) -> None:
    if (value if isinstance(value, int) else value.total_seconds()) <= 0:
        raise InvalidInput(
            field=attribute.name,
            reason=phrase("{value} is not above zero", value=value),
            next_step=phrase("Give more."),
        )


@attrs.frozen(kw_only=True, eq=False)
class TwilioSms(Plugin):
    """SMS by one Twilio account. One instance per sender.

    >>> TwilioSms(name="sms", account_sid="AC1", auth_token="secret", sender="+15005550006").timeout
    datetime.timedelta(seconds=10)
    """

    name: str
    account_sid: str = attrs.field(metadata={"help": "AC..., from the console"})
    auth_token: str = attrs.field(repr=False, metadata={"help": "signs webhooks; sends, where no API key is given"})
    old_auth_token: str | None = attrs.field(
        default=None, repr=False, metadata={"help": "still good for webhooks while the token changes"}
    )
    api_key: str | None = attrs.field(default=None, repr=False, metadata={"help": "SK...; can be revoked alone"})
    api_secret: str | None = attrs.field(default=None, repr=False)
    sender: str | None = attrs.field(default=None, metadata={"help": "our number, such as +15005550006"})
    messaging_service: str | None = attrs.field(default=None, metadata={"help": "MG..., instead of a sender"})
    country: str | None = attrs.field(
        default=None, metadata={"help": "CN, GB...: where numbers without a + are dialled; none: they get no SMS"}
    )
    webhook_url: str | None = attrs.field(
        default=None,
        validator=_is_address,
        metadata={"help": "where Twilio reaches this channel, exactly as it calls it; none: nothing comes in"},
    )
    largest: int = attrs.field(
        default=LARGEST_BODY,
        validator=is_size,
        metadata={"help": "bytes of a webhook; what is larger is refused unread"},
    )
    timeout: timedelta = attrs.field(
        default=timedelta(seconds=10), validator=_is_positive, metadata={"help": "how long to wait for Twilio"}
    )
    sessions: int = attrs.field(
        default=10, validator=_is_positive, metadata={"help": "messages on their way to Twilio at the same time"}
    )
    endpoint: str = attrs.field(
        default="https://api.twilio.com", validator=_is_address, metadata={"help": "where the API is"}
    )

    def __attrs_post_init__(self) -> None:
        """Refuse settings that fit each by itself, but not each other."""
        if (self.sender is None) == (self.messaging_service is None):
            raise InvalidInput(
                field="sender",
                reason=phrase("or messaging_service: one of the two"),
                next_step=phrase("Give the one that sends."),
            )
        if (self.api_key is None) != (self.api_secret is None):
            raise InvalidInput(
                field="api_key",
                reason=phrase("needs api_secret, and it the key"),
                next_step=phrase("Give both, or none."),
            )

    @override
    @hookimpl
    def complaintkit_notifiers(self) -> Iterable[Notifier]:
        """Give one notifier, for the medium `sms`."""
        from complaintkit_twilio._notifier import TwilioNotifier

        yield TwilioNotifier(self)

    @override
    @hookimpl
    def complaintkit_channels(self) -> Iterable[Channel]:
        """Give one channel, where it is known under which address Twilio calls it: its signatures cover that."""
        if self.webhook_url is not None:
            from complaintkit_twilio._channel import TwilioChannel

            yield TwilioChannel(self, url=self.webhook_url)
