"""`complaintkit task`: listed, shown, taken a step, given on, put off; and `duties` has them. S0.11, R15, R20"""

from datetime import timedelta

import pytest

from complaintkit import Desk


@pytest.fixture
def task(place):
    """An improvement of li's, who heads quality; fang, the general manager, asked for it."""
    with Desk.open() as desk:
        made = desk.actions.open(
            "冷链\x1b[2J到货测温", by="fang", who="li", due=timedelta(days=30), category="food/sensory"
        )
    return made.number


def test_tasks_are_listed(run, task):
    """What is to be done, the newest first, with state, due date and whose turn; what strangers wrote does nothing."""
    shown = run("task", "list")
    assert shown.code == 0
    assert all(one in shown.out for one in (task, "to be done", "li", "action: 冷链\\x1b[2J到货测温"))
    chinese = run("task", "list", "--lang", "zh-CN").out
    assert all(one in chinese for one in ("轮到谁", "待办", "改进措施："))
    [data] = run("task", "list", "--json").json
    assert (data["number"], data["state"], data["waits_for"], data["late"]) == (task, "open", "li", False)
    assert not {"id", "replayed"} & data.keys()


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (("--kind", "action"), True),
        (("--kind", "review"), False),
        (("--kind", "review", "--kind", "action"), True),
        (("--owner", "li"), True),
        (("--owner", "chen"), False),
        (("--waits-for", "li"), True),
        (("--waits-for", "fang"), False),
        (("--unit", "no3-school"), False),
        (("--by", "li"), True),
        (("--by", "hu"), False),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, tuple) else None,
)
def test_a_list_is_narrowed(run, task, options, found):
    """By each option, and by what one may see. R20"""
    assert [one["number"] for one in run("task", "list", *options, "--json").json] == [task] * found


def test_a_list_by_its_case_and_its_end(run, task, numbers):
    """Cases that belong to it; what has ended is shown where one asks for it."""
    number = numbers["food/sensory"]
    assert run("task", "list", "--case", number, "--json").json == []
    with Desk.open() as desk:
        desk.tasks.tie(task, number, by="fang")
        desk.actions.drop(task, by="fang", reason="不需要")
    assert run("task", "list", "--case", number).out == "Nothing.\n"
    assert [one["number"] for one in run("task", "list", "--case", number, "--all", "--json").json] == [task]
    assert "--limit and --after" in run("task", "list", "--all", "--limit", 1).out


def test_one_is_shown_with_what_may_be_done(run, task):
    """What it is, whose turn, what happened, and the steps that are possible for --by, with what each needs."""
    shown = run("task", "show", task, "--by", "li").out
    assert "finish  Put on record that it is done" in shown
    assert "--set evidence=...  evidence (text)" in shown
    assert "[--set check_at=...]" in shown
    assert "(Asia/Shanghai)" in shown
    chinese = run("task", "show", task, "--by", "li", "--lang", "zh-CN").out
    assert all(one in chinese for one in ("责任人", "轮到谁", "经过", "完成证据（文字）", "类别：food/sensory"))
    data = run("task", "show", task, "--by", "li", "--json").json
    assert [one["step"] for one in data["possible"]] == ["finish", "give", "offer", "tie"]
    assert data["possible"][0]["fields"][0] == {"id": "evidence", "title": "evidence", "form": "words", "needed": True}
    assert [one["event"] for one in data["timeline"]] == ["task-opened"]
    with Desk.open() as desk:
        desk.actions.drop(task, by="fang", reason="不需要")
    left = run("task", "show", task, "--by", "li", "--json").json["possible"]
    assert [one["step"] for one in left] == ["tie"]


def test_a_step_is_taken(run, task):
    """Fields by name, as text; it says where that leads, and the timeline tells it."""
    words = ("--by", "li", "--set", "evidence=见附表=1", "--set", "check_at=21 days")
    told = run("task", "step", task, "finish", *words)
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith(f"{task}: done, to be judged; next: ")
    shown = run("task", "show", task, "--lang", "zh-CN").out
    assert "登记完成情况" in shown
    assert "完成证据：见附表=1" in shown
    ended = run("task", "step", task, "confirm", "--by", "fang", "--lang", "zh-CN").out
    assert ended == f"{task}：已完成，确有成效。\n"


