"""The root cause that facts name: one of the playbook's tree, asked for where the procedure asks, read back and counted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from complaintkit import Case, Customer, InvalidInput, Kind, Period
from complaintkit.playbook import installed_playbooks
from complaintkit.testing import DeskUnderTest, open_test_desk

A = "chen"  # who meets customers, in the desk of a test
FANG = Customer(name="王芳", phone="13800138000")
NOVEMBER = Period.month(2026, 11, zone="Asia/Shanghai")


@pytest.fixture(params=installed_playbooks())
def desk(request: pytest.FixtureRequest) -> Iterator[DeskUnderTest]:
    """A desk at each procedure that ships."""
    with open_test_desk(playbook=request.param, start="2026-11-21T10:00+08:00") as desk:
        yield desk


@pytest.fixture
def free(tmp_path: Path) -> Iterator[DeskUnderTest]:
    """The canteen without a tree of causes."""
    head = 'schema = 1\nname = "free"\nversion = "1"\nextends = "canteen-delivery"\nbase = "2026.11"\n'
    file = tmp_path / "free.toml"
    file.write_text(f'{head}remove = ["cause"]\n', encoding="utf-8")
    with open_test_desk(playbook=file, start="2026-11-21T10:00+08:00") as desk:
        yield desk


def received(desk: DeskUnderTest, **fields: Any) -> Case:
    """A complaint that waits for its facts."""
    words = desk.vocabulary(by=A)
    calm = next(one.id for one in words.categories if one.id.startswith(("service", "other")))
    case = desk.receive("慢", by=A, channel=words.channels[0].id, customer=FANG, category=calm, **fields)
    return desk.assess(case, by=A, severity="normal", approach="核实")


def test_every_cause_of_the_form_is_taken_and_read_back_by_its_title(desk: DeskUnderTest) -> None:
    """S0.6, S3.4: what a form offers is a root cause, and the timeline says it in the reader's language."""
    for cause in desk.vocabulary(by=A).causes:
        case = desk.record_facts(received(desk), by=A, facts="查清了", root_cause=cause.id)
        assert case.root_cause == cause.id
        for language in ("zh", "en"):
            lines = desk.timeline_in_words(case, by=A, language=language)
            told = [quote.labelled for line in lines for quote in line.said]
            assert any(cause.title(language) in one for one in told)


def test_the_tree_of_a_form_hangs_together(desk: DeskUnderTest) -> None:
    """Each narrower cause names the one around it, as the categories do. S0.4"""
    causes = {one.id: one for one in desk.vocabulary(by=A).causes}

    assert list(causes) == list(desk.playbook(by=A).causes)
    for one in causes.values():
        assert one.within == (one.id.rpartition("/")[0] or None)
        assert one.within is None or one.within in causes


def test_another_word_is_refused_and_nothing_is_recorded(desk: DeskUnderTest) -> None:
    """What is no root cause of the procedure would be counted beside the tree. S0.6"""
    case = received(desk)
    known = desk.vocabulary(by=A).causes[1].id

    with pytest.raises(InvalidInput) as error:
        desk.record_facts(case, by=A, facts="查清了", root_cause=f"{known}x")

    assert error.value.data["field"] == "root_cause"
    assert error.value.data["next_step"] == f"Did you mean '{known}'?"
    assert desk.case(case.number, by=A).facts_at is None


def test_facts_without_a_cause_are_taken_where_the_procedure_does_not_ask(desk: DeskUnderTest) -> None:
    """S0.6, S3.4: the supermarket asks for it with the facts of a complaint, once; "none-found" is an answer."""
    case = received(desk)
    if "root-cause" in desk.playbook(by=A).requires("record-facts"):
        with pytest.raises(InvalidInput) as error:
            desk.record_facts(case, by=A, facts="查清了")
        assert error.value.data["field"] == "root_cause"
        case = desk.record_facts(case, by=A, facts="查了，没有结论", root_cause="none-found")

    case = desk.record_facts(case, by=A, facts="再查一遍")
    assert case.facts_at is not None


def test_a_question_is_asked_for_no_cause(desk: DeskUnderTest) -> None:
    """Requirements bind complaints. S3.2"""
    channel = desk.vocabulary(by=A).channels[0].id
    case = desk.receive("几点开门？", by=A, channel=channel, kind=Kind.INQUIRY, customer=FANG)
    if "record-facts" in desk.allowed(case, by=A):
        assert desk.record_facts(case, by=A, facts="九点").root_cause is None


def test_without_a_tree_the_cause_is_free_text(free: DeskUnderTest) -> None:
    """A house that has no tree writes what it found; it is counted as it stands."""
    assert free.vocabulary(by=A).causes == ()
    desk_case = free.record_facts(received(free), by=A, facts="查清了", root_cause="冰柜 断电")

    (counted,) = free.report(NOVEMBER).figures.causes
    assert (desk_case.root_cause, counted.key, counted.title["zh"], counted.count) == (
        "冰柜 断电",
        "冰柜 断电",
        "冰柜 断电",
        1,
    )


def test_a_report_counts_cases_by_the_cause_known_last(desk: DeskUnderTest) -> None:
    """S0.10, S2.7: of the cases received, each once, by what was recorded last; those without one are in no share."""
    first, second, *_ = desk.vocabulary(by=A).causes
    received(desk)
    twice = desk.record_facts(received(desk), by=A, facts="像是这样", root_cause=first.id)
    desk.record_facts(twice, by=A, facts="其实是这样", root_cause=second.id)
    again = desk.record_facts(received(desk), by=A, facts="查清了", root_cause=second.id)
    desk.record_facts(again, by=A, facts="补充")
    desk.record_facts(received(desk), by=A, facts="查不清", root_cause="none-found")

    report = desk.report(NOVEMBER)

    assert report.figures.cases == 4
    assert {one.key: one.count for one in report.figures.causes} == {second.id: 2, "none-found": 1}
    assert sum(one.share or 0 for one in report.figures.causes) == 1
    page = report.to_html("zh")
    assert ">根源</h2>" in page
    assert second.title("zh") in page
    assert "未查明" in page
