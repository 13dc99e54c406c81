"""What the rows of a playbook propose for a case, with expressions where conditions do not reach; and the files users wrote."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaintkit import (
    BeyondAuthority,
    Case,
    ConfigurationError,
    Customer,
    Desk,
    Item,
    Measure,
    Member,
    Money,
    Purchase,
    Remedy,
)
from complaintkit.decision import Facts
from complaintkit.decision.money.compensation import row_proposals
from complaintkit.playbook import CompensationRule, Condition, Gift
from complaintkit.records.case import find
from complaintkit.testing import DeskUnderTest, open_test_desk

ROOT = Path(__file__).parents[2]
PEOPLE = ROOT / "docs" / "samples" / "supermarket" / "organisation.toml"
WANTED = ROOT.parent / "shared" / "wanted"
FANG = Customer(name="王芳", phone="13800138000", member=Member("M-7", tier="gold", points=800))
OURS = """
schema = 1
name = "ours"
version = "{version}"
extends = "supermarket"
base = "1.2"
remove = {remove}
[compensation.label]
title = {{ zh = "价签错误", en = "Wrong label" }}
group = "goods"
when = {{ category = "price/label", if = "paid > label_price" }}
give = {{ remedy = "refund", value = "= {value}", at-most = 20, round = "up to 0.10" }}
because = {{ zh = "退差价", en = "The difference back" }}
"""


def extension(tmp_path: Path, *, version: str = "1", value: str = "2 * (paid - label_price)") -> Path:
    """A chain's own row above "supermarket", without the rows that came with it."""
    from complaintkit.playbook import load_playbook

    rows = [f"compensation.{name}" for name in load_playbook("supermarket").compensation]
    path = tmp_path / "ours.toml"
    path.write_text(OURS.format(version=version, value=value, remove=rows).replace("'", '"'), "utf-8")
    return path


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskUnderTest]:
    """River Street, with that row."""
    with open_test_desk(playbook=extension(tmp_path), organisation=PEOPLE) as opened:
        yield opened


def wrong_label(desk: DeskUnderTest, paid: str | None = "12.80", label: str | None = "9.95") -> Case:
    """Rice that cost more than its label said."""
    return desk.receive(
        "价签和小票不一致",
        by="chen",
        channel="service-desk",
        unit="river-street",
        customer=FANG,
        category="price/label",
        items=[Item("大米", paid=Money(paid, "CNY") if paid else None)],
        fields={"label-price": label} if label else {},
    )


def offered(desk: DeskUnderTest, case: Case) -> list[tuple[str, str, Money | None]]:
    """What is proposed, by which row."""
    return sorted((one.rule, one.remedy.kind, one.remedy.value) for one in desk.proposals(case, by="chen"))


@pytest.mark.parametrize(
    ("paid", "label", "value"),
    [
        ("12.80", "9.95", "5.70"),
        ("12.80", "9.99", "5.70"),  # 5.62, rounded up to a tenth
        ("12.80", "0.01", "20.00"),  # at most
        ("12.80", "12.80", None),
        ("9.95", "12.80", None),
        ("12.80", None, None),
        (None, "9.95", None),
        ("12.80", "about nine", None),
    ],
)
def test_an_expression_proposes_what_it_comes_to(
    desk: DeskUnderTest, paid: str | None, label: str | None, value: str | None
) -> None:
    """Twice the difference, at most twenty; nothing where a price is not known, or there is no difference."""
    wanted = [("label", "refund", Money(value, "CNY"))] if value else []

    assert offered(desk, wrong_label(desk, paid, label)) == wanted


