"""What every list asks of the tables, whoever asks: of all units, of many, of two, of one, of none; and by each condition.

The tables are all but empty: neither database is told how long they are, and each goes about a question by its words alone.
"""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import psycopg
import pytest
from complaintkit_sqlmodel import SqlModelStorage
from complaintkit_sqlmodel._postgresql import Postgresql
from complaintkit_sqlmodel._sqlite import Sqlite

from complaintkit.ports.storage import CaseFilter, MemberFilter, OutboxState, Reader, SurveyFilter, TaskFilter
from complaintkit.testing._storage_rows import NOON, case_row, coupon_row, outbox_row


def beside(name: str) -> ModuleType:
    """Import a module that lies beside this one: tests are no package."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    found = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


growth = beside("test_growth")
Ask = Callable[[Reader], object]
UNITS: Mapping[str, frozenset[str] | None] = {
    "all units": None,
    "sixteen units": frozenset(f"u{n:02}" for n in range(16)),
    "two units": frozenset({"u1", "u2"}),
    "one unit": frozenset({"u1"}),
    "no unit": frozenset(),
}


def lists() -> Iterator[tuple[str, Ask]]:
    """Yield each list, as each kind of person asks for it, and by each condition."""
    for who, units in UNITS.items():
        yield from lists_of(who, units)
    yield "a member's number", lambda view: view.members(MemberFilter(token="t"), limit=1)
    yield "a member by who they are", lambda view: view.members(MemberFilter(person="p"), limit=1)
    yield "birthdays", lambda view: view.members(MemberFilter(birthdays=frozenset({"b", "c"})), limit=5)
    yield "members by contact", lambda view: view.members(MemberFilter(tokens=frozenset({"t"})), limit=5)
    yield "a person's answers", lambda view: view.survey_answers(SurveyFilter(person="p"), limit=5)
    yield "a case's answers", lambda view: view.survey_answers(SurveyFilter(case="c"), limit=5)
    yield (
        "answers of a survey",
        lambda view: view.survey_answers(
            SurveyFilter(units=frozenset({"u1"}), survey="s", start=NOON, end=NOON + timedelta(days=1)), limit=5
        ),
    )
    yield "tasks about something", lambda view: view.tasks(TaskFilter(subject="lot:L7"), limit=5)
    yield "tasks of a case", lambda view: view.tasks(TaskFilter(case="c"), limit=5)
    yield "what waits in the inbox", lambda view: view.refused(code="inbox", unmended=True, limit=5)
    yield "what one said", lambda view: view.refused(by=frozenset({"chen"}), limit=5)
    yield "what eight said", lambda view: view.refused(by=frozenset(map(str, range(8))), limit=5)
    yield "all that was refused", lambda view: view.refused(limit=5)
    yield "a case's entries", lambda view: view.outbox(case="c", limit=5)
    yield "a case's coupons", lambda view: view.coupons(CaseFilter(), case="c", limit=5)
    yield "coupons, all units", lambda view: view.coupons(CaseFilter(), limit=5)
    yield "coupons, all units, on", lambda view: view.coupons(CaseFilter(), after=coupon_row(1, "c"), limit=5)


def lists_of(who: str, units: frozenset[str] | None) -> Iterator[tuple[str, Ask]]:
    """Yield the lists of what somebody sees who sees these units."""
    yield f"members, {who}", lambda view: view.members(MemberFilter(units=units), limit=5)
    yield f"members, {who}, on", lambda view: view.members(MemberFilter(units=units), after="m", limit=5)
    yield f"who joined, {who}", lambda view: view.members(MemberFilter(units=units, joined_from=NOON), limit=5)
    yield f"answers, {who}", lambda view: view.survey_answers(SurveyFilter(units=units), limit=5)
    yield (
        f"answers, {who}, on",
        lambda view: view.survey_answers(SurveyFilter(units=units), after="a", limit=5),
    )
    yield f"open tasks, {who}", lambda view: view.tasks(seen(TaskFilter, units, open=True), limit=5)
    yield f"cases, {who}", lambda view: view.cases(seen(CaseFilter, units), after=None, limit=5)
    yield f"cases, {who}, on", lambda view: view.cases(seen(CaseFilter, units), after="c", limit=5)
    yield (
        f"open cases, {who}",
        lambda view: view.cases(seen(CaseFilter, units, open=True), after=None, limit=5),
    )
    yield (
        f"filed cases, {who}",
        lambda view: view.cases(seen(CaseFilter, units, open=False), after=None, limit=5),
    )
    if units is not None:
        yield f"entries, {who}", lambda view: view.outbox(of=seen(CaseFilter, units), limit=5)
        yield f"coupons, {who}", lambda view: view.coupons(seen(CaseFilter, units), limit=5)
    yield (
        f"what waits, {who}",
        lambda view: view.outbox(states=frozenset({OutboxState.PARKED}), of=seen(CaseFilter, units), limit=5),
    )


def give_some(storage: Any) -> None:
    """Keep a case of a unit that nobody else sees, with what belongs to it, so that there is something to go on from."""
    with storage.writing() as tx:
        tx.add_case(attrs.evolve(case_row("c"), unit="u1", owner="chen"))
        tx.put_outbox([attrs.evolve(outbox_row("e"), case="c")])
        tx.put_coupons([coupon_row(1, "c")])


def seen(kind: type[Any], units: frozenset[str] | None, **where: Any) -> Any:
    """Ask for what somebody sees."""
    return kind(**where) if units is None else kind(**where, visible_units=units, visible_to="chen")


ASKED = dict(lists())
FEW: Sequence[str] = (
    # What is sorted is a case's own, a person's own, or what one or a few people said that was wrong.
    'outbox."case" = ?',
    'coupon."case" = ?',
    'outbox."case" IN (?',
    'coupon."case" IN (?',
    'survey_answer."case" = ?',
    "survey_answer.person = ?",
    "member.person = ?",
    "member.token = ?",
    "member.birthday IN (?",
    "SELECT token.",
    "task.subject = ?",
    "task_case.",
    "refused.by IN (?",
    'refused."by" IN (?',
)
NOBODYS = re.compile(r" (WHERE|AND) (0 = 1|false)\b(?! OR )")
"""Where nothing can be found, neither database begins."""
PAGES = re.compile(r"\) AS anon_\d+\) ORDER BY")
"""Where each unit's newest are put together: of each no more are sorted than the page has."""


