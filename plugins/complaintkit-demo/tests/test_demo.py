"""`complaintkit demo`: an evening at a night market and a day of canteen deliveries, read back from the database it leaves."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from contextlib import chdir
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from complaintkit import Desk, System
from complaintkit.cli._app import app

EYES = System("test")
CHANNELS = {"stall", "phone", "web", "wechat", "docket", "hotline", "on-site", "email", "csv"}


def _run(*words):
    """Type a command."""
    return CliRunner().invoke(app, [str(word) for word in words])


def _played(folder, *options):
    with chdir(folder.parent):
        done = _run("demo", "--folder", folder, *options)
    assert done.exit_code == 0, done.stderr
    assert done.stderr == "", "its first line is the story"
    return done.stdout


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """The demo, played once: its folder and what it printed."""
    folder = tmp_path_factory.mktemp("demo") / "here"
    return folder, _played(folder)


@pytest.fixture(scope="module")
def desk(told):
    """The desk it leaves."""
    with Desk.open(config=told[0] / "complaintkit.toml") as opened:
        yield opened


@pytest.fixture(scope="module")
def cases(desk):
    """Its cases."""
    return list(desk.cases(by=EYES))


@pytest.fixture(scope="module")
def happened(desk):
    """Everything that happened: name and fields of each event, with its case."""
    return [(one.number, line.event) for one in desk.cases(by=EYES) for line in desk.timeline(one, by=EYES)]


def _of(happened, name, **fields):
    return [
        (number, event)
        for number, event in happened
        if event.name == name and all(getattr(event, field) == value for field, value in fields.items())
    ]


# ---- what there is ---------------------------------------------------------------------------------------------------
def test_ten_complaints_through_every_channel_of_both_playbooks(cases):
    """Every channel that the two playbooks name brought something; the other three kinds are there, too."""
    assert sum(one.kind == "complaint" for one in cases) >= 10
    assert {one.channel for one in cases} == CHANNELS
    assert {one.kind for one in cases} == {"complaint", "inquiry", "praise", "suggestion"}
    assert {one.playbook.split()[0] for one in cases} == {"night-market", "canteen-delivery"}


def test_in_chinese_and_english(desk, cases):
    """Some customers are answered in Chinese, some in English."""
    languages = {desk.contact(one, by=EYES, purpose="test").language for one in cases}
    assert {"zh-CN", "en"} <= languages


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("settled", {}),
        ("handover-declined", {"reason": "overloaded"}),
        ("handover-accepted", {}),
        ("escalated", {"to": "leading-group", "reason": "plan-refused"}),
        ("meeting-decided", {}),
        ("dispatch-reported", {}),
        ("cleared-up", {}),
        ("coupon-minted", {}),
        ("coupon-redeemed", {}),
        ("plan-answered", {"accepted": False, "told_to": None}),
        ("survey-answered", {"satisfied": False, "told_to": None}),
        ("survey-answered", {"satisfied": True, "told_to": None}),
        ("budget-reserved", {"unit": "kitchen"}),
        ("deadline-warned", {}),
        ("deadline-breached", {"rule": "verification"}),
        ("escalated", {"reason": "deadline-breached"}),
        ("message-sent", {"message": "alarm"}),
    ],
)
def test_each_turn_of_the_story_is_on_record(happened, name, fields):
    """What the story promises is in the ledgers; what customers say, they say by their own door."""
    assert _of(happened, name, **fields)


def test_food_is_withdrawn_and_its_lot_inspected(desk, happened):
    """S4.9: a driver takes it back, an inspector looks at the rest, and both report."""
    sent = {event.who for _, event in _of(happened, "dispatched")}
    assert {"peng", "ma"} <= sent
    (rice,) = desk.cases(by=EYES, lot="L2291")
    assert all(one.result for one in rice.dispatches)


def test_a_refund_beyond_authority_is_approved_first_and_paid_once(told, desk, happened):
    """F6: refused, asked, approved by who may, offered, ordered, and reconciled: one slip."""
    ((number, asked),) = _of(happened, "approval-asked")
    ((_, approved),) = _of(happened, "approved")
    names = [event.name for of, event in happened if of == number]
    wanted = ["approval-asked", "approved", "plan-offered", "plan-answered", "remedy-ordered", "remedy-given"]
    assert [one for one in names if one in wanted] == wanted
    assert asked.approver == "shen"
    assert approved.proposal
    (promise,) = desk.case(number, by=EYES).promises
    slips = list((told[0] / "payments").iterdir())
    assert [one.name for one in slips] == [promise.reference]
    assert "THANKS-" not in told[1]


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["of the budget of Central kitchen set aside", "to be carried out: refund 800.00 CNY"]),
        ("zh-CN", ["占用中央厨房预算 800元", "交付执行：退款 800元", "已兑现：退款 800元"]),
    ],
)
def test_the_log_says_what_the_demo_said(told, desk, happened, language, sentences):
    """Titles of units and what was given, instead of ids, in the one as in the other."""
    ((number, _),) = _of(happened, "approval-asked")
    shown = _run("case", "log", number, "--config", told[0] / "complaintkit.toml", "--lang", language)
    assert shown.exit_code == 0, shown.stderr
    for sentence in sentences:
        assert sentence in told[1]
        assert sentence in shown.stdout
    (promise,) = desk.case(number, by=EYES).promises
    assert promise.id not in shown.stdout


def test_a_dissatisfied_customer_is_satisfied_in_the_second_round(desk, happened):
    """R8: two answers, two rounds, somebody else at work."""
    ((number, _),) = _of(happened, "survey-answered", satisfied=False)
    case = desk.case(number, by=EYES)
    assert [one.satisfied for one in case.surveys] == [False, True]
    assert case.investigators[0] != case.investigators[-1]
    assert case.state == "archived"


def test_the_shift_changes_across_midnight(desk, happened):
    """F2, F5: a batch, one accepted on the other day, one declined, one that may not pass."""
    offered = {number for number, _ in _of(happened, "handover-offered", reason="shift-change")}
    assert len(offered) == 2
    taken = {number for number, _ in _of(happened, "handover-accepted")} & offered
    refused = {number for number, _ in _of(happened, "handover-declined", reason="absent")} & offered
    assert (len(taken), len(refused)) == (1, 1)
    lines = [line for one in taken for line in desk.timeline(one, by=EYES)]
    days = [line.at.date() for line in lines if line.event.name.startswith("handover")]
    assert days == sorted(days)


def test_alarms_do_not_wait_for_the_morning(desk, happened):
    """R18: within the minute, while what is not urgent is held back through the customer's quiet hours."""
    alarmed = {number for number, _ in _of(happened, "message-sent", message="alarm")}
    for number in alarmed:
        lines = desk.timeline(number, by=EYES)
        start = lines[0].at
        sent = [line.at for line in lines if line.event.name == "message-sent" and line.event.message == "alarm"]
        assert {one - start for one in sent} == {sent[0] - start}
        assert (sent[0] - start).total_seconds() < 60


