"""`complaintkit coupon`: what was issued, slips on paper, and a till that has no code of its own."""

import re
from pathlib import Path

import pytest

from complaintkit import Customer, Desk, Money, Remedy

SPEND = ("--unit", "no3-school", "--spend", "50.00 CNY")


@pytest.fixture
def issued(place):
    """Two coupons, at two units, by their codes; the first is of a campaign and for what costs thirty or more."""
    with (place / "complaintkit.toml").open("a", encoding="utf-8") as settings:
        settings.write(
            '\n[plugins.coupons]\nuse = "coupons"\nshop = { zh = "清禾团餐" }\n[plugins.coupons.campaigns.sorry]\n'
            'title = { zh = "致歉券", en = "With our apologies" }\nwhen = { category = "food" }\n'
            'give = { coupon = "20.00 CNY", min_spend = "30.00 CNY" }\nterms = { zh = "每单限用一张。" }\n'
        )
    with Desk.open(config=place / "complaintkit.toml") as desk:

        def settled(unit, by, given=None):
            case = desk.receive(
                "米饭酸",
                by=by,
                channel="hotline",
                unit=unit,
                customer=Customer(name="王芳"),
                category="food/sensory",
            )
            (offer,) = [one for one in desk.proposals(case, by=by) if one.rule == "sorry"]
            case = desk.settle(case, by=by, facts="换餐", agreed="by-phone", remedies=[given or offer])
            return case.coupons[0].code

        return settled("no3-school", "sun"), settled(
            "qinghe", "chen", Remedy.discount(15, cap=Money(9, "CNY"), valid_days=60)
        )


# ---- looking --------------------------------------------------------------------------------------------------------
def test_codes_are_masked_unless_somebody_asks(run, issued):
    """A code is as good as money: without a name, nobody reads one off the screen or out of the JSON. R20"""
    for words in (("coupon", "list"), ("coupon", "list", "--json"), ("coupon", "list", "--lang", "zh-CN")):
        shown = run(*words)
        assert shown.code == 0
        assert not any(code in shown.out for code in issued)
    assert [one["coupon"]["code"] for one in run("coupon", "list", "--json").json] == [
        f"…{code[-2:]}" for code in reversed(issued)
    ]
    asked = run("coupon", "list", "--by", "luo").out
    assert all(code in asked for code in issued)


def test_somebody_sees_the_coupons_of_their_own_cases(run, issued):
    """As far as they may read; a stranger is told so. R20"""
    assert len(run("coupon", "list", "--by", "sun", "--json").json) == 2
    assert [one["coupon"]["code"] for one in run("coupon", "list", "--by", "hu", "--json").json] == [issued[0]]
    shown = run("coupon", "list", "--by", "lou")
    assert (shown.code, "'lou' does not work here" in shown.err) == (2, True)
    assert "Did you mean 'luo'?" in shown.err


def test_the_list_says_how_they_stand(run, issued):
    """By state and unit, in the words of either language, times where the unit is."""
    first, second = issued
    assert run("coupon", "redeem", first, "--sale", "S-1", *SPEND, "--by", "sun").code == 0
    listed = run("coupon", "list", "--by", "luo", "--json").json
    assert [(one["state"], one["sale"]) for one in listed] == [("minted", None), ("redeemed", "S-1")]
    assert all(one["coupon"]["valid_until"].endswith("+08:00") for one in listed)
    assert second in run("coupon", "list", "--by", "luo", "--state", "minted").out
    assert first not in run("coupon", "list", "--by", "luo", "--state", "minted").out
    assert first in run("coupon", "list", "--by", "luo", "--unit", "no3-school").out
    assert second not in run("coupon", "list", "--by", "luo", "--unit", "no3-school").out
    assert len(run("coupon", "list", "--limit", 1, "--json").json) == 1
    chinese = run("coupon", "list", "--lang", "zh-CN").out
    assert chinese.startswith("券码")
    assert "已核销" in chinese
    assert "15%，最多 9元" in chinese


