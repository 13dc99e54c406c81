"""`complaintkit demo`: an evening at a night market and a day of canteen deliveries, through the real desk."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from complaintkit.cli._anywhere import anywhere
from complaintkit.cli.views.output import say
from complaintkit.model.errors import ConfigurationError
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from complaintkit.desk import Desk


_LANGUAGES = {"both": ("zh", "en"), "zh": ("zh",), "en": ("en",)}


def _chosen(_: click.Context, __: click.Parameter, value: str | None) -> tuple[str, ...]:
    """The languages to tell it in."""
    bare = (value or "both").replace("_", "-").partition("-")[0].lower()
    if bare not in _LANGUAGES:
        raise click.BadParameter(f"{value!r} is not spoken here; zh-CN, en and both are.")
    return _LANGUAGES[bare]


@click.command("demo", short_help="See an evening at a night market and a day of canteen deliveries.")
@click.option(
    "--folder", type=click.Path(path_type=Path, file_okay=False), help="Where to keep it; a new temporary folder."
)
@anywhere("--lang", callback=_chosen, metavar="zh-CN|en|both", help="In which language it is told; both.")
def command(*, folder: Path | None, lang: tuple[str, ...]) -> None:
    """See an evening at a night market and a day of canteen deliveries, told in Chinese and English.

    Both playbooks are at work in one fresh SQLite file, on a simulated clock. Everything told is read back from it, and it
    stays for you to look around in. No network and no account is used; SMS and e-mail become files.
    """
    from complaintkit.cli._founding import found
    from complaintkit.cli.demo.clock import StoryClock
    from complaintkit.cli.demo.end import end
    from complaintkit.cli.demo.stage import Stage
    from complaintkit.cli.demo.story import BEGIN, play
    from complaintkit.cli.demo.till import DemoTill
    from complaintkit.cli.demo.world import World
    from complaintkit.desk import Desk

    place = folder or Path(tempfile.mkdtemp(prefix="complaintkit-demo-"))
    _check_empty(place)
    config = found(place, kind="demo")
    clock = StoryClock(datetime.fromisoformat(BEGIN).astimezone(UTC))
    with Desk.open(config=config, clock=clock, plugins=[DemoTill(folder=place / "payments")]) as desk:
        _check_plugins(desk)
        say(f"灯河餐饮(虚构)  Lamp River Foods (invented)   {place}")
        stage = Stage(desk, place / "messages", lang)
        play(World(desk, clock, stage, slips=place / "payments"))
        end(desk, stage, place)


def _check_empty(place: Path) -> None:
    if place.is_dir() and any(place.iterdir()):
        raise ConfigurationError(
            where=str(place),
            reason=phrase("is not empty"),
            next_step=phrase("Nothing was written; name a new folder."),
        )


def _check_plugins(desk: Desk) -> None:
    plugins = desk.plugins
    if plugins.failures or not plugins.notifiers:
        raise ConfigurationError(
            where="complaintkit demo",
            reason=str(plugins.failures[0]) if plugins.failures else phrase("no messages as files"),
            next_step=phrase("pip install complaintkit[standard] brings all of them."),
        )
