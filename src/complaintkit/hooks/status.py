"""What is known of a plugin: where it came from, whether it works, what it brings and which settings it has."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal, TypeAlias

import attrs

from complaintkit.hooks._secret import masked

__all__ = ["Failure", "Origin", "PluginStatus", "Setting", "Stage", "Standing"]

Stage: TypeAlias = Literal["discover", "import", "configure", "register", "collect", "call"]
"""On the way in, where a plugin failed."""

Standing: TypeAlias = Literal["active", "available", "failed", "quarantined"]
"""Active: in use. Available: installed, not named. Failed: said why. Quarantined: hung, and is not asked for a while."""


@attrs.frozen(kw_only=True)
class Origin:
    """Where a plugin comes from: `entry` is the name of its entry point, None where the host made the object itself."""

    entry: str | None = None
    distribution: str | None = None
    version: str | None = None

    def __str__(self) -> str:
        if self.distribution:
            return f"{self.distribution} {self.version}"
        return "not installed" if self.entry else "given by the host"


@attrs.frozen(kw_only=True)
class Failure:
    """A plugin that failed: `name` is its instance, or its entry point where none was made."""

    name: str
    origin: Origin
    stage: Stage
    reason: str = attrs.field(converter=masked)

    def __str__(self) -> str:
        return f"plugin {self.name} ({self.origin}) failed at {self.stage}: {self.reason}"


@attrs.frozen(kw_only=True)
class Setting:
    """A setting a plugin has. `default` is as one writes it in Python, None where there is none or it is secret."""

    name: str
    type: str
    required: bool
    default: str | None = None
    secret: bool = False
    help: str = ""


@attrs.frozen(kw_only=True)
class PluginStatus:
    """One line of `complaintkit plugins`. Never holds the value of a setting.

    `name` is the entry point (or the class, where the host made the object), `instance` the name it runs under;
    `objects` are what it brought, as "notifier:sms"; `stage` and `reason` say where and why it failed; `left` how much
    longer one in quarantine is not asked.
    """

    name: str
    instance: str | None = None
    distribution: str | None = None
    version: str | None = None
    status: Standing
    hooks: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    settings: tuple[Setting, ...] = ()
    stage: Stage | None = None
    reason: str | None = None
    left: timedelta | None = None
