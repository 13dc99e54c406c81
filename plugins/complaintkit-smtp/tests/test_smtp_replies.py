"""What servers say, and what it means for a message: the table of the README, line by line."""

from datetime import timedelta

import pytest
from complaintkit_smtp._reply import Stage, refusal

from complaintkit.plugin import InDoubt, NotSent, Rejected, RejectReason

SOON = timedelta(minutes=5)


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("code", [421, 450, 451, 452, 454])
def test_what_is_temporary_is_tried_again(stage, code):
    """Also after the dot: the server has said that it did not take it."""
    outcome = refusal(stage, code, "4.7.1 come back")

    assert outcome == NotSent(retry_after=SOON, detail=f"{stage.name} {code}: 4.7.1 come back")


@pytest.mark.parametrize(
    ("code", "text", "reason"),
    [
        (550, "no such user", RejectReason.ADDRESS),
        (550, "5.1.1 no such user", RejectReason.ADDRESS),
        (550, "5.2.1 disabled", RejectReason.ADDRESS),
        (552, "5.2.2 mailbox full", RejectReason.ADDRESS),
        (552, "mailbox full", RejectReason.ADDRESS),
        (553, "5.1.3 bad address", RejectReason.ADDRESS),
        (556, "5.1.10 null MX", RejectReason.ADDRESS),
        (550, "5.7.1 we do not want your mail", RejectReason.BLOCKED),
        (554, "5.7.1 listed", RejectReason.BLOCKED),
        (552, "5.3.4 too large", RejectReason.CONTENT),
        (552, "5.2.3 too large for the mailbox", RejectReason.CONTENT),
        (553, "5.6.7 no SMTPUTF8 behind us", RejectReason.UNSUPPORTED),
    ],
)
def test_a_refused_recipient(code, text, reason):
    """Final for this address: the desk goes to the next medium."""
    assert refusal(Stage.RCPT, code, text) == Rejected(reason, f"RCPT {code}: {text}")


@pytest.mark.parametrize(
    ("stage", "code", "text"),
    [
        (Stage.OPEN, 554, "5.3.2 not for you"),
        (Stage.OPEN, 535, "5.7.8 wrong"),
        (Stage.MAIL, 550, "5.7.1 not your address"),
        (Stage.MAIL, 553, "5.1.8 no such domain"),
        (Stage.MAIL, 530, "5.7.0 log in first"),
        (Stage.RCPT, 503, "need EHLO and AUTH first"),
        (Stage.RCPT, 530, "5.7.0 log in first"),
        (Stage.RCPT, 554, "5.7.1 <wang@b.example>: Relay access denied"),
        (Stage.RCPT, 550, "5.7.54 unable to relay"),
        (Stage.RCPT, 553, "5.7.1 Sender address rejected: not owned by user"),
        (Stage.RCPT, 550, "5.1.8 domain of the sender does not exist"),
        (Stage.RCPT, 550, "5.4.5 daily sending quota exceeded"),
        (Stage.DOT, 550, "5.4.5 daily sending quota exceeded"),
    ],
)
def test_our_own_fault_stops_the_notifier_and_not_the_customer(stage, code, text):
    """No address is blamed for our login, our sender's address, our quota."""
    outcome = refusal(stage, code, text)

    assert isinstance(outcome, NotSent)
    assert outcome.ours


@pytest.mark.parametrize("stage", [Stage.DATA, Stage.DOT])
@pytest.mark.parametrize("text", ["", "5.7.1 spam", "5.6.0 malformed", "transaction failed"])
def test_a_refused_message(stage, text):
    """Another medium may carry it; the same mail never will."""
    outcome = refusal(stage, 554, text)

    assert isinstance(outcome, Rejected)
    assert outcome.reason is RejectReason.CONTENT


def test_too_large_is_the_content_wherever_it_is_said():
    """At MAIL, by SIZE, or after the dot."""
    for stage in (Stage.MAIL, Stage.DATA, Stage.DOT):
        outcome = refusal(stage, 552, "message exceeds the limit")
        assert isinstance(outcome, Rejected)
        assert outcome.reason is RejectReason.CONTENT


def test_a_recipient_refused_after_the_dot_is_still_the_recipient():
    """Some servers ask the mailbox only then."""
    outcome = refusal(Stage.DOT, 550, "5.1.1 no such user")

    assert isinstance(outcome, Rejected)
    assert outcome.reason is RejectReason.ADDRESS


@pytest.mark.parametrize("code", [-1, 0, 199, 354, 600, 999])
def test_what_cannot_be_read_is_a_doubt_only_after_the_dot(code):
    """Before it, nothing can have been taken."""
    assert isinstance(refusal(Stage.DOT, code, "?"), InDoubt)
    for stage in set(Stage) - {Stage.DOT}:
        assert isinstance(refusal(stage, code, "?"), NotSent)


def test_a_detail_is_one_line_without_a_person():
    """Details are kept and logged."""
    outcome = refusal(Stage.RCPT, 550, "5.1.1 <王芳@例子.中国>: wang.fang@customer.example\nunknown\x00 " + "x" * 1000)

    assert isinstance(outcome, Rejected)
    assert outcome.detail.startswith("RCPT 550: 5.1.1 <***>: *** unknown xxx")
    assert len(outcome.detail) == 300
