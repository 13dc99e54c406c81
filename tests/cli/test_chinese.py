"""Chinese output is whole: headings, states, reasons, errors; English shows where an id or what somebody typed is meant."""

import ast
import inspect
import re

import pytest
from rich.cells import cell_len

from complaintkit import Customer, Desk, Money, Remedy
from complaintkit.cli.door import _error
from complaintkit.cli.views.code import CODES
from complaintkit.cli.views.column import COLUMNS
from complaintkit.cli.views.state import OUTBOX, detail_in_words
from complaintkit.delivery.message import _truth
from complaintkit.model import errors
from complaintkit.model.event_words import EVENT_WORDS
from complaintkit.model.events import events
from complaintkit.model.outbox import OutboxState
from complaintkit.playbook import vocabulary
from tests.houses import HOUSES

HAN = re.compile("[\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z]{3,}")
# Ids, addresses and what was typed: names of people, units and playbooks, the number's own letters.
MEANT = re.compile(
    r"[A-Z0-9]+(-[A-Z0-9]+)*-\d{6}-\d{3}[\w.-]*|\((?:[\w/-]+)\)|（(?:[\w/-]+)）|Asia/Shanghai|canteen-delivery|\S+@\S+|files-\w+"
    r"|\\x1b\[2J|\S+\.eml|The soup was cold|Ann\b|“hihg”|UTF-8|“high”|door|dong"
    r"|[ri]-[0-9a-f]{16}|\b(?:chen|luo|sun|hu|zhou|system:\w+)\b"
)


def foreign(text):
    """The English words in a Chinese text that are no ids."""
    return set(LATIN.findall(MEANT.sub(" ", text)))


def test_why_a_message_is_not_true_any_more_is_said_in_chinese():
    """Each reason that there is. R18"""
    returned = (
        one for one in ast.walk(ast.parse(inspect.getsource(_truth))) if isinstance(one, ast.Return | ast.Lambda)
    )
    reasons = {
        str(one.value)
        for place in returned
        for one in ast.walk(place)
        if isinstance(one, ast.Constant) and " " in str(one.value)
    }
    assert "the report is there" in reasons
    assert {one for one in reasons if not HAN.search(detail_in_words(one, "zh"))} == set()


def test_the_tables_are_whole():
    """Every event, every state of what is sent, every code of an error has its Chinese."""
    assert {*events(), *vocabulary.EVENTS, *vocabulary.TRIGGERS} <= set(EVENT_WORDS)
    assert set(OutboxState) <= set(OUTBOX)
    raised = [
        *(getattr(errors, name) for name in errors.__all__),
        *(one for one in vars(_error).values() if isinstance(one, type)),
    ]
    assert {kind.code for kind in raised} <= set(CODES)
    titles = {word: said.title for word, said in EVENT_WORDS.items()}
    for table in (titles, OUTBOX, CODES, COLUMNS):
        names = [name.to("zh") for name in table.values()]
        assert all(HAN.search(name) and not LATIN.search(name) for name in names)


def test_a_list_of_cases_in_chinese(run, place):
    """Headings, states, categories, deadlines; ids of people and what customers said stay."""
    shown = run("case", "list", "--lang", "zh-CN")
    assert shown.code == 0
    assert not foreign(shown.out)
    assert shown.out.startswith("单号")
    assert shown.out.endswith("共3单。\n")
    assert "调查中" in shown.out
    assert "共3单，显示2单；用 --limit 可多显示。" in run("case", "list", "--lang", "zh-CN", "--limit", 2).out


def test_the_terminals_language_is_the_default(run, place, monkeypatch):
    """A Chinese terminal gets Chinese without asking, errors too."""
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert run("case", "list").out.startswith("单号")
    assert run("case", "show", "N-1").err == "错误：没有找到投诉单 N-1。请核对单号。\n"
    assert run("--lang", "en", "case", "show", "N-1").err.startswith("Error: there is no case N-1.")


def test_columns_are_aligned_by_how_wide_characters_are(run, place):
    """Each column starts where its heading does, though a Chinese character takes two places."""
    head, _, *rows = run("case", "list", "--lang", "zh-CN").out.splitlines()[:-1]
    starts = [cell_len(head[: found.start()]) for found in re.finditer(r"\S+", head)]
    for row in rows:
        wide = "".join(one + "\0" * (cell_len(one) - 1) for one in row)
        assert all(wide[start - 1] == " " and wide[start] != " " for start in starts[1:4])


