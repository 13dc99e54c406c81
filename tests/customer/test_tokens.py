"""Tokens: nobody guesses them, nothing tells them, each opens one case for its time, and a wrong one learns nothing. R9"""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from complaintkit import Customer, Item, NotFound
from complaintkit.model.commands import Receive
from complaintkit.ports.storage import TokenRow
from complaintkit.records.link import Links, Purpose
from complaintkit.records.request import Request
from complaintkit.records.token import LINK
from tests.database import content_of

SHAPE = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)


def of(counter, case, purpose=Purpose.ANSWER, cycle=1):
    """The token of a round."""
    return counter.desk._door.links.token(case.id, cycle, purpose)


def test_each_round_and_purpose_has_its_own(counter):
    """Two cases, two rounds, three purposes: twelve tokens, short enough for an SMS."""
    cases = [counter.receive(), counter.receive()]
    made = {of(counter, case, purpose, cycle) for case in cases for purpose in Purpose for cycle in (1, 2)}
    assert len(made) == 12
    assert all(SHAPE.fullmatch(one) for one in made)


def test_another_desk_makes_others():
    """They hang on the desk's own key."""
    assert Links(b"one").token("case", 1, Purpose.ANSWER) != Links(b"two").token("case", 1, Purpose.ANSWER)


def test_only_a_digest_is_kept(counter, tmp_path):
    """Neither ledger nor vault nor any other table holds a token."""
    case = counter.offer(counter.receive())
    token = counter.token("plan-offered")
    counter.desk.customer(token).say("请快一点")
    survey = of(counter, case, Purpose.SURVEY)

    kept = content_of(tmp_path)

    assert token.encode() not in kept
    assert survey.encode() not in kept
    assert counter.desk._door.links.digest(token).encode() in kept


def test_the_ledger_and_its_feed_do_not_tell_it(counter):
    """What staff and observers read holds no link."""
    case = counter.offer(counter.receive())
    token = counter.token("plan-offered")
    assert token not in repr(counter.desk.timeline(case, by="chen"))
    assert token not in repr(list(counter.desk.events()))
    assert token not in repr(counter.desk.case(case, by="chen"))


WRONG = [
    "", " ", "x", "A" * 21, "A" * 22, "A" * 23, "A" * 1_000_000, "../../etc/passwd", "' OR 1=1 --", "%00", "\x00" * 22,
    "\ud83d" * 22, "令" * 22, "１" * 22, "{token}", "a b" * 7 + "c", "NO3-SCHOOL-261123-001", None, 0, True, b"A" * 22, 9.9, [], {},
    object(),
]  # fmt: skip


@pytest.mark.parametrize("token", WRONG, ids=range(len(WRONG)))
def test_a_wrong_token_is_one_that_does_not_exist(counter, token):
    """Whatever comes by a link: the same refusal, word for word, and nothing of it in there."""
    case = counter.receive()
    with pytest.raises(NotFound) as refused:
        counter.desk.customer(token)
    error = refused.value
    assert str(error) == "there is no case behind this link. Use the newest link we sent you, or call us."
    assert case.number not in f"{error.data} {error.user_message('zh-CN')}"
    assert "链接无效或已过期" in error.user_message("zh-CN")


def test_every_way_to_be_refused_looks_alike(counter):
    """Unknown, altered, of somebody whose data are erased, case number, case id: no difference."""
    case = counter.receive()
    token = of(counter, case)
    counter.desk.settle(case, by="chen", facts="换了一份", agreed="in-person")
    counter.desk.archive(case, by="chen")
    counter.desk.erase_person(case.number, by="fang")
    told = set()
    for wrong in (
        token,
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        token.swapcase(),
        "B" * 22,
        case.id,
        case.number,
    ):
        with pytest.raises(NotFound) as refused:
            counter.desk.customer(wrong)
        told.add((json.dumps(refused.value.data), refused.value.kept_as, str(refused.value)))
    assert len(told) == 1


def test_every_character_counts(counter):
    """One that is nearly right is wrong; also in the last character, of which only two bits count."""
    token = of(counter, counter.receive())
    for index in range(22):
        for sign in "Ab0-_":
            near = token[:index] + sign + token[index + 1 :]
            if near != token:
                with pytest.raises(NotFound):
                    counter.desk.customer(near)


def test_what_somebody_gives_as_a_contact_is_no_token(counter):
    """A case is found by its contacts, too; none of them opens the door, nor lets staff answer as the customer. R9"""
    word = "A" * 22
    counter.receive(customer=Customer(phone=word, reference=word))
    case = counter.receive()
    with counter.desk._opened.storage.writing() as tx:
        digest = counter.desk._door.links.digest(word)
        tx.put_tokens([TokenRow(token=digest, kind=LINK, case=case.id, person=case.person)])
    with pytest.raises(NotFound):
        counter.desk.customer(word)


def test_a_survey_link_lapses(counter):
    """Seven days after the customer was asked. S1.10"""
    case = counter.resolve(counter.offer(counter.receive()))
    survey = of(counter, case, Purpose.SURVEY)
    counter.clock.advance(timedelta(hours=20, days=7) - timedelta(seconds=1))
    assert counter.desk.customer(survey).number == case.number
    counter.clock.advance(timedelta(seconds=1))
    with pytest.raises(NotFound):
        counter.desk.customer(survey)


def test_history_brings_no_tokens(counter):
    """An imported case has no customer who waits at a door."""
    done = counter.desk._door.perform(
        Request(
            command=Receive(
                text="旧投诉", channel="hotline", customer=Customer(phone="13800138000"), unit="no3-school"
            ),
            by="chen",
            quiet=True,
        )
    )
    with pytest.raises(NotFound):
        counter.desk.customer(of(counter, done.case))


def test_a_round_has_its_tokens_from_its_beginning(counter):
    """They stand there once the case is received, later steps of the round add none, and another customer has others. R9"""

    def kept(case) -> set[str]:
        with counter.desk._door.storage.reading() as reader:
            return {one.token for one in reader.every(TokenRow) if one.kind == LINK and one.case == case.id}

    def made(case) -> set[str]:
        links = counter.desk._door.links
        return {links.digest(links.token(case.linked_as, case.cycle, one)) for one in Purpose}

    case = counter.receive()
    first = made(case)
    assert kept(case) == first
    case = counter.offer(case)
    assert kept(case) == first
    case = counter.desk.correct(case, by="chen", customer=Customer(name="李雷", phone="13900139000"), reason="写错了")
    others = made(case)
    assert not others & first
    assert kept(case) >= others
    case = counter.resolve(case)
    assert kept(case) >= others


def test_history_that_goes_on_has_tokens(counter):
    """Taken over without links, an imported case has them once something is done that the customer may hear of. R9"""
    command = Receive(text="旧投诉", channel="hotline", customer=Customer(phone="13800138000"), unit="no3-school")
    done = counter.desk._door.perform(Request(command=command, by="chen", quiet=True))
    case = counter.desk.correct(done.case, by="chen", items=[Item("米饭")], reason="漏写了")
    assert counter.desk.customer(of(counter, case)).number == case.number


def test_the_same_token_again(counter, open_counter):
    """Another process makes the same: nothing hangs on memory."""
    case = counter.receive()
    assert open_counter().desk.customer(of(counter, case)).number == case.number
