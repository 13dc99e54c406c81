"""Questions that say the same are found by the characters they share, in Chinese and in English. S3.2"""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from complaintkit.model import alike
from complaintkit.model.alike import ALIKE, FITS, LONGEST, coverage, groups_of, likeness

SAME = [
    ("轮椅在哪里借？", "请问哪里可以借轮椅"),
    ("你们几点关门？", "请问几点关门啊"),
    ("会员卡怎么办理？", "怎么办会员卡"),
    ("退货要带小票吗？", "请问退货需要带小票吗"),
    ("停车怎么收费？", "停车收费吗"),
    ("停车场怎么收费", "请问停车场如何收费？"),
    ("积分怎么兑换？", "积分在哪里兑换"),
    ("有没有送货上门？", "可以送货上门吗"),
    ("购物卡能不能开发票？", "购物卡可以开发票吗？"),
    ("发票怎么开", "在哪里开发票？"),
    ("有机蔬菜几号到货", "有机蔬菜什么时候到货？"),
    ("母婴室在几楼？", "请问母婴室在哪一楼"),
    ("Where can I borrow a wheelchair?", "Can I borrow a wheelchair here?"),
    ("What time do you close?", "When do you close today?"),
    ("How do I join the membership?", "How can I join your membership programme?"),
    ("Is there a receipt needed for returns?", "Do I need a receipt for a return?"),
    ("Where is the baby room?", "Hello, where's the baby room please?"),
    ("Do you deliver to my home?", "Can you deliver home?"),
    ("Can I pay with a gift card?", "Is it possible to pay by gift card?"),
    ("How much is parking?", "How much does parking cost?"),
]
OTHER = [
    ("轮椅在哪里借？", "厕所在哪里？"),
    ("你们几点关门？", "你们几点开门？"),
    ("会员卡怎么办理？", "会员卡怎么注销？"),
    ("退货要带小票吗？", "换货要多久？"),
    ("停车怎么收费？", "送货怎么收费？"),
    ("积分怎么兑换？", "积分怎么查询？"),
    ("发票怎么开", "会员怎么开通"),
    ("有机蔬菜几号到货", "有机牛奶几号到货"),
    ("母婴室在几楼？", "收银台在几楼？"),
    ("购物卡能不能开发票？", "购物卡能不能退？"),
    ("有没有送货上门？", "有没有充电宝？"),
    ("酱油在哪里", "酱油过期了吗"),
    ("Where can I borrow a wheelchair?", "Where is the toilet?"),
    ("What time do you close?", "What time do you open?"),
    ("How do I join the membership?", "How do I cancel the membership?"),
    ("Can I pay with a gift card?", "Where can I buy a gift card?"),
    ("Where is the baby room?", "Where is the baby food?"),
    ("How much is parking?", "How much is delivery?"),
    ("Do you deliver to my home?", "Do you sell home textiles?"),
    ("Is the milk organic?", "Is the bread organic?"),
]


def test_what_is_found_and_what_is_missed() -> None:
    """Of twenty pairs that ask the same two are missed, of twenty made to mislead one is taken for the same. S3.2"""
    missed = [pair for pair in SAME if likeness(*pair) < ALIKE]
    wrong = [pair for pair in OTHER if likeness(*pair) >= ALIKE]
    assert missed == [SAME[11], SAME[13]]
    assert wrong == [OTHER[15]]


@pytest.mark.parametrize(("one", "other"), SAME + OTHER)
def test_likeness_is_a_share_and_goes_both_ways(one: str, other: str) -> None:
    """From 0 to 1; a text is as like itself as can be, whatever its width, case and punctuation. S3.2"""
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, f"  {one.upper()}!！ ") == 1
    assert coverage(one, other) >= likeness(one, other)


@pytest.mark.parametrize("text", ["", "  ", "？？", "!"])
def test_what_says_nothing_is_like_nothing(text: str) -> None:
    """Two inquiries without words are not the same question. S3.2"""
    assert (likeness(text, text), coverage(text, "轮椅在哪里借？")) == (0, 0)


def test_a_question_of_nothing_but_stock_phrases_is_still_one() -> None:
    """What is left out of every other is all that there is of it. S3.2"""
    assert likeness("请问怎么样", "怎么样") >= FITS / 2
    assert likeness("How is it?", "how is it") == 1


def test_a_question_is_found_within_a_long_message() -> None:
    """Which has more than the question in it. S3.2"""
    message = "昨天在你们店买的锅，回家发现盖子裂了，也没有摔过，想问问退货是不是一定要带小票？"
    assert coverage("退货要带小票吗？", message) >= FITS > coverage("会员卡怎么办理？", message)


def test_only_the_beginning_of_a_very_long_text_is_looked_at() -> None:
    """So that no text takes longer than another. S3.2"""
    assert likeness("轮椅" * LONGEST + "停车", "轮椅" * LONGEST) == 1


@pytest.mark.parametrize("seed", range(3))
def test_groups_hold_each_text_once_and_the_largest_comes_first(seed: int) -> None:
    """Whatever the order in which they came in, those who asked the same are together. S3.2"""
    asked = [
        f"{polite}{question}" for question in ("轮椅在哪里借", "停车场怎么收费") for polite in ("", "请问", "你好，")
    ]
    texts = [*asked, "几点关门？"]
    random.Random(seed).shuffle(texts)  # noqa: S311  the same every time
    groups = groups_of(texts)
    assert sorted(place for group in groups for place in group) == list(range(len(texts)))
    assert [len(group) for group in groups] == [3, 3, 1]
    assert all(likeness(texts[a], texts[b]) >= ALIKE for group in groups for a, b in pairwise(group))


def test_no_text_is_compared_with_more_than_a_few_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many groups there are: so many texts take so much time, not its square. S3.2"""
    compared, plain = [], alike._dice

    def counted(one: frozenset[str], other: frozenset[str]) -> float:
        compared.append(1)
        return plain(one, other)

    monkeypatch.setattr(alike, "_dice", counted)
    chance = random.Random(7)  # noqa: S311  the same every time
    signs = [chr(0x4E00 + number) for number in range(200)]
    texts = ["".join(chance.choices(signs, k=8)) for _ in range(1000)]
    assert len(alike.groups_of(texts)) > 900
    assert len(compared) <= 1000 * alike.CANDIDATES
