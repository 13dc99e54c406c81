"""A session at the door: the header, then an answer for each line, in order, when it is durable."""

from __future__ import annotations

import os
import traceback
from typing import TYPE_CHECKING, Literal

import attrs

from complaintkit import __version__
from complaintkit.cli._log import DEBUG
from complaintkit.cli.door import _answer
from complaintkit.cli.door._arguments import ArgumentReader
from complaintkit.cli.door._error import BadLine, Defect
from complaintkit.cli.door._json import check, parsed
from complaintkit.cli.door._line import KEPT, Line
from complaintkit.cli.door._request import Envelope, check_key, kinds, read_envelope
from complaintkit.cli.door._till import AtTill
from complaintkit.cli.views.case_data import Zones
from complaintkit.model.actor import System
from complaintkit.model.errors import ComplaintKitError, InvalidInput, NotFound
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from complaintkit.cli.door._answer import Answer
    from complaintkit.desk import Desk
    from complaintkit.model.actor import By


DOOR = 1
"""Version of the format; it grows when a client has to change."""
_SELF = System("door")


@attrs.define
class Session:
    """Answers lines at a desk. What a line asks is decided by the desk; what can't be read is kept."""

    desk: Desk
    language: str = attrs.field(init=False)
    reader: ArgumentReader = attrs.field(init=False)
    _zones: Zones = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        """Errors speak the playbook's language to the person at the counter."""
        self.language = self.desk.playbook(by=_SELF).languages[0]
        self.reader = ArgumentReader(self.find)
        self._zones = Zones(self.desk)

    def header(self) -> Answer:
        """The first line: who answers, so that a client can refuse to go on."""
        playbook = self.desk.playbook(by=_SELF)
        return {"door": DOOR, "complaintkit": __version__, "playbook": str(playbook), "digest": playbook.digest}

    def answer(self, line: Line) -> Answer:
        """The answer to one line. Never raises but for what ends the process."""
        return _Exchange(self, line).answer()

    def find(self, channel: str, external_id: str) -> str:
        """The number of the case that a channel's own id stands for. It names the case only: who may see it is asked later.

        Raises:
            NotFound: there is none.
        """
        found, _ = self.desk.cases(by=_SELF, channel=channel, external_id=external_id).page(size=1)
        if not found:
            raise NotFound(
                what="case",
                ref=f"{channel} {external_id}",
                next_step=phrase("Check the channel and its id."),
            )
        return found[0].number

    @property
    def zones(self) -> Zones:
        """Where each case's clock stands."""
        return self._zones


@attrs.define
class _Exchange:
    """One line and what is known of it so far: enough to answer also where it breaks off."""

    session: Session
    line: Line
    id: str | None = None
    by: By | None = None
    verb: Literal["do", "get"] = "do"
    word: str | None = None
    kind: type = object
    reached_desk: bool = False

    def answer(self) -> Answer:
        """What is answered, whatever became of it."""
        try:
            return self._answered()
        except ComplaintKitError as error:
            return self._failed(error)
        except Exception as error:  # noqa: BLE001  the next line has to be read whatever happened to this one
            if os.environ.get(DEBUG):
                traceback.print_exception(error)
            return self._failed(Defect(kind=type(error).__name__))

    def _answered(self) -> Answer:
        data = parsed(self.line)
        self._note(data)
        check(data, self.line)
        envelope = read_envelope(data, self.session.reader)
        self.by, self.word = envelope.by, envelope.word
        self.kind = kinds(envelope.verb)[envelope.word]
        return self._read(envelope) if envelope.verb == "get" else self._done(envelope)

    def _note(self, data: dict[str, object]) -> None:
        """What an answer needs, also where the rest can't be used."""
        self.id = id if isinstance(id := data.get("id"), str) else None
        self.by = by if isinstance(by := data.get("by"), str) else None
        self.verb = "get" if "get" in data and "do" not in data else "do"

    def _done(self, envelope: Envelope) -> Answer:
        command = self.session.reader.read(envelope.args, self.kind, "args")
        if isinstance(command, AtTill):
            return self._at_till(command, envelope)
        check_key(command, envelope.idempotency_key)
        self.reached_desk = True
        result = self.session.desk.do(
            command,
            by=envelope.by or "",
            idempotency_key=envelope.idempotency_key,
            if_version=envelope.if_version,
        )
        return _answer.done(self.id, result, self.session.zones)

    def _at_till(self, asked: AtTill, envelope: Envelope) -> Answer:
        if envelope.if_version is not None:
            raise InvalidInput(
                field="if_version",
                reason=phrase("belongs to a case, and none is named"),
                next_step=phrase("Leave it out."),
            )
        self.reached_desk = True
        return _answer.redeemed(self.id, asked.done(self.session, envelope.by or ""), asked.event)

    def _read(self, envelope: Envelope) -> Answer:
        wanted = self.session.reader.read(envelope.args, self.kind, "args")
        return _answer.read(self.id, wanted.result(self.session, envelope.by or _SELF))

    def _failed(self, error: ComplaintKitError) -> Answer:
        if not self.reached_desk or isinstance(error, Defect):
            self._keep(error)
        return _answer.failed(self.id, self.line.number, error, self.session.language, kind=self.kind)

    def _keep(self, error: ComplaintKitError) -> None:
        """What the desk never saw is kept as it came. A question holds nothing to keep, nor does an empty line."""
        if self.verb == "get" or not self.line.content.strip():
            return
        source = self.word or ("line" if isinstance(error, BadLine) else "do")
        error.kept_as = self.session.desk.refused.keep(
            self.line.content[:KEPT], by=self.by or _SELF, source=source, error=error
        )
