"""`complaintkit demo`: one complaint's whole life on a simulated clock, through the real desk."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from complaintkit.cli._output import say
from complaintkit.model.bilingual import both
from complaintkit.model.errors import ConfigurationError

if TYPE_CHECKING:
    from complaintkit.desk import Desk
    from complaintkit.model.case import Case

__all__ = ["command"]


@click.command("demo", short_help="See one complaint's whole life, from the hotline to the archive.")
@click.option(
    "--folder", type=click.Path(path_type=Path, file_okay=False), help="Where to keep it; a new temporary folder."
)
def command(*, folder: Path | None) -> None:
    """See one complaint's whole life, in Chinese and English: the playbook canteen-delivery at work on a simulated clock.

    Everything told is read back from a real database, which stays for you to look around in. No network is used.
    """
    from complaintkit.cli._demo_clock import StoryClock
    from complaintkit.cli._demo_stage import Stage
    from complaintkit.cli._demo_story import BEGIN, play
    from complaintkit.cli._founding import found
    from complaintkit.desk import Desk

    place = folder or Path(tempfile.mkdtemp(prefix="complaintkit-demo-"))
    config = found(place)
    clock = StoryClock(datetime.fromisoformat(BEGIN).astimezone(UTC))
    with Desk.open(config=config, clock=clock) as desk:
        _check_files(desk)
        say(f"清禾团餐(虚构)  Qinghe Catering (invented)   {place}")
        case = play(desk, clock, Stage(desk, place / "messages"))
        _end(desk, case, place)


def _check_files(desk: Desk) -> None:
    from complaintkit.cli import _inside

    plugins = _inside.plugins(desk)
    if not plugins.notifiers:
        reason: str = str(plugins.failures[0]) if plugins.failures else both("none is in use", "没有启用")
        raise ConfigurationError(
            where="complaintkit-files",
            reason=reason,
            next_step=both(
                "pip install complaintkit[standard] brings it.", "请运行 pip install complaintkit[standard] 安装。"
            ),
        )


def _end(desk: Desk, case: Case, place: Path) -> None:
    from complaintkit.cli import _inside

    ledgers = list(_inside.checked(desk))
    messages = sum(1 for _ in (place / "messages").iterdir())
    say(
        f"\n{case.number}: {case.state}. {sum(one.lines for one in ledgers)} lines of ledger, {messages} messages as files.\n"
    )
    say("接下来  Look around:\n")
    config = f"--config {place / 'complaintkit.toml'}"
    for line in (
        f"complaintkit case show {case.number} {config}",
        f"complaintkit case log {case.number} --lang zh-CN {config}",
        f"complaintkit outbox list {config}",
        f"complaintkit verify {config}",
        f"ls {place / 'messages'}",
        "complaintkit due --calendar cn --start 2026-09-30T11:42+08:00 --working-days 3 --explain",
        "complaintkit init my-desk",
    ):
        say(f"  {line}")
