"""A case's kept state: what commands and readings go by, and what they do when it is not to be trusted."""

import hashlib
import inspect
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs
import pytest
from complaintkit_sqlmodel import SqlModelStorage

from complaintkit import Case, Customer, Desk, Measure
from complaintkit.decision import replay
from complaintkit.model import case as model
from complaintkit.records.case import load
from complaintkit.records.state import EVERY, SCHEMA, is_due
from complaintkit.records.token import own_key
from complaintkit.testing import FakeClock
from faults._old import make_as_of
from tests.complaints import sour_rice
from tests.database import tables

SAMPLES = Path(__file__).parents[2] / "docs" / "samples" / "canteen"
AT = "2026-11-21T10:00+08:00"
NOUNS = sorted(
    name
    for name, one in vars(model).items()
    if inspect.isclass(one) and one.__module__.startswith("complaintkit.model.")
)
"""What stands in a case."""
MADE_BY = "9 cfcfa48637522b04"
"""What makes a state of schema 9: the folds, and the fields of a case. Where it differs, raise SCHEMA, then write it down here."""


@pytest.fixture
def place(tmp_path: Path, founded: Callable[..., None]) -> Path:
    """A canteen's database."""
    founded(tmp_path, playbook="canteen-delivery", organisation=SAMPLES / "organisation.toml", at=AT)
    return tmp_path / "desk.db"


@pytest.fixture
def desk(place: Path) -> Iterator[Desk]:
    """The first process at it."""
    with opened(place) as desk:
        yield desk


@contextmanager
def opened(place: Path) -> Iterator[Desk]:
    """Open the database as another process would: with nothing in mind."""
    with Desk.open(f"sqlite:///{place}", clock=FakeClock(AT)) as desk:
        yield desk


def received(desk: Desk, phone: str = "13800138000") -> Case:
    """Sour rice."""
    customer = Customer(name="王芳", phone=phone)
    return sour_rice(desk, customer=customer)


def noted(desk: Desk, case: Case, count: int) -> Case:
    """Write about it."""
    for number in range(count):
        case = desk.note(case, by="chen", text=f"在查 {number}")
    return case


def by_ledger(desk: Desk, case: Case) -> Case:
    """Return a case as its whole ledger says it is."""
    from complaintkit.decision import rebuild
    from complaintkit.records.ledger import lines_of

    with desk._door.storage.reading() as tx:
        return rebuild(lines_of(tx, case.id), id=case.id)


def as_read(desk: Desk, case: Case) -> Case:
    """Return a case as commands go by it."""
    with desk._door.storage.reading() as tx:
        row = tx.case(case.id)
        assert row is not None
        return load(tx, row).case


def edit(place: Path, statement: str) -> None:
    """Change the file by hand."""
    with tables(place) as database:
        assert database.run(statement) == 1


# ---- what it is for -------------------------------------------------------------------------------------------------
def test_every_process_reads_what_the_ledger_says(desk: Desk, place: Path) -> None:
    """After each command, at each length of what follows the state: for whoever wrote it, and for who comes new."""
    case = received(desk)
    steps: list[Callable[[Case], Case]] = [
        lambda case: desk.acknowledge(case, by="chen"),
        lambda case: desk.assess(case, by="chen", severity="low", approach="核实"),
        lambda case: desk.record_facts(case, by="chen", facts="放了两小时", root_cause="storage", heard=["hu"]),
        lambda case: desk.offer_plan(
            case, by="chen", measures=[Measure("换货", who="chen", due=AT_ONCE)], decisions={"1": ("upheld", "属实")}
        ),
        *[lambda case: desk.note(case, by="chen", text="在查")] * (2 * EVERY),
    ]
    for step in steps:
        case = step(case)
        with opened(place) as other:
            assert as_read(other, case) == by_ledger(other, case) == as_read(desk, case) == by_ledger(desk, case)


AT_ONCE = FakeClock(AT).now()


