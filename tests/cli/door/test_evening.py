"""An evening at a night market through the door: what a stall's till sends, and each answer to the letter. S1.5-S1.9, F6"""

import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from complaintkit import Desk
from complaintkit.cli.door import Session, read_lines
from complaintkit.testing import FakeClock

PEOPLE = Path(__file__).parents[3] / "docs/samples/night-market/organisation.toml"
DESSERT = {"channel": "stall", "external_id": "C02-7781-1"}


class Till:
    """A program at a stall: a line out, an answer in, in order."""

    def __init__(self, desk, clock):
        """At the desk's door."""
        self.session, self.clock, self.sent = Session(desk), clock, 0

    def types(self, content):
        """The answer to one line, as it comes back over a pipe."""
        self.sent += 1
        (line,) = read_lines(io.BytesIO(content + b"\n"))
        return json.loads(json.dumps(self.session.answer(line)))

    def says(self, **request):
        """A request; its id counts up, and so do its keys."""
        self.clock.advance(timedelta(minutes=1))
        keyed = {"id": str(self.sent), "idempotency_key": f"c02:{self.sent}"} | request
        return self.types(json.dumps(keyed, ensure_ascii=False).encode())


@pytest.fixture
def till(tmp_path):
    """Saturday, 21 November 2026, 21:30 at the market."""
    clock = FakeClock(datetime(2026, 11, 21, 13, 30, tzinfo=UTC).isoformat())
    with Desk.open(f"sqlite:///{tmp_path}/d.db", playbook="night-market", organisation=PEOPLE, clock=clock) as desk:
        yield Till(desk, clock)


def melted(till, **more):
    """A dessert that had melted, taken in by the agent on duty."""
    return till.says(
        do="receive",
        by="xiaolu",
        args={
            "text": "芒果冰化成水了,老板不给换",
            "channel": "stall",
            "unit": "c02",
            "customer": {"name": "康先生", "phone": "13900001111"},
            "category": "service/food",
            "received_at": "2026-11-21T21:28:00+08:00",
            "purchase": {
                "receipt": "C02-7781",
                "paid": "36.00 CNY",
                "items": [{"name": "芒果冰", "paid": "22.00 CNY"}],
            },
            "fields": {"fell-ill": "no"},
            "external_id": DESSERT["external_id"],
        }
        | more,
    )


def test_taken_in_and_looked_into(till):
    """Registered in one line, with its owner and what is due; the next names the case by the till's own id. S1.5-S1.7"""
    taken = melted(till)
    found = till.says(
        do="record-facts", by="xiaolu", args={"case": DESSERT, "facts": "冰柜断电", "root_cause": "food/storage"}
    )

    assert taken == {
        "id": "0",
        "ok": True,
        "replayed": False,
        "events": ["received", "registered"],
        "case": {
            "number": "C02-261121-001",
            "version": 2,
            "state": "registered",
            "owner": "xiaolu",
            "missing": [],
            "similar": [],
            "next_deadline": {"name": "acknowledge", "due_at": "2026-11-21T21:38:00+08:00"},
        },
    }
    assert (found["id"], found["events"], found["case"]["version"]) == ("1", ["facts-recorded"], 3)
    assert found["case"]["number"] == taken["case"]["number"]


def test_what_may_be_offered_says_what_is_left(till):
    """Money back for the bad item, in words for the customer, within what this agent may still promise. S1.9"""
    melted(till)
    answer = till.says(get="proposals", by="xiaolu", args={"case": DESSERT})
    (refund,) = [one for one in answer["result"] if one["rule"] == "cold-or-raw"]

    assert refund["remedy"] == {"kind": "refund", "value": "22.00 CNY"}
    assert (refund["within_authority"], refund["approver"], refund["left"]) == (True, None, "30.00 CNY")
    assert set(refund["why"]) == {"zh", "en"}
    assert "芒果冰" in refund["why"]["zh"]
    again = refund["alternative"]  # "or": the same again, never beside it
    assert (again["remedy"]["kind"], again["within_authority"], again["left"]) == ("replacement", True, "30.00 CNY")
    remedies = [refund["remedy"], again["remedy"]]
    args = {"case": DESSERT, "facts": "冰柜断电", "remedies": remedies, "agreed": "in-person"}
    both = till.says(do="settle", by="xiaolu", args=args)
    assert (both["error"]["code"], both["error"]["field"]) == ("invalid-input", "args.remedies[1]")


