"""Standing surveys 常设满意度调查, asked of anybody without a case: what is asked where, its link, and what was answered. S1.13"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import attrs

from complaintkit.model.text import Words

__all__ = ["StandingSurvey", "SurveyAnswer", "SurveyLink", "SurveyQuestion"]


@attrs.frozen(kw_only=True)
class SurveyQuestion:
    """A question of the playbook: on a scale from its lowest to its highest score, or answered in words, where it has none.

    >>> SurveyQuestion(id="store", words={"en": "How do you like this store?"}, scale=(1, 5)).optional
    False
    """

    id: str
    words: Words
    scale: tuple[int, int] | None = None
    optional: bool = False


@attrs.frozen(kw_only=True)
class StandingSurvey:
    """What a token of a card or a page asks, and about which unit: what the host's page shows.

    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk(playbook="night-market") as desk:
    ...     link = desk.surveys.link("standing", "s1", by="market-manager")
    ...     [(one.id, one.scale) for one in desk.standing(link.token).questions]
    [('market', (1, 5)), ('remark', None)]
    """

    survey: str
    unit: str
    title: Words
    questions: tuple[SurveyQuestion, ...]


@attrs.frozen
class SurveyLink:
    """The token that opens a unit's survey, and the address that it stands in; "" where the host has none.

    It stays the same, so that a printed card stays good; no person is in it.

    >>> SurveyLink("Zm9v", "https://shop.example/survey/Zm9v").token
    'Zm9v'
    """

    token: str
    url: str


@attrs.frozen(kw_only=True)
class SurveyAnswer:
    """One answer: scores by question, words by question, and who wrote it down where the customer did not. R9

    `case` is the number of the matter that it came with. Words of somebody whose data were erased are gone; the scores stay.

    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk(playbook="print-shop") as desk:
    ...     desk.surveys.record("overall", "s1", {"service": 4}, by="chen")
    ...     [(one.scores, one.told_to) for one in desk.surveys.list(by="chen")]
    [({'service': 4}, 'chen')]
    """

    id: str
    unit: str
    survey: str
    at: datetime
    scores: Mapping[str, int]
    words: Mapping[str, str] = attrs.field(factory=dict, repr=False)
    told_to: str | None = None
    case: str | None = None
