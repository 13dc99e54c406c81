"""The nouns of a due date: how long, until when, what each day on the way was, and why. R16"""

from complaintkit.model.due._begins import Begins
from complaintkit.model.due._caveat import Caveat
from complaintkit.model.due._due import Due
from complaintkit.model.due._label import Label
from complaintkit.model.due._pause import Pause
from complaintkit.model.due._step import DayKind, Step, StepKind
from complaintkit.model.due._until import Until
from complaintkit.model.due._within import Counting, Unit, Within

__all__ = [
    "Begins",
    "Caveat",
    "Counting",
    "DayKind",
    "Due",
    "Label",
    "Pause",
    "Step",
    "StepKind",
    "Unit",
    "Until",
    "Within",
]