def test_a_row_is_frozen_with_its_case(tmp_path: Path) -> None:
    """A case keeps the expression it was registered under; those that come later have the new one."""
    with open_test_desk(playbook=extension(tmp_path), organisation=PEOPLE) as desk:
        old = wrong_label(desk)
        before = offered(desk, old)
        from complaintkit.desk.admin.in_force import put_playbook
        from complaintkit.playbook import load_playbook

        put_playbook(desk._opened.door, load_playbook(extension(tmp_path, version="2", value="paid - label_price")))

        assert offered(desk, old) == before == [("label", "refund", Money("5.70", "CNY"))]
        assert offered(desk, wrong_label(desk)) == [("label", "refund", Money("2.90", "CNY"))]


def test_what_another_version_read_is_told_when_a_desk_is_opened(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A kept playbook is never refused; the row that can't be read any more proposes nothing, and is named at once."""
    from complaintkit.desk.admin.in_force import put_playbook
    from complaintkit.playbook import load_playbook, read_playbook

    data = json.loads(json.dumps(load_playbook(extension(tmp_path)).as_data()))
    data["compensation"]["label"]["when"]["if"] = "paid ** 2 > 1"
    database = f"sqlite:///{tmp_path}/desk.db"
    with Desk.open(database, playbook="supermarket", organisation=PEOPLE) as desk:
        put_playbook(desk._opened.door, read_playbook(data))

    with Desk.open(database) as desk:
        case = desk.receive(
            "价签不符",
            by="chen",
            channel="service-desk",
            unit="river-street",
            customer=FANG,
            category="price/label",
            items=[Item("大米", paid=Money(12, "CNY"))],
            fields={"label-price": "9"},
        )
        assert desk.proposals(case, by="chen") == ()

    assert "ours 1: compensation.label.when.if: is no expression" in caplog.text
    assert "proposes nothing" in caplog.text


@pytest.mark.parametrize(
    ("value", "said", "zh"),
    [
        ("2 * (paid - lable_price)", "Did you mean 'label_price'?", "您是不是要写“label_price”？"),
        ("paid - 'x'", "text stands where a number is wanted", "此处应为数字，却是文字"),
        ("paid =~ 'x'", "'=~' is not allowed here", "这里不能用“=~”"),
    ],
)
def test_a_slip_is_refused_with_file_and_key(tmp_path: Path, value: str, said: str, zh: str) -> None:
    """When the playbook is loaded, not when the customer waits; in both languages."""
    with pytest.raises(ConfigurationError) as error:
        open_test_desk(playbook=extension(tmp_path, value=value.replace("'", '\\"')), organisation=PEOPLE)

    assert "ours.toml: compensation.label.give.value: " in str(error.value)
    assert said in str(error.value).replace('"', "'")
    assert zh in error.value.user_message("zh-CN")


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], tuple[Case, Facts]]]:
    """Gives a case, and what may be known when one decides on it; Hypothesis would print both, playbook and all."""
    with open_test_desk(playbook=extension(tmp_path_factory.mktemp("rows")), organisation=PEOPLE) as desk:
        case = wrong_label(desk)
        door = desk._opened.door
        with door.storage.reading() as reader:
            loaded = find(reader, case.number).case
            facts = door.facts(reader, loaded, by="chen")
        yield lambda: (loaded, facts)


MONEY = st.decimals(0, 10**9, places=3, allow_nan=False, allow_infinity=False)


