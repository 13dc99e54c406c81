"""The customer's own door: what one customer may see and do with the token in their message, and nothing else. R8, R9"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

import attrs

from complaintkit.desk.verbs.base import Verbs
from complaintkit.model.actor import CUSTOMER
from complaintkit.model.errors import ComplaintKitError, ConflictError, InvalidInput, NotAllowed, NotFound
from complaintkit.model.phrase import in_language

if TYPE_CHECKING:
    from complaintkit.desk.customer.admission import Admitted
    from complaintkit.model.commands import OnCase
    from complaintkit.model.coupon import Coupon
    from complaintkit.model.evidence import Attachment
    from complaintkit.model.period import Done
    from complaintkit.model.plan import Plan


_VIA = "link"
_SAY = "hear-customer"


@attrs.frozen
class _Way:
    """How the door reaches its desk: to look, and to act as the customer."""

    look: Callable[[], Admitted]
    coupons: Callable[[], tuple[Coupon, ...]]
    act: Callable[[type[OnCase], dict[str, Any]], bool]
    """Tells if the link still opens."""


class CustomerDoor:
    """What the token in a customer's message opens: `desk.customer(token)`.

    What is done here is done by the customer, and never marked as told to staff (R9). Looking changes nothing, so answers
    belong behind a form's POST: messengers and virus scanners follow links::

        door = desk.customer(token)
        if request.method == "POST":
            door.answer_plan(request.POST["plan"], accepted=request.POST["yes"] == "1")
        return render(request, "status.html", {"door": door})
    """

    __slots__ = ("_seen", "_way")

    def __init__(self, way: _Way) -> None:
        """`desk.customer(token)` makes one."""
        self._way = way
        self._seen = way.look()

    def __repr__(self) -> str:
        return f"<CustomerDoor {self.number}>"

    @property
    def number(self) -> str:
        """The number of their matter."""
        return self._seen.case.number

    @property
    def stage(self) -> str:
        """Where it stands, in a sentence in their language."""
        from complaintkit.desk.customer.stage import stage_of

        return stage_of(self._seen.case, self._seen.facts)

    @property
    def next_news_by(self) -> datetime | None:
        """By when they will hear from us, in UTC; None where we wait for them, or it is done."""
        from complaintkit.desk.customer.stage import next_news_by

        return next_news_by(self._seen.case, self._seen.facts)

    @property
    def plan(self) -> Plan | None:
        """What we propose in this round: people by name, nothing of what it costs us."""
        from complaintkit.desk.customer.stage import plan_of

        return plan_of(self._seen.case, self._seen.facts)

    @property
    def coupons(self) -> tuple[Coupon, ...]:
        """Their coupons of this matter that are still good: code, worth, and on what conditions."""
        return self._way.coupons()

    @property
    def allowed(self) -> frozenset[str]:
        """Verbs of this door that are possible now, such as "answer_survey": the forms to show."""
        from complaintkit.desk.customer.stage import verbs_of

        return verbs_of(self._seen.case, self._seen.facts)

    def answer_plan(self, plan: str, *, accepted: bool, remark: str | None = None) -> None:
        """Agree to the plan, or refuse it: then the next round begins. R8

        Args:
            plan: the id of the plan (`door.plan.id`).
            accepted: True where they agree.
            remark: what the customer added, in their words.

        Raises:
            ConflictError: it was answered, or there is a newer one.
        """
        from complaintkit.model.commands import AnswerPlan

        self._act(AnswerPlan, plan=plan, accepted=accepted, remark=remark, via=_VIA)

    def answer_survey(self, *, outcome: int, process: int, remark: str | None = None) -> None:
        """Say how satisfied they are, 1 to 5; dissatisfied, the next round begins. R8, R9

        Args:
            outcome: how satisfied with the outcome, 1 to 5.
            process: how satisfied with the handling, 1 to 5.
            remark: what the customer added, in their words.

        Raises:
            ConflictError: they said so before.
            InvalidInput: a score is not 1 to 5.
        """
        from complaintkit.model.commands import AnswerSurvey

        self._act(AnswerSurvey, outcome=outcome, process=process, remark=remark, via=_VIA)

    def say(self, text: str, *, attachments: Sequence[Attachment] = ()) -> None:
        """Say something more; what waited for it goes on. It is heard also where the link has ended since.

        Args:
            text: what was said.
            attachments: files that came with it.

        Raises:
            InvalidInput: there is nothing in it, or too much.
        """
        from complaintkit.model.commands import HearCustomer

        self._act(HearCustomer, text=text, attachments=attachments, via=_VIA)

    def withdraw(self, *, reason: str | None = None) -> None:
        """Take it back; the record stays.

        Args:
            reason: why, in their words.

        Raises:
            NotAllowed: the matter is over.
        """
        from complaintkit.model.commands import Withdraw

        self._act(Withdraw, reason=reason)

    def object(self, *, text: str | None = None) -> None:
        """Say that they did not say what staff took down: it is undone, and whoever leads hears of it. R9

        Args:
            text: what they did say, in their words.

        Raises:
            NotAllowed: nothing stands that they could object to.
        """
        from complaintkit.model.commands import Object

        self._act(Object, text=text, via=_VIA)

    def _act(self, kind: type[OnCase], **fields: Any) -> None:  # noqa: ANN401  the verbs above have the types
        if self._way.act(kind, fields):
            self._seen = self._way.look()


class CustomerVerbs(Verbs):
    """Letting customers in."""

    def customer(self, token: str) -> CustomerDoor:
        """Return the door that a customer's token opens. R8, R9

        Args:
            token: what stands in the link of their message.

        Raises:
            NotFound: it opens none, or no more: the round is over, the survey has lapsed. The same words for any of
                them.
        """
        from complaintkit.desk.coupon.issued import good_coupons
        from complaintkit.desk.customer.admission import admitted

        return CustomerDoor(
            _Way(
                look=lambda: admitted(self._door, token),
                coupons=lambda: good_coupons(self._door, admitted(self._door, token).case.number),
                act=lambda kind, fields: self._act_as_customer(token, kind, fields),
            )
        )

    def hear_by_link(self, token: str, text: str, *, attachments: Sequence[Attachment] = ()) -> None:
        """Take what was typed on a page whose link has ended, where `customer(token)` opens no door any more: nothing is lost.

        It is heard on the matter that the link was made for, and answered by its owner; where it was made for none, it
        waits in the inbox. Whoever sent it learns neither.

        Args:
            token: what stands in the link of their message.
            text: what was said.
            attachments: files that came with it.

        Raises:
            InvalidInput: there is nothing in it, or too much.
            IntakeRejected: it leads to no case, and too much came that way today.
        """
        from complaintkit.desk.customer.admission import case_behind
        from complaintkit.desk.customer.late import keep_unknown
        from complaintkit.model.bounds import check_said
        from complaintkit.model.commands import HearCustomer

        check_said({"text": text})
        found = case_behind(self._door, token)
        if found is None:
            keep_unknown(self._door, HearCustomer(case="-", text=text, attachments=attachments, via=_VIA))
        else:
            fields = {"case": found[0], "text": text, "attachments": attachments, "via": _VIA}
            self._as_customer(HearCustomer, fields)

    def _act_as_customer(self, token: str, kind: type[OnCase], fields: dict[str, Any]) -> bool:
        """Once more through the token, which may have run out since; return whether it still opens.

        What they said with it is heard by whoever has the case, whatever became of the rest.
        """
        from complaintkit.desk.customer.admission import admitted, case_behind
        from complaintkit.desk.customer.late import in_words, words_in
        from complaintkit.desk.verbs._performing import refuse
        from complaintkit.model.bounds import check_said

        try:
            check_said(fields)
        except InvalidInput as error:
            refuse(self._door, kind.word, fields, CUSTOMER, error)
        try:
            number = admitted(self._door, token).case.number
        except NotFound as error:
            found = case_behind(self._door, token)
            if found is None:
                refuse(self._door, kind.word, fields, CUSTOMER, error)
            number, language = found
            text = in_language(in_words(kind, fields), language)
            self._hear(number, text, fields)
            if kind.word == _SAY:
                return False
            raise
        try:
            self._as_customer(kind, {"case": number, **fields})
        except (ConflictError, NotAllowed, NotFound):
            if kind.word != _SAY and (text := words_in(fields)):
                self._hear(number, text, fields)
            raise
        return True

    def _as_customer(self, kind: type[OnCase], fields: dict[str, Any]) -> Done:
        """Perform a command as the customer."""
        from complaintkit.desk.verbs._performing import perform

        return perform(self._door, self._opened.plugins, kind, fields, by=CUSTOMER, customer=True)

    def _hear(self, number: str, text: str, fields: dict[str, Any]) -> None:
        """Have it heard; where even that is refused, what was typed is kept with the refusal."""
        from complaintkit.model.commands import HearCustomer

        said = {"case": number, "text": text, "attachments": fields.get("attachments", ()), "via": _VIA}
        with suppress(ComplaintKitError):
            self._as_customer(HearCustomer, said)
