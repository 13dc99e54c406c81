"""Notifications to write, and batches to write them in."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from complaintkit_files import Files

from complaintkit import Contact
from complaintkit.plugin import Attempt, Notification, Notifier, Outcome

LIMIT = 20  # seconds


def _note(**changes: object) -> Notification:
    values: dict[str, Any] = {
        "id": "n-1",
        "to": Contact("phone", "+86 138 0013 8000"),
        "message": "received",
        "language": "zh-CN",
        "text": "您好,A12-261121-042 已受理,李明马上过来。",
        "case_number": "A12-261121-042",
    }
    return Notification(**(values | changes))


def _of(folder: Path, medium: str) -> Notifier:
    (found,) = Files(name="out", folder=folder, media=(medium,)).complaintkit_notifiers()
    return found


@pytest.fixture
def note() -> Callable[..., Notification]:
    """Makes notifications."""
    return _note


@pytest.fixture
def send() -> Callable[..., list[Outcome]]:
    """Writes one batch into a folder."""

    def batch(folder: Path, *notifications: Notification, medium: str = "sms") -> list[Outcome]:
        async def run() -> list[Outcome]:
            async with asyncio.timeout(LIMIT), _of(folder, medium).session() as session:
                return [await session.send(one) for one in notifications]

        return asyncio.run(run())

    return batch


@pytest.fixture
def reconcile() -> Callable[..., Outcome]:
    """Asks what became of an id."""

    def ask(folder: Path, notification_id: str, *, medium: str = "sms") -> Outcome:
        async def run() -> Outcome:
            attempt = Attempt(id=notification_id, started_at=datetime(2026, 11, 21, 12, 0, tzinfo=UTC))
            async with asyncio.timeout(LIMIT), _of(folder, medium).session() as session:
                return await session.reconcile(attempt)

        return asyncio.run(run())

    return ask
