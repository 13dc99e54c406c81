"""A report as a page: whole in one file, nothing runs, every number leads to its cases, words stay words in plots."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import date, timedelta
from pathlib import Path

import pytest

from complaintkit import ConfigurationError, Customer, Desk, Money, Period, Remedy, Report
from complaintkit.insight import Figures
from complaintkit.insight._plot import Bar, Range, bars, columns, ranges, stacks
from complaintkit.insight._tile import tiles
from complaintkit.insight._title import titled
from complaintkit.insight.figure import Deadlines, Given, Satisfaction, Share, estimate_of
from complaintkit.playbook import load_playbook
from complaintkit.playbook.loading import installed_playbooks
from complaintkit.testing import FakeClock

SHANGHAI = "Asia/Shanghai"
NOVEMBER = Period.month(2026, 11, zone=SHANGHAI)
NASTY = '<script>alert("1")</script> & $x_2$ @0@'


@pytest.fixture
def report(desk: Desk, clock: FakeClock) -> Report:
    """Two kitchens, three kinds, remedies of two kinds, a survey, something late."""
    customer = Customer(name=NASTY, phone="13800138000")
    for unit, kind in (("bund", "complaint"), ("soho", "praise"), ("soho", "inquiry")):
        desk.receive(NASTY, by="chen", channel="hotline", unit=unit, kind=kind, customer=customer)
    for remedy in (Remedy.refund(Money(30, "CNY")), Remedy.coupon(Money(10, "CNY"), valid_days=30)):
        case = desk.receive(
            "饭酸", by="chen", channel="hotline", unit="bund", category="food/sensory", customer=customer
        )
        desk.settle(case, by="chen", facts="酸了", agreed="in-person", remedies=[remedy])
        desk.answer_survey(case, by="chen", process=5, outcome=4)
    clock.advance(timedelta(hours=40))
    return desk.report(Period.quarter(2026, 4, zone=SHANGHAI))


@pytest.mark.parametrize("plots", [False, True])
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_every_link_leads_to_a_list_of_cases(report: Report, language: str, *, plots: bool) -> None:
    """Each number links to one list in the page, each list has cases, and there is no list that nothing leads to. S2.7"""
    page = report.to_html(language, plots=plots)
    links = set(re.findall(r'href="#([^"]+)"', page))
    lists = dict(re.findall(r'<div id="([^"]+)"><h3>.*?</h3><p class="numbers">(.*?)</p>', page))

    assert links == lists.keys()
    assert len(links) > 15
    assert all("<span>" in one for one in lists.values())
    assert {one for text in lists.values() for one in re.findall("<span>(.*?)</span>", text)} == {
        one for cases in report.cases.values() for one in cases
    }


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_a_page_runs_nothing_and_fetches_nothing(report: Report, language: str) -> None:
    """No script, no frame, nothing from another place, and no customer; it is HTML that closes what it opens."""
    page = report.to_html(language, plots=True)

    assert not re.findall(r"<(script|iframe|link|img|object|form)|javascript:|\son\w+=|@import|@font-face", page)
    assert {one for one in re.findall(r"(?:https?:)?//[\w./]+", page) if "www.w3.org" not in one} == set()
    assert not [one for one in ("13800138000", "alert", "饭酸") if one in page]
    ET.fromstring(page.partition("<body>")[2].partition("</body>")[0].join(("<body>", "</body>")))  # noqa: S314  our own


def test_titles_are_text_wherever_they_stand(report: Report) -> None:
    """A unit called like a script is a name, in the table, in the plot and at the foot of the printed page."""
    nasty = tuple(Share(key=str(one), title={"zh": f"{NASTY} {one}"}, count=one, share=None) for one in (1, 2))
    late = Deadlines(key="late", title={"zh": NASTY}, met=1, breached=1)
    figures = Figures(cases=3, units=nasty, deadlines=(late,))
    page = Report(period=NOVEMBER, figures=figures, unit="x", titles={"zh": NASTY}).to_html("zh", plots=True)

    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 5
    assert "@0@ 1" in page  # not taken for a mark of the plot's own


@pytest.mark.parametrize(("answers", "mark"), [(29, " *"), (30, "")])
def test_what_a_manager_reads_first(answers: int, mark: str) -> None:
    """Received, done in time over all deadlines, satisfied with its interval, given; each beside the period before. S0.14"""

    def figures(cases: int, met: int, given: int) -> Figures:
        """One period."""
        late = Deadlines(key="a", title={}, met=met, breached=1)
        early = Deadlines(key="b", title={}, met=met)
        refund = Given(key="refund", title={}, count=1, value=Money(given, "CNY"))
        content = Satisfaction(content=estimate_of(answers - 3, answers))
        return Figures(cases=cases, deadlines=(late, early), given=(refund,), satisfaction=content)

    report = Report(period=NOVEMBER, figures=figures(7, 2, 30), before=figures(5, 1, 20))
    told = {one.name: (one.value, one.beside) for one in tiles(report, "en")}

    assert told["Received"] == ("7", "before 5")
    assert told["Done in time"] == ("80.0%", "before 66.7%")
    assert told["satisfied customers"][0].endswith(f"%{mark}")
    assert told["satisfied customers"][1].startswith("95 % interval ")
    assert told["Given to customers"] == ("30.00 CNY", "before 20.00 CNY")


def test_what_was_given_before_alone_is_no_figure_of_now() -> None:
    """In a currency that nothing was given in before, there is a dash to compare with."""
    now, then = (
        Figures(given=(Given(key="refund", title={}, count=1, value=Money(9, one)),)) for one in ("CNY", "EUR")
    )
    told = [(one.value, one.beside) for one in tiles(Report(period=NOVEMBER, figures=now, before=then), "en")]

    assert told[-1] == ("9.00 CNY", "before -")


def test_a_page_is_the_same_whenever_it_is_made(report: Report) -> None:
    """No date, no random id in plots."""
    assert report.to_html("zh", plots=True) == report.to_html("zh", plots=True)


@pytest.mark.parametrize(
    "svg",
    [
        bars("类别", [Bar("送餐迟到", 3, 1, "3", "1"), Bar("服务态度", 0, 0, "0", "0")]),
        stacks("时限", [("初步评估", 3, 1, "75.0%")]),
        ranges("满意度", [Range("满意的顾客", (0.9, 0.6, 1.0), None)]),
        columns("每日", [(f"11月{day}日", day % 3) for day in range(1, 31)]),
        columns("没有", []),
    ],
)
def test_words_of_a_plot_are_words(svg: str) -> None:
    """SVG whose Chinese can be searched and read aloud; no font is named, so the reader's own shows it."""
    found = ET.fromstring(svg)  # noqa: S314  our own
    words = [one.text or "" for one in found.iter("{http://www.w3.org/2000/svg}text")]

    assert "@" not in "".join(words)
    assert "font-family" not in svg
    assert found.get("aria-label")
    assert not words or re.search("[一-鿿]", "".join(words))


