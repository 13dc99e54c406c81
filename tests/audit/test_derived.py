"""Every table that is derived from ledgers, held against a replay: what differs is named by case, table, field, both values."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest

from complaintkit import Case, Customer, Desk, Issue, LedgerProblem
from complaintkit.ports.storage import SummaryRow
from complaintkit.testing import FakeClock
from tests.audit.conftest import AUDITOR, Edit, written
from tests.complaints import sour_rice

Problems = Callable[..., list[LedgerProblem]]


@pytest.fixture
def filed(desk: Desk) -> list[Case]:
    """Two cases that were filed, and summed up at night."""
    cases = []
    for phone in ("13700137000", "13900139000"):
        case = sour_rice(desk, customer=Customer(name="李雷", phone=phone))
        case = desk.settle(case, by="chen", facts="换货", agreed="in-person")
        cases.append(desk.archive(desk.record_follow_up(case, by="chen", satisfied=True, via="phone"), by="chen"))
    desk.run_due()
    return cases


def complained(desk: Desk, *issues: Issue, category: str | None = "food/sensory") -> Case:
    """Take one in, of several things."""
    return desk.receive(
        "米饭是酸的",
        by="chen",
        channel="hotline",
        unit="softpark",
        category=category,
        customer=Customer(name="李雷", phone="13700137000"),
        issues=issues,
    )


def summaries(desk: Desk) -> list[SummaryRow]:
    """What is kept of them."""
    with desk._door.storage.reading() as reader:
        return list(reader.every(SummaryRow))


EDITS = [
    ("case", "UPDATE \"case\" SET owner = 'zhao'"),
    ("case", "UPDATE \"case\" SET state = 'archived'"),
    ("case", 'UPDATE "case" SET open = NOT open'),
    ("case", """UPDATE "case" SET other_categories = '["food/spoiled/"]'"""),
    ("owner_interval", "UPDATE owner_interval SET owner = 'zhao'"),
    ("owner_interval", "DELETE FROM owner_interval"),
    ("deadline", "UPDATE deadline SET due_at = '2027-01-01T00:00:00.000000+00:00'"),
    ("deadline", "DELETE FROM deadline"),
    ("duty", "UPDATE duty SET staff = 'zhao'"),
    ("duty", "DELETE FROM duty"),
    ("token", "DELETE FROM token WHERE kind = 'phone'"),
    ("token", "DELETE FROM token WHERE kind = 'customer-link'"),
    ("grant", 'UPDATE "grant" SET value = value * 100'),
    ("grant", 'DELETE FROM "grant"'),
    ("coupon", "UPDATE coupon SET value = value * 100"),
    ("coupon", "UPDATE coupon SET valid_until = '2027-01-01T00:00:00.000000+00:00'"),
    ("coupon", "UPDATE coupon SET state = 'voided'"),
    ("redemption", "UPDATE redemption SET value = 0"),
    ("redemption", "DELETE FROM redemption"),
    ("redemption", "UPDATE redemption SET reversed_at = at"),
    ("outbox", "UPDATE outbox SET recipient = 'zhao' WHERE recipient = 'customer'"),
    ("outbox", "UPDATE outbox SET state = 'sent'"),
    ("tally", "UPDATE tally SET count = count + 1"),
    ("tally", "DELETE FROM tally"),
]
_NOT_MADE_AGAIN = frozenset({"UPDATE outbox SET state = 'sent'"})


@pytest.mark.parametrize("statement", ["UPDATE outbox SET kind = 'x'", "UPDATE outbox SET state = 'x'"])
def test_a_word_that_names_nothing_is_a_problem(case: Case, edit: Edit, problems: Problems, statement: str) -> None:
    """What can't be read is told as everything else is: verifying goes on, and raises nothing."""
    assert case.number
    edit(statement)

    assert any("outbox" in one.reason for one in problems(deep=True))


@pytest.mark.parametrize(("table", "statement"), EDITS)
def test_a_derived_row_that_differs_is_named(
    case: Case, edit: Edit, problems: Problems, table: str, statement: str
) -> None:
    """The short check does not look; the deep one says which, and what the ledger makes of it."""
    before = problems(deep=True)
    edit(statement)
    found = problems(deep=True)

    assert before == []
    assert table in {one.table for one in found}
    assert all(one.case in (case.number, None) and one.next_step for one in found)


