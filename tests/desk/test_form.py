"""The registration form: filled from a case, blank by a playbook; what was chosen is ticked, customers are masked."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import timedelta
from html import escape, unescape
from pathlib import Path

import attrs
import pytest

from complaintkit import (
    Contact,
    Customer,
    Desk,
    Evidence,
    InvalidInput,
    Issue,
    Item,
    Measure,
    Money,
    NotAllowed,
    Purchase,
    Remedy,
    System,
)
from complaintkit.organisation import said
from complaintkit.paper import RegistrationForm, Titles
from complaintkit.playbook import load_playbook
from complaintkit.playbook.loading import installed_playbooks
from complaintkit.testing import FakeClock, open_test_desk
from tests.houses import HOUSES

NASTY = "<script>alert(1)</script>"
NIGHTLY = System("nightly")


@pytest.fixture
def desk() -> Iterator[Desk]:
    """The sample's canteens."""
    with open_test_desk(start="2026-11-30T10:00+08:00") as made:
        yield made


def boxes(page: str) -> dict[str, str]:
    """What stands in each box of a form, by its label."""
    found = re.findall(r"<small>(.*?)</small><div>(.*?)</div></div>", page)
    return {unescape(label): unescape(re.sub("<[^>]+>", " ", body)).strip() for label, body in found}


def ticked(text: str) -> list[str]:
    """What was chosen."""
    return re.findall(r"☑ (.*?)(?=\s*[☐☑]|\s*$)", text)


def test_a_form_is_filled_from_its_case(desk: Desk) -> None:
    """Category, time of the event, goods, urgency, reference number, and what came of it, where staff look for them. S0.4"""
    customer = Customer(name="王芳", phone="13800138000", needs=["elderly"])
    case = desk.receive(
        "饭是酸的",
        by="duty-manager",
        channel="hotline",
        category="food/sensory",
        customer=customer,
        wanted="退钱",
        items=[Item("盒饭", lot="L-7")],
        purchase=Purchase("R-9", paid=Money(25, "CNY")),
        occurred_at=desk.clock.now() - timedelta(hours=1),
    )
    case = desk.assess(case, by="duty-manager", severity="high", approach="当面核实")
    case = desk.record_facts(case, by="duty-manager", facts="保温箱坏了")
    plan = [Measure("换保温箱", who="duty-manager", due=timedelta(hours=4))]
    remedies = [Remedy.refund(Money(20, "CNY")), Remedy.replacement(Item("盒饭"))]
    case = desk.offer_plan(case, by="duty-manager", measures=plan, remedies=remedies)
    assert case.plan
    offered = boxes(desk.registration_form(case, by="duty-manager").to_html("zh"))
    assert offered["处理方案：措施、负责人、完成时间"].endswith("2026-11-30 14:00")  # before they have agreed, too
    case = desk.answer_plan(case, by="duty-manager", plan=case.plan.id, accepted=True, via="call")
    assert isinstance(desk.clock, FakeClock)
    desk.clock.advance(timedelta(hours=1))
    told = boxes(desk.registration_form(case, by="duty-manager").to_html("zh"))
    organisation = desk.people.organisation(by=NIGHTLY)

    assert (told["受理时间"], told["登记时间"], told["事发时间"]) == (*["2026-11-30 10:00"] * 2, "2026-11-30 09:00")
    assert told["受理人"] == told["责任人"] == organisation.staff["duty-manager"].name
    assert told["单位"] == said(organisation.units[case.unit].title, "zh")
    assert told["小票号及金额"] == "R-9、25元"
    assert [ticked(told[one]) for one in ("受理渠道", "种类", "类别", "紧急程度", "特殊需要")] == [
        ["24小时热线"],
        ["投诉"],
        ["色香味口感异常"],
        ["紧急"],
        ["老人"],
    ]
    assert (told["投诉内容"], told["顾客要求"], told["调查情况"]) == ("饭是酸的", "退钱", "保温箱坏了")
    assert (told["涉及商品或服务"], told["初步评估与处理方式"]) == ("盒饭 L-7", "当面核实")
    assert told["处理方案：措施、负责人、完成时间"].startswith("换保温箱、")
    assert told["处理方案：措施、负责人、完成时间"].endswith("2026-11-30 14:00")
    assert told["补偿"] == "退款 20元、更换"
    assert (told["顾客姓名"], told["联系方式"]) == ("王*", "138****8000")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", sorted(installed_playbooks()))