def test_a_field_of_several_is_repeated(run, place):
    """Or has commas between."""
    with Desk.open() as desk:
        reviews = [desk.reviews.call("专题会", by="fang", due=timedelta(days=7)).number for _ in range(2)]
    by = ("--by", "fang", "--set", "minutes=见附件", "--json")
    for number, present in zip(
        reviews,
        (("--set", "present=chen", "--set", "present=luo"), ("--set", "present=chen, luo")),
        strict=True,
    ):
        assert run("task", "step", number, "hold", *present, *by).json["values"]["present"] == ["chen", "luo"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("finsh",), "Did you mean 'finish'?"),
        (("finish",), "evidence: is missing"),
        (("finish", "--set", "evidence"), "is not NAME=VALUE"),
        (("finish", "--set", "=x"), "is not NAME=VALUE"),
        (("finish", "--set", "by=fang"), "is no field of a step"),
        (("finish", "--set", "idempotency_key=x"), "is no field of a step"),
        (("finish", "--set", "evidnce=x"), "Did you mean 'evidence'?"),
        (("finish", "--set", "evidence=x", "--set", "check_at=明天"), "check_at"),
        (("finish", "--set", "evidence=x", "--set", "check_at=9999-12-31T23:59Z"), "within a hundred years"),
        (("confirm",), "stands at: to be done"),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, tuple) else None,
)
def test_what_cannot_be_done_says_why(run, task, words, told):
    """By its field, with the next step; nothing has happened."""
    shown = run("task", "step", task, *words, "--by", "li")
    assert shown.code != 0
    assert told in shown.err
    assert "Traceback" not in shown.err
    assert run("task", "show", task, "--json").json["version"] == 1


def test_it_is_given_on_and_put_off(run, task):
    """By who may, and not pushed onto a colleague; the first date stays on record. F2, R15"""
    first = run("task", "show", task, "--json").json["due_at"]
    refused = run("task", "extend", task, "--until", "60 days", "--reason", "等设备", "--by", "li")
    assert refused.code != 0
    assert "somebody above li" in refused.err
    later = run("task", "extend", task, "--until", "60 days", "--reason", "等设备", "--by", "fang", "--json").json
    assert (later["first_due_at"], later["due_at"] > first) == (first, True)
    assert "first due" in run("task", "show", task).out
    assert "give it to fang" in run("task", "give", task, "--to", "sun", "--reason", "换班", "--by", "li").err
    given = run("task", "give", task, "--to", "sun", "--reason", "换班", "--by", "fang")
    assert "next: sun" in given.out
    assert "Did you mean" in run("task", "give", task, "--to", "snu", "--reason", "x", "--by", "sun").err


def test_it_is_offered_and_answered(run, task):
    """Who has it answers for it until somebody takes it; a second answer is told what became of the first. F2, F4"""
    offered = run("task", "offer", task, "--to", "luo", "--reason", "出差", "--by", "li")
    assert "next: luo" in offered.out
    no = run("task", "decline", task, "--reason", "not-my-job", "--by", "luo")
    assert (no.code != 0, "F4" in no.err) == (True, True)
    assert "next: li" in run("task", "decline", task, "--reason", "overloaded", "--note", "盘点", "--by", "luo").out
    run("task", "offer", task, "--to", "luo", "--reason", "真的出差", "--by", "li")
    assert "next: luo" in run("task", "accept", task, "--by", "luo").out
    assert (
        "accepted" in run("task", "accept", task, "--by", "luo").err
        or "had it" in run("task", "accept", task, "--by", "luo").err
    )
    assert "offered" not in run("task", "show", task, "--json").json["state"]


def test_a_stranger_hears_nothing_of_it(run, task):
    """What is not theirs is as if it were not. R20"""
    for words in (("show",), ("step", "finish"), ("give", "--to", "chen", "--reason", "x"), ("accept",)):
        verb, *rest = words
        there, missing = (run("task", verb, one, *rest, "--by", "hu") for one in (task, "X-T261121-999"))
        assert there.code == missing.code != 0
        assert there.err.replace(task, "?") == missing.err.replace("X-T261121-999", "?")
    assert "does not work here" in run("task", "list", "--by", "nobody").err


def test_duties_have_tasks_behind_cases(run, task, numbers):
    """What is due first at the top, in both forms; for who may see them. R20"""
    shown = run("duties", "li")
    assert task in shown.out
    assert "action: 冷链" in shown.out
    *_, last = run("duties", "li", "--json").json
    assert (last["what"], last["task"], last["commands"], last["late"]) == ("task", task, ["step-task"], False)
    assert last["of"]["number"] == task
    assert task not in run("duties", "li", "--by", "hu").out
