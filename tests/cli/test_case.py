"""`complaintkit case`: lists, one case, its timeline; the customer masked, as far as the one who asks may see."""

import json

import pytest


def test_a_list_of_cases(run, numbers):
    """Newest first; number, owner, state and what was said; texts of strangers harmless."""
    shown = run("case", "list")
    assert shown.code == 0
    assert "\\x1b[2J\\u202e 第二行" in shown.out
    assert shown.out.index(numbers["food/temperature"]) < shown.out.index(numbers["food/sensory"])
    assert shown.out.endswith("3 cases.\n")


@pytest.mark.parametrize(
    ("words", "categories"),
    [
        (("--owner", "luo"), {"food/sensory"}),
        (("--category", "food"), {"food/sensory", "food/temperature"}),
        (("--category", "service"), {"service/delivery-late"}),
        (("--unit", "no3-school"), {"food/sensory", "service/delivery-late"}),
        (("--state", "registered"), {"service/delivery-late", "food/temperature"}),
        (("--contact", "138 0013 8000"), {"food/sensory"}),
        (("--contact", "ANN@example.org"), {"food/temperature"}),
        (("--channel", "hotline", "--external-id", "H-1"), {"food/sensory"}),
        (("--open", "--limit", "1"), {"food/temperature"}),
        (("--closed",), set()),
        (("--by", "hu"), {"food/sensory", "service/delivery-late", "food/temperature"}),
    ],
)
def test_conditions_hold_together(run, place, words, categories):
    """Each option leaves out what it does not mean."""
    assert {one["category"] for one in run("case", "list", *words, "--json").json} == categories


def test_nobody_sees_more_than_their_place_allows(run, numbers):
    """--by asks with somebody's eyes, and who does not work here has none; a number that there is not tells them no more. R20"""
    listed = run("case", "list", "--by", "nobody")
    assert (listed.code, "'nobody' does not work here" in listed.err) == (2, True)
    for number in (numbers["food/sensory"], "NO-261121-999"):
        shown = run("case", "show", number, "--by", "nobody")
        assert (shown.code, "'nobody' does not work here" in shown.err) == (2, True)


def test_a_limit_says_that_there_is_more(run, place):
    """A list that was cut says how long it is."""
    assert run("case", "list", "--limit", 2).out.endswith("2 of 3 cases; --limit shows more.\n")


def test_one_case_with_everything(run, numbers):
    """Who is responsible, what was said and found, every deadline; the customer masked."""
    shown = run("case", "show", numbers["food/sensory"], "--lang", "zh-CN").out
    assert "罗佳（luo）" in shown
    assert "常温放置两小时" in shown
    assert "\\x1b[2J\\u202e" in shown
    assert "处理结果" in shown
    assert "138****8000" in shown
    assert "13800138000" not in shown
    assert "王芳" not in shown


def test_one_case_for_programs(run, numbers):
    """All fields, times of the unit with offset, what is due next; no contact, no seq of the ledger."""
    case = run("case", "show", numbers["food/sensory"], "--json").json
    assert (case["owner"], case["first_receiver"], case["state"]) == ("luo", "chen", "investigating")
    assert case["received_at"].endswith("+08:00")
    assert case["next_deadline"]["due_at"].endswith("+08:00")
    assert case["customer"]["contacts"] == [{"kind": "phone", "address": "138****8000", "account": None}]
    assert all("Due " in one["explanation"] for one in case["deadlines"])


