"""The flow chart: the states one below the other, the steps between them, and beside them what may be done meanwhile.

Nothing is drawn: the lifecycle's thirty moves cross as lines, whoever lays them out, and Mermaid, rendered without a network,
made a web of them in half a megabyte of SVG without Chinese letters. A way that is open in several states is one bar
along them.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from complaintkit.handbook._course import Course, Lane
from complaintkit.handbook._deadlines import all_deadlines, short_deadline
from complaintkit.handbook._document import Chart, Way
from complaintkit.handbook._events import COMMAND_EVENTS
from complaintkit.handbook._steps import who_may
from complaintkit.handbook._translator import Translator
from complaintkit.model.vocabulary import Kind, State
from complaintkit.playbook.deadline import DeadlineRule

_MOST = 2  # roles on a chart; the step's card names them all
_STARTED = {"register": ("received",), "escalate": ("escalated", "escalation-received")}
"""Deadlines that no step of the chart keeps stand where they start."""


def chart(course: Course, translator: Translator) -> Chart:
    """Return the chart of a course in a playbook's words."""
    labels = _Labels(course, translator)
    return Chart(
        title=labels.headline(),
        note=translator.say("What a bar says may be done in every state beside it."),
        spine=course.spine,
        names={state: translator.state(state) for state in State},
        ways=tuple(map(labels.way, filter(labels.happens, course.lanes))),
    )


@attrs.frozen
class _Labels:
    """The words of one chart."""

    course: Course
    translator: Translator

    def headline(self) -> str:
        """Return what the whole chart is of."""
        kinds = self.translator.several(map(self.translator.word, self.course.kinds))
        if Kind.COMPLAINT in self.course.kinds:
            return self.translator.say("How a {kinds} is handled", kinds=kinds)
        return self.translator.say("{kinds}: the short way", kinds=kinds.capitalize())

    def happens(self, lane: Lane) -> bool:
        """Return whether anybody is asked for it: no category may send somebody at once."""
        return "do-first-handling" not in lane.commands or any(
            one.first for one in self.translator.playbook.categories.values()
        )

    def way(self, lane: Lane) -> Way:
        """Return a lane with its words."""
        return Way(
            commands=lane.commands,
            sources=lane.sources,
            target=lane.target,
            title=self._title(lane),
            who=self._who(lane),
            clocks=tuple(short_deadline(rule, self.translator) for rule in self._deadlines(lane)),
        )

    def _title(self, lane: Lane) -> str:
        """Return what is done; of an answer, the one that leads this way."""
        if "answer-plan" in lane.commands:
            agrees = self.translator.say("The customer agrees")
            return agrees if self.course.is_step(lane) else self.translator.say("Refused: another plan")
        if lane.commands == ("raise-issue",) and self.course.is_back(lane):
            return self.translator.say("One thing more: next round")
        if self.course.is_back(lane):
            return self.translator.say("Not satisfied: next round")
        return self.translator.either(map(self.translator.command, lane.commands))

    def _who(self, lane: Lane) -> str:
        """Return a few roles, and how many more; of an escalation, to whom. What is no step leaves it to the step's card."""
        if not self._has_clocks(lane):
            return ""
        if "escalate" in lane.commands:
            routes = self.translator.playbook.escalations.values()
            to = self.translator.roles(dict.fromkeys(route.to for route in routes))
            return self.translator.say("to: {to}", to=to) if to else ""
        return self.translator.several(dict.fromkeys(who_may(one, self.translator, _MOST) for one in lane.commands))

    def _deadlines(self, lane: Lane) -> Iterator[DeadlineRule]:
        """List the deadlines that this lane is the first to keep, and those that start with it and nothing here keeps."""
        if not self._has_clocks(lane):
            return
        events = [COMMAND_EVENTS.get(command) for command in lane.commands]
        others = {
            COMMAND_EVENTS.get(word) for one in self.course.lanes if self._has_clocks(one) for word in one.commands
        }
        started = [event for command in lane.commands for event in _STARTED.get(command, ())]
        for rule in all_deadlines(self.translator.playbook):
            if set(rule.kinds).isdisjoint(self.course.kinds) or rule.starts == "new-cycle":
                continue
            first = next((stop for stop in rule.stops if stop in others), None)
            if first in events or (first is None and rule.starts in started):
                yield rule

    def _has_clocks(self, lane: Lane) -> bool:
        """Return whether people and deadlines stand beside a lane: a step, or what is done on the way."""
        return lane.target is None or self.course.is_step(lane)
