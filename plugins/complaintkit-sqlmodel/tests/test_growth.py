"""What is asked all day costs the same in the fifth year: no hot statement goes through a table that grows, none sorts one."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import attrs
import psycopg
import pytest
from complaintkit_sqlmodel._postgresql import Postgresql
from complaintkit_sqlmodel._sqlite import Sqlite, driver_of
from complaintkit_sqlmodel.tables import metadata

from complaintkit import Case, Customer, Period
from complaintkit.plugin import FormReceived
from complaintkit.testing import DeskUnderTest, open_test_desk

Reading = Callable[[DeskUnderTest, Case], object]
STATEMENT = re.compile(r"SELECT (?!version_num)|UPDATE|DELETE|WITH|INSERT")  # but for what begins a transaction
HOLD_ONLY_OPEN = {
    str(index.name)
    for table in metadata.tables.values()
    for index in table.indexes
    if index.dialect_options["sqlite"]["where"] is not None
}
SMALL = frozenset(
    "alembic_version budget counter document due duty key meta sqlite_master".split()
)  # hold only what is open, or what there is of rules, days and people
EXPECTED_SORTS = (
    # What is sorted is a customer's own, a case's own, an entry's own, or what is open.
    "token.token = ?",
    '"case".id IN (SELECT duty."case"',
    "attempt.outbox = ?",
    "task.waits_for IN",
    "WHERE task.owner = ? AND task.open = 1",
    "FROM duty WHERE",
    "outbox.lease_until <= ?",
    # What was to go long ago and waits still.
    "outbox.state IN (?, ?, ?, ?) AND (outbox.next_at IS NULL OR outbox.next_at <= ?)",
    # Of each unit, and of each way to be somebody's business, no more rows are sorted than the page has.
    ") AS anon_1)",
    # What a period holds is sorted for a report of it.
    "ledger.at >= ?",
    "tally.day >= ?",
    "deadline.next_at <= ?",
    "task.opened_at >= ?",
    "survey_answer.at >= ?",
)


# ---- watching ----------------------------------------------------------------------------------------------------------
@attrs.define
class Watch:
    """Every statement that was run, with its values, and the rows that came back."""

    said: list[tuple[str, Sequence[Any]]] = attrs.field(factory=list)
    rows: int = 0

    def clear(self) -> None:
        """Forget what was asked."""
        self.said.clear()
        self.rows = 0

    @property
    def statements(self) -> int:
        """How many statements read or wrote."""
        return sum(bool(STATEMENT.match(text)) for text, _ in self.said)


@attrs.frozen
class WatchedCursor:
    """A driver's cursor that notes what it is asked."""

    cursor: Any
    watch: Watch

    def execute(self, text: str, values: Sequence[Any] = (), **how: Any) -> object:
        """Run once."""
        self.watch.said.append((text, values))
        return self.cursor.execute(text, values, **how)

    def executemany(self, text: str, lines: Sequence[Sequence[Any]]) -> object:
        """Run for each line."""
        self.watch.said.append((text, lines[0]))
        return self.cursor.executemany(text, lines)

    def fetchall(self) -> Sequence[Any]:
        """Fetch all lines."""
        found: Sequence[Any] = self.cursor.fetchall()
        if STATEMENT.match(self.watch.said[-1][0]):
            self.watch.rows += len(found)
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self.cursor, name)


@attrs.frozen
class WatchedConnection:
    """A driver's connection that notes what its cursors are asked."""

    connection: Any
    watch: Watch

    def cursor(self, **how: Any) -> WatchedCursor:
        """Open a cursor that is watched."""
        return WatchedCursor(self.connection.cursor(**how), self.watch)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    """Notes what is asked on every connection that is opened."""
    watch, connect = Watch(), Sqlite.connect
    monkeypatch.setattr(Sqlite, "connect", lambda backend: WatchedConnection(connect(backend), watch))
    return watch


