"""Ask a channel what lies at its provider: on a loop of its own, for it uses the network and may take any time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

import attrs

from complaintkit.delivery.loop import Fault, Late, PluginLoop
from complaintkit.hooks.ask import has
from complaintkit.hooks.lent import made_anew
from complaintkit.hooks.stranger import kind_of

if TYPE_CHECKING:
    from complaintkit.hooks.plugins import Plugins

T = TypeVar("T")


@attrs.frozen
class Asking:
    """The calls to one channel. What goes wrong is noted with its plugin, and logged."""

    plugins: Plugins
    channel: str
    patience: timedelta

    def has(self, method: str) -> bool:
        """Tell if the channel has this method now; one in quarantine has none until that ends."""
        return has(self.plugins, "channel", self.channel, method)

    async def ask(self, method: str, *arguments: object, kind: type[T]) -> T | Late[object] | None:
        """Return what a method of the channel gives; Late where it did not come back, None where it did anything else."""
        found = self.plugins.provided("channel", self.channel)
        loop = PluginLoop(f"complaintkit-{self.channel}")
        try:
            given = await loop.call(
                lambda: _copy(lambda: getattr(found.object, method)(*arguments), kind), patience=self.patience
            )
        finally:
            loop.end()
        if type(given) is kind:
            return given
        self.plugins.refuse(found.plugin, f"{method} of channel {self.channel} {self._fault(given, kind)}")
        return given if isinstance(given, Late) else None

    def _fault(self, given: object, kind: type) -> str:
        if isinstance(given, Late):
            return f"did not answer within {self.patience.total_seconds():g} s"
        error = given.error if isinstance(given, Fault) else None
        return f"gave {kind_of(given if error is None else error)} instead of {kind.__name__}"


async def _copy(call: Callable[[], Awaitable[object]], kind: type) -> object:
    """Return what a plugin gives, made anew where it is what was asked for: it may keep its own."""
    given = await call()
    return made_anew(given) if type(given) is kind else given
