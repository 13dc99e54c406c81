"""Finding installed plugins: entry points of group `complaintkit`, one distribution at a time, importing nothing."""

from __future__ import annotations

from datetime import timedelta
from importlib.metadata import Distribution, EntryPoint, distributions
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.hooks._needed import find_unmet, installed_core
from complaintkit.hooks._secret import masked, shown
from complaintkit.hooks._worker import Raised, TimeUpError, in_time
from complaintkit.hooks.status import Failure, Origin
from complaintkit.model.errors import PluginError
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaintkit.hooks.plugin import Plugin

GROUP = "complaintkit"
IMPORTING = timedelta(seconds=60)  # a cold disk with a virus scanner is slow, and is no hang


@attrs.frozen
class Entry:
    """An installed plugin, not yet imported. `value` is `module:Class`."""

    name: str
    value: str
    origin: Origin
    point: EntryPoint = attrs.field(repr=False, eq=False)

    @property
    def module(self) -> str:
        """The module that holds the class."""
        return self.value.partition(":")[0].strip()

    @property
    def offers_command(self) -> bool:
        """True where the class is called `...Command`: the command line may then ask it without a table that names it."""
        return self.value.rpartition(":")[2].strip().endswith("Command")

    @property
    def summary(self) -> str:
        """The line its package says of itself; empty where the metadata can't be read."""
        try:
            return str(self.point.dist.metadata["Summary"] or "") if self.point.dist else ""
        except Exception:  # noqa: BLE001  broken metadata
            return ""

    def check_core(self) -> None:
        """See that its package was made for the complaintkit that runs.

        Raises:
            PluginError: at stage discover; nothing of it was imported.
        """
        if self.point.dist is None or (versions := find_unmet(self.point.dist)) is None:
            return
        reason = phrase(
            "{package} needs complaintkit {versions}, and {installed} is installed. "
            "Let pip find two that fit: pip install --upgrade complaintkit {distribution}",
            package=self.origin,
            versions=versions,
            installed=installed_core(),
            distribution=self.origin.distribution,
        )
        raise PluginError(plugin=self.name, stage="discover", reason=reason)

    def load(self) -> type[Plugin]:
        """Import it, on a thread of its own, and see that it is a plugin's class.

        Raises:
            PluginError: at stage discover, where it was made for another complaintkit; at import or register; a SystemExit too.
        """
        from complaintkit.hooks._registry import Refused, check_class  # brings pluggy, which a list of names needs not

        self.check_core()
        try:
            found = in_time(f"{GROUP}-import-{self.name}", self.point.load, IMPORTING)
        except TimeUpError:
            reason = f"{self.module} was not imported within {IMPORTING.total_seconds():g} s"
            raise PluginError(plugin=self.name, stage="import", reason=reason) from None
        except Raised as raised:
            raise PluginError(plugin=self.name, stage="import", reason=masked(str(raised))) from shown(raised.error)
        try:
            return check_class(found, self.value)
        except Refused as refused:
            raise PluginError(plugin=self.name, stage="register", reason=str(refused)) from None


def discover() -> tuple[tuple[Entry, ...], tuple[Failure, ...]]:
    """List every installed plugin, and every distribution whose metadata can't be read."""
    entries: list[Entry] = []
    failures: list[Failure] = []
    for distribution in _list_installed():
        try:
            entries += _entries(distribution)
        except Exception as error:  # noqa: BLE001  one broken distribution must not hide the others
            name = _name(distribution) or "?"
            reason = f"its entry points can't be read ({type(error).__name__}: {error})"
            failures.append(Failure(name=name, origin=Origin(distribution=name), stage="discover", reason=reason))
    return tuple(entries), tuple(failures)


def _list_installed() -> Iterator[Distribution]:
    """Yield each distribution once: of two with one name, the first on the path is the one that is imported."""
    seen: set[str] = set()
    for distribution in distributions():
        name = (_name(distribution) or "").lower().replace("-", "_")
        if name and name in seen:
            continue
        seen.add(name)
        yield distribution


def _name(distribution: Distribution) -> str | None:
    """Return its name, from its folder where that says so: reading the metadata of each would take half a second."""
    if folder := _folder_of(distribution).stem:
        return folder.partition("-")[0].replace("_", "-")
    try:
        return distribution.metadata["Name"]
    except Exception:  # noqa: BLE001  broken metadata
        return None


def _folder_of(distribution: Distribution) -> Path:
    """Return the folder of its metadata; an empty path where it has none, as in an archive."""
    folder = getattr(distribution, "_path", None)
    return folder if isinstance(folder, Path) else Path()


def _entries(distribution: Distribution) -> tuple[Entry, ...]:
    """Return its plugins: what its folder holds is read anew once that has changed, for each desk asks."""
    folder = _folder_of(distribution)
    if not folder.name:
        return tuple(_read(distribution))
    changed, where = folder.stat().st_mtime_ns, str(folder)
    if (known := _found.get(where)) is None or known[0] != changed:
        known = _found[where] = changed, tuple(_read(distribution))
    return known[1]


_found: Final[dict[str, tuple[int, tuple[Entry, ...]]]] = {}  # by folder: when that was changed, and its plugins


def _read(distribution: Distribution) -> Iterator[Entry]:
    text = distribution.read_text("entry_points.txt")
    if not text or GROUP not in text:
        return
    for point in distribution.entry_points:
        if point.group == GROUP:
            origin = Origin(entry=point.name, distribution=_name(distribution), version=_version(distribution))
            yield Entry(point.name, point.value, origin, point)


def _version(distribution: Distribution) -> str | None:
    """Return its version, from its folder where that says so (`name-version.dist-info`), else from its metadata."""
    folder = _folder_of(distribution)
    if folder.suffix == ".dist-info" and (version := folder.stem.partition("-")[2]):
        return version
    try:
        return distribution.version
    except Exception:  # noqa: BLE001  broken metadata: it may work all the same
        return None
