"""Standing surveys: asked of anybody, bounded, nothing said is lost, read by whom it concerns. S1.13, S3.8"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from complaintkit import (
    ConflictError,
    Contact,
    Customer,
    Desk,
    InvalidInput,
    NotAllowed,
    NotFound,
    Period,
    SurveyAnswer,
    System,
)
from complaintkit.records.survey import LONGEST, PER_HOUR
from complaintkit.testing import FakeClock

SAMPLES = Path(__file__).parents[2] / "docs" / "samples"
AT = "2026-11-21T10:00+08:00"
PHONE = Contact("phone", "13800138000")
NIGHTLY = System("nightly")
PAGE = "https://shop.example/s/{token}"


@attrs.frozen
class Market:
    """A chain with standing surveys at both stores."""

    desk: Desk
    clock: FakeClock

    def token(self, unit: str = "river-street", by: str | System = NIGHTLY) -> str:
        """The token on the card at a store's exit."""
        return self.desk.surveys.link("standing", unit, by=by).token

    def answers(self, by: str | System = NIGHTLY, *, case: str | None = None) -> list[SurveyAnswer]:
        """What somebody reads."""
        return list(self.desk.surveys.list(by=by, case=case))


@pytest.fixture
def market(tmp_path: Path, founded: Callable[..., None]) -> Iterator[Market]:
    """Two stores."""
    clock = FakeClock(AT)
    founded(tmp_path, playbook="supermarket", organisation=SAMPLES / "supermarket" / "organisation.toml", at=AT)
    with Desk.open(f"sqlite:///{tmp_path}/desk.db", clock=clock) as desk:
        yield Market(desk, clock)


# ---- the link -------------------------------------------------------------------------------------------------------
def test_a_link_stays_and_names_nobody(market: Market) -> None:
    """The same whoever asks for it and whenever; another for each store; it opens no case. S1.13"""
    first = market.desk.surveys.link("standing", "river-street", by="chen", address=PAGE)
    market.clock.advance(timedelta(days=400))
    again = market.desk.surveys.link("standing", "river-street", by="lu", address=PAGE)
    assert first == again
    assert first.url == PAGE.replace("{token}", first.token)
    assert first.token != market.token("old-town")
    with pytest.raises(NotFound):
        market.desk.customer(first.token)


def test_a_token_says_what_is_asked_where(market: Market) -> None:
    """The playbook's own questions, in every language that it has. S1.13"""
    asked = market.desk.standing(market.token())
    assert (asked.survey, asked.unit) == ("standing", "river-street")
    assert [(one.id, one.scale, one.optional) for one in asked.questions] == [
        ("store", (1, 5), False),
        ("remark", None, True),
    ]
    assert asked.questions[0].words["zh"] == "对本店服务满意吗？"


@pytest.mark.parametrize("token", ["", "x" * 22, "x" * 10_000, None, 5, "../etc", "\udc80" * 22])
def test_what_is_no_token_opens_nothing(market: Market, token: object) -> None:
    """The same words whatever it is. S1.13"""
    for ask in (market.desk.standing, lambda one: market.desk.answer_standing(one, {"store": 5})):
        with pytest.raises(NotFound, match="Scan the code again"):
            ask(token)  # type: ignore[arg-type]  # whatever comes by a link
    assert market.answers() == []


# ---- answering ------------------------------------------------------------------------------------------------------
def test_an_answer_is_kept_with_its_words_and_without_a_name(market: Market) -> None:
    """By whom it is said nobody knows; when and where is on record. S1.13, S3.8"""
    market.desk.answer_standing(market.token(), {"store": 4}, remark="收银太慢")
    (answer,) = market.answers()
    assert (answer.unit, answer.survey, answer.scores) == ("river-street", "standing", {"store": 4})
    assert answer.words == {"remark": "收银太慢"}
    assert (answer.at, answer.told_to, answer.case) == (market.clock.now(), None, None)
    assert market.desk.inbox.list(by="chen") == ()


@pytest.mark.parametrize(
    ("scores", "field"),
    [
        ({}, "scores.store"),
        ({"store": 0}, "scores.store"),
        ({"store": 6}, "scores.store"),
        ({"store": True}, "scores.store"),
        ({"store": "4"}, "scores.store"),
        ({"store": 4.0}, "scores.store"),
        ({"stall": 4}, "scores"),
        ({7: 4}, "scores"),
        ({"store": 4, "remark": "长" * (LONGEST + 1)}, "remark"),
        ({"store": 4, "remark": 7}, "remark"),
        ({f"q{n}": 1 for n in range(60)}, "scores"),
        (None, "scores"),
        ([4], "scores"),
    ],
)
def test_what_is_no_answer_is_refused_and_names_the_question(market: Market, scores: object, field: str) -> None:
    """Nothing of it is counted. S1.13"""
    with pytest.raises(InvalidInput) as refused:
        market.desk.answer_standing(market.token(), scores)  # type: ignore[arg-type]  # whatever a form sends
    assert refused.value.data["field"] == field
    assert market.answers() == []


