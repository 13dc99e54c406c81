"""Reports: pure functions of ledgers and a period, without a person in them."""

from complaintkit.insight.figure import (
    Budget,
    Deadlines,
    Estimate,
    Figures,
    Given,
    Giver,
    Handovers,
    Rounds,
    Satisfaction,
    Section,
    Settled,
    Share,
    Total,
    Waiting,
)
from complaintkit.insight.incidents import IncidentsOfGrade, incidents_of
from complaintkit.insight.member import MemberFigures, MemberTally, UnitMembers
from complaintkit.insight.report import Report, can_draw
from complaintkit.insight.score import Change, Mean, Scored, Scores
from complaintkit.insight.span import as_counted, period_before
from complaintkit.insight.tally import Names, Tally
from complaintkit.insight.task_counts import Beside, beside_of

__all__ = [
    "Beside",
    "Budget",
    "Change",
    "Deadlines",
    "Estimate",
    "Figures",
    "Given",
    "Giver",
    "Handovers",
    "IncidentsOfGrade",
    "Mean",
    "MemberFigures",
    "MemberTally",
    "Names",
    "Report",
    "Rounds",
    "Satisfaction",
    "Scored",
    "Scores",
    "Section",
    "Settled",
    "Share",
    "Tally",
    "Total",
    "UnitMembers",
    "Waiting",
    "as_counted",
    "beside_of",
    "can_draw",
    "incidents_of",
    "period_before",
]
