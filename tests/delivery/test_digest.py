"""What staff are told goes out together, each entry with a state of its own; customers and alarms go first and alone. F8"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import attrs
import pytest

from complaintkit.delivery.carrier import Send
from complaintkit.delivery.message.carrier import Messages
from complaintkit.delivery.message.digest import digest_id, send_together
from complaintkit.delivery.service import DIGEST_LONGEST, NotifierService, Stops
from complaintkit.delivery.setting import Setting
from complaintkit.model.customer import Contact
from complaintkit.model.outbox import EntryKind
from complaintkit.plugin import Accepted, InDoubt, NotSent, Rejected, RejectReason
from complaintkit.ports.notifier import Notification
from complaintkit.ports.storage import OutboxRow
from complaintkit.testing import FakeClock

MINUTE = timedelta(minutes=1)
LI = "13900000031"


@pytest.fixture
def house(open_house: Callable[..., Any], scripted: Any) -> Any:
    """Two providers that word digests."""
    sms = scripted(name="sms", bundles=True)
    mail = scripted(name="mail", medium="email", address_kind="email", bundles=True)
    house = open_house(sms, mail)
    return attrs.evolve(house, sms=sms.provider, mail=mail.provider)


def told(house: Any, count: int, *, urgent: bool = False, **changed: Any) -> list[str]:
    """Have li told of so many cases; return the ids of the entries."""
    ids = []
    for _ in range(count):
        case = house.receive(category="other")
        with house.desk._opened.storage.writing() as tx:
            known = next(row for row in tx.outbox(case=case.id) if row.recipient == "customer")
            row = attrs.evolve(
                known,
                id=f"{case.number}.li",
                recipient="li",
                person="",
                name="yours",
                seq=known.seq,
                media=("sms", "email"),
                urgent=urgent,
            )
            tx.put_outbox([attrs.evolve(row, **changed)])
            ids.append(row.id)
    return ids


@pytest.fixture(autouse=True)
def _always_true(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether a message is true is another test's."""
    monkeypatch.setattr("complaintkit.delivery.message.verdict.why_untrue", lambda _: None)


def states(house: Any, ids: list[str]) -> Counter[str]:
    """In which states entries are."""
    with house.desk._opened.storage.reading() as reader:
        return Counter(str(row.state) for id in ids if (row := reader.outbox_entry(id)))


def to_li(house: Any) -> list[Any]:
    """What li got by SMS."""
    return list(house.sms.to(LI))


def test_what_somebody_is_told_in_a_pass_is_one_message(house: Any) -> None:
    """With what it is about; every entry was sent, each attempt names the digest, and each case hears of it."""
    ids = told(house, 30)

    house.deliver()

    (digest,) = to_li(house)
    assert (digest.message, digest.fields["count"]) == ("digest", "30")
    assert digest.fields["list"].count("SCHOOL-") == 10
    assert len(digest.text) <= 300
    assert states(house, ids) == {"sent": 30}
    with house.desk._opened.storage.reading() as reader:
        assert {one.digest for id in ids for one in reader.attempts(id)} == {digest.id}
    shown = house.desk.outbox.show(ids[0], by="fang")
    assert [one.digest for one in shown.attempts] == [digest.id]


def test_more_than_a_run_may_send_is_one_call(house: Any) -> None:
    """A limit of two: one customer, one digest, whoever waits longest."""
    ids = told(house, 5)
    house.deliver(limit=6)
    assert states(house, ids) == {"sent": 5}
    assert len(to_li(house)) == 1


def test_one_message_is_no_digest(house: Any) -> None:
    """It goes out as it is."""
    told(house, 1)
    house.deliver()
    assert [one.message for one in to_li(house)] == ["yours"]


