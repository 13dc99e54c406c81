"""The port's `Reader`: a consistent view of the database.

Lists that no short command needs are imported where they are asked for: with them come the tables.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from complaintkit.ports.storage import CaseFilter, OutboxState
from complaintkit_sqlmodel import _question
from complaintkit_sqlmodel._conversion import text_of
from complaintkit_sqlmodel._filter import asked_cases, asked_duties, asked_of, asked_outbox, asked_page, asked_tasks
from complaintkit_sqlmodel._keyed import OWN_KEY
from complaintkit_sqlmodel._question import TOGETHER
from complaintkit_sqlmodel._work import Noted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date, datetime
    from typing import TypeVar

    from complaintkit.ports import storage as port
    from complaintkit.ports.storage import EntryKind
    from complaintkit_sqlmodel._keyed import Case
    from complaintkit_sqlmodel._listing import Asked
    from complaintkit_sqlmodel._work import Work

    R = TypeVar("R")

_FEW_CASES: Final = 512  # so many are asked for by name
_VOID: Final = timedelta(days=1)
"""No call takes so long: a lease of a begun one that ends later was given by a clock that was ahead."""


class SqlReader:
    """Questions, each answered by one statement within one transaction."""

    def __init__(self, work: Work) -> None:
        self._work = work

    @property
    def work(self) -> Work:
        """The hands of the transaction."""
        return self._work

    def note(self) -> Noted:
        """Note from here on what is asked and answered."""
        self._work.noted = Noted(self._work.settings)
        return self._work.noted

    def every(self, kind: type[R]) -> Iterator[R]:
        """Yield every row of a kind, by the id of what it belongs to, then by key."""
        from complaintkit_sqlmodel._query import every

        return self._work.each(self._work.sql.shaped(every, kind))  # type: ignore[type-var]  # a type is hashable

    def meta(self, key: str) -> str | None:
        """Return a setting of this database: organisation, playbook, secret, heartbeat:<worker>."""
        known = self._work.settings
        found: str | None = known[key] if key in known else self._work.value(_question.META_VALUE, key=key)
        return found

    def metas(self, prefix: str) -> dict[str, str]:
        """Return all settings whose key starts with `prefix`."""
        return {key: value for key, value in self._work.lines(_question.METAS, prefix=prefix)}  # noqa: C416  lines are untyped

    def document(self, digest: str) -> str | None:
        """Return a frozen document (playbook, calendar, organisation) by digest."""
        found: str | None = self._work.value(_question.DOCUMENT_CONTENT, digest=digest)
        return found

    def key(self, owner: str) -> port.KeyRow | None:
        """Return the key of an owner."""
        known = self._work.keys
        return known[owner] if owner in known else self._work.row(_question.KEY_OF, owner=owner)

    def keys(self, *, not_by: str | None = None, limit: int = 1000) -> Sequence[port.KeyRow]:
        """Return keys, by owner; with `not_by` only those that another master key than this one wraps."""
        if not_by is None:
            return self._work.rows(_question.KEYS, limit=limit)
        return self._work.rows(_question.KEYS_BY_OTHERS, master=not_by, limit=limit)

    def case(self, ref: str) -> port.CaseRow | None:
        """Return the case of an id or a number."""
        return self._with_key(self._work.row(_question.CASE_BY_REF, ref=ref))

    def _with_key(self, found: Case | None) -> port.CaseRow | None:
        """Return the row of a case; keep that of its key for whoever asks next."""
        if found is None:
            return None
        self._work.keys[OWN_KEY + found.case.id] = found.key
        return found.case

    def case_by_external(self, channel: str, external_id: str) -> port.CaseRow | None:
        """Return the case a channel's own id stands for."""
        return self._work.row(_question.CASE_BY_EXTERNAL, channel=channel, external_id=external_id)

    def cases(self, where: port.CaseFilter, *, after: str | None, limit: int) -> Sequence[port.CaseRow]:
        """Return cases, newest received first; `after` is the id of the last case already seen."""
        asked = asked_page(where, after)
        return self._work.rows(
            self._work.sql.shaped(_question.CASE_LIST.of_shape, asked.shape), limit=limit, **asked.values
        )

    def count(self, where: port.CaseFilter) -> int:
        """Count the cases that a filter lets through."""
        asked = asked_cases(where)
        return int(self._work.value(self._work.sql.shaped(_question.CASE_COUNT.of_shape, asked.shape), **asked.values))

    def state(self, case: str) -> port.StateRow | None:
        """Return what was kept of a case's state; None where nothing was."""
        return self._work.row(_question.STATE_OF, case=case)

    def summaries(self, cases: Sequence[str]) -> Sequence[port.SummaryRow]:
        """Return what was summed up of these cases, by case; only where the case has still that head."""
        wanted = sorted(set(cases))
        found: list[port.SummaryRow] = []
        for start in range(0, len(wanted), TOGETHER):
            some = wanted[start : start + TOGETHER]
            some += some[-1:] * (TOGETHER - len(some))  # the statement takes so many, no fewer
            found += self._work.rows(_question.SUMMARIES_OF, **{f"case_{index}": one for index, one in enumerate(some)})
        return found

    def unsummarised(self, *, after: str, schema: int, limit: int) -> Sequence[str]:
        """Return ids of filed cases, in order and behind one, of which no summary of this schema has the case's head."""
        found = self._work.lines(_question.UNSUMMARISED, after=after, schema=schema, limit=limit)
        return [line[0] for line in found]

    def events(
        self, cases: Sequence[str], *, after: int | None = None, without: str | None = None
    ) -> Sequence[port.EventRow]:
        """Return the ledgers of these cases, by case and seq, behind `after`, but for events of one name."""
        if without is not None:
            which, given = _question.EVENTS_WITHOUT, {"after": after or 0, "without": without}
        else:
            which, given = _question.EVENTS if after is None else _question.EVENTS_AFTER, {"after": after}
        return [row for case in sorted(set(cases)) for row in self._work.rows(which, case=case, **given)]

    def vault(self, cases: Sequence[str], *, after: int | None = None) -> Sequence[port.VaultRow]:
        """Return what was said in these cases; of each, where asked for, only in the lines behind `after`."""
        which = _question.WORDS if after is None else _question.WORDS_AFTER
        return [row for case in sorted(set(cases)) for row in self._work.rows(which, case=case, after=after)]

    def attachment(self, id: str) -> port.AttachmentRow | None:
        """Return one file."""
        return self._work.row(_question.ATTACHED, id=id)

    def feed(self, *, after: int, limit: int) -> Sequence[port.EventRow]:
        """Return events of all cases in commit order, after a position."""
        return self._work.rows(_question.FEED, after=after, limit=limit)

    def ledgers_between(self, start: datetime, end: datetime) -> Sequence[str]:
        """Return ids of the ledgers with anything in [start, end), in order."""
        return [line[0] for line in self._work.lines(_question.LEDGERS_BETWEEN, start=start, end=end)]

    def last_number(self, unit: str, day: date) -> int:
        """Return the number that was given last per unit and local date: 0 where none was."""
        return int(self._work.value(_question.LAST_NUMBER, unit=unit, day=day) or 0)

    def owners(self, case: str) -> Sequence[port.OwnerRow]:
        """Return who was accountable, in order."""
        return self._work.rows(_question.OWNERS, case=case)

    def owned_by(self, staff: str) -> Sequence[str]:
        """Return ids of the open cases this person is accountable for, nearest deadline first."""
        return [line[0] for line in self._work.lines(_question.OWNED_BY, staff=staff)]

    def deadlines(self, case: str) -> Sequence[port.DeadlineRow]:
        """Return all deadlines of a case."""
        return self._work.rows(_question.DEADLINES, case=case)

    def due_cases(self, now: datetime, *, limit: int) -> Sequence[str]:
        """Return ids of cases with a deadline to look at now, most overdue first."""
        return [line[0] for line in self._work.lines(_question.DUE_CASES, now=now, limit=limit)]

    def duties(
        self,
        staff: Collection[str],
        *,
        kinds: frozenset[str] = frozenset(),
        due_by: datetime | None = None,
        after: port.DutyRow | None = None,
        limit: int = 1000,
    ) -> Sequence[port.DutyRow]:
        """Return what these people owe: what is due first comes first, what has no date comes last."""
        if not staff:
            return []
        asked = asked_duties(staff, kinds, due_by, after)
        shaped = self._work.sql.shaped(_question.DUTY_LIST.of_shape, asked.shape)
        return self._work.rows(shaped, limit=limit, **asked.values)

    def case_duties(self, case: str) -> Sequence[port.DutyRow]:
        """Return what anybody owes on this case."""
        return self._work.rows(_question.CASE_DUTIES, case=case)

    def task(self, ref: str) -> port.TaskRow | None:
        """Return the task of an id or a number."""
        return self._work.row(_question.TASK_BY_REF, ref=ref)

    def tasks(self, where: port.TaskFilter, *, after: str | None = None, limit: int = 1000) -> Sequence[port.TaskRow]:
        """Return tasks, newest opened first; `after` is the id of the last one already seen."""
        asked = asked_tasks(where, after)
        shaped = self._work.sql.shaped(_question.TASK_LIST.of_shape, asked.shape)
        return self._work.rows(shaped, limit=limit, **asked.values)

    def due_tasks(self, now: datetime, *, limit: int) -> Sequence[str]:
        """Return ids of tasks to look at now, most overdue first."""
        return [line[0] for line in self._work.lines(_question.DUE_TASKS, now=now, limit=limit)]

    def tally(
        self, *, first: date, after: date, units: frozenset[str] | None = None, subject: str | None = None
    ) -> Sequence[port.TallyRow]:
        """Return the counts of the days in [first, after), by subject, unit and day; of these units, of one subject."""
        from complaintkit_sqlmodel import _tasks

        asked = _tasks.asked_tally(first, after, units, subject)
        return self._work.rows(self._work.sql.shaped(_tasks.tally_list, asked.shape), **asked.values)

    def survey_answers(
        self, where: port.SurveyFilter, *, after: str | None = None, limit: int = 1000
    ) -> Sequence[port.SurveyAnswerRow]:
        """Return answers to standing surveys, newest first; `after` is the id of the last one already seen."""
        from complaintkit_sqlmodel import _surveys

        asked = _surveys.asked_answers(where, after)
        return self._work.rows(self._work.sql.shaped(_surveys.answer_list, asked.shape), limit=limit, **asked.values)

    def member(self, id: str) -> port.MemberRow | None:
        """Return the member of an id."""
        return self._work.row(_question.MEMBER_BY_ID, id=id)

    def members(
        self, where: port.MemberFilter, *, after: str | None = None, limit: int = 1000
    ) -> Sequence[port.MemberRow]:
        """Return members, newest joined first; `after` is the id of the last one already seen."""
        from complaintkit_sqlmodel import _members

        asked = _members.asked_members(where, after)
        return self._work.rows(self._work.sql.shaped(_members.member_list, asked.shape), limit=limit, **asked.values)

    def idempotent(self, key: str) -> port.IdempotencyRow | None:
        """Return what the command with this key did."""
        return self._work.row(_question.IDEMPOTENT, key=key)

    def outbox(
        self,
        *,
        kind: EntryKind | None = None,
        states: frozenset[OutboxState] = frozenset(),
        case: str | None = None,
        of: port.CaseFilter | None = None,
        due_by: datetime | None = None,
        after: str | None = None,
        limit: int = 1000,
    ) -> Sequence[port.OutboxRow]:
        """Return outbox entries, oldest first."""
        own = {"kind": kind, "case": case, "due_by": due_by, "after": after}
        if (shown := self._of_cases(of or CaseFilter(), one=case is not None)) is None:
            return []
        asked = asked_outbox(own, states, shown)
        return self._work.rows(
            self._work.sql.shaped(_question.OUTBOX_LIST.of_shape, asked.shape), limit=limit, **asked.values
        )

    def _of_cases(self, of: port.CaseFilter, *, one: bool) -> Asked | None:
        """Return what is asked of the cases of a list; None where it can show nothing.

        Of somebody who sees a few cases, these are asked for by name: whoever has to find theirs among all goes through all.
        """
        asked = asked_cases(of)
        if one or of.visible_to is None:
            return asked
        from complaintkit_sqlmodel import _cases

        if not _cases.may_be_few(asked.shape):
            return asked
        some = self._work.sql.shaped(_cases.some_cases, asked.shape)
        found = [line[0] for line in self._work.lines(some, limit=_FEW_CASES + 1, **asked.values)]
        if len(found) > _FEW_CASES:
            return asked
        return asked_of(found) if found else None

    def outbox_entry(self, id: str) -> port.OutboxRow | None:
        """Return one outbox entry."""
        return self._work.row(_question.ENTRY, id=id)

    def expired(self, now: datetime, *, kind: EntryKind) -> Sequence[port.OutboxRow]:
        """Return entries of a kind whose sending was begun and whose lease ran out."""
        return self._work.rows(
            _question.EXPIRED, state=OutboxState.STARTED.value, kind=kind.value, now=now, void=now + _VOID
        )

    def attempts(self, outbox: str) -> Sequence[port.AttemptRow]:
        """Return the tries of an entry, in order."""
        return self._work.rows(_question.ATTEMPTS, outbox=outbox)

    def attempts_by_reference(self, notifier: str, reference: str) -> Sequence[port.AttemptRow]:
        """Return the attempts of a notifier whose provider gave this reference, newest first: what a later report is about."""
        return self._work.rows(_question.ATTEMPTS_BY_REFERENCE, notifier=notifier, reference=reference)

    def coupon(self, code: str) -> port.CouponRow | None:
        """Return a coupon by its code."""
        return self._work.row(_question.COUPON_BY_CODE, code=code)

    def coupons(
        self, of: port.CaseFilter, *, case: str | None = None, after: port.CouponRow | None = None, limit: int = 1000
    ) -> Sequence[port.CouponRow]:
        """Return coupons of cases that the filter lets through, newest first."""
        from complaintkit_sqlmodel import _coupons

        if (shown := self._of_cases(of, one=case is not None)) is None:
            return []
        asked = _coupons.asked_coupons(shown, case, after)
        return self._work.rows(self._work.sql.shaped(_coupons.coupon_list, asked.shape), limit=limit, **asked.values)

    def redemption(self, *, id: str | None = None, code: str | None = None) -> port.RedemptionRow | None:
        """Return a redemption by id; or the one of a coupon that was not reversed."""
        if id is not None:
            return self._work.row(_question.REDEMPTION_BY_ID, id=id)
        return self._work.row(_question.REDEMPTION_OF, code=code)

    def redemptions(self, *, start: datetime, end: datetime, unit: str | None = None) -> Sequence[port.RedemptionRow]:
        """Return what was redeemed in [start, end) and not reversed, in order."""
        if unit is None:
            return self._work.rows(_question.REDEEMED, start=start, end=end)
        return self._work.rows(_question.REDEEMED_AT, start=start, end=end, unit=unit)

    def grants(
        self, *, since: datetime, giver: str | None = None, customer: str | None = None
    ) -> Sequence[port.GrantRow]:
        """Return what was promised since then and not released, by one giver or to one customer."""
        which = _question.GRANTS_BY if giver is not None else _question.GRANTS_TO
        return self._work.rows(which, who=giver if giver is not None else customer, since=since, released="released")

    def reserved(self, *, budget: str, period: str, currency: str) -> str:
        """Return what is reserved of a budget and was not released, as a decimal string: "0" where nothing was."""
        return text_of(self._work.value(_question.RESERVED, name=budget, span=period, money=currency))

    def refused(
        self,
        *,
        id: str | None = None,
        code: str | None = None,
        by: frozenset[str] | None = None,
        source: str | None = None,
        since: datetime | None = None,
        unmended: bool = False,
        after: str | None = None,
        limit: int = 1000,
    ) -> Sequence[port.RefusedRow]:
        """Return what was refused and kept, newest first."""
        single = {"id": id, "code": code, "source": source, "since": since, "after": after}
        from complaintkit_sqlmodel import _entries

        asked = _entries.asked_refusals(single, by, unmended=unmended)
        return self._work.rows(self._work.sql.shaped(_entries.refused_list, asked.shape), limit=limit, **asked.values)
