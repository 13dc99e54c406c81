"""Servers on this machine to send to: aiosmtpd for what servers do, a scripted one for what they do at their worst."""

import asyncio
import ipaddress
import socket
import ssl
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Queue
from typing import Any

import attrs
import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword
from complaintkit_smtp import Smtp, Timeouts
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from complaintkit import Contact
from complaintkit.plugin import Notification, Outcome

LIMIT = 20  # seconds; no exchange on one machine takes that long
QUICK = Timeouts(**{step.name: timedelta(seconds=5) for step in attrs.fields(Timeouts)})


def _note(**changes: object) -> Notification:
    """A notification, as the desk would hand it over."""
    values: dict[str, Any] = {
        "id": "n-1",
        "to": Contact("email", "wang@customer.example"),
        "message": "received",
        "language": "zh-CN",
        "subject": "您的投诉已受理",
        "text": "王女士,您好:\n投诉 A12-261121-042 已受理,李明马上联系您。\n.\n夜市客服",
        "case_number": "A12-261121-042",
    }
    return Notification(**(values | changes))


def _plugin(port: int, **changes: object) -> Smtp:
    """The plugin, set up for a server on this machine without encryption."""
    values: dict[str, object] = {
        "name": "mail",
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "sender": "kefu@shop.example",
        "timeouts": QUICK,
    }
    return Smtp.configured(values | changes)


def _send(settings: Smtp, *notifications: Notification) -> list[Outcome]:
    """One batch."""

    async def batch() -> list[Outcome]:
        (notifier,) = settings.complaintkit_notifiers()
        async with asyncio.timeout(LIMIT), notifier.session() as session:
            return [await session.send(one) for one in notifications]

    return asyncio.run(batch())


@pytest.fixture
def note() -> Callable[..., Notification]:
    """Makes notifications."""
    return _note


@pytest.fixture
def plugin() -> Callable[..., Smtp]:
    """Makes plugins for a port."""
    return _plugin


@pytest.fixture
def send() -> Callable[..., list[Outcome]]:
    """Sends one batch."""
    return _send


