"""Against a server at its worst: it hangs up at every byte, falls silent at every step, talks nonsense, leaves."""

import asyncio
import socket
import time
from datetime import UTC, datetime, timedelta

import pytest
from complaintkit_smtp import Timeouts

from complaintkit import Contact
from complaintkit.plugin import Accepted, Attempt, InDoubt, NotSent, Rejected, RejectReason

SENT = Accepted("n-1@shop.example")
LONG = "长" * 1_000_000  # more than the sockets hold by themselves


def quick(**changes):
    """Timeouts of a test: what is not named waits long enough."""
    steps = dict.fromkeys(("connect", "command", "data", "content", "dot", "quit"), 30) | changes
    return Timeouts(**{step: timedelta(seconds=seconds) for step, seconds in steps.items()})


def test_a_reply_cut_at_any_byte_is_told_right(play, plugin, note, send):
    """Before the final dot: certainly not sent. After it, until the reply's last byte: in doubt, with a reference."""
    script = play()
    assert send(plugin(script.port), note()) == [SENT]
    to_dot = script.said - len(b"250 2.0.0 queued\r\n" + b"221 bye\r\n")
    whole = to_dot + len(b"250 2.0.0 queued\r\n")

    for script.says_at_most in range(whole):
        script.taken.clear()
        (outcome,) = send(plugin(script.port), note())

        if script.says_at_most < to_dot:
            assert isinstance(outcome, NotSent), script.says_at_most
            assert not outcome.ours, script.says_at_most
            assert script.taken == []
        else:
            assert isinstance(outcome, InDoubt), script.says_at_most
            assert outcome.reference == "n-1@shop.example"
            assert len(script.taken) == 1
    script.says_at_most = whole
    assert send(plugin(script.port), note()) == [SENT], "only the farewell is cut: that changes nothing"


def test_a_connection_cut_at_any_byte_of_ours_is_told_right(play, plugin, note, send):
    """Until DATA nothing can have left. Once the server has the dot, nothing may say "not sent"."""
    script = play()
    assert send(plugin(script.port), note()) == [SENT]
    to_data = sum(map(len, script.heard)) - len(b"QUIT\r\n")
    whole = to_data + len(script.taken[0])

    for script.hears_at_most in [*range(0, to_data, 3), *range(to_data, whole, 17), *range(whole - 5, whole)]:
        script.taken.clear()
        (outcome,) = send(plugin(script.port), note())

        assert isinstance(outcome, NotSent | InDoubt), script.hears_at_most
        assert script.taken == []
        if script.hears_at_most < to_data:
            assert isinstance(outcome, NotSent), script.hears_at_most


def test_a_long_message_cut_before_its_dot_is_not_sent(play, plugin, note, send):
    """While a part of the message is still here its dot is too, and without a dot no server may deliver."""
    script = play(hears_at_most=50_000)

    (outcome,) = send(plugin(script.port), note(text=LONG))

    assert isinstance(outcome, NotSent)
    assert script.taken == []


@pytest.mark.parametrize("step", ["", "EHLO", "MAIL", "RCPT", "DATA"])
def test_silence_before_the_message_is_not_sent(play, plugin, note, send, step):
    """Each step has its own timeout, and none of them waits for ever."""
    script = play(silent_at=step)
    began = time.monotonic()

    (outcome,) = send(plugin(script.port, timeouts=quick(connect=0.2, command=0.2, data=0.2)), note())

    assert isinstance(outcome, NotSent)
    assert "imed out" in outcome.detail
    assert time.monotonic() - began < 10  # one timeout, not fifty, and not the usual one


def test_silence_after_the_dot_is_in_doubt(play, plugin, note, send):
    """It may have been taken: resent only after the pause, and with the same Message-ID."""
    script = play(silent_at=".")

    (outcome,) = send(plugin(script.port, timeouts=quick(dot=0.2)), note())

    assert outcome == InDoubt("DOT: TimeoutError: timed out", reference="n-1@shop.example")
    assert len(script.taken) == 1


