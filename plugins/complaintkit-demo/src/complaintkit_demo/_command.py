"""`complaintkit demo`: a folder with settings and a fresh database, the story, and what to type next."""

from __future__ import annotations

import logging
import shlex
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from complaintkit import Case, Desk
from complaintkit_demo._catalogue import phrase
from complaintkit_demo._stage import EYES, Stage
from complaintkit_demo._story import BEGIN, play
from complaintkit_demo._till import Till
from complaintkit_demo._world import StoryClock, World

_LANGUAGES = {"both": ("zh", "en"), "zh": ("zh",), "en": ("en",)}
_FOLDER = Path(__file__).with_name("folder")


def _languages(_: click.Context, __: click.Parameter, value: str) -> tuple[str, ...]:
    """Return the languages to tell it in."""
    bare = value.replace("_", "-").partition("-")[0].lower()
    if bare not in _LANGUAGES:
        raise click.BadParameter(f"{value!r} is not spoken here; zh-CN, en and both are.")
    return _LANGUAGES[bare]


@click.command("demo")
@click.option(
    "--folder", type=click.Path(path_type=Path, file_okay=False), help="Where to keep it; a new temporary folder."
)
@click.option(
    "--lang", default="both", callback=_languages, metavar="zh-CN|en|both", help="In which language it is told; both."
)
def demo(*, folder: Path | None, lang: tuple[str, ...]) -> None:
    """See an evening at a night market and a day of canteen deliveries, told in Chinese and English.

    Both playbooks are at work in one fresh SQLite file, on a simulated clock. Everything told is read back from it, and it
    stays for you to look around in. No network and no account is used; SMS and e-mail become files.
    """
    place = folder or Path(tempfile.mkdtemp(prefix="complaintkit-demo-"))
    _furnish(place)
    clock, till = StoryClock(datetime.fromisoformat(BEGIN)), Till(folder=place / "payments")
    with _opened(place, clock, till) as desk:
        name = phrase("Lamp River Foods (invented)")
        click.echo(f"{'  '.join(name.to(one) for one in lang)}   {place}")
        stage = Stage(desk, place / "messages", lang)
        play(World(desk, clock, stage, till))
        _end(desk, stage, place)


def _opened(place: Path, clock: StoryClock, till: Till) -> Desk:
    """Open the desk; that a key was made for it is nothing to read first: no customer of it is real."""
    log = logging.getLogger("complaintkit.desk")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        return Desk.open(config=place / "complaintkit.toml", clock=clock, plugins=[till])
    finally:
        log.setLevel(before)


def _furnish(place: Path) -> None:
    """Write settings and organisation into a new folder.

    Raises:
        UsageError: it holds something.
    """
    place.mkdir(parents=True, exist_ok=True)
    if any(place.iterdir()):
        raise click.UsageError(
            f"{place} is not empty. Nothing was written; name a new folder. 不是空文件夹，没有写入任何内容。"
        )
    for file in _FOLDER.iterdir():
        (place / file.name).write_bytes(file.read_bytes())


def _end(desk: Desk, stage: Stage, place: Path) -> None:
    """Tell what the database holds now, and how to look around; each line can be pasted as it stands."""
    cases, checked = list(desk.cases(by=EYES)), desk.ledger.verify(by=EYES)
    channels, files = len({one.channel for one in cases}), len(list(stage.folder.iterdir()))
    lines, wrong = checked.lines, len(checked.problems)
    stage.act(phrase("What the database holds"))
    stage.say(
        phrase(
            "{cases} cases through {channels} channels, {files} messages as files, {lines} lines of ledger, {wrong} amiss",
            cases=len(cases),
            channels=channels,
            files=files,
            lines=lines,
            wrong=wrong,
        )
    )
    stage.act(phrase("Look around"))
    for line in _commands(cases, place):
        click.echo(f"  {line}")


def _commands(cases: list[Case], place: Path) -> Iterator[str]:
    approved = next(one.number for one in cases if one.approvals)
    yield f"cd {shlex.quote(str(place.resolve()))}"
    program = Path(sys.executable).with_name("complaintkit")
    if program.is_file() and sys.prefix != sys.base_prefix:  # the next shell may know nothing of this environment
        yield f'export PATH={shlex.quote(str(program.parent))}:"$PATH"'
    yield "complaintkit case list"
    yield "complaintkit case list --unit catering --open"
    yield f"complaintkit case show {approved}"
    yield f"complaintkit case log {approved} --lang zh-CN"
    yield """echo '{"id":"1","get":"duties","by":"lu","args":{"staff":"lu"}}' | complaintkit do"""
    yield "complaintkit outbox list"
    yield "complaintkit report --period 2026-11 --lang zh-CN"
    yield "complaintkit playbook handbook night-market --lang zh-CN --out handbook.html"
    yield "complaintkit verify"
    yield "ls messages payments"