@pytest.mark.parametrize(("table", "statement"), [one for one in EDITS if one[1] not in _NOT_MADE_AGAIN])
def test_a_derived_row_is_made_again(
    desk: Desk, case: Case, edit: Edit, problems: Problems, table: str, statement: str
) -> None:
    """Shown first, and then done: nothing is at odds any more, and the desk's own ledger says what was put right."""
    edit(statement)
    shown = desk.ledger.rebuild(by=AUDITOR)
    assert (shown.applied, shown.left, problems(deep=True) != []) == (False, (), True)
    assert table in {one.table for one in shown.changes}
    done = desk.ledger.rebuild(by=AUDITOR, apply=True)

    assert (done.applied, done.rows) == (True, shown.rows)
    assert problems(deep=True) == []
    (line,) = [one for one in desk.events(by=AUDITOR) if one.name == "rows-repaired"]
    told = json.loads(line.data)
    assert (told["what"], told["rows"], table in told["tables"]) == ("rows", done.rows, True)
    assert set(told.get("cases", ())) <= {case.number}
    assert desk.ledger.rebuild(by=AUDITOR, apply=True).applied is False, "nothing is left to do"


@pytest.mark.parametrize(
    ("first", "further", "found"),
    [
        ("food/sensory", [], ()),
        ("food/sensory", ["food/sensory"], ()),
        ("food/sensory", ["service", None, "service"], ("service", "-")),
        (None, [None], ()),
        (None, ["service", None], ("service",)),
    ],
)
def test_a_row_names_each_other_category_once(
    desk: Desk, first: str | None, further: list[str | None], found: tuple[str, ...]
) -> None:
    """Beside that of the gravest, which it has anyway. R7"""
    issues = [Issue("还有一件事", category=one) for one in further]
    case = complained(desk, *issues, category=first)
    with desk._door.storage.reading() as reader:
        row = reader.case(case.id)

    assert row is not None
    assert row.other_categories == found


def test_what_an_earlier_version_did_not_keep_is_filled_in(desk: Desk, edit: Edit, problems: Problems) -> None:
    """A case was found by its gravest issue alone: whoever works has it found by all of them, once and for all. R7"""
    case = complained(desk, Issue("收银员骂人", category="service/attitude"), Issue("说不清楚"))
    complained(desk)
    edit('UPDATE "case" SET other_categories = NULL')
    assert not desk.cases(by=AUDITOR, category="service").count()
    assert problems(deep=True) == [], "nobody changed them"

    desk.run_due()
    for category in ("service", "-"):
        assert [one.number for one in desk.cases(by=AUDITOR, category=category)] == [case.number]
    assert problems(deep=True) == []
    edit('UPDATE "case" SET other_categories = NULL')
    desk.run_due()
    assert [one.field for one in problems(deep=True)] == ["other_categories"]


def test_a_damaged_case_keeps_no_other_from_being_filled_in(
    desk: Desk, edit: Edit, caplog: pytest.LogCaptureFixture
) -> None:
    """It stays as it is, and the log says so; who works goes on."""
    damaged, sound = (complained(desk, Issue("收银员骂人", category="service/attitude")) for _ in range(2))
    edit('UPDATE "case" SET other_categories = NULL')
    edit("UPDATE \"case\" SET head = head || 'x' WHERE id = :id", id=damaged.id)  # nobody has it in mind
    edit("UPDATE ledger SET data = 'x' WHERE \"case\" = :id", id=damaged.id)
    desk.run_due()

    with desk._door.storage.reading() as reader:
        rows = [reader.case(one.id) for one in (damaged, sound)]
    assert [row and row.other_categories for row in rows] == [(), ("service/attitude",)]
    assert "not listed by its other issues" in caplog.text


def test_what_nobody_can_know_is_left_to_a_person(desk: Desk, case: Case, edit: Edit, problems: Problems) -> None:
    """Whether a message went out, what was written itself: named, and not touched."""
    edit("UPDATE outbox SET state = 'sent'")
    before = problems(deep=True)
    done = desk.ledger.rebuild(by=AUDITOR, apply=True)

    assert case.number
    assert (done.applied, done.rows, set(done.left)) == (False, 0, set(before))
    assert problems(deep=True) == before


