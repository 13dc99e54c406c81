"""Texts that say the same: by the characters they share, in Chinese and in English; no dictionary, no chance. S3.2"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

__all__ = ["ALIKE", "FITS", "coverage", "groups_of", "likeness"]

ALIKE: Final = 0.68
"""From here on two questions are the same: of forty pairs of the test beside, half of them made to mislead, it gets 37 right."""
FITS: Final = 0.6
"""From this coverage on an answer is worth offering to whoever has the question before them."""
LONGEST: Final = 400
"""So many characters of a text are looked at."""
CANDIDATES: Final = 40
"""With so many groups, those that share most, a text is compared."""
_COMMON: Final = 200
"""A shingle that so many groups have says nothing about which of them to compare with."""

_HAN: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af]+")
_WORD: Final = re.compile(r"[^\W_]+")
_SAID_ANYWAY: Final = re.compile(
    "请问一下|请问|问一下|想问|咨询一下|咨询|你好|您好|麻烦|谢谢|你们|我们|咱们|我想|我要|想要|知道|告诉|这里|这边"
    "|在哪里|在哪儿|在哪|哪里|哪儿|怎么样|怎么|怎样|如何|可不可以|可以|能不能|能否|是不是|是否|有没有|什么|一下"
    "|[吗呢吧啊呀的了我你您请]"
)
"""What Chinese questions begin and end with, whatever they ask for."""
_SMALL: Final = frozenset(
    "a about am an and any are at be by can could did do does for from get hello hi how i if in is it know like may me my of"
    " on or our please tell thank thanks that the there here this to us want was we what when where which who will with"
    " would you your s m d ll ve re".split()
)
"""English words that questions hold whatever they ask for."""


def likeness(one: str, other: str) -> float:
    """Return how much two texts share, 0 to 1: of the shingles of both, the share that both have (Dice).

    Shingles are single characters and pairs of Chinese, and triples of characters of each other word, without what
    questions hold anyway. The order in which two things are asked does not matter.

    >>> likeness("轮椅在哪里借？", "请问哪里可以借轮椅") >= ALIKE
    True
    >>> likeness("轮椅在哪里借？", "厕所在哪里？") >= ALIKE
    False
    """
    return _dice(_shingles(one), _shingles(other))


def coverage(one: str, other: str) -> float:
    """Return how much of the shorter of two texts the longer one holds, 0 to 1: for a question within a long message.

    >>> coverage("退货要小票吗", "昨天买的锅盖子裂了，想问问退货是不是一定要小票") >= FITS
    True
    """
    a, b = _shingles(one), _shingles(other)
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def groups_of(texts: Sequence[str], *, alike: float = ALIKE) -> tuple[tuple[int, ...], ...]:
    """Return the places of texts that say the same as the first of their group; the largest group first.

    Each text is compared with at most `CANDIDATES` groups, so that it takes as long as there are texts.

    >>> groups_of(["轮椅在哪里借？", "几点关门？", "哪里可以借轮椅？"])
    ((0, 2), (1,))
    """
    groups: list[list[int]] = []
    first: list[frozenset[str]] = []
    having: defaultdict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        shingles = _shingles(text)
        near = [(_dice(shingles, first[group]), -group) for group in _candidates(shingles, having)]
        likest, group = max(near, default=(0.0, 0))
        if likest >= alike:
            groups[-group].append(place)
            continue
        for one in shingles:
            having[one].append(len(groups))
        groups.append([place])
        first.append(shingles)
    return tuple(map(tuple, sorted(groups, key=lambda one: (-len(one), one[0]))))


def _candidates(shingles: frozenset[str], having: defaultdict[str, list[int]]) -> Iterator[int]:
    shared = Counter[int]()
    for one in sorted(shingles):
        if 0 < len(having.get(one, ())) <= _COMMON:
            shared.update(having[one])
    return (group for group, _ in shared.most_common(CANDIDATES))


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


@lru_cache(maxsize=4096)
def _shingles(text: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).casefold()
    return frozenset(_of(_SAID_ANYWAY.sub(" ", plain), _SMALL)) or frozenset(_of(plain, frozenset()))


def _of(text: str, without: frozenset[str]) -> Iterator[str]:
    for word in _WORD.findall(_HAN.sub(" ", text)):
        if word not in without:
            edged = f"_{word}_"
            yield from (edged[i : i + 3] for i in range(len(edged) - 2))
    for run in _HAN.findall(text):
        yield from run
        yield from (run[i : i + 2] for i in range(len(run) - 1))
