"""What stands on a flow chart: states and steps by name, who takes them, and which clocks run meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from complaintkit.handbook._clock import shortly
from complaintkit.handbook._course import Course, Lane, flow_of
from complaintkit.handbook._event_words import COMMAND_EVENTS
from complaintkit.handbook._steps import who_may
from complaintkit.handbook._tongue import Tongue
from complaintkit.model.vocabulary import State
from complaintkit.playbook.deadline import DeadlineRule

_MOST = 2  # roles on a chart; the step's card names them all


@attrs.frozen
class Labels:
    """The words of one chart."""

    tongue: Tongue
    course: Course

    def state(self, state: State) -> str:
        """Where a case stands."""
        return self.tongue.state(state)

    def commands(self, lane: Lane) -> str:
        """What is done; of an answer, the one that leads on."""
        if lane.commands == ("answer-plan",):
            return self.tongue.say("The customer agrees", "顾客同意方案")
        return self.tongue.either(map(self.tongue.command, lane.commands))

    def who(self, lane: Lane) -> str:
        """By whom: a few roles, and how many more."""
        said = dict.fromkeys(who_may(one, self.tongue, self.course.rights, _MOST) for one in lane.commands)
        return self.tongue.several(said)

    def back(self, lane: Lane) -> str:
        """Why a matter goes back."""
        if "answer-plan" in lane.commands:
            return self.tongue.say("refused: another plan", "不同意：另提方案")
        return self.tongue.say("not satisfied: next round", "不满意：重新处理")

    def reach(self, lane: Lane) -> str:
        """From where it is possible."""
        first, last = self.state(lane.sources[0]), self.state(lane.sources[-1])
        return (
            first
            if first == last
            else self.tongue.say("from {a} to {b}", "{a}至{b}期间", a=first.lower(), b=last.lower())
        )

    def clocks(self, lane: Lane) -> tuple[str, ...]:
        """The deadlines that this step is the first to keep; at the first step also those that nothing on the chart keeps."""
        return tuple(shortly(rule, self.tongue) for rule in self._rules(lane))

    def _rules(self, lane: Lane) -> Iterator[DeadlineRule]:
        events = [COMMAND_EVENTS.get(command) for command in lane.commands]
        on_the_way = {COMMAND_EVENTS.get(one) for step in flow_of(self.course).steps for one in step.commands}
        started = {"registered": "received"}.get(str(events[0]))
        for rule in self.tongue.playbook.deadlines.values():
            if set(rule.kinds).isdisjoint(self.course.kinds) or rule.starts == "new-cycle":
                continue
            first = next((stop for stop in rule.stops if stop in on_the_way), None)
            if first in events or (first is None and rule.starts == started):
                yield rule
