"""A procedure as data: TOML read into frozen values, with errors that name file, key path and the next step."""

from complaintkit.organisation import Group, Role
from complaintkit.playbook._values import path_of
from complaintkit.playbook.assessment import AssessmentRule
from complaintkit.playbook.body import Body
from complaintkit.playbook.care import CARE, BenefitRule, CareRule
from complaintkit.playbook.category import Category, EvidenceRule, FirstHandling, FollowOn
from complaintkit.playbook.cause import NONE_FOUND, Cause
from complaintkit.playbook.channel import ChannelRule, CustomerRules
from complaintkit.playbook.compensation import AuthorityRule, BudgetRule, CompensationRule, Gift, PointsRate
from complaintkit.playbook.condition import Condition
from complaintkit.playbook.deadline import OF_CATEGORY, DeadlineRule
from complaintkit.playbook.escalation import EscalationRoute, FirstResponsibility
from complaintkit.playbook.fit import misfits, unserved
from complaintkit.playbook.incident import IncidentRule, IncidentRules
from complaintkit.playbook.loading import installed_playbooks, load_playbook, read_playbook
from complaintkit.playbook.message import MessageRule
from complaintkit.playbook.outline import outline
from complaintkit.playbook.procedure import Playbook
from complaintkit.playbook.step import StepRule
from complaintkit.playbook.survey import CheckRule, Question, ReviewRule, SurveyRule
from complaintkit.playbook.training import TrainingRule

__all__ = [
    "CARE",
    "NONE_FOUND",
    "OF_CATEGORY",
    "AssessmentRule",
    "AuthorityRule",
    "BenefitRule",
    "Body",
    "BudgetRule",
    "CareRule",
    "Category",
    "Cause",
    "ChannelRule",
    "CheckRule",
    "CompensationRule",
    "Condition",
    "CustomerRules",
    "DeadlineRule",
    "EscalationRoute",
    "EvidenceRule",
    "FirstHandling",
    "FirstResponsibility",
    "FollowOn",
    "Gift",
    "Group",
    "IncidentRule",
    "IncidentRules",
    "MessageRule",
    "Playbook",
    "PointsRate",
    "Question",
    "ReviewRule",
    "Role",
    "StepRule",
    "SurveyRule",
    "TrainingRule",
    "installed_playbooks",
    "load_playbook",
    "misfits",
    "outline",
    "path_of",
    "read_playbook",
    "unserved",
]
