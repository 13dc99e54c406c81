"""A vendor's blocking client, run on threads, as a sender."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, TypeVar

from complaintkit.model.errors import InvalidInput
from complaintkit.ports.notifier import Notification, Sender
from complaintkit.ports.outcome import Attempt, InDoubt, Outcome

if TYPE_CHECKING:
    from concurrent.futures import Executor

__all__ = ["blocking_session"]

T = TypeVar("T")


def _cannot_tell(_: Attempt) -> Outcome:
    return InDoubt("this provider can't tell what became of a message")


class _Threads:
    def __init__(
        self, pool: Executor, send: Callable[[Notification], Outcome], reconcile: Callable[[Attempt], Outcome]
    ) -> None:
        self._pool, self._send, self._reconcile = pool, send, reconcile

    async def send(self, notification: Notification) -> Outcome:
        return await _in(self._pool, self._send, notification)

    async def reconcile(self, attempt: Attempt) -> Outcome:
        return await _in(self._pool, self._reconcile, attempt)


async def _in(pool: Executor, call: Callable[[T], Outcome], argument: T) -> Outcome:
    import asyncio

    return await asyncio.get_running_loop().run_in_executor(pool, _called, call, argument)


def _called(call: Callable[[T], Outcome], argument: T) -> Outcome:
    try:
        return call(argument)
    except (StopIteration, SystemExit) as error:  # asyncio would wait for ever after one, and end with the other
        raise RuntimeError(f"the client raised {type(error).__name__}") from error


def blocking_session(
    send: Callable[[Notification], Outcome], reconcile: Callable[[Attempt], Outcome] | None = None, *, workers: int = 4
) -> AbstractAsyncContextManager[Sender]:
    """Run a vendor's blocking client on `workers` threads, as what `Notifier.session` returns.

    The client's own timeout must be set: a thread can't be stopped, and leaving the session waits for calls under way,
    so that none of them ends unheard. Without `reconcile` the answer to it is `InDoubt`.

        def session(self) -> AbstractAsyncContextManager[Sender]:
            return blocking_session(self._send, self._look_up)
    """
    if isinstance(workers, bool) or not isinstance(workers, int) or workers < 1:
        raise InvalidInput(field="workers", reason=f"{workers!r} is no number of threads", next_step="Give 1 or more.")
    return _session(send, reconcile or _cannot_tell, workers)


@asynccontextmanager
async def _session(
    send: Callable[[Notification], Outcome], reconcile: Callable[[Attempt], Outcome], workers: int
) -> AsyncIterator[Sender]:
    import asyncio  # both take longer to import than the rest of the kit
    from concurrent.futures import ThreadPoolExecutor

    pool = ThreadPoolExecutor(workers, thread_name_prefix="complaintkit-sender")
    try:
        yield _Threads(pool, send, reconcile)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # what has not begun never will
        await asyncio.to_thread(pool.shutdown)
