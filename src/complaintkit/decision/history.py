"""A case with its whole past in one decision: each thing at its own time, deadlines judged by it and not by today. R1, R15"""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

import attrs

from complaintkit.decision.clocks.clock import breach, react
from complaintkit.decision.clocks.next_step import see_to_next_step
from complaintkit.decision.clocks.owed import rule_of
from complaintkit.decision.decide import decide
from complaintkit.decision.draft import Draft
from complaintkit.decision.facts import Facts
from complaintkit.decision.permission import guard
from complaintkit.decision.refusal import CHECK_COLUMNS, future
from complaintkit.decision.replay import LedgerEntry
from complaintkit.decision.steps import intake
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.check import maybe_instant, maybe_utc
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.model.vocabulary import Kind
from complaintkit.model.wording import path_in_words

_NO_WORDS = phrase("(The imported record holds no words of the answer.)")


@attrs.frozen(kw_only=True)
class Past:
    """The past of a case that the desk did not know: what was answered, when, and when it was filed."""

    answer: str | None = None
    answered_at: datetime | None = attrs.field(default=None, converter=maybe_utc, validator=maybe_instant)
    closed_at: datetime | None = attrs.field(default=None, converter=maybe_utc, validator=maybe_instant)

    @property
    def over(self) -> bool:
        """True where it was answered or filed: then there is nothing to tell anybody any more."""
        return bool(self.answer or self.answered_at or self.closed_at)


def decide_history(receive: c.Receive, past: Past, facts: Facts) -> Draft:
    """Decide a case with its past: it stands as the past left it.

    A deadline that something met in time is met; one that ran out before is on record as breached, by the time it was
    due, and followed by nothing. What is due from now on runs as on every case.

    Raises:
        InvalidInput: the times contradict each other, or are in the future; nothing was allocated.
        ComplaintKitError: the case is refused as any other would be.
    """
    answer = _answer(receive, past, facts)
    _check(receive, past, facts)
    draft = decide(None, receive, facts)
    draft.react = _react
    if answer is not None:
        guard.check(draft, answer)
        _run_out(draft, answer.at)
        intake.record_answer(draft, answer, resolves=True)
    if past.closed_at is not None:
        guard.check(draft, c.Archive(case=facts.case_id))
        _run_out(draft, past.closed_at)
        draft.add(e.Archived(because="imported"), at=past.closed_at)
    if facts.quiet:
        _settle_past(draft, receive)
    return draft


def _settle_past(draft: Draft, receive: c.Receive) -> None:
    """Put on record what ran out by now; of a case of which nobody knows when it began nothing is due but its next step."""
    if receive.received_at is None:
        _waive(draft)
    else:
        _run_out(draft, draft.facts.now)
    see_to_next_step(draft)


def _answer(receive: c.Receive, past: Past, facts: Facts) -> c.RecordAnswer | None:
    """Make the answer a command. A complaint that was filed was answered, with words or without."""
    filed = past.closed_at is not None and receive.kind is Kind.COMPLAINT
    if not (past.answer or past.answered_at or filed):
        return None
    at = past.answered_at or past.closed_at
    if at is None:
        raise InvalidInput(
            field="reply.at",
            reason=phrase("is empty, and there is an answer"),
            next_step=phrase("Say when it was given."),
        )
    words = past.answer or _NO_WORDS.to(facts.playbook.languages[0])
    try:
        return c.RecordAnswer(case=facts.case_id, text=words, at=at)
    except InvalidInput as error:
        raise error.within("reply") from None


def _check(receive: c.Receive, past: Past, facts: Facts) -> None:
    """Refuse times that are not in this order: received, answered, filed, now."""
    known = (
        ("received_at", receive.received_at or facts.now),
        ("reply.at", past.answered_at),
        ("closed_at", past.closed_at),
    )
    said = [(field, at) for field, at in known if at is not None]
    for (earlier, before), (field, at) in pairwise(said):
        if at < before:
            raise InvalidInput(
                field=field,
                reason=phrase(
                    "{at} is before {earlier}, {before}",
                    at=facts.time_in_words(at, receive.unit),
                    earlier=path_in_words(earlier),
                    before=facts.time_in_words(before, receive.unit),
                ),
                next_step=CHECK_COLUMNS,
            )
    field, at = said[-1]
    if at > facts.now:
        raise future(facts, at, unit=receive.unit, field=field)


def _run_out(draft: Draft, by: datetime) -> None:
    """Put on record, at the time it was due, what fell due until `by` and was not done; it is noticed now."""
    late = [one for one in draft.case.deadlines if one.state == "running" and one.due_at < by]
    with draft.desk_acts():
        for deadline in sorted(late, key=lambda one: one.due_at):
            draft.add(breach(deadline, draft.facts.now), at=deadline.due_at)


def _waive(draft: Draft) -> None:
    """Waive all deadlines of a case of which nobody knows when it began."""
    for deadline in list(draft.case.open_deadlines):
        draft.add(e.DeadlineWaived(deadline=deadline.id, rule=deadline.name, reason="time-unknown"))


def _react(draft: Draft, line: LedgerEntry) -> None:
    """Let the answer meet what waits for a result, for it is one; for all else the clocks react as they do."""
    if isinstance(line.event, e.AnswerRecorded):
        for deadline in list(draft.case.open_deadlines):
            if "resolved" in rule_of(draft.facts, deadline).stops:
                draft.add(e.DeadlineMet(deadline=deadline.id, rule=deadline.name), at=line.at)
    react(draft, line)