def lines_read(place: Path, case: Case, act: Callable[[Desk], object]) -> int:
    """Return how many lines of ledgers and words of the vault a process reads that has nothing in mind."""
    from complaintkit_sqlmodel._reader import SqlReader

    with opened(place) as desk, pytest.MonkeyPatch.context() as patch:
        read: list[object] = []
        for name in ("events", "vault"):
            sound = getattr(SqlReader, name)

            def count(self: Any, *given: Any, sound: Any = sound, **named: Any) -> Any:
                found = sound(self, *given, **named)
                read.extend(found)
                return found

            patch.setattr(SqlReader, name, count)
        act(desk)
        assert case.number
        return len(read)


@pytest.mark.parametrize(
    "act",
    [
        lambda desk, case: desk.note(case.number, by="chen", text="又一次"),
        lambda desk, case: desk.case(case.number, by="chen"),
        lambda desk, case: list(desk.cases(by="chen")),
    ],
    ids=["command", "reading", "list"],
)
def test_what_is_read_does_not_grow_with_the_case(desk: Desk, place: Path, act: Callable[[Desk, Case], object]) -> None:
    """Of a case of sixteen times as many lines no more are read than come between two states."""
    case = noted(desk, received(desk), 20)
    short = lines_read(place, case, lambda desk: act(desk, case))
    case = noted(desk, case, 16 * EVERY)
    long = lines_read(place, case, lambda desk: act(desk, case))

    assert 0 <= short <= 3 * EVERY
    assert 0 <= long <= 3 * EVERY