def test_what_is_urgent_stands_before_the_rest(house: Any) -> None:
    """After a week offline somebody has one message of a pass, whatever it is about; it says how much of it is urgent. F8"""
    calm, urgent = told(house, 3), told(house, 2, urgent=True)
    house.deliver()
    (digest,) = to_li(house)
    numbers = [id.removesuffix(".li") for id in (*urgent, *calm)]
    assert [line for line, number in zip(digest.text.splitlines(), numbers, strict=True) if number not in line] == []
    assert states(house, [*calm, *urgent]) == {"sent": 5}


@pytest.mark.parametrize(("urgent", "said"), [(0, "30条消息，涉及"), (1, "另有29条消息："), (30, "30条紧急消息，涉及")])
def test_where_there_is_no_room_for_all_there_is_for_what_is_urgent(house: Any, urgent: int, said: str) -> None:
    """A short message says that whole, as far as it goes, and counts the rest. F8"""
    told(house, 30 - urgent)
    first = told(house, urgent, urgent=True)
    house.deliver()
    (digest,) = to_li(house)
    assert said in digest.text
    assert len(digest.text) <= 300
    assert (first[0].removesuffix(".li") in digest.text) if urgent == 1 else True


def test_the_same_words_twice_are_read_once(house: Any) -> None:
    """Whoever stands in for a colleague, or sits in a group twice, gets what both are told as one line; both were sent. F8"""
    ids = told(house, 3)
    with house.desk._opened.storage.writing() as tx:
        first = tx.outbox_entry(ids[0])
        assert first is not None
        tx.put_outbox([again := attrs.evolve(first, id=f"{first.id}.again")])
    house.deliver()
    (digest,) = to_li(house)
    lines = digest.text.splitlines()
    assert len(lines) == len(set(lines)) == 3
    assert states(house, [*ids, again.id]) == {"sent": 4}


def test_an_alarm_goes_alone(house: Any) -> None:
    """Never within others, however many of them. R18, F8"""
    house.receive(category="food/illness")
    with house.desk._opened.storage.reading() as reader:
        alarms = [row for row in reader.outbox() if row.name == "alarm"]
    assert alarms
    told(house, 3, urgent=True, recipient=alarms[0].recipient)
    house.deliver()
    alone = [one for one in house.sms.sent if one.message == "alarm"]
    assert {one.id for one in alone} == {one.id for one in alarms}


