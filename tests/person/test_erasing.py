"""Erasure: what she said and is called is gone, everywhere; what happened stays, and can still be checked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest

from complaintkit import (
    Case,
    Contact,
    Customer,
    Desk,
    InvalidInput,
    Item,
    Member,
    Money,
    NotAllowed,
    NotFound,
    Period,
    Purchase,
    Remedy,
    System,
    playbook,
)
from complaintkit.model.evidence import Attachment
from complaintkit.model.outbox import TRANSITIONS, EntryKind, OutboxState
from complaintkit.model.person import PersonCases
from complaintkit.ports.storage import CaseFilter
from complaintkit.testing import FakeClock
from tests.database import content_of, tables

ORGANISATION = Path(__file__).parents[2] / "docs" / "samples" / "canteen" / "organisation.toml"
NOVEMBER = Period.month(2026, 11, zone="Asia/Shanghai")
FANG = Customer(name="王芳", phone="138 0013 8000", email="fang@example.com")
HERS = ("王芳", "138 0013 8000", "13800138000", "fang@example.com", "米饭是酸的", "谢谢")


def received(desk: Desk, customer: Customer = FANG, **said: object) -> Case:
    """Sour rice, said in words that are hers."""
    fields = {"by": "chen", "channel": "hotline", "unit": "softpark", "category": "food/sensory", **said}
    return desk.receive("米饭是酸的,我叫王芳", customer=customer, **fields)  # type: ignore[arg-type]


def ended(desk: Desk, case: Case) -> Case:
    """Settled on the spot, answered, filed."""
    case = desk.settle(case, by="chen", facts="王芳那份是酸的", agreed="in-person", apology=True)
    case = desk.answer_survey(case, by="chen", process=5, outcome=5, via="call", remark="谢谢,王芳")
    return case if case.archived_at else desk.archive(case, by="chen")


def kept(folder: Path) -> list[str]:
    """What of hers can still be read, by whoever has the key as well; without it, no file of the database has a word."""
    content = content_of(folder)
    assert not [one for one in HERS if one.encode() in content or json.dumps(one)[1:-1].encode() in content]
    with Desk.open(f"sqlite:///{folder}/desk.db", clock=FakeClock("2026-11-21T10:00+08:00")) as desk:
        opened = readable(desk)
    return [one for one in HERS if one in opened]


def readable(desk: Desk) -> str:
    """Everything that the database holds, in the clear."""
    with desk._door.storage.reading() as tx:
        cases = [row.id for row in tx.cases(CaseFilter(), after=None, limit=1000)]
        words = tx.vault(cases)
        files = [
            tx.attachment(json.loads(row.data)["attachment"]) for row in tx.events(cases) if "attachment" in row.data
        ]
        entries = tx.outbox(limit=1000)
        sent = [attempt for row in entries for attempt in tx.attempts(row.id)]
        refused = tx.refused(limit=1000)
        said = [one.content for one in words] + [one.content for one in files if one] + [one.content for one in refused]
        rows = (tx.events(cases), entries, sent, refused, tx.coupons(CaseFilter(), limit=1000), tx.metas(""), tx.keys())
        return "\n".join([*((one or b"").decode("utf-8", "replace") for one in said), *map(repr, rows)])


def test_what_she_said_and_is_called_is_gone(desk: Desk, tmp_path: Path) -> None:
    """Texts, names, contacts, files: not in any file of the database, though the desk is still open."""
    photo = Attachment("王芳.jpg", "米饭是酸的".encode(), media_type="image/jpeg")
    case = ended(desk, received(desk, attachments=[photo]))
    assert set(kept(tmp_path)) >= set(HERS) - {"13800138000"}

    done = desk.erase_person(case, by="fang")

    assert done == PersonCases(cases=(case.number,))
    assert kept(tmp_path) == []
    after = desk.case(case.number, by="chen")
    assert (after.text, after.facts, after.customer, after.erased) == (None, None, Customer(), True)
    assert desk.export_person(case.number, by="fang")["cases"][0]["attachments"] == []  # type: ignore[index]


@pytest.mark.parametrize("damage", ["UPDATE refused SET reason = 'x'", "UPDATE refused SET content = x'00'"])
def test_a_damaged_refusal_on_a_case_is_emptied_with_it(desk: Desk, tmp_path: Path, damage: str) -> None:
    """Which case it was typed on stands beside what does not open any more: nothing of it stays, and nothing is held up."""
    case = ended(desk, received(desk))
    with pytest.raises(NotAllowed) as refused:
        desk.record_facts(case, by="chen", facts="米饭是酸的")
    with tables(tmp_path / "desk.db") as database:
        assert database.run(damage) == 1
    desk.erase_person(case, by="fang")
    with tables(tmp_path / "desk.db") as database:
        ((id, content),) = database.rows("SELECT id, content FROM refused")
    assert (id, bytes(content)) == (refused.value.kept_as, b"")


def test_who_was_heard_goes_too(desk: Desk, tmp_path: Path) -> None:
    """Customers and witnesses by name: what was said, not what is counted."""
    case = desk.assess(received(desk), by="chen", severity="high", approach="核实")
    case = desk.record_facts(case, by="chen", facts="酸", heard=["王芳", "库管小赵"])
    assert desk.case(case.number, by="chen").heard == ("王芳", "库管小赵")
    desk.withdraw(case.number, by="chen", reason="王芳撤回")
    desk.archive(case.number, by="chen")

    desk.erase_person(case.number, by="fang")

    assert kept(tmp_path) == []
    assert "库管小赵".encode() not in content_of(tmp_path)


def test_ledgers_still_verify(desk: Desk) -> None:
    """No chain is broken; that she was erased, by whom and on what ground is on it."""
    case = ended(desk, received(desk))

    desk.erase_person(case, by="fang", because="not-needed")

    assert desk.ledger.verify(by=System("test")).ok
    line = desk.timeline(case.number, by="chen")[-1]
    assert (line.event.name, line.by, line.event.because) == ("person-erased", "fang", "not-needed")  # type: ignore[attr-defined]


def test_reports_stay_the_same(desk: Desk) -> None:
    """The ledger has no person, so nothing that is counted changes."""
    case = received(desk)
    desk.settle(case, by="chen", facts="王芳", agreed="in-person", remedies=[Remedy.refund(Money("9.90", "CNY"))])
    for sent in desk.case(case, by="chen").dispatches:
        desk.report_dispatch(case, by=sent.who, dispatch=sent.id, result="合格")
    ended_ = desk.answer_survey(case.number, by="chen", process=4, outcome=5, via="call")
    if not ended_.archived_at:
        desk.archive(ended_, by="chen")
    before = desk.report(NOVEMBER)

    desk.erase_person(case, by="fang")

    assert desk.report(NOVEMBER) == before
    assert before.figures.satisfaction.answers == 1
    assert before.figures.given


def found_by(desk: Desk) -> list[int]:
    """How many cases her telephone, her reference, her receipt lead to."""
    return [
        desk.cases(by="fang", contact="13800138000").count(),
        desk.cases(by="fang", customer="crm-4711").count(),
        desk.cases(by="fang", receipt="A12-0042").count(),
    ]


def test_nothing_finds_her_afterwards(desk: Desk) -> None:
    """Search by contact, reference and receipt, similar cases, the unmasked contact: nothing. A lot is still found."""
    customer = Customer(name="王芳", phone="138 0013 8000", reference="crm-4711", member=Member("M-77123"))
    purchase = Purchase("A12-0042", items=[Item("米饭", lot="L2291")])
    case = ended(desk, received(desk, customer, purchase=purchase))
    assert found_by(desk) == [1, 1, 1]

    desk.erase_person(case, by="fang")

    assert found_by(desk) == [0, 0, 0]
    assert received(desk).similar == ()
    assert desk.contact(case.number, by="chen", purpose="回访") == Customer()
    assert desk.cases(by="fang", lot="L2291").count() == 1


def test_her_link_opens_nothing_any_more(desk: Desk) -> None:
    """A link in an old message leads nowhere."""
    case = ended(desk, received(desk))
    links = desk._door.links
    from complaintkit.records.link import Purpose

    token = links.token(case.id, case.cycle, Purpose.SURVEY)
    assert desk.customer(token).number == case.number

    desk.erase_person(case, by="fang")

    with pytest.raises(NotFound):
        desk.customer(token)


def test_what_waits_to_be_sent_is_not_sent(desk: Desk) -> None:
    """Messages to her are cancelled; a worker that has one in hand is fenced off."""
    case = ended(desk, received(desk))
    door = desk._door
    with door.storage.writing() as tx:
        claimed = tx.claim(door.clock.now(), lease_until=door.clock.now(), limit=100)
        leased = next(row for row in claimed if row.recipient == "customer")

    desk.erase_person(case, by="fang")

    with door.storage.writing() as tx:
        assert not tx.change_outbox(leased, if_epoch=leased.epoch)
        rows = [row for row in tx.outbox(case=case.id) if row.recipient == "customer"]
    assert rows
    assert {row.state for row in rows} == {"cancelled"}


def test_what_was_refused_and_kept_goes_too(desk: Desk, tmp_path: Path) -> None:
    """A form that could not be taken, words that a command was refused with: hers go, others' stay."""
    case = ended(desk, received(desk))
    with pytest.raises(InvalidInput):
        received(desk, Customer(name="王芳", phone="138-0013-8000"), category="fod")
    with pytest.raises(InvalidInput):
        desk.receive("汤冷了", by="chen", channel="hotline", customer=Customer(name="李雷"), category="fod")
    with pytest.raises(NotAllowed):
        desk.assess(case.number, by="chen", severity="high", approach="王芳说的")

    desk.erase_person(case, by="fang")

    contents = [row.content.decode() for row in desk.refused.list(by=System("test"))]
    assert [one for one in contents if one] == [one for one in contents if "李雷" in one]
    assert len(contents) == 3
    assert kept(tmp_path) == []


