"""Telling the demo: what the ledger says happened, in Chinese and English, as it happens. Every line is read from the desk."""

from __future__ import annotations

from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from complaintkit.cli import _inside
from complaintkit.cli._text import visible
from complaintkit.cli._timeline import Telling
from complaintkit.model.actor import DESK, System, actor_name

if TYPE_CHECKING:
    from complaintkit.cli._timeline import Entry
    from complaintkit.decision import Line
    from complaintkit.desk import Desk
    from complaintkit.model.case import Case
    from complaintkit.model.errors import ComplaintKitError

__all__ = ["Stage"]

_EYES = System("demo")
# Of what clocks and the desk itself do; the whole of it is in `complaintkit case log`.
_SHOWN = frozenset({"deadline-started", "deadline-warned", "deadline-breached", "acknowledged", "owner-told"})


@attrs.define
class Stage:
    """Where the story is told: remembers how much of it was."""

    desk: Desk
    folder: Path
    _told: int = 0
    _minute: str = ""

    def act(self, chinese: str, english: str) -> None:
        """A part of the story begins."""
        click.echo()
        click.secho(f"—— {chinese}  {english}", bold=True)

    def tell(self, case: Case) -> None:
        """What happened since, as the ledger has it."""
        lines = self.desk.timeline(case, by=_EYES)
        fresh, self._told = lines[self._told :], len(lines)
        for line in fresh:
            if (line.by != actor_name(DESK) and line.event.is_deed) or line.event.name in _SHOWN:
                self._line(case, line)

    def _line(self, case: Case, line: Line) -> None:
        chinese, english = (self._telling(case, language).entry(line) for language in ("zh", "en"))
        minute = f"{chinese.at:%m-%d %H:%M}"
        shown, self._minute = (minute if minute != self._minute else " " * len(minute)), minute
        if chinese.clock:
            click.secho(f"{shown}  · {visible(chinese.what)}   {visible(english.what)}", dim=True)
            return
        click.echo(f"{shown}  {visible(f'{chinese.who}  {chinese.what}{_note(chinese)}')}")
        click.secho(f"{' ' * len(minute)}  {visible(f'{english.what}{_note(english)}')}", dim=True)
        for text in chinese.said:
            for piece in text.splitlines():
                click.echo(f"{' ' * len(minute)}    │ {visible(piece)}")

    def _telling(self, case: Case, language: str) -> Telling:
        return Telling(
            language=language,
            zone=_inside.zone(self.desk, case.unit),
            playbook=_inside.playbook_of(self.desk, case),
            organisation=_inside.organisation(self.desk),
        )

    def refusal(self, error: ComplaintKitError) -> None:
        """The desk said no: to the person at the counter, and to the log."""
        click.echo(f"{' ' * 11}  ✗ {visible(error.user_message('zh-CN'))}")
        click.secho(f"{' ' * 11}    {visible(str(error))}", dim=True)

    def explain(self, case: Case, deadline: str) -> None:
        """Why a deadline is due when it is. R16"""
        found = next(one for one in case.deadlines if one.name == deadline)
        for language in ("zh", "en"):
            click.echo()
            for line in found.explain(language).splitlines():
                click.secho(f"    {visible(line)}", dim=language == "en")

    def letter(self, message: str) -> None:
        """An e-mail that was written to the customer, as they would read it."""
        (path,) = self.folder.glob(f"*_{message}.eml")
        mail = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
        body = mail.get_body(("plain",))
        text = body.get_content().strip() if body else ""
        click.echo()
        for line in (f"To: {mail['To']}", f"Subject: {mail['Subject']}", "", *text.splitlines()):
            click.echo(f"    ✉ {visible(line)}".rstrip())


def _note(entry: Entry) -> str:
    return f" [{entry.recorded}]" if entry.recorded else ""
