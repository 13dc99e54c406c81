"""The demo's world: a desk, its clock, and a stage; time passes, and what falls due on the way is seen to."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import attrs

from complaintkit.cli.demo.stage import EYES, token_of
from complaintkit.model.errors import ComplaintKitError
from complaintkit.ports.envelope import Envelope

if TYPE_CHECKING:
    from complaintkit.cli.demo.clock import StoryClock
    from complaintkit.cli.demo.stage import Stage
    from complaintkit.desk import CustomerDoor, Desk
    from complaintkit.model.case import Case


KEY = "of-the-demo-and-of-no-use-elsewhere"  # as in templates/demo/complaintkit.toml
SHANGHAI = ZoneInfo("Asia/Shanghai")
_STEP = timedelta(hours=2)
_MANY = 500


@attrs.define
class World:
    """What the acts play in."""

    desk: Desk
    clock: StoryClock
    stage: Stage
    slips: Path

    def at(self, minute: str, *, days: int = 0) -> None:
        """It becomes that time of the day, in Shanghai: a worker sees to all that falls due before."""
        local = self.clock.at.astimezone(SHANGHAI) + timedelta(days=days)
        target = datetime.combine(local, time.fromisoformat(minute), tzinfo=SHANGHAI).astimezone(UTC)
        self.work()
        while self.clock.at < target:
            self.clock.at = min(target, self.clock.at + _STEP, *self._due())
            self.work()

    def _due(self) -> Iterator[datetime]:
        """When deadlines are warned of, or breached."""
        for case in self.stage.cases.values():
            for one in case.open_deadlines:
                if one.next_at and one.next_at > self.clock.at:
                    yield one.next_at

    def work(self) -> None:
        """What a worker does all day: deadlines and messages. Then the stage tells what happened."""
        self.desk.work_blocking(limit=_MANY)
        self.stage.look()

    def now(self, case: Case) -> Case:
        """The case as it stands."""
        return self.desk.case(case, by=EYES)

    def door(self, case: Case, message: str) -> CustomerDoor:
        """The customer opens the link in a message of ours."""
        self.work()
        return self.desk.customer(token_of(self.stage.letter(case, message)))

    def refused(self, deed: Callable[[], object]) -> ComplaintKitError:
        """Somebody tries what the rules forbid, and is told so."""
        self.stage.look()
        try:
            deed()
        except ComplaintKitError as error:
            self.stage.refusal(error)
            return error
        raise ValueError("that was allowed")

    # ---- what comes from outside -----------------------------------------------------------------------------------------
    def called(self, text: str, *, staff: str, customer: tuple[str, str]) -> Case:
        """Somebody rings up; whoever takes the call writes down what was said."""
        name, number = customer
        call = {
            "id": f"call-{number}",
            "way": "in",
            "number": number,
            "name": name,
            "at": self.clock.at.astimezone(SHANGHAI).isoformat(),
            "seconds": 95,
            "summary": text,
        }
        self.desk.intake("phone", Envelope.of(call, staff=staff))
        return self._newest("phone")

    def posted(self, **form: str) -> Case:
        """The website posts a form, and signs the time and the very bytes of it, as complaintkit-webform asks."""
        body, seconds = json.dumps(form, ensure_ascii=False).encode(), str(int(self.clock.at.timestamp()))
        signature = hmac.digest(KEY.encode(), f"{seconds}.".encode() + body, "sha256").hex()
        headers = {"X-Complaint-Timestamp": seconds, "X-Complaint-Signature": f"v1={signature}"}
        self.desk.intake("web", Envelope(body, headers=headers, received_at=self.clock.at))
        return self._newest("web")

    def put_in(self, table: str, *, staff: str) -> list[Case]:
        """A table of complaints, read by whoever emptied the box; the cases, oldest first."""
        self.desk.intake("csv", Envelope(table.encode(), staff=staff, received_at=self.clock.at))
        return list(self.desk.cases(by=EYES, channel="csv"))[::-1]

    def _newest(self, channel: str) -> Case:
        return next(iter(self.desk.cases(by=EYES, channel=channel)))