def test_what_can_wait_is_held_through_the_quiet_hours(desk, happened):
    """R18: who is responsible now, is told in the morning, not at four past midnight."""
    ((number, _),) = _of(happened, "message-sent", message="new-owner")
    lines = desk.timeline(number, by=EYES)
    taken = next(line.at for line in lines if line.event.name == "handover-accepted")
    told = next(line.at for line in lines if getattr(line.event, "message", "") == "new-owner")
    shanghai = ZoneInfo("Asia/Shanghai")
    assert f"{taken.astimezone(shanghai):%H:%M}" == "00:04"
    assert f"{told.astimezone(shanghai):%H:%M}" == "08:30"


# ---- what is shown ---------------------------------------------------------------------------------------------------
def test_it_is_told_in_both_languages_and_fits_a_terminal(told):
    """A line of Chinese with its English beneath; plain in a pipe; in the order of time."""
    text = told[1]
    assert "\x1b" not in text
    assert "夜市开张" in text
    assert "The market opens" in text
    assert max(map(cell_len, text.splitlines()[1:])) <= 110
    assert len(text.splitlines()) <= 260


def test_it_is_told_in_one_language(tmp_path):
    """English alone has no Chinese but names, what customers wrote in it, and messages to them."""
    text = _played(tmp_path / "en", "--lang", "en")
    assert "The market opens" in text
    assert "夜市开张" not in text
    assert "当场解决" not in text


def test_the_language_may_stand_before_the_command(tmp_path):
    """As everywhere; another one than these is refused."""
    shown = _run("--lang", "zh-CN", "demo", "--folder", tmp_path / "zh")
    assert shown.exit_code == 0
    assert "夜市开张" in shown.stdout
    assert "The market opens" not in shown.stdout
    assert _run("demo", "--lang", "fr").exit_code == 2


@pytest.mark.sqlite("a shell with an environment of its own, in which nothing stands for a file")
def test_what_it_says_to_type_next_can_be_pasted(told):
    """Every line works as it stands: those that need a shell in one that knows nothing, our own commands in this process."""
    lines = told[1].partition("Look around")[2].splitlines()
    commands = [one.strip() for one in lines if one.startswith("  ")]
    ours = [one for one in commands if one.startswith("complaintkit ")]
    assert len(ours) >= 7
    environment = {"PATH": os.environ["PATH"], "HOME": str(told[0]), "LANG": "C.UTF-8"}
    typed = "\n".join(one for one in commands if one not in ours)
    done = subprocess.run(["sh", "-e"], input=typed, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    assert "A07-261119-004" in done.stdout
    with chdir(told[0]):
        shown = [_run(*shlex.split(one)[1:]) for one in ours]
    assert {one.exit_code for one in shown} == {0}
    said = "".join(one.stdout for one in shown)
    assert "all as they were written" in said
    assert "退款" in said
    assert "份量或品种不符" in said
    assert "出餐时间" in said
    assert (told[0] / "handbook.html").is_file()


def test_messages_are_files(told):
    """SMS, e-mail and WeChat, each in a file of its own."""
    names = [one.suffix for one in (told[0] / "messages").iterdir()]
    assert ".eml" in names
    assert names.count(".txt") > 20


# ---- where it may not ------------------------------------------------------------------------------------------------
def test_it_leaves_other_peoples_files_alone(tmp_path):
    """A folder that holds anything is not the demo's."""
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    shown = _run("demo", "--folder", tmp_path)
    assert shown.exit_code == 2
    assert "not empty" in shown.stderr
    assert [one.name for one in Path(tmp_path).iterdir()] == ["notes.txt"]


@pytest.mark.parametrize(
    ("missing", "told"),
    [("complaintkit-sqlmodel", "Install complaintkit-sqlmodel"), ("complaintkit-files", "notifier:sms is missing")],
)
def test_what_is_missing_is_named(missing, told, tmp_path):
    """Without one of the plugins it says what is not there."""
    code = (
        "import sys; import complaintkit.hooks._entry as entry; found = entry.distributions\n"
        f"entry.distributions = lambda: (one for one in found() if one.name != {missing!r})\n"
        f"sys.argv[1:] = ['demo', '--folder', {str(tmp_path / 'demo')!r}]; from complaintkit.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_the_help_lists_it():
    """By what its package says of itself."""
    assert "demo" in _run("--help").stdout
    assert "See an evening at a night market" in _run("--help").stdout
