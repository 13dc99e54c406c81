"""Answers to standing surveys, given without a case."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, Text
from sqlmodel import Field

from complaintkit_sqlmodel._types import UtcDateTime
from complaintkit_sqlmodel.tables._metadata import CLUSTERED, Table, only


class SurveyAnswer(Table, table=True):
    """Scores of one customer; what they said stands in the vault."""

    __tablename__ = "survey_answer"
    __table_args__: ClassVar = (
        Index("ix_survey_answer_at_id", "at", "id"),
        Index("ix_survey_answer_unit_survey_at", "unit", "survey", "at"),
        Index("ix_survey_answer_unit_at", "unit", "at", "id"),
        Index("ix_survey_answer_person", "person", **only("person <> ''")),
        Index("ix_survey_answer_case", "case", **only("\"case\" <> ''")),
        CLUSTERED,
    )

    id: str = Field(primary_key=True, sa_type=Text)
    unit: str = Field(sa_type=Text)
    survey: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=UtcDateTime)
    scores: str = Field(sa_type=Text)
    person: str = Field(sa_type=Text)
    told_to: str = Field(sa_type=Text)
    case: str = Field(sa_type=Text)
