"""The handbook of frequent questions 常见问题解答手册: proposed by anybody, approved by an editor, about nobody. S3.2"""

from __future__ import annotations

import pytest

from complaintkit import Customer, InvalidInput, NotAllowed, NotFound, Period, System

NOVEMBER = Period.month(2026, 11, zone="Asia/Shanghai")
HOST = System("host")


@pytest.fixture
def ask(desk):
    """Takes an inquiry in at the desk of river-street; answers it, unless there is nothing to say."""

    def one(text="轮椅在哪里借？", *, answer="入口左手边", by="chen", unit="river-street", **more):
        given = {"channel": "service-desk", "kind": "inquiry", "customer": Customer(name="王芳", phone="13800138000")}
        case = desk.receive(text, by=by, unit=unit, **given | more)
        return desk.resolve(case, by=by, result=answer, decisions={"1": ("not-upheld", "查无此事")}) if answer else case

    return one


@pytest.fixture
def approved(desk):
    """Puts an entry into the handbook."""

    def one(question="轮椅在哪里借？", answer="入口左手边，押身份证", *, by="chen", **more):
        draft = desk.answers.propose(question, answer, by=by, **more)
        return desk.answers.approve(draft, by=draft.owner)

    return one


# ---- proposed, approved, replaced, retired --------------------------------------------------------------------------
def test_a_draft_waits_for_the_nearest_editor(desk) -> None:
    """Whose role may `edit-answers`; it stands in their duties, and in the handbook only once they approved. S3.2"""
    draft = desk.answers.propose("轮椅在哪里借？", "入口左手边", by="chen", category="service/attitude")
    assert (draft.state, draft.opened_by, draft.owner, draft.waits_for) == ("draft", "chen", "zhao", "zhao")
    assert draft in desk.duties(draft.owner).tasks
    assert desk.answers.list(by="chen") == ()
    with pytest.raises(NotAllowed):
        desk.answers.approve(draft, by="chen")

    desk.answers.approve(draft, by=draft.owner)

    [entry] = desk.answers.list(by="chen")
    assert (entry.number, entry.question, entry.answer) == (draft.number, "轮椅在哪里借？", "入口左手边")
    assert desk.duties(draft.owner).tasks == ()


def test_a_changed_entry_takes_the_place_of_the_old_one(desk, approved) -> None:
    """As a draft first: until it is approved the old one holds, and then the old one no more. S3.2"""
    old = approved()
    new = desk.answers.replace(old, by="chen", answer="改在出口旁")
    assert (new.what, new.source) == (old.what, old.number)
    assert [one.number for one in desk.answers.list(by="chen")] == [old.number]

    desk.answers.approve(new, by=new.owner)

    assert [one.answer for one in desk.answers.list(by="chen")] == ["改在出口旁"]
    gone = desk.tasks.show(old, by=old.owner)
    assert (gone.state, gone.values["next"]) == ("retired", (new.number,))


def test_two_drafts_replace_one_entry(desk, approved) -> None:
    """Each that is approved holds; what is out already does not go out again. S3.2"""
    old = approved()
    drafts = [desk.answers.replace(old, by="chen", answer=text) for text in ("改在出口旁", "改在二楼")]
    for draft in drafts:
        desk.answers.approve(draft, by=draft.owner)
    assert [one.number for one in desk.answers.list(by="chen")] == [one.number for one in drafts]


@pytest.mark.parametrize("state", ["draft", "approved"])
def test_an_entry_is_retired_with_a_reason(desk, approved, state) -> None:
    """A draft is turned down the same way; neither comes back. S3.2"""
    entry = approved() if state == "approved" else desk.answers.propose("轮椅在哪里借？", "入口左手边", by="chen")
    with pytest.raises(InvalidInput) as refused:
        desk.answers.retire(entry, by=entry.owner, reason=" ")
    assert refused.value.field == "reason"

    entry = desk.answers.retire(entry, by=entry.owner, reason="不再提供轮椅")

    assert (entry.state, desk.answers.list(by="chen")) == ("retired", ())
    with pytest.raises(NotAllowed):
        desk.answers.approve(entry, by=entry.owner)


def test_what_would_not_change_is_no_draft(desk, approved) -> None:
    """The same words again, or an improvement of something else, replace nothing. S3.2"""
    entry = approved()
    with pytest.raises(InvalidInput):
        desk.answers.replace(entry, by="chen", answer=entry.words["answer"])


