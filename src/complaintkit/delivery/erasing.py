"""Finish what erasures left: the database's log, and what notifiers and executors keep of messages and orders. R2"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias

from complaintkit.delivery.service import log
from complaintkit.delivery.thread import StorageThread
from complaintkit.model.phrase import phrase
from complaintkit.records.leftover import Leftover, drop_leftovers, leftovers, tidy_log

if TYPE_CHECKING:
    from complaintkit.delivery.setting import Setting
    from complaintkit.ports.outcome import Attempt

_GONE: Final = timedelta(days=30)
"""How long a service may be missing before it counts as gone, and what it kept with it."""

Forget: TypeAlias = "Callable[[Sequence[Attempt]], None]"


async def finish_erasing(setting: Setting) -> int:
    """Do what can be done now; return how much that was. What fails is tried again, and stays told until it is done."""
    with StorageThread() as storage:
        await storage(partial(tidy_log, setting.door.storage))
        waiting = await storage(partial(_waiting, setting))
        done = [one for service, those in waiting.items() for one in await _forget(setting, service, those)]
        if done:
            await storage(partial(drop_leftovers, setting.door.storage, done))
    return len(done)


def _waiting(setting: Setting) -> dict[str, list[Leftover]]:
    """Return what is to be forgotten, by service: of those that this worker has, and of those that nobody has had for long."""
    known = {one.key for one in setting.notifiers.values()} | {one.key for one in setting.executors.values()}
    found: defaultdict[str, list[Leftover]] = defaultdict(list)
    with setting.door.storage.reading() as reader:
        for one in leftovers(reader):
            if one.service in known or one.since + _GONE <= setting.now:
                found[one.service].append(one)
    return found


async def _forget(setting: Setting, service: str, those: list[Leftover]) -> list[Leftover]:
    """Have a service forget; return what is done: all, none where it raises or takes too long."""
    forget = _forget_of(setting, service)
    if forget is None:
        return those
    try:
        await asyncio.wait_for(
            asyncio.to_thread(forget, [one.attempt for one in those]), setting.timing.patience.total_seconds()
        )
    except Exception as error:  # noqa: BLE001  a plugin may raise whatever it likes
        log.warning(
            "%s",
            phrase(
                "{service} could not erase what it keeps ({error}): it is asked again",
                service=service,
                error=type(error).__name__,
            ),
        )
        return []
    return those


def _forget_of(setting: Setting, service: str) -> Forget | None:
    """Return how a service forgets; None where it keeps nothing, or is not there any more."""
    plugins = {
        **{one.key: one.notifier for one in setting.notifiers.values()},
        **{one.key: one.executor for one in setting.executors.values()},
    }
    return getattr(plugins.get(service), "forget", None)
