"""Tasks beside the cases: one machine for each kind, decided and read back as cases are."""

from complaintkit.decision.task.common import COMMON, COMMON_FIELDS, EXTEND
from complaintkit.decision.task.decide import (
    Opening,
    TaskDraft,
    open_task,
    settle_task,
    subject_of,
    take_step,
)
from complaintkit.decision.task.event import TO_RECORD, takes_place_at
from complaintkit.decision.task.field import SHARED
from complaintkit.decision.task.give import give_task
from complaintkit.decision.task.machine import Field, Form, Machine, Step, Who
from complaintkit.decision.task.machines import MACHINES
from complaintkit.decision.task.offer import accept_task, decline_task, is_passed_on, lapse_offer, offer_task
from complaintkit.decision.task.possible import possible_words
from complaintkit.decision.task.replay import rebuild_task
from complaintkit.decision.task.tie import tie_case, untie_case

__all__ = [
    "COMMON",
    "COMMON_FIELDS",
    "EXTEND",
    "MACHINES",
    "SHARED",
    "TO_RECORD",
    "Field",
    "Form",
    "Machine",
    "Opening",
    "Step",
    "TaskDraft",
    "Who",
    "accept_task",
    "decline_task",
    "give_task",
    "is_passed_on",
    "lapse_offer",
    "offer_task",
    "open_task",
    "possible_words",
    "rebuild_task",
    "settle_task",
    "subject_of",
    "take_step",
    "takes_place_at",
    "tie_case",
    "untie_case",
]
