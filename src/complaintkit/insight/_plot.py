"""Plots of a report as SVG in which words stay words: the reader's own font shows them, Chinese too. Needs `complaintkit[report]`.

The plotting library never meets a word. It would measure it, and a server without Chinese fonts measures boxes; so each word
is drawn as a short mark at a place that needs no measuring, and put in afterwards, escaped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from io import StringIO
from typing import TYPE_CHECKING, Any, Final

import attrs

from complaintkit.model.errors import ConfigurationError
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_NOW, _BEFORE, _LATE, _INK, _SOFT = "#0b6b63", "#b9c6d3", "#c2571a", "#1c2530", "#5b6776"
_WIDTH: Final = 7.2  # inches; the page scales it
_HEAD: Final = re.compile(r"^.*?(?=<svg)|<metadata>.*?</metadata>|<style[^>]*>.*?</style>|<!--.*?-->", re.DOTALL)
_OURS: Final = re.compile(r' id="[a-zA-Z]+\w*_\d+"| ?font-family: [^;"]*;?')
_MARK: Final = re.compile(r"@(\d+)@")


@attrs.frozen
class Bar:
    """One row of bars: what it is, how much now and before, and what is written beside each."""

    name: str
    now: float
    before: float
    told: str
    told_before: str


@attrs.frozen
class Range:
    """One row of an interval: the share, from where to where it may well be; now, and before where anybody answered."""

    name: str
    now: tuple[float, float, float]
    before: tuple[float, float, float] | None


@attrs.define
class _Plot:
    """One plot that is being drawn, and the words that belong into it."""

    rows: int
    height: float
    axes: Axes = attrs.field(init=False)
    _figure: Any = attrs.field(init=False)
    _words: list[str] = attrs.field(factory=list, init=False)

    def __attrs_post_init__(self) -> None:
        try:
            from matplotlib.figure import Figure
        except ModuleNotFoundError:
            raise ConfigurationError(
                where="report",
                reason=phrase("what draws plots is not installed"),
                next_step=phrase("pip install complaintkit[report]; or ask for the page without plots."),
            ) from None
        self._figure = Figure(figsize=(_WIDTH, self.height))
        self.axes = self._figure.add_axes((0.01, 0.01, 0.98, 0.98))
        self.axes.set_axis_off()
        self.axes.set_ylim(self.rows - 0.35, -0.65)

    def say(self, x: float, y: float, words: str, *, small: bool = False, centred: bool = False) -> None:
        """Put words at a place."""
        self._words.append(words)
        self.axes.text(
            x,
            y,
            f"@{len(self._words) - 1}@",
            fontsize=7 if small else 9,
            color=_SOFT if small else _INK,
            ha="center" if centred else "left",
        )

    def svg(self, title: str) -> str:
        """Return the plot, ready to stand in a page."""
        import matplotlib as mpl

        out = StringIO()
        with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": title}):
            self._figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
        bare = _OURS.sub("", _HEAD.sub("", out.getvalue()))
        told = _MARK.sub(lambda found: escape(self._words[int(found[1])]), bare)
        return told.replace("<svg ", f'<svg role="img" aria-label="{escape(title)}" ', 1).strip()


def bars(title: str, rows: Sequence[Bar]) -> str:
    """Draw bars now above those before, each with its name over it and its figure behind it."""
    plot = _Plot(len(rows), 0.43 * len(rows) + 0.1)
    most = max((max(one.now, one.before) for one in rows), default=1) or 1
    plot.axes.set_xlim(0, most * 1.16)
    for at, one in enumerate(rows):
        plot.say(0, at - 0.3, one.name)
        plot.axes.barh([at - 0.06, at + 0.22], [one.now, one.before], height=[0.3, 0.16], color=[_NOW, _BEFORE])
        plot.say(one.now + most * 0.01, at + 0.02, one.told)
        if one.before:  # nothing is no bar, and a nought under every name says no more
            plot.say(one.before + most * 0.01, at + 0.29, one.told_before, small=True)
    return plot.svg(title)


def stacks(title: str, rows: Sequence[tuple[str, int, int, str]]) -> str:
    """Draw what was in time and what was late as parts of one bar, with its name over it and what is told behind it."""
    plot = _Plot(len(rows), 0.36 * len(rows) + 0.1)
    plot.axes.set_xlim(0, 1.25)
    for at, (name, good, late, told) in enumerate(rows):
        part = good / (good + late)
        plot.say(0, at - 0.26, name)
        plot.axes.barh([at, at], [part, 1 - part], left=[0, part], height=0.34, color=[_NOW, _LATE])
        plot.say(1.01, at + 0.1, told)
    return plot.svg(title)


def ranges(title: str, rows: Sequence[Range]) -> str:
    """Draw shares as points within their intervals, on a scale from 0 to 100 %."""
    plot = _Plot(len(rows), 0.42 * len(rows) + 0.3)
    plot.axes.set_xlim(-0.02, 1.04)
    plot.axes.set_ylim(len(rows) - 0.1, -0.65)
    for tick in (0, 0.25, 0.5, 0.75, 1):
        plot.axes.plot([tick, tick], [-0.35, len(rows) - 0.4], color="#e3e8ee", linewidth=0.8, zorder=0, clip_on=False)
        plot.say(tick, len(rows) - 0.18, f"{tick:.0%}", small=True, centred=True)
    for at, one in enumerate(rows):
        plot.say(0, at - 0.3, one.name)
        for (share, low, high), y, colour in ((one.now, at, _NOW), (one.before or (0, 0, 0), at + 0.26, _BEFORE)):
            if colour == _NOW or one.before:
                plot.axes.plot([low, high], [y, y], color=colour, linewidth=2.4, solid_capstyle="butt", clip_on=False)
                plot.axes.barh([y], [0.008], left=[share - 0.004], height=0.22, color=colour, clip_on=False)
    return plot.svg(title)


def columns(title: str, spans: Sequence[tuple[str, int]]) -> str:
    """Draw a column for each span of the period, as far as there is room with its name below it."""
    plot = _Plot(1, 1.5)
    most = max((count for _, count in spans), default=1) or 1
    plot.axes.set_xlim(-0.7, len(spans) - 0.3)
    plot.axes.set_ylim(-0.22 * most, most * 1.2)
    every = -(-len(spans) // 16)
    plot.axes.bar(range(len(spans)), [count for _, count in spans], width=0.7, color=_NOW)
    plot.axes.plot([-0.5, len(spans) - 0.5], [0, 0], color=_BEFORE, linewidth=0.8)
    for at, (name, count) in enumerate(spans):
        if at % every == 0:
            plot.say(at, -0.16 * most, name, small=True, centred=True)
        if count:
            plot.say(at, count + most * 0.04, str(count), small=True, centred=True)
    return plot.svg(title)
