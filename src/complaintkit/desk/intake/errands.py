"""What a worker fetches beside delivering: polled channels, and files that providers keep for a while; each channel by itself."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import attrs

from complaintkit.delivery.loop import Late
from complaintkit.delivery.thread import StorageThread
from complaintkit.desk.intake.asking import Asking
from complaintkit.desk.intake.media import Wanted, attach, put_off, wanted
from complaintkit.desk.intake.polling import Polling
from complaintkit.model.evidence import Attachment

if TYPE_CHECKING:
    from complaintkit.hooks.plugins import Plugins
    from complaintkit.records.door import Door

Errand: TypeAlias = Callable[[], Coroutine[Any, Any, int]]
"""Does its round; returns how much there was to do."""

PATIENCE: Final = timedelta(seconds=60)
"""How long one call may take."""


def errands(door: Door, plugins: Plugins, *, patience: timedelta = PATIENCE) -> Iterator[Errand]:
    """Yield what there is to fetch of each channel: run beside each other, none waits for another's provider."""
    for name in plugins.channels:
        asking = Asking(plugins, name, patience)
        yield Polling(door, asking).run
        yield Fetching(door, asking).run


@attrs.frozen
class Fetching:
    """The fetching of the files of one channel."""

    door: Door
    asking: Asking

    async def run(self) -> int:
        """Fetch what is wanted; return how many files came. After one that hung the others are put off with it."""
        if not self.asking.has("fetch"):
            return 0
        with StorageThread() as storage:
            done, hung = 0, False
            for one in await storage(self._wanted):
                given = None if hung else await self.asking.ask("fetch", one.reference, kind=Attachment)
                hung = hung or isinstance(given, Late)
                done += await self._keep(storage, one, given)
            return done

    def _wanted(self) -> list[Wanted]:
        with self.door.storage.reading() as reader:
            return [one for one in wanted(reader, self.door.clock.now()) if one.channel == self.asking.channel]

    async def _keep(self, storage: StorageThread, one: Wanted, given: object) -> int:
        if not isinstance(given, Attachment):
            await storage(put_off, self.door, one)
            return 0
        await storage(attach, self.door, one, given)
        return 1
