"""Poll a channel that does not call: page by page from its cursor, which is kept with what came."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.delivery.loop import Late
from complaintkit.delivery.thread import StorageThread
from complaintkit.desk.intake.envelope import Arrival
from complaintkit.desk.intake.incoming import poll_key
from complaintkit.model.errors import IntakeRejected, InvalidInput, PluginError
from complaintkit.model.phrase import phrase
from complaintkit.ports.inbound import Polled

if TYPE_CHECKING:
    from complaintkit.desk.intake.asking import Asking
    from complaintkit.ports.storage import Writer
    from complaintkit.records.door import Door


log = logging.getLogger("complaintkit.desk")

POLL: Final = "poll:"
EVERY: Final = timedelta(seconds=30)
"""How often a channel is polled that does not call."""
LONGEST_PAUSE: Final = timedelta(hours=1)
"""How long one that hung is left alone at most: twice as long each time, for its thread may be lost."""
_PAGES: Final = 50  # in one go; the rest comes next time


@attrs.frozen(kw_only=True)
class _State:
    """The state of a channel's polling: its cursor, how often it hung in a row, and when it is polled next.

    Until then it is leased to one worker.
    """

    cursor: str | None = None
    next_at: datetime | None = None
    hung: int = 0

    @classmethod
    def read(cls, value: str | None) -> _State:
        data = json.loads(value) if value else {}
        at = data.get("next_at")
        return cls(
            cursor=data.get("cursor"), next_at=datetime.fromisoformat(at) if at else None, hung=data.get("hung", 0)
        )

    def as_text(self) -> str:
        return json.dumps(attrs.asdict(self), default=datetime.isoformat)

    @property
    def pause(self) -> timedelta:
        """How long it is not polled after a round."""
        return min(EVERY * (1 << min(self.hung, 16)), LONGEST_PAUSE)


@attrs.frozen
class Polling:
    """The polling of one channel. However long it takes to answer, it keeps nobody waiting but itself."""

    door: Door
    asking: Asking

    @property
    def _channel(self) -> str:
        return self.asking.channel

    @property
    def _key(self) -> str:
        return f"{POLL}{self._channel}"

    async def run(self) -> int:
        """Poll it, if its time has come; return how many messages came."""
        if not self.asking.has("poll"):
            return 0
        with StorageThread() as storage:
            state = await storage(self._lease)
            return await self._poll(storage, state) if state is not None else 0

    async def _poll(self, storage: StorageThread, state: _State) -> int:
        """Take in page after page, until there is none, or one call's time is used up: the rest comes next time."""
        cursor, done, end = state.cursor, 0, monotonic() + self.asking.patience.total_seconds()
        for _ in range(_PAGES):
            polled = await self.asking.ask("poll", cursor, kind=Polled)
            if not isinstance(polled, Polled):
                await storage(self._wait, hung=isinstance(polled, Late))
                return done
            done += await storage(self._take, polled)
            if not await storage(self._advance, cursor, polled.cursor):
                return done
            stuck, cursor = polled.cursor == cursor, polled.cursor
            if not polled.more or stuck or monotonic() >= end:
                break
        await storage(self._wait, hung=False)
        return done

    def _lease(self) -> _State | None:
        """Return where polling stands if it is this channel's time, and keep others from it meanwhile; else None.

        A call that there is something makes it its time, unless it hung.
        """
        now = self.door.clock.now()
        with self.door.storage.writing() as tx:
            state = _State.read(tx.meta(self._key))
            called = tx.meta(poll_key(self._channel)) is not None and not state.hung
            if not called and state.next_at is not None and state.next_at > now:
                return None
            tx.drop_meta(poll_key(self._channel))
            self._put(tx, attrs.evolve(state, next_at=now + 2 * self.asking.patience))
        return state

    def _take(self, polled: Polled) -> int:
        """Take in all that came; what can't be read is kept, and keeps nothing else back."""
        arrival = Arrival(door=self.door, plugins=self.asking.plugins, channel=self._channel)
        for message in polled.messages:
            if message.envelope is not None:
                log.warning(
                    "%s",
                    phrase("channel {channel} polled a message that has an envelope: left out", channel=self._channel),
                )
                continue
            try:
                arrival.message(message)
            except (IntakeRejected, InvalidInput, PluginError) as error:
                log.warning(
                    "%s",
                    phrase(
                        "channel {channel}: one message could not be taken ({code})",
                        channel=self._channel,
                        code=error.code,
                    ),
                )
        return len(polled.messages)

    def _advance(self, old: str | None, new: str) -> bool:
        """Keep the cursor once all before it is kept; return False where another worker has gone on."""
        with self.door.storage.writing() as tx:
            state = _State.read(tx.meta(self._key))
            if state.cursor != old:
                return False
            until = self.door.clock.now() + 2 * self.asking.patience
            self._put(tx, attrs.evolve(state, cursor=new, next_at=until))
        return True

    def _wait(self, *, hung: bool) -> None:
        with self.door.storage.writing() as tx:
            state = _State.read(tx.meta(self._key))
            ended = attrs.evolve(state, hung=state.hung + 1 if hung else 0)
            self._put(tx, attrs.evolve(ended, next_at=self.door.clock.now() + ended.pause))

    def _put(self, tx: Writer, state: _State) -> None:
        tx.put_meta(self._key, state.as_text())