def test_words_that_come_with_no_answer_wait_in_the_inbox(market: Market) -> None:
    """Off its scale, or by a link that asks nothing: a person reads them, once. S3.8"""
    for _ in range(2):
        with pytest.raises(InvalidInput):
            market.desk.answer_standing(market.token(), {"store": 9}, remark="冷柜坏了", contact=PHONE)
    market.desk.answer_standing("x" * 22, {"store": 4}, remark="地上滑")
    kept = market.desk.inbox.list(by="chen")
    assert {(one.channel, one.text) for one in kept} == {("survey", "冷柜坏了"), ("survey", "地上滑")}
    assert len(kept) == 2


def test_a_form_that_is_sent_twice_is_one_answer(market: Market) -> None:
    """By its own key; without one each is an answer. S1.13"""
    for _ in range(2):
        market.desk.answer_standing(market.token(), {"store": 4}, remark="好", contact=PHONE, idempotency_key="form-1")
    market.desk.answer_standing(market.token(), {"store": 4})
    assert len(market.answers()) == 2
    assert len(market.desk.inbox.list(by="chen")) == 1


def test_a_key_stands_for_one_answer(market: Market) -> None:
    """Other scores or other words under it are refused, not swallowed. S1.13"""
    market.desk.answer_standing(market.token(), {"store": 4}, remark="好", idempotency_key="form-1")
    for scores, remark in (({"store": 1}, "好"), ({"store": 4}, "地上滑"), ({"store": 4}, None)):
        with pytest.raises(ConflictError, match="idempotency key"):
            market.desk.answer_standing(market.token(), scores, remark=remark, idempotency_key="form-1")
    assert len(market.answers()) == 1


def test_nobody_fills_the_database(market: Market) -> None:
    """So many in an hour and a store, then no more until the hour is over; the other store is not stopped, nor staff. S1.13"""
    for _ in range(PER_HOUR):
        market.desk.answer_standing(market.token(), {"store": 1})
    with pytest.raises(NotAllowed, match="too many"):
        market.desk.answer_standing(market.token(), {"store": 1}, remark="差")
    market.desk.answer_standing(market.token("old-town"), {"store": 5})
    market.desk.surveys.record("standing", "river-street", {"store": 5}, by="chen")
    assert len(market.desk.surveys.list(by=NIGHTLY, limit=1000)) == PER_HOUR + 2
    market.clock.advance(timedelta(hours=1, seconds=1))
    market.desk.answer_standing(market.token(), {"store": 5})


def test_nobody_fills_the_inbox(market: Market) -> None:
    """Words by links that ask nothing are bounded as well. S1.13"""
    for number in range(200):
        try:
            market.desk.answer_standing("x" * 22, {}, remark=f"广告{number}")
        except NotFound:
            break
    else:
        pytest.fail("nothing stopped it")
    assert len(market.desk.inbox.list(by="chen", limit=1000)) == number < 100
    market.desk.answer_standing(market.token(), {"store": 5})


def test_who_leaves_a_contact_is_heard_however_many_do(market: Market) -> None:
    """An evening on which many ask to be called back: each waits in the inbox, as far as answers are taken. S3.8"""
    for number in range(PER_HOUR):
        phone = Contact("phone", f"1380013{number:04d}")
        market.desk.answer_standing(market.token(), {"store": 1}, remark="请回电", contact=phone)
    assert len(market.desk.inbox.list(by="chen", limit=1000)) == PER_HOUR


# ---- what a person does with it -------------------------------------------------------------------------------------
def test_a_remark_with_a_contact_can_become_a_case(market: Market) -> None:
    """It waits in the inbox; whoever takes it in makes a complaint of it, at its store. S3.8, S1.13"""
    market.desk.answer_standing(market.token(), {"store": 1}, remark="牛奶是酸的，没人理我", contact=PHONE)
    (item,) = market.desk.inbox.list(by="chen")
    assert item.said["customer.phone"] == "138****8000"
    case = market.desk.inbox.accept(item.id, by="chen", category="product-quality")
    assert case is not None
    assert (case.unit, case.text, case.kind) == ("river-street", "牛奶是酸的，没人理我", "complaint")
    assert [one.scores for one in market.answers()] == [{"store": 1}]


