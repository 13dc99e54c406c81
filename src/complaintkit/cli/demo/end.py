"""The demo's end: figures read from the database, and what to type next; each line can be pasted as it stands."""

from __future__ import annotations

import shlex
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from complaintkit.cli.demo.stage import EYES
from complaintkit.cli.views.wording import word
from complaintkit.organisation import said

if TYPE_CHECKING:
    from complaintkit.cli.demo.stage import Stage
    from complaintkit.desk import Desk
    from complaintkit.model.case import Case


def end(desk: Desk, stage: Stage, place: Path) -> None:
    """What is in the database now, and how to look around."""
    cases = list(desk.cases(by=EYES))
    stage.act("数据库里", "What the database holds")
    for row in _figures(desk, cases, place):
        for language in stage.languages:
            click.secho(f"  {row[language]}", dim=language != stage.languages[0] or None)
    stage.act("接下来", "Look around")
    for line in _commands(cases, place):
        click.echo(f"  {line}")


def _figures(desk: Desk, cases: list[Case], place: Path) -> Iterator[Mapping[str, str]]:
    yield _counted("cases", "单", cases, Counter(one.kind for one in cases))
    yield _counted("states", "状态", None, Counter(one.state for one in cases))
    yield _channels(desk, cases)
    files = [one for one in (place / "messages").iterdir() if one.suffix in (".txt", ".eml")]
    sent = Counter(_medium(one) for one in files)
    yield _counted("messages as files", "条通知（文件）", files, sent)
    checked = desk.ledger.verify(by=EYES)
    wrong, lines = len(checked.problems), checked.lines
    yield {
        "zh": f"账本 {lines} 行，{'全部与写入时一致' if not wrong else f'{wrong} 处不符'}",
        "en": f"{lines} lines of ledger, {'all as they were written' if not wrong else f'{wrong} not as written'}",
    }


def _channels(desk: Desk, cases: list[Case]) -> Mapping[str, str]:
    """In Chinese by the names that the playbooks give them; in English by the words that commands take."""
    titles = [said(desk.playbook(by=EYES, case=one).channels[one.channel].title, "zh") for one in cases]
    chinese = "、".join(f"{name} ×{number}" for name, number in Counter(titles).most_common())
    english = ", ".join(f"{name} ×{number}" for name, number in Counter(one.channel for one in cases).most_common())
    return {"zh": f"渠道：{chinese}", "en": f"channels: {english}"}


def _counted(en: str, zh: str, what: list[Case] | list[Path] | None, found: Counter[str]) -> Mapping[str, str]:
    most = found.most_common()
    count = "" if what is None else f"{len(what)} "
    return {
        "zh": f"{count}{zh}：" + "、".join(f"{word(name, 'zh')} ×{number}" for name, number in most),
        "en": f"{count}{en}: " + ", ".join(f"{name} ×{number}" for name, number in most),
    }


def _medium(file: Path) -> str:
    if file.suffix == ".eml":
        return "email"
    to = file.read_text("utf-8").partition("\n")[0].split()
    return "sms" if to[1:2] == ["phone"] else "".join(to[1:2])


def _commands(cases: list[Case], place: Path) -> Iterator[str]:
    story = next(one for one in cases if one.promises and one.approvals)
    yield f"cd {shlex.quote(str(place.resolve()))}"
    yield from _path()
    yield "complaintkit case list"
    yield "complaintkit case list --unit catering --open"
    yield f"complaintkit case show {story.number}"
    yield f"complaintkit case log {story.number} --lang zh-CN"
    yield """echo '{"id":"1","get":"duties","by":"lu","args":{"staff":"lu"}}' | complaintkit do"""
    yield "complaintkit outbox list"
    yield "complaintkit report --period 2026-11 --lang zh-CN"
    yield "complaintkit playbook handbook night-market --lang zh-CN --out handbook.html"
    yield "complaintkit verify"
    yield "ls messages payments"


def _path() -> Iterator[str]:
    """Where the command is, if it came from a virtual environment that the next shell may know nothing of."""
    program = Path(sys.executable).with_name("complaintkit")
    if program.is_file() and sys.prefix != sys.base_prefix:
        yield f'export PATH={shlex.quote(str(program.parent))}:"$PATH"'