def settled(till, value, **more):
    """Put right at the stall."""
    remedy = {"kind": "refund", "value": value}
    args = {"case": DESSERT, "facts": "冰柜断电", "remedies": [remedy], "agreed": "in-person"}
    return till.says(do="settle", by="xiaolu", args=args, **more)


def test_beyond_authority_says_who_may_and_is_approved(till):
    """Refused before anything is promised; asked, approved by just that person, promised exactly so. F6"""
    melted(till)
    refused = settled(till, "90.00 CNY", if_version=2)
    error = refused["error"]

    assert refused["ok"] is False
    assert (error["code"], error["field"], error["retry"]) == ("beyond-authority", "args.remedies[0].value", "no")
    told = {"limit": "authority.agent.per-case", "left": "30.00 CNY", "approver": "hao"}
    assert told.items() <= error["data"].items()
    assert "30元" in error["user_message"]
    assert "请报客服主管" in error["user_message"], "by title and name; programs have the id"
    assert "hao" not in error["user_message"]
    assert "approver_name" not in error["data"]

    proposal = error["data"]["proposal"]
    asked = till.says(do="ask-approval", by="xiaolu", args={"case": DESSERT, "proposal": proposal, "note": "老人"})
    assert (asked["events"], asked["case"]["version"]) == (["approval-asked"], 3)

    duties = till.says(get="duties", by="hao")["result"]
    assert [(one["case"], one["id"], one["note"]) for one in duties["approvals_to_give"]] == [
        ("C02-261121-001", proposal, "老人")
    ]
    assert not till.says(do="approve", by="xiaolu", args={"case": DESSERT, "proposal": proposal})["ok"]
    assert till.says(do="approve", by="hao", args={"case": DESSERT, "proposal": proposal})["ok"]
    done = settled(till, "90.00 CNY")
    assert (done["ok"], done["case"]["state"]) == (True, "resolved")


def test_a_line_sent_again_is_not_done_again(till):
    """The till's line was cut: with the same key it gets the same case; with another key, it is told what has happened."""
    melted(till)
    first = settled(till, "22.00 CNY", idempotency_key="c02:pay")
    again = settled(till, "22.00 CNY", idempotency_key="c02:pay")
    other = settled(till, "22.00 CNY")

    assert (first["ok"], again["ok"], again["replayed"]) == (True, True, True)
    assert first["case"] == again["case"]
    assert (other["ok"], other["error"]["code"]) == (False, "not-allowed")


def test_what_moves_money_needs_a_key(till):
    """Without one, a retry would give it twice."""
    melted(till)
    assert settled(till, "22.00 CNY", idempotency_key=None)["error"]["field"] == "idempotency_key"


@pytest.mark.parametrize(
    ("line", "code", "field"),
    [
        (b'{"id":"x","do":"setle","by":"xiaolu","args":{}}', "unknown-command", "do"),
        (b'{"id":"x","do":"settle","by":"xiaolu","args":{"facs":"x"}}', "invalid-input", "args.facs"),
        (b'{"id":"x","do":"settle","by":"xiaolu","if_version":2.5,"args":{}}', "invalid-input", "if_version"),
        (b"good evening", "bad-json", None),
    ],
)
def test_a_slip_is_answered_and_the_next_line_read(till, line, code, field):
    """Each line has its answer, in order; none takes the session down."""
    answer = till.types(line)

    assert (answer["ok"], answer["error"]["code"], answer["error"]["field"]) == (False, code, field)
    assert melted(till)["ok"]


def test_two_tills_with_the_same_receipt_line(till):
    """The stall's second tablet sends the same complaint under its own key: it is known."""
    first = melted(till)
    second = melted(till)

    assert second["ok"]
    assert second["case"]["number"] == first["case"]["number"]
