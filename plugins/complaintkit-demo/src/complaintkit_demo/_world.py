"""The world of the story: a desk, its clock, its till and a stage. Time passes, and what falls due on the way is seen to."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import attrs

from complaintkit import Case, ComplaintKitError, CustomerDoor, Desk, Envelope, Measure, Proposal, Remedy
from complaintkit_demo._stage import EYES, Stage
from complaintkit_demo._till import Till

KEY = "of-the-demo-and-of-no-use-elsewhere"  # as in folder/complaintkit.toml
SHANGHAI = ZoneInfo("Asia/Shanghai")
_STEP = timedelta(hours=2)
_MANY = 500


@attrs.define
class StoryClock:
    """Shows the time that the story has come to."""

    at: datetime

    def now(self) -> datetime:
        """Return this instant, aware, in UTC."""
        return self.at.astimezone(UTC)


@attrs.frozen
class World:
    """All that the acts play with."""

    desk: Desk
    clock: StoryClock
    stage: Stage
    till: Till

    def at(self, minute: str, *, days: int = 0) -> None:
        """Let it become that time of the day, in Shanghai: a worker sees to all that falls due before."""
        local = self.clock.at.astimezone(SHANGHAI) + timedelta(days=days)
        target = datetime.combine(local, time.fromisoformat(minute), tzinfo=SHANGHAI)
        self.work()
        while self.clock.at < target:
            self.clock.at = min(target, self.clock.at + _STEP, *self._due())
            self.work()

    def _due(self) -> Iterator[datetime]:
        """List when deadlines are warned of, or breached."""
        for case in self.stage.cases.values():
            for one in case.open_deadlines:
                if one.next_at and one.next_at > self.clock.at:
                    yield one.next_at

    def work(self) -> None:
        """Do what a worker does all day, deadlines and messages; then the stage tells what happened."""
        self.desk.work_blocking(limit=_MANY)
        self.stage.look()

    def now(self, case: Case) -> Case:
        """Return the case as it stands."""
        return self.desk.case(case, by=EYES)

    def door(self, case: Case, message: str) -> CustomerDoor:
        """Open the link in a message of ours, as its customer."""
        self.work()
        found = re.search(r"/c/(\S+?)[。.]?(?:\s|$)", self.stage.letter(case, message))
        return self.desk.customer(found[1] if found else "")

    def refused(self, deed: Callable[[], object]) -> ComplaintKitError:
        """Try what the rules forbid, and be told so."""
        self.stage.look()
        try:
            deed()
        except ComplaintKitError as error:
            self.stage.refusal(error)
            return error
        raise ValueError("that was allowed")

    # ---- what takes several steps ------------------------------------------------------------------------------------------
    def offer(
        self,
        case: Case,
        measure: str,
        *,
        by: str,
        who: str,
        days: int,
        remedies: Sequence[Remedy | Proposal] = (),
        upheld: str | None = None,
        follow_up: int | None = None,
    ) -> None:
        """Offer a plan of one measure, which somebody carries out within some days; `upheld` says why the customer is right."""
        self.desk.offer_plan(
            case,
            by=by,
            measures=[Measure(measure, who=who, due=timedelta(days=days))],
            remedies=remedies,
            decisions={"1": ("upheld", upheld)} if upheld else None,
            follow_up=timedelta(days=follow_up) if follow_up else None,
        )

    def agree(self, case: Case, *, by: str, remark: str | None = None) -> None:
        """Write down that the customer agreed on the telephone."""
        if plan := self.now(case).plan:
            self.desk.answer_plan(case, by=by, plan=plan.id, accepted=True, via="call", remark=remark)

    def carry_out(self, case: Case) -> None:
        """Have whoever has something of the plan to do say that it is done."""
        for one in self.now(case).measures:
            self.desk.do_measure(case, by=one.who, measure=one.id)

    def answer(self, door: CustomerDoor, remark: str, *, accepted: bool = True) -> None:
        """Answer the plan by the customer's own door."""
        if plan := door.plan:
            door.answer_plan(plan.id, accepted=accepted, remark=remark)

    def decide(self, case: Case, decision: str, *, by: str, present: Sequence[str] = (), receive: bool = True) -> None:
        """Receive what was brought upwards, and decide it."""
        if escalation := self.now(case).escalation:
            if receive:
                self.desk.receive_escalation(case, by=by, escalation=escalation.id)
            self.desk.decide_meeting(case, by=by, escalation=escalation.id, decision=decision, present=present)

    # ---- what comes from outside -------------------------------------------------------------------------------------------
    def called(self, text: str, *, staff: str, customer: tuple[str, str]) -> Case:
        """Ring up; whoever takes the call writes down what was said."""
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
        """Post a form from the website: it signs the channel, the time and the very bytes, as complaintkit-webform asks."""
        now = self.clock.now()
        body, seconds = json.dumps(form, ensure_ascii=False).encode(), str(int(now.timestamp()))
        signature = hmac.digest(KEY.encode(), f"web\n{seconds}\n".encode() + body, "sha256").hex()
        headers = {"X-Complaint-Timestamp": seconds, "X-Complaint-Signature": f"v2={signature}"}
        self.desk.intake("web", Envelope(body, headers=headers, received_at=now))
        return self._newest("web")

    def put_in(self, table: str, *, staff: str) -> list[Case]:
        """Read a table of complaints that somebody took from a box; return the cases, oldest first."""
        self.desk.intake("csv", Envelope(table.encode(), staff=staff, received_at=self.clock.now()))
        return list(self.desk.cases(by=EYES, channel="csv"))[::-1]

    def _newest(self, channel: str) -> Case:
        return next(iter(self.desk.cases(by=EYES, channel=channel)))
