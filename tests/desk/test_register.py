"""The register: every case of a period a row, as far as the reader sees; nothing in it runs, reckons or unmasks anybody."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from complaintkit import Case, Customer, Desk, InvalidInput, Money, Period, Remedy, System
from complaintkit.cli.views.file import write_file
from complaintkit.organisation import said
from complaintkit.paper import Register
from complaintkit.paper.register import harmless
from complaintkit.testing import FakeClock, open_test_desk

SHANGHAI = "Asia/Shanghai"
NOVEMBER = Period.month(2026, 11, zone=SHANGHAI)
NIGHTLY = System("nightly")
NASTY = "<script>alert(1)</script>"


@pytest.fixture
def desk() -> Iterator[Desk]:
    """The sample's canteens, on the last morning of a month."""
    with open_test_desk(start="2026-11-30T10:00+08:00") as made:
        yield made


@pytest.fixture
def clock(desk: Desk) -> FakeClock:
    """Its clock."""
    assert isinstance(desk.clock, FakeClock)
    return desk.clock


def received(desk: Desk, **said: object) -> Case:
    """Sour rice."""
    fields = {
        "by": "chen",
        "channel": "hotline",
        "category": "food/sensory",
        "customer": Customer(name="王芳", phone="13800138000"),
        "text": "饭是酸的",
    }
    return desk.receive(**{**fields, **said})  # type: ignore[arg-type]


def test_a_row_says_what_became_of_a_case(desk: Desk, clock: FakeClock) -> None:
    """Received, owner, state, answered when, within time or not, result; a miss stays however it ended. S3.12, R15"""
    soon, late, still = received(desk, by="duty-manager"), received(desk), received(desk)
    remedies = [Remedy.refund(Money(20, "CNY")), Remedy.apology()]
    desk.settle(soon, by="duty-manager", facts="饭是酸的", agreed="in-person", remedies=remedies)
    clock.advance(timedelta(days=3))
    desk.settle(late, by="chen", facts="饭是酸的", agreed="in-person")

    told = {row.number: row.told("zh") for row in desk.complaint_register(NOVEMBER, by="chen").rows}

    assert list(told) == [soon.number, late.number, still.number]
    assert told[soon.number]["result"] == "饭是酸的；退款 20元；致歉"
    assert (told[still.number]["result"], told[still.number]["answered"]) == ("-", "-")
    assert (told[soon.number]["in_time"], told[soon.number]["answered"]) == ("按时", "2026-11-30 10:00")
    assert told[late.number]["in_time"].startswith("超时：")
    assert told[late.number]["answered"] == "2026-12-03 10:00"
    assert told[still.number]["in_time"].startswith("超时：")  # though no worker has noticed
    assert told[still.number]["owner"] == desk.people.organisation(by=NIGHTLY).staff["chen"].name


def test_a_register_masks_its_customers(desk: Desk) -> None:
    """No whole name and no whole number, on paper, in the file, or as data. R20"""
    received(desk)
    register = desk.complaint_register(NOVEMBER, by="chen")

    assert register.rows[0].customer == "王* 138****8000"
    for written in (register.to_html("zh"), register.to_csv("zh"), json.dumps(register.as_data(), ensure_ascii=False)):
        assert "138****8000" in written
        assert not [one for one in ("王芳", "13800138000") if one in written]


@pytest.mark.parametrize(("length", "shown"), [(90, 90), (91, 89)])
def test_a_long_story_is_cut_on_paper_and_whole_in_the_file(desk: Desk, length: int, shown: int) -> None:
    """A row has room for 90 characters; what is cut ends in an ellipsis, and the spreadsheet has it all."""
    received(desk, text="酸" * length)
    register = desk.complaint_register(NOVEMBER, by="chen")

    (cell,) = re.findall(r'class="text">(.*?)<', register.to_html("zh"))
    assert cell == "酸" * shown + ("…" if shown < length else "")
    assert "酸" * length in register.to_csv("zh")


def test_a_register_is_headed_by_its_unit(desk: Desk) -> None:
    """Of one unit by its title, of all as all; times in the data are those of the unit. S3.12"""
    received(desk, unit="s1")
    title = said(desk.people.organisation(by=NIGHTLY).units["s1"].title, "zh")
    one, every = (desk.complaint_register(NOVEMBER, by="chen", unit=unit) for unit in ("s1", None))

    assert one.heads("zh") == ("投诉台账 2026-11", f"{title} · 共 1 件，其中超时 0 件")
    assert every.heads("zh")[1].startswith("全部单位 · ")
    assert len(desk.complaint_register(NOVEMBER, by="chen", unit="s2").rows) == 0
    assert one.as_data()[0]["received_at"] == "2026-11-30T10:00:00+08:00"


def test_an_erased_person_is_gone_from_the_register(desk: Desk) -> None:
    """The row stays, with its number; what was said and by whom does not."""
    case = desk.withdraw(received(desk, text="王芳说饭是酸的"), by="chen", reason="不要处理", via="in-person")
    desk.archive(case, by="chen")
    desk.erase_person(case, by=NIGHTLY)

    (row,) = desk.complaint_register(NOVEMBER, by="chen").rows
    assert (row.number, row.text) == (case.number, None)
    assert "王" not in desk.complaint_register(NOVEMBER, by="chen").to_html("zh")


@pytest.mark.parametrize(("hours", "november"), [(18.99, True), (19, False)])
def test_a_month_ends_with_the_units_business_day(
    desk: Desk, clock: FakeClock, hours: float, *, november: bool
) -> None:
    """These kitchens begin at five: 04:59 on 1 December is November's register, 05:00 December's. S0.10"""
    clock.advance(timedelta(hours=hours))
    received(desk)

    assert len(desk.complaint_register(NOVEMBER, by="chen").rows) == november
    assert len(desk.complaint_register(Period.year(2026, zone=SHANGHAI), by="chen").rows) == 1
    assert len(desk.complaint_register(Period.month(2026, 12, zone=SHANGHAI), by="chen").rows) == (not november)