# ---- what is asked all day ---------------------------------------------------------------------------------------------
HALVINGS = 4  # twice as long a ledger is halved once more, up and down
LONG_AGO = date(2020, 3, 15)
HEAD, OWNER, OTHER = "general-manager", "chen", "delivery"
READINGS: Mapping[str, Reading] = {
    "duties": lambda desk, _: desk.duties(OWNER),
    "duties of a leader": lambda desk, _: desk.duties(HEAD),
    "first page": lambda desk, _: desk.cases(by=HEAD).page(size=2),
    "next page": lambda desk, case: desk.cases(by=OWNER).page(size=2, after=case.id),
    "own cases alone": lambda desk, _: desk.cases(by=OTHER).page(size=2),
    "three of them": lambda desk, _: list(islice(desk.cases(by=HEAD), 3)),
    "open": lambda desk, _: desk.cases(by=HEAD, open=True).page(size=2),
    "own open": lambda desk, _: desk.cases(by=OTHER, open=True).page(size=2),
    "in a state": lambda desk, _: desk.cases(by=HEAD, state="registered").page(size=2),
    "filed": lambda desk, _: desk.cases(by=HEAD, state="archived").page(size=2),
    "of a unit": lambda desk, _: desk.cases(by=HEAD, unit="s1").page(size=2),
    "of a category": lambda desk, _: desk.cases(by=HEAD, category="food").page(size=2),
    "of an owner": lambda desk, _: desk.cases(by=HEAD, owner=OWNER).page(size=2),
    "overdue": lambda desk, _: desk.cases(by=HEAD, overdue=True).page(size=2),
    "unread": lambda desk, _: desk.cases(by=HEAD, unread=True).page(size=2),
    "of a customer": lambda desk, _: desk.cases(by=HEAD, contact="13900000001").page(size=2),
    "count of open": lambda desk, _: desk.cases(by=HEAD, open=True).count(),
    "count of overdue": lambda desk, _: desk.cases(by=HEAD, overdue=True).count(),
    "one case": lambda desk, case: desk.case(case.number, by=OWNER),
    "timeline": lambda desk, case: desk.timeline(case.number, by=OWNER),
    "possible": lambda desk, case: desk.possible(case.number, by=OWNER),
    "outbox": lambda desk, _: list(desk.outbox.list(by=HEAD)),
    "coupons": lambda desk, _: list(desk.coupons.list(by=HEAD)),
    "tasks": lambda desk, _: list(desk.tasks.list(by=HEAD)),
    "report of a day": lambda desk, _: desk.report(Period.days(LONG_AGO, zone="Asia/Shanghai")),
}
COMMANDS: Mapping[str, Reading] = {
    "note": lambda desk, case: desk.note(case.number, by=OWNER, text="回电两次"),
    "receive": lambda desk, _: desk.receive(
        "汤是凉的", by=OWNER, channel="hotline", unit="s1", customer=Customer(name="王芳", phone="13900000001")
    ),
    "deliver": lambda desk, _: desk.deliver_blocking(limit=1),
    "run due": lambda desk, _: desk.run_due(),
}
ASKED: Mapping[str, Reading] = {**READINGS, **COMMANDS}


MOST: Mapping[str, tuple[int, int]] = {
    "duties": (6, 4),
    "duties of a leader": (4, 0),
    "first page": (3, 4),
    "next page": (3, 4),
    "own cases alone": (1, 0),
    "three of them": (6, 10),
    "open": (3, 4),
    "own open": (1, 0),
    "in a state": (1, 0),
    "filed": (3, 4),
    "of a unit": (3, 4),
    "of a category": (3, 4),
    "of an owner": (3, 4),
    "overdue": (1, 0),
    "unread": (1, 0),
    "of a customer": (2, 2),
    "count of open": (1, 1),
    "count of overdue": (1, 1),
    "one case": (1, 1),
    "timeline": (4, 12),
    "possible": (1, 1),
    "outbox": (5, 4),
    "coupons": (1, 0),
    "tasks": (1, 0),
    "report of a day": (37, 14),
    "note": (4, 1),
    "receive": (16, 6),
    "deliver": (27, 12),
    "run due": (8, 9),
}
"""How many statements each runs, and how many rows it reads, behind six filed cases. A higher number has to be wanted."""