def test_a_coupon_they_hold_is_still_theirs(desk: Desk) -> None:
    """It is a promise: the till takes it, once, and the ledger says which one it was."""
    case = received(desk)
    gift = Remedy.coupon(Money("10.00", "CNY"), valid_days=30)
    case = desk.settle(case, by="chen", facts="酸", agreed="in-person", remedies=[gift])
    (coupon,) = case.coupons
    case = desk.answer_survey(case, by="chen", process=5, outcome=5, via="call")
    case = case if case.archived_at else desk.archive(case, by="chen")

    desk.erase_person(case, by="fang")
    done = desk.redeem_coupon(coupon.code, by=System("till"), sale="S-1", unit="softpark", spend=Money("50", "CNY"))

    assert done.value == Money("10.00", "CNY")
    minted, redeemed = (
        next(line.event for line in desk.timeline(case.number, by="chen") if line.event.name == name)
        for name in ("coupon-minted", "coupon-redeemed")
    )
    assert minted.coupon == redeemed.coupon  # type: ignore[attr-defined]
    assert coupon.code not in repr(desk.timeline(case.number, by="chen"))


def test_twice_is_once(desk: Desk) -> None:
    """The same answer, nothing more on the ledger; by an address, nothing is kept on anybody of it."""
    case = ended(desk, received(desk))

    first = desk.erase_person(Contact("phone", "13800138000"), by="fang")
    lines = len(desk.timeline(case.number, by="chen"))

    assert desk.erase_person(case.number, by="fang") == first
    assert len(desk.timeline(case.number, by="chen")) == lines
    assert desk.erase_person(Contact("email", "nobody@example.com"), by="fang") == PersonCases()


