"""Playbooks by name or from a file, with what they extend; and back from the data that a case keeps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from os import PathLike, fspath
from pathlib import Path
from typing import cast

import attrs

from complaintkit.model.did_you_mean import nearest
from complaintkit.model.phrase import phrase
from complaintkit.model.problem import Problems, Source
from complaintkit.model.toml import parse_toml, read_content
from complaintkit.model.wire import digest as digest_of
from complaintkit.playbook import _reading
from complaintkit.playbook.procedure import Playbook

__all__ = ["installed_playbooks", "load_playbook", "read_playbook"]

_SHIPPED = Path(__file__).parent / "procedures"
_KEPT = 256  # frozen playbooks in memory: a chain has a few versions open at a time
_by_digest: dict[str, Playbook] = {}
_found_right: set[str] = set()  # digests of those that passed every check of this version

Data = dict[str, object]


def installed_playbooks(installed: Mapping[str, str | PathLike[str]] | None = None) -> dict[str, Path]:
    """Return the playbooks there are by name: those that plugins bring (`installed`), and ours.

    >>> {"canteen-delivery", "night-market"} <= set(installed_playbooks())
    True
    """
    ours = {file.stem: file for file in sorted(_SHIPPED.glob("*.toml"))}
    return ours | {name: _file(Path(path)) for name, path in (installed or {}).items()}


def load_playbook(
    source: str | PathLike[str] | Mapping[str, object],
    *,
    installed: Mapping[str, str | PathLike[str]] | None = None,
    calendars: Mapping[str, Mapping[str, object]] | None = None,
) -> Playbook:
    """Load a playbook, whole and checked: a `str` names an installed one, a path a file, a mapping holds the tables.

    What it extends is looked for beside the file, then among those installed. `calendars` that plugins bring stand in it
    as if it held their tables itself, where it has none of that name.

    >>> load_playbook("canteen-delivery").currency
    'CNY'

    Raises:
        ConfigurationError: it isn't there, isn't TOML, or something in it can't be used; `problems` holds everything.
    """
    loading = _Loading(installed_playbooks(installed), calendars or {})
    if isinstance(source, Mapping):
        return loading.read(_plain(source), Source("playbook"), None)
    if isinstance(source, str) and not source.endswith(".toml"):
        return loading.file(loading.named(source, beside=None))
    return loading.file(_file(Path(fspath(source))))


def known_playbook(digest: str) -> Playbook | None:
    """Return a playbook that was read in this process, by its digest."""
    return _by_digest.get(digest)


def read_playbook(data: Mapping[str, object]) -> Playbook:
    """Read what `Playbook.as_data` gave: the same digest, and so the same deadlines, for ever.

    What was accepted once is not judged again by the checks of a later version. Kept in memory by digest.

    Raises:
        ConfigurationError: these are no such data.
    """
    plain = _plain(data)
    digest = digest_of(plain)
    if (known := _by_digest.get(digest)) is not None:
        return known
    return _keep(_reading.read(plain, Problems("stored playbook"), checked=False))


def _found(digest: str) -> Playbook | None:
    """Return the playbook that was read and checked in this process before."""
    return _by_digest.get(digest) if digest in _found_right else None


def _keep(playbook: Playbook) -> Playbook:
    if len(_by_digest) >= _KEPT and playbook.digest not in _by_digest:
        oldest = next(iter(_by_digest))
        _by_digest.pop(oldest, None)
        _found_right.discard(oldest)
    return _by_digest.setdefault(playbook.digest, playbook)


@attrs.frozen
class _Loading:
    known: Mapping[str, Path]
    calendars: Mapping[str, Mapping[str, object]]

    def file(self, path: Path) -> Playbook:
        data, source, digest = _parsed(path)
        if self.calendars or "extends" in data or "lineage" in data:
            return self.read(_plain(data), source, path)
        return _found(digest) or self.checked_alone(data, Problems(source))

    def read(self, data: Data, source: Source, path: Path | None) -> Playbook:
        problems = Problems(source)
        return self.checked(self.resolved(data, problems, path), problems)

    def checked(self, data: Data, problems: Problems) -> Playbook:
        """Read the data with the calendars that plugins bring."""
        own = data.get("calendar", {})
        if self.calendars and isinstance(own, dict):
            data = data | {"calendar": _plain(self.calendars) | own}
        if not problems.found and (known := _found(digest_of(data))) is not None:
            return known
        return self.checked_alone(data, problems)

    def checked_alone(self, data: Data, problems: Problems) -> Playbook:
        """Read data to which nothing is added any more."""
        playbook = _keep(_reading.read(data, problems, checked=True))
        _found_right.add(playbook.digest)
        return playbook

    def resolved(self, data: Data, problems: Problems, path: Path | None, *, below: tuple[str, ...] = ()) -> Data:
        """Merge the data with what they extend. A base's mistakes are told once, under its own name.

        `below` are the names of those that extend this one, nearest last.
        """
        from complaintkit.playbook._extension import extend

        if "lineage" in data:
            problems.add("lineage", phrase("is written by the kit"), phrase("Leave it out."))
        extends = data.get("extends")
        if not isinstance(extends, str):
            return data
        line = (*below, str(data.get("name")))
        if extends in line:
            raise problems.source.error(
                "extends",
                phrase("playbooks extend each other in a circle: {extends}", extends=" -> ".join([*line, extends])),
                phrase("Give this one a name of its own, or extend another."),
            )
        parent = self.named(extends, beside=path, asked=problems.source)
        base_data, source, _ = _parsed(parent)
        base_problems = Problems(source)
        base = self.resolved(_plain(base_data), base_problems, parent, below=line)
        self.checked(base, base_problems)
        return extend(base, data, problems)

    def named(self, name: str, *, beside: Path | None, asked: Source | None = None) -> Path:
        """Return the file of a playbook's name, which `asked` extends."""
        if beside is not None:
            for path in (beside.parent / f"{name}.toml", beside.parent / name / "playbook.toml"):
                if path.is_file() and path != beside:
                    return path
        if name not in self.known:
            source, key = (asked, "extends") if asked else (Source("playbook"), "")
            raise source.error(key, phrase("there is no playbook {name!r}", name=name), nearest(name, self.known))
        return self.known[name]


def _file(path: Path) -> Path:
    return path / "playbook.toml" if path.is_dir() else path


def _parsed(path: Path) -> tuple[Data, Source, str]:
    """Return what a file says, its place, and the digest of what it says; whoever changes the data takes a copy."""
    return _parsed_once(read_content(path, missing=phrase("Give a playbook's name or its path.")), path.name)


@lru_cache(maxsize=32)
def _parsed_once(content: bytes, name: str) -> tuple[Data, Source, str]:
    data, source = parse_toml(content, name)
    plain = _plain(data)
    return plain, source, digest_of(plain)


def _plain(data: Mapping[str, object]) -> Data:
    """Copy the data as JSON can hold them, exactly: numbers with a point and dates become text."""
    return cast("Data", _plain_value(data))


def _plain_value(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain_value(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain_value(one) for one in value]
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