def test_a_contact_is_one_that_can_be_called_or_written_to(market: Market) -> None:
    """Anything else is refused, and its words wait in the inbox. S3.8"""
    for contact in (Contact("wechat", "fang"), "13800138000"):
        with pytest.raises(InvalidInput):
            market.desk.answer_standing(market.token(), {"store": 1}, remark="差", contact=contact)  # type: ignore[arg-type]
    assert [one.text for one in market.desk.inbox.list(by="chen")] == ["差"]
    assert market.answers() == []


def test_staff_write_down_what_they_are_told(market: Market) -> None:
    """From the suggestion box, by phone, in an interview: marked as told to them. S3.8, R9"""
    market.desk.surveys.record("standing", "river-street", {"store": 3}, by="chen", remark="推车太少")
    (answer,) = market.answers()
    assert (answer.told_to, answer.words) == ("chen", {"remark": "推车太少"})


def test_what_staff_typed_and_could_not_keep_is_kept(market: Market) -> None:
    """A slip from the box with a score off the scale is with the refused. S3.8"""
    with pytest.raises(InvalidInput) as refused:
        market.desk.surveys.record("standing", "river-street", {"store": 9}, by="chen", remark="推车太少")
    assert refused.value.kept_as is not None
    assert "推车太少" in market.desk.refused.show(refused.value.kept_as, by="chen").content.decode()


# ---- who reads it ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("by", "units"),
    [("chen", ["river-street"]), ("fan", ["old-town"]), ("yu", ["old-town"]), ("lu", ["river-street", "old-town"])],
)
def test_a_store_reads_its_own(market: Market, by: str, units: list[str]) -> None:
    """Scores and words of the units that somebody sees, or works in; nobody hears that there are others. R20"""
    for unit in ("river-street", "old-town"):
        market.desk.answer_standing(market.token(unit), {"store": 4}, remark=unit)
    assert {one.unit for one in market.answers(by)} == set(units)
    for unit in {"river-street", "old-town"} - set(units):
        said = []
        for name in (unit, "nowhere"):
            for ask in (
                lambda name=name: market.desk.surveys.list(by=by, unit=name),
                lambda name=name: market.desk.surveys.link("standing", name, by=by),
                lambda name=name: market.desk.surveys.record("standing", name, {"store": 4}, by=by),
            ):
                with pytest.raises(InvalidInput) as refused:
                    ask()
                said.append(str(refused.value).replace(name, "?"))
        assert len(set(said)) == 1


def test_answers_are_read_page_by_page(market: Market) -> None:
    """Newest first, each once; what is not theirs is no place to go on from. R20"""
    for _ in range(5):
        market.desk.answer_standing(market.token(), {"store": 4})
        market.clock.advance(timedelta(minutes=1))
    market.desk.answer_standing(market.token("old-town"), {"store": 4})
    whole = [one.id for one in market.desk.surveys.list(by="chen")]
    found: list[str] = []
    while page := market.desk.surveys.list(by="chen", after=found[-1] if found else None, limit=2):
        found += [one.id for one in page]
    assert found == whole
    assert len(whole) == 5
    (other,) = market.desk.surveys.list(by="fan")
    for after in (other.id, "nothing"):
        with pytest.raises(NotFound):
            market.desk.surveys.list(by="chen", after=after)


def test_answers_of_a_period_or_a_survey(market: Market) -> None:
    """By when they were given, and to what. S1.13"""
    market.desk.answer_standing(market.token(), {"store": 4})
    day = market.desk.business_day("river-street")
    market.clock.advance(timedelta(days=1))
    market.desk.answer_standing(market.token(), {"store": 2})
    assert [one.scores for one in market.desk.surveys.list(by="chen", period=day)] == [{"store": 4}]
    assert market.desk.surveys.list(by="chen", survey="overall") == ()


# ---- counted --------------------------------------------------------------------------------------------------------
def test_a_report_counts_what_was_answered(market: Market) -> None:
    """By question: how many, their mean, how sure it is; who was told it; compared with the period before. S2.7, S1.13"""
    for score in (5, 4, 3):
        market.desk.answer_standing(market.token(), {"store": score})
    market.clock.advance(timedelta(days=20))
    for score in (2, 2):
        market.desk.answer_standing(market.token(), {"store": score})
    market.desk.surveys.record("standing", "old-town", {"store": 1}, by="fan")
    months = [Period.month(2026, month, zone="Asia/Shanghai") for month in (11, 12)]
    report = market.desk.report(months[1])
    (store,), (before,) = report.standing, report.standing_before
    assert (store.key, store.mean.count, str(store.mean.mean), store.told) == ("standing/store", 3, "1.67", 1)
    assert (before.mean.count, str(before.mean.mean)) == (3, "4.00")
    assert str(report.changes["standing/store"].by) == "-2.33"
    assert store.mean.few
    mine = market.desk.report(months[1], by="yu").standing
    assert [one.mean.count for one in mine] == [1]
    for language, words in (("zh", "常设满意度调查"), ("en", "Standing surveys")):
        page = report.to_html(language)
        assert words in page
        assert "3 *" in page
    assert report.as_data()["standing"][0]["mean"]["count"] == 3  # type: ignore[index]


