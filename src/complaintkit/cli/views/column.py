"""Headings of tables, by what they are called in English."""

from __future__ import annotations

from collections.abc import Mapping

from complaintkit.model.phrase import Phrase, in_language, phrase

COLUMNS: Mapping[str, Phrase] = {
    str(one): one
    for one in phrase.table(
        "column",
        # cases
        "number received state owner category severity due-next customer text deadline due within to-do whose-turn "
        # messages
        "id case message to by tries at detail "
        # coupons
        "coupon value good-until unit campaign sale "
        # standing surveys
        "survey scores said told-to "
        # members
        "member since via recruited-by "
        # what was refused, and the inbox
        "who what code reason channel sender day count "
        # rules and people
        "name version title languages kind unit-around time-zone roles units deputy role turns otherwise from "
        "until "
        # plugins
        "plugin instance distribution status brings notifier language longest fields wording setting type "
        "default",
    ).values()
}


def column_in_words(column: str, language: str) -> str:
    """Return a heading in a language.

    >>> column_in_words("due next", "zh"), column_in_words("due next", "en")
    ('最近时限', 'due next')
    """
    return in_language(COLUMNS.get(column, column), language)