def test_what_is_open_is_carried_out_first(desk: Desk) -> None:
    """A complaint that is being worked on needs who complained: refused by number, and nothing is erased of the other one."""
    filed, going_on = ended(desk, received(desk)), received(desk)

    with pytest.raises(NotAllowed, match=going_on.number) as refused:
        desk.erase_person(filed, by="fang")

    assert "尚未办结" in refused.value.user_message("zh-CN")
    assert desk.contact(filed.number, by="chen", purpose="x").name == "王芳"
    desk.withdraw(going_on, by="chen", reason="顾客要求")
    desk.archive(going_on.number, by="chen")
    assert set(desk.erase_person(filed, by="fang").cases) == {filed.number, going_on.number}


@pytest.mark.parametrize("state", list(TRANSITIONS[EntryKind.REMEDY]))
def test_what_may_still_be_carried_out_keeps_the_customer(desk: Desk, state: OutboxState) -> None:
    """A remedy that is owed, begun, in doubt or parked: whoever pays it has to know whom, also where the case is filed. S4.11"""
    case = ended(desk, received(desk))
    with desk._opened.storage.writing() as tx:
        message = next(iter(tx.outbox(case=case.id)))
        order = attrs.evolve(message, id="R-1", kind=EntryKind.REMEDY, media=("refund",), state=OutboxState.OWED)
        tx.put_outbox([order])
        tx.change_outbox(attrs.evolve(order, state=state), if_epoch=order.epoch)

    if TRANSITIONS[EntryKind.REMEDY][state]:
        with pytest.raises(NotAllowed, match=case.number):
            desk.erase_person(case.number, by="fang")
        assert desk.contact(case.number, by="chen", purpose="x").name == "王芳"
    else:
        assert desk.erase_person(case.number, by="fang").cases == (case.number,)


def test_all_cases_of_one_person_go_and_nobody_elses(desk: Desk) -> None:
    """Whoever only shares a telephone is named, not erased."""
    hers = [ended(desk, received(desk)) for _ in range(2)]
    other = ended(desk, received(desk, Customer(name="王强", phone="13800138000", reference="crm-1")))

    done = desk.erase_person(Contact("phone", "13800138000"), by="fang")

    assert set(done.cases) == {one.number for one in hers}
    assert done.others == (other.number,)
    assert desk.contact(other.number, by="chen", purpose="x").name == "王强"
    assert desk.erase_person(Customer(reference="crm-1"), by="fang").cases == (other.number,)


