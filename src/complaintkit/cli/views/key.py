"""Where the key of a database is, and what is not as it should be with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.model.errors import ConfigurationError
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaintkit.cli._place import Place
    from complaintkit.model.phrase import Phrase
    from complaintkit.records.key.source import KeySource


def key_of(place: Place) -> KeySource:
    """Return where the key is: as the settings say, else beside the database."""
    from complaintkit.records.key.source import key_beside, key_source

    settings = place.settings()
    if settings.key is not None:
        return key_source(settings.key, settings.folder)
    beside = key_beside(place.url())
    if beside is None:
        raise ConfigurationError(where="key", reason=phrase("is not named"), next_step=phrase("Write it into [desk]."))
    return beside


def key_warnings(place: Place) -> Iterator[Phrase]:
    """Yield what is not as it should be with a key that works."""
    from complaintkit.records.key.opening import warnings

    yield from warnings(key_of(place), place.url())