def test_a_server_may_think_longer_about_the_dot_than_about_a_command(play, plugin, note, send):
    """RFC 5321 gives it ten minutes there: who gives up earlier sends twice."""
    script = play(slow={".": 0.6})

    assert send(plugin(script.port, timeouts=quick(command=0.2, data=0.2, content=0.2)), note()) == [SENT]


def test_a_server_that_stops_reading_is_given_up(play, plugin, note, send):
    """A message that stays here is not sent."""
    script = play(reads_no_message=True)

    (outcome,) = send(plugin(script.port, timeouts=quick(content=0.3)), note(text=LONG))

    assert isinstance(outcome, NotSent)
    assert "TimeoutError" in outcome.detail


@pytest.mark.parametrize(
    ("step", "reply", "kind"),
    [
        ("", b"+OK POP3 ready\r\n", NotSent),
        ("", b"554 5.3.2 not for you\r\n", NotSent),
        ("MAIL", b"what?\r\n", NotSent),
        ("RCPT", b"\xff\xfe\r\n", NotSent),
        ("DATA", b"250 fine\r\n", NotSent),
        (".", b"what?\r\n", InDoubt),
        (".", b"354 more\r\n", InDoubt),
        (".", b"250" + b"-" * 40_000 + b"\r\n", InDoubt),
        (".", b"421 4.3.2 shutting down\r\n", NotSent),
    ],
)
def test_nonsense_is_never_taken_for_a_yes(play, plugin, note, send, step, reply, kind):
    """What can't be read, or makes no sense there, is no acceptance; after the dot it leaves a doubt."""
    script = play(replies={step: reply})

    (outcome,) = send(plugin(script.port), note())

    assert isinstance(outcome, kind)


@pytest.mark.parametrize("second", [b"421 too many tries\r\n", b"535 5.7.8 no\r\n", b""])
def test_a_refused_login_is_remembered_where_the_server_loses_patience(play, plugin, note, send, second):
    """The other method is tried; whatever comes of that, it was the login."""
    script = play(
        replies={
            "EHLO": b"250-mx.test\r\n250 AUTH PLAIN LOGIN\r\n",
            "AUTH 1": b"535 5.7.8 no\r\n",
            "AUTH 2": second,
        }
    )

    login = {"username": "kefu@shop.example", "password": "wrong"}
    (outcome,) = send(plugin(script.port, timeouts=quick(command=0.3), **login), note())

    assert outcome == NotSent(detail="OPEN 535: 5.7.8 no", ours=True)
    assert [command.split()[1] for command in script.heard if command.startswith(b"AUTH")] == [b"PLAIN", b"LOGIN"]


def test_a_message_larger_than_the_server_takes_is_not_even_begun(play, plugin, note, send):
    """SIZE in the greeting says so beforehand; 0 sets no limit."""
    script = play(replies={"EHLO": b"250-mx.test\r\n250 SIZE 500\r\n"})

    (outcome,) = send(plugin(script.port), note())
    begun = [command for command in script.heard if command.startswith(b"MAIL")]
    script.replies["EHLO"] = b"250-mx.test\r\n250 SIZE 0\r\n"

    assert isinstance(outcome, Rejected)
    assert outcome.reason is RejectReason.CONTENT
    assert begun == []
    assert send(plugin(script.port), note()) == [SENT]


# ------------------------------------------------------------------ within a batch
def test_a_connection_closed_mid_batch_is_opened_again(play, plugin, note, send):
    """421 in the middle of a batch costs no message an attempt."""
    script = play(replies={"MAIL 3": b"421 4.7.0 enough for now\r\n"})

    outcomes = send(plugin(script.port), *[note(id=f"n-{n}") for n in range(4)])

    assert outcomes == [Accepted(f"n-{n}@shop.example") for n in range(4)]
    assert (script.connections, len(script.taken)) == (2, 4)


def test_a_server_that_left_between_two_messages_is_called_again(play, plugin, note):
    """A batch may pause longer than a server waits: the next message goes out all the same."""
    script = play()

    async def batch():
        (notifier,) = plugin(script.port).complaintkit_notifiers()
        async with notifier.session() as session:
            first = await session.send(note())
            script.hears_at_most = script.listened  # it hangs up before the next command
            await asyncio.sleep(0.1)
            script.hears_at_most = None
            return [first, await session.send(note(id="n-2"))]

    assert asyncio.run(batch()) == [SENT, Accepted("n-2@shop.example")]


