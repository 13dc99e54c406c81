"""How a connection to a mail server is encrypted, and the port that goes with it."""

from __future__ import annotations

from enum import StrEnum


class Security(StrEnum):
    """How the connection is protected."""

    STARTTLS = "starttls"
    STARTTLS_IF_OFFERED = "starttls-if-offered"
    TLS = "tls"
    NONE = "none"


PORTS = {Security.STARTTLS: 587, Security.STARTTLS_IF_OFFERED: 25, Security.TLS: 465, Security.NONE: 25}
