"""A file that can't grow any more: what was not kept says so, and why, in words of this kit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest

from complaintkit import Attachment, Case, Desk
from complaintkit.errors import StorageError


@contextmanager
def no_larger_than(resource: ModuleType, size: int) -> Iterator[None]:
    """No file of this process grows beyond."""
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limit[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)


@pytest.mark.sqlite("fills the log beside a SQLite file")
def test_what_the_disk_did_not_take_says_why(desk: Desk, case: Case, tmp_path: Path) -> None:
    """Found out at COMMIT, it is looked up; then the reason is the disk's, and the same request is done once it can be."""
    resource = pytest.importorskip("resource")
    log = tmp_path / "desk.db-wal"
    photo = Attachment("photo.jpg", b"\xff" * 400_000, media_type="image/jpeg")
    with no_larger_than(resource, log.stat().st_size + 100_000), pytest.raises(StorageError) as told:
        desk.note(case, by="chen", text="photo", attachments=[photo], idempotency_key="k")
    assert "nothing has changed" in str(told.value)
    assert "disk" in str(told.value)
    done = desk.note(case, by="chen", text="photo", attachments=[photo], idempotency_key="k")
    assert len(done.attachments) == 1