def test_a_part_that_is_not_true_any_more_is_left_out(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looked at when its turn comes, each by itself. R18"""
    ids = told(house, 4)
    untrue = lambda occasion: "the case was withdrawn" if occasion.row.id == ids[0] else None  # noqa: E731
    monkeypatch.setattr("complaintkit.delivery.message.verdict.why_untrue", untrue)
    house.deliver()
    assert to_li(house)[0].fields["count"] == "3"
    assert states(house, ids) == {"sent": 3, "cancelled": 1}


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Accepted("D-1"), "sent"),
        (NotSent(detail="busy"), "retry"),
        (InDoubt("cut off"), "in_doubt"),
        (RuntimeError("broken"), "in_doubt"),
    ],
    ids=["sent", "not sent", "in doubt", "raised"],
)
def test_every_part_ends_as_the_call_did(house: Any, answer: object, state: str) -> None:
    """And goes on from there by itself."""
    ids = told(house, 4, useless_after=None)
    house.sms.answers.extend([Accepted(f"c-{n}") for n in range(4)] + [answer])
    house.deliver()
    assert states(house, ids) == {state: 4}


def test_a_refused_digest_goes_by_the_next_medium(house: Any) -> None:
    """As a digest again, as long as it can be read there: a mail has all of them in full."""
    ids = told(house, 12)
    house.sms.answers.extend([Accepted(f"c-{n}") for n in range(12)] + [Rejected(RejectReason.ADDRESS)])
    house.deliver()
    (mail,) = house.mail.sent
    assert mail.subject is not None
    assert all(id.removesuffix(".li") in mail.text for id in ids)
    assert states(house, ids) == {"sent": 12}


def test_a_digest_in_doubt_is_asked_about_once(house: Any) -> None:
    """By the id that it went out under; what is known of it holds for all parts."""
    ids = told(house, 4)
    house.sms.answers.extend([Accepted(f"c-{n}") for n in range(4)] + [InDoubt("cut off")])
    house.deliver()
    (digest,) = to_li(house)
    house.clock.advance(15 * MINUTE)
    house.sms.verdicts.append(Accepted("D-7"))
    house.deliver()
    assert [one.id for one in house.sms.asked] == [digest.id]
    assert states(house, ids) == {"sent": 4}
    assert len(to_li(house)) == 1


def test_the_same_digest_again_has_the_same_id(house: Any) -> None:
    """What certainly did not leave is sent again as what it was, so that a provider can tell. P5"""
    ids = told(house, 4)
    house.sms.answers.extend([Accepted(f"c-{n}") for n in range(4)] + [NotSent(detail="busy")])
    house.deliver()
    house.clock.advance(2 * MINUTE)
    house.deliver()
    first, again = to_li(house)
    assert (first.id, first.attempt, again.attempt) == (again.id, 1, 2)
    assert states(house, ids) == {"sent": 4}


def test_a_provider_that_can_not_word_digests_is_given_each_by_itself(open_house: Callable[..., Any]) -> None:
    """An SMS has an approved template, and there may be none."""
    house = open_house()
    told(house, 3)
    house.deliver()
    assert [one.message for one in to_li(house)] == ["yours"] * 3


class Waiting:
    """What waits in a storage, and who was asked for."""

    def __init__(self, *rows: OutboxRow) -> None:
        self.rows = rows
        self.asked: list[frozenset[str]] = []

    def claim(self, *_: object, recipients: frozenset[str] | None = None, **__: object) -> tuple[OutboxRow, ...]:
        """Return what is ready, or nothing more for somebody."""
        if recipients is None:
            return self.rows
        self.asked.append(recipients)
        return ()


@pytest.mark.parametrize(("bundles", "asked"), [(True, [frozenset({"li", "fang", "chen"})]), (False, [])])
def test_what_else_there_is_for_the_same_staff_is_taken_with_it(bundles: bool, asked: list[frozenset[str]]) -> None:  # noqa: FBT001
    """However urgent it is, where somebody words digests; not for a customer, who is written to one by one."""
    now = FakeClock("2026-11-21T10:00+08:00").now()
    row = OutboxRow(
        id="A-1.2.yours.li",
        case="case-1",
        seq=2,
        kind=EntryKind.MESSAGE,
        name="yours",
        recipient="li",
        person="",
        language="zh",
        media=("sms",),
        next_at=now,
        created_at=now,
    )
    others = (attrs.evolve(row, recipient="customer"), attrs.evolve(row, recipient="fang", urgent=True))
    waiting = Waiting(row, *others, attrs.evolve(row, recipient="chen"))
    door = SimpleNamespace(clock=FakeClock("2026-11-21T10:00+08:00"))
    sms = NotifierService("sms", "sms", "phone", timedelta(0), None, bundles=bundles)  # type: ignore[arg-type]
    setting = Setting(door=door, notifiers={"sms": sms})  # type: ignore[arg-type]
    found = Messages(setting).claim(waiting, Stops(), None, limit=4)  # type: ignore[arg-type]

    assert tuple(found) == waiting.rows
    assert waiting.asked == asked


# ---- how it is worded -----------------------------------------------------------------------------------------------
class Heard:
    """A provider that takes what it is given."""

    def __init__(self) -> None:
        self.sent: list[Notification] = []

    async def send(self, notification: Notification) -> Accepted:
        """Take it."""
        self.sent.append(notification)
        return Accepted("ref")

    async def reconcile(self, attempt: object) -> Accepted:
        """Nothing is in doubt."""
        raise AssertionError(attempt)


def parts(count: int, *, text: str = "请跟进", cases: int | None = None, subject: str | None = None) -> list[Send[Any]]:
    """So many messages to li, about so many cases."""
    known: Any = None
    return [
        Send(
            known,
            known,
            part=Notification(
                id=f"e-{one}",
                attempt=1 + one % 3,
                to=Contact("phone", LI),
                message="yours",
                language="zh",
                fields={},
                subject=subject,
                text=f"{text}{one}",
                case_number=f"C-{one % (cases or count)}",
            ),
        )
        for one in range(count)
    ]


def together(sends: list[Send[Any]], medium: str = "sms", *, urgent: int = 0) -> Notification:
    """What goes out for them."""
    heard = Heard()
    send = send_together(sends, "digest-1", medium, urgent=urgent)
    asyncio.run(cast("Any", send.call(heard)))
    assert send.to == heard.sent[0].to == Contact("phone", LI)
    return heard.sent[0]


@pytest.mark.parametrize(
    ("count", "cases", "named"),
    [
        (10, 10, "C-0、C-1、C-2、C-3、C-4、C-5、C-6、C-7、C-8、C-9"),
        (11, 11, "C-0、C-1、C-2、C-3、C-4、C-5、C-6、C-7、C-8、C-9及另外1件"),
        (12, 10, "C-0、C-1、C-2、C-3、C-4、C-5、C-6、C-7、C-8、C-9"),
    ],
)
def test_ten_cases_are_named_and_the_rest_is_counted(count: int, cases: int, named: str) -> None:
    """Each case once, however many messages are about it."""
    told = together(parts(count, cases=cases))

    assert told.fields == {"count": str(count), "list": named}
    assert (told.id, told.attempt, told.message, told.language) == ("digest-1", 3, "digest", "zh")
    assert (told.case_number, told.subject) == ("C-0", None)


@pytest.mark.parametrize(("longest", "whole"), [(DIGEST_LONGEST, True), (DIGEST_LONGEST + 1, False)])
def test_what_does_not_fit_is_summed_up(longest: int, whole: bool) -> None:  # noqa: FBT001
    """To the character; what fits goes out as it is, a line each."""
    two = parts(2)
    first = len("请跟进0\n")
    text = "长" * (longest - first)
    assert two[1].part
    found = together([two[0], attrs.evolve(two[1], part=attrs.evolve(two[1].part, text=text))])

    assert (found.text == f"请跟进0\n{text}") is whole
    assert whole or found.text.startswith("2条消息")


def test_a_mail_has_them_all_each_under_its_subject() -> None:
    """However long they are; one without a subject has none."""
    told = together([*parts(1, text="长" * 400, subject="题"), *parts(1, text="短")], "email")

    assert told.text == f"题\n{'长' * 400}0\n\n短0"
    assert told.subject == "2条消息"


@pytest.mark.parametrize(("urgent", "said"), [(30, "30条紧急消息"), (7, "30条消息，其中7条紧急"), (0, "30条消息")])
def test_it_says_how_much_is_urgent(urgent: int, said: str) -> None:
    """Above a mail, and where there is no room for the words."""
    assert together(parts(30, subject="请跟进"), "email", urgent=urgent).subject == said
    assert together(parts(30, text="请跟进" * 20), urgent=urgent).text.startswith(f"{said}，涉及C-0")


def test_the_id_of_a_digest_is_that_of_its_entries() -> None:
    """In whatever order; of others it is another. It is short enough for a provider."""
    id_ = digest_id(["a", "b"])

    assert id_ == digest_id(["b", "a"]) != digest_id(["a", "c"])
    assert re.fullmatch(r"digest-[0-9a-f]{32}", id_)


def test_what_has_no_part_is_left_out() -> None:
    """It goes by itself."""
    one, other = parts(2)

    assert together([one, attrs.evolve(other, part=None)]).fields["count"] == "1"
