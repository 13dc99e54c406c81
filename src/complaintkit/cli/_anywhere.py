"""Options that may stand before the subcommand or after it: --db, --config, --lang, --json."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])
GIVEN = "complaintkit.given."  # in what contexts share; the innermost is read last, so it counts


class Anywhere(click.Option):
    """An option that a command also takes from the groups around it; what stands nearest to the command counts."""

    def consume_value(self, ctx: click.Context, opts: Any) -> tuple[Any, click.core.ParameterSource]:  # noqa: ANN401  click's signature
        """Return what was typed here, else what was typed further out, else what click finds."""
        value, source = super().consume_value(ctx, opts)
        key = f"{GIVEN}{self.name}"
        if source is click.core.ParameterSource.COMMANDLINE:
            ctx.meta[key] = value
        elif key in ctx.meta:
            return ctx.meta[key], click.core.ParameterSource.COMMANDLINE
        return value, source


def anywhere(*names: str, **settings: Any) -> Callable[[F], F]:  # noqa: ANN401  click's settings
    """Make such an option, as `click.option` does."""
    return click.option(*names, cls=Anywhere, **settings)
