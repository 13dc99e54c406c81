"""The gettext catalogues of a package: which languages it speaks, and its translations, read when first asked for.

`<package>/locale/<language>/LC_MESSAGES/<package>.po`, and the same below the folder that COMPLAINTKIT_LOCALE names, which
goes first: whoever translates sees their words at once, without installing anything.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from complaintkit.model._po import read_po

__all__ = ["forget", "languages", "nearest_language", "translated"]

_FOLDER = "COMPLAINTKIT_LOCALE"
_CORE = "complaintkit"


@cache
def languages(package: str = _CORE) -> tuple[str, ...]:
    """Return the languages that a package speaks besides English.

    >>> languages()
    ('zh',)
    """
    return tuple(sorted(set(map(_tag, _files(package)))))


def nearest_language(language: str, package: str = _CORE) -> str | None:
    """Return the language that somebody who asks for this one reads; None where nothing is said in it.

    >>> nearest_language("zh_CN"), nearest_language("en-GB"), nearest_language("fr")
    ('zh', 'en', None)
    """
    known = {"en", *languages(package)}
    return next((tag for tag in _tags(language) if tag in known), None)


def translated(package: str, language: str, context: str, english: str) -> str | None:
    """Return the translation, or None; `zh-CN` reads the catalogue of `zh` where it has none of its own."""
    if not package or language == "en":
        return None
    for entries in _entries(package, language):
        if found := entries.get((context, english)):
            return found
    return None


@lru_cache(maxsize=256)  # a customer's language may be any word
def _entries(package: str, language: str) -> tuple[dict[tuple[str, str], str], ...]:
    """Return the catalogues to look into, the most special first; none where English comes before."""
    tags = _tags(language)
    return () if "en" in tags else tuple(_read(file) for tag in tags for file in _files(package) if _tag(file) == tag)


def _tags(language: str) -> list[str]:
    """Return a language, and those it is a kind of: zh-hant-tw, zh-hant, zh."""
    steps = language.replace("_", "-").lower().split("-")
    return ["-".join(steps[:length]) for length in range(len(steps), 0, -1)]


def _tag(file: Path) -> str:
    """Return the language of a catalogue."""
    return file.parts[-3].replace("_", "-").lower()


@cache
def _files(package: str) -> tuple[Path, ...]:
    """Find the catalogues of a package, of all languages."""
    return tuple(file for folder in _folders(package) for file in sorted(folder.glob(f"*/LC_MESSAGES/{package}.po")))


def _folders(package: str) -> Iterator[Path]:
    """List the folders that may hold catalogues; the package itself is found, not imported."""
    if own := os.environ.get(_FOLDER):
        yield Path(own)
    spec = find_spec(package)
    for place in (spec.submodule_search_locations if spec else None) or ():
        yield Path(place) / "locale"


_read = cache(read_po)


def edition() -> int:
    """Count how often the catalogues were read anew: what is made of their words holds for one edition."""
    return len(_forgotten)


_forgotten: list[None] = []


def forget() -> None:
    """Read the catalogues anew: a translator has changed them."""
    _forgotten.append(None)
    for one in (languages, _entries, _files, _read):
        one.cache_clear()
