"""The plugin: its class is called `...Command`, so that `complaintkit demo` is there as soon as it is installed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import attrs
from typing_extensions import override

from complaintkit.plugin import Plugin, hookimpl

if TYPE_CHECKING:
    import click


@attrs.frozen(kw_only=True, eq=False)
class DemoCommand(Plugin):
    """Adds `complaintkit demo`."""

    name: str = "demo"

    @override
    @hookimpl
    def complaintkit_cli_commands(self) -> Iterable[click.Command]:
        """Yield the one command."""
        from complaintkit_demo._command import demo

        yield demo
