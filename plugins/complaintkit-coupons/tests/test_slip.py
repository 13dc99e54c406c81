"""A coupon on paper: columns, languages, the shop's own time, and codes that a scanner finds."""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import attrs
import pytest
from complaintkit_coupons import Slip
from complaintkit_coupons._columns import width, wrapped
from complaintkit_coupons._symbol import bars
from hypothesis import given
from hypothesis import strategies as st

from complaintkit import Coupon, Money

CODE = "THANKS-7K3M-9PQX4"
COUPON = Coupon(
    code=CODE,
    value=Money("20.00", "CNY"),
    min_spend=Money("30.50", "CNY"),
    valid_until=datetime(2026, 12, 31, 16, 30, tzinfo=UTC),
)
SLIP = Slip(
    coupon=COUPON,
    zone=ZoneInfo("Asia/Shanghai"),
    shop={"zh": "清禾团餐", "en": "Qinghe Catering"},
    title={"zh": "致歉券", "en": "With our apologies"},
    terms={
        "zh": "每单限用一张，不找零，不兑现金；如有疑问，请拨打服务热线。",
        "en": "One for each order. No change, no cash.",
    },
)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("columns", [16, 32, 48])
def test_no_line_is_wider_than_the_paper(columns: int) -> None:
    """A Chinese character is as wide as two letters."""
    lines = SLIP.text(columns).splitlines()

    assert max(map(width, lines)) == columns
    assert not [line for line in lines if line.lstrip()[:1] in ("，", "。", "；", "、")]
    assert "".join(SLIP.terms["zh"]) in "".join(line.strip() for line in lines)


def test_it_says_everything_in_both_languages() -> None:
    """Or in the one that is wanted."""
    both, chinese, english = (
        attrs.evolve(SLIP, languages=languages).text(48) for languages in (("zh", "en"), ("zh-CN",), ("en",))
    )

    for said in ("清禾团餐", "致歉券", "20元", "满30.50元可用", "有效期至"):
        assert said in both
        assert said in chinese
        assert said not in english
    for said in ("Qinghe Catering", "20.00 CNY", "When you spend 30.50 CNY or more", "Valid until"):
        assert said in both
        assert said in english
        assert said not in chinese


def test_the_last_moment_is_the_shops() -> None:
    """16:30 UTC on New Year's Eve is half past midnight in Shanghai, and afternoon in London."""
    assert "2027-01-01 00:30" in SLIP.text()
    assert "2026-12-31 16:30" in attrs.evolve(SLIP, zone=ZoneInfo("Europe/London")).text()


@pytest.mark.parametrize(
    ("percent", "zh", "en"),
    [("20", "8折", "20% off"), ("25", "7.5折", "25% off"), ("5", "9.5折", "5% off"), ("100", "全免", "100% off")],
)
def test_a_discount_is_said_as_each_language_says_it(percent: str, zh: str, en: str) -> None:
    """What is left in Chinese, what goes off in English; with its bound."""
    text = attrs.evolve(SLIP, coupon=attrs.evolve(COUPON, percent=Decimal(percent))).text(48)

    assert f"{zh}，最多减20元" in text
    assert f"{en}, at most 20.00 CNY" in text


def test_without_a_campaign_it_is_still_a_coupon() -> None:
    """One of a playbook's row has no title of ours."""
    text = Slip(coupon=attrs.evolve(COUPON, units=("a12", "b03")), zone=UTC).text()

    assert "优惠券" in text
    assert "Coupon" in text
    assert "a12, b03" in text


@given(st.text(max_size=200), st.integers(16, 60))
def test_any_text_fits(text: str, columns: int) -> None:
    """Whatever stands in the terms: no line is too wide, nothing is lost but blanks and what would steer the printer."""
    lines = list(wrapped(text, columns))

    assert all(width(line) <= columns for line in lines)
    kept = [one for line in lines for one in line if not one.isspace()]
    assert kept == [one for one in text if not one.isspace() and not ("\0" <= one < " " or "\x7f" <= one < "\xa0")]


def test_a_long_code_breaks_at_a_hyphen() -> None:
    """So that it can be read out."""
    text = attrs.evolve(SLIP, coupon=attrs.evolve(COUPON, code="A-LONG-CAMPAIGN-7K3M9PQX-7K3M9PQX-4")).text(32)

    assert "A-LONG-CAMPAIGN-7K3M9PQX-\n" in text


