"""The stage: tells what the ledgers say happened, in order of time, as it happens. Every line is read back from the desk."""

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

from complaintkit import Case, Desk, System
from complaintkit_demo._catalogue import phrase

if TYPE_CHECKING:
    from complaintkit import ComplaintKitError, TimelineEntry
    from complaintkit.plugin import Phrase

EYES = System("demo")
_DESK = "system:desk"
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
_LEFT_OUT = frozenset("customer heard evidence subject attachments fields items".split())  # of what was said
_PERSON = re.compile(r"([一-龥]+)(?: \(|（)([a-z]+)[)）]")  # as the timeline writes somebody
_WEEKDAYS = (
    phrase("Monday"),
    phrase("Tuesday"),
    phrase("Wednesday"),
    phrase("Thursday"),
    phrase("Friday"),
    phrase("Saturday"),
    phrase("Sunday"),
)
_BETWEEN = " / "  # what people of the story say is in both languages


@attrs.frozen
class Moment:
    """One thing that happened to a case, told in each language."""

    case: Case
    told: tuple[TimelineEntry, ...]

    @property
    def at(self) -> datetime:
        """The time it happened, where the unit is."""
        return self.told[0].at

    @property
    def by(self) -> str:
        """The id of whoever did it."""
        return self.told[0].entry.by

    @property
    def name(self) -> str:
        """The event."""
        return self.told[0].entry.event.name

    @property
    def number(self) -> str:
        """The case's number without its day."""
        unit, _, count = self.case.number.rsplit("-", 2)
        return f"{unit}-{count}"

    @property
    def is_deed(self) -> bool:
        """True where somebody did it whom the sentence does not name."""
        return not self.told[0].clock and self.by != "customer" and not self.by.startswith("system:")

    @property
    def is_shown(self) -> bool:
        """True where it is part of the story."""
        event = self.told[0].entry.event
        if event.name == "budget-reserved":
            return bool(self.case.approvals)
        if event.name == "first-handling-done":
            return self.by != self.case.owner
        if event.name == "escalation-received":  # by somebody: that the message arrived says little
            return self.by != _DESK
        if event.name == "remedy-given":  # what was put right at the counter is told with it
            return self.by == _DESK
        if event.name == "message-sent":
            return getattr(event, "message", "") in _MESSAGES
        return event.name in _SHOWN


