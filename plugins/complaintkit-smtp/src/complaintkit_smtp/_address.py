"""Mail addresses as they go over the wire: a domain in any script becomes ASCII, what stands before the @ stays."""

from __future__ import annotations

import re
import unicodedata

import attrs

# The letters of RFC 5321's atoms and, with SMTPUTF8, everything beyond ASCII; no quotes, blanks or angle brackets, so
# that no address can end its command early.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\-\u0080-\U0010ffff]{1,64}")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*")


@attrs.frozen
class Mailbox:
    """An address split at its @; `domain` is ASCII already.

    >>> mailbox("kefu@长青.example")
    Mailbox(local='kefu', domain='xn--2e5ay9a.example')
    """

    local: str
    domain: str

    @property
    def address(self) -> str:
        """Both parts, as they stand between angle brackets."""
        return f"{self.local}@{self.domain}"

    @property
    def needs_utf8(self) -> bool:
        """Whether only a server with SMTPUTF8 (RFC 6531) can take it."""
        return not self.local.isascii()


def mailbox(text: str) -> Mailbox | None:
    r"""Return the address `text` holds, or None where no server could take it.

    >>> mailbox("a@b>\r\nRCPT TO:<c@d") is None
    True
    """
    local, _, domain = unicodedata.normalize("NFC", text.strip()).rpartition("@")
    ascii_domain = _in_ascii(domain)
    if ascii_domain is None or not _LOCAL.fullmatch(local) or not local.isprintable():
        return None
    return Mailbox(local, ascii_domain)


def _in_ascii(domain: str) -> str | None:
    if not domain.isascii():
        import idna

        try:
            domain = idna.encode(domain, uts46=True).decode()
        except idna.IDNAError:
            return None
    return domain.lower() if _DOMAIN.fullmatch(domain) else None