# ---- about nobody ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("field", ["question", "answer"])
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("请打13800138000", "telephone number"),
        ("写信到 wang@example.com", "e-mail"),
        ("王芳借走了轮椅", "customer's name"),
        ("", "missing"),
    ],
)
def test_an_entry_holds_no_person(desk, ask, approved, field, text, found) -> None:
    """The field is named and what was found in it, never the thing itself; a new wording is looked at as well. S3.2"""
    case, entry = ask(), approved()
    given = {"question": "轮椅在哪里借？", "answer": "入口左手边", field: text}
    with pytest.raises(InvalidInput) as refused:
        desk.answers.propose(**given, by="chen", cases=[case.number])
    assert refused.value.field == field
    assert found in str(refused.value)
    assert not text or text not in str(refused.value)
    if found != "customer's name":
        with pytest.raises(InvalidInput) as again:
            desk.answers.replace(entry, by="chen", **{field: text})
        assert again.value.field == field


def test_a_case_that_one_may_not_see_tells_nothing(desk, ask) -> None:
    """Not even whether its customer's name is in the text. R20"""
    case = ask(by="fan", unit="old-town")
    with pytest.raises(NotFound):
        desk.answers.propose("轮椅在哪里借？", "王芳借走了", by="chen", cases=[case.number])


# ---- found ----------------------------------------------------------------------------------------------------------
def test_an_entry_holds_within_its_unit(desk, approved) -> None:
    """What head office says holds in every store; what one store says holds there. R20"""
    house = approved("停车怎么收费？", "前两小时免费", by="yu", unit=desk.people.organisation(by=HOST).root)
    store = approved()
    assert {one.number for one in desk.answers.list(by="chen")} == {house.number, store.number}
    assert {one.number for one in desk.answers.list(by="fan")} == {house.number}
    assert {one.number for one in desk.answers.list(by="fan", unit="river-street")} == {house.number, store.number}
    assert len(desk.answers.list(by=HOST)) == 2
    with pytest.raises(InvalidInput):
        desk.answers.list(by="chen", unit="nowhere")


def test_the_most_fitting_comes_first(desk, approved) -> None:
    """In whatever words it is asked, and only what fits; of one language where one is asked for. S3.2"""
    wheelchair, parking = approved(), approved("停车怎么收费？", "前两小时免费")
    english = approved("Where can I borrow a wheelchair?", "Left of the entrance")
    assert [one.number for one in desk.answers.search("我想借一下轮椅，在哪里？", by="chen")] == [wheelchair.number]
    assert [one.number for one in desk.answers.search("停车场收费吗", by="chen", limit=1)] == [parking.number]
    assert [one.number for one in desk.answers.search("Can we borrow a wheelchair?", by="chen")] == [english.number]
    assert desk.answers.search("轮椅", by="chen", language="en") == ()
    assert desk.answers.search("有没有充电宝", by="chen") == ()


def test_what_fits_a_case_is_offered_as_it_comes_in(desk, ask, approved) -> None:
    """To whoever may see it, the entries of its unit, those of its category before others. S3.2, R20"""
    approved()
    entry = approved("轮椅在哪里借？", "服务台旁", category="product-quality")
    case = ask("你好，我妈妈走不动，轮椅在哪里可以借？", answer=None, category="product-quality")
    offered = desk.answers.for_case(case, by="chen")
    assert [one.answer for one in offered] == ["服务台旁", "入口左手边，押身份证"]
    assert offered[0].number == entry.number
    with pytest.raises(NotFound):
        desk.answers.for_case(case, by="fan")


# ---- what has no entry ----------------------------------------------------------------------------------------------
def test_what_is_asked_alike_and_has_no_entry_is_listed(desk, ask) -> None:
    """Answered inquiries only, from so many on, the most frequent first, each with what was answered. S3.2"""
    alike = [ask(text) for text in ("轮椅在哪里借？", "请问哪里可以借轮椅", "你好，轮椅在哪里借呀")]
    twice = [ask("停车怎么收费？", answer=text) for text in ("两小时免费", "前两小时免费")]
    ask("轮椅在哪里借？", answer=None)

    found = desk.answers.groups(NOVEMBER, by="chen", least=2)

    assert [(set(one.cases), one.count) for one in found] == [
        ({one.number for one in alike}, 3),
        ({one.number for one in twice}, 2),
    ]
    assert set(found[1].answers) == {"两小时免费", "前两小时免费"}
    assert [one.count for one in desk.answers.groups(NOVEMBER, by="chen")] == [3]
    assert desk.answers.groups(Period.month(2026, 10, zone="Asia/Shanghai"), by="chen", least=1) == ()


