"""From a table to an Organisation: every entry read, every problem collected."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache, partial
from os import PathLike
from typing import TypeVar, cast

from complaintkit.model.check import plain
from complaintkit.model.customer import Contact
from complaintkit.model.did_you_mean import closest
from complaintkit.model.phrase import phrase
from complaintkit.model.problem import Problems, Source
from complaintkit.model.table import Table
from complaintkit.model.toml import read_toml
from complaintkit.model.wire import Unfit, instant
from complaintkit.organisation._links import check_links
from complaintkit.organisation.account import Account
from complaintkit.organisation.duty import Duty, Turn
from complaintkit.organisation.hours import read_days, read_hours, read_zone
from complaintkit.organisation.organisation import Organisation
from complaintkit.organisation.people import Absence, Staff, Unit

T = TypeVar("T")

_ID = re.compile(r"[^\s:,\"'{}\[\]]{1,80}")
_ACTORS = frozenset({"customer", "system"})  # words of the ledger for those who act and are no staff
_TYPED = ("phone", "email")  # whose addresses hold no full-width sign but by a Chinese keyboard
_STAFF = ("name", "roles", "units", "languages", "deputy", "deputy-by")


def read_organisation(data: Mapping[str, object], *, source: Source | str = "organisation") -> Organisation:
    """Read the tables of an organisation file, or what a host with staff records of its own gives.

    `Organisation.as_data()` writes the same form.

    Raises:
        ConfigurationError: `problems` names each key path, what was expected, and what may have been meant.
    """
    problems = Problems(source)
    file = Table(data, problems)
    order = file.table("order")
    organisation = Organisation(
        units=_ordered(order, "unit", {name: _unit(name, table) for name, table in file.tables("unit")}),
        staff=_ordered(order, "staff", {name: _staff(name, table) for name, table in file.tables("staff")}),
        duties=_ordered(order, "duty", {name: _duty(name, table) for name, table in file.tables("duty")}),
        seats={group: {role: table.several(role) for role in table.data} for group, table in file.tables("group")},
        absences=tuple(_absences(file.table("absence"))),
        departed={name: _staff(name, table) for name, table in file.tables("departed")},
        accounts={name: _account(name, table) for name, table in file.tables("account")},
        source=problems.source,
    )
    file.get("schema")
    file.close()
    check_links(organisation, problems)
    problems.check()
    return organisation


def _ordered(order: Table, key: str, found: dict[str, T]) -> dict[str, T]:
    """Put entries in the order of the file, which stored data keeps in `order`: of two supervisors the first is asked first."""
    first = [name for name in order.several(key) if name in found]
    return {name: found[name] for name in dict.fromkeys([*first, *found])}


def _id(name: str, table: Table) -> str:
    if not _ID.fullmatch(name) or not name.isprintable() or name in _ACTORS:
        table.wrong(
            "",
            phrase("{name!r} can't be an id", name=name),
            phrase("Use letters, digits and hyphens: no spaces, quotes, commas or colons."),
        )
    return name


def _unit(name: str, table: Table) -> Unit:
    unit = Unit(
        id=_id(name, table),
        title=table.words("title", required=True),
        kind=table.maybe_text("kind"),
        within=table.maybe_text("within"),
        calendar=table.maybe_text("calendar"),
        time_zone=table.read("time-zone", read_zone),
        playbook=table.maybe_text("playbook"),
        closed=table.flag("closed"),
    )
    table.close()
    return unit


def _staff(name: str, table: Table) -> Staff:
    for key in ("roles", "units"):
        table.require(key, '["..."]')
    return Staff(
        id=_id(name, table),
        name=table.text("name", '"..."'),
        roles=table.several("roles"),
        units=table.several("units"),
        languages=table.several("languages"),
        deputy=table.maybe_text("deputy"),
        deputy_by=table.maybe_text("deputy-by"),
        contacts=tuple(sorted(_contacts(table), key=lambda one: one.kind)),
    )


def _contacts(table: Table) -> Iterator[Contact]:
    """Read every other key as a kind of contact, for plugins bring their own: unless it looks like a key mistyped."""
    for key in table.data:
        if key in _STAFF:
            continue
        if meant := _mistyped(key):
            table.wrong(
                key,
                phrase("is not known here"),
                phrase("Did you mean {meant!r}?", meant=meant),
            )
            continue
        yield from table.read(key, partial(_of_kind, key), ())


@lru_cache(maxsize=256)  # everybody has the same kinds of contacts
def _mistyped(key: str) -> str:
    """Return the key of staff that was meant, nothing where it is like none."""
    return closest(key, _STAFF, at_least=0.75)


def _of_kind(kind: str, value: object) -> tuple[Contact, ...]:
    addresses = value if isinstance(value, list | tuple) else [value]
    if any(isinstance(one, int) for one in addresses):
        raise Unfit(value, phrase("is not text"), phrase("Put it in quotes: leading zeros count."))
    return tuple(
        Contact(kind, plain(address) if isinstance(address, str) and kind in _TYPED else cast("str", address))
        for address in addresses
    )


def _account(name: str, table: Table) -> Account:
    account = Account(id=name, responsible=table.text("responsible", '"chen"'), title=table.words("title"))
    table.close()
    return account


def _duty(name: str, table: Table) -> Duty:
    duty = Duty(
        id=_id(name, table),
        role=table.text("role", '"..."'),
        turns={turn: _turn(turn, of) for turn, of in table.tables("turn")},
        unit=table.maybe_text("unit"),
        hand_on_at_end=table.flag("hand-on-at-end"),
        otherwise=table.maybe_text("otherwise"),
    )
    table.close()
    if not duty.staff and not duty.otherwise:
        table.wrong(
            "",
            phrase("is a duty with nobody"),
            phrase("Give it turns with staff, or a role in otherwise."),
        )
    return duty


def _turn(name: str, table: Table) -> Turn:
    for key, example in (("days", '"mon-fri"'), ("hours", '"09:00-18:00"'), ("staff", '["..."]')):
        table.require(key, example)
    turn = Turn(
        id=name,
        days=table.read("days", read_days, frozenset[int]()),
        hours=table.read("hours", read_hours, ()),
        staff=table.several("staff"),
    )
    table.close()
    return turn


def _absences(tables: Table) -> Iterator[Absence]:
    """Read `[absence.chen]`, or `[[absence.chen]]` where somebody is away more than once."""
    for name, value in tables.data.items():
        several = value if isinstance(value, list | tuple) else [value]
        for one in several:
            table = Table(one, tables.problems, (*tables.path, name))
            table.require("start", "2026-12-01T00:00:00+08:00")
            start, end = table.read("start", instant), table.read("end", instant)
            if start and end and end <= start:
                table.wrong(
                    "end",
                    phrase("comes before the start"),
                    phrase("Give a later time, or leave it out: until further notice."),
                )
            if start:
                yield Absence(
                    staff=name,
                    start=start,
                    end=end,
                    deputy=table.maybe_text("deputy"),
                    long=table.flag("long"),
                    by=table.maybe_text("by"),
                )
            table.close("deputy", "long", "by")


def load_organisation(path: str | PathLike[str]) -> Organisation:
    """Read an organisation file.

    Raises:
        ConfigurationError: it isn't there, isn't TOML, or says something that can't be used.
    """
    from pathlib import Path

    file = Path(path)
    missing = phrase("Give the path of an organisation file.")
    data, source = read_toml(file, name=file.name, missing=missing)
    return read_organisation(data, source=source)