# ------------------------------------------------------------------ a real server
@attrs.define
class Server:
    """What a running aiosmtpd was told, and what it answers where the answer is not yes."""

    port: int = 0
    connections: int = 0
    mails: list[Envelope] = attrs.field(factory=list)
    logins: list[str] = attrs.field(factory=list)
    replies: dict[str, str] = attrs.field(factory=dict)  # address or "DATA" -> reply

    # aiosmtpd calls these by name.
    async def handle_MAIL(self, _1: object, _2: object, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802, D102
        envelope.mail_from, envelope.mail_options = address, options
        return self.replies.get(address, "250 2.1.0 fine")

    async def handle_RCPT(self, _1: object, _2: object, envelope: Envelope, address: str, _3: object) -> str:  # noqa: N802, D102
        if address in self.replies:
            return self.replies[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 fine"

    async def handle_DATA(self, _1: object, _2: object, envelope: Envelope) -> str:  # noqa: N802, D102
        if "DATA" in self.replies:
            return self.replies["DATA"]
        self.mails.append(envelope)
        return f"250 2.0.0 queued as {len(self.mails)}"

    def authenticate(self, _1: object, _2: object, _3: object, mechanism: str, data: LoginPassword) -> AuthResult:
        """Whether aiosmtpd is to believe it."""
        self.logins.append(mechanism)
        right = LoginPassword(b"kefu@shop.example", "密码".encode())
        return AuthResult(success=data == right, handled=False)


@contextmanager
def _running(protocol: Callable[[], SMTP], tls: ssl.SSLContext | None) -> Iterator[int]:
    """A loop of its own on a thread, and on it the server; what is still under way at the end is cancelled."""
    ports: Queue[int] = Queue()
    end: list[Callable[[], object]] = []

    async def serving() -> None:
        loop, over = asyncio.get_running_loop(), asyncio.Event()
        end.append(lambda: loop.call_soon_threadsafe(over.set))
        server = await loop.create_server(protocol, "127.0.0.1", 0, ssl=tls)
        ports.put(server.sockets[0].getsockname()[1])
        await over.wait()
        server.close()

    thread = threading.Thread(target=asyncio.run, args=(serving(),))
    thread.start()
    try:
        yield ports.get(timeout=LIMIT)
    finally:
        end[0]()
        thread.join()


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """Starts servers, each with the options of `aiosmtpd.smtp.SMTP`; `tls` is what it begins with at once."""
    with ExitStack() as stack:

        def start(*, tls: ssl.SSLContext | None = None, **options: Any) -> Server:
            server = Server()

            def connection() -> SMTP:
                server.connections += 1
                loop = asyncio.get_running_loop()
                with warnings.catch_warnings():  # aiosmtpd warns of a login in the clear, which some tests want
                    warnings.simplefilter("ignore", UserWarning)
                    return SMTP(server, hostname="mx.test", loop=loop, **({"enable_SMTPUTF8": True} | options))

            if "authenticator" in options:
                options["authenticator"] = server.authenticate
            server.port = stack.enter_context(_running(connection, tls))
            return server

        yield start


# ------------------------------------------------------------------ a scripted one
class _Cut(Exception):
    pass


@attrs.define
class Script:
    """A server that says what it is told to, and hangs up or falls silent where it is told to."""

    # Verb -> reply; "" is the greeting, "." the final dot, "MAIL 3" the third MAIL it hears.
    replies: dict[str, bytes] = attrs.field(factory=dict)
    says_at_most: int | None = None  # bytes of replies, then it hangs up
    hears_at_most: int | None = None  # bytes of what it is told, then it hangs up
    silent_at: str | None = None
    reads_no_message: bool = False
    slow: dict[str, float] = attrs.field(factory=dict)  # verb -> seconds
    port: int = 0
    connections: int = 0
    heard: list[bytes] = attrs.field(factory=list)  # commands
    taken: list[bytes] = attrs.field(factory=list)  # messages that came with their dot
    said: int = 0
    listened: int = 0
    over: threading.Event = attrs.field(factory=threading.Event)

    DEFAULTS = {  # noqa: RUF012  attrs leaves what has no annotation alone
        "": b"220 mx.test\r\n",
        "EHLO": b"250-mx.test\r\n250-SIZE 100000000\r\n250-ENHANCEDSTATUSCODES\r\n250 SMTPUTF8\r\n",
        "DATA": b"354 go ahead\r\n",
        ".": b"250 2.0.0 queued\r\n",
        "QUIT": b"221 bye\r\n",
    }

    def talk(self, line: socket.socket) -> None:
        """One connection from its greeting to its end."""
        self.connections += 1
        self.said = self.listened = 0
        try:
            self._say(line, "")
            while True:
                command = self._until(line, b"\r\n")
                self.heard.append(command)
                verb = command.split()[0].decode().upper()
                self._say(line, verb)
                if verb == "QUIT":
                    return
                if verb == "DATA" and self._reply("DATA").startswith(b"354"):
                    if self.reads_no_message:
                        self.over.wait(LIMIT)
                        return
                    self.taken.append(self._until(line, b"\r\n.\r\n"))
                    self._say(line, ".")
        except (_Cut, OSError):
            return

    def _reply(self, verb: str) -> bytes:
        heard = sum(command.startswith(verb.encode()) for command in self.heard)
        default = self.DEFAULTS.get(verb, b"250 2.0.0 fine\r\n")
        return self.replies.get(f"{verb} {heard}", self.replies.get(verb, default))

    def _say(self, line: socket.socket, verb: str) -> None:
        if verb == self.silent_at:
            self.over.wait(LIMIT)
            raise _Cut
        self.over.wait(self.slow.get(verb, 0))
        reply = self._reply(verb)
        left = len(reply) if self.says_at_most is None else self.says_at_most - self.said
        self.said += len(reply)  # before the client can know it
        line.sendall(reply[:left])
        if left < len(reply) or reply.startswith(b"421"):
            raise _Cut

    def _until(self, line: socket.socket, end: bytes) -> bytes:
        held = b""
        while not held.endswith(end):
            if self.hears_at_most is not None and self.listened >= self.hears_at_most:
                raise _Cut
            byte = line.recv(1)
            if not byte:
                raise _Cut
            self.listened += 1
            held += byte
        return held


@contextmanager
def performing(script: Script) -> Iterator[Script]:
    """`script` behind a port, one connection after the other."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)  # a long message does not fit in
        script.port = listening.getsockname()[1]

        def perform() -> None:
            while not script.over.is_set():
                with suppress(OSError):
                    line, _ = listening.accept()
                    line.settimeout(LIMIT)
                    with line:
                        script.talk(line)

        thread = threading.Thread(target=perform)
        thread.start()
        try:
            yield script
        finally:
            script.over.set()
            with suppress(OSError), socket.create_connection(("127.0.0.1", script.port)):
                pass
            thread.join()


@pytest.fixture
def play() -> Iterator[Callable[..., Script]]:
    """Starts scripted servers."""
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(performing(Script(**options)))


# ------------------------------------------------------------------ certificates
@attrs.frozen
class Authority:
    """A certificate authority of this test run, and a server it vouches for."""

    ca_file: Path
    server: ssl.SSLContext


def _certificate(name: str, key: ec.EllipticCurvePrivateKey, issuer: str, *, ca: bool) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2126, 1, 1, tzinfo=UTC))  # OpenSSL looks at a clock of its own
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Made anew for each run: no private key lies in the repository."""
    folder = tmp_path_factory.mktemp("ca")
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca = _certificate("test authority", ca_key, "test authority", ca=True).sign(ca_key, hashes.SHA256())
    names = [x509.DNSName("localhost")]  # and not 127.0.0.1: whoever connects by number finds another name
    leaf = _certificate("localhost", key, "test authority", ca=False).add_extension(
        x509.SubjectAlternativeName([*names, x509.IPAddress(ipaddress.ip_address("127.0.0.2"))]), critical=False
    )
    pem = serialization.Encoding.PEM
    (folder / "ca.pem").write_bytes(ca.public_bytes(pem))
    (folder / "server.pem").write_bytes(
        leaf.sign(ca_key, hashes.SHA256()).public_bytes(pem)
        + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "server.pem")
    return Authority(folder / "ca.pem", context)