def test_several_issues_are_shown_one_by_one(run, place):
    """Each with its category and what was decided, on the terminal and as JSON; taken in at the JSON door. R7"""
    asked = {
        "text": "米饭是酸的",
        "channel": "hotline",
        "unit": "no3-school",
        "category": "service/attitude",
        "customer": {"phone": "13800138000"},
        "issues": [{"text": "送餐员骂人", "category": "service/hotline"}],
    }
    settle = {"facts": "道歉", "agreed": "in-person", "decisions": {"1": ["upheld", "属实"], "2": ["partly", "语气急"]}}
    received = run("do", input=json.dumps({"do": "receive", "by": "chen", "args": asked})).lines[-1]
    number = received["case"]["number"]
    decided = {"do": "settle", "by": "chen", "idempotency_key": "k", "args": {"case": number, **settle}}
    assert run("do", input=json.dumps(decided)).lines[-1]["ok"]

    shown = run("case", "show", number, "--lang", "zh-CN").out
    assert "2）送餐员骂人" in shown
    assert "部分成立" in shown
    data = run("case", "show", number, "--json").json
    assert [(one["text"], one["decision"]) for one in data["issues"]] == [
        ("米饭是酸的", "upheld"),
        ("送餐员骂人", "partly"),
    ]
    assert "raised" not in data


def test_whatever_was_taken_down_is_shown(run, place):
    """Goods, receipt, docket, when it happened, own fields, files: what is on record is on the screen. R19, R21"""
    given = {
        "text": "米饭是酸的",
        "channel": "docket",
        "unit": "no3-school",
        "category": "food/sensory",
        "customer": {"phone": "13800138000", "needs": ["elderly"]},
        "wanted": "退款",
        "occurred_at": "2026-11-20T12:05:00+08:00",
        "purchase": {
            "receipt": "R-77",
            "paid": "25.00 CNY",
            "items": [{"name": "盒饭", "sku": "B-3", "lot": "L2291"}],
        },
        "docket": {"number": "12345-0042", "authority": "12345"},
        "fields": {"table": "靠窗"},
        "attachments": [{"name": "rice.jpg", "media_type": "image/jpeg", "base64": "aGVsbG8="}],
    }
    received = run("do", input=json.dumps({"do": "receive", "by": "chen", "args": given})).lines[-1]
    assert received.get("ok"), received
    shown = run("case", "show", received["case"]["number"], "--lang", "zh-CN").out
    told = "退款 老人 11-20_12:05 盒饭_B-3_L2291、R-77、25元 12345-0042 table：靠窗 rice.jpg（1_KiB）".split()
    for said in told:
        assert said.replace("_", " ") in shown


def test_the_timeline_in_both_languages(run, numbers):
    """Who did what and when, by the clocks of the unit, with what was said."""
    number = numbers["food/sensory"]
    english, chinese = (run("case", "log", number, "--lang", lang).out for lang in ("en", "zh-CN"))
    assert "(Asia/Shanghai)" in english
    assert "陈卫东 (chen): facts established" in english
    assert "│ 常温放置两小时" in english
    assert "罗佳（luo）：接手" in chinese
    assert "请罗佳（luo）接手" in chinese
    assert "13800138000" not in english
    assert "王芳" not in chinese


def test_the_timeline_for_programs(run, numbers):
    """A line for each line of the ledger; nobody's contact in it."""
    shown = run("case", "log", numbers["food/sensory"], "--json")
    assert [one["event"] for one in shown.json][:1] == ["received"]
    assert {"handover-offered", "owner-changed", "handover-accepted"} <= {one["event"] for one in shown.json}
    assert all(one["told"] and one["by"] and one["recorded_by"] for one in shown.json)
    assert "13800138000" not in shown.out
    assert "王芳" not in shown.out


@pytest.mark.parametrize(
    "words", [("show", "NO3-1"), ("log", "NO3-1"), ("list", "--unit", "no4-school"), ("list", "--state", "oppen")]
)
def test_what_is_not_there(run, place, words):
    """Exit code 2, one message."""
    shown = run("case", *words)
    assert (shown.code, shown.out) == (2, "")
    assert shown.err.count("Error") == 1


def test_a_list_in_chinese_calls_people_by_their_names(run, numbers):
    """In English, which calls things as programs do, by the ids that commands take."""
    assert numbers
    chinese, english = (run("case", "list", "--lang", one).out for one in ("zh-CN", "en"))

    assert ("罗佳" in chinese, " luo " in chinese) == (True, False)
    assert ("罗佳" in english, " luo " in english) == (False, True)
