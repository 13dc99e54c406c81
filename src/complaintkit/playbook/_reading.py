"""From resolved data to a Playbook: every table read by its noun, then everything checked together."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from complaintkit.calendars import read_calendar_table, read_time, zone_of
from complaintkit.model.phrase import phrase
from complaintkit.model.problem import Problems
from complaintkit.model.table import Table
from complaintkit.model.wire import digest
from complaintkit.organisation import Group, Role
from complaintkit.organisation.hours import read_zone
from complaintkit.organisation.role import SEES, Sees
from complaintkit.playbook import _checking
from complaintkit.playbook._sense import COUNTRIES
from complaintkit.playbook.assessment import read_assessment
from complaintkit.playbook.body import read_body
from complaintkit.playbook.care import read_benefit, read_care
from complaintkit.playbook.category import read_categories
from complaintkit.playbook.cause import read_causes
from complaintkit.playbook.channel import read_channel, read_customer_rules
from complaintkit.playbook.compensation import read_authority, read_budget, read_compensation, read_points
from complaintkit.playbook.deadline import read_deadline
from complaintkit.playbook.escalation import read_escalation, read_first_responsibility
from complaintkit.playbook.incident import read_incident_rules
from complaintkit.playbook.message import read_message
from complaintkit.playbook.procedure import Playbook
from complaintkit.playbook.step import read_step
from complaintkit.playbook.survey import read_check, read_review, read_survey
from complaintkit.playbook.training import read_training

T = TypeVar("T")
SCHEMA = 1
_UNREAD = "XXX"  # the currency of a file that names none that can be read: noted already
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]*")


def read(data: Mapping[str, object], problems: Problems, *, checked: bool) -> Playbook:
    """Make the playbook of resolved data, in which nothing is extended any more.

    Raises:
        ConfigurationError: with all that is wrong, and what was found before, in `problems`.
    """
    file = Table(data, problems)
    currency = file.read("currency", _currency, _UNREAD)
    zone = file.read("time-zone", read_zone, "UTC")
    starts = file.read("business-day-starts", read_time, 0)
    for key, example in (("currency", '"CNY"'), ("time-zone", '"Asia/Shanghai"'), ("languages", '["zh", "en"]')):
        file.require(key, example)
    _check_schema(file)
    playbook = Playbook(
        name=_name(file),
        version=file.text("version", '"1"'),
        digest=digest(data),
        title=file.words("title", required=True),
        languages=_languages(file),
        currency=currency,
        time_zone=zone,
        business_day_starts=starts,
        roles=_each(file, "role", _role),
        groups=_each(file, "group", _group),
        categories=read_categories(file),
        causes=read_causes(file),
        steps=_each(file, "step", read_step),
        deadlines=_each(file, "deadline", read_deadline),
        escalations=_each(file, "escalation", read_escalation),
        first_responsibility=read_first_responsibility(file.table("first-responsibility")),
        messages=_each(file, "message", read_message),
        channels=_each(file, "channel", read_channel),
        bodies=_each(file, "body", read_body),
        calendars=_each(
            file,
            "calendar",
            lambda name, table: read_calendar_table(name, table, zone=zone_of(zone), day_starts=starts),
        ),
        customer=read_customer_rules(file),
        compensation=_each(file, "compensation", lambda name, table: read_compensation(name, table, currency)),
        authority=_each(file, "authority", lambda name, table: read_authority(name, table, currency)),
        budgets=_each(file, "budget", lambda name, table: read_budget(name, table, currency)),
        points=file.read("points", lambda value: read_points(value, None if currency == _UNREAD else currency)),
        surveys=_each(file, "survey", read_survey),
        checks=_each(file, "check", read_check),
        reviews=_each(file, "review", read_review),
        incident=read_incident_rules(file.table("incident")),
        trainings=_each(file, "training", read_training),
        assessments=_each(file, "assessment", read_assessment),
        cares=_each(file, "care", read_care),
        benefits=_each(file, "benefit", read_benefit),
        lineage=file.several("lineage"),
        data=data,
    )
    _check_extension(file.table("extension"))
    file.close("extends", "base", "remove")
    if checked:
        _checking.check(playbook, problems)
    problems.check()
    return playbook


def _each(file: Table, key: str, read_one: Callable[[str, Table], T]) -> dict[str, T]:
    return {name: read_one(name, table) for name, table in file.tables(key)}


def _check_schema(file: Table) -> None:
    file.require("schema", str(SCHEMA))
    if (found := file.get("schema")) not in (None, SCHEMA):
        file.wrong(
            "schema",
            phrase("{found!r} is not a schema this version reads", found=found),
            phrase("Write schema = {schema}, or update complaintkit.", schema=SCHEMA),
        )


def _name(file: Table) -> str:
    name = file.text("name", '"our-procedure"')
    if name and not _NAME.fullmatch(name):
        file.wrong(
            "name",
            phrase("{name!r} can't be a name", name=name),
            phrase("Use lower-case letters, digits, dots and hyphens."),
        )
    return name


def _languages(file: Table) -> tuple[str, ...]:
    languages = file.several("languages")
    if "languages" in file and not languages:
        file.wrong(
            "languages",
            phrase("names none"),
            phrase('Write languages = ["zh", "en"].'),
        )
    for one in languages:
        if not _LANGUAGE.fullmatch(one):
            file.wrong(
                "languages",
                phrase("{language!r} is no language", language=one),
                phrase('Write languages = ["zh", "en"].'),
            )
        elif one in COUNTRIES:
            file.wrong(
                "languages",
                phrase("{language!r} is a country's code, and no language", language=one),
                phrase("Did you mean {meant!r}?", meant=COUNTRIES[one]),
            )
    return tuple(one for one in languages if _LANGUAGE.fullmatch(one) and one not in COUNTRIES)


def _currency(value: object) -> str:
    from complaintkit.model.money import Money

    return Money(0, str(value)).currency


def _role(name: str, table: Table) -> Role:
    may = table.several("may")
    if not may:
        table.require("may", '["receive"], or "all"')
    role = Role(
        id=name,
        title=table.words("title", required=True),
        leader=table.maybe_text("leader"),
        sees=_sees(table),
        may=None if may == ("all",) else frozenset(may),
    )
    table.close()
    return role


def _sees(table: Table) -> Sees:
    word = table.one_of("sees", SEES, "own")
    return next(one for one in SEES if one == word)


def _group(name: str, table: Table) -> Group:
    group = Group(
        id=name,
        title=table.words("title", required=True),
        head=table.text("head", '"..."'),
        deputy=table.maybe_text("deputy"),
        members=table.several("members"),
        decides_with=table.number("decides-with", 1),
    )
    table.close()
    return group


def _check_extension(table: Table) -> None:
    for key in ("free", "tighter"):
        table.several(key)
    table.close()