def test_a_blank_form_offers_what_its_playbook_knows(name: str, language: str) -> None:
    """Every channel, category and root cause has its box, nothing is ticked and nothing is filled in. S0.4, S1.5, S2.3"""
    playbook = load_playbook(name)
    told = boxes(RegistrationForm(titles=Titles(playbook)).to_html(language))
    offered = " ".join(told.values())

    assert "☑" not in offered
    for known in (playbook.channels, playbook.categories, playbook.causes):
        assert all(f"☐ {one.title[language]}" in offered for one in known.values())
    assert len([one for one in told.values() if not one]) >= 20


def test_no_box_makes_its_column_wider(desk: Desk) -> None:
    """Whatever prints it: twelve columns of the same width, however long a word or a list of boxes to tick is."""
    assert "grid-template-columns: repeat(12, minmax(0, 1fr))" in desk.registration_form(by="chen").to_html("zh")


def test_a_decision_stands_before_its_reasons() -> None:
    """As it is told to the customer: upheld, and why. R7, S4.9"""
    with open_test_desk() as desk:
        case = desk.receive(
            "饭是酸的",
            by="chen",
            channel="hotline",
            category="food/sensory",
            customer=Customer(name="王芳", phone="13800138000"),
        )
        case = desk.assess(case, by="chen", severity="normal", approach="核实")
        case = desk.record_facts(case, by="chen", facts="查实")
        case = desk.offer_plan(
            case,
            by="chen",
            measures=[Measure("更换", who="chen", due=timedelta(hours=4))],
            decisions={"1": ("upheld", "保温箱坏了")},
            follow_up=timedelta(days=1),
        )
        assert boxes(desk.registration_form(case, by="chen").to_html("zh"))["逐项结论及理由"] == "成立：保温箱坏了"


def test_boxes_fill_their_rows(desk: Desk) -> None:
    """Twelve columns are filled to the last before a row ends, so that no hole is printed."""
    filled = 0
    for wide in map(int, re.findall(r"grid-column: span (\d+)", desk.registration_form(by="chen").to_html("zh"))):
        filled += wide
        assert filled <= 12
        filled %= 12
    assert filled == 0


def test_several_issues_take_no_row_of_their_own(desk: Desk) -> None:
    """What was raised beside stands beside what was said, decisions beside the result: one sheet holds all. R7, S0.4"""
    page = desk.registration_form(by="chen").to_html("zh")
    rows: list[set[str]] = [set()]
    filled = 0
    for columns, label in re.findall(r"span (\d+); [^>]*><small>(.*?)</small>", page):
        rows[-1].add(label)
        filled += int(columns)
        if filled % 12 == 0:
            rows.append(set())
    assert {"投诉内容", "其他投诉事项（逐项填写）"} in rows
    assert {"逐项结论及理由", "处理结果"} in rows


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ["1) upheld: 冷链断了", "2) not upheld: 没有这回事"]),
        ("zh", ["1）成立：冷链断了", "2）不成立：没有这回事"]),
    ],
)
def test_a_filled_form_reads_as_people_write(language: str, told: list[str]) -> None:
    """No word of programs; a decision and its reasons, a line each; of the causes those that were found. R7, S0.6"""
    with open_test_desk(
        playbook="supermarket", organisation=HOUSES["supermarket"], start="2026-11-30T10:00+08:00"
    ) as desk:
        issue = Issue("少找了钱", category="price")
        case = desk.receive(
            "牛奶坏了",
            by="chen",
            channel="service-desk",
            category="product-quality/food",
            issues=[issue],
            customer=Customer(name="王芳", phone="13800138000"),
        )
        case = desk.assess(case, by="chen", severity="normal", approach="核实")
        evidence = [Evidence("小票", where="服务台")]
        case = desk.record_facts(
            case, by="chen", facts="属实", root_cause="storage", causes={"2": "storage"}, evidence=evidence
        )
        case = desk.settle(
            case,
            by="chen",
            facts="属实",
            agreed="in-person",
            decisions={"1": ("upheld", "冷链断了"), "2": ("not-upheld", "没有这回事")},
        )
        titles = Titles(desk.playbook(by=NIGHTLY), desk.people.organisation(by=NIGHTLY))
        filled = boxes(RegistrationForm(titles=titles, case=case, unit=case.unit).to_html(language))

    lines = [one for one in filled.values() if one.startswith("1")]
    assert any(all(each in one for each in told) for one in lines), lines
    causes = [one.title[language] for one in titles.playbook.causes.values() if one.id != "storage"]
    assert [one for one in causes if f"☐ {one}" in filled["根源" if language == "zh" else "root cause"]] == []


