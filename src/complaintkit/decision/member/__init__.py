"""Members beside the cases: what becomes of a membership, and which messages of care are owed. Pure. S3.7, S3.9, S3.17"""

from complaintkit.decision.member.care import (
    CareTurn,
    festival_today,
    media_agreed,
    not_before,
    plan_care,
    turns_today,
    useless_after,
)
from complaintkit.decision.member.decide import (
    MemberDraft,
    check_active,
    consent,
    credit,
    enrol,
    leave,
    sees_member,
    update,
    withdraw,
)
from complaintkit.decision.member.replay import rebuild_member

__all__ = [
    "CareTurn",
    "MemberDraft",
    "check_active",
    "consent",
    "credit",
    "enrol",
    "festival_today",
    "leave",
    "media_agreed",
    "not_before",
    "plan_care",
    "rebuild_member",
    "sees_member",
    "turns_today",
    "update",
    "useless_after",
    "withdraw",
]
