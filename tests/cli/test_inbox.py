"""`complaintkit inbox`: what nobody vouches for, read, made a case of, or put aside, by a person. S0.3, R20"""

from collections.abc import Iterable
from datetime import UTC, datetime

import attrs
import pytest
from typing_extensions import override

from complaintkit import Contact, Desk, Envelope
from complaintkit.plugin import Authentic, Channel, CustomerMessage, Parsed, Plugin, Proof, Reply, hookimpl


@attrs.frozen
class Website:
    """A channel that anybody may write to."""

    name: str = "web"

    def authenticate(self, envelope: Envelope) -> Authentic:
        """Nobody is asked who they are."""
        return Authentic(envelope.body, proof=Proof.NONE, envelope=envelope)

    def parse(self, message: Authentic) -> Parsed:
        """Each line is a message."""
        said = [
            CustomerMessage(
                text,
                sender=Contact("phone", "13800138000"),
                external_id=f"m{len(text)}",
                at=datetime.now(UTC),
                name="王芳",
            )
            for text in message.content.decode("utf-8").splitlines()
        ]
        return Parsed(*said, reply=Reply())


@attrs.frozen(kw_only=True, eq=False)
class Web(Plugin):
    """Brings it."""

    name: str = "web"

    @override
    @hookimpl
    def complaintkit_channels(self) -> Iterable[Channel]:
        """One channel."""
        yield Website()


@pytest.fixture
def items(place, run):
    """Two things that came from nobody knows whom; newest first."""
    with Desk.open(config=place / "complaintkit.toml", plugins=[Web()]) as desk:
        for text in ("饭是酸的\x1b[2J", "便宜机票"):
            desk.intake("web", Envelope(text.encode()))
    return {one["text"]: one["id"] for one in run("inbox", "list", "--json").json}


def test_what_waits_is_listed(run, items):
    """Who sent it is masked; what strangers wrote does nothing to the terminal."""
    shown = run("inbox", "list")
    assert shown.code == 0
    assert "饭是酸的\\x1b[2J" in shown.out
    assert "138****8000" in shown.out
    assert "13800138000" not in shown.out + run("inbox", "list", "--json").out
    chinese = run("inbox", "list", "--lang", "zh-CN").out
    assert chinese.startswith("编号")
    assert "留言" in chinese


def test_one_says_why_it_waits(run, items):
    """In the language of who reads it."""
    id = items["便宜机票"]
    assert "who sent it is not known (none)" in run("inbox", "show", id).out
    assert "无法确认发件人（none）" in run("inbox", "show", id, "--lang", "zh-CN").out
    assert run("inbox", "show", id, "--json").json["text"] == "便宜机票"
    assert run("inbox", "show", "i-0").code == 2


def test_a_person_makes_a_case_of_it(run, items):
    """They are responsible from then on; accepted twice it is the same case, and it waits no more."""
    id = items["饭是酸的\x1b[2J"]
    words = ("--by", "chen", "--category", "food/sensory", "--unit", "no3-school", "--kind", "complaint")
    case = run("inbox", "accept", id, *words, "--json").json["case"]
    assert (case["owner"], case["category"], case["kind"]) == ("chen", "food/sensory", "complaint")
    assert case["number"] in run("inbox", "accept", id, *words).out
    assert [one["text"] for one in run("inbox", "list", "--json").json] == ["便宜机票"]


def test_it_may_belong_to_a_case(run, items, numbers):
    """The words go onto the file of the case that was named."""
    number = numbers["service/delivery-late"]
    run("inbox", "accept", items["饭是酸的\x1b[2J"], "--by", "sun", "--case", number)
    assert "饭是酸的" in run("case", "log", number).out


def test_or_it_is_put_aside(run, items):
    """With a reason; then nobody can make a case of it by mistake."""
    id = items["便宜机票"]
    assert run("inbox", "discard", id, "--by", "chen", "--reason", " ").code == 2
    assert run("inbox", "discard", id, "--by", "chen", "--reason", "广告").out == f"{id} was put aside.\n"
    assert "was put aside" in run("inbox", "accept", id, "--by", "chen").err


def test_only_who_may_receive_reads_it(run, items):
    """R20: a stranger is told so."""
    shown = run("inbox", "list", "--by", "nobody")
    assert shown.code == 2
    assert "does not work here" in shown.err
