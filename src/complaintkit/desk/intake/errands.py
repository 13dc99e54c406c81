"""Fetch what must be fetched: polled channels, and pictures that providers keep for a while. Run by the worker."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar, cast

import attrs

from complaintkit.delivery.loop import Fault, Late, PluginLoop
from complaintkit.delivery.thread import StorageThread
from complaintkit.desk.intake.envelope import Arrival
from complaintkit.desk.intake.incoming import poll_key
from complaintkit.desk.intake.media import Wanted, attach, put_off, wanted
from complaintkit.hooks.lent import made_anew
from complaintkit.model.errors import ComplaintKitError, IntakeRejected, InvalidInput, PluginError
from complaintkit.model.evidence import Attachment
from complaintkit.ports.inbound import Polled

if TYPE_CHECKING:
    from complaintkit.hooks.plugins import Plugins
    from complaintkit.ports.channel import PolledChannel
    from complaintkit.ports.storage import Writer
    from complaintkit.records.door import Door


T = TypeVar("T")
log = logging.getLogger("complaintkit.desk")

POLL: Final = "poll:"
EVERY: Final = timedelta(seconds=30)
"""How often a channel is polled that does not call."""
PATIENCE: Final = timedelta(seconds=60)
"""How long one call may take."""
_PAGES: Final = 50  # in one go; the rest comes next time


@attrs.frozen(kw_only=True)
class _State:
    """The state of a channel's polling: its cursor, and when it is polled next; until then it is leased to one worker."""

    cursor: str | None = None
    next_at: datetime | None = None

    @classmethod
    def read(cls, value: str | None) -> _State:
        data = json.loads(value) if value else {}
        at = data.get("next_at")
        return cls(cursor=data.get("cursor"), next_at=datetime.fromisoformat(at) if at else None)

    def as_text(self) -> str:
        return json.dumps({"cursor": self.cursor, "next_at": self.next_at.isoformat() if self.next_at else None})


@attrs.frozen(kw_only=True)
class Errands:
    """One round: every polled channel whose time has come, then every file that is wanted."""

    door: Door
    plugins: Plugins
    patience: timedelta = PATIENCE

    async def run(self) -> int:
        """Do one round; return how much there was to do."""
        with StorageThread() as storage:
            done = 0
            polled = {name: one for name, one in self.plugins.channels.items() if hasattr(one, "poll")}
            for name, channel in polled.items():
                done += await self._poll(storage, name, cast("PolledChannel", channel))
            for one in await storage(self._wanted_files):
                done += await self._fetch(storage, one)
            return done

    # ---- polling -----------------------------------------------------------------------------------------------------
    async def _poll(self, storage: StorageThread, name: str, channel: PolledChannel) -> int:
        state = await storage(self._lease, name)
        if state is None:
            return 0
        cursor, done = state.cursor, 0
        for _ in range(_PAGES):
            polled = await self._ask(name, partial(channel.poll, cursor), Polled)
            if polled is None:
                break
            done += await storage(self._take, name, polled)
            if not await storage(self._advance, name, cursor, polled.cursor):
                return done
            stuck, cursor = polled.cursor == cursor, polled.cursor
            if not polled.more or stuck:
                break
        await storage(self._wait, name)
        return done

    def _lease(self, name: str) -> _State | None:
        """Return where polling stands if it is this channel's time, and keep others from it meanwhile; else None."""
        now = self.door.clock.now()
        with self.door.storage.writing() as tx:
            state = _State.read(tx.meta(_key(name)))
            called = tx.meta(poll_key(name)) is not None
            if not called and state.next_at is not None and state.next_at > now:
                return None
            tx.drop_meta(poll_key(name))
            tx.put_meta(_key(name), attrs.evolve(state, next_at=now + 2 * self.patience).as_text())
        return state

    def _take(self, name: str, polled: Polled) -> int:
        """Take in all that came; what can't be read is kept, and keeps nothing else back."""
        arrival = Arrival(door=self.door, plugins=self.plugins, channel=name)
        for message in polled.messages:
            if message.envelope is not None:
                log.warning("channel %s polled a message that has an envelope: left out", name)
                continue
            try:
                arrival.message(message)
            except (IntakeRejected, InvalidInput, PluginError) as error:
                log.warning("channel %s: one message could not be taken (%s)", name, error.code)
        return len(polled.messages)

    def _advance(self, name: str, old: str | None, new: str) -> bool:
        """Keep the cursor once all before it is kept; return False where another worker has gone on."""
        with self.door.storage.writing() as tx:
            state = _State.read(tx.meta(_key(name)))
            if state.cursor != old:
                return False
            _put(tx, name, attrs.evolve(state, cursor=new, next_at=self.door.clock.now() + 2 * self.patience))
        return True

    def _wait(self, name: str) -> None:
        with self.door.storage.writing() as tx:
            state = _State.read(tx.meta(_key(name)))
            _put(tx, name, attrs.evolve(state, next_at=self.door.clock.now() + EVERY))

    # ---- files -------------------------------------------------------------------------------------------------------
    def _wanted_files(self) -> list[Wanted]:
        """Return the files to be fetched of channels that this desk has."""
        with self.door.storage.reading() as reader:
            found = wanted(reader, self.door.clock.now())
        channels = self.plugins.channels
        return [one for one in found if hasattr(channels.get(one.channel), "fetch")]

    async def _fetch(self, storage: StorageThread, one: Wanted) -> int:
        source = self.plugins.channels[one.channel]
        fetch: Callable[[str], Awaitable[object]] = source.fetch  # type: ignore[attr-defined]  # `_wanted_files` looked
        file = await self._ask(one.channel, partial(fetch, one.reference), Attachment)
        if file is None:
            await storage(put_off, self.door, one)
            return 0
        await storage(attach, self.door, one, file)
        return 1

    # ---- calling ----------------------------------------------------------------------------------------------------
    async def _ask(self, name: str, call: Callable[[], Awaitable[object]], kind: type[T]) -> T | None:
        """Return what the plugin gives; None, and a line in the log, where it raises, hangs, or gives something else."""
        loop = PluginLoop(f"complaintkit-{name}")
        try:
            given = await loop.call(lambda: _copy(call, kind), patience=self.patience)
        finally:
            loop.end()
        if type(given) is kind:
            return given
        if isinstance(given, Late):
            log.warning("channel %s gave no answer within %g s", name, self.patience.total_seconds())
            return None
        error = given.error if isinstance(given, Fault) else None
        said = error.code if isinstance(error, ComplaintKitError) else type(error or given).__name__
        log.warning("channel %s gave %s instead of %s", name, said, kind.__name__)
        return None


async def _copy(call: Callable[[], Awaitable[object]], kind: type) -> object:
    """Return what a plugin gives, made anew where it is what was asked for: it may keep its own."""
    given = await call()
    return made_anew(given) if type(given) is kind else given


def _key(name: str) -> str:
    return f"{POLL}{name}"


def _put(tx: Writer, name: str, state: _State) -> None:
    tx.put_meta(_key(name), state.as_text())