def test_a_register_of_more_than_a_page_of_cases_has_them_all(desk: Desk) -> None:
    """None is lost between two reads, and the oldest comes first. S0.10"""
    numbers = [received(desk).number for _ in range(203)]

    assert [row.number for row in desk.complaint_register(NOVEMBER, by=NIGHTLY).rows] == sorted(numbers)


def test_a_unit_and_a_period_have_to_be_there(desk: Desk) -> None:
    """A slip names what may be meant; an empty period is an empty register that says so."""
    with pytest.raises(InvalidInput, match="s1"):
        desk.complaint_register(NOVEMBER, unit="s11", by="chen")
    with pytest.raises(InvalidInput, match="period"):
        desk.complaint_register("2026-11", by="chen")  # type: ignore[arg-type]
    empty = desk.complaint_register(Period.days(date(2020, 1, 1), zone=SHANGHAI), by="chen")
    assert "本期没有受理记录" in empty.to_html("zh")
    assert len(empty.to_csv("zh").splitlines()) == 1


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_what_customers_wrote_is_text(desk: Desk, language: str) -> None:
    """A name or a complaint with markup is shown, not run; the page fetches nothing and closes what it opens."""
    received(desk, text=NASTY, customer=Customer(name=NASTY, phone=f"1{NASTY}"))
    page = desk.complaint_register(NOVEMBER, by="chen").to_html(language)

    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert not re.search(r"https?:|<(link|img|iframe)|@import", page)
    ET.fromstring(f"<body>{page.partition('<body>')[2].partition('</body>')[0]}</body>")  # noqa: S314  our own


def test_half_a_character_stops_no_paper(desk: Desk, tmp_path: Path) -> None:
    """A phone cut an emoji in two: the register, the form and the report of everybody are written all the same. S0.11"""
    case = received(desk, text="酸 \ud83d", customer=Customer(name="王芳", phone="13800138000"))
    register = desk.complaint_register(NOVEMBER, by="chen")
    pages = [register.to_html("zh"), register.to_csv("zh")]
    pages += [desk.registration_form(case, by="chen").to_html("zh"), desk.report(NOVEMBER).to_html("zh")]

    for page in pages:
        assert page.encode().decode() == page
    assert all("酸 \ufffd" in page for page in pages[:3])
    write_file(tmp_path / "x.txt", "酸 \ud83d")
    assert (tmp_path / "x.txt").read_text("utf-8") == "酸 \\ud83d"
    assert desk.case(case, by="chen").text == "酸 \ud83d"  # to the letter


def test_a_spreadsheet_opens_the_file_in_chinese(desk: Desk) -> None:
    """A byte order mark, one line a case, and the same words as on paper."""
    received(desk, text='说"饭酸",\n要赔')
    register = desk.complaint_register(NOVEMBER, by="chen")
    written = register.to_csv("zh")
    rows = list(csv.reader(io.StringIO(written.removeprefix("\ufeff"), newline="")))

    assert written.startswith("\ufeff编号,")
    assert rows == [list(register.columns("zh").values()), list(register.rows[0].told("zh").values())]


@given(st.text(st.sampled_from("=+-@＝＋－＠\t\r\n '饭a1"), min_size=1, max_size=8))
@example("=HYPERLINK(1)")
@example(" \u3000=1")
def test_no_cell_is_reckoned(text: str) -> None:
    """Whatever a customer writes, a spreadsheet takes it for text; nothing is lost of it."""
    cell = harmless(text)

    assert cell.endswith(text)
    assert cell == "-" or cell.lstrip()[:1] not in tuple("=+-@＝＋－＠")
    assert not cell.startswith(("\t", "\r", "\n"))


def test_every_column_is_said_in_both_languages(desk: Desk) -> None:
    """Headings and words of a register are Chinese in Chinese; only what people typed stays as it is."""
    received(desk)
    register = desk.complaint_register(NOVEMBER, by="chen")

    assert register.columns("en").keys() == register.columns("zh").keys() == register.rows[0].told("zh").keys()
    assert all(re.search("[一-鿿]", one) for one in (*register.columns("zh").values(), *register.heads("zh")))
    assert not [one for one in (*register.columns("en").values(), register.heads("en")[0]) if re.search("[一-鿿]", one)]


def test_the_command_writes_both_files(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`complaintkit register` prints, and writes a page and a file; without cases too."""
    from complaintkit.cli._app import app

    assert isinstance(desk.complaint_register(NOVEMBER, by="chen"), Register)
    samples = Path(__file__).parents[2] / "docs" / "samples"
    with Desk.open(
        f"sqlite:///{tmp_path}/desk.db",
        playbook="canteen-delivery",
        organisation=samples / "canteen" / "organisation.toml",
        clock=FakeClock("2026-11-30T10:00+08:00"),
    ) as other:
        received(other, unit="no3-school")
    base = ["register", "--db", f"sqlite:///{tmp_path}/desk.db", "--period", "2026-11", "--lang", "zh"]
    for words in ([], ["--json"], ["--html", f"{tmp_path}/r.html", "--csv", f"{tmp_path}/r.csv"]):
        with pytest.raises(SystemExit) as ended:
            app.main([*base, *words], prog_name="complaintkit")
        assert ended.value.code == 0

    out = capsys.readouterr().out
    assert "投诉台账 2026-11" in out
    assert json.loads(out[out.index("[\n") :])[0]["kind"] == "complaint"
    assert (tmp_path / "r.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert "共 1 件" in (tmp_path / "r.html").read_text("utf-8")
