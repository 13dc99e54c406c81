"""Command: a subcommand that a plugin adds to the command line, as click has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import click

__all__ = ["Command"]


class Command(Protocol):
    """What is asked of it: its name, and to run."""

    @property
    def name(self) -> str | None:
        """The word that is typed."""
        ...

    def invoke(self, ctx: click.Context) -> object:
        """Run it."""
        ...
