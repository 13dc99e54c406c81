"""One medium whose messages become files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import attrs

from complaintkit.plugin import (
    Accepted,
    Attempt,
    InDoubt,
    MessageSpec,
    Notification,
    NotSent,
    Outcome,
    Rejected,
    RejectReason,
    Sender,
    blocking_session,
)
from complaintkit_files._catalogue import phrase
from complaintkit_files._folder import finished, sync, unfinished, write
from complaintkit_files._name import belongs_to, file_name
from complaintkit_files._page import as_mail, as_text, is_address

ADDRESS_KINDS = {"sms": "phone", "call": "phone"}  # any other medium reaches contacts of its own name


@attrs.frozen(kw_only=True)
class FileNotifier:
    """Tells by leaving a file."""

    name: str
    medium: str
    folder: Path
    reconcile_after: timedelta = timedelta(0)  # a folder knows at once
    sessions: int = 4  # a disk forces several files in little more time than one

    @property
    def address_kind(self) -> str:
        """`email` for e-mail, `phone` for SMS and calls."""
        return ADDRESS_KINDS.get(self.medium, self.medium)

    def check(self, messages: Sequence[MessageSpec]) -> Iterable[str]:  # noqa: ARG002  a file takes every wording
        """Say if the folder can't be used, as far as can be seen without using it."""
        nearest = next(one for one in (self.folder, *self.folder.absolute().parents) if one.exists())
        if not nearest.is_dir():
            yield f"{nearest} is no folder"
        elif not os.access(nearest, os.W_OK | os.X_OK):
            yield f"folder {nearest} can't be written into"

    def session(self) -> AbstractAsyncContextManager[Sender]:
        """Open a session that writes on threads: forcing to disk takes long."""
        return blocking_session(self._send, self._look_up, workers=1)

    def forget(self, attempts: Sequence[Attempt]) -> None:
        """Delete the files of these, finished or not; raise where that can't be now."""
        ids = [one.id for one in attempts]
        names = [*finished(self.folder), *(part.name for part in unfinished(self.folder))]
        for name in names:
            if any(belongs_to(name.removeprefix("."), one) for one in ids):
                (self.folder / name).unlink(missing_ok=True)
        if names:
            sync(self.folder)

    def _send(self, notification: Notification) -> Outcome:
        mail = self.medium == "email"
        if mail and not is_address(notification.to.address):
            return Rejected(RejectReason.ADDRESS, phrase("no mail address"))
        name = file_name(notification, ".eml" if mail else ".txt")
        now = datetime.now(UTC)
        content = as_mail(notification, at=now) if mail else as_text(notification, at=now)
        try:
            write(self.folder / name, content)
        except OSError as error:  # a full disk, a folder nobody may write into
            return NotSent(detail=_said(error), ours=True)
        return self._lasting(name)

    def _look_up(self, attempt: Attempt) -> Outcome:
        """Look for the file; what was left unfinished is taken away."""
        try:
            for part in unfinished(self.folder):
                if belongs_to(part.name, attempt.id):
                    with suppress(OSError):
                        part.unlink()
            found = [name for name in finished(self.folder) if belongs_to(name, attempt.id)]
        except OSError as error:
            return InDoubt(_said(error))
        return self._lasting(found[0]) if found else NotSent(detail=phrase("there is no such file"))

    def _lasting(self, name: str) -> Outcome:
        try:
            sync(self.folder)
        except OSError as error:
            return InDoubt(_said(error), reference=name)
        return Accepted(name, final=True)


def _said(error: OSError) -> str:
    return error.strerror or type(error).__name__