def kept_lists(text: str, wrong: Sequence[str]) -> list[str]:
    """Return what is wrong, but for what sorts a few rows."""
    spelled = re.sub(r"%s(::[A-Z]+)?", "?", " ".join(text.split()))
    if NOBODYS.search(spelled):
        return []
    few = any(one in spelled for one in FEW) or PAGES.search(spelled)
    return [one for one in wrong if not (few and ("TEMP B-TREE" in one or one.startswith("sorts by")))]


@pytest.mark.parametrize("name", ASKED)
def test_no_list_goes_through_a_table_whoever_asks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    """Each finds what it shows by an index and sorts no more than its page: the number of units is nobody's burden. R20"""
    watch, connect = growth.Watch(), Sqlite.connect
    monkeypatch.setattr(Sqlite, "connect", lambda backend: growth.WatchedConnection(connect(backend), watch))
    with closing(SqlModelStorage().open(f"sqlite:///{tmp_path}/desk.db")) as storage:
        give_some(storage)
        said = said_by(storage, watch, ASKED[name])
        wrong = {
            text: found
            for text, values in said
            if (
                found := kept_lists(text, [*growth.faults_in(growth.plan_of(tmp_path / "desk.db", text, values), text)])
            )
        }
    assert said
    assert wrong == {}


# Of what eight people said a server weighs, by what it last counted, whether the newest of all come sooner.
@pytest.mark.parametrize("name", [name for name in ASKED if name != "what eight said"])
def test_no_list_goes_through_a_table_whoever_asks_on_a_server(
    monkeypatch: pytest.MonkeyPatch, lent: str, name: str
) -> None:
    """There is such a way about it on PostgreSQL, too. R20"""
    watch, connect = growth.Watch(), Postgresql.connect
    monkeypatch.setattr(Postgresql, "connect", lambda backend: growth.WatchedConnection(connect(backend), watch))
    with closing(SqlModelStorage().open(lent)) as storage:
        give_some(storage)
        said = said_by(storage, watch, ASKED[name])
        backend: Any = storage.backend  # type: ignore[attr-defined]
        with closing(connect(backend)) as connection:
            wrong = {text: found for text, values in said if (found := found_on_server(connection, text, values))}
    assert said
    assert wrong == {}


def found_on_server(connection: Any, text: str, values: Sequence[Any]) -> list[str]:
    """Return what is wrong with the best way about a statement."""
    found = []
    for avoided in growth.AVOIDED:
        connection.execute("; ".join(["RESET ALL", *(f"SET enable_{one} = off" for one in avoided)]))
        ((plan,),) = psycopg.ClientCursor(connection).execute(f"EXPLAIN (FORMAT JSON) {text}", values).fetchall()
        found.append(kept_lists(text, [*growth.growing(growth.steps_of(plan[0]["Plan"]), text)]))
    return min(found, key=len)


def said_by(storage: Any, watch: Any, ask: Ask) -> list[tuple[str, Sequence[Any]]]:
    """Return what a list asks of the tables."""
    with storage.reading() as view:
        watch.clear()
        ask(view)
        return [(text, values) for text, values in watch.said if growth.STATEMENT.match(text)]
