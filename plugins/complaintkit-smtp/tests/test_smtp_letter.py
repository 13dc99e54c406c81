"""The letter itself: one Message-ID for all attempts, one thread for a case, and nothing a field could inject."""

import email
import email.policy
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from complaintkit_smtp._address import Mailbox, mailbox
from complaintkit_smtp._letter import Letterhead, _fit, in_one_line, written
from hypothesis import given
from hypothesis import strategies as st

from complaintkit import Contact
from complaintkit.plugin import Notification

AT = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)
SENDER = Mailbox("kefu", "shop.example")
WANG = Mailbox("wang", "customer.example")
ANYTHING = st.text(st.characters() | st.sampled_from("\r\n\0\u2028\ud800投诉 :<>@\"'=?,;()"), max_size=120)


def letter(to=WANG, sender=SENDER, name="", **changes):
    """A letter for a notification with these changes."""
    values: dict[str, Any] = {
        "id": "n-1",
        "to": Contact("email", "wang@customer.example"),
        "message": "received",
        "language": "zh-CN",
        "subject": "您的投诉已受理",
        "text": "您好",
        "case_number": "A12-261121-042",
    }
    return written(Notification(**(values | changes)), Letterhead(sender=sender, sender_name=name), to=to, at=AT)


def parsed(content):
    """As a reader's program sees it."""
    return email.message_from_bytes(content, policy=email.policy.default)


def test_the_message_id_is_the_same_on_every_attempt():
    """It comes from the notification, not from the moment: a second copy is known as such."""
    first, second = letter(attempt=1), letter(attempt=2, subject="改过的标题")

    assert first.message_id == second.message_id == "n-1@shop.example"
    assert parsed(second.content)["Message-ID"] == "<n-1@shop.example>"
    assert letter(id="n-2").message_id != first.message_id


@pytest.mark.parametrize("strange", ["a b", "编号-1", "a>b", "x" * 200, "..", ".a", "a@b"])
def test_an_id_that_fits_no_message_id_gets_one_that_does(strange):
    """Whatever the ids look like: always the same for the same one, never the same for two."""
    made = letter(id=strange)

    assert re.fullmatch(r"[0-9a-f]{32}@shop\.example", made.message_id)
    assert made.message_id == letter(id=strange).message_id
    assert parsed(made.content)["Message-ID"] == f"<{made.message_id}>"


def test_the_letters_of_a_case_form_a_thread():
    """Mail programs show them together, also where ids are long; a customer's answer carries the case's id."""
    first, second = (parsed(letter(id=f"n-{n}").content) for n in (1, 2))
    other = parsed(letter(case_number="A12-261121-043").content)
    long = letter(sender=Mailbox("kefu", "a" * 60 + ".example"), id="n" * 64, case_number="南宁一店-261121-042")

    assert first["References"] == second["References"] == "<A12-261121-042.case@shop.example>"
    assert first["In-Reply-To"] == first["References"]
    assert other["References"] != first["References"]
    assert re.search(rb"\r\nReferences:\s<[0-9a-f]{32}\.case@a{60}\.example>\r\n", long.content), "in no encoded words"


def test_programs_are_told_not_to_answer():
    """RFC 3834: no out-of-office reply; the language is named."""
    mail = parsed(letter().content)

    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "zh-CN"
    assert mail["Date"] == "Sat, 21 Nov 2026 12:30:00 +0000"


def test_a_message_without_a_subject_has_the_case_number():
    """An empty subject looks like spam, and says nothing."""
    assert parsed(letter(subject=None).content)["Subject"] == "[A12-261121-042]"
    assert parsed(letter(subject=" \n ").content)["Subject"] == "[A12-261121-042]"


def test_a_long_chinese_subject_arrives_whole():
    """It is folded between characters, not inside of one."""
    subject = "关于您在长青夜市甜品巷十二号摊位购买的双皮奶与姜撞奶变质一事的处理方案及补偿说明" * 3

    assert parsed(letter(subject=subject).content)["Subject"] == subject