def filled(filed: int) -> tuple[DeskUnderTest, Case]:
    """Open a desk with so many filed cases, and two open ones; return it with one of those."""
    desk = open_test_desk(start="2026-11-21T10:00+08:00")
    now = desk.clock.now()
    desk.import_history(
        (
            FormReceived(
                {
                    "text": "冷了",
                    "received_at": now - timedelta(days=number + 2),
                    "closed_at": now - timedelta(days=number + 1),
                    "reply.text": "已换",
                    "reply.at": now - timedelta(days=number + 1, hours=1),
                    "unit": "s1" if number % 2 else "s2",
                    "category": "food/sensory",
                    "customer.phone": f"138{number:08d}",
                },
                external_id=str(number),
            )
            for number in range(filed)
        ),
        by=HEAD,
        owner=OWNER,
    )
    desk.run_due()  # the first counts whole what is counted
    for number in range(2):
        customer = Customer(name="王芳", phone=f"138{number:08d}")
        case = desk.receive("米饭是酸的", by=OWNER, channel="hotline", unit="s1", customer=customer)
        case = desk.tell(case, by=OWNER, text="我们在核实")
    return desk, case


def plan_of(file: Path, text: str, values: Sequence[Any]) -> list[str]:
    """Return how SQLite goes about a statement, step by step."""
    connection = driver_of("auto").connect(str(file))
    lines = connection.execute(f"EXPLAIN QUERY PLAN {text}", values).fetchall()
    connection.close()
    return [line[3] for line in lines]


def faults_in(plan: Sequence[str], text: str) -> Iterator[str]:
    """Yield the steps whose cost grows with what was filed."""
    text = " ".join(text.split())
    pages = " LIMIT " in text and " WHERE " not in text.split(" ORDER BY ")[0]
    for step in plan:
        words = step.split()
        if words[0] == "SCAN" and words[1] not in SMALL and not words[1].startswith("anon_"):
            index = words[-1] if "INDEX" in words else ""
            if not (index in HOLD_ONLY_OPEN or (index and pages)):
                yield step
        if "TEMP B-TREE" in step and "ORDER BY" in step and not any(one in text for one in EXPECTED_SORTS):
            yield step


@pytest.mark.parametrize("name", ASKED)
def test_no_hot_statement_goes_through_a_table_that_grows(watch: Watch, name: str) -> None:
    """Each step of its plan finds what it needs by an index, of all rows or of those that are open; none sorts a table."""
    desk, case = filled(3)
    with desk:
        watch.clear()
        ASKED[name](desk, case)
        said = {text: values for text, values in watch.said if STATEMENT.match(text)}
        storage = desk._opened.storage
        file = storage.inner.inner.backend.path  # type: ignore[attr-defined]
        wrong = {
            text: found for text, values in said.items() if (found := [*faults_in(plan_of(file, text, values), text)])
        }
    assert said
    assert wrong == {}


# ---- on a server -----------------------------------------------------------------------------------------------------
AVOIDED = (
    ("seqscan",),
    ("seqscan", "bitmapscan"),
    ("seqscan", "sort"),
    ("seqscan", "bitmapscan", "sort"),
    ("seqscan", "hashjoin", "mergejoin", "material"),
)
"""What PostgreSQL does where tables are as small as here, and is kept from, in turn: on large ones what is left is cheaper."""


