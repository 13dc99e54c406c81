"""The rules in force: a case keeps the procedure it began with; the organisation is live; a business of one can work. R6, R15"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest

from complaintkit import ConfigurationError, Customer, Desk
from complaintkit.playbook import load_playbook
from complaintkit.ports.storage import Reader
from complaintkit.records.rules import Rules
from complaintkit.testing import FakeClock
from tests.houses import HOUSES

WANG = Customer(name="王芳", phone="13800138000")
SAMPLES = Path(__file__).parents[2] / "docs" / "samples" / "canteen"
STRICTER = """
schema = 1
name = "stricter"
version = "1"
extends = "canteen-delivery"
base = "2026.11"
deadline.assessment.within = "12 h"
"""


def due_in(desk: Desk, number: str, name: str) -> timedelta:
    """How long a deadline of a case is."""
    case = desk.case(number, by="fang")
    return next(one.due_at - one.started_at for one in case.deadlines if one.name == name)


def test_a_case_keeps_the_playbook_it_began_with(tmp_path: Path, clock: FakeClock) -> None:
    """A new playbook takes effect for cases to come, by a recorded command; no deadline already set moves. R15"""
    database, stricter = f"sqlite:///{tmp_path}/desk.db", tmp_path / "stricter.toml"
    stricter.write_text(STRICTER, encoding="utf-8")
    with Desk.open(
        database, playbook="canteen-delivery", organisation=SAMPLES / "organisation.toml", clock=clock
    ) as desk:
        old = desk.receive(
            "米饭酸", by="chen", channel="hotline", unit="softpark", category="food/sensory", customer=WANG
        )

    with Desk.open(database, playbook=stricter, clock=clock) as desk:
        new = desk.receive(
            "汤凉", by="chen", channel="hotline", unit="softpark", category="food/sensory", customer=WANG
        )

        assert due_in(desk, old.number, "assessment") == timedelta(hours=24)
        assert due_in(desk, new.number, "assessment") == timedelta(hours=12)
        assert [event.name for event in desk.events() if event.case == "desk"].count("playbook-set") == 2
        assert desk.assess(old, by="chen", severity="high", approach="核实").playbook == old.playbook


def test_a_desk_opens_again_with_what_it_has(tmp_path: Path, clock: FakeClock) -> None:
    """Playbook and organisation need not be named again; opening changes nothing by itself."""
    database = f"sqlite:///{tmp_path}/desk.db"
    opened = {"playbook": "canteen-delivery", "organisation": SAMPLES / "organisation.toml", "clock": clock}
    with Desk.open(database, **opened) as desk:  # type: ignore[arg-type]  # as keywords
        before = list(desk.events())
    with Desk.open(database, **opened) as desk:  # type: ignore[arg-type]  # as keywords
        assert list(desk.events()) == before
    with Desk.open(database, clock=clock) as desk:
        assert list(desk.events()) == before


ALONE = """
[unit.stall]
title = "长青小吃"

[staff.wang]
name = "王老板"
roles = ["general-manager"]
units = ["stall"]
"""


def test_a_business_of_one_can_work(tmp_path: Path, clock: FakeClock) -> None:
    """Where nobody else is there, the owner may act on a complaint about themselves: a recorded exception. R6"""
    organisation = tmp_path / "organisation.toml"
    organisation.write_text(ALONE, encoding="utf-8")
    with Desk.open(
        f"sqlite:///{tmp_path}/alone.db", playbook="canteen-delivery", organisation=organisation, clock=clock
    ) as desk:
        case = desk.receive(
            "老板态度差", by="wang", channel="hotline", category="service/attitude", about_staff="wang", customer=WANG
        )
        case = desk.assess(case, by="wang", severity="low", approach="当面道歉")
        case = desk.reclassify(case, by="wang", kind="suggestion", reason="顾客只是提建议")

    assert set(case.exceptions) >= {"R6:assess", "R5:reclassify"}
    assert case.kind == "suggestion"


NOBODY = """
[unit.shop]
title = "空店"

[staff.sun]
name = "孙晓"
roles = ["agent"]
units = ["shop"]