def test_a_playbook_that_was_never_put_in_force_is_found(case: Case, edit: Edit, problems: Problems) -> None:
    """What is in force is what the desk's own ledger says."""
    assert case.number
    edit("INSERT INTO meta VALUES ('playbook:x', 'sha256:0')")

    assert [(one.table, one.field, one.kept) for one in problems(deep=True)] == [("meta", "playbook:x", "sha256:0")]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE case_state SET content = CAST(substr(content, 2) || substr(content, 1, 1) AS BLOB)",
        "UPDATE case_state SET content = x''",
        'UPDATE case_state SET content = (SELECT content FROM case_state ORDER BY "case" DESC LIMIT 1)',
        "UPDATE case_state SET seq = seq - 1",
        "UPDATE case_state SET schema = schema + 1",
        "UPDATE case_state SET head = 'x'",
    ],
)
def test_a_kept_state_that_was_changed_is_found(
    desk: Desk, long_case: Case, edit: Edit, problems: Problems, statement: str
) -> None:
    """It opens at its own place alone: this case, this line, this hash, this way of writing. Repaired, it goes."""
    desk.note(written(desk, "13900139000"), by="chen", text="另一件")
    before = problems(deep=True)
    edit(statement)
    found = problems(deep=True)

    assert before == []
    assert long_case.number in {one.case for one in found}
    assert {one.table for one in found} == {"case_state"}
    assert desk.ledger.rebuild(by=AUDITOR, apply=True).left == ()
    assert problems(deep=True) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE case_summary SET content = CAST(substr(content, 2) || substr(content, 1, 1) AS BLOB)",
        "UPDATE case_summary SET content = x''",
        'UPDATE case_summary SET content = (SELECT content FROM case_summary ORDER BY "case" DESC LIMIT 1)',
        "UPDATE case_summary SET seq = seq - 1",
        "UPDATE case_summary SET schema = schema + 1",
        "UPDATE case_summary SET head = 'x'",
        "UPDATE case_summary SET head = 'x', content = x''",
    ],
)
def test_a_summary_that_was_changed_is_found(
    desk: Desk, edit: Edit, problems: Problems, filed: list[Case], statement: str
) -> None:
    """It opens at its own place alone: this case, this line, this hash, this way of making it. Repaired, it is right."""
    before, kept = problems(deep=True), summaries(desk)
    edit(statement)
    found = problems(deep=True)

    assert before == []
    assert {one.table for one in found} == {"case_summary"}
    assert {one.case for one in found} <= {one.number for one in filed}
    assert desk.ledger.rebuild(by=AUDITOR, apply=True).left == ()
    assert problems(deep=True) == []
    assert summaries(desk) == kept


def test_a_summary_that_its_own_software_made_wrong_is_found(desk: Desk, problems: Problems, filed: list[Case]) -> None:
    """It opens, and counts something else than the ledger does; one of an older line is only out of use."""
    (row, other) = summaries(desk)
    with desk._door.storage.writing() as tx:
        tx.put_summary(attrs.evolve(row, content=row.content.replace(b"softpark", b"softpork")))
    desk.note(next(one for one in filed if one.id == other.case), by="chen", text="又一次")

    numbers = {one.id: one.number for one in filed}
    assert [(one.case, one.table) for one in problems(deep=True)] == [(numbers[row.case], "case_summary")]


def test_a_state_that_its_own_software_made_wrong_is_found(desk: Desk, long_case: Case, problems: Problems) -> None:
    """It opens, and says something else than the ledger does."""
    with desk._door.storage.writing() as tx:
        row = tx.state(long_case.id)
        assert row is not None
        tx.put_state(attrs.evolve(row, content=row.content.replace("米饭是酸的".encode(), "米饭是甜的".encode())))

    assert [(one.case, one.table) for one in problems(deep=True)] == [(long_case.number, "case_state")]


def test_a_state_that_is_gone_is_nothing_lost(
    desk: Desk, long_case: Case, edit: Edit, problems: Problems, tmp_path: Path, clock: FakeClock
) -> None:
    """The ledger has it all; the next one is kept when the case goes on."""
    edit("DELETE FROM case_state")
    assert problems(deep=True) == []
    with Desk.open(f"sqlite:///{tmp_path}/desk.db", clock=clock) as other:
        assert other.note(long_case, by="chen", text="又一次").version == long_case.version + 1
        with other._door.storage.reading() as tx:
            assert tx.state(long_case.id) is not None
    assert problems(deep=True) == []


def test_both_values_are_told(case: Case, edit: Edit, problems: Problems) -> None:
    """What is kept, and what the ledger makes of it."""
    edit("UPDATE \"case\" SET owner = 'zhao'")
    (found,) = problems(deep=True)

    assert (found.case, found.table, found.field) == (case.number, "case", "owner")
    assert (found.kept, found.by_ledger) == ("zhao", "chen")
    assert found.reason.endswith("is zhao; by the ledger it is chen")


def test_what_is_nobodys_to_read_is_not_told(case: Case, edit: Edit, problems: Problems) -> None:
    """A coupon's code, for one: only that it differs."""
    code = case.coupons[0].code
    edit("UPDATE redemption SET code = 'AAAA-BBBB-CCCC'", "UPDATE coupon SET code = 'AAAA-BBBB-CCCC'")
    found = problems(deep=True)

    assert found
    assert not any(code in f"{one}" for one in found)


def test_what_reads_alike_and_is_written_otherwise_is_found(case: Case, edit: Edit, problems: Problems) -> None:
    """The same moment in another zone sorts elsewhere: no list finds it where it belongs."""
    assert case.number
    edit("UPDATE deadline SET due_at = replace(due_at, '+00:00', 'Z')")

    assert any("is not written as" in one.reason for one in problems(deep=True))
