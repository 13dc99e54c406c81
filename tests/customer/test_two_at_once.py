"""The same link opened on two telephones: one answer counts, the other is told. R9"""

from __future__ import annotations

import json

import pytest

from complaintkit.records.link import Purpose

PROGRAM = """
import json, sys
from complaintkit import ComplaintKitError, Desk
from complaintkit.testing import FakeClock
config, now, token, verb, given = sys.argv[1:]
with Desk.open(config=config, clock=FakeClock(now)) as desk:
    door = desk.customer(token)
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        getattr(door, verb)(**json.loads(given))
        print(json.dumps("done"))
    except ComplaintKitError as error:
        print(json.dumps(error.code))
"""


@pytest.fixture
def race(counter, program):
    """Give both answers at the same moment, from two processes; return how each ended."""

    def run(token, verb, both):
        now = counter.clock.now().isoformat()
        racing = [program(PROGRAM, counter.config, now, token, verb, json.dumps(given)) for given in both]
        assert [one.line() for one in racing] == ["ready", "ready"]
        for one in racing:
            one.go()
        return sorted(json.loads(one.communicate()[0]) for one in racing)

    return run


@pytest.mark.parametrize("accepted", [(True, False), (False, False)])
def test_a_plan_is_answered_once(counter, race, accepted):
    """Agreed and refused, or refused twice: the first answer opens the next round before the second arrives."""
    case = counter.offer(counter.receive())
    token = counter.desk._door.links.token(case.id, 1, Purpose.ANSWER)
    both = [{"plan": case.plan.id, "accepted": one} for one in accepted]

    assert race(token, "answer_plan", both) == ["conflict", "done"]

    answers = [one for one in counter.desk.timeline(case, by="chen") if one.event.name == "plan-answered"]
    assert len(answers) == 1


@pytest.mark.parametrize("outcomes", [(5, 5), (1, 5)])
def test_a_survey_is_answered_once(counter, race, outcomes):
    """Also where the first answer has opened the next round before the second arrives."""
    case = counter.resolve(counter.offer(counter.receive()))
    token = counter.desk._door.links.token(case.id, 1, Purpose.SURVEY)

    ends = race(token, "answer_survey", [{"outcome": one, "process": 3} for one in outcomes])

    assert ends == ["conflict", "done"]
    assert len(counter.desk.case(case, by="chen").surveys) == 1
