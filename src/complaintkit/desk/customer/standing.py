"""Ask anybody, without a case: the verbs of standing surveys at the customer's door. S1.13"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from complaintkit.desk.verbs.base import Verbs

if TYPE_CHECKING:
    from complaintkit.model.customer import Contact
    from complaintkit.model.survey import StandingSurvey


class StandingVerbs(Verbs):
    """Asking anybody, without a case."""

    def standing(self, token: str) -> StandingSurvey:
        """Return what a token of a card or page asks: the questions to show. S1.13, S3.8

        Args:
            token: what stands in the address (`desk.surveys.link`).

        Raises:
            NotFound: it asks nothing, or no more.
        """
        from complaintkit.desk.customer.standing_answer import questions_of

        return questions_of(self._door, token)

    def answer_standing(
        self,
        token: str,
        scores: Mapping[str, int | str],
        *,
        remark: str | None = None,
        contact: Contact | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Take an answer to a standing survey, from whoever holds its token: by a form's POST. S1.13, S2.3, S3.8

        A remark with a contact waits in the inbox besides: a person answers it, or makes a case of it. What came by a token
        that asks nothing any more, or can't be read, waits there, too.

        Args:
            token: what stands in the address.
            scores: a score for each question of `standing(token)`, or words where it has no scale.
            remark: what they add in their words, up to 2,000 characters.
            contact: by which they want to hear from us: a phone number or an e-mail address.
            idempotency_key: the form's own key, so that a form that is sent twice is one answer.

        Raises:
            InvalidInput: a question is not answered, or a score is off its scale; names it.
            NotAllowed: too many answers came within the hour; nothing was kept.
            NotFound: the token asks nothing, and no words came with it.
        """
        from complaintkit.desk.customer.standing_answer import take_answer

        take_answer(self._door, token, scores, remark=remark, contact=contact, key=idempotency_key)