@pytest.mark.parametrize("columns", [0, 15, -1])
def test_too_narrow_is_refused(columns: int) -> None:
    """Nothing could be read."""
    with pytest.raises(ValueError, match="too few"):
        SLIP.text(columns)


# ---- pictures -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("symbol", ["code128", "qr", None])
def test_the_picture_is_sound_and_holds_all_it_says(symbol: str | None) -> None:
    """XML with nothing from elsewhere; every line that the text has."""
    drawn = SLIP.svg(symbol)  # type: ignore[arg-type]  # from a table
    root = ET.fromstring(drawn)  # noqa: S314  our own
    written = "".join(one.text or "" for one in root.iter(f"{SVG}text"))

    for _, said in SLIP.lines():
        assert said.replace(" ", "") in written.replace(" ", "")
    assert len(list(root.iter(f"{SVG}path"))) == (symbol is not None)
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|<script|<image|@import", drawn)


def test_the_bars_are_those_of_the_code() -> None:
    """As wide as python-barcode has them, with ten white modules on either side."""
    import barcode

    (pattern,) = barcode.Code128(CODE).build()
    dark, wide, _ = bars(CODE, "code128")
    drawn = ["0"] * wide
    for left, _, length, _ in dark:
        drawn[left : left + length] = "1" * length

    assert "".join(drawn) == f"{'0' * 10}{pattern}{'0' * 10}"


def test_the_squares_are_those_of_the_code() -> None:
    """As segno has them, with four white modules all around."""
    import segno

    matrix = segno.make_qr(CODE, error="m").matrix
    dark, wide, tall = bars(CODE, "qr")
    drawn = [[0] * wide for _ in range(tall)]
    for left, top, length, _ in dark:
        drawn[top][left : left + length] = [1] * length

    assert wide == tall == len(matrix) + 8
    assert [row[4:-4] for row in drawn[4:-4]] == [list(row) for row in matrix]


def test_bars_too_fine_for_the_paper_become_a_square() -> None:
    """A long code is drawn so that it can be scanned."""
    long = attrs.evolve(SLIP, coupon=attrs.evolve(COUPON, code="A-LONG-CAMPAIGN-7K3M9PQX-7K3M9PQX-4"))

    assert long.svg("code128") == long.svg("qr")
    assert SLIP.svg("code128") != SLIP.svg("qr")


def test_what_somebody_writes_stays_text() -> None:
    """A shop called `<b>` & co. is no markup."""
    slip = attrs.evolve(SLIP, shop={"zh": '<script>alert(1)</script> & "老王"'})  # fmt: skip

    assert "<script>" not in slip.html()
    ET.fromstring(slip.svg(None))  # noqa: S314  our own


def test_it_is_saved_as_its_suffix_says(tmp_path: Path) -> None:
    """Text, picture or page, in UTF-8."""
    for name, begins in (("a.txt", "===="), ("a.svg", "<svg"), ("a.html", "<!doctype html>")):
        assert SLIP.save(tmp_path / name).read_text("utf-8").startswith(begins)
    with pytest.raises(ValueError, match="txt"):
        SLIP.save(tmp_path / "a.pdf")


@pytest.mark.parametrize("symbol", ["code128", "qr", None])
def test_the_page_is_as_large_as_the_slip(symbol: str | None) -> None:
    """CSS leaves out a size that it does not know, such as "58mm auto", and the slip would come out on A4."""
    page = SLIP.html(symbol)  # type: ignore[arg-type]  # from a table

    (size,) = re.findall(r"@page \{ size: ([0-9.]+mm [0-9.]+mm);", page)
    assert size == " ".join(re.search(r'<svg [^>]*width="([0-9.]+mm)" height="([0-9.]+mm)"', page).groups())  # type: ignore[union-attr]


@pytest.mark.parametrize(("symbol", "module"), [("code128", "barcode"), ("qr", "segno")])
def test_without_the_extra_it_says_what_to_install(symbol: str, module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Text works, a picture without a code works, a code says what is missing."""
    monkeypatch.setitem(sys.modules, module, None)

    assert SLIP.text()
    assert SLIP.svg(None)
    with pytest.raises(ModuleNotFoundError, match=r"pip install complaintkit-coupons\[print\]"):
        SLIP.svg(symbol)  # type: ignore[arg-type]  # from a table
