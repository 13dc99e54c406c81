"""Against a running server: what arrives, who is refused, how it is encrypted, how connections are used."""

import email
import email.policy
from datetime import timedelta

import pytest

from complaintkit import Contact
from complaintkit.plugin import Accepted, NotSent, Rejected, RejectReason

LOGIN = {"username": "kefu@shop.example", "password": "密码"}


def parsed(envelope):
    """The mail as a reader's program sees it."""
    return email.message_from_bytes(envelope.content, policy=email.policy.default)


def test_a_chinese_message_arrives_as_it_was_written(serve, plugin, note, send):
    """Subject, sender's name and every line of the body survive the way, the lone dot included. S0.8"""
    server = serve()

    outcomes = send(plugin(server.port, sender_name="长青夜市 客服", reply_to="help@shop.example"), note())

    assert outcomes == [Accepted("n-1@shop.example")]
    (envelope,) = server.mails
    mail = parsed(envelope)
    assert (envelope.mail_from, envelope.rcpt_tos) == ("kefu@shop.example", ["wang@customer.example"])
    assert mail["Subject"] == "您的投诉已受理"
    assert mail["From"].addresses[0].display_name == "长青夜市 客服"
    assert (mail["To"], mail["Reply-To"]) == ("wang@customer.example", "help@shop.example")
    assert mail.get_content().splitlines() == note().text.splitlines()
    assert envelope.content.isascii(), "nothing depends on 8BITMIME"


def test_html_travels_beside_the_text(serve, plugin, note, send):
    """Readers choose; who shows text only misses nothing."""
    server = serve()

    send(plugin(server.port), note(html="<p>投诉已<b>受理</b></p>"))

    mail = parsed(server.mails[0])
    assert mail.get_content_type() == "multipart/alternative"
    assert "投诉 A12-261121-042 已受理" in mail.get_body(("plain",)).get_content()
    assert mail.get_body(("html",)).get_content().strip() == "<p>投诉已<b>受理</b></p>"


def test_lines_that_begin_with_a_dot_arrive_whole(serve, plugin, note, send):
    """A lone dot ends a mail on the wire; in a customer's text it is a dot."""
    server = serve()
    text = ".\n..\n.hidden\nFrom here on\n.\n"

    send(plugin(server.port), note(text=text))

    assert parsed(server.mails[0]).get_content().replace("\r\n", "\n") == text


def test_each_recipient_has_an_own_outcome(serve, plugin, note, send):
    """A refused address stops neither the batch nor the connection; what is temporary is tried later."""
    server = serve()
    server.replies = {
        "gone@customer.example": "550 5.1.1 <gone@customer.example>: no such user",
        "grey@customer.example": "450 4.2.0 greylisted",
        "policy@customer.example": "550 5.7.1 not from you",
        "full@customer.example": "552 5.2.2 mailbox full",
    }
    people = ["gone", "grey", "ann", "policy", "full", "bob"]

    outcomes = send(
        plugin(server.port),
        *[note(id=f"n-{name}", to=Contact("email", f"{name}@customer.example")) for name in people],
    )

    gone, grey, ann, policy, full, bob = outcomes
    assert gone == Rejected(RejectReason.ADDRESS, "RCPT 550: 5.1.1 <***>: no such user"), "no address in the detail"
    assert grey == NotSent(retry_after=timedelta(minutes=5), detail="RCPT 450: 4.2.0 greylisted")
    assert (ann, bob) == (Accepted("n-ann@shop.example"), Accepted("n-bob@shop.example"))
    assert (policy.reason, full.reason) == (RejectReason.BLOCKED, RejectReason.ADDRESS)
    assert [one.rcpt_tos for one in server.mails] == [["ann@customer.example"], ["bob@customer.example"]]
    assert server.connections == 1


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("451 4.3.0 try later", NotSent(retry_after=timedelta(minutes=5), detail="DOT 451: 4.3.0 try later")),
        ("554 5.6.0 looks like spam", Rejected(RejectReason.CONTENT, "DOT 554: 5.6.0 looks like spam")),
        ("552 5.3.4 too big", Rejected(RejectReason.CONTENT, "DOT 552: 5.3.4 too big")),
    ],
)
def test_what_the_server_says_after_the_dot_counts(serve, plugin, note, send, reply, expected):
    """A refusal after the whole message is as certain as one before it, and the connection goes on."""
    server = serve()
    server.replies["DATA"] = reply

    first, second = send(plugin(server.port), note(), note(id="n-2"))

    assert (first, second) == (expected, expected)
    assert server.connections == 1