@settings(deadline=None)
@given(
    expression=st.sampled_from(
        [
            "paid - label_price",
            "paid * paid * paid",
            "paid / 7",
            "-paid",
            "paid / label_price",
            "1 - 1",
            "paid * 999999999",
        ]
    ),
    paid=MONEY,
    label=MONEY,
    most=st.decimals("0.001", 10**6, places=3, allow_nan=False),
    rounding=st.sampled_from([None, "up to 1", "down to 5", "to 0.5"]),
    currency=st.sampled_from(["CNY", "JPY", "KWD"]),
    kind=st.sampled_from(["refund", "coupon"]),
)
def test_a_value_keeps_its_bounds(
    known: Callable[[], tuple[Case, Facts]], expression: str, paid: Decimal, label: Decimal, most: Decimal, rounding: str | None,
    currency: str, kind: str,
) -> None:  # fmt: skip
    """Never above `at-most`, never below nothing, always something that can be paid; asked twice, the same."""
    case, facts = known()
    gift = Gift(remedy=kind, value=f"= {expression}", at_most=Money(most, currency), round=rounding)
    rule = CompensationRule(
        id="r", title={}, group="g", when=(Condition(fact="if", operator="if", values=("paid >= 0",)),), give=(gift,),
        because={"en": "Because"},
    )  # fmt: skip
    playbook = attrs.evolve(facts.playbook, compensation={"r": rule}, currency=currency)
    case = case.changed(
        items=(Item("大米", paid=Money(paid, currency)),), fields={"label-price": str(label)}, currency=currency
    )
    facts = attrs.evolve(facts, playbook=playbook)

    found = row_proposals(case, facts)

    assert found == row_proposals(case, facts)
    for one in found:
        assert one.remedy.value is not None
        assert Money(0, currency) < one.remedy.value <= Money(most, currency)
        assert one.remedy.value == one.remedy.value.rounded(mode="down")


@pytest.mark.parametrize(
    ("value", "most", "gives"), [("= paid", None, None), ("= paid", "5", "5.00"), ("100% of item", None, "33.34")]
)
def test_an_expression_without_a_bound_gives_nothing(
    known: Callable[[], tuple[Case, Facts]], value: str, most: str | None, gives: str | None
) -> None:
    """Such a row can't be loaded; one that was kept all the same opens no till. A share is rounded to what can be paid."""
    case, facts = known()
    gift = Gift(remedy="refund", value=value, at_most=Money(most, "CNY") if most else None)
    rule = CompensationRule(id="r", title={}, group="g", when=(), give=(gift,), because={"en": "Because"})
    playbook = attrs.evolve(facts.playbook, compensation={"r": rule})

    found = row_proposals(
        case.changed(items=(Item("大米", paid=Money("33.335", "CNY")),)), attrs.evolve(facts, playbook=playbook)
    )

    assert [one.remedy.value for one in found] == ([Money(gives, "CNY")] if gives else [])


# ---- the files that users wrote -------------------------------------------------------------------------------------
@pytest.fixture
def chain(tmp_path: Path) -> Iterator[DeskUnderTest]:
    """A chain's own rows above "supermarket". Their organisation file names units alone: ours has people."""
    file = WANTED / "rules" / "chain" / "playbooks" / "our-supermarket.toml"
    if not file.is_file():
        pytest.skip("the wanted rules are not here")
    with open_test_desk(playbook=file, organisation=PEOPLE, start="2026-12-01T19:00+08:00") as desk:
        yield desk


def sour(desk: DeskUnderTest, paid: str, customer: Customer, *, root_cause: str) -> Case:
    """Something that had gone off."""
    case = desk.receive(
        "牛奶酸了", by="chen", channel="service-desk", unit="river-street", customer=customer,
        category="product-quality/food", purchase=Purchase("R2", items=[Item("牛奶", paid=Money(paid, "CNY"))]),
    )  # fmt: skip
    return desk.record_facts(case, by="chen", facts="过期两天仍在架上", root_cause=root_cause)


def test_what_the_chain_proposes_for_sour_milk(chain: DeskUnderTest) -> None:
    """Money back, and a coupon of as much, at least ten; of its group the best row counts."""
    somebody = Customer.anonymous(no_contact_because="refused")

    assert offered(chain, sour(chain, "6.50", somebody, root_cause="expiry")) == [
        ("spoiled-food", "coupon", Money("10.00", "CNY")),
        ("spoiled-food", "refund", Money("6.50", "CNY")),
    ]
    assert offered(chain, sour(chain, "129.10", somebody, root_cause="storage")) == [
        ("spoiled-food", "coupon", Money("100.00", "CNY")),
        ("spoiled-food", "refund", Money("129.10", "CNY")),
    ]


