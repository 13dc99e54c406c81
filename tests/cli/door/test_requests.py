"""Requests as the API describes them: what they say, what is answered, what is refused and by which field."""

import base64
import json
import os
import re
import subprocess
import sys
from typing import Any

import pytest

from complaintkit.cli.door import Session
from complaintkit.commands import commands

ASSESS = {"severity": "high", "approach": "x"}
SETTLE = {"facts": "f", "agreed": "in-person"}
FILE = {"name": "a", "media_type": "text/plain"}
REMEDY = "args.remedies[0].value"
PATH = "args.attachments[0].path"
EXPECTED = "args.answer_expected"
MONEY = {"kind": "refund", "value": "80.00 CNY"}


def test_a_command_is_answered_with_what_it_did(client):
    """Events, the case in short, the next deadline by the unit's clocks; no personal data."""
    answer = client.send(
        id="1", do="receive", by="chen", idempotency_key="k1",
        args={
            "text": "米饭有酸味", "channel": "hotline", "unit": "no3-school", "category": "food/sensory",
            "customer": {"name": "冯女士", "phone": "13800138111"}, "received_at": "2026-11-21T20:05:00+08:00",
            "purchase": {"receipt": "D-1", "paid": "360.00 CNY", "items": [{"name": "米饭", "quantity": "1.5"}]},
        },
    )  # fmt: skip
    assert list(answer) == ["id", "ok", "replayed", "events", "case"]
    assert (answer["id"], answer["ok"], answer["replayed"]) == ("1", True, False)
    assert answer["events"] == ["received", "registered"]
    number = answer["case"].pop("number")
    assert number.startswith("NO3-SCHOOL-261121-")
    assert answer["case"] == {
        "version": 2,
        "state": "registered",
        "owner": "chen",
        "missing": [],
        "similar": [],
        "next_deadline": {"name": "acknowledge", "due_at": "2026-11-21T20:20:00+08:00"},
    }


def test_the_same_key_does_it_once(client):
    """The second answer is the first one's, marked as replayed; the key for something else is refused."""
    request: dict[str, Any] = {
        "do": "receive",
        "by": "chen",
        "idempotency_key": "k",
        "args": {"text": "酸", "channel": "hotline", "customer": {}},
    }
    first, second = client.send(**request), client.send(**request)
    assert (first["replayed"], second["replayed"]) == (False, True)
    assert second["events"] == first["events"]
    assert second["case"]["number"] == first["case"]["number"]
    other = client.send(**{**request, "args": {**request["args"], "text": "馊"}})
    assert other["error"]["code"] == "conflict"


def test_a_case_by_the_channels_own_id(client):
    """Lines can be piped without waiting for the number."""
    number = client.receive(external_id="X-9")
    named = {"channel": "hotline", "external_id": "X-9"}
    assert client.do("note", case=named, text="好")["case"]["number"] == number
    assert client.send(get="case", by="chen", args={"case": named})["result"]["number"] == number
    missing = client.do("note", case={"channel": "hotline", "external_id": "X-8"}, text="好")
    assert missing["error"]["code"] == "not-found"


def test_if_version_makes_a_request_strict(client):
    """What somebody else changed meanwhile is not overwritten."""
    number = client.receive()
    answer = client.send(do="note", by="chen", if_version=1, args={"case": number, "text": "好"})
    assert answer["error"]["code"] == "conflict"
    assert (answer["error"]["data"]["expected"], answer["error"]["data"]["actual"]) == (1, 2)