@attrs.define
class Stage:
    """Prints the story, and remembers how much of it was told."""

    desk: Desk
    folder: Path
    languages: tuple[str, ...]
    cases: dict[str, Case] = attrs.field(factory=dict)
    _after: str | None = None
    _told: dict[str, int] = attrs.field(factory=dict)
    _day: str = ""
    _minute: str = ""

    # ---- what happened ------------------------------------------------------------------------------------------------
    def act(self, title: Phrase, rules: str = "") -> None:
        """Begin a part of the story, which shows these rules at work."""
        self.look()
        self._print()
        self._print("—— " + "  ".join(self._each(title)) + (f" ({rules})" if rules else ""), bold=True)

    def look(self) -> None:
        """Tell what happened since, by time, as the ledgers have it."""
        line: list[Moment] = []
        for moment in sorted(self._fresh(), key=lambda one: one.at):
            if line and not self._fits([*line, moment]):
                self._tell(line)
                line = []
            line.append(moment)
        if line:
            self._tell(line)

    def _fresh(self) -> Iterator[Moment]:
        """Yield what happened since, as far as it is part of the story."""
        events = list(self.desk.events(self._after))
        self._after = events[-1].position if events else self._after
        for number in dict.fromkeys(one.number for one in events if one.number):
            case = self.cases[number] = self.desk.case(number, by=EYES)
            told = [self.desk.timeline_in_words(case, by=EYES, language=one) for one in self.languages]
            start, self._told[number] = self._told.get(number, 0), len(told[0])
            found = (Moment(case, entries) for entries in list(zip(*told, strict=True))[start:])
            yield from (one for one in found if one.is_shown)

    def _fits(self, moments: Sequence[Moment]) -> bool:
        """Return whether one person did all of it, on one case in one minute, and it can be told in one line."""
        first, last = moments[0], moments[-1]
        if (first.number, f"{first.at:%d %H:%M}") != (last.number, f"{last.at:%d %H:%M}") or last.by not in (
            first.by,
            _DESK,
        ):
            return False
        room = _WIDE - len(_MARGIN) - _NUMBER
        return all(cell_len(_words(moments, number, one)) <= room for number, one in enumerate(self.languages))

    def _tell(self, moments: Sequence[Moment]) -> None:
        first = moments[0]
        self._turn(first.at)
        minute = f"{first.at:%H:%M}" if f"{first.at:%H:%M}" != self._minute else ""
        self._minute = minute or self._minute
        margin = f"{minute:5}  {first.number:{_NUMBER}}"
        late = "red" if any(one.name in _LATE for one in moments) else None
        for number, language in enumerate(self.languages):
            self._print(margin + _words(moments, number, language), dim=bool(number), fg=late)
            margin = " " * len(margin)

    def _turn(self, at: datetime) -> None:
        """Give a new day a line of its own."""
        if (day := f"{at:%Y-%m-%d}") != self._day:
            self._day, self._minute = day, ""
            self._print(f"{day} {'  '.join(self._each(_WEEKDAYS[at.weekday()]))}", bold=True)

    # ---- beside the ledger -----------------------------------------------------------------------------------------------
    def refusal(self, error: ComplaintKitError) -> None:
        """Show that the desk said no."""
        self._note("✗", [str(error) if one == "en" else error.user_message(one) for one in self.languages])

    def note(self, mark: str, text: Phrase) -> None:
        """Show something that stands in no ledger."""
        self._note(mark, self._each(text))

    def say(self, text: Phrase) -> None:
        """Print a sentence of the demo's own."""
        for one in self._each(text):
            self._print(f"  {one}")

    def _note(self, mark: str, texts: Sequence[str]) -> None:
        self._today()
        for one in texts:
            self._print(f"{_MARGIN}{mark} {one}", fg="yellow")

    def letter(self, case: Case, message: str) -> str:
        """Show a message as the customer got it, and return its text."""
        self._today()
        path = max(self.folder.glob(f"{case.number}_*_{message}.*"), key=lambda one: one.stat().st_mtime_ns)
        text = _body(path)
        shown = re.sub(r"/c/\S+", "/c/…", " ".join(text.split()))
        for mark in ("✉ ", "  "):
            line = shown if mark == "  " else set_cell_size(shown, _WIDE - len(_MARGIN) - 2).rstrip()
            shown = shown.removeprefix(line).strip()
            if line:
                self._print(f"{_MARGIN}{mark}{line}", fg="cyan")
        return text

    def _today(self) -> None:
        self.look()
        self._turn(self.desk.clock.now().astimezone(self.desk.people.zone(by=EYES)))

    def _each(self, text: Phrase) -> list[str]:
        """Return a text in each language that the story is told in."""
        return [text.to(one) for one in self.languages]

    def _print(self, text: str = "", *, dim: bool = False, bold: bool = False, fg: str | None = None) -> None:
        whole = cell_len(text) <= _WIDE
        shown = text if whole else f"{set_cell_size(text, _WIDE - 1).rstrip()}…"
        click.secho(shown, dim=dim or None, bold=bold or None, fg=fg)


def _words(moments: Sequence[Moment], number: int, language: str) -> str:
    """Return in one language what one person did in a minute; of a person the name in Chinese, else the id."""
    entries = [one.told[number] for one in moments]
    colon, comma, person = ("：", "；", r"\1") if language == "zh" else (": ", "; ", r"\2")
    what = comma.join(_sentence(one, language) for one in entries)
    whole = f"{entries[0].who}{colon}{what}" if moments[0].is_deed else what
    return _PERSON.sub(person, whole)


def _sentence(entry: TimelineEntry, language: str) -> str:
    said = "; ".join(half(one.words, language) for one in entry.said if one.field not in _LEFT_OUT)
    return entry.what.rstrip(" :：-") + (f"  “{said}”" if said else "")


def half(text: str, language: str) -> str:
    """Return the part of a text in one language, without who does it by when; all of it where it is in one only.

    >>> half("米饭有酸味 / the rice smells sour", "en"), half("冷了", "en")
    ('the rice smells sour', '冷了')
    """
    first, found, second = text.rpartition("\n")[2].partition(" — ")[0].partition(_BETWEEN)
    return second if found and language == "en" else first


def _body(path: Path) -> str:
    if path.suffix != ".eml":
        return path.read_text("utf-8").partition("\n\n")[2].strip()
    mail = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    body = mail.get_body(("plain",))
    return str(body.get_content()).strip() if body else ""
