"""How a connection begins: connect, greet, encrypt, log in. Whatever fails here, no message has left."""

from __future__ import annotations

import asyncio
import ssl
from typing import TYPE_CHECKING

import aiosmtplib

from complaintkit.plugin import NotSent, Outcome
from complaintkit_smtp._catalogue import phrase
from complaintkit_smtp._reply import Stage, refusal
from complaintkit_smtp._security import Security

if TYPE_CHECKING:
    from complaintkit_smtp._plugin import Smtp

FAILURES = (aiosmtplib.SMTPException, OSError)  # every timeout is an OSError


class Cut(Exception):
    """The connection is gone or was never there, and nothing of a message was taken; `outcome` says so to the desk."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


async def opened(settings: Smtp) -> aiosmtplib.SMTP:
    """Open a client that is connected, greeted, encrypted and logged in as `settings` say.

    Raises:
        Cut: it is not.
    """
    client = aiosmtplib.SMTP(
        hostname=settings.host,
        port=settings.port_used,
        use_tls=settings.security is Security.TLS,
        start_tls=False,  # done here, with its own timeout
        tls_context=await _trust(settings),
        # Our own: aiosmtplib would look this machine up in the DNS, which takes long where there is none.
        local_hostname=settings.hello or settings.mailbox.domain,
    )
    try:
        await client.connect(timeout=settings.timeouts.connect.total_seconds())
        await _prepare(client, settings)
    except (*FAILURES, ValueError) as error:  # ValueError: a host no resolver can be asked for
        client.close()
        raise Cut(_not_opened(error)) from error
    except BaseException:
        client.close()
        raise
    return client


async def _trust(settings: Smtp) -> ssl.SSLContext | None:
    if settings.security is Security.NONE:
        return None
    try:
        return await asyncio.to_thread(ssl.create_default_context, cafile=settings.ca_file)
    except OSError as error:
        raise Cut(NotSent(detail=f"ca_file {settings.ca_file}: {error.strerror or error}", ours=True)) from error


async def _prepare(client: aiosmtplib.SMTP, settings: Smtp) -> None:
    seconds = settings.timeouts.command.total_seconds()
    await _greet(client, seconds)
    offered = client.supports_extension("starttls")
    if settings.security is Security.STARTTLS and not offered:
        raise Cut(NotSent(detail=phrase("the server offers no STARTTLS, which `security` demands"), ours=True))
    if offered and settings.security in {Security.STARTTLS, Security.STARTTLS_IF_OFFERED}:
        await client.starttls(timeout=seconds)
        await _greet(client, seconds)  # what it said before was said in the clear, by whomever
    if settings.username is not None and settings.password is not None:
        if settings.security is not Security.NONE and client.get_transport_info("sslcontext") is None:
            raise Cut(
                NotSent(
                    detail=phrase("the server offers no STARTTLS: the password is not sent in the clear"), ours=True
                )
            )
        await _log_in(client, settings.username, settings.password, seconds)


async def _greet(client: aiosmtplib.SMTP, seconds: float) -> None:
    try:
        await client.ehlo(timeout=seconds)
    except aiosmtplib.SMTPHeloError as error:
        if error.code not in {500, 502} or not client.is_connected:
            raise
        await client.helo(timeout=seconds)  # a server older than 1995


async def _log_in(client: aiosmtplib.SMTP, username: str, password: str, seconds: float) -> None:
    """Try what the server offers, the safest first. A refusal is remembered: some servers hang up after it."""
    methods = {"cram-md5": client.auth_crammd5, "plain": client.auth_plain, "login": client.auth_login}
    known = [methods[name] for name in client.supported_auth_methods]
    if not known:
        offered = ", ".join(client.server_auth_methods) or "no AUTH at all"
        raise Cut(NotSent(detail=f"no login: the server offers {offered}", ours=True))
    refused: aiosmtplib.SMTPAuthenticationError | None = None
    for method in known:
        try:
            await method(username, password, timeout=seconds)
            return
        except aiosmtplib.SMTPAuthenticationError as error:
            refused = refused or error
        except FAILURES as error:
            raise refused or error from error
    if refused:
        raise refused


def _not_opened(error: Exception) -> Outcome:
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return refusal(Stage.OPEN, error.code, error.message)
    cause = error if isinstance(error, ssl.SSLError) else error.__cause__
    # A certificate nobody vouches for, TLS where there is none: settings are wrong. A mere end of file is a cut line.
    ours = isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError)
    return NotSent(detail=f"{Stage.OPEN.name}: {named(error)}", ours=ours)


def named(error: Exception) -> str:
    """Name a failure in a few words, for a detail.

    >>> named(TimeoutError())
    'TimeoutError: timed out'
    """
    said = str(error) or ("timed out" if isinstance(error, TimeoutError) else "")
    return f"{type(error).__name__}: {said}".removesuffix(": ")