@pytest.mark.parametrize(
    ("word", "args", "field", "told"),
    [
        ("asess", {}, "do", "did you mean 'assess'?"),
        ("assess", {"severty": "high"}, "args.severty", "Did you mean 'severity'?"),
        ("assess", {"severity": "hihg", "approach": "x"}, "args.severity", "Did you mean 'high'?"),
        ("assess", {"severity": "high"}, "args.approach", "is missing"),
        ("assess", {"severity": "high", "approach": ""}, "args.approach", "is empty"),
        ("assess", {"severity": "high", "approach": 7}, "args.approach", "is not text"),
        ("assess", {"severity": ["high"], "approach": "x"}, "args.severity", "is not known"),
        ("assess", {**ASSESS, "answer_expected": "24 h later"}, EXPECTED, "24 h"),
        ("assess", {**ASSESS, "answer_expected": "3 working days"}, EXPECTED, "is not a duration"),
        ("assess", {**ASSESS, "answer_expected": "2026-11-22T10:00"}, EXPECTED, "no time zone"),
        ("assess", {**ASSESS, "answer_expected": "0001-01-01T00:00+14:00"}, EXPECTED, "not a time that exists"),
        ("assess", {**ASSESS, "answer_expected": "2026-02-30T00:00Z"}, EXPECTED, "not a time that exists"),
        ("assess", {"severity": "high", "approach": "\ud800"}, "args.approach", "half a character"),
        ("assess", {**ASSESS, "evidence": [{"what": "w"}]}, "args.evidence[0].where", "is missing"),
        ("assess", {**ASSESS, "evidence": {"what": "w"}}, "args.evidence", "is not a list"),
        ("settle", {"facts": "f", "agreed": "by-mail"}, "args.agreed", "is not known"),
        ("settle", {**SETTLE, "apology": "yes"}, "args.apology", "neither true nor false"),
        ("settle", {**SETTLE, "remedies": [{"kind": "refund", "value": 80.0}]}, REMEDY, "80.0 is not exact"),
        ("settle", {**SETTLE, "remedies": [{"kind": "refund", "value": 80}]}, REMEDY, "not an amount"),
        ("settle", {**SETTLE, "remedies": [{"kind": "refund", "value": "80 cny"}]}, REMEDY, "80 cny"),
        ("settle", {**SETTLE, "remedies": [{"kind": "points", "count": 10**30}]}, "args.remedies[0].count", "not a whole number"),
        ("settle", {**SETTLE, "remedies": [MONEY]}, "idempotency_key", "is missing"),
        ("record-facts", {"facts": "f", "heard": "chen"}, "args.heard", "is not a list"),
        ("record-facts", {"facts": "f", "fields": {"a": 1}}, "args.fields.a", "is not text"),
        ("offer-plan", {"measures": [{"what": "w", "who": "luo", "due": "-1 h"}]}, "args.measures[0].due", "is not a duration"),
        ("offer-plan", {"measures": [], "decisions": {"1": ["upheld"]}}, "args.decisions.1", "has 1 values, not 2"),
        ("offer-plan", {"measures": [], "decisions": {"1": ["upheeld", "w"]}}, "args.decisions.1[0]", "Did you mean 'upheld'?"),
        ("answer-survey", {"outcome": 6, "process": 5}, "args.outcome", "no score"),
        ("note", {"text": "t", "attachments": [{**FILE}]}, "args.attachments[0]", "no content"),
        ("note", {"text": "t", "attachments": [{**FILE, "base64": "%"}]}, "args.attachments[0].base64", "is not base64"),
        ("note", {"text": "t", "attachments": [{**FILE, "path": "no"}]}, PATH, "no such file"),
        ("note", {"text": "t", "attachments": [{**FILE, "path": "/dev/zero"}]}, PATH, "is not below"),
        ("note", {"text": "t", "attachments": [{**FILE, "path": "/proc/self/environ"}]}, PATH, "is not below"),
        ("note", {"text": "t", "attachments": [{**FILE, "path": "../x"}]}, PATH, "is not below"),
        ("note", {"text": "t", "attachments": [{**FILE, "path": "."}]}, PATH, "no such file"),
        ("note", {"text": "t", "attachments": [{**FILE, "path": "\x00"}]}, PATH, ""),
        ("note", {"text": "t", "attachments": [{**FILE, "name": "", "base64": ""}]}, "args.attachments[0].name", "is empty"),
        ("link", {"to": {"channel": "hotline"}}, "args.to", "names no case"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)  # fmt: skip
def test_what_can_not_be_used_is_named_by_its_path(client, word, args, field, told):
    """The field from the top of the request, what is wrong, what to do; and every word of it is kept."""
    number = client.receive()
    answer = client.send(do=word, by="chen", id="7", args={"case": number, **args})
    assert (answer["id"], answer["ok"]) == ("7", False)
    error = answer["error"]
    assert list(error)[:6] == ["code", "message", "user_message", "field", "retry", "data"]
    assert error["field"] == field
    assert told in error["message"]
    assert not re.search("[a-z]+ [a-z]+ [a-z]+", error["user_message"]), error["user_message"]  # Chinese, whole
    assert error["code"] in ("invalid-input", "unknown-command")
    assert word.encode() in client.kept(answer) or b"case" in client.kept(answer)


def test_what_the_desk_finds_amiss_has_a_path_too(client):
    """The desk calls it `category`, the request `args.category`; the desk keeps what was typed."""
    answer = client.do("assess", case=client.receive(), category="food/sensry", **ASSESS)
    assert (answer["error"]["code"], answer["error"]["field"]) == ("invalid-input", "args.category")
    assert "'food/sensory'" in answer["error"]["message"]
    assert b"food/sensry" in client.kept(answer)


@pytest.mark.parametrize(
    ("customer", "field"),
    [
        ({"phon": "1"}, "args.customer.phon"),
        ({"phone": 13800138000}, "args.customer.phone"),
        ({"contacts": [{"kind": "wechat"}]}, "args.customer.contacts[0].address"),
        ({"contacts": [{"kind": "wechat", "address": "a\nb"}]}, "args.customer.contacts[0].address"),
        ({"needs": ["eldery"]}, "args.customer.needs[0]"),
        ({"speaks_for": {"name": 1}}, "args.customer.speaks_for.name"),
        ({"member": {"points": 1}}, "args.customer.member.id"),
        ("王芳", "args.customer"),
        (None, "args.customer"),
    ],
)
def test_a_customer_is_read_to_the_last_field(client, customer, field):
    """Short forms, contacts, members, those they speak for: each refused by its own path. R2"""
    answer = client.do("receive", text="t", channel="hotline", customer=customer)
    assert (answer["error"]["code"], answer["error"]["field"]) == ("invalid-input", field)


def test_a_customer_with_everything(client):
    """All of it arrives; the answer shows nobody's contact."""
    number = client.receive(
        customer={
            "name": "王芳", "phone": "138 0013 8000", "email": "a@b.cn",
            "contacts": [{"kind": "wechat", "address": "o6_bm", "account": "mp"}],
            "member": {"id": "M1", "tier": "gold", "points": 12}, "language": "zh-CN", "needs": ["elderly"],
            "speaks_for": {"name": "外婆"}, "reference": "crm-1",
        }
    )  # fmt: skip
    whole = client.send(get="contact", by="chen", args={"case": number, "purpose": "回电"})["result"]
    assert [one["address"] for one in whole["contacts"]] == ["138 0013 8000", "a@b.cn", "o6_bm"]
    assert (whole["member"]["points"], whole["speaks_for"]["name"], whole["needs"]) == (12, "外婆", ["elderly"])
    assert "138 0013 8000" not in json.dumps(client.send(get="case", by="chen", args={"case": number}))


@pytest.mark.parametrize(
    ("request_", "field", "told"),
    [
        ({"by": "chen"}, "do", "is missing"),
        ({"do": "note", "get": "case", "by": "chen"}, "do", "beside get"),
        ({"do": "note"}, "by", "is missing"),
        ({"do": "note", "by": 7}, "by", "names nobody"),
        ({"do": "note", "by": {"system": ""}}, "by.system", "is empty"),
        ({"do": "note", "by": {"sytem": "x"}}, "by", "names nobody"),
        ({"do": ["note"], "by": "chen"}, "do", "is not text"),
        ({"do": "note", "by": "chen", "id": 7}, "id", "is not text"),
        ({"do": "note", "by": "chen", "if_version": "1"}, "if_version", "not a whole number"),
        ({"do": "note", "by": "chen", "idempotency-key": "1"}, "idempotency-key", "Did you mean 'idempotency_key'?"),
        ({"do": "note", "by": "chen", "args": []}, "args", "is not an object"),
        ({"get": "csaes", "by": "chen"}, "get", "did you mean 'cases'?"),
        ({"get": "check-coupon", "by": "chen"}, "args.code", "is missing"),
        ({"get": "case"}, "by", "is missing"),
        ({"get": "cases", "by": "chen", "args": {"limit": 0}}, "args.limit", "out of range"),
        ({"get": "cases", "by": "chen", "args": {"unit": "no4"}}, "args.unit", "is not a unit"),
        ({"get": "events", "args": {"after": "x"}}, "args.after", "no position"),
    ],
)
def test_the_envelope_is_checked(client, request_, field, told):
    """What surrounds the arguments is refused by its own name."""
    error = client.send(**request_)["error"]
    assert error["field"] == field
    assert told in error["message"]


def test_what_the_desk_refuses_is_kept_and_told_in_the_playbooks_language(client):
    """F5 stands in the way: the reason for the log in English, for the counter in Chinese, the allowed words as data."""
    number = client.receive()
    error = client.do("offer-handover", case=number, to="luo", reason="忙", note="请接手")["error"]
    assert (error["code"], error["retry"], error["data"]["rule"]) == ("not-allowed", "no", "F5")
    assert "record-facts" in error["data"]["allowed"]
    assert error["user_message"].startswith("现在不能")
    assert "请接手" in client.kept({"error": error}).decode()


def test_files_come_by_path_or_in_the_line(client, place):
    """The bytes are the same; what is too large stays where it is."""
    (place / "photo.jpg").write_bytes(b"\xff\xd8")
    number = client.receive()
    for source in ({"path": str(place / "photo.jpg")}, {"base64": base64.b64encode(b"\xff\xd8").decode()}):
        answer = client.do("note", case=number, text="照片", attachments=[{**FILE, **source}])
        assert answer["events"] == ["noted", "attachment-added"]
    events = [one for one in client.send(get="events")["result"] if one["name"] == "attachment-added"]
    assert len({one["data"]["digest"] for one in events}) == 1
    (place / "big.bin").touch()
    os.truncate(place / "big.bin", 26 * 1024 * 1024)
    refused = client.do("note", case=number, text="大", attachments=[{**FILE, "path": "big.bin"}])
    assert refused["error"]["message"] == "args.attachments[0].path: is larger than 25 MiB. Send a smaller file."


def test_a_link_out_of_the_folder_is_not_followed(client, place, tmp_path_factory):
    """Nor is a folder that leads out of it; one that stays within is."""
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret").write_text("x")
    (place / "link").symlink_to(outside / "secret")
    (place / "folder").symlink_to(outside)
    (place / "inside").write_text("x")
    (place / "within").symlink_to(place / "inside")
    number = client.receive()
    for path in ("link", "folder/secret", "folder/../folder/secret"):
        refused = client.do("note", case=number, text="t", attachments=[{**FILE, "path": path}])
        assert "is not below" in refused["error"]["message"], path
    assert client.do("note", case=number, text="t", attachments=[{**FILE, "path": "within"}])["ok"]


def test_without_a_folder_no_file_is_read(client):
    """The error says what to write into the settings."""
    client.session = Session(client.session.desk)
    refused = client.do("note", case=client.receive(), text="t", attachments=[{**FILE, "path": "photo.jpg"}])
    assert 'attachments = "FOLDER"' in refused["error"]["message"]


@pytest.mark.parametrize("by", ["system:desk", "customer", "", "a:b"])
def test_nobody_passes_for_somebody_else(client, by):
    """A staff id is a staff id: it can't say that a program, or the customer, acted."""
    error = client.do("note", by=by, case=client.receive(), text="t")["error"]
    assert (error["code"], error["field"]) == ("invalid-input", "by")


def test_everything_can_be_read(client):
    """case, cases, duties, allowed, timeline, events: as Python reads them, as JSON."""
    number = client.receive()
    by = {"by": "chen"}
    assert client.send(get="case", **by, args={"case": number})["result"]["text"] == "米饭有酸味"
    first = client.send(get="cases", **by, args={"limit": 1})["result"]
    second = client.send(get="cases", **by, args={"limit": 9, "after": first[0]["id"]})["result"]
    assert len(first) == 1
    assert first[0]["number"] not in [one["number"] for one in second]
    assert number in [one["number"] for one in client.send(get="duties", **by)["result"]["cases"]]
    assert "assess" in client.send(get="allowed", **by, args={"case": number})["result"]
    told = client.send(get="timeline", **by, args={"case": number})["result"]
    assert told[0]["told"].startswith("经24小时热线受理投诉")
    events = client.send(get="events", args={"limit": 3})["result"]
    more = client.send(get="events", args={"after": events[-1]["position"]})["result"]
    assert [one["name"] for one in events][:2] == ["playbook-set", "organisation-set"]
    first, last = (int(one["position"].partition("-")[0]) for one in (more[0], events[-1]))
    assert first == last + 1
    assert "13800138000" not in json.dumps([told, events, more])


def test_a_reading_shows_what_the_one_who_asks_may_see(client):
    """A stranger has no list, and hears the same of every case. R20"""
    number = client.receive()
    for reading in ("cases", "events"):
        assert client.send(get=reading, by="nobody")["error"]["field"] == "by"
    for case in (number, "X-261121-001"):
        assert client.send(get="case", by="nobody", args={"case": case})["error"]["field"] == "by"


@pytest.mark.parametrize("word", sorted(commands()))
def test_every_command_has_its_word(client, word):
    """The door knows each command of the kit: what is amiss with an empty one is an argument, not the word."""
    error = client.send(do=word, by="chen", args={})["error"]
    assert error["code"] == "invalid-input"
    assert error["field"].startswith("args.")


def test_the_header_says_who_answers(client):
    """Format, version, playbook and its digest: a client can refuse to go on."""
    header = client.session.header()
    assert list(header) == ["door", "complaintkit", "playbook", "digest"]
    assert header["door"] == 1
    assert header["playbook"] == "canteen-delivery 2026.11"
    assert header["digest"].startswith("sha256:")


@pytest.mark.sqlite("holds the lock of a SQLite file")
def test_a_storage_in_trouble_is_told_and_the_door_stays_open(client, place):
    """Somebody else holds the database: nothing was done, ask again later; and later it works."""
    held = (
        "import sqlite3; db = sqlite3.connect('desk.db', isolation_level=None); db.execute('BEGIN IMMEDIATE');"
        "print('held', flush=True); input()"
    )
    number = client.receive()
    with subprocess.Popen(
        [sys.executable, "-c", held], cwd=place, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout.readline() == b"held\n"
        error = client.do("note", case=number, text="t")["error"]
        assert (error["code"], error["retry"]) == ("storage", "later")
        other.stdin.close()
    assert client.do("note", case=number, text="t")["case"]["version"] == 3
