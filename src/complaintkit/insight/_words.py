"""The words of a report."""

from __future__ import annotations

from collections.abc import Mapping

from complaintkit.model.phrase import Phrase, phrase
from complaintkit.model.wording import window_in_words

_WORDS: Mapping[str, Phrase] = phrase.table(
    "report",
    {
        "report": "Complaints",
        "all": "all units",
        "sort": "",
        "count": "count",
        "share": "share",
        "before": "before",
        "value": "value",
        "limits": "limits",
        "person": "given by",
        "cases": "Received",
        "kinds": "Kinds",
        "categories": "Categories",
        "units": "Units",
        "channels": "Channels",
        "endings": "How they ended",
        "deadlines": "Deadlines",
        "met": "in time",
        "breached": "late",
        "waived": "waived",
        "median": "median time",
        "satisfaction": "Satisfaction, 1 to 5",
        "answers": "answers",
        "process": "how it was handled",
        "outcome": "what came of it",
        "satisfied": "satisfied",
        "dissatisfied": "not satisfied",
        "as_told": "written down by staff",
        "followed_up": "asked afterwards",
        "settled": "Settled on the spot",
        "by_concerned": "of these, by the person complained about",
        "rounds": "Gone round again",
        "handovers": "Handovers",
        "offered": "offered",
        "accepted": "accepted",
        "declined": "declined",
        "lapsed": "lapsed",
        "ruled": "ruled by a leader",
        "exceptions": "Exceptions: acted alone, on record",
        "given": "Given to customers",
        "givers": "By who promised it",
        "budgets": "Budgets, at cost",
        "over": "beyond it",
        "approvals": "Approvals",
    },
)


def word_in(word: str, language: str) -> str:
    """Return a word of reports, or of a limit's window, in a language.

    >>> word_in("lapsed", "zh-CN"), word_in("month", "zh"), word_in("90 days", "zh")
    ('逾期未答复', '每月', '90天内')
    """
    return (_WORDS[word] if word in _WORDS else window_in_words(word).in_english(word)).to(language)
