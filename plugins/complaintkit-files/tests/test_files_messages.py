"""What is written, and under which name: readable, once for each notification, never outside of the folder."""

import email
import email.policy
import re
from datetime import UTC, datetime

import pytest
from complaintkit_files._name import file_name
from complaintkit_files._page import _fit, _in_one_line, as_mail
from hypothesis import given
from hypothesis import strategies as st

from complaintkit import Contact
from complaintkit.plugin import Accepted, Notification, Rejected, RejectReason

WANG = Contact("email", "wang@customer.example")


def mails(folder):
    """Every mail in a folder, as a mail program reads it."""
    return [email.message_from_bytes(p.read_bytes(), policy=email.policy.default) for p in sorted(folder.glob("*.eml"))]


def test_a_text_message_is_readable_without_any_program(tmp_path, note, send):
    """Who, what and which case stand above the words."""
    useless_after = datetime(2026, 11, 22, tzinfo=UTC)

    (outcome,) = send(tmp_path, note(useless_after=useless_after))

    assert outcome == Accepted("A12-261121-042_n-1_received.txt", final=True)
    text = (tmp_path / outcome.reference).read_text(encoding="utf-8")
    assert re.sub(r"Written: \S+", "Written: then", text) == (
        "To: phone +86 138 0013 8000\n"
        "Message: received (zh-CN)\n"
        "Case: A12-261121-042\n"
        "Id: n-1\n"
        "Written: then\n"
        "Useless after: 2026-11-22T00:00:00+00:00\n"
        "\n"
        "您好,A12-261121-042 已受理,李明马上过来。\n"
    )


def test_a_mail_opens_as_a_draft(tmp_path, note, send):
    """Whoever opens it has only to send it; the words are readable in an editor too."""
    (outcome,) = send(tmp_path, note(to=WANG, subject="您的投诉已受理", html="<p>您好</p>"), medium="email")

    assert outcome == Accepted("A12-261121-042_n-1_received.eml", final=True)
    (mail,) = mails(tmp_path)
    assert (mail["To"], mail["Subject"], mail["X-Unsent"]) == ("wang@customer.example", "您的投诉已受理", "1")
    assert mail.get_body(("plain",)).get_content().strip() == note().text
    assert mail.get_body(("html",)).get_content().strip() == "<p>您好</p>"
    assert note().text.encode() in (tmp_path / outcome.reference).read_bytes()


def test_the_same_notification_again_replaces_its_file(tmp_path, note, send):
    """A second attempt is no second message."""
    first, second = send(tmp_path, note(attempt=1), note(attempt=2))

    assert first == second
    assert len(list(tmp_path.iterdir())) == 1


def test_different_notifications_have_different_files(tmp_path, note, send):
    """Whatever else is equal, and also where a file system does not tell capitals from small letters."""
    ids = ["n-1", "N-1", "n-2", "n/1", "n 1", "编号-1", "编号-2", "x" * 65]

    outcomes = send(tmp_path, *[note(id=one) for one in ids])

    assert len({one.reference.lower() for one in outcomes}) == len(ids)
    assert len(list(tmp_path.iterdir())) == len(ids)


def test_names_in_chinese_stay_readable(tmp_path, note, send):
    """A stall may be called so."""
    (outcome,) = send(tmp_path, note(case_number="甜品巷-261121-042"))

    assert outcome.reference == "甜品巷-261121-042_n-1_received.txt"


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "..", "a/b", "a\\b", "C:\\x", "CON", ".hidden", "_", "x" * 200]
)
def test_nothing_leads_out_of_the_folder(tmp_path, note, send, name):
    """Ids and numbers come from elsewhere; files stay here."""
    folder = tmp_path / "deep" / "outbox"

    (outcome,) = send(folder, note(id=name, case_number=name, message=name))

    assert isinstance(outcome, Accepted)
    assert [path.relative_to(folder).as_posix() for path in tmp_path.rglob("*.*")] == [outcome.reference]


WORD = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=200)


@given(number=WORD, id_=WORD, message=WORD)
def test_every_name_is_one_a_file_can_have(number, id_, message):
    """On Linux, macOS and Windows: one part, not hidden, at most 255 bytes, and short enough for a reference."""
    made = Notification(id=id_, to=WANG, message=message, language="en", text="x", case_number=number)
    name = file_name(made, ".txt")

    assert re.fullmatch(r"[\w-]+\.txt", name)
    assert name.count("_") == 2
    assert len(name.encode()) <= 255 - len(".12345678.part.")
    Accepted(name)


@pytest.mark.parametrize("address", ["nobody", "a b@c.example", "a@b@c", "<a@b>", "a@", "@b"])
def test_a_mail_without_an_address_is_rejected(tmp_path, note, send, address):
    """As a server would: the desk goes on to the next medium."""
    (outcome,) = send(tmp_path, note(to=Contact("email", address)), medium="email")

    assert outcome == Rejected(RejectReason.ADDRESS, "no mail address")
    assert list(tmp_path.iterdir()) == []


ANYTHING = st.text(st.characters() | st.sampled_from("\r\n\0\u2028\ud800投诉:<>@"), max_size=80)


@given(
    subject=ANYTHING,
    text=ANYTHING | ANYTHING.map(lambda text: text * 40),
    html=st.none() | ANYTHING,
    to=st.sampled_from(["wang@c.example", "王芳@例子.中国"]),
)
def test_whatever_is_written_makes_a_sound_mail(subject, text, html, to):
    """No field becomes a header of its own, no text an exception."""
    made = Notification(
        id="n-1",
        to=Contact("email", to),
        message="m",
        language="en",
        subject=subject,
        text=text,
        html=html,
        case_number="A",
    )

    mail = email.message_from_bytes(as_mail(made, at=datetime(2026, 11, 21, tzinfo=UTC)), policy=email.policy.default)

    assert mail["Bcc"] is None
    assert mail["Subject"] == (_in_one_line(subject) or "[A]")
    for subtype, words in {"plain": text, **({"html": html} if html else {})}.items():
        content = mail.get_body((subtype,)).get_content()
        assert content.replace("\r\n", "\n") == _fit(words).removesuffix("\n") + "\n"
    assert mail["To"].addresses[0].addr_spec.encode("utf-8", "surrogateescape").decode() == to
    assert mail["X-Complaint-Id"] == "n-1"
    assert len(mail.keys()) == len({*mail.keys()})


def test_what_would_confuse_an_editor_is_taken_out(tmp_path, note, send):
    """Control characters and lone surrogates become blanks; lines and tabs stay."""
    strange = {"subject": "a\x00b\x1b[31m\ud800c", "text": "a\x00b\rc\r\n\td\ud800e"}

    send(tmp_path, note(**strange))
    send(tmp_path, note(**strange, to=WANG), medium="email")

    (mail,), (path,) = mails(tmp_path), tmp_path.glob("*.txt")
    assert mail["Subject"] == "a b [31m c"
    assert mail.get_content().splitlines() == ["a b", "c", "\td e"]
    assert path.read_text(encoding="utf-8").endswith("Subject: a b [31m c\n\na b\nc\n\td e\n")


def test_head_lines_cannot_be_forged(tmp_path, note, send):
    """A line break in a subject makes no line."""
    send(tmp_path, note(subject="x\nCase: B99"))

    (path,) = tmp_path.iterdir()
    assert path.read_text(encoding="utf-8").count("\nCase: ") == 1
