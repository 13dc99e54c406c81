"""A database that was begun without encryption: refused, then encrypted in batches; killed at any moment, no word is lost."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import pytest
from complaintkit_sqlmodel import SqlModelStorage

from complaintkit import ConfigurationError, Customer, Desk, InvalidInput, Item, Money, Purchase, Remedy, System
from complaintkit.model.evidence import Attachment
from complaintkit.ports.storage import Rewritable
from complaintkit.records.key.master import MasterKey
from complaintkit.records.key.source import key_beside
from complaintkit.records.ledger import _plain_hash
from complaintkit.records.sealed.encryption import encrypt
from complaintkit.testing import FakeClock
from tests.complaints import sour_rice
from tests.database import content_of

ORGANISATION = Path(__file__).parents[2] / "docs" / "samples" / "canteen" / "organisation.toml"
AT = "2026-11-21T10:00+08:00"
HERS = ("王芳", "13800138000", "米饭是酸的", "A12-0042", "crm-4711", "S-1042", "饭冷了")


PROGRAM = """
import sys
from complaintkit.cli import main
sys.argv[1:] = ["key", "init", "--db", sys.argv[1]]
main()
"""


@pytest.fixture
def plain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database as versions before had it: a desk worked on it that sealed nothing."""
    url = f"sqlite:///{tmp_path}/desk.db"
    with monkeypatch.context() as before:
        before.setattr("complaintkit.desk._opening.SealedStorage", lambda storage, keyring: storage)
        before.setattr("complaintkit.records.ledger.line_hash", lambda key, head, row: _plain_hash(head, row))
        with Desk.open(url, playbook="canteen-delivery", organisation=ORGANISATION, clock=FakeClock(AT)) as desk:
            work(desk)
            secret = desk._door.key.hex()
    storage = SqlModelStorage().open(url)
    with storage.writing() as tx:
        tx.put_meta("key", secret)
        for row in list(tx.keys(limit=1000)):
            tx.drop_key(row.owner)
    storage.close()
    (tmp_path / "desk.db.key").unlink()
    assert set(in_files(tmp_path)) == set(HERS)
    return url


def work(desk: Desk) -> None:
    """Complaints, one with a file; a coupon that was redeemed; something refused; a message sent; a task about goods."""
    fang = Customer(name="王芳", phone="13800138000", reference="crm-4711")
    for number in range(40):
        case = sour_rice(
            desk,
            customer=fang,
            purchase=Purchase("A12-0042", items=[Item("米饭", lot="L2291")]),
            external_id=f"web-{number}",
            idempotency_key=f"till-{number}",
            attachments=[Attachment("王芳.jpg", "米饭是酸的".encode(), media_type="image/jpeg")],
        )
    gift = Remedy.coupon(Money(10, "CNY"), valid_days=30)
    case = desk.settle(case, by="chen", facts="酸", agreed="in-person", remedies=[gift])
    code = case.coupons[0].code
    desk.redeem_coupon(code, by=System("till"), sale="S-1042", unit="softpark", spend=Money(50, "CNY"))
    with pytest.raises(InvalidInput):
        desk.receive("饭冷了", by="chen", channel="hotline", category="fod", customer=Customer(phone="13800138000"))


def in_files(folder: Path) -> list[str]:
    """What of hers can be read in any file of the database without its key."""
    content = content_of(folder)
    return [one for one in HERS if one.encode() in content]


def stands(url: str) -> None:
    """Everything is there, and found as before."""
    with Desk.open(url, clock=FakeClock(AT)) as desk:
        assert desk.ledger.verify(by=System("test")).ok
        assert desk.cases(by=System("test"), contact="13800138000").count() == 40
        assert desk.cases(by=System("test"), customer="crm-4711").count() == 40
        (case,) = desk.cases(by=System("test"), channel="hotline", external_id="web-7")
        assert (case.text, case.purchase and case.purchase.receipt) == ("米饭是酸的", "A12-0042")
        again = desk.receive(
            "米饭是酸的",
            by="chen",
            channel="hotline",
            unit="softpark",
            customer=Customer(name="王芳"),
            external_id="web-7",
        )
        assert again.number == case.number
        (coupon,) = desk.coupons.list(by=System("test"))
        assert (coupon.state.value, coupon.sale) == ("redeemed", "S-1042")
        assert desk.coupons.show(coupon.coupon.code, by=System("test")).id == coupon.id
        (refused,) = desk.refused.list(by=System("test"))
        assert "饭冷了" in refused.content.decode()
        assert desk.people.organisation(by=System("test")).staff["chen"].name


def test_what_is_not_encrypted_is_refused(plain: str) -> None:
    """And it says what to do, in both languages."""
    with pytest.raises(ConfigurationError, match="complaintkit key init") as refused:
        Desk.open(plain)
    assert "尚未加密" in refused.value.user_message("zh-CN")


def test_it_is_encrypted_and_stands_as_it_was(plain: str, tmp_path: Path, program: Callable[..., Any]) -> None:
    """Every row is there, nothing of hers is in any file, and a second run has nothing to do."""
    said = program(PROGRAM, plain).communicate()[0]
    assert str(tmp_path / "desk.db.key") in said
    assert in_files(tmp_path) == []
    stands(plain)
    assert "already" in program(PROGRAM, plain).communicate()[0]


def test_killed_at_any_moment_it_goes_on(plain: str, tmp_path: Path, program: Callable[..., Any]) -> None:
    """After a kill the desk refuses to open, and the next run ends what the first began."""
    for wait in (0.3, 0.6, 0.9, 1.2):
        running = program(PROGRAM, plain)
        time.sleep(wait)
        running.kill()
        running.wait()
        with suppress(ConfigurationError):
            Desk.open(plain).close()
    program(PROGRAM, plain).communicate()
    assert in_files(tmp_path) == []
    stands(plain)


def test_each_batch_may_be_the_last_one_for_now(plain: str, tmp_path: Path) -> None:
    """One batch at a time, each in a process of its own kind: nothing is sealed twice, and nothing left out."""
    source = key_beside(plain)
    assert source is not None
    source.make([MasterKey.new()])

    class Interrupted(Exception):
        """Somebody pulled the plug."""

    def pull(done: int) -> None:
        raise Interrupted

    interruptions = 0
    while True:
        storage = SqlModelStorage().open(plain)
        try:
            encrypt(cast("Rewritable", storage), source, now=FakeClock(AT).now(), progress=pull)
        except Interrupted:
            interruptions += 1
        else:
            break
        finally:
            storage.close()
        with pytest.raises(ConfigurationError, match="interrupted"):
            Desk.open(plain)
    assert interruptions > 5
    assert in_files(tmp_path) == []
    stands(plain)


@pytest.mark.parametrize("times", [1, 2])
def test_the_last_moment_before_the_end_may_come_again(
    plain: str, tmp_path: Path, program: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    """All is sealed, and nobody wrote down that it is: nothing is sealed twice."""
    source = key_beside(plain)
    assert source is not None
    source.make([MasterKey.new()])

    def pull(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    for _ in range(times):
        storage = SqlModelStorage().open(plain)
        with monkeypatch.context() as before, suppress(KeyboardInterrupt):
            before.setattr("complaintkit.records.sealed.encryption.begin_keyed", pull)
            encrypt(cast("Rewritable", storage), source, now=FakeClock(AT).now())
        storage.close()
        with pytest.raises(ConfigurationError, match="interrupted"):
            Desk.open(plain)
    program(PROGRAM, plain).communicate()
    assert in_files(tmp_path) == []
    stands(plain)
