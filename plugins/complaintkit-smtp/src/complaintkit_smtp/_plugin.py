"""The plugin and its settings. Imports stay light: aiosmtplib and the mail modules are loaded when a session opens."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs
from typing_extensions import override

from complaintkit.errors import InvalidInput
from complaintkit.plugin import Notifier, Plugin, hookimpl
from complaintkit_smtp._address import Mailbox, mailbox
from complaintkit_smtp._catalogue import phrase
from complaintkit_smtp._security import PORTS, Security

LONGEST_DOMAIN = 120  # with the longest id before it, a Message-ID still fits where the desk keeps references


def _is_word(_: object, attribute: attrs.Attribute[Any], value: str | None) -> None:
    if value is not None and (not value or not value.isprintable() or " " in value):
        raise InvalidInput(
            field=attribute.name,
            reason=phrase("{value!r} is no name", value=value),
            next_step=phrase("Give it without blanks."),
        )


def _is_port(_: object, attribute: attrs.Attribute[Any], value: int | None) -> None:
    if value is not None and not 0 < value < 65536:
        raise InvalidInput(
            field=attribute.name, reason=phrase("{value} is no port", value=value), next_step=phrase("Give 1 to 65535.")
        )


def _is_address(_: object, attribute: attrs.Attribute[Any], value: str | None) -> None:
    if value is None:
        return
    found = mailbox(value)
    if found is None or len(found.domain) > LONGEST_DOMAIN:
        raise InvalidInput(
            field=attribute.name,
            reason=phrase("{value!r} is no mail address", value=value),
            next_step=phrase('Give one such as "kefu@shop.example".'),
        )


def _is_positive(_: object, attribute: attrs.Attribute[Any], value: timedelta | int) -> None:
    if (value if isinstance(value, int) else value.total_seconds()) <= 0:
        raise InvalidInput(
            field=attribute.name,
            reason=phrase("{value} is not above zero", value=value),
            next_step=phrase("Give more."),
        )


@attrs.frozen(kw_only=True)
class Timeouts:
    """How long to wait for the server, by step. The defaults follow RFC 5321, 4.5.3.2, where it names a time."""

    connect: timedelta = attrs.field(
        default=timedelta(seconds=30), validator=_is_positive, metadata={"help": "the connection, then the greeting"}
    )
    command: timedelta = attrs.field(
        default=timedelta(minutes=5),
        validator=_is_positive,
        metadata={"help": "EHLO, STARTTLS, AUTH, MAIL, RCPT, each"},
    )
    data: timedelta = attrs.field(
        default=timedelta(minutes=2), validator=_is_positive, metadata={"help": "the command DATA"}
    )
    content: timedelta = attrs.field(
        default=timedelta(minutes=3),
        validator=_is_positive,
        metadata={"help": "until the server has taken the message in"},
    )
    # Servers scan and store before they answer: who gives up earlier sends twice.
    dot: timedelta = attrs.field(
        default=timedelta(minutes=10), validator=_is_positive, metadata={"help": "the answer to the final dot"}
    )
    quit: timedelta = attrs.field(
        default=timedelta(seconds=5), validator=_is_positive, metadata={"help": "the farewell"}
    )


@attrs.frozen(kw_only=True, eq=False)
class Smtp(Plugin):
    """E-mail through one SMTP server; medium `email`. One instance per sender.

    >>> Smtp(name="mail", host="smtp.example", username="kefu@shop.example", password="secret").port_used
    587
    """

    name: str
    host: str = attrs.field(validator=_is_word, metadata={"help": "the server's name"})
    port: int | None = attrs.field(
        default=None, validator=_is_port, metadata={"help": "587 with starttls, 465 with tls, else 25"}
    )
    security: Security = attrs.field(
        default=Security.STARTTLS, validator=attrs.validators.instance_of(Security), metadata={"help": "how to encrypt"}
    )
    username: str | None = attrs.field(default=None, metadata={"help": "for AUTH; none: no login"})
    password: str | None = attrs.field(default=None, repr=False)
    sender: str | None = attrs.field(
        default=None, validator=_is_address, metadata={"help": "address in From and of bounces; none: the username"}
    )
    sender_name: str = attrs.field(default="", metadata={"help": "name in From"})
    reply_to: str | None = attrs.field(default=None, validator=_is_address, metadata={"help": "where answers go"})
    hello: str | None = attrs.field(
        default=None, validator=_is_word, metadata={"help": "what EHLO says; none: the sender's domain"}
    )
    ca_file: Path | None = attrs.field(default=None, metadata={"help": "PEM; none: the system's authorities"})
    messages_per_connection: int = attrs.field(
        default=100, validator=_is_positive, metadata={"help": "then a new connection is made"}
    )
    sessions: int = attrs.field(
        default=10,
        validator=_is_positive,
        metadata={"help": "connections at the same time; fewer where the server says so"},
    )
    timeouts: Timeouts = attrs.field(factory=Timeouts, metadata={"help": "how long to wait, by step"})

    def __attrs_post_init__(self) -> None:
        """Refuse settings that fit each by itself, but not each other."""
        if (self.username is None) != (self.password is None):
            given, missing = ("username", "password") if self.password is None else ("password", "username")
            raise InvalidInput(
                field=given,
                reason=phrase("needs a {missing} beside it", missing=missing),
                next_step=phrase("Set {missing}.", missing=missing),
            )
        if self.sender is None:
            _is_address(self, attrs.fields(Smtp).sender, self.username or "")

    @property
    def port_used(self) -> int:
        """The port, or the usual one for this `security`."""
        return self.port or PORTS[self.security]

    @property
    def mailbox(self) -> Mailbox:
        """The sender's address, its domain in ASCII."""
        found = mailbox(self.sender or self.username or "")
        if found is None:
            raise InvalidInput(field="sender", reason=phrase("is no mail address"), next_step=phrase("Set sender."))
        return found

    @override
    @hookimpl
    def complaintkit_notifiers(self) -> Iterable[Notifier]:
        """Give one notifier, for the medium `email`."""
        from complaintkit_smtp._notifier import SmtpNotifier

        yield SmtpNotifier(self)
