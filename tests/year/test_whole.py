"""A short form of a business's year: `python -m benchmarks.year` plays a whole one. S0.12, S0.13"""

from __future__ import annotations

import runpy
from pathlib import Path

from complaintkit import TaskKind
from complaintkit.events import events
from complaintkit.testing import open_test_desk
from tests.houses import HOUSES
from tests.year.trace import TRACES, rules_of
from tests.year.whole import play

RULES: dict[str, str] = runpy.run_path(str(Path(__file__).parents[2] / ".ci/rules.py"))["rules"]()


def test_what_happens_in_a_year_leaves_no_case_behind() -> None:
    """A poisoning, a rude colleague, a bad batch, somebody who leaves: all cases end, the ledgers hold. S0.12, F8"""
    with open_test_desk(
        playbook="print-shop", organisation=HOUSES["print-shop"], start="2026-01-29T09:00+08:00"
    ) as desk:
        played = play("print-shop", days=5, cases=2, desk=desk)
    assert (played.left, played.sound) == ([], True)
    assert played.cases >= 10
    seldom = tuple("F2 F3 F5 F6 F7 R5 R8 R14 R15".split())  # too seldom for a few days
    assert [one for one in played.missing if "event:" in one and not one.startswith(seldom)] == []


def test_each_trace_is_one_that_there_can_be() -> None:
    """Every rule has one, by an event, a kind of task, a figure that there is: else nobody would miss it. S2.12"""
    assert TRACES.keys() == RULES.keys()
    for playbook in HOUSES:
        assert rules_of(playbook)
    for trace in (one for traces in TRACES.values() for one in traces.split()):
        what, _, name = trace.partition(":")
        known = {"event": events(), "task": {kind.value for kind in TaskKind}}.get(what)
        assert known is None or name in known, trace
