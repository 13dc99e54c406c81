"""What can be set about a database, whichever it is."""

from __future__ import annotations

from datetime import timedelta

import attrs


@attrs.frozen(kw_only=True)
class Settings:
    """Of the plugin, as its storage needs them."""

    patience: timedelta = timedelta(seconds=10)
    driver: str = "auto"
    connections: int = 20
    statement_timeout: timedelta = timedelta(seconds=60)
    idle_timeout: timedelta = timedelta(seconds=60)