@pytest.mark.parametrize("how", ["by its cases", "by its question"])
def test_what_has_an_entry_or_a_draft_is_not_listed_again(desk, ask, how) -> None:
    """Until that is retired. S3.2"""
    cases = [ask() for _ in range(3)]
    [group] = desk.answers.groups(NOVEMBER, by="chen")
    if how == "by its cases":
        draft = desk.answers.propose("轮椅服务", "入口左手边", by="chen", cases=group.cases)
    else:
        draft = desk.answers.propose("哪里可以借轮椅", "入口左手边", by="chen")
    assert desk.answers.groups(NOVEMBER, by="chen") == ()
    desk.answers.retire(draft, by=draft.owner, reason="写得不清楚")
    assert [one.count for one in desk.answers.groups(NOVEMBER, by="chen")] == [len(cases)]


def test_groups_hold_only_what_one_may_see(desk, ask) -> None:
    """The other store's inquiries are not counted, nor named. R20"""
    mine = [ask() for _ in range(3)]
    ask(by="fan", unit="old-town")
    [group] = desk.answers.groups(NOVEMBER, by="chen")
    assert set(group.cases) == {one.number for one in mine}
    assert desk.answers.groups(NOVEMBER, by="fan") == ()
    assert [one.count for one in desk.answers.groups(NOVEMBER, by=HOST)] == [4]


# ---- on paper -------------------------------------------------------------------------------------------------------
def test_the_handbook_is_by_category_and_of_one_language(desk, approved) -> None:
    """In the order of the playbook, what has no category last; every entry once. S3.2"""
    approved()
    approved("牛奶保质期多久？", "看瓶盖", category="product-quality")
    approved("Where is the toilet?", "Third floor")
    book = desk.answers.handbook(by="chen", language="zh")
    assert [[one.answer for one in answers] for _, answers in book.chapters()] == [["看瓶盖"], ["入口左手边，押身份证"]]
    page, text = book.to_html(), book.to_markdown()
    assert page.index("看瓶盖") < page.index("其他问题") < page.index("入口左手边")
    assert text.index("看瓶盖") < text.index("其他问题") < text.index("入口左手边")
    assert "toilet" not in page + text
    assert "Third floor" in desk.answers.handbook(by="chen").to_html()


@pytest.mark.parametrize(
    "nasty", ["<script>alert(1)</script>", "# 标题", "[链接](http://x.example)", "1. 第一", "- 第一", "==="]
)
def test_what_somebody_writes_stays_text(desk, approved, nasty) -> None:
    """On the page and in Markdown, whatever it is. S3.2"""
    approved("怎么办？", nasty)
    book = desk.answers.handbook(by="chen", language="zh")
    assert "<script>" not in book.to_html()
    assert nasty not in book.to_markdown().splitlines()


def test_an_empty_handbook_says_so(desk) -> None:
    """In the language asked for. S3.2"""
    book = desk.answers.handbook(by="chen", language="zh")
    assert "暂无条目" in book.to_html()
    assert "暂无条目" in book.to_markdown()


# ---- by whichever way -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("field", ["what", "answer"])
@pytest.mark.parametrize("text", ["请打13800138000", "王芳借走了轮椅"])
def test_no_other_verb_writes_a_person_into_an_entry(desk, ask, field, text) -> None:
    """Not the one that opens any kind of task either. S3.2"""
    case = ask()
    typed = {"what": "轮椅在哪里借？", "answer": "入口左手边", field: text}
    given = {"answer": typed["answer"], "language": "zh"}
    with pytest.raises(InvalidInput) as refused:
        desk.tasks.open("answer", typed["what"], by="chen", who="zhao", cases=[case.number], given=given)
    assert refused.value.field == field
    assert text not in str(refused.value)


def test_a_case_whose_customer_is_named_is_not_tied_later(desk, ask) -> None:
    """An entry may speak of a brand that is a customer's name, as long as it does not come from them. S3.2"""
    entry = desk.answers.propose("王芳牌酱油在哪里？", "3排", by="chen")
    with pytest.raises(InvalidInput):
        desk.tasks.tie(entry, ask().number, by="zhao")
    other = ask(customer=Customer(name="李强", phone="13700001111"))
    assert desk.tasks.tie(entry, other.number, by="zhao").cases == (other.number,)


def test_a_replacement_approved_as_a_form_does_takes_the_place_as_well(desk, approved) -> None:
    """By its step: the old one is in no list. S3.2"""
    old = approved()
    new = desk.answers.replace(old, by="chen", answer="改在出口旁")
    desk.tasks.step(new, "approve", by=new.owner)
    assert [one.answer for one in desk.answers.list(by="chen")] == ["改在出口旁"]
