"""What the person at the counter reads is whole in their language: no English in Chinese, no Chinese in English."""

from __future__ import annotations

import pickle
import re
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from complaintkit import (
    Case,
    ComplaintKitError,
    Customer,
    Desk,
    Docket,
    InvalidInput,
    Item,
    Measure,
    Money,
    NotAllowed,
    NotResponsible,
    Purchase,
    Remedy,
)
from complaintkit.model.errors import CouponRefused, IntakeRejected, NotFound
from complaintkit.testing import FakeClock

SAMPLES = Path(__file__).parents[2] / "docs" / "samples" / "canteen"
STAFF = tomllib.loads((SAMPLES / "organisation.toml").read_text("utf-8"))["staff"]
WANG = Customer(name="王芳", phone="13800138000")
HAN = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
ISO = re.compile(r"\d{4}-\d\d-\d\d")
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")  # how to write something, or what was typed
IDS = re.compile(
    r"\b[A-Z0-9]+(?:-[A-Z0-9]+)*-\d{6}-\d{3}(?:-[a-z]\d+)?"  # numbers of cases, and of what is on them
    r"|canteen-delivery [\d.]+|\b[RFS]\d+(?:\.\d+)?\b|\bCNY\b|\bMiB\b"
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One desk for all: every refusal begins its own case."""
    opened = Desk.open(
        f"sqlite:///{tmp_path_factory.mktemp('desk')}/desk.db",
        playbook="canteen-delivery",
        organisation=SAMPLES / "organisation.toml",
        clock=FakeClock("2026-11-21T10:00+08:00"),
    )
    yield opened
    opened.close()


# ---- cases on their way ---------------------------------------------------------------------------------------------
def received(desk: Desk, by: str = "chen", **more: object) -> Case:
    """Sour rice at the school."""
    given: dict[str, object] = {
        "channel": "hotline",
        "unit": "no3-school",
        "category": "food/sensory",
        "customer": WANG,
        **more,
    }
    return desk.receive("米饭是酸的", by=by, **given)  # type: ignore[arg-type]  # as each refusal has it


def investigated(desk: Desk) -> Case:
    """Its facts are recorded."""
    case = desk.assess(received(desk), by="chen", severity="high", approach="核实")
    return desk.record_facts(case, by="chen", facts="室温放了两小时")


def measure(who: str = "li", due: datetime | timedelta = timedelta(hours=2)) -> Measure:
    """What is planned."""
    return Measure("换货", who=who, due=due)


def planned(desk: Desk) -> Case:
    """A plan lies before the customer."""
    return desk.offer_plan(investigated(desk), by="chen", measures=[measure()])


def resolved(desk: Desk) -> Case:
    """The customer agreed, and it was put right."""
    case = planned(desk)
    case = desk.answer_plan(case, by="chen", plan=case.plan.id, accepted=True)
    for one in case.measures:
        case = desk.do_measure(case, by=one.who, measure=one.id)
    return desk.resolve(case, by="chen", result="已换货", decisions={"1": ("not-upheld", "查无此事")})


def offered(desk: Desk, case: Case, to: str = "li") -> Case:
    """Somebody was asked to take it over."""
    return desk.offer_handover(case, by=case.owner, to=to, reason="supplier-side")


def escalated(desk: Desk) -> tuple[Case, str]:
    """The coordination group has to meet; the matter's id."""
    case = desk.escalate(received(desk), by="chen", reason="severity-major")
    return case, case.escalation.id


# ---- refusals that take several steps -------------------------------------------------------------------------------
def declined_twice(desk: Desk) -> object:
    """Nobody may bounce it any further. F3"""
    case = investigated(desk)
    for to in ("li", "zhou"):
        case = offered(desk, case, to)
        case = desk.decline_handover(case, by=to, handover=case.handover.id, reason="overloaded")
    return offered(desk, case, "luo")


def returned(desk: Desk) -> object:
    """Back to who had it. F3"""
    case = offered(desk, investigated(desk))
    case = desk.accept_handover(case, by="li", handover=case.handover.id)
    return offered(desk, case, "chen")


def accepted_again(desk: Desk) -> object:
    """Taken twice."""
    case = offered(desk, investigated(desk))
    handover = case.handover.id
    desk.accept_handover(case, by="li", handover=handover)
    return desk.accept_handover(case, by="li", handover=handover)


def accepted_by_another(desk: Desk) -> object:
    """Taken by somebody who was not asked. F2"""
    case = offered(desk, investigated(desk))
    return desk.accept_handover(case, by="zhou", handover=case.handover.id)


def declined_without_reason(desk: Desk) -> object:
    """Not for a reason of the list. F4"""
    case = offered(desk, investigated(desk))
    return desk.decline_handover(case, by="li", handover=case.handover.id, reason="not-my-job")


def advised_twice(desk: Desk) -> object:
    """Answered twice."""
    case = desk.ask_advice(received(desk), by="chen", of="li", question="能退吗")
    advice = case.advice[0].id
    desk.give_advice(case, by="li", advice=advice, answer="能")
    return desk.give_advice(case, by="li", advice=advice, answer="能")


def advised_by_another(desk: Desk) -> object:
    """Answered by somebody who was not asked."""
    case = desk.ask_advice(received(desk), by="chen", of="li", question="能退吗")
    return desk.give_advice(case, by="zhou", advice=case.advice[0].id, answer="能")


def received_above_twice(desk: Desk) -> object:
    """Received twice."""
    case, matter = escalated(desk)
    desk.receive_escalation(case, by="fang", escalation=matter)
    return desk.receive_escalation(case, by="shen", escalation=matter)


def decided_twice(desk: Desk) -> object:
    """Decided twice."""
    case, matter = escalated(desk)
    desk.decide_meeting(case, by="fang", escalation=matter, decision="停供", present=["shen"])
    return desk.decide_meeting(case, by="fang", escalation=matter, decision="停供", present=["shen"])


def met(desk: Desk, by: str, *present: str) -> object:
    """A decision by these people."""
    case, matter = escalated(desk)
    return desk.decide_meeting(case, by=by, escalation=matter, decision="停供", present=present)


def old_plan(desk: Desk) -> object:
    """An answer to the plan before."""
    case = planned(desk)
    first = case.plan.id
    case = desk.answer_plan(case, by="chen", plan=first, accepted=False)
    case = desk.record_facts(case, by="chen", facts="复核无误", heard=["li"])
    case = desk.offer_plan(case, by="chen", measures=[measure(who="chen")])
    return desk.answer_plan(case, by="chen", plan=first, accepted=True)


def disputed(desk: Desk) -> object:
    """The same investigator again. R8"""
    case = desk.answer_survey(resolved(desk), by="chen", outcome=1, process=1)
    return desk.record_facts(case, by="chen", facts="还是一样")


def asked_and_approved_alone(desk: Desk) -> object:
    """Approved by who asked. R6"""
    case = received(desk, by="sun")
    with pytest.raises(ComplaintKitError) as refused:
        promised(desk, case, 300)
    proposal = str(refused.value.data["proposal"])
    desk.ask_approval(case, by="sun", proposal=proposal)
    return desk.approve(case, by="sun", proposal=proposal)


def promised(desk: Desk, case: Case, yuan: int) -> object:
    """A coupon of so much."""
    coupon = Remedy.coupon(Money(yuan, "CNY"), valid_days=30)
    return desk.settle(case, by="sun", facts="当场换货", agreed="in-person", remedies=[coupon])


def stale(desk: Desk) -> object:
    """A form that somebody else was faster than."""
    case = received(desk)
    desk.note(case, by="chen", text="已联系")
    return desk.note(case, by="chen", text="已联系", if_version=case.version)


def same_key(desk: Desk) -> object:
    """One key for two requests."""
    case = received(desk)
    desk.note(case, by="chen", text="一", idempotency_key="k-7")
    return desk.note(case, by="chen", text="二", idempotency_key="k-7")


NOW = datetime(2026, 11, 21, 2, tzinfo=UTC)

Refusal = Callable[[Desk], object]
REFUSED: dict[str, tuple[Refusal, str]] = {
    # what, and the words in its message that are typed as they are, beside names of staff
    "not in this state": (lambda desk: desk.resolve(received(desk), by="chen", result="好"), ""),
    "registration lacks": (lambda desk: desk.assess(received(desk, category=None), by="chen", severity="high", approach="查"), ""),
    "facts first": (lambda desk: offered(desk, received(desk)), ""),
    "asked already": (lambda desk: offered(desk, offered(desk, investigated(desk)), "zhou"), ""),
    "back and forth": (declined_twice, ""),
    "had it before": (returned, ""),
    "to a stranger": (lambda desk: offered(desk, investigated(desk), "zhuo"), "zhuo"),
    "to the owner": (lambda desk: offered(desk, investigated(desk), "chen"), ""),
    "no such handover": (lambda desk: desk.accept_handover(investigated(desk), by="li", handover="x-h1"), "x-h1"),
    "taken already": (accepted_again, ""),
    "offered to another": (accepted_by_another, ""),
    "no reason to decline": (
        declined_without_reason, "not-my-job absent beyond-skill conflict-of-interest facts-missing overloaded"),
    "no leader": (lambda desk: desk.rule_handover(investigated(desk), by="li", to="wu", ruling="归吴倩"), ""),
    "ruled to a stranger": (lambda desk: desk.rule_handover(investigated(desk), by="fang", to="wuu", ruling="归吴倩"), "wuu"),
    "not responsible": (lambda desk: desk.assess(received(desk), by="wu", severity="high", approach="查"), ""),
    "no right": (lambda desk: desk.assess(received(desk, by="peng"), by="peng", severity="high", approach="查"), ""),
    "about oneself": (lambda desk: desk.assess(received(desk, about_staff="chen"), by="chen", severity="high", approach="查"), ""),
    "advice of a stranger": (lambda desk: desk.ask_advice(received(desk), by="chen", of="lii", question="?"), "lii"),
    "no such advice": (lambda desk: desk.give_advice(received(desk), by="li", advice="x-a1", answer="能"), "x-a1"),
    "advised already": (advised_twice, ""),
    "advice of another": (advised_by_another, ""),
    "no such escalation": (lambda desk: desk.receive_escalation(received(desk), by="fang", escalation="x-e1"), "x-e1"),
    "not of the group": (lambda desk: desk.receive_escalation((it := escalated(desk))[0], by="zhou", escalation=it[1]),
                         ""),
    "received above": (received_above_twice, ""),
    "decided above": (decided_twice, ""),
    "a stranger in the group": (lambda desk: met(desk, "fang", "zhou"), ""),
    "without a head": (lambda desk: met(desk, "li", "dong"), ""),
    "too few": (lambda desk: met(desk, "fang"), ""),
    "not asked yet": (lambda desk: desk.archive(resolved(desk), by="chen"), ""),
    "nothing new": (lambda desk: desk.reclassify(received(desk), by="chen", kind="complaint"), ""),
    "a downgrade without reason": (lambda desk: desk.reclassify(received(desk), by="chen", kind="inquiry"), ""),
    "linked to itself": (lambda desk: desk.link(case := received(desk), by="chen", to=case.number), ""),
    "not linked": (lambda desk: desk.unlink(received(desk), by="chen", to="X-1"), "X-1"),
    "a measure by a stranger": (
        lambda desk: desk.offer_plan(investigated(desk), by="chen", measures=[measure(who="zhuo")]), "zhuo"),
    "a measure too late": (
        lambda desk: desk.offer_plan(investigated(desk), by="chen", measures=[measure(due=NOW - timedelta(1))]), ""),
    "a plan without measures": (lambda desk: desk.offer_plan(investigated(desk), by="chen", measures=[]), ""),
    "no such issue": (
        lambda desk: desk.offer_plan(
            investigated(desk), by="chen", measures=[measure()], decisions={"9": ("not-upheld", "查无此事")}
        ), ""),
    "no such plan": (lambda desk: desk.answer_plan(planned(desk), by="chen", plan="x-p1", accepted=True), "x-p1"),
    "an older plan": (old_plan, ""),
    "disputed facts": (disputed, ""),
    "beyond authority": (lambda desk: promised(desk, received(desk, by="sun"), 300), ""),
    "one's own approval": (asked_and_approved_alone, ""),
    "no such proposal": (lambda desk: desk.ask_approval(received(desk), by="chen", proposal="p_0"), "p_0"),
    "no such coupon": (lambda desk: desk.redeem_coupon("K-0", by="chen", sale="S-1", unit="softpark", spend=Money(9, "CNY")), ""),
    "no such redemption": (lambda desk: desk.reverse_redemption("x-r1", by="chen", reason="退单"), "x-r1"),
    "no such link": (lambda desk: desk.customer("nonsense"), ""),
    "no such item in the inbox": (lambda desk: desk.inbox.discard("r-0", by="chen", reason="广告"), "r-0"),
    "put aside without reason": (lambda desk: desk.inbox.discard("r-0", by="chen", reason=" "), ""),
    "the inbox is not for strangers": (lambda desk: desk.inbox.list(by="chne"), "chne"),
    "another version": (stale, ""),
    "the same key": (same_key, "k-7"),
    "no such case": (lambda desk: desk.note("X-1", by="chen", text="?"), "X-1"),
    "not for these eyes": (lambda desk: desk.case(received(desk), by="peng"), ""),
    "by a stranger": (lambda desk: received(desk, by="chne"), "chne"),
    "by nobody": (lambda desk: received(desk, by=""), ""),
    "no such unit": (lambda desk: received(desk, unit="softprak"), "softprak softpark"),
    "a list of no unit": (lambda desk: desk.cases(by="fang", unit="softprak"), "softprak softpark"),
    "about a stranger": (lambda desk: received(desk, about_staff="zzzzz"), "zzzzz"),
    "no such kind": (lambda desk: received(desk, kind="complain"), "complain complaint"),
    "tomorrow": (lambda desk: received(desk, received_at=NOW + timedelta(days=1)), ""),
    "without zone": (lambda desk: received(desk, received_at=datetime(2026, 11, 21)), "T10"),  # noqa: DTZ001
    "an empty date of Excel": (lambda desk: received(desk, occurred_at=datetime(1899, 12, 30, tzinfo=UTC)), ""),
    "an answer that is over": (
        lambda desk: desk.assess(
            received(desk), by="chen", severity="high", approach="查", answer_expected=NOW - timedelta(1)
        ), ""),
    "a docket of tomorrow": (
        lambda desk: received(
            desk, docket=Docket("N-1", authority="12345", answer_by=NOW + timedelta(9), dated=NOW + timedelta(1))
        ), ""),
    "a task that was due": (
        lambda desk: desk.actions.open(
            "查冷库", by="fang", who="li", unit="no3-school", due=NOW - timedelta(1)
        ), ""),
    "put off for a month": (
        lambda desk: desk.extend_deadline(
            case := received(desk), by="fang", deadline=case.deadlines[0].name, until=timedelta(30), reason="等检测"
        ), ""),
    "two lines": (lambda desk: received(desk, channel="two\nlines"), ""),
    "empty": (lambda desk: desk.note(received(desk), by="chen", text="  "), ""),
    "too long": (lambda desk: desk.note(received(desk), by="chen", text="字" * 1_000_001), ""),
    "no text": (lambda desk: desk.note(received(desk), by="chen", text=7), ""),  # type: ignore[arg-type]
    "a number for a text": (lambda desk: received(desk, fields={"fell-ill": 3}), "fell-ill"),
    "no score": (lambda desk: desk.answer_survey(resolved(desk), by="chen", outcome=6, process=1), ""),
    "no way of agreeing": (
        lambda desk: desk.settle(received(desk), by="chen", facts="换", agreed="by-fax"),  # type: ignore[arg-type]
        "by-fax by-phone in-person in-writing"),
    "no purpose": (lambda desk: desk.contact(received(desk), by="chen", purpose=" "), ""),
    "an absence backwards": (lambda desk: desk.staff_away("chen", by="chen", start=NOW, end=NOW), ""),
    "no right to dismiss": (lambda desk: desk.staff_left("wu", by="sun"), ""),
    "a float": (lambda _: Money(9.9, "CNY"), ""),  # type: ignore[arg-type]
    "no number": (lambda _: Money("nine", "CNY"), "nine"),
    "two currencies": (lambda _: Money(1, "CNY") + Money(1, "USD"), "USD"),
    "nothing of it": (lambda _: Item("米饭", quantity=0), ""),
    "less than nothing": (lambda _: Purchase("R1", paid=Money(-1, "CNY")), ""),
    "a coupon of nothing": (lambda _: Remedy.coupon(Money(0, "CNY"), valid_days=1), ""),
    "a coupon for no day": (lambda _: Remedy.coupon(Money(1, "CNY"), valid_days=0), ""),
    "more than all": (lambda _: Remedy.discount(120, cap=Money(1, "CNY"), valid_days=1), ""),
    "a strange need": (lambda _: Customer(needs=["eldery"]), "eldery elderly"),  # type: ignore[list-item]
    "anonymous without reason": (lambda _: Customer.anonymous(no_contact_because=""), ""),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_is_whole_in_either_language(desk: Desk, name: str) -> None:
    """At the counter in Chinese, in the log in English; ids, numbers and what was typed stay as they are."""
    refuse, typed = REFUSED[name]

    with pytest.raises(ComplaintKitError) as refused:
        refuse(desk)

    error = refused.value
    chinese, english = error.user_message("zh-CN"), error.user_message("en")
    foreign = set(re.findall(r"[A-Za-z][A-Za-z0-9_-]*", IDS.sub("", chinese))) - {*typed.split(), *STAFF}
    assert HAN.search(chinese)
    assert not foreign, chinese
    assert not HAN.search(english), english
    assert str(error) == english
    assert not ISO.search(QUOTED.sub("", chinese + english)), "a time is written as people write it"


def test_the_counter_reads_what_to_do_instead(desk: Desk) -> None:
    """The sentence that began it: reason and ways out in one language."""
    with pytest.raises(NotAllowed) as refused:
        offered(desk, received(desk))

    assert refused.value.user_message("zh-CN") == "现在不能转交：事实尚未记录。可以：请教、上报、记录事实。"
    assert refused.value.allowed == ("record-facts", "escalate", "ask-advice")


def test_where_nothing_is_possible_nothing_is_announced() -> None:
    """No list of ways out that turns out to be empty, in either language."""
    refused = NotAllowed(command="archive", reason="the case is archived", state="archived")

    assert refused.user_message("en") == "archive is not possible: the case is archived."
    assert refused.user_message("zh-CN").endswith("。")
    assert "可以" not in refused.user_message("zh-CN")


def test_who_is_not_responsible_is_told_whom_to_turn_to() -> None:
    """A refusal is no dead end. F1"""
    refused = NotResponsible(by="sun", command="assess", owner="chen", number="A07-261121-001")

    assert str(refused) == "sun may not assess: chen is responsible for A07-261121-001. Turn to chen."
    assert refused.user_message("zh-CN") == "sun不能评估：A07-261121-001 由chen负责，请与其联系。"


def test_a_database_that_no_plugin_keeps_is_refused_whole() -> None:
    """With the plugin to install, in both languages."""
    with pytest.raises(ComplaintKitError) as refused:
        Desk.open("mysql://desk", playbook="print-shop")

    assert "没有安装能用 mysql: 保存数据的插件。请安装支持 mysql 的存储插件。" in refused.value.user_message("zh-CN")
    assert "keeps data at mysql:. Install a storage plugin for mysql." in refused.value.user_message("en")


def test_an_error_crosses_processes_with_both_languages(desk: Desk) -> None:
    """What one process refuses, another shows."""
    with pytest.raises(ComplaintKitError) as refused:
        offered(desk, investigated(desk), "zhuo")

    again = pickle.loads(pickle.dumps(refused.value))  # noqa: S301  our own bytes
    assert again.user_message("zh") == refused.value.user_message("zh") != str(again)


def test_a_field_further_out_keeps_both_languages() -> None:
    """`within` changes the field and nothing else."""
    with pytest.raises(InvalidInput) as refused:
        Money("nine", "CNY")

    outer = refused.value.within("purchase.paid")
    assert outer.field == "purchase.paid.amount"
    assert outer.user_message("zh") == "“购买记录的实付金额的金额”填写有误：“nine”不是数字。请写成“9.90”这样。"


@pytest.mark.parametrize(
    "reason", ["unknown", "expired", "redeemed", "other-sale", "other-unit", "below-minimum", "voided"]
)
def test_the_till_is_told_what_to_do(reason: str) -> None:
    """Why a coupon is refused is said in words, not in a program's word, with the next step, in both languages."""
    error = CouponRefused(reason=reason)
    english, chinese = error.user_message("en"), error.user_message("zh")
    assert error.reason == reason
    assert f": {reason}" not in english
    assert (english.count("."), chinese.count("。")) == (2, 2)
    assert chinese.isascii() is False
    assert not any("a" <= letter <= "z" for letter in chinese)


def test_words_of_closed_lists_are_said_in_chinese() -> None:
    """Why a coupon or a message is refused is a word for programs and a phrase for people."""
    assert CouponRefused(reason="expired").user_message("zh").startswith("优惠券不能使用：已过期。")
    assert IntakeRejected("wechat", reason="signature").user_message("zh") == "渠道 wechat 拒收：签名不符"
    assert NotFound(what="case", ref="A-1").user_message("zh_Hans_CN") == "没有找到投诉单 A-1。"
