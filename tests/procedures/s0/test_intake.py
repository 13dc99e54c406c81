"""The supermarket's process, from outside: taken in, registered, assessed; who is responsible. S0.1-S0.5, S0.12"""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

from complaintkit import Customer, NotAllowed, NotFound, NotResponsible, System

TYPES = {
    "product-quality/food": "牛奶是酸的",
    "service/attitude": "收银员爱答不理",
    "environment/cleanliness": "地上有水，没人拖",
    "price/checkout": "多收了两块钱",
    "safety/hazard": "货架快倒了",
    "other": "停车场没有灯",
}


# ---- S0.1 -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("unit", "by"), [("river-street", "chen"), ("old-town", "fan")])
@pytest.mark.parametrize("category", TYPES)
def test_s0_1_every_store_takes_every_type(store, receive, unit, by, category):
    """S0.1: goods, service, environment and more, at each store: registered there, and seen there and nowhere else."""
    case = receive(category, by=by, unit=unit, text=TYPES[category])

    assert (case.state, case.category, case.unit, case.owner) == ("registered", category, unit, by)
    other = {"chen": "fan", "fan": "chen"}[by]
    with pytest.raises(NotFound):
        store.desk.case(case, by=other)


def test_s0_1_a_chain_adds_a_type_of_its_own(open_house, tmp_path, wang):
    """S0.1: the category tree is data: two lines make another type, which has what the one above it has."""
    (tmp_path / "ours.toml").write_text(
        'schema = 1\nname = "ours"\nversion = "1"\nextends = "supermarket"\nbase = "1.2"\n'
        'category."environment/parking".title = { zh = "停车场", en = "Car park" }\n',
        "utf-8",
    )
    ours = open_house(str(tmp_path / "ours.toml"), "supermarket", "2026-11-23T10:00+08:00")

    case = ours.desk.receive(
        "没有灯", by="chen", channel="service-desk", unit="river-street", customer=wang, category="environment/parking"
    )

    assert "到现场查看" in ours.told("wei")["first-handling"]
    assert case.category == "environment/parking"


# ---- S0.2 -----------------------------------------------------------------------------------------------------------
def test_s0_2_no_slow_answer_stays_unseen(store, receive):
    """S0.2: what nobody takes up is brought to the store manager, and stays on record as late."""
    case = receive()
    store.later(hours=25)

    case = store.desk.case(case, by="xu")
    assert {"assessment", "handling"} <= {one.name for one in case.deadlines if one.breached_at}
    assert "初步评估" in store.told("chen")["deadline-breached"]
    assert any(one.case == case.number for one in store.desk.duties("xu").owed)


@pytest.mark.parametrize(
    ("left_out", "missing"),
    [({"category": None}, "category"), ({"customer": Customer(name="王芳")}, "contact-or-reason")],
)
def test_s0_2_no_record_stays_incomplete(store, receive, left_out, missing):
    """S0.2: what is not written down is asked for by name, and nothing goes on without it."""
    case = receive(**left_out)

    assert (case.state, case.missing) == ("received", (missing,))
    with pytest.raises(NotAllowed):
        store.desk.assess(case, by="chen", severity="normal", approach="查冷柜记录")


def test_s0_2_responsibility_is_always_clear(store, receive, investigate):
    """S0.2, F1: one person at any time, also while it is being handed over; the other store's people are not asked."""
    case = investigate(receive())
    case = store.desk.offer_handover(case, by="chen", to="sun", reason="shift")
    assert case.owner == "chen"

    case = store.desk.accept_handover(case, by="sun", handover=case.handover.id)

    assert (case.owner, case.owners, case.first_receiver) == ("sun", ("chen", "sun"), "chen")


def test_s0_2_no_result_is_left_untold(store, receive, investigate, offer, resolve, her):
    """S0.2: the result is with the customer, and nothing is filed before they were asked."""
    case = resolve(offer(investigate(receive())))

    assert "已退货" in store.told(her)["resolved"]
    with pytest.raises(NotAllowed):
        store.desk.archive(case, by="chen")


# ---- S0.3 -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("channel", "by"),
    [("service-desk", "chen"), ("hotline", "jin"), ("web", "jin"), ("social", "jin"), ("email", "jin")],
)
def test_s0_3_received_by_every_way(store, receive, moment, channel, by):
    """S0.3: at the desk, by hotline, website, social media: time, name, contact and content are on record."""
    case = receive(by=by, channel=channel, received_at=moment("2026-11-23T09:40"))

    assert (case.channel, case.received_at, case.text) == (channel, moment("2026-11-23T09:40"), "牛奶是酸的")
    whole = store.desk.contact(case, by=by, purpose="回电")
    assert (whole.name, whole.contacts[0].address) == ("王芳", "13800138000")