def faults_on_server(connection: Any, text: str, values: Sequence[Any]) -> list[str]:
    """Return the steps whose cost grows with what was filed, of the way about a statement that has the fewest."""
    found = []
    for avoided in AVOIDED:
        connection.execute("; ".join(["RESET ALL", *(f"SET enable_{one} = off" for one in avoided)]))
        cursor = psycopg.ClientCursor(connection)
        ((plan,),) = cursor.execute(f"EXPLAIN (FORMAT JSON) {text}", values).fetchall()
        found.append([*growing(steps_of(plan[0]["Plan"]), text)])
    return min(found, key=len)


def steps_of(step: Mapping[str, Any], within: str = "") -> Iterator[Mapping[str, Any]]:
    """Yield a step and all within it, each with the kind of the one around it."""
    yield {**step, "within": within}
    for one in step.get("Plans", ()):
        yield from steps_of(one, step["Node Type"])


def growing(steps: Iterator[Mapping[str, Any]], text: str) -> Iterator[str]:
    """Yield the steps whose cost grows with what was filed: through a table, through an index without a condition, a sort.

    Rows that come in order but for those of the same moment ("Incremental Sort") are not sorted whole.
    """
    text = re.sub(r"%s(::[A-Z]+)?", "?", " ".join(text.split()))
    pages = " LIMIT " in text and " WHERE " not in text.split(" ORDER BY ")[0]
    for step in steps:
        table, index = step.get("Relation Name", ""), step.get("Index Name", "")
        if step["Node Type"] == "Seq Scan" and table not in SMALL:
            yield f"goes through {table}"
        ends = pages or (step["within"] == "Limit" and "Filter" not in step)
        if index and "Index Cond" not in step and table not in SMALL and index not in HOLD_ONLY_OPEN and not ends:
            yield f"goes through {index}"
        if step["Node Type"] == "Sort" and not any(one in text for one in EXPECTED_SORTS):
            yield f"sorts by {step['Sort Key']}"


@pytest.mark.parametrize("on_storage", ["postgresql"], indirect=True)
@pytest.mark.parametrize("name", ASKED)
def test_no_hot_statement_goes_through_a_table_that_grows_on_a_server(
    monkeypatch: pytest.MonkeyPatch, on_storage: None, name: str
) -> None:
    """There is a way about it in which each step finds what it needs by an index, as above, and none sorts a table."""
    watch, connect = Watch(), Postgresql.connect
    monkeypatch.setattr(Postgresql, "connect", lambda backend: WatchedConnection(connect(backend), watch))
    desk, case = filled(3)
    with desk:
        watch.clear()
        ASKED[name](desk, case)
        said = {text: values for text, values in watch.said if STATEMENT.match(text)}
        backend = desk._opened.storage.inner.inner.backend  # type: ignore[attr-defined]
        with closing(connect(backend)) as connection:
            wrong = {
                text: found for text, values in said.items() if (found := faults_on_server(connection, text, values))
            }
    assert said
    assert wrong == {}


# ---- counted -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ASKED)
def test_what_is_read_does_not_grow_with_what_is_filed(watch: Watch, name: str) -> None:
    """As many statements, and as many rows, behind six filed cases as behind twelve; the newest line is found by halving."""
    asked = []
    for filed in (6, 12):
        desk, case = filled(filed)
        with desk:
            watch.clear()
            ASKED[name](desk, case)
            asked.append((watch.statements, watch.rows))
    spare = HALVINGS if name.startswith("report") else 0
    assert all(after <= before + spare for before, after in zip(*asked, strict=True)), asked


@pytest.mark.parametrize("name", ASKED)
def test_what_is_asked_takes_no_more_statements_than_it_did(watch: Watch, name: str) -> None:
    """Nor more rows: what a reading or a command asks of the database is counted here, so that growth is seen."""
    desk, case = filled(6)
    with desk:
        watch.clear()
        ASKED[name](desk, case)
        asked = (watch.statements, watch.rows)
    assert all(now <= most for now, most in zip(asked, MOST[name], strict=True)), (asked, MOST[name])
