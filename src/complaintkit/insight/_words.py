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
        "duplicates": "besides, the same as an earlier one and counted with it",
        "kinds": "Kinds",
        "categories": "Categories",
        "causes": "Root causes",
        "units": "Units",
        "channels": "Channels",
        "endings": "How they ended",
        "suggestions": "What became of suggestions",
        "referred": "Told to turn to",
        "dockets": "Cases at authorities",
        "outcomes": "How they ended there",
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
        "estimates": "How sure that is",
        "content": "satisfied customers",
        "well_handled": "handling rated 4 or 5",
        "well_ended": "outcome rated 4 or 5",
        "interval": "95 % interval",
        "of_estimates": "Of all customers, that share lies within the interval in 19 of 20 such surveys (Wilson); where the "
        "intervals of two periods overlap, the change may be chance. * fewer than 30 answers.",
        "beside": "Beside the cases: improvements, checks, meetings",
        "opened": "opened",
        "ended": "ended",
        "open": "open",
        "standing": "Standing surveys: how customers like it",
        "mean": "mean",
        "change": "change",
        "told": "told to staff",
        "of_standing": "In 19 of 20 such surveys the mean of all customers, and its change, lie within the intervals: those who "
        "answer are no random sample, though. A change whose interval has 0 in it may be chance. * fewer than 30 answers.",
        "settled": "Settled on the spot",
        "by_concerned": "of these, by the person complained about",
        "rounds": "Gone round again",
        "handovers": "Handovers",
        "offered": "offered",
        "accepted": "accepted",
        "declined": "declined",
        "lapsed": "lapsed",
        "ruled": "ruled by a leader",
        "escalations": "Brought upwards",
        "exceptions": "Exceptions: acted alone, on record",
        "given": "Given to customers",
        "givers": "By who promised it",
        "budgets": "Budgets, at cost",
        "over": "beyond it",
        "approvals": "Approvals",
        "total": "in all",
        "timely": "Done in time",
        "behind": "The cases behind the numbers",
        "waiting": "Waited for now",
        "late": "overdue",
        "since": "since",
        "waiting own": "the owner's next step",
        "waiting wait": "the customer's answer",
        "waiting take": "whoever has to take it first",
        "waiting first-handling": "first handling",
        "waiting handover": "the answer to an offered handover",
        "waiting rule": "a leader's ruling on a handover",
        "waiting confirm": "a second person's confirmation",
        "waiting advice": "advice that was asked for",
        "waiting measure": "a measure of the plan",
        "waiting dispatch": "a report from the spot",
        "waiting approval": "an approval",
        "waiting receive": "a group that has to receive a matter",
        "waiting meeting": "a meeting's decision",
        "waiting decide": "a leader's decision",
        "waiting words": "an answer to what the customer said",
        "waiting call": "a call to the customer",
        "waiting message": "a look at a message that may not have arrived",
        "waiting remedy": "a remedy to be carried out",
        "waiting tell-customer": "word to the customer of who took over",
        "waiting authority": "the answer to an authority",
        "waiting overdue": "a look at what is late",
    },
)


def word_in(word: str, language: str) -> str:
    """Return a word of reports, or of a limit's window, in a language.

    >>> word_in("lapsed", "zh-CN"), word_in("month", "zh"), word_in("90 days", "zh")
    ('逾期未答复', '每月', '90天内')
    """
    return (_WORDS[word] if word in _WORDS else window_in_words(word).in_english(word)).to(language)