def test_nothing_before_is_no_label() -> None:
    """A nought under each name is not drawn: it would stand on the next name. S0.13"""
    svg = bars("Categories", [Bar("Late", 3, 1, "three", "one"), Bar("Rude", 2, 0, "two", "nought")])

    assert ("one" in svg, "nought" in svg) == (True, False)


def test_an_empty_period_is_a_page(desk: Desk) -> None:
    """Nothing received, nobody asked, nothing given: a page that says so."""
    page = desk.report(Period.year(2020, zone=SHANGHAI)).to_html("zh", plots=True)

    assert "投诉处理报告 2020" in page
    assert "<b>0</b>" in page
    assert "href" not in page


@pytest.mark.parametrize(
    ("period", "columns"),
    [
        (Period.month(2024, 2, zone=SHANGHAI), ["02-01", "02-29"]),
        (Period.quarter(2026, 4, zone=SHANGHAI), ["09-28", "12-28"]),
        (Period.year(2026, zone=SHANGHAI), ["2026-01", "2026-12"]),
    ],
)
def test_columns_are_days_weeks_or_months(period: Period, columns: list[str]) -> None:
    """A month has a column a day, a quarter a week (by its Monday), a year a month; the last is not left out. S2.7"""
    first, after = period.dates or (date.max, date.max)
    figures = Figures(cases=4, days=((first, 1), (after - timedelta(days=1), 3)))
    svg = Report(period=period, figures=figures).to_html("en", plots=True).partition("<figure>")[2]
    counted = re.findall(r">(\d)</text>", svg.partition("</figure>")[0])

    assert columns[0] in svg
    assert counted == ["1", "3"]


def test_without_what_draws_there_are_tables(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    """Plots that are asked for and can't be drawn are refused with what to install; the page without them needs nothing."""
    monkeypatch.setitem(__import__("sys").modules, "matplotlib.figure", None)

    with pytest.raises(ConfigurationError, match=r"complaintkit\[report\]"):
        report.to_html("en", plots=True)
    assert "<svg" not in report.to_html("en")


def test_the_command_writes_the_page(report: Report, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`complaintkit report --html FILE`, in the language asked for; a folder that is not there is one clear message."""
    from complaintkit.cli._app import app

    assert report.to_html("zh")
    words = ["report", "--db", f"sqlite:///{tmp_path}/desk.db", "--period", "2026-Q4", "--lang", "zh", "--html"]
    for file, code in {"report.html": 0, "nowhere/report.html": 2}.items():
        with pytest.raises(SystemExit) as ended:
            app.main([*words, str(tmp_path / file)], prog_name="complaintkit")
        assert ended.value.code == code

    page = (tmp_path / "report.html").read_text("utf-8")
    assert "<h1>投诉处理报告 2026-Q4</h1>" in page
    assert "<svg" in page
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("name", sorted(installed_playbooks()))
def test_reasons_to_bring_something_upwards_have_words(name: str) -> None:
    """Whatever reason a procedure brings something upwards for is said in Chinese too. S1.8, S4.6"""
    reasons = {one for route in load_playbook(name).escalations.values() for one in route.when}
    assert {one for one in reasons if not re.search("[一-鿿]", titled(one)["zh"])} == set()