@pytest.mark.parametrize("category", ["food/sensory", "service/delivery-late", "food/temperature"])
@pytest.mark.parametrize("verb", ["show", "log"])
def test_a_case_in_chinese(run, numbers, verb, category):
    """Deadlines with their states and spans, commands, reasons, messages."""
    shown = run("case", verb, numbers[category], "--lang", "zh-CN")
    assert shown.code == 0
    assert not foreign(shown.out)


def test_messages_in_chinese(run, place):
    """Before they are sent, and after; by the clock of the unit."""
    before = run("outbox", "list", "--lang", "zh-CN").out
    assert run("deliver", "--lang", "zh-CN").out.startswith("已发送")
    after = run("outbox", "list", "--lang", "zh-CN").out
    assert not foreign(before)
    assert not foreign(after)
    assert "待发" in before
    assert "已送达" in after


def test_what_was_refused_in_chinese(run, place):
    """The reason is kept in both languages, and read in either."""
    request = '{"do":"assess","by":"chen","args":{"case":"N","severity":"hihg","approach":"核实"}}'
    assert run("do", input=request.encode() + b"\n\xff\n").code == 0
    shown = run("refused", "list", "--lang", "zh-CN").out
    assert not foreign(shown)
    assert "“hihg”不在选项中" in shown
    assert "填写有误" in shown
    listed = run("refused", "list", "--json").json
    assert all("\n" not in one["reason"] and not HAN.search(one["reason"]) for one in listed)


def test_times_are_local_everywhere(run, place, monkeypatch):
    """Of the unit or the business, not of the machine; programs get the offset."""
    monkeypatch.setenv("TZ", "UTC")
    run("do", input=b"not json\n")
    run("deliver")
    (kept,) = run("refused", "list", "--json").json
    assert kept["at"].endswith("+08:00")
    assert kept["at"][:16].replace("T", " ") in run("refused", "list").out
    assert all(one["created_at"].endswith("+08:00") for one in run("outbox", "list", "--json").json)
    tried = run("outbox", "list", "--json", "--state", "delivered").json[0]["tries"][0]["started_at"]
    assert tried[:16].replace("T", " ") in run("outbox", "list", "--state", "delivered").out


@pytest.mark.parametrize(
    "words",
    [("run-due",), ("verify",), ("upgrade",), ("org", "show"), ("plugins",), ("org", "check", "organisation.toml")],
)
def test_other_answers_in_chinese(run, place, words):
    """Each says what it says in Chinese."""
    shown = run("--lang", "zh-CN", *words)
    assert shown.code == 0
    assert HAN.search(shown.out)
    assert not re.search(r"\b(version|events|cases|lines|people|units|status|until)\b", shown.out)


def test_an_amount_is_written_as_the_language_writes_it(run, tmp_path, monkeypatch):
    """A case as it stands says what its timeline and the slip say: 20元, and 20.00 CNY in English."""
    url = f"sqlite:///{tmp_path}/amounts.db"
    with Desk.open(url, playbook="supermarket", organisation=HOUSES["supermarket"]) as desk:
        case = desk.receive(
            "奶酸了",
            by="chen",
            channel="service-desk",
            unit="river-street",
            category="product-quality/food",
            customer=Customer(phone="13800138000"),
        )
        sorry = Remedy.coupon(Money("20.00", "CNY"), valid_days=30)
        desk.settle(case, by="chen", facts="属实", agreed="in-person", remedies=[sorry], apology=True)
    monkeypatch.setenv("COMPLAINTKIT_DB", url)

    zh, en = (run("case", "show", case.number, "--lang", lang).out for lang in ("zh", "en"))

    assert "优惠券 20元（" in zh
    assert "CNY" not in zh
    assert "coupon 20.00 CNY (" in en


@pytest.mark.parametrize(
    ("detail", "told"),
    [
        ("rejected: no mail address", "被拒收：不是邮箱地址"),
        (
            "the server offers no STARTTLS: the password is not sent in the clear",
            "服务器不支持STARTTLS：密码不以明文发送",
        ),
        ("rejected: blocked: 550 {spam}", "被拒收：被拦截：550 {spam}"),
        ("no notifier", "没有可用的通知插件"),
    ],
)
def test_what_a_plugin_says_of_a_message_is_told_by_its_catalogue(detail, told):
    """A provider's own words stay as they came, whatever is in them."""
    assert detail_in_words(detail, "zh", ["complaintkit_none", "complaintkit_smtp"]) == told
    assert detail_in_words(detail, "en", ["complaintkit_smtp"]) == detail
