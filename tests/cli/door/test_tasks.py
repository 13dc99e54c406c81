"""Tasks at the door: opened, read, taken a step, given on, put off, tied; each once under its key. S0.11, R14, R15, R20"""

from typing import Any

import pytest

OPEN: dict[str, Any] = {
    "kind": "action",
    "what": "冷链到货测温",
    "who": "li",
    "due": "30 days",
    "about": {"category": "food/sensory"},
}


def opened(client, by="fang", **changed):
    """The answer to an opening."""
    return client.send(do="open-task", by=by, args={**OPEN, **changed})


@pytest.fixture
def task(client):
    """An improvement of li's; its number."""
    answer = opened(client)
    assert answer["ok"], answer
    return answer["task"]["number"]


def test_a_task_is_opened_and_answered_in_short(client):
    """Where it stands, whose turn it is, by when; no words of it."""
    answer = client.send(id="1", do="open-task", by="fang", idempotency_key="k", args=OPEN)
    number = answer["task"].pop("number")
    assert number.startswith("QINGHE-T261121-")
    assert answer == {
        "id": "1",
        "ok": True,
        "replayed": False,
        "events": ["task-opened"],
        "task": {
            "version": 1,
            "kind": "action",
            "state": "open",
            "open": True,
            "unit": "qinghe",
            "owner": "li",
            "waits_for": "li",
            "due_at": "2026-12-21T20:30:00+08:00",
        },
    }


WRITES: dict[str, dict[str, Any]] = {
    "open-task": {"by": "fang", "args": OPEN},
    "step-task": {"by": "li", "args": {"step": "finish", "given": {"evidence": "见附表", "check_at": "21 days"}}},
    "give-task": {"by": "li", "args": {"to": "shen", "reason": "换班"}},
    "offer-task": {"by": "li", "args": {"to": "luo", "reason": "换班", "note": "钥匙在柜台"}},
    "accept-task": {"by": "luo", "args": {}},
    "decline-task": {"by": "luo", "args": {"reason": "overloaded"}},
    "extend-task": {"by": "fang", "args": {"until": "2027-02-01T18:00:00+08:00", "reason": "等设备"}},
    "tie-task": {"by": "fang", "args": {}},
    "untie-task": {"by": "fang", "args": {}},
}


def request_of(client, task, word):
    """A write, with the names of what there is here."""
    args = dict(WRITES[word]["args"])
    if word != "open-task":
        args["task"] = task
    if word in ("accept-task", "decline-task"):
        asked = {"task": task, "to": "luo", "reason": "换班"}
        client.send(do="offer-task", by="li", args=asked)
        shown = client.send(get="task", by="li", args={"task": task})["result"]
        args["handover"] = shown["handovers"][-1]["id"]
    if "tie" in word:
        args["case"] = client.receive()
        client.send(do="tie-task", by="fang", args=args) if word == "untie-task" else None
    return {"do": word, "by": WRITES[word]["by"], "args": args}


@pytest.mark.parametrize("word", WRITES)
def test_the_same_key_does_it_once(client, task, word):
    """The answer again, marked as replayed, nothing written; the key for something else is refused. R14"""
    request = {**request_of(client, task, word), "idempotency_key": "k"}
    first, again = client.send(**request), client.send(**request)
    assert first["ok"], first
    assert (first["replayed"], again["replayed"], again["events"]) == (False, True, [])
    assert again["task"] == first["task"]
    other = {**request, "by": "shen"}
    assert client.send(**other)["error"]["code"] == "conflict"


@pytest.mark.parametrize("word", [one for one in WRITES if one != "open-task"])
def test_what_one_may_not_see_is_not_there(client, task, word):
    """Another's task and none are told the same. R20"""
    request = {**request_of(client, task, word), "by": "hu"}
    missing = {**request, "args": {**request["args"], "task": "QINGHE-T261121-999"}}
    there, not_there = client.send(**request)["error"], client.send(**missing)["error"]
    assert there["code"] == not_there["code"] == "not-found"
    assert there["message"].replace(task, "?") == not_there["message"].replace("QINGHE-T261121-999", "?")
    assert client.send(get="task", by="hu", args={"task": task})["error"]["code"] == "not-found"
    assert client.send(get="tasks", by="hu")["result"] == []


def test_a_task_is_read_whole(client, task):
    """With what happened in the playbook's language, and the steps that are possible, with what each asks for."""
    client.send(**request_of(client, task, "step-task"))
    told = client.send(get="task", by="fang", args={"task": task})["result"]
    assert (told["number"], told["state"], told["words"]["evidence"]) == (task, "done", "见附表")
    assert [one["event"] for one in told["timeline"]] == ["task-opened", "task-stepped"]
    assert told["timeline"][1]["details"][-1] == "完成证据：见附表"
    assert {one["step"] for one in told["possible"]} == {"confirm", "reopen", "give", "offer", "tie"}
    reopen = next(one for one in told["possible"] if one["step"] == "reopen")
    assert {one["id"]: (one["form"], one["needed"]) for one in reopen["fields"]}["until"] == ("moment", True)