def test_who_came_anonymously_is_found_by_what_was_completed(desk: Desk, tmp_path: Path) -> None:
    """First nobody, then a telephone: it is their case. R2"""
    case = received(desk, Customer())
    desk.register(case, by="chen", customer=FANG)
    ended(desk, desk.case(case.number, by="chen"))

    assert desk.erase_person(Contact("phone", "13800138000"), by="fang").cases == (case.number,)
    assert kept(tmp_path) == []


@pytest.mark.parametrize("verb", ["export_person", "restrict_person", "erase_person"])
def test_it_takes_a_right(desk: Desk, verb: str) -> None:
    """Not everybody who works here: a role that may, or a program of the host's."""
    case = ended(desk, received(desk))

    with pytest.raises(NotAllowed):
        getattr(desk, verb)(case.number, by="sun")
    getattr(desk, verb)(case.number, by=System("crm"))


def test_nobody_gives_a_part_for_the_whole(tmp_path: Path) -> None:
    """Whose role may, but sees one kitchen: not what is kept on somebody elsewhere, nor that there is any. R20"""
    book = (Path(playbook.__file__).parent / "procedures" / "canteen-delivery.toml").read_text("utf-8")
    head, mark, tail = book.partition("[role.kitchen-head]")
    mine = tail.replace('may = ["receive"', 'may = ["export-person", "receive"', 1)
    (tmp_path / "canteen-delivery.toml").write_text(head + mark + mine, "utf-8")
    with Desk.open(
        f"sqlite:///{tmp_path}/other.db", playbook=tmp_path / "canteen-delivery.toml", organisation=ORGANISATION
    ) as desk:
        east = received(desk, unit="no3-school")
        assert desk.export_person(east, by="hu")["others"] == []
        same_number = received(desk, Customer(phone="13800138000", reference="crm-1"), unit="softpark")
        assert desk.export_person(Contact("phone", "13800138000"), by="hu")["others"] == []
        assert desk.export_person(Contact("phone", "13800138000"), by="fang")["others"] == [same_number.number]
        west = received(desk)

        with pytest.raises(NotAllowed, match="hu does not see") as refused:
            desk.export_person(east, by="hu")
        assert west.number not in refused.value.user_message("zh-CN")
        with pytest.raises(NotFound):
            desk.export_person(west, by="hu")


def test_slips_are_refused(desk: Desk) -> None:
    """A case that is none, nobody at all, a ground the law does not know."""
    case = ended(desk, received(desk))

    with pytest.raises(NotFound):
        desk.erase_person("X-1", by="fang")
    with pytest.raises(InvalidInput, match="person"):
        desk.erase_person(Customer(name="王芳"), by="fang")
    with pytest.raises(InvalidInput, match="asked"):
        desk.erase_person(case, by="fang", because="askd")  # type: ignore[arg-type]


def test_a_new_complaint_of_theirs_is_a_new_matter(desk: Desk) -> None:
    """She may come again, and is heard; what was erased stays erased."""
    old = ended(desk, received(desk))
    desk.erase_person(old, by="fang")

    new = received(desk)

    assert desk.contact(new, by="chen", purpose="x").name == "王芳"
    assert desk.case(old.number, by="chen").text is None


PROGRAM = """
import sys
from complaintkit import Desk, System
with Desk.open(sys.argv[1]) as desk:
    print("ready", flush=True)
    sys.stdin.readline()
    print(*desk.erase_person(sys.argv[2], by=System("crm")).cases)
"""


def test_two_processes_erase_at_once(desk: Desk, tmp_path: Path, program: Callable[..., Any]) -> None:
    """Both are told it is done; it is on the ledger once."""
    case = ended(desk, received(desk))
    both = [program(PROGRAM, f"sqlite:///{tmp_path}/desk.db", case.number) for _ in range(2)]
    assert [one.line() for one in both] == ["ready", "ready"]
    for one in both:
        one.go()

    said = [one.communicate()[0].strip() for one in both]

    assert said == [case.number, case.number]
    names = [line.event.name for line in desk.timeline(case.number, by="chen")]
    assert names.count("person-erased") == 1
    assert kept(tmp_path) == []


def test_a_reader_that_stands_in_the_way_finds_nothing_either(
    desk: Desk, open_desk: Callable[[], Desk], tmp_path: Path
) -> None:
    """While somebody reads an older state the log keeps old pages: of sealed words, and of a key that another key wraps."""
    case = ended(desk, received(desk))
    with open_desk()._door.storage.reading() as older:
        assert older.case(case.id) is not None
        desk.erase_person(case, by="fang")
        assert kept(tmp_path) == []
    assert kept(tmp_path) == []