def test_one_connection_serves_a_batch(serve, plugin, note, send):
    """Twenty messages, one greeting; the server counts."""
    server = serve()

    outcomes = send(plugin(server.port), *[note(id=f"n-{n}") for n in range(20)])

    assert outcomes == [Accepted(f"n-{n}@shop.example") for n in range(20)]
    assert (server.connections, len(server.mails)) == (1, 20)


def test_a_connection_carries_no_more_than_is_set(serve, plugin, note, send):
    """Servers that count hang up; we begin anew before they do."""
    server = serve()

    send(plugin(server.port, messages_per_connection=2), *[note(id=f"n-{n}") for n in range(5)])

    assert (server.connections, len(server.mails)) == (3, 5)


def test_an_empty_batch_opens_nothing(serve, plugin, send):
    """The connection is made for the first message, not for the session."""
    server = serve()

    assert send(plugin(server.port)) == []
    assert server.connections == 0


# ------------------------------------------------------------------ encryption and login
def test_starttls_encrypts_before_the_login(serve, plugin, note, send, authority):
    """Required is required: the server takes no login and no mail in the clear, and gets both encrypted."""
    server = serve(tls_context=authority.server, require_starttls=True, auth_required=True, authenticator=True)

    outcomes = send(
        plugin(server.port, host="localhost", security="starttls", ca_file=str(authority.ca_file), **LOGIN), note()
    )

    assert outcomes == [Accepted("n-1@shop.example")]
    assert server.logins == ["PLAIN"]


def test_implicit_tls(serve, plugin, note, send, authority):
    """Port 465's way: encrypted from the first byte."""
    server = serve(tls=authority.server, auth_require_tls=False, auth_required=True, authenticator=True)

    settings = plugin(server.port, host="localhost", security="tls", ca_file=str(authority.ca_file), **LOGIN)
    outcomes = send(settings, note(), note(id="n-2"))

    assert outcomes == [Accepted("n-1@shop.example"), Accepted("n-2@shop.example")]
    assert server.connections == 1


@pytest.mark.parametrize("security", ["starttls", "tls", "starttls-if-offered"])
def test_a_certificate_nobody_vouches_for_is_our_trouble(serve, plugin, note, send, authority, security):
    """No mail, no password for a server that can't prove its name; the customer's message waits."""
    implicit = {"tls": authority.server} if security == "tls" else {"tls_context": authority.server}
    server = serve(**implicit, authenticator=True)

    for settings in (
        plugin(server.port, host="localhost", security=security, **LOGIN),
        plugin(server.port, host="127.0.0.1", security=security, ca_file=str(authority.ca_file), **LOGIN),
    ):
        (outcome,) = send(settings, note())

        assert isinstance(outcome, NotSent)
        assert outcome.ours
        assert "CERTIFICATE_VERIFY_FAILED" in outcome.detail
    assert (server.mails, server.logins) == ([], [])


def test_required_starttls_that_is_not_offered_sends_nothing(serve, plugin, note, send):
    """Whoever strips the offer out of the greeting gets neither words nor password."""
    server = serve(auth_require_tls=False, authenticator=True)

    (outcome,) = send(plugin(server.port, security="starttls", **LOGIN), note())

    assert outcome == NotSent(detail="the server offers no STARTTLS, which `security` demands", ours=True)
    assert (server.mails, server.logins) == ([], [])


