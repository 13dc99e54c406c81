"""Titles of the words of closed lists in a report."""

from __future__ import annotations

from collections.abc import Mapping

from complaintkit.model.wording import COMMANDS, STATES, WORDS

_OURS: Mapping[str, tuple[str, str]] = {
    "-": ("not sorted yet", "尚未分类"),
    "settled": ("settled on the spot", "现场解决"),
    "answered": ("answered before the desk knew them", "补录答复"),
    "external": ("external route", "外部途径"),
    "asked": ("asked for", "报批"),
    "approved": ("approved", "批准"),
    "refused": ("refused", "不予批准"),
    "plan-refused": ("the plan was refused", "方案未被接受"),
    "dissatisfied": ("the customer was not satisfied", "顾客不满意"),
}


def titled(word: str) -> Mapping[str, str]:
    """Return the word in both languages; itself, where it is in no list.

    >>> titled("complaint")["zh"], titled("R6 assess")["zh"], titled("hotline")["zh"]
    ('投诉', 'R6 评估', 'hotline')
    """
    if word in _OURS:
        en, zh = _OURS[word]
        return {"en": en, "zh": zh}
    rule, blank, command = word.partition(" ")
    if blank:
        return {"en": word, "zh": f"{rule} {COMMANDS.get(command, command)}"}
    return {"en": word.replace("-", " "), "zh": {**STATES, **WORDS}.get(word, word)}
