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
from complaintkit.cli.door._json import check, parse_line
from complaintkit.cli.door._line import KEPT, Line
from complaintkit.cli.door._request import Envelope, check_key, kinds, read_envelope
from complaintkit.cli.door._survey import SurveyCommand
from complaintkit.cli.door._task import TaskCommand
from complaintkit.cli.door._till import TillCommand
from complaintkit.cli.views.case_data import Zones
from complaintkit.model.actor import System
from complaintkit.model.errors import ComplaintKitError, InvalidInput, NotFound
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from pathlib import Path

    from complaintkit.cli.door._answer import Answer
    from complaintkit.desk import Desk
    from complaintkit.model.actor import By


DOOR = 1
"""Version of the format; it grows when a client has to change."""
_SELF = System("door")


@attrs.define
class Session:
    """Answers lines at a desk. What a line asks is decided by the desk; what can't be read is kept.

    Files are attached by path from below the folder `files`, where one is named.
    """

    desk: Desk
    files: Path | None = None
    language: str = attrs.field(init=False)
    reader: ArgumentReader = attrs.field(init=False)
    _zones: Zones = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        """Choose the playbook's language for errors, as the person at the counter speaks it."""
        self.language = self.desk.playbook(by=_SELF).languages[0]
        self.reader = ArgumentReader(self.find, self.files)
        self._zones = Zones(self.desk)

    def header(self) -> Answer:
        """Return the first line: who answers, so that a client can refuse to go on."""
        playbook = self.desk.playbook(by=_SELF)
        return {"door": DOOR, "complaintkit": __version__, "playbook": str(playbook), "digest": playbook.digest}

    def answer(self, line: Line) -> Answer:
        """Answer one line. Never raises but for what ends the process."""
        return _Exchange(self, line).answer()

    def find(self, channel: str, external_id: str) -> str:
        """Return the number of the case that a channel's own id stands for; who may see the case is asked later.

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
        """The clock of each case, by its unit."""
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
        """Answer, whatever becomes of it."""
        try:
            return self._handle()
        except ComplaintKitError as error:
            return self._refuse(error)
        except Exception as error:  # noqa: BLE001  the next line has to be read whatever happened to this one
            if os.environ.get(DEBUG):
                traceback.print_exception(error)
            return self._refuse(Defect(kind=type(error).__name__))

    def _handle(self) -> Answer:
        data = parse_line(self.line)
        self._note(data)
        check(data, self.line)
        envelope = read_envelope(data, self.session.reader)
        self.by, self.word = envelope.by, envelope.word
        self.kind = kinds(envelope.verb)[envelope.word]
        return self._answer_question(envelope) if envelope.verb == "get" else self._perform(envelope)

    def _note(self, data: dict[str, object]) -> None:
        """Note what an answer needs, also where the rest can't be used."""
        self.id = id if isinstance(id := data.get("id"), str) else None
        self.by = by if isinstance(by := data.get("by"), str) else None
        self.verb = "get" if "get" in data and "do" not in data else "do"

    def _perform(self, envelope: Envelope) -> Answer:
        command = self.session.reader.read(envelope.args, self.kind, "args")
        if isinstance(command, TillCommand):
            return self._perform_at_till(command, envelope)
        if isinstance(command, TaskCommand):
            return self._perform_on_task(command, envelope)
        if isinstance(command, SurveyCommand):
            return self._perform_on_survey(command, envelope)
        check_key(command, envelope.idempotency_key)
        self.reached_desk = True
        result = self.session.desk.do(
            command,
            by=envelope.by or "",
            idempotency_key=envelope.idempotency_key,
            if_version=envelope.if_version,
        )
        return _answer.answer_command(self.id, result, self.session.zones)

    def _perform_at_till(self, asked: TillCommand, envelope: Envelope) -> Answer:
        _check_no_version(envelope)
        self.reached_desk = True
        return _answer.answer_redemption(self.id, asked.perform(self.session, envelope.by or ""), asked.event)

    def _perform_on_task(self, asked: TaskCommand, envelope: Envelope) -> Answer:
        _check_no_version(envelope)
        self.reached_desk = True
        task = asked.perform(self.session, envelope.by or "", envelope.idempotency_key)
        return _answer.answer_task(self.id, task, asked.event, self.session.zones)

    def _perform_on_survey(self, asked: SurveyCommand, envelope: Envelope) -> Answer:
        _check_no_version(envelope)
        self.reached_desk = True
        asked.perform(self.session, envelope.by or "", envelope.idempotency_key)
        return _answer.answer_taken(self.id)

    def _answer_question(self, envelope: Envelope) -> Answer:
        wanted = self.session.reader.read(envelope.args, self.kind, "args")
        return _answer.answer_reading(self.id, wanted.result(self.session, envelope.by or _SELF))

    def _refuse(self, error: ComplaintKitError) -> Answer:
        if not self.reached_desk or isinstance(error, Defect):
            self._keep(error)
        return _answer.answer_refusal(self.id, self.line.number, error, self.session.language, kind=self.kind)

    def _keep(self, error: ComplaintKitError) -> None:
        """Keep what the desk never saw as it came. A question holds nothing to keep, nor does an empty line."""
        if self.verb == "get" or not self.line.content.strip():
            return
        source = self.word or ("line" if isinstance(error, BadLine) else "do")
        error.kept_as = self.session.desk.refused.keep(
            self.line.content[:KEPT], by=self.by or _SELF, source=source, error=error
        )


def _check_no_version(envelope: Envelope) -> None:
    """Refuse the version of a case where none is named.

    Raises:
        InvalidInput: there is one.
    """
    if envelope.if_version is not None:
        raise InvalidInput(
            field="if_version",
            reason=phrase("belongs to a case, and none is named"),
            next_step=phrase("Leave it out."),
        )