def test_a_server_that_is_down_costs_a_batch_one_timeout(play, plugin, note, send):
    """The answer to the first message is the answer to all: they are tried again by their own times."""
    script = play(silent_at="")
    began = time.monotonic()

    outcomes = send(plugin(script.port, timeouts=quick(connect=0.3)), *[note(id=f"n-{n}") for n in range(50)])

    assert len(outcomes) == 50
    assert all(isinstance(one, NotSent) and not one.ours for one in outcomes)
    assert time.monotonic() - began < 10  # one timeout, not fifty, and not the usual one


def test_nobody_listens(plugin, note, send):
    """A refused connection: not sent, and the detail names the server, not the customer."""
    with socket.socket() as taken:  # by us, so that nobody else listens there
        taken.bind(("127.0.0.1", 0))
        (outcome,) = send(plugin(taken.getsockname()[1]), note())

    assert isinstance(outcome, NotSent)
    assert "127.0.0.1" in outcome.detail
    assert "wang" not in outcome.detail


@pytest.mark.parametrize("host", ["no-such-host.invalid", "x" * 70 + ".example", "..."])
def test_a_host_that_does_not_exist(plugin, note, send, host):
    """Not sent, whatever the resolver thinks of the name."""
    (outcome,) = send(plugin(25, host=host), note())

    assert isinstance(outcome, NotSent)


def test_a_refused_recipient_that_makes_the_server_lose_its_head(play, plugin, note, send):
    """The refusal counts although the server hangs up at the RSET after it; the next message has a new connection."""
    script = play(replies={"RCPT": b"550 5.1.1 nobody\r\n", "RSET": b"421 bye\r\n"})

    first, second = send(plugin(script.port), note(), note(id="n-2"))

    assert first == second == Rejected(RejectReason.ADDRESS, "RCPT 550: 5.1.1 nobody")
    assert script.connections == 2


def test_a_cancelled_send_leaves_no_reply_for_the_next(play, plugin, note):
    """Whoever gives up waiting gets an exception, which is in doubt; the next message does not read the old reply."""
    script = play(slow={".": 0.3})

    async def batch():
        (notifier,) = plugin(script.port).complaintkit_notifiers()
        async with notifier.session() as session:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(session.send(note()), 0.1)
            script.slow.clear()
            return await session.send(note(id="n-2", to=Contact("email", "li@customer.example")))

    assert asyncio.run(batch()) == Accepted("n-2@shop.example")
    assert script.connections == 2


def test_messages_sent_at_the_same_time_do_not_mix(play, plugin, note):
    """One connection carries one message after the other, even where the host sends them together."""
    script = play()

    async def batch():
        (notifier,) = plugin(script.port).complaintkit_notifiers()
        async with notifier.session() as session:
            return await asyncio.gather(*[session.send(note(id=f"n-{n}")) for n in range(10)])

    assert asyncio.run(batch()) == [Accepted(f"n-{n}@shop.example") for n in range(10)]
    assert script.connections == 1


# ------------------------------------------------------------------ in doubt
def test_what_was_in_doubt_is_sent_again_as_the_same_mail(play, plugin, note, send):
    """`reconcile` has it resent, with the same Message-ID: a server or a reader knows the second one."""
    script = play(silent_at=".")
    settings = plugin(script.port, timeouts=quick(dot=0.2))
    (doubt,) = send(settings, note())
    script.silent_at = None
    script.over.set()

    async def later():
        (notifier,) = settings.complaintkit_notifiers()
        attempt = Attempt(id="n-1", started_at=datetime(2026, 11, 21, 12, 0, tzinfo=UTC), reference=doubt.reference)
        async with notifier.session() as session:
            return await session.reconcile(attempt)

    answer = asyncio.run(later())
    assert answer == NotSent(detail="nobody can tell; sent again with the same Message-ID <n-1@shop.example>")