def test_one_is_shown_by_its_code(run, issued):
    """However it is typed; what nobody minted is unknown, in both languages."""
    shown = run("coupon", "show", issued[0].lower().replace("-", " "))
    for said in (issued[0], "20.00 CNY", "minted", "Asia/Shanghai", "30.00 CNY", "coupons.sorry"):
        assert said in shown.out
    assert "最低消费" in run("coupon", "show", issued[0], "--lang", "zh-CN").out
    unknown = run("coupon", "show", "ABCD-EFGH-JKLM", "--lang", "zh-CN")
    assert (unknown.code, unknown.out) == (2, "")
    assert "优惠券不能使用" in unknown.err


def test_nothing_issued_is_said(run, place):
    """An empty list."""
    assert run("coupon", "list").out == "Nothing.\n"
    assert run("coupon", "list", "--json").json == []


# ---- on paper -------------------------------------------------------------------------------------------------------
def test_a_slip_is_printed(run, issued):
    """With the title and the terms of its campaign, in both languages or one, its last moment where the unit is."""
    slip = run("coupon", "print", issued[0])
    until = run("coupon", "show", issued[0], "--json").json["coupon"]["valid_until"][:16].replace("T", " ")
    for said in (
        "清禾团餐",
        "致歉券",
        "With our apologies",
        "20元",
        issued[0],
        "有效期至",
        "Valid until",
        until,
        "限用一张",
    ):
        assert said in slip.out
    assert max(map(len, slip.out.splitlines())) <= 32
    english = run("coupon", "print", issued[0], "--languages", "en", "--columns", 48).out
    assert "With our apologies" in english
    assert "有效期至" not in english


@pytest.mark.parametrize("name", ["slip.svg", "slip.html", "slip.txt"])
def test_a_slip_is_written(run, issued, name):
    """As its suffix says."""
    pytest.importorskip("segno")
    shown = run("coupon", "print", issued[0], "--out", name, "--symbol", "qr", "--lang", "zh-CN")
    assert (shown.code, shown.out) == (0, f"已写入 {name}。\n")
    assert "致歉券" in Path(name).read_text("utf-8")


def test_what_is_not_good_is_not_printed(run, issued, place):
    """A slip in the hand says that it is: one that was spent or taken back has none any more."""
    (case,) = {one["case"] for one in run("coupon", "list", "--json", "--unit", "no3-school").json}
    with Desk.open(config=place / "complaintkit.toml") as desk:
        found = desk.case(case, by="sun")
        desk.reverse_remedy(found, by=found.owner or "", promise=found.promises[0], reason="要退款")
    shown = run("coupon", "print", issued[0], "--lang", "zh-CN")
    assert (shown.code, shown.out) == (2, "")
    assert "已作废" in shown.err
    assert [one["state"] for one in run("coupon", "list", "--state", "voided", "--json").json] == ["voided"]


def test_what_is_of_no_campaign_is_printed_too(run, issued, place):
    """Also where the plugin is installed, and not in use."""
    assert "折扣券" in run("coupon", "print", issued[1]).out
    settings = (place / "complaintkit.toml").read_text("utf-8").partition("[plugins.coupons]")[0]
    (place / "complaintkit.toml").write_text(settings, "utf-8")
    slip = run("coupon", "print", issued[0])
    assert slip.code == 0, slip.err
    assert issued[0] in slip.out
    assert "致歉券" not in slip.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--out", "slip.pdf"), "不是 .txt、.svg 或 .html"),
        (("--out", "no/such/folder/slip.txt"), "无法写入"),
        (("--languages", "fr"), "券面没有“fr”这种语言"),
    ],
)
def test_what_cannot_be_printed_is_told(run, issued, words, said):
    """In Chinese, too, and without a traceback."""
    shown = run("coupon", "print", issued[0], *words, "--lang", "zh-CN")
    assert (shown.code, said in shown.err) == (2, True), shown.err


