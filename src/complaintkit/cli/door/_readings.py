"""Every reading of the door by its word."""

from __future__ import annotations

from complaintkit.cli.door._answers import ReadAnswers
from complaintkit.cli.door._get import (
    ReadAllowed,
    ReadAttachment,
    ReadCase,
    ReadCases,
    ReadContact,
    ReadDuties,
    ReadEvents,
    Reading,
    ReadPossible,
    ReadProposals,
    ReadTimeline,
    ReadVocabulary,
)
from complaintkit.cli.door._report import ReadComplaintRegister, ReadReport
from complaintkit.cli.door._survey import ReadStandingSurvey, ReadSurveyAnswers, ReadSurveyLink
from complaintkit.cli.door._task import ReadTask, ReadTasks
from complaintkit.cli.door._till import ReadCheckCoupon

READINGS: dict[str, type[Reading]] = {
    kind.word: kind
    for kind in (
        ReadCase,
        ReadCases,
        ReadDuties,
        ReadAllowed,
        ReadPossible,
        ReadVocabulary,
        ReadProposals,
        ReadTimeline,
        ReadContact,
        ReadAttachment,
        ReadEvents,
        ReadReport,
        ReadComplaintRegister,
        ReadCheckCoupon,
        ReadTasks,
        ReadTask,
        ReadAnswers,
        ReadSurveyLink,
        ReadStandingSurvey,
        ReadSurveyAnswers,
    )
}
