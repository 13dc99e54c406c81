"""The same link opened on two telephones: one answer counts, the other is told. R9"""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest

from complaintkit.records.link import Purpose

PROGRAM = """
import json, sys, time
from complaintkit import ComplaintKitError, Desk
from complaintkit.testing import FakeClock
config, now, start, token, verb, given = sys.argv[1:]
with Desk.open(config=config, clock=FakeClock(now)) as desk:
    door = desk.customer(token)
    time.sleep(max(0.0, float(start) - time.time()))
    try:
        getattr(door, verb)(**json.loads(given))
        print(json.dumps("done"))
    except ComplaintKitError as error:
        print(json.dumps(error.code))
"""


def race(counter, token, verb, both):
    """Both answers at the same moment, from two processes; how each ended."""
    start = time.time() + 4
    config = str(counter.config)
    now = counter.clock.now().isoformat()
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, config, now, str(start), token, verb, json.dumps(given)],
            stdout=subprocess.PIPE,
            text=True,
        )
        for given in both
    ]
    return sorted(json.loads(process.communicate(timeout=60)[0]) for process in processes)


@pytest.mark.parametrize("accepted", [(True, False), (False, False)])
def test_a_plan_is_answered_once(counter, accepted):
    """Agreed and refused, or refused twice: the first answer opens the next round before the second arrives."""
    case = counter.offer(counter.receive())
    token = counter.desk._door.links.token(case.id, 1, Purpose.ANSWER)
    both = [{"plan": case.plan.id, "accepted": one} for one in accepted]

    assert race(counter, token, "answer_plan", both) == ["conflict", "done"]

    answers = [one for one in counter.desk.timeline(case, by="chen") if one.event.name == "plan-answered"]
    assert len(answers) == 1


@pytest.mark.parametrize("outcomes", [(5, 5), (1, 5)])
def test_a_survey_is_answered_once(counter, outcomes):
    """Also where the first answer has opened the next round before the second arrives."""
    case = counter.resolve(counter.offer(counter.receive()))
    token = counter.desk._door.links.token(case.id, 1, Purpose.SURVEY)

    ends = race(counter, token, "answer_survey", [{"outcome": one, "process": 3} for one in outcomes])

    assert ends == ["conflict", "done"]
    assert len(counter.desk.case(case, by="chen").surveys) == 1
