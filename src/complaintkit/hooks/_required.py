"""Roles without which a desk does not start: `required = ["storage:sqlmodel", "notifier:sms"]`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.hooks._storage import activate
from complaintkit.hooks.port import PORTS
from complaintkit.model.did_you_mean import nearest
from complaintkit.model.errors import ConfigurationError, PluginError
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable

    from complaintkit.hooks._assembly import Assembly

WHERE = "desk.required"


def check_required(assembly: Assembly, required: Iterable[str]) -> None:
    """See that every required role is filled.

    Raises:
        ConfigurationError: one is not; says which plugin failed, and why.
    """
    for wanted in required:
        role, _, name = wanted.partition(":")
        if role not in assembly.provided or not name:
            raise ConfigurationError(
                where=WHERE,
                reason=phrase("{wanted!r} is no role with a name, such as 'notifier:sms'", wanted=wanted),
                next_step=nearest(role, [port.role for port in PORTS]),
            )
        if not _is_filled(assembly, role, name):
            raise ConfigurationError(
                where=WHERE,
                reason=phrase("{wanted} is missing. {why}", wanted=wanted, why=_why(assembly, role, name)),
                next_step=phrase("Mend it, or take it out of `required`."),
            )


def _is_filled(assembly: Assembly, role: str, name: str) -> bool:
    """Look by the object's name, by its plugin's, by a notifier's medium, or for a storage that is only installed."""
    for one in assembly.provided[role].values():
        if name in {one.name, one.plugin, one.origin.entry, getattr(one.object, "medium", None)}:
            return True
    return role == "storage" and _is_found(assembly, name)


def _is_found(assembly: Assembly, name: str) -> bool:
    try:
        activate(assembly, assembly.named(name))
    except PluginError:
        return False
    return any(one.plugin == name for one in assembly.provided["storage"].values())


def _why(assembly: Assembly, role: str, name: str) -> str:
    known = [failure for failure in assembly.failures if name in {failure.name, failure.origin.entry}]
    if known:
        return ". ".join(map(str, known))
    others = [failure for failure in assembly.failures if failure.name not in assembly.provided[role]]
    if others:
        return "Failed: " + "; ".join(map(str, others))
    return f"Nothing that was activated brings it. {nearest(name, assembly.provided[role])}"
