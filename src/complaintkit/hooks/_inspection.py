"""How every plugin stands: in use, failed, quarantined, or only installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.hooks._registry import hooks_of
from complaintkit.hooks.setting import settings_of
from complaintkit.hooks.status import Failure, PluginStatus
from complaintkit.model.errors import PluginError

if TYPE_CHECKING:
    from complaintkit.hooks._assembly import Assembly
    from complaintkit.hooks._entry import Entry
    from complaintkit.hooks._quarantine import Member


def inspect_plugins(assembly: Assembly) -> tuple[PluginStatus, ...]:
    """List those in use first, in their order; then what failed; then what is only installed, by name."""
    members = [_of_member(assembly, member) for member in assembly.members.values()]
    failed = [
        _of_failure(one, _kind_of(assembly, one)) for one in assembly.failures if one.name not in assembly.members
    ]
    known = {(one.name, one.distribution) for one in (*members, *failed)}
    entries = [entry for entry in assembly.entries if (entry.name, entry.origin.distribution) not in known]
    return (*members, *failed, *(_of_entry(entry) for entry in sorted(entries, key=lambda entry: entry.name)))


def _of_member(assembly: Assembly, member: Member) -> PluginStatus:
    kind = type(member.plugin)
    failure = member.failure
    broken = failure is not None and failure.stage != "call"  # a call that failed says so, and may work the next time
    return PluginStatus(
        name=member.origin.entry or kind.__name__,
        instance=member.name,
        distribution=member.origin.distribution,
        version=member.origin.version,
        status="quarantined" if member.quarantined else "failed" if broken else "active",
        hooks=tuple(member.implementations),
        objects=tuple(
            f"{role}:{name}"
            for role, found in assembly.provided.items()
            for name, one in found.items()
            if one.plugin == member.name
        ),
        settings=settings_of(kind),
        stage=failure.stage if failure else None,
        reason=failure.reason if failure else None,
        left=member.left or None,
    )


def _kind_of(assembly: Assembly, failure: Failure) -> type | None:
    """Return the class of what failed, where it can be loaded: its settings are wanted by whoever mends its table."""
    found = (one for one in assembly.entries if one.origin == failure.origin)
    try:
        return next((entry.load() for entry in found), None)
    except PluginError:
        return None


def _of_failure(failure: Failure, kind: type | None = None) -> PluginStatus:
    return PluginStatus(
        name=failure.origin.entry or failure.name,
        instance=failure.name if failure.stage != "discover" or failure.origin.entry else None,
        distribution=failure.origin.distribution,
        version=failure.origin.version,
        status="failed",
        hooks=hooks_of(kind) if kind else (),
        settings=settings_of(kind) if kind else (),
        stage=failure.stage,
        reason=failure.reason,
    )


def _of_entry(entry: Entry) -> PluginStatus:
    try:
        kind = entry.load()
    except PluginError as error:
        return _of_failure(
            Failure(
                name=entry.name,
                origin=entry.origin,
                stage=error.data["stage"],  # type: ignore[arg-type]  # ours
                reason=str(error.data["reason"]),
            )
        )
    return PluginStatus(
        name=entry.name,
        distribution=entry.origin.distribution,
        version=entry.origin.version,
        status="available",
        hooks=hooks_of(kind),
        settings=settings_of(kind),
    )
