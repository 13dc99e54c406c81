"""Files of a case: listed with it, read on record by whoever may read the contact. R6, R20"""

from __future__ import annotations

import pytest

from complaintkit import Attachment, Customer, Desk, InvalidInput, NotAllowed, NotFound
from complaintkit.events import ContactRead

WANG = Customer(name="王芳", phone="13800138000")
RICE = Attachment("米饭.jpg", b"\xff\xd8rice", media_type="image/jpeg")
RECEIPT = Attachment("小票.pdf", b"%PDF", media_type="application/pdf")


def test_what_went_in_comes_out(desk: Desk) -> None:
    """Name, type and bytes, of what came at first and later; who read it and what for stands in the timeline."""
    case = desk.receive("饭是酸的", by="chen", channel="hotline", unit="no3-school", customer=WANG, attachments=[RICE])
    case = desk.hear_customer(case, by="chen", text="还有小票", via="wechat", attachments=[RECEIPT])

    listed = desk.case(case, by="chen").attachments
    assert [(one.name, one.media_type, one.size, one.added_by) for one in listed] == [
        ("米饭.jpg", "image/jpeg", 6, "chen"),
        ("小票.pdf", "application/pdf", 4, "chen"),
    ]
    found = [desk.attachment(case, one.id, by="chen", purpose="核实") for one in listed]
    assert found == [RICE, RECEIPT]
    read = [one.event for one in desk.timeline(case, by="chen") if isinstance(one.event, ContactRead)]
    assert [(one.purpose, one.attachment) for one in read] == [("核实", one.id) for one in listed]


def test_who_may_not_read_the_contact_reads_no_file(desk: Desk) -> None:
    """Neither who works elsewhere or not at all, nor the person complained about, nor anybody without a purpose."""
    case = desk.receive(
        "态度差", by="chen", channel="hotline", unit="no3-school", customer=WANG, attachments=[RICE], about_staff="hu"
    )
    (file,) = case.attachments
    with pytest.raises(NotFound):
        desk.attachment(case, file.id, by="qiu", purpose="看看")
    with pytest.raises(InvalidInput, match="'nobody' does not work here"):
        desk.attachment(case, file.id, by="nobody", purpose="看看")
    with pytest.raises(NotAllowed):
        desk.attachment(case, file.id, by="hu", purpose="看看")
    with pytest.raises(InvalidInput, match="purpose"):
        desk.attachment(case, file.id, by="chen", purpose=" ")
    assert not [one for one in desk.timeline(case, by="chen") if one.event.name == "contact-read"]


@pytest.mark.parametrize("sent", ["../../etc/passwd", "C:\\fakepath\\passwd", "/passwd", "passwd"])
def test_a_files_name_leads_nowhere(desk: Desk, sent: str) -> None:
    """Whoever saves it by its name saves it where they are, and not where a stranger says."""
    file = Attachment(sent, b"x", media_type="text/plain")
    case = desk.receive("饭是酸的", by="chen", channel="hotline", unit="no3-school", customer=WANG, attachments=[file])
    assert [one.name for one in case.attachments] == ["passwd"]
    assert desk.attachment(case, case.attachments[0].id, by="chen", purpose="核实").name == "passwd"


@pytest.mark.parametrize("sent", ["", "..", "a/", "a/..", ".", " ", "a\nb"])
def test_what_names_no_file_is_refused_by_its_field(sent: str) -> None:
    """A folder has no name of a file."""
    with pytest.raises(InvalidInput) as refused:
        Attachment(sent, b"x", media_type="text/plain")
    assert refused.value.field == "name"


def test_a_file_belongs_to_its_case(desk: Desk) -> None:
    """The id of another case's file opens nothing here."""
    mine = desk.receive("饭是酸的", by="chen", channel="hotline", unit="no3-school", customer=WANG)
    other = desk.receive("汤凉了", by="chen", channel="hotline", customer=WANG, attachments=[RICE])
    with pytest.raises(NotFound, match="attachment"):
        desk.attachment(mine, other.attachments[0].id, by="chen", purpose="核实")