[staff.wu]
name = "吴倩"
roles = ["agent"]
units = ["shop"]
"""


@pytest.mark.parametrize("lack", ["playbook", "organisation", "database"])
def test_what_is_missing_is_named(tmp_path: Path, lack: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A desk that can't be opened says what it lacks and what to do."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COMPLAINTKIT_DB", raising=False)
    given: dict[str, object] = {
        "database": f"sqlite:///{tmp_path}/desk.db",
        "playbook": "canteen-delivery",
        "organisation": SAMPLES / "organisation.toml",
    }
    del given[lack]

    with pytest.raises(ConfigurationError, match=lack) as refused:
        Desk.open(**given)  # type: ignore[arg-type]  # as keywords

    assert refused.value.data["next_step"]


def test_an_organisation_whose_leaders_end_in_nobody_is_refused(tmp_path: Path, desk: Desk) -> None:
    """Every leader chain ends in somebody, checked on each change; nothing changes when it does not."""
    organisation = tmp_path / "nobody.toml"
    organisation.write_text(NOBODY, encoding="utf-8")
    before = [event.name for event in desk.events()]

    with pytest.raises(ConfigurationError, match="sun"):
        desk.set_organisation(organisation, by="fang")

    assert [event.name for event in desk.events()] == before


def test_who_is_gone_from_the_file_leaves_no_case_behind(tmp_path: Path, desk: Desk) -> None:
    """A new file without somebody moves their cases in the same transaction. F8"""
    case = desk.receive("米饭酸", by="chen", channel="hotline", unit="softpark", category="food/sensory", customer=WANG)
    text = (SAMPLES / "organisation.toml").read_text(encoding="utf-8")
    start = text.index("[staff.chen]")
    without = text[:start] + text[text.index("[staff.zhou]") :]
    without = (
        without.replace('"chen", ', "")
        .replace(', "chen"', "")
        .replace('["chen"]', '["zhou"]')
        .replace('deputy = "chen"', 'deputy = "luo"')
    )
    file = tmp_path / "organisation.toml"
    file.write_text(without, encoding="utf-8")

    moved = desk.set_organisation(file, by="fang")

    assert moved == (case.number,)
    assert desk.case(case, by="fang").owner != "chen"


def test_a_playbook_that_cant_be_read_leaves_no_database_behind(tmp_path: Path) -> None:
    """A typing error in a name creates nothing."""
    with pytest.raises(ConfigurationError):
        Desk.open(f"sqlite:///{tmp_path}/desk.db", playbook="canteen", organisation=SAMPLES / "organisation.toml")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("house", HOUSES)
def test_a_playbook_is_kept_in_the_order_of_its_file(tmp_path: Path, house: str, clock: FakeClock) -> None:
    """Another process shows its lists, and takes the first of several, as the one that read the file. R15"""
    with (
        Desk.open(f"sqlite:///{tmp_path}/desk.db", playbook=house, organisation=HOUSES[house], clock=clock) as desk,
        desk._door.storage.reading() as reader,
    ):
        kept = json.loads(reader.document(load_playbook(house).digest) or "")
    assert json.dumps(kept) == json.dumps(load_playbook(house).as_data())


def test_a_playbook_in_memory_is_not_read_again(
    tmp_path: Path, desk: Desk, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A desk that opens a database of a playbook that this process has read before compares the document alone."""
    desk.close()
    monkeypatch.setattr("complaintkit.records.rules.read_playbook", None)
    with Desk.open(f"sqlite:///{tmp_path}/desk.db", clock=clock) as again:
        assert list(again.cases(by="fang")) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [(str.strip, None), (lambda _: "{}", "changed"), (lambda _: "", "changed")],
    ids=["same", "another", "none"],
)
def test_a_document_that_was_changed_is_refused_though_its_playbook_is_in_memory(
    change: Callable[[str], str], told: str | None
) -> None:
    """Nobody works by another document than the one of its digest, however a storage writes JSON."""
    book = load_playbook("canteen-delivery")

    class Stored:
        """Holds one document, changed."""

        def document(self, _: str) -> str:
            return change(f"  {json.dumps(book.as_data())}")

    if told is None:
        assert Rules().playbook(cast("Reader", Stored()), book.digest) is book
    else:
        with pytest.raises(ConfigurationError, match=told):
            Rules().playbook(cast("Reader", Stored()), book.digest)