def test_what_the_chain_proposes_for_a_wrong_label(chain: DeskUnderTest) -> None:
    """Twice the difference, by an expression; and points for a gold member, which is a group of its own."""
    case = chain.assess(wrong_label(chain), by="chen", severity="normal", approach="核对价签")

    assert offered(chain, case) == [
        ("gold-member-points", "points", None),
        ("price-difference", "refund", Money("5.70", "CNY")),
    ]
    assert offered(chain, wrong_label(chain, "9.95", "12.80")) == []


def test_two_small_coupons_are_one_big_one(chain: DeskUnderTest) -> None:
    """A service desk clerk may promise 50 a case; 30 and then 30 is 60. S4.6"""
    case = sour(chain, "12.80", FANG, root_cause="storage")
    case = chain.assess(case, by="chen", severity="normal", approach="换货")
    coupon = Remedy.coupon(Money(30, "CNY"), valid_days=30)

    with pytest.raises(BeyondAuthority) as refused:
        chain.offer_plan(
            case,
            by="chen",
            measures=[Measure("换货", who="chen", due=timedelta(hours=1))],
            remedies=[coupon, coupon],
            follow_up=timedelta(days=1),
        )

    assert (refused.value.left, refused.value.approver) == (Money(50, "CNY"), "zhao")


def test_a_store_managers_ten_lines_load() -> None:
    """Stricter deadlines and limits, a category and words of their own."""
    file = WANTED / "rules" / "store-manager" / "my-store.toml"
    if not file.is_file():
        pytest.skip("the wanted rules are not here")
    from complaintkit.playbook import load_playbook

    mine = load_playbook(file)

    assert mine.authority["service-desk"].per_case == Money(30, "CNY")
    assert mine.lineage == ("supermarket 1.2",)


@pytest.fixture
def market(tmp_path: Path) -> Iterator[DeskUnderTest]:
    """The night market as its users wrote it."""
    folder = WANTED / "playbooks" / "night-market"
    if not folder.is_dir():
        pytest.skip("the wanted playbooks are not here")
    shutil.copytree(folder, tmp_path / "night-market")
    with open_test_desk(
        playbook=tmp_path / "night-market" / "playbook.toml",
        organisation=tmp_path / "night-market" / "organisation.toml",
        start="2026-11-21T20:05+08:00",
    ) as desk:
        yield desk


def at_the_stall(desk: DeskUnderTest, category: str, **more: object) -> Case:
    """A complaint about stall A12."""
    return desk.receive("烤鱿鱼没熟", by="chen", channel="stall", unit="a12", customer=FANG, category=category, **more)  # type: ignore[arg-type]  # fields of receive


def test_what_the_night_market_proposes(market: DeskUnderTest) -> None:
    """Each of its rows, in the case it is written for. S1.9"""
    squid = Purchase("A12-0042", items=[Item("烤鱿鱼", paid=Money("25.00", "CNY"))])
    raw = at_the_stall(market, "service/food", purchase=squid)
    dear = at_the_stall(market, "price/inflated", purchase=squid, fields={"difference": "5"})
    slow = at_the_stall(market, "service/waiting")
    just = market.proposals(slow, by="chen")
    market.clock.advance(timedelta(minutes=21))

    assert offered(market, raw)[0] == ("cold-or-raw", "refund", Money(25, "CNY"))
    assert ("wrong-price", "refund", Money(5, "CNY")) in offered(market, dear)
    assert just == ()
    assert ("long-wait", "coupon", Money(10, "CNY")) in offered(market, slow)


def test_the_night_market_makes_up_for_being_late(market: DeskUnderTest) -> None:
    """Nobody came with a result in three working days: a discount on the next visit. S1.9"""
    case = at_the_stall(market, "hygiene/rubbish")
    market.clock.advance(timedelta(days=8))
    market.run_due()

    assert offered(market, case) == [("late-feedback", "discount", Money(30, "CNY"))]
