"""Whoever looks at their work, at whatever hour, is answered by texts that are ready: no table is built for it."""

from collections import defaultdict

import pytest
from complaintkit_sqlmodel import _kept, _sql

from complaintkit import Desk
from complaintkit.model.actor import DESK
from complaintkit.testing import FakeClock
from tests.houses import HOUSES


@pytest.mark.sqlite("texts are kept as SQLite spells them")
@pytest.mark.parametrize("house", HOUSES)
def test_nobody_who_looks_waits_for_the_tables(tmp_path, founded, monkeypatch, house):
    """Also who acts for somebody off duty, who leads others, and who sees some units only."""
    founded(tmp_path, playbook=house, organisation=HOUSES[house], at="2026-11-21T10:00+08:00")
    asked: set[str] = set()
    missing: set[str] = set()

    def kept(question):
        found = sound(question)
        (asked if found else missing).add(question.key)
        return found

    sound = _kept.kept_reading
    monkeypatch.setattr(_sql, "_made", defaultdict(dict))
    monkeypatch.setattr(_sql, "kept_reading", kept)
    for hour in ("06:00", "10:00", "22:00"):
        with Desk.open(f"sqlite:///{tmp_path}/desk.db", clock=FakeClock(f"2026-11-22T{hour}+08:00")) as desk:
            with desk._door.storage.reading() as reader:
                staff = desk._door.facts(reader, None, by=DESK).structure.organisation.staff
            for one in staff:
                assert not desk.duties(one).owed
                assert not [*desk.cases(by=one), *desk.cases(by=one, open=True), *desk.tasks.list(by=one, open=True)]
    assert any("staff=1" not in one for one in asked if "duty_list" in one)
    assert missing == set()
