"""Members in the playbook: messages of care 会员关怀, on which occasion and in which words; and what members have. S3.7, S3.9"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import attrs

from complaintkit.calendars import FESTIVALS, read_time
from complaintkit.model.care import CareKind, month_and_day
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.model.read_only import read_only
from complaintkit.model.table import Table
from complaintkit.organisation import Words
from complaintkit.playbook.message import MessageRule

__all__ = ["CARE", "BenefitRule", "CareRule", "read_benefit", "read_care"]

CARE: Final = "care:"
"""What the names of messages of care begin with: `care:birthday`. No message of a case is called so."""
_WHEN: Final = ("always", "birthday", "birthday-month")


@attrs.frozen(kw_only=True, field_transformer=read_only)
class CareRule:
    """A message to members who agreed to such: on which occasion, in the day from `at`, minutes after midnight.

    `festivals` are words of the kit for moving days, `dates` days of every year, `05-20`, with what they are called.
    """

    id: str
    on: CareKind
    message: MessageRule
    at: int | None = None
    festivals: tuple[str, ...] = ()
    dates: Mapping[str, Words] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True, field_transformer=read_only)
class BenefitRule:
    """What members have 会员权益: points, discounts, priority, ...; of some tiers, or all; always, or about their birthday. S3.7"""

    id: str
    title: Words
    tiers: tuple[str, ...] = ()
    when: str = "always"

    def is_for(self, tier: str | None, birthday: str | None, today: str) -> bool:
        """Tell if a member of a tier with this birthday has it today; days are `05-17`."""
        if self.tiers and tier not in self.tiers:
            return False
        if self.when == "always":
            return True
        length = 5 if self.when == "birthday" else 2
        return birthday is not None and birthday[:length] == today[:length]


def read_care(name: str, table: Table) -> CareRule:
    """Read one `[care.<name>]`."""
    table.require("media", '["sms", "email"]')
    table.require("on", '"birthday"')
    on = CareKind(table.one_of("on", tuple(CareKind), CareKind.BIRTHDAY))
    care = CareRule(
        id=name,
        on=on,
        message=MessageRule(
            id=f"{CARE}{name}",
            on=on,
            to="customer",
            media=table.several("media"),
            short=table.words("short", required=True),
            long=table.words("long"),
            subject=table.words("subject"),
        ),
        at=table.read("at", read_time),
        festivals=table.several("festivals"),
        dates=_read_dates(table.table("dates")),
    )
    for word in care.festivals:
        if word not in FESTIVALS:
            table.problems.unknown(table.at("festivals"), "a festival", word, tuple(FESTIVALS))
    if bool(care.festivals or care.dates) is not (on is CareKind.FESTIVAL):
        table.wrong(
            "festivals",
            phrase("is for festivals, and those need it"),
            phrase('Write on = "festival", festivals = ["mid-autumn"].'),
        )
    table.close()
    return care


def _read_dates(table: Table) -> Mapping[str, Words]:
    for day in table.data:
        if not _is_day(day):
            table.wrong(day, phrase("is no day of the year"), phrase('Write "05-20" = {{ zh = "...", en = "..." }}.'))
    return {day: table.words(day) for day in table.data}


def _is_day(text: str) -> bool:
    try:
        return month_and_day(text) == text
    except InvalidInput:
        return False


def read_benefit(name: str, table: Table) -> BenefitRule:
    """Read one `[benefit.<name>]`."""
    benefit = BenefitRule(
        id=name,
        title=table.words("title", required=True),
        tiers=table.several("tiers"),
        when=table.one_of("when", _WHEN, "always"),
    )
    table.close()
    return benefit