def test_starttls_if_offered_sends_mail_in_the_clear_but_no_password(serve, plugin, note, send):
    """Opportunistic encryption is for servers that want no login."""
    server = serve(auth_require_tls=False, authenticator=True)
    open_handed = plugin(server.port, security="starttls-if-offered")

    (without,) = send(open_handed, note())
    (with_login,) = send(plugin(server.port, security="starttls-if-offered", **LOGIN), note(id="n-2"))

    assert without == Accepted("n-1@shop.example")
    assert with_login.ours
    assert server.logins == []


def test_a_refused_login_is_our_trouble(serve, plugin, note, send):
    """A wrong password stops the notifier and loses no message; the password is in no detail."""
    server = serve(auth_require_tls=False, auth_required=True, authenticator=True)

    first, second = send(plugin(server.port, **(LOGIN | {"password": "wrong-one"})), note(), note(id="n-2"))

    assert isinstance(first, NotSent)
    assert first.ours
    assert first == second
    assert "535" in first.detail
    assert "wrong-one" not in first.detail
    assert server.connections == 1, "the rest of the batch hears the same, without more failed logins"


def test_a_server_that_knows_only_auth_login(serve, plugin, note, send):
    """Old servers offer LOGIN alone."""
    server = serve(auth_require_tls=False, auth_required=True, authenticator=True, auth_exclude_mechanism=["PLAIN"])

    assert send(plugin(server.port, **LOGIN), note()) == [Accepted("n-1@shop.example")]
    assert server.logins == ["LOGIN"]


def test_a_login_that_was_forgotten_is_our_trouble(serve, plugin, note, send):
    """530 is about us, not about the customer's address: no other medium is tried for it."""
    server = serve(auth_require_tls=False, auth_required=True, authenticator=True)

    (outcome,) = send(plugin(server.port), note())

    assert isinstance(outcome, NotSent)
    assert outcome.ours


# ------------------------------------------------------------------ addresses beyond ASCII
def test_a_domain_in_chinese_goes_out_in_ascii(serve, plugin, note, send):
    """Every server understands it."""
    server = serve(enable_SMTPUTF8=False)

    (outcome,) = send(plugin(server.port), note(to=Contact("email", "wang@例子.中国")))

    assert outcome == Accepted("n-1@shop.example")
    assert server.mails[0].rcpt_tos == ["wang@xn--fsqu00a.xn--fiqs8s"]


def test_a_name_in_chinese_before_the_at_needs_smtputf8(serve, plugin, note, send):
    """Where the server offers it the mail goes out; elsewhere the desk is told to try another medium."""
    able, unable = serve(), serve(enable_SMTPUTF8=False)
    wang = note(to=Contact("email", "王芳@例子.中国"))

    assert send(plugin(able.port), wang) == [Accepted("n-1@shop.example")]
    (refused,) = send(plugin(unable.port), wang)

    assert able.mails[0].rcpt_tos == ["王芳@xn--fsqu00a.xn--fiqs8s"]
    assert "SMTPUTF8" in able.mails[0].mail_options
    assert "To: 王芳@xn--fsqu00a.xn--fiqs8s".encode() in able.mails[0].content
    assert refused.reason is RejectReason.UNSUPPORTED
    assert unable.mails == []


@pytest.mark.parametrize(
    "address",
    ["nobody", "a@b@c", "wang@c.example> SIZE=1", "a b@c.example", "@c.example", "a@", "a@b..example", "a@[10.0.0.1]"],
)
def test_what_is_no_address_never_reaches_the_server(serve, plugin, note, send, address):
    """What people type is rejected as an address, without a connection for it."""
    server = serve()

    (outcome,) = send(plugin(server.port), note(to=Contact("email", address)))

    assert outcome == Rejected(RejectReason.ADDRESS, "no mail address")
    assert server.connections == 0
