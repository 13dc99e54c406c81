"""All kinds of tasks, each with its machine; and the steps that all of them have: given on, put off by a leader, noted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from complaintkit.decision.task.action import ACTION
from complaintkit.decision.task.answer import ANSWER
from complaintkit.decision.task.assessment import ASSESSMENT
from complaintkit.decision.task.check import CHECK, FINDING
from complaintkit.decision.task.event import EVENT
from complaintkit.decision.task.idea import IDEA
from complaintkit.decision.task.inbox import WAITING
from complaintkit.decision.task.incident import INCIDENT, RECALL, REPORT
from complaintkit.decision.task.machine import Machine
from complaintkit.decision.task.review import REVIEW
from complaintkit.decision.task.tendency import TENDENCY
from complaintkit.decision.task.training import TRAINING
from complaintkit.model.task import TaskKind

MACHINES: Final[Mapping[TaskKind, Machine]] = {
    one.kind: one
    for one in (
        *(ACTION, REVIEW, CHECK, FINDING, TENDENCY, IDEA, ANSWER, INCIDENT, RECALL, REPORT),
        *(TRAINING, ASSESSMENT, WAITING, EVENT),
    )
}
"""By kind; what is not here can't be opened."""
