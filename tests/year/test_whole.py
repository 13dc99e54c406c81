"""A year of each business: thousands of cases, and what a year has; at its end no case is left, and every rule shows. S0.12, S0.13

A few days of it here; `YEAR_DAYS=365 ./dev pytest tests/year/test_whole.py -n 2 -rP` plays the whole year and says what came of it.
"""

from __future__ import annotations

import faulthandler
import os
import runpy
import sys
import time
from pathlib import Path

import pytest

from complaintkit import TaskKind
from complaintkit.events import events
from complaintkit.testing import open_test_desk
from tests.houses import HOUSES
from tests.year.trace import TRACES, rules_of
from tests.year.whole import lines, play

RULES: dict[str, str] = runpy.run_path(str(Path(__file__).parents[2] / ".ci/rules.py"))["rules"]()
DAYS = int(os.environ.get("YEAR_DAYS", "2"))
WHOLE = DAYS >= 365
A_DAY = {"canteen-delivery": 4, "night-market": 2, "print-shop": 6, "supermarket": 5, "supermarket-service": 2}
"""So many customers come on most days of a whole year; one in a few days."""


@pytest.mark.parametrize("playbook", HOUSES)
def test_what_happens_in_a_year_leaves_no_case_behind(playbook) -> None:
    """A poisoning, a rude colleague, a bad batch, somebody leaves: all cases end, ledgers hold, every rule shows. S0.12, F8"""
    start = "2026-01-01T09:00+08:00" if WHOLE else "2026-01-29T09:00+08:00"  # a few days around the end of a month
    if WHOLE:
        faulthandler.cancel_dump_traceback_later()  # a year takes longer than what is taken for hanging
    began = time.process_time()
    with open_test_desk(playbook=playbook, organisation=HOUSES[playbook], start=start) as desk:
        played = play(playbook, days=DAYS, cases=A_DAY[playbook] if WHOLE else 1, desk=desk)
        sys.stdout.write("\n".join((*lines(played, desk), f"{time.process_time() - began:,.0f} s of CPU\n")))
    assert (played.left, played.sound) == ([], True)
    assert played.cases >= (1000 if WHOLE else 10)
    if WHOLE:
        assert played.missing == []
    assert len(played.missing) <= played.rules / 2  # some are seldom: a few days show the others


def test_each_trace_is_one_that_there_can_be() -> None:
    """Every rule has one, by an event, a kind of task, a figure that there is: else nobody would miss it. S2.12"""
    assert TRACES.keys() == RULES.keys()
    for playbook in HOUSES:
        assert rules_of(playbook)
    for trace in (one for traces in TRACES.values() for one in traces.split()):
        what, _, name = trace.partition(":")
        known = {"event": events(), "task": {kind.value for kind in TaskKind}}.get(what)
        assert known is None or name in known, trace
