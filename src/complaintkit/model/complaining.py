"""Tell if words say outright that who speaks complains: whatever it was taken down as, it is a complaint then. R5"""

from __future__ import annotations

import re
import unicodedata
from itertools import islice
from typing import Final

_WORD: Final = "投诉"
_STOP: Final = re.compile(r"[,。!?;、:\n]")
_FAR: Final = 20
_MOST: Final = 100  # who says it more often has said it
# What stands before and behind the word, in its clause: 我要投诉, 我想再去12315投诉, 我投诉; not 我不想投诉, 我的投诉, 投诉电话.
_INTENDS: Final = re.compile(
    r"(?<![不没别])(?:要|想|得|打算|准备|决定|正式|我们?)[再去来]?(?:正式|(?:向|到|去|找|打|在|拨打).{1,10})?(?:进行|提出)?$"
)
_IS_ONE: Final = re.compile(r"(?<!不)是(?:一[个条件次])?(?:正式的?)?$")
_NO_PLACE: Final = re.compile(r"(?!电话|热线|渠道|方式|流程|单|处)")
_TO_YOU: Final = re.compile(r"[你他她它这那贵]|一下|$")
_ENGLISH: Final = re.compile(
    r"\b(?:want|wish|like|going|have|need|here) to (?:\w{1,20} )?complain\b"
    r"|\bi(?:'m| am| do| must| will|'ll)? (?:hereby )?complain(?:ing)?\b"
    r"|\b(?:mak|fil|lodg|rais)(?:e|ing) (?:a|an|another|my)(?: \w{1,20})? complaint\b"
    r"|\b(?:this|it) is (?:a|an)(?: \w{1,20})? complaint\b"
)
_DENIES: Final = re.compile(r"\b(?:not|never|no longer|don't|didn't|won't|wouldn't)\b[^.,;!?]{0,30}\bcomplain")


def complains(text: str) -> bool:
    """Tell if words say that their speaker complains; in doubt they don't, and whoever reads them decides.

    >>> complains("我要投诉！"), complains("我想去12315投诉你们"), complains("投诉电话是多少"), complains("我不想投诉")
    (True, True, False, False)
    >>> complains("I want to complain"), complains("I do not want to complain"), complains("thanks, no complaints")
    (True, False, False)
    """
    said = unicodedata.normalize("NFKC", text).replace("’", "'").replace("訴", "诉").casefold()
    if any(_is_outright(*_around(said, found.start())) for found in islice(re.finditer(_WORD, said), _MOST)):
        return True
    return "complain" in said and bool(_ENGLISH.search(_DENIES.sub("", said)))


def _around(said: str, at: int) -> tuple[str, str]:
    """Return what stands before and behind the word in its clause, not far from it."""
    behind = at + len(_WORD)
    return _STOP.split(said[max(0, at - _FAR) : at])[-1], _STOP.split(said[behind : behind + 2])[0]


def _is_outright(before: str, behind: str) -> bool:
    if not before:
        return bool(_TO_YOU.match(behind))
    if _IS_ONE.search(before):
        return not behind
    return bool(_INTENDS.search(before) and _NO_PLACE.match(behind))