def test_a_root_cause_is_written_where_none_can_be_ticked() -> None:
    """A playbook without a tree of causes has a line for it. S0.6"""
    playbook = attrs.evolve(load_playbook("print-shop"), causes={})

    assert boxes(RegistrationForm(titles=Titles(playbook)).to_html("zh"))["根源"] == ""


def test_both_languages_have_the_same_boxes(desk: Desk) -> None:
    """What is asked for in Chinese is asked for in English, by labels of their own."""
    chinese, english = (boxes(desk.registration_form(by="chen").to_html(one)) for one in ("zh", "en"))

    assert len(chinese) == len(english)
    assert all(re.search("[一-鿿]", one) for one in chinese)
    assert not [one for one in english if re.search("[一-鿿]", one)]


def test_the_whole_contact_is_printed_for_a_purpose_that_is_kept(desk: Desk) -> None:
    """Masked as a rule; whole for who says what for, and that is on record. R20"""
    case = desk.receive("饭酸", by="chen", channel="hotline", customer=Customer(name="王芳", phone="13800138000"))
    told = boxes(desk.registration_form(case, by="chen", purpose="上门道歉").to_html("zh"))

    assert (told["顾客姓名"], told["联系方式"]) == ("王芳", "13800138000")
    assert "contact-read" in [line.event.name for line in desk.timeline(case, by="chen")]
    with pytest.raises(InvalidInput, match="purpose"):
        desk.registration_form(case, by="chen", purpose=" ")


def test_whoever_it_is_about_prints_no_contact(desk: Desk) -> None:
    """They may see the case, not how to reach who complained. R6"""
    case = desk.receive(
        "态度差",
        by="duty-manager",
        channel="hotline",
        category="service/attitude",
        about_staff="chen",
        customer=Customer(phone="13800138000"),
    )
    with pytest.raises(NotAllowed):
        desk.registration_form(case, by="chen", purpose="回电")


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_what_was_typed_is_text(desk: Desk, language: str) -> None:
    """A name, an address, a complaint with markup are shown, not run; the page fetches nothing and closes what it opens."""
    customer = Customer(name=NASTY, contacts=[Contact("wechat", f'"{NASTY}')], no_contact_because=NASTY)
    case = desk.receive(f"{NASTY}\n&", by="chen", channel="hotline", wanted=NASTY, customer=customer)
    page = desk.registration_form(case, by="chen", purpose="看看").to_html(language)

    assert "<script" not in page
    assert page.count(escape(NASTY)) >= 5
    assert not re.search(r"https?:|<(link|img|iframe)|@import", page)
    ET.fromstring(f"<body>{page.partition('<body>')[2].partition('</body>')[0]}</body>")  # noqa: S314  our own


def test_a_blank_form_of_a_unit_is_that_of_its_playbook(desk: Desk) -> None:
    """By the unit's own playbook, under its name; a slip names what may be meant. S0.4"""
    unit = desk.people.organisation(by=NIGHTLY).units["s1"]
    page = desk.registration_form(by="chen", unit="s1").to_html("zh")

    assert said(unit.title, "zh") in page
    assert "24小时热线" in page
    with pytest.raises(InvalidInput, match="s1"):
        desk.registration_form(by="chen", unit="s11")


def test_the_command_writes_a_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A blank one needs no database; neither a case nor --blank, or both, is one clear message."""
    from complaintkit.cli._app import app

    out = tmp_path / "form.html"
    for words, code in {
        ("--blank", "--playbook", "night-market"): 0,
        (): 2,
        ("A-1", "--blank"): 2,
        ("--blank", "--playbook", "night-markt"): 2,
    }.items():
        with pytest.raises(SystemExit) as ended:
            app.main(["case", "form", *words, "--lang", "zh", "--html", str(out)], prog_name="complaintkit")
        assert ended.value.code == code, words

    assert "投诉登记表" in out.read_text("utf-8")
    assert "Traceback" not in capsys.readouterr().err