@pytest.mark.parametrize(("language", "word"), [("zh", "热情接待"), ("en", "Warmly")])
def test_s0_3_received_warmly(store, language, word):
    """S0.3: how, stands beside the form."""
    assert word in store.desk.guidance("receive", by="chen", language=language)


def test_s0_3_what_comes_by_itself_has_somebody(store, receive):
    """S0.3: a mail that nobody stood in front of goes to the hotline's turn."""
    assert receive(by=System("mail"), channel="email").owner == "jin"


# ---- S0.4 -----------------------------------------------------------------------------------------------------------
def test_s0_4_registered_with_a_number(store, receive, moment, milk):
    """S0.4: category, time of the event, goods, urgency; a number of its own, by which it is found again."""
    case = receive(severity="high", occurred_at=moment("2026-11-22T18:00"))
    again = receive()

    assert (case.category, case.severity, case.occurred_at) == (
        "product-quality/food", "high", moment("2026-11-22T18:00"),
    )  # fmt: skip
    assert [one.name for one in case.items] == [milk.name]
    assert case.number != again.number
    assert store.desk.case(case.number, by="chen") == case


@pytest.mark.parametrize("language", ["zh", "en"])
def test_s0_4_the_customer_has_the_number(store, receive, wang, her, language):
    """S0.4: told at once, in their language."""
    case = receive(customer=attrs.evolve(wang, language=language))

    told = store.told(her)["received"]

    assert case.number in told
    assert ("responsible" in told) is (language == "en")


@pytest.mark.parametrize(("language", "words"), [("zh-CN", "投诉登记表"), ("en", "egistration")])
def test_s0_4_the_form_of_registration_goes_on_paper(store, receive, moment, her, language, words):
    """S0.4: 投诉登记表, in the reader's language, with number, type, goods, urgency; the contact on it is masked."""
    case = receive(severity="high", occurred_at=moment("2026-11-22T18:00"))

    page = store.desk.registration_form(case, by="chen").to_html(language)

    assert words in page
    for part in (case.number, "鲜牛奶", "牛奶是酸的"):
        assert part in page
    assert her not in page


# ---- S0.5 -----------------------------------------------------------------------------------------------------------
def test_s0_5_assessed_within_a_day(store, receive):
    """S0.5: by whoever is responsible, 24 hours from receipt; what they chose and how urgent it is are on record."""
    case = receive()
    assert store.owed(case, "assessment", by="chen").due_at == case.received_at + timedelta(hours=24)
    with pytest.raises(NotResponsible):
        store.desk.assess(case, by="hao", severity="high", approach="查冷柜")

    case = store.desk.assess(case, by="chen", severity="high", approach="换货，检查同批商品")

    assert (case.severity, case.approach) == ("high", "换货，检查同批商品")
    assert "assessment" not in {one.name for one in case.open_deadlines}


@pytest.mark.parametrize(("language", "words"), [("zh", "前给您答复"), ("en", "will answer by")])
def test_s0_5_the_customer_is_told_when_to_expect_an_answer(store, receive, wang, her, language, words):
    """S0.5: with the first message: in their language, by when."""
    receive(customer=attrs.evolve(wang, language=language))
    assert words in store.told(her)["received"]


@pytest.mark.parametrize(("hours", "by"), [(30, "11月24日16:00"), (None, "11月26日18:00")])
def test_s0_5_what_the_assessment_makes_of_it_is_told(store, receive, her, hours, by):
    """S0.5: the time that whoever is responsible expects it to take reaches the customer, who was told another before."""
    expected = None if hours is None else timedelta(hours=hours)
    store.desk.assess(receive(), by="chen", severity="normal", approach="查冷柜", answer_expected=expected)

    assert f"预计{by}前有结果" in store.told(her)["expected-time"]


# ---- S0.12 ----------------------------------------------------------------------------------------------------------
def test_s0_12_everyone_sees_what_they_are_responsible_for(store, receive):
    """S0.12: whoever has something to do has it in their list, with what they may do about it; nobody else has."""
    case = receive("environment/cleanliness", text="地上有水")

    assert [one.what for one in store.desk.duties("wei").owed] == ["first-handling"]
    assert {one.case for one in store.desk.duties("chen").owed} == {case.number}
    assert store.desk.duties("sun").owed == ()
    for who in ("wei", "chen"):
        for one in store.desk.duties(who).owed:
            assert set(one.commands) & store.desk.allowed(case, by=who)
