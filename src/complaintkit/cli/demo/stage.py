"""Telling the demo: what the ledgers say happened, in order of time, as it happens. Every line is read back from the desk."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click
from rich.cells import cell_len, set_cell_size

from complaintkit.cli.demo.voice import Voice, clipped
from complaintkit.cli.views.text import visible
from complaintkit.model.actor import DESK, System, actor_name
from complaintkit.model.phrase import in_language
from complaintkit.model.wording import PROMISES, word_in

if TYPE_CHECKING:
    from complaintkit.decision import LedgerEntry
    from complaintkit.desk import Desk
    from complaintkit.model.case import Case
    from complaintkit.model.errors import ComplaintKitError
    from complaintkit.model.handover import Stayed
    from complaintkit.model.remedy import PromisedRemedy


EYES = System("demo")
_WIDE = 110
_MARGIN = " " * 7
_NUMBER = 12
# The story: whole, but for what follows of itself. All of it is in `complaintkit case log`.
_SHOWN = frozenset(
    "received settled first-handling-done facts-recorded plan-offered plan-answered new-cycle told resolved cleared-up"
    " survey-answered dispatched dispatch-reported handover-offered handover-accepted handover-declined"
    " escalated escalation-received meeting-decided approval-asked approved budget-reserved remedy-ordered"
    " coupon-minted coupon-redeemed deadline-warned deadline-breached second-grievance-marked".split()
)
_MESSAGES = frozenset({"alarm", "new-owner"})  # that are part of the story
_LATE = frozenset({"deadline-breached", "handover-declined", "escalated"})


@attrs.define
class Stage:
    """Where the story is told: remembers how much of it was."""

    desk: Desk
    folder: Path
    languages: tuple[str, ...]
    cases: dict[str, Case] = attrs.field(factory=dict)
    """As they stood when they were last looked at: as they stand, for whatever happens is in the feed."""
    _after: str | None = None
    _told: dict[str, int] = attrs.field(factory=dict)
    _voices: dict[tuple[str, str], Voice] = attrs.field(factory=dict)
    _day: str = ""
    _minute: str = ""

    # ---- what happened ------------------------------------------------------------------------------------------------
    def act(self, chinese: str, english: str) -> None:
        """A part of the story begins."""
        self.look()
        self._say()
        self._say("—— " + "  ".join(self._both(chinese, english)), bold=True)

    def slip(self, promise: PromisedRemedy, slips: int) -> None:
        """How far a remedy has got, and what the till has to show for it."""
        self._today()
        state = word_in(PROMISES, promise.state)
        chinese = f"收款机没有回话；凭条 {slips} 张，状态：{in_language(state, 'zh')}。先核对，不重复付款"
        english = f"the till never answered; {slips} slip, {in_language(state, 'en')}: ask first, never pay twice"
        for text in self._both(chinese, english):
            self._say(f"{_MARGIN}• {text}", fg="yellow")

    def look(self) -> None:
        """What happened since, by time, as the ledgers have it."""
        fresh = sorted(self._fresh(), key=lambda one: one[0].at)
        group: list[LedgerEntry] = []
        shown: Case | None = None
        for line, case in fresh:
            if not self._is_told(line, case):
                continue
            if group and shown and not (shown is case and self._fits([*group, line], case)):
                self._tell(group, shown)
                group = []
            group, shown = [*group, line], case
        if group and shown:
            self._tell(group, shown)

    def _fits(self, lines: Sequence[LedgerEntry], case: Case) -> bool:
        """Whether somebody did all of it in one minute, and it can be told in one line."""
        first, last = lines[0], lines[-1]
        if first.at.replace(second=0) != last.at.replace(second=0) or last.by not in (first.by, actor_name(DESK)):
            return False
        room = _WIDE - len(_MARGIN) - _NUMBER
        return all(cell_len(self._voice(case, one).lines(lines)) <= room for one in self.languages)

    def _fresh(self) -> Iterator[tuple[LedgerEntry, Case]]:
        events = list(self.desk.events(self._after))
        self._after = events[-1].position if events else self._after
        for number in dict.fromkeys(one.number for one in events if one.number):
            case = self.cases[number] = self.desk.case(number, by=EYES)
            lines = self.desk.timeline(case, by=EYES)
            start, self._told[number] = self._told.get(number, 0), len(lines)
            yield from ((line, case) for line in lines[start:])

    def _is_told(self, line: LedgerEntry, case: Case) -> bool:
        if line.event.name == "budget-reserved":
            return bool(case.approvals)
        if line.event.name == "first-handling-done":
            return line.by != case.owner
        if line.event.name == "remedy-given":  # what was put right at the counter is told with it
            return line.by == actor_name(DESK)
        if line.event.name == "message-sent":
            return getattr(line.event, "message", "") in _MESSAGES
        return line.event.name in _SHOWN

    def _tell(self, lines: Sequence[LedgerEntry], case: Case) -> None:
        clock = self._clock(lines[0], case)
        late = "red" if any(one.event.name in _LATE for one in lines) else None
        for language in self.languages:
            first = language == self.languages[0]
            margin = clock + _short(case) if first else " " * (len(clock) + _NUMBER)
            self._say(margin + self._voice(case, language).lines(lines), dim=not first, fg=late)

    def _clock(self, line: LedgerEntry, case: Case) -> str:
        at = line.at.astimezone(self.desk.people.zone(case.unit, by=EYES))
        self._turn(at)
        minute = f"{at:%H:%M}"
        shown, self._minute = (minute if minute != self._minute else "     "), minute
        return f"{shown}  "

    def _turn(self, at: datetime) -> None:
        """A new day has a line of its own."""
        if (day := f"{at:%Y-%m-%d}") != self._day:
            self._day, self._minute = day, ""
            self._say(f"{day} {'  '.join(self._both('周' + '一二三四五六日'[at.weekday()], f'{at:%A}'))}", bold=True)

    def _today(self) -> None:
        self.look()
        self._turn(self.desk.clock.now().astimezone(self.desk.people.zone(by=EYES)))

    def _voice(self, case: Case, language: str) -> Voice:
        """Kept for as long as the case stands as it does."""
        known = self._voices.get((case.number, language))
        if known is None or known.promises != case.promises:
            known = self._voices[case.number, language] = Voice(
                language=language,
                zone=self.desk.people.zone(case.unit, by=EYES),
                playbook=self.desk.playbook(by=EYES, case=case),
                organisation=self.desk.people.organisation(by=EYES),
                promises=case.promises,
            )
        return known

    # ---- beside the ledger -----------------------------------------------------------------------------------------------
    def refusal(self, error: ComplaintKitError) -> None:
        """The desk said no."""
        self._today()
        for text in self._both(error.user_message("zh-CN"), str(error)):
            self._say(f"{_MARGIN}✗ {text}", fg="yellow")

    def stayed(self, one: Stayed) -> None:
        """A case that may not pass to the next shift, and why."""
        self._today()
        for language in self.languages:
            reason = in_language(one.reason, language)
            self._say(f"{_MARGIN}✗ {one.case}: {reason} ({one.rule})", fg="yellow")

    def letter(self, case: Case, message: str) -> str:
        """A message as the customer got it: the file; what stands in it."""
        self._today()
        path = max(self.folder.glob(f"{case.number}_*_{message}.*"), key=lambda one: one.stat().st_mtime_ns)
        text = _body(path)
        shown = re.sub(r"/c/\S+", "/c/…", " ".join(text.split()))
        for mark in ("✉ ", "  "):
            line = shown if mark == "  " else set_cell_size(shown, _WIDE - len(_MARGIN) - 2).rstrip()
            shown = shown.removeprefix(line).strip()
            if line:
                self._say(f"{_MARGIN}{mark}{line}", fg="cyan")
        return text

    def _both(self, chinese: str, english: str) -> tuple[str, ...]:
        return tuple({"zh": chinese, "en": english}[one] for one in self.languages)

    def _say(self, text: str = "", *, dim: bool = False, bold: bool = False, fg: str | None = None) -> None:
        click.secho(clipped(visible(text), _WIDE), dim=dim or None, bold=bold or None, fg=fg)


def _short(case: Case) -> str:
    """The number without its day."""
    unit, _, count = case.number.rsplit("-", 2)
    return f"{unit}-{count}".ljust(_NUMBER)


def _body(path: Path) -> str:
    if path.suffix != ".eml":
        return path.read_text("utf-8").partition("\n\n")[2].strip()
    mail = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    body = mail.get_body(("plain",))
    return str(body.get_content()).strip() if body else ""


def token_of(text: str) -> str:
    """The token of the customer's own link in a message."""
    found = re.search(r"/c/(\S+?)[。.]?(?:\s|$)", text)
    if found is None:
        raise ValueError("no link in this message")
    return found[1]
