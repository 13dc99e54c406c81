"""What was kept and then changed from outside is listed as damaged; what was kept beside it is read as ever."""

from __future__ import annotations

import pytest

from complaintkit import Contact, NotFound, StorageError, System
from tests.database import tables

DAMAGE = {
    "reason": "UPDATE refused SET reason = 'x' WHERE id = :id",
    "content": "UPDATE refused SET content = x'00' WHERE id = :id",
}


def damage(folder, column, id):
    """Write something else over what was sealed."""
    with tables(folder / "desk.db") as database:
        assert database.run(DAMAGE[column], id=id) == 1


@pytest.mark.parametrize("column", list(DAMAGE))
def test_a_damaged_refusal_keeps_no_other_back(house, tmp_path, column):
    """It is told as damaged, with the next step, in either language; it can be seen to, and `verify` names it."""
    for word in ("first", "second"):
        with pytest.raises(NotFound):
            house.desk.note("S1-261121-009", by="chen", text=word)
    second, first = house.desk.refused.list(by="chen")
    damage(tmp_path, column, second.id)

    told, other = house.desk.refused.list(by="chen")
    assert other == first
    assert (told.id, told.content, told.code) == (second.id, b"", "not-found")
    assert "complaintkit verify" in told.reason
    assert "无法解开" in told.reason.to("zh")
    assert house.desk.refused.show(second.id, by="chen") == told
    assert not house.desk.ledger.verify(by=System("test")).ok
    assert house.desk.refused.mend(second.id, by="chen").mended_at


@pytest.mark.parametrize("column", list(DAMAGE))
def test_a_damaged_item_keeps_no_other_back(house, said, tmp_path, column):
    """It is listed as damaged, is no case, and can be put aside."""
    house.push(said("饭是酸的", "m1"), said("汤是凉的", "m2"), proof="none")
    items = house.desk.inbox.list(by="chen")
    damage(tmp_path, column, items[0].id)

    told, other = house.desk.inbox.list(by="chen")
    assert (told.id, told.what, told.text, other) == (items[0].id, "damaged", "", items[1])
    assert told.id in told.why
    with pytest.raises(StorageError, match="discard it"):
        house.desk.inbox.accept(told.id, by="chen")
    house.desk.inbox.discard(told.id, by="chen", reason="damaged")
    assert house.desk.inbox.list(by="chen") == (other,)


def test_an_erased_item_can_be_shown(house, said):
    """There is nothing of it to read, and it says so."""
    house.push(said("饭是酸的"), proof="none")
    (item,) = house.desk.inbox.list(by="chen")
    house.desk.erase_person(Contact("phone", "13800138000"), by="fang")
    assert house.desk.inbox.show(item.id, by="chen").what == "erased"