def test_tasks_are_listed_by_what_is_asked(client, task):
    """By kind, owner, case (also the channel's own id), and whether they have ended."""
    number = client.receive(external_id="X-9")
    client.send(do="tie-task", by="fang", args={"task": task, "case": {"channel": "hotline", "external_id": "X-9"}})

    def listed(**args):
        return [one["number"] for one in client.send(get="tasks", by="fang", args=args)["result"]]

    assert listed() == listed(kind=["action"]) == listed(owner="li") == listed(case=number) == [task]
    assert listed(case={"channel": "hotline", "external_id": "X-9"}) == listed(waits_for="li") == [task]
    assert listed(kind=["review"]) == listed(owner="fang") == listed(open=False) == listed(after=task) == []
    client.send(do="step-task", by="fang", args={"task": task, "step": "drop", "given": {"reason": "不需要"}})
    assert (listed(), listed(open=None), listed(open=False)) == ([], [task], [task])


def test_tasks_stand_among_duties_and_words(client, task):
    """`get duties` has those whose step is one's own, `get vocabulary` the words of a form for each step."""
    assert [one["number"] for one in client.send(get="duties", by="li")["result"]["tasks"]] == [task]
    words = client.send(get="vocabulary", by="li")["result"]["tasks"]
    action = next(one for one in words if one["id"] == "action")
    assert action["title"] == {"en": "action", "zh": "改进措施"}
    finish = next(one for one in action["steps"] if one["id"] == "finish")
    assert (finish["after"], finish["to"]) == (["open"], "done")
    assert [(one["id"], one["form"], one["needed"]) for one in finish["fields"]] == [
        ("evidence", "words", True),
        ("check_at", "moment", False),
    ]


@pytest.mark.parametrize(
    ("word", "args", "field", "told"),
    [
        ("open-task", {"kind": "acton"}, "args.kind", "Did you mean 'action'?"),
        ("open-task", {"kind": 7}, "args.kind", "is not text"),
        ("open-task", {"who": "lii"}, "args.who", "Did you mean 'li'?"),
        ("open-task", {"unit": "atlantis"}, "args.unit", "atlantis"),
        ("open-task", {"due": None}, "args.due", "is missing"),
        ("open-task", {"due": "3 working days"}, "args.due", "is not a duration"),
        ("open-task", {"due": "2020-01-01T00:00Z"}, "args.due", "has passed"),
        ("open-task", {"due": "9999-12-31T23:59Z"}, "args.due", "out of range"),
        ("open-task", {"about": {"categry": "x"}}, "args.about.categry", ""),
        ("open-task", {"about": {"category": 7}}, "args.about.category", "is not text"),
        ("open-task", {"about": {"till": "3"}}, "args.about.till", "does not belong"),
        ("open-task", {"what": "字" * 4001}, "args.what", "4001"),
        ("open-task", {"given": {"evidence": "x"}}, "args.given.evidence", "does not belong"),
        ("open-task", {"cases": "A-1"}, "args.cases", "is not a list"),
        ("open-task", {"waht": "x"}, "args.waht", "Did you mean 'what'?"),
        ("step-task", {"step": "finsh"}, "args.step", "Did you mean 'finish'?"),
        ("step-task", {"step": "finish"}, "args.given.evidence", "is missing"),
        ("step-task", {"step": "finish", "given": {"evidence": 7}}, "args.given.evidence", ""),
        ("step-task", {"step": "finish", "given": {"evidence": {"a": "b"}}}, "args.given.evidence", ""),
        ("step-task", {"step": "finish", "given": {"evidence": "x", "check_at": "明天"}}, "args.given.check_at", "14 days"),
        ("step-task", {"step": "finish", "given": {"evidence": "x", "by": "fang"}}, "args.given.by", "does not belong"),
        ("step-task", {"step": "finish", "given": {"evidence": "x", "task": "y"}}, "args.given.task", "does not belong"),
        ("step-task", {"step": "finish", "given": {"evidence": "x", "idempotency_key": "y"}}, "args.given.idempotency_key", ""),
        ("give-task", {"to": "lii", "reason": "x"}, "args.to", "Did you mean 'li'?"),
        ("give-task", {"to": "luo"}, "args.reason", "is missing"),
        ("extend-task", {"until": "2020-01-01T00:00Z", "reason": "x"}, "args.until", "has passed"),
        ("extend-task", {"until": "2026-12-30T00:00", "reason": "x"}, "args.until", "no time zone"),
        ("extend-task", {"until": "60 days", "reason": ""}, "args.reason", "is missing"),
    ],
)  # fmt: skip
def test_what_can_not_be_used_is_named_by_its_path(client, task, word, args, field, told):
    """The field from the top of the request, what is wrong, what to do, also in the playbook's language; nothing happened."""
    base = OPEN if word == "open-task" else {"task": task}
    answer = client.send(do=word, by="li" if word in ("step-task", "give-task") else "fang", args={**base, **args})
    error = answer["error"]
    assert (error["code"], error["field"]) == ("invalid-input", field), error
    assert told in error["message"]
    assert error["user_message"]
    assert client.send(get="task", by="fang", args={"task": task})["result"]["version"] == 1


def test_what_was_typed_is_kept_once(client, task):
    """By the desk where it got that far, else by the door. R14"""
    at_desk = client.send(
        do="step-task", by="li", args={"task": task, "step": "finish", "given": {"evidnce": "已贴封条"}}
    )
    assert "已贴封条".encode() in client.kept(at_desk)
    at_door = opened(client, what="换冷柜", waht="x")
    assert "换冷柜".encode() in client.kept(at_door)


def test_a_version_belongs_to_a_case(client, task):
    """There is none here to be of that version."""
    request = request_of(client, task, "give-task")
    assert client.send(**request, if_version=1)["error"]["field"] == "if_version"
