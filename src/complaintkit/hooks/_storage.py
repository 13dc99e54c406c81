"""Choosing a storage by the scheme of the database's URL: among the plugins in use, then among those installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.model.errors import ConfigurationError, PluginError
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaintkit.hooks._assembly import Assembly
    from complaintkit.hooks._entry import Entry
    from complaintkit.ports.storage import StorageProvider

OURS = {"sqlite", "postgresql"}  # schemes that complaintkit-sqlmodel keeps data at


def storage_for(assembly: Assembly, url: str) -> StorageProvider:
    """Return the storage that opens this URL.

    Raises:
        ConfigurationError: there is none; says which package to install, and what failed.
    """
    scheme = _scheme(url)
    with assembly.lock:
        return _among(assembly, scheme) or _among_installed(assembly, scheme)


def _among_installed(assembly: Assembly, scheme: str) -> StorageProvider:
    failed: list[str] = []
    for entry in _unused(assembly):
        try:
            activate(assembly, entry)
        except PluginError as error:
            failed.append(f"{entry.origin} failed at {error.data['stage']}: {error.data['reason']}")
            continue
        if found := _among(assembly, scheme):
            return found
        assembly.drop(entry.name)
    package = "complaintkit-sqlmodel" if scheme in OURS else phrase("a storage plugin for {scheme}", scheme=scheme)
    raise ConfigurationError(
        where="database",
        reason=phrase(
            "no installed plugin keeps data at {scheme}:{failed}",
            scheme=scheme,
            failed=phrase("{of}", of="".join(f" {one};" for one in failed).rstrip(";")) if failed else "",
        ),
        next_step=phrase("Install {package}.", package=package)
        if not failed
        else phrase("Mend what failed, or install another."),
    )


def activate(assembly: Assembly, entry: Entry) -> None:
    """Take an installed storage plugin into use, with its own defaults.

    Raises:
        PluginError: it can't be loaded, or wants settings.
    """
    known = len(assembly.failures)
    assembly.add_configured(entry.name, {})
    if len(assembly.failures) > known:
        failure = assembly.failures.pop()
        raise PluginError(plugin=entry.name, stage=failure.stage, reason=failure.reason)
    assembly.collect(assembly.members[entry.name])


def _scheme(url: str) -> str:
    scheme, colon, _ = url.partition(":") if isinstance(url, str) else ("", "", "")
    if not colon or not scheme:
        raise ConfigurationError(
            where="database",
            reason=phrase("is not a URL"),
            next_step=phrase('Write it like "sqlite:///desk.db".'),
        )
    return scheme.partition("+")[0].lower()


def _among(assembly: Assembly, scheme: str) -> StorageProvider | None:
    for one in assembly.provided["storage"].values():
        provider: StorageProvider = one.object
        if scheme in provider.schemes:
            return provider
    return None


def _unused(assembly: Assembly) -> Iterator[Entry]:
    """List installed plugins whose class is called a storage. The others are not imported just to be asked."""
    used = {member.origin.entry for member in assembly.members.values()}
    for entry in assembly.entries:
        if entry.name not in used and entry.value.rpartition(":")[2].endswith("Storage"):
            yield entry
