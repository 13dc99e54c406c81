"""A copied database file without its key gives nothing: no text, name, number, token or code, whatever was done with the desk."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any, get_type_hints

import attrs
import pytest
from click.testing import CliRunner

from complaintkit import Desk
from complaintkit.cli._app import app
from complaintkit.model.events import events
from complaintkit.model.said import PERSONAL, SAID
from complaintkit.ports import row as rows
from complaintkit.ports.storage import CaseFilter, Reader, TaskFilter, Writer
from complaintkit.records.link import Purpose
from complaintkit.records.sealed.encryption import SEALED
from complaintkit.records.sealed.storage import SealedReader, SealedWriter
from tests.database import content_of

_SHORTEST = 6  # bytes: what is shorter stands in any file by chance


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Desk]]:
    """An evening at a night market and a day of a canteen, on a desk that is still open."""
    folder = tmp_path_factory.mktemp("demo") / "here"
    with chdir(folder.parent):
        done = CliRunner().invoke(app, ["demo", "--folder", str(folder)])
    assert done.exit_code == 0, done.output
    with Desk.open(config=folder / "complaintkit.toml") as desk:
        yield folder, desk


def said_in(desk: Desk) -> Iterator[tuple[str, str]]:
    """Everything that must not be found, with where it is from: all that the vault, the refused and the organisation hold."""
    door = desk._door
    with door.storage.reading() as tx:
        cases = list(tx.cases(CaseFilter(), after=None, limit=10_000))
        ids = [row.id for row in cases] + [row.id for row in tx.tasks(TaskFilter())]
        for one in tx.vault(ids):
            yield from ((f"vault {one.field}", text) for text in _texts(json.loads(one.content or b"null")))
        for refused in tx.refused(limit=10_000):
            yield from (("refused", text) for text in _texts(json.loads(refused.content)))
        for coupon in tx.coupons(CaseFilter(), limit=10_000):
            yield "coupon", coupon.code
        for entry in tx.outbox(limit=10_000):
            yield "outbox", entry.detail
            for tried in tx.attempts(entry.id):
                yield from (("attempt", one) for one in (tried.reference or "", tried.detail))
        for case in cases:
            yield from (("link", door.links.token(case.id, cycle, one)) for one in Purpose for cycle in (1, 2))
        for row in tx.tally(first=cases[-1].received_at.date(), after=cases[0].received_at.date().replace(year=2099)):
            yield "goods", row.subject.partition(":")[2] if row.subject.startswith(("item:", "lot:")) else ""
        yield "tokens", door.key.hex()


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def test_nothing_that_was_said_is_in_a_file(played: tuple[Path, Desk]) -> None:
    """Every text, name, number, code and token of the day, looked for in the database, its log and its index."""
    folder, desk = played
    content = content_of(folder)
    staff = tomllib.loads((folder / "organisation.toml").read_text("utf-8"))["staff"]
    people = [("staff", one[key]) for one in staff.values() for key in ("name", "phone", "email") if key in one]
    known = _words(desk)
    wanted = {text: where for where, text in [*said_in(desk), *people] if len(text.encode()) >= _SHORTEST}
    wanted = {text: where for text, where in wanted.items() if text not in known}
    assert len(wanted) > 300
    found = {
        (wanted[text], text)
        for text in wanted
        for spelt in (text, json.dumps(text)[1:-1])
        if spelt.encode("utf-8", "surrogatepass") in content
    }
    assert found == set()


def _words(desk: Desk) -> set[str]:
    """Ids and words of closed lists, which stand in the clear: cases, units, staff, categories, kinds of remedies."""
    with desk._door.storage.reading() as tx:
        rules = desk._door.rules.in_force(tx)
        books, house = list(rules.playbooks()), rules.organisation
        numbers = {row.number for row in tx.cases(CaseFilter(), after=None, limit=10_000)}
    listed = {word for book in books for word in (*book.categories, *book.channels, *book.causes)}
    return listed | set(house.units) | set(house.staff) | numbers | {"refund", "coupon"}


# ---- laws -----------------------------------------------------------------------------------------------------------
CLEAR = frozenset(
    {
        rows.DeadlineRow,
        rows.DutyRow,
        rows.GrantRow,
        rows.KeyRow,
        rows.MemberRow,
        rows.OwnerRow,
        rows.SurveyAnswerRow,
        rows.TaskCaseRow,
        rows.TokenRow,
        rows.BudgetRow,
        rows.CounterRow,
    }
)
"""Rows of ids, times, amounts and words of closed lists, which are kept as they are."""


def test_every_kind_of_row_is_sealed_or_known_to_need_no_seal() -> None:
    """A new row has to be decided on."""
    kinds = {one for name in rows.__all__ if name.endswith("Row") for one in [getattr(rows, name)]}
    assert kinds == CLEAR | SEALED.keys()
    assert not CLEAR & SEALED.keys()


@pytest.mark.parametrize("port", [Reader, Writer], ids=lambda one: one.__name__)
def test_no_sealed_row_goes_around_the_seals(port: type) -> None:
    """Whatever takes or gives such a row, a filter by what is sealed, a setting or a document is done in the clear by us."""
    ours = SealedWriter if port is Writer else SealedReader
    told = {"meta", "metas", "document", "put_meta", "add_meta", "put_document", "empty_vault", "empty_refused"}
    sealed = {kind.__name__ for kind in SEALED} | {"CaseFilter", "TaskFilter"}
    for name, method in vars(port).items():
        if name.startswith("_") or not callable(method):
            continue
        spoken = set(re.findall(r"[A-Z]\w+", " ".join(map(str, method.__annotations__.values()))))
        if name in told or spoken & sealed:
            assert any(name in vars(one) for one in ours.__mro__), name


IDS = frozenset(
    "about_staff about_staff_was advice answerer approver attachment case cases coupon deadline departed deputy "
    "digest dispatch docket entry escalation executor first_receiver for_ former giver handover issue measure number of order "
    "outbox owner person person_was plan playbook playbook_digest present previous promise proposal quote quoted reader "
    "receiver recipient recruited_by redemption reservation root rule similar source staff to told_to unit "
    "shifts unit_was waits_for who".split()
)
"""Ids: of cases, people who work here, units, and what the kit itself numbers; digests."""
CLOSED = frozenset(
    "agreed authority because before business_day care category cause causes channel channel_was command corrected "
    "currency decisions kind kinds media media_type medium message missing outcome period periods reason relation "
    "result root_cause route since state step tables tier title turn version via what why within".split()
)
"""Words of lists that the kit or the playbook closes, and what the playbook itself says."""
TASKS = {"about", "subject", "values"}
"""What a task beside the cases is about: goods and places, and no person who complained."""


def test_text_stands_in_no_ledger() -> None:
    """Each text of each event is an id, a word of a closed list, or somebody's: and then it is kept by person, and erased."""
    for name, event in events().items():
        hints = get_type_hints(event)
        for field in attrs.fields(event):
            if "str" not in str(hints[field.name]) or field.metadata.keys() & {SAID, PERSONAL}:
                continue
            known = IDS | CLOSED | (TASKS if name.startswith("task-") else set())
            assert field.name in known, f"{name}.{field.name}"