@pytest.mark.parametrize(
    "text", ["Bcc: all@shop.example", "x\r\nBcc: all@shop.example", "x\nBcc: a@b.c\n\n<script>", "x\rBcc: a@b.c"]
)
def test_no_field_injects_a_header(text):
    """What a customer typed stays where it was typed."""
    mail = parsed(letter(subject=text, name=text, case_number="A12", language="zh-CN").content)

    assert mail["Bcc"] is None
    assert mail.keys().count("Subject") == 1
    assert mail["Subject"] == " ".join(text.split())
    assert mail.get_content().strip() == "您好"


def test_what_no_mail_may_hold_is_taken_out():
    """Control characters and lone surrogates become blanks; lines and tabs stay, whatever ended them."""
    mail = parsed(letter(subject="a\x00b\x07\ud800c", name="k\x1be", text="a\x00b\rc\r\n\td\x1b[31m\ud800e").content)

    assert mail["Subject"] == "a b c"
    assert mail["From"].addresses[0].display_name == "k e"
    assert mail.get_content().splitlines() == ["a b", "c", "\td [31m e"]


@given(
    subject=ANYTHING,
    name=ANYTHING,
    text=ANYTHING,
    html=st.none() | ANYTHING,
    language=st.sampled_from(["zh-CN", "x\u00e9", "a b"]),
)
def test_whatever_is_written_makes_a_sound_mail(subject, name, text, html, language):
    """Every text gives a letter whose headers are ours and whose lines end as the wire wants them."""
    made = letter(subject=subject, name=name, text=text, html=html, language=language)
    head, _, _ = made.content.partition(b"\r\n\r\n")
    names = [line.partition(b":")[0] for line in head.split(b"\r\n") if not line.startswith((b" ", b"\t"))]

    assert made.content.isascii()
    assert b"\r" not in made.content.replace(b"\r\n", b"")
    assert b"\n" not in made.content.replace(b"\r\n", b"")
    assert max(map(len, made.content.split(b"\r\n"))) <= 998
    assert {*names} <= {
        *(b"From", b"To", b"Subject", b"Date", b"Message-ID", b"In-Reply-To", b"References", b"Auto-Submitted"),
        *(b"Content-Language", b"MIME-Version", b"Content-Type", b"Content-Transfer-Encoding"),
    }
    assert len(names) == len({*names})
    mail = parsed(made.content)
    assert mail["From"].addresses[0].addr_spec == "kefu@shop.example"
    assert [one.addr_spec for one in mail["To"].addresses] == ["wang@customer.example"]
    assert mail["Subject"] == (in_one_line(subject) or "[A12-261121-042]")
    shown = mail["From"].addresses[0].display_name.replace(" ", "")  # between encoded words, Python reads one too many
    assert shown == in_one_line(name).replace(" ", "")


@given(text=ANYTHING | st.text("a =.\n中", max_size=400), html=st.none() | ANYTHING)
def test_every_word_arrives(text, html):
    """Text and HTML come out of a reader's program as they went in, but for what no mail may hold and the end of the last line."""
    mail = parsed(letter(text=text, html=html).content)

    for subtype, words in {"plain": text, **({"html": html} if html else {})}.items():
        part = mail.get_body((subtype,))
        assert part is not None
        assert part.get_content().replace("\r\n", "\n") == _fit(words).removesuffix("\n") + "\n"


@given(ANYTHING)
def test_an_address_is_one_address_or_none(typed):
    """Nothing that is accepted could end a command, or name two people."""
    found = mailbox(typed)

    if found is not None:
        assert not re.search(r"[\s<>\"\x00-\x1f]", found.address)
        assert found.address.count("@") == 1
        assert found.domain.isascii()


def test_the_repr_of_a_letter_shows_neither_words_nor_person():
    """It may end up in a log."""
    assert "wang" not in repr(letter())