# ---- what is not trusted --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE case_state SET content = x'00'",
        "UPDATE case_state SET content = CAST(substr(content, 2) || substr(content, 1, 1) AS BLOB)",
        "UPDATE case_state SET head = 'x'",
        "UPDATE case_state SET seq = seq - 1",
    ],
)
def test_a_state_that_was_changed_is_not_read(
    desk: Desk, place: Path, statement: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The ledger is, the log says so, and the next command keeps a sound one."""
    case = noted(desk, received(desk), 20)
    edit(place, statement)
    with opened(place) as other, caplog.at_level(logging.WARNING, "complaintkit.records"):
        assert as_read(other, case) == by_ledger(other, case)
        assert any(case.number in one.message for one in caplog.records)
        other.note(case, by="chen", text="又一次")
    caplog.clear()
    with opened(place) as third:
        assert as_read(third, case) == by_ledger(third, case)
        assert not caplog.records


def test_a_state_of_another_ledger_is_not_read(desk: Desk, place: Path, caplog: pytest.LogCaptureFixture) -> None:
    """It opens, for it was sealed at this line of this case; but what follows is chained to another line."""
    case = noted(desk, received(desk), EVERY - 1)
    with desk._door.storage.writing() as tx:
        row = tx.state(case.id)
        assert row is not None
        tx.put_state(attrs.evolve(row, head="0" * 64))
    with opened(place) as other, caplog.at_level(logging.WARNING, "complaintkit.records"):
        assert as_read(other, case) == by_ledger(other, case)
        assert any(case.number in one.message for one in caplog.records)


def test_a_state_of_an_older_software_is_made_anew(desk: Desk, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not read; the next command that adds enough lines keeps one of today."""
    case = noted(desk, received(desk), 20)
    monkeypatch.setattr("complaintkit.records.state.SCHEMA", SCHEMA + 1)
    with opened(place) as other:
        assert as_read(other, case) == by_ledger(other, case)
        other.note(case, by="chen", text="又一次")
        with other._door.storage.reading() as tx:
            row = tx.state(case.id)
            assert row is not None
            assert row.schema == SCHEMA + 1
        assert other.ledger.verify(by="fang", deep=True).ok


def test_whatever_makes_a_state_has_a_number() -> None:
    """A fold or a field that changes makes old states wrong: it takes another SCHEMA, so that they are made anew."""
    folds = sorted(Path(inspect.getfile(replay)).parent.glob("*.py"))
    nouns = sorted(Path(inspect.getfile(one)) for one in [model, *(vars(model)[name] for name in NOUNS)])
    text = "\n".join(without_words(one) for one in [*folds, *dict.fromkeys(nouns)])
    assert f"{SCHEMA} {hashlib.sha256(text.encode()).hexdigest()[:16]}" == MADE_BY


def without_words(source: Path) -> str:
    """Return a module as it is read by Python: its comments and docstrings are nobody's business here."""
    import ast

    tree = ast.parse(source.read_text("utf-8"))
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if (
            isinstance(body, list)
            and body
            and isinstance(body[0], ast.Expr)
            and isinstance(body[0].value, ast.Constant)
        ):
            body[0] = ast.Expr(ast.Constant(""))
    return ast.unparse(tree)


# ---- what a person said ---------------------------------------------------------------------------------------------
def test_what_was_erased_is_in_no_state(desk: Desk, place: Path) -> None:
    """The state goes with the words, and so does what another process has in mind."""
    case = noted(desk, received(desk), 20)
    case = desk.settle(case, by="chen", facts="换货", agreed="in-person")
    case = desk.answer_survey(case, by="chen", process=5, outcome=5, via="call")
    case = case if case.archived_at else desk.archive(case, by="chen")
    with opened(place) as other:
        assert as_read(desk, case).text == as_read(other, case).text == "米饭是酸的"
        other.erase_person(case, by="fang", because="asked")
        for one in (desk, other):
            read = as_read(one, case)
            assert (read.erased, read.text, read.customer.name, read.facts) == (True, None, None, None)
            with one._door.storage.reading() as tx:
                assert tx.state(case.id) is None
        assert other.ledger.verify(by="fang", deep=True).ok


def test_words_whose_key_is_gone_are_not_remembered(desk: Desk, place: Path) -> None:
    """Whoever has the case in mind does not tell them either, though its ledger says nothing of it yet."""
    case = noted(desk, received(desk), 2)
    assert as_read(desk, case).text == "米饭是酸的"
    with opened(place) as other, other._door.storage.writing() as tx:
        tx.empty_vault(own_key(case.id))
        tx.empty_vault(by_ledger(desk, case).person)
    assert as_read(desk, case).text is None


def test_what_a_caller_is_given_is_their_own(desk: Desk, place: Path) -> None:
    """Whatever they do to its mappings is not what the next command goes by."""
    case = noted(desk, received(desk), 2)
    for name in ("fields", "links", "decisions", "first_handlings", "lost_messages"):
        mapping: Any = getattr(case, name)
        if isinstance(mapping, dict):
            mapping["x"] = "y"
    assert as_read(desk, case) == by_ledger(desk, case)
    noted(desk, case, EVERY)
    with opened(place) as other:
        assert as_read(other, case) == by_ledger(other, case)


# ---- databases of before --------------------------------------------------------------------------------------------
@pytest.mark.sqlite("a file as a version before made it")
def test_a_database_of_before_goes_on(place: Path) -> None:
    """Filled by the version before, it is brought up to date with all it holds; its states are kept as its cases go on."""
    with opened(place) as desk:
        case = noted(desk, received(desk), 40)
        before = by_ledger(desk, case)
    today = place.rename(place.with_name("today.db"))
    make_as_of("0005", today, place)
    assert SqlModelStorage().upgrade(f"sqlite:///{place}")[0] == "0005"
    with opened(place) as desk:
        assert as_read(desk, case) == before
        desk.note(case, by="chen", text="又一次")
        with desk._door.storage.reading() as tx:
            assert tx.state(case.id) is not None
        assert desk.ledger.verify(by="fang", deep=True).ok


@pytest.mark.parametrize(
    ("lines", "since", "due"),
    [
        (23, 0, False),
        (24, 0, True),
        (767, 744, False),
        (767, 743, True),
        (1600, 1551, False),
        (1600, 1550, True),
    ],
)
def test_the_state_of_a_long_case_is_kept_less_often(desk: Desk, lines: int, since: int, *, due: bool) -> None:
    """It is as much to write as the case is long: what is replayed after it may be a part of that, and no more."""
    assert is_due(received(desk).changed(seq=lines), since) is due
