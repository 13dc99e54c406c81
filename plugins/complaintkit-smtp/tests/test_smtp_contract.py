"""The notifier holds its contract, against a mail server that hangs up at every byte."""

from collections.abc import Mapping

import attrs
from complaintkit_smtp import Smtp, Timeouts

from complaintkit.testing import Exchange, NotifierContract, Vendor

SAYS = {"EHLO": b"250-mx.test\r\n250 SMTPUTF8\r\n", "DATA": b"354 go ahead\r\n", "QUIT": b"221 bye\r\n"}


class MailServer(Vendor):
    """Takes one mail a connection; `answer` is what it says to the final dot."""

    def talk(self, line):
        """From the greeting to the end."""
        self.begin(line)
        line.say(b"220 mx.test\r\n")
        verb = ""
        while verb != "QUIT":
            verb = line.hear_until(b"\r\n").split()[0].decode().upper()
            line.say(SAYS.get(verb, b"250 2.0.0 fine\r\n"))
            if verb == "DATA":
                line.hear_until(b"\r\n.\r\n")
                line.record.doubtful = True
                line.conclude(f"{self.answer.status} {self.answer.body.decode()}\r\n".encode())
                return


class TestNotifier(NotifierContract):
    """Every byte of both directions."""

    plugin = Smtp
    settings: Mapping[str, object] = {
        "name": "mail",
        "host": "127.0.0.1",
        "security": "none",
        "sender": "kefu@shop.example",
    }
    accepted = Exchange(250)
    rejected: Mapping[str, Exchange] = {"spam": Exchange(554, body=b"5.7.1 looks like spam")}
    not_sent: Mapping[str, Exchange] = {"greylisted": Exchange(451, body=b"4.7.1 try again later")}
    quick: Mapping[str, object] = {"timeouts": {step.name: "1 s" for step in attrs.fields(Timeouts)}}
    can_tell = True  # sent again with the same Message-ID, always: no mail server can be asked

    def start_vendor(self):
        """Mail, not HTTP."""
        return MailServer(self.accepted)

    def at(self, vendor):
        """A port of this machine."""
        return self.nowhere(vendor.port)

    def nowhere(self, port):
        """The same, for a port on which nobody listens."""
        return {"port": port}