def test_a_report_counts_each_stores_own_days(market: Market) -> None:
    """What was answered before the business day ended is in the month that it began in. S2.7"""
    month = Period.month(2026, 11, zone="Asia/Shanghai")
    for at, counted in (("2026-12-01T04:59:59+08:00", 1), ("2026-12-01T05:00:00+08:00", 1)):
        market.clock.advance(FakeClock(at).now() - market.clock.now())
        market.desk.answer_standing(market.token(), {"store": 5})
        (store,) = market.desk.report(month).standing
        assert store.mean.count == counted


# ---- persons --------------------------------------------------------------------------------------------------------
def test_words_of_a_person_are_in_their_copy_and_go_with_them(market: Market) -> None:
    """Also of somebody without a case: their words and what waits in the inbox go, their score stays. S3.8"""
    market.desk.answer_standing(market.token(), {"store": 2}, remark="李梅的话", contact=PHONE)
    market.desk.answer_standing(market.token(), {"store": 5}, remark="别人的话")
    copy: Any = market.desk.export_person(PHONE, by="xu")
    assert [one["words"] for one in copy["survey_answers"]] == [{"remark": "李梅的话"}]
    market.desk.erase_person(PHONE, by="xu", because="asked")
    assert sorted((one.scores["store"], *one.words.values()) for one in market.answers()) == [(2,), (5, "别人的话")]
    assert "李梅的话" not in str(market.desk.inbox.list(by="chen"))
    with market.desk._opened.storage.reading() as view:
        assert not any("李梅" in row.content.decode() for row in view.refused(limit=100))


def test_an_answer_of_a_store_that_somebody_does_not_see_is_not_theirs_to_erase(market: Market) -> None:
    """Nobody erases a part for the whole. R20"""
    market.desk.answer_standing(market.token("old-town"), {"store": 2}, remark="话", contact=PHONE)
    for serve in (market.desk.export_person, lambda who, by: market.desk.erase_person(who, by=by, because="asked")):
        with pytest.raises(NotAllowed):
            serve(PHONE, by="chen")


def test_a_score_with_a_case_belongs_to_its_customer(market: Market) -> None:
    """Given with the feedback itself: read with the case, erased with its customer. S2.3"""
    case = market.desk.receive(
        "牛奶是酸的",
        by="chen",
        channel="service-desk",
        unit="river-street",
        category="product-quality",
        customer=Customer(name="王芳", phone="13800138000"),
    )
    market.desk.surveys.record("standing", "river-street", {"store": 2}, by="chen", remark="两次了", case=case)
    (answer,) = market.answers(case=case.number)
    assert (answer.case, answer.words) == (case.number, {"remark": "两次了"})
    with pytest.raises(NotFound):
        market.desk.surveys.record("standing", "old-town", {"store": 2}, by="fan", case=case)
    copy: Any = market.desk.export_person(PHONE, by="xu")
    assert [one["case"] for one in copy["survey_answers"]] == [case.number]


# ---- the card -------------------------------------------------------------------------------------------------------
def test_a_card_can_be_scanned(market: Market) -> None:
    """Its code is the address, in one picture that fetches nothing; what is asked stands beside. S3.8"""
    segno = pytest.importorskip("segno")
    card = market.desk.surveys.card("standing", "river-street", by="chen", address=PAGE)
    assert card.url == market.desk.surveys.link("standing", "river-street", by="chen", address=PAGE).url
    assert card.to_svg() == segno.make_qr(card.url, error="m").svg_inline(border=4, omitsize=True)
    for language, size, sheet, words in (
        ("zh", "A4", "A4", "对本店服务满意吗？"),
        ("en", "A6", "105mm 148mm", "How do you like this store?"),
    ):
        page = card.to_html([language], size=size)  # type: ignore[arg-type]
        assert words in page
        assert f"size: {sheet};" in page
        assert card.to_svg() in page
    with pytest.raises(InvalidInput):
        card.to_html(size="A5")  # type: ignore[arg-type]


def test_a_card_needs_a_page(market: Market) -> None:
    """Without the host's page there is nothing to scan; an address without a place for the token is none. S3.8"""
    for address in (None, "https://shop.example/s"):
        with pytest.raises(InvalidInput) as refused:
            market.desk.surveys.card("standing", "river-street", by="chen", address=address)
        assert refused.value.data["field"] == "address"
