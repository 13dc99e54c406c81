"""Verbs of the worker: deliver what is to be said, act on what fell due, keep doing both."""

from __future__ import annotations

from complaintkit.desk._verbs import Verbs


class WorkingVerbs(Verbs):
    """Running the desk's clock and its outbox."""

    async def deliver(self, *, limit: int = 100) -> int:
        """Send what is to be sent now; how many messages were handled."""
        raise NotImplementedError(limit)

    def deliver_blocking(self, *, limit: int = 100) -> int:
        """The same without a loop; refuses inside a running one."""
        raise NotImplementedError(limit)

    def run_due(self, *, limit: int = 100) -> int:
        """Act on deadlines that fell due by now; how many events that made."""
        raise NotImplementedError(limit)

    async def work(self, *, limit: int | None = None) -> None:
        """Due deadlines plus delivery."""
        raise NotImplementedError(limit)

    def work_blocking(self, *, limit: int | None = None) -> None:
        """The same without a loop; refuses inside a running one."""
        raise NotImplementedError(limit)