# ---- at a till ------------------------------------------------------------------------------------------------------
def test_a_till_without_code_of_its_own(run, issued):
    """Looked at, spent once for a sale, given back, spent again; on record with the case."""
    code = issued[0]
    assert run("coupon", "check", code, *SPEND).out.startswith("Good: 20.00 CNY, until ")
    first = run("coupon", "redeem", code, "--sale", "S-1", *SPEND, "--by", "sun")
    (redemption,) = re.findall(r"\((\S+)\)", first.out)
    assert first.out.startswith("Redeemed: 20.00 CNY off")
    again = run("coupon", "redeem", code, "--sale", "S-1", *SPEND, "--by", "sun", "--lang", "zh-CN")
    assert again.out == f"本单已核销过：20元（{redemption}）。\n"
    other = run("coupon", "redeem", code, "--sale", "S-2", *SPEND, "--by", "sun", "--lang", "zh-CN")
    assert (other.code, "已使用" in other.err) == (2, True)
    assert run("coupon", "check", code, *SPEND).code == 2
    back = run("coupon", "reverse", redemption, "--by", "sun", "--reason", "退单")
    assert back.out == f"Given back: it can be spent again ({redemption}).\n"
    assert "before" in run("coupon", "reverse", redemption, "--by", "sun", "--reason", "退单").out
    spent = run("coupon", "redeem", code, "--sale", "S-2", *SPEND, "--by", "sun", "--json").json
    assert (spent["sale"], spent["value"], spent["replayed"]) == ("S-2", "20.00 CNY", False)
    assert run("coupon", "show", code, "--json").json["redemption"] == spent["id"]
    assert run("verify").code == 0


@pytest.mark.parametrize(
    ("spend", "unit", "said"),
    [
        ("29.00 CNY", "no3-school", "未达到最低消费"),
        ("50.00 EUR", "no3-school", "CNY"),
        ("50", "no3-school", "CNY"),
    ],
)
def test_what_is_not_good_here_is_refused(run, issued, spend, unit, said):
    """With the reason."""
    shown = run("coupon", "check", issued[0], "--unit", unit, "--spend", spend, "--lang", "zh-CN")
    assert (shown.code, said in shown.err) == (2, True), shown.err


def test_of_two_tills_one_wins(process, run, issued, place):
    """The same coupon for two sales at once, by two processes: spent once, and the other is told."""
    tills = [
        process(
            "coupon", "redeem", issued[0], "--sale", f"S-{number}", *SPEND, "--by", "sun", "--lang", "en", cwd=place
        )
        for number in range(4)
    ]
    ended = [(till.communicate(timeout=90), till.returncode) for till in tills]

    assert sorted(code for _, code in ended) == [0, 2, 2, 2]
    assert [err for (_, err), code in ended if code and b"it was used before" not in err] == []
    assert [one["state"] for one in run("coupon", "list", "--json").json] == ["minted", "redeemed"]


def test_an_erased_code_is_gone_and_its_coupon_is_still_listed(run, issued, place):
    """What was issued stays countable when the person goes; a code can't be read any more. R20"""
    (number,) = [one["case"] for one in run("coupon", "list", "--json", "--unit", "no3-school").json]
    with Desk.open(config=place / "complaintkit.toml") as desk:
        case = desk.record_follow_up(number, by="sun", satisfied=True)
        desk.archive(case, by="sun")
    assert run("person", "erase", "--case", number, "--by", "fang").code == 0

    (left,) = run("coupon", "list", "--by", "fang", "--json", "--unit", "no3-school").json
    assert (left["coupon"]["code"], left["coupon"]["value"], left["state"]) == ("", "20.00 CNY", "minted")
    assert issued[0] not in run("coupon", "list", "--by", "fang").out
    assert run("coupon", "show", issued[0], "--json").json["case"] == number, "whoever holds it still has it"
