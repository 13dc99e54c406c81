"""The contract notices: storages with one mistake each, and the rule that each of them breaks."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest
from complaintkit_sqlmodel import SqlModelStorage

from complaintkit.errors import ConflictError
from complaintkit.ports.storage import (
    CaseFilter,
    CaseRow,
    EntryKind,
    EventRow,
    IdempotencyRow,
    MemberFilter,
    OutboxRow,
    OutboxState,
    OwnerRow,
    RedemptionRow,
    StateRow,
    SummaryRow,
    SurveyFilter,
    TaskFilter,
    VaultRow,
)
from complaintkit.testing.storage import StorageContract

# What a mistake looks like from inside: `tx` is the sound writer (or reader), the rest what the caller gave.
Mistake = Callable[..., Any]


def ignores_versions(tx: Any, row: CaseRow, *, if_version: int) -> None:
    """The last one to write wins."""
    tx.put_case(row, if_version=if_version if tx.case(row.id) is None else tx.case(row.id).version)


def forgets_owners(tx: Any, row: OwnerRow) -> None:
    """Ends the interval only when there is no successor."""
    if not row.owner or not tx.owners(row.case):
        tx.put_owner(row)


def ignores_a_known_event(tx: Any, events: Sequence[EventRow], vault: Any, attachments: Any) -> int:
    """INSERT OR IGNORE."""
    new = [event for event in events if not any(event.seq == old.seq for old in tx.events([event.case]))]
    return int(tx.append(new, vault, attachments))


def leases_without_an_epoch(tx: Any, now: datetime, *, lease_until: datetime, limit: int, **of: Any) -> list[OutboxRow]:
    """Nobody can be fenced off."""
    claimed = tx.claim(now, lease_until=lease_until, limit=limit, **of)
    for row in claimed:
        tx.change_outbox(attrs.evolve(row, epoch=row.epoch - 1), if_epoch=row.epoch)
    return [attrs.evolve(row, epoch=row.epoch - 1) for row in claimed]


def claims_what_was_started(tx: Any, now: datetime, *, lease_until: datetime, limit: int, **of: Any) -> list[OutboxRow]:
    """A second SMS, perhaps."""
    return [*tx.claim(now, lease_until=lease_until, limit=limit, **of), *tx.expired(now, kind=EntryKind.MESSAGE)]


def claims_without_a_limit(tx: Any, now: datetime, *, lease_until: datetime, limit: int, **of: Any) -> Any:
    """The rest waits for nothing."""
    return tx.claim(now, lease_until=lease_until, limit=limit + 1, **of)


def claims_in_order_of_arrival(tx: Any, now: datetime, *, lease_until: datetime, limit: int, **of: Any) -> Any:
    """Whoever waits longest goes first, alarm or not."""
    waiting = sorted(tx.outbox(states=frozenset({OutboxState.READY})), key=lambda row: (row.next_at, row.id))
    claimed = tx.claim(now, lease_until=lease_until, limit=len(waiting), **of)
    return [row for one in waiting[:limit] for row in claimed if row.id == one.id]


def changes_unfenced(tx: Any, row: OutboxRow, *, if_epoch: int) -> bool:
    """Whoever comes last is right."""
    now = tx.outbox_entry(row.id)
    return bool(tx.change_outbox(row, if_epoch=if_epoch if now is None else now.epoch))


def replaces_keys(tx: Any, row: IdempotencyRow) -> None:
    """The second command is as good as the first."""
    if tx.idempotent(row.key) is None:
        tx.remember(row)


def counts_apart(_: Any, unit: str, day: date, *, given: dict[tuple[str, date], int] = {}) -> int:  # noqa: B006
    """A counter in memory: numbers of undone transactions are gone for good."""
    given[unit, day] = given.get((unit, day), 0) + 1
    return given[unit, day]


def rounds_amounts(tx: Any, *, budget: str, period: str, currency: str, amount: str, limit: str) -> Any:
    """A float, on the way."""
    rounded = f"{round(float(amount), 3):.4f}"
    return tx.reserve(budget=budget, period=period, currency=currency, amount=rounded, limit=limit)


def looks_too_late(view: Any, now: datetime, *, limit: int) -> list[str]:
    """`<` where `<=` is meant."""
    return [
        case
        for case in view.due_cases(now, limit=limit)
        if any(d.next_at < now for d in view.deadlines(case) if d.next_at)
    ]


def looks_when_it_was_recorded(view: Any, start: datetime, end: datetime) -> list[str]:
    """History that is taken in late is missed."""
    return sorted({row.case for row in view.feed(after=0, limit=1000) if start <= row.recorded_at < end})


def shows_everything(view: Any, where: CaseFilter, *, after: str | None, limit: int) -> Any:
    """Never mind who asks."""
    return view.cases(attrs.evolve(where, units=None), after=after, limit=limit)


def lists_by_the_gravest_alone(view: Any, where: CaseFilter, *, after: str | None, limit: int) -> Any:
    """What else was complained of is not looked at."""
    found = view.cases(where, after=after, limit=limit)
    if where.category is None:
        return found
    return [row for row in found if f"{row.category or '-'}/".startswith(f"{where.category}/")]


def cuts_at_a_zero_byte(tx: Any, events: Any, vault: Sequence[VaultRow], attachments: Any) -> int:
    """As text of C does."""
    cut = [attrs.evolve(row, content=row.content and row.content.partition(b"\x00")[0]) for row in vault]
    return int(tx.append(events, cut, attachments))


def overwrites_a_secret(tx: Any, key: str, value: str) -> str:
    """Set, where it should add."""
    tx.put_meta(key, value)
    return value


def empties_nothing(tx: Any, person: str) -> int:
    """Says that it did, and did nothing."""
    return 2 * len(tx.cases(CaseFilter(person=person), after=None, limit=9))


def empties_everybody(tx: Any, person: str) -> int:
    """Never mind whose."""
    return int(sum(tx.empty_vault(one) for one in ("p-lei", person)))


def keeps_states(tx: Any, person: str) -> int:
    """Empties the words, and leaves what is made of them."""
    kept = [row for one in tx.cases(CaseFilter(person=person), after=None, limit=9) if (row := tx.state(one.id))]
    emptied = int(tx.empty_vault(person))
    for row in kept:
        tx.put_state(row)
    return emptied


def keeps_the_first_state(tx: Any, row: StateRow) -> None:
    """What is kept once is kept."""
    if tx.state(row.case) is None:
        tx.put_state(row)


def finds_summaries_of_any_head(view: Any, cases: Sequence[str]) -> list[SummaryRow]:
    """What was summed up once is good for ever."""
    return [row for row in view.every(SummaryRow) if row.case in cases]


def finds_a_few_summaries(view: Any, cases: Sequence[str]) -> Any:
    """As many as one statement asks for."""
    return view.summaries(cases)[:25]


def sums_up_what_is_open(view: Any, *, after: str, schema: int, limit: int) -> list[str]:
    """A case that will go on is summed up, too."""
    return sorted(row.id for row in view.every(CaseRow) if not view.summaries([row.id]) and row.id > after)[:limit]


def reads_from_the_line_on(view: Any, cases: Sequence[str], *, after: int | None = None) -> Any:
    """`>=` where `>` is meant."""
    return view.events(cases, after=after and after - 1)


def drops_every_token(tx: Any, person: str, *, keep: frozenset[str]) -> int:
    """A recall finds nothing by its lot."""
    return int(tx.drop_tokens(person, keep=keep - {"lot"}))


def empties_without_telling(tx: Any, id: str) -> bool:
    """True, whatever happened."""
    tx.empty_refused(id)
    return True


def leaves_nothing_out(view: Any, cases: Sequence[str], *, after: int | None = None, **_: Any) -> Any:
    """All that somebody bought is read, to know their birthday."""
    return view.events(cases, after=after)


def looks_alike(view: Any, where: CaseFilter, *, after: str | None, limit: int) -> Any:
    """A key in small letters is as good."""
    return view.cases(attrs.evolve(where, person=where.person and where.person.lower()), after=after, limit=limit)


def shows_every_entry(view: Any, *, of: CaseFilter | None = None, **asked: Any) -> Any:
    """A limit first, and who may see it afterwards."""
    found = view.outbox(**asked)
    cases = {row.id for row in view.cases(of, after=None, limit=9)} if of else set()
    return [row for row in found if not of or row.case in cases]


def limits_first(view: Any, *, due_by: datetime | None = None, **asked: Any) -> Any:
    """A limit first, and what is due afterwards."""
    return [row for row in view.outbox(**asked) if due_by is None or row.next_at is None or row.next_at <= due_by]


def forgets_whose(view: Any, *, by: frozenset[str] | None = None, **asked: Any) -> Any:
    """What was refused is everybody's to read."""
    return view.refused(by=by or None, **asked)


def loses_its_place(view: Any, *, after: str | None = None, **asked: Any) -> Any:
    """Skips what was refused at the same moment."""
    last = next(iter(view.refused(id=after)), None) if after else None
    return [row for row in view.refused(after=after, **asked) if last is None or row.at < last.at]


def sums_up_the_last_first(view: Any, *, after: str, schema: int, limit: int) -> list[str]:
    """Whoever goes on behind the first page passes over the rest."""
    return sorted(view.unsummarised(after=after, schema=schema, limit=limit), reverse=True)


def owes_a_moment_more(view: Any, staff: Any, *, due_by: datetime | None = None, **asked: Any) -> Any:
    """Rounded up to whole seconds."""
    return view.duties(staff, due_by=due_by and due_by.replace(microsecond=0) + timedelta(seconds=1), **asked)


def opened_at_its_end(view: Any, where: TaskFilter, **asked: Any) -> Any:
    """Both ends of the period belong to it."""
    before = where.opened_before and where.opened_before + timedelta(microseconds=1)
    return view.tasks(attrs.evolve(where, opened_before=before), **asked)


def looks_a_second_early(view: Any, now: datetime, *, limit: int) -> Any:
    """Whole seconds, rounded up."""
    return view.due_tasks(now.replace(microsecond=0) + timedelta(seconds=1), limit=limit)


def stops_after_a_page(view: Any, kind: type[Any]) -> Any:
    """A limit nobody asked for."""
    return list(view.every(kind))[:200]


def yields_as_written(view: Any, kind: type[Any]) -> Any:
    """In the order of the commits."""
    return sorted(view.every(kind), key=lambda row: getattr(row, "position", 0))


def mints_again(tx: Any, rows: Any) -> None:
    """INSERT OR IGNORE."""
    tx.put_coupons([row for row in rows if tx.coupon(row.code) is None])


def spends_again(tx: Any, row: RedemptionRow) -> None:
    """What was redeemed before is put right quietly."""
    other = tx.redemption(code=row.code)
    if other is not None and other.id != row.id and row.reversed_at is None:
        tx.put_redemption(attrs.evolve(other, reversed_at=row.at))
    tx.put_redemption(row)


def shows_what_was_reversed(view: Any, *, id: str | None = None, code: str | None = None) -> Any:
    """Any redemption of the code will do."""
    return view.redemption(id=id or f"{code}-1")


def forgets_the_unit(view: Any, *, start: datetime, end: datetime, unit: str | None = None) -> Any:
    """All shops are one."""
    return view.redemptions(start=start, end=end)


def counts_from_the_next_moment(view: Any, *, since: datetime, **whose: Any) -> Any:
    """What was promised at that very moment is free."""
    return view.grants(since=since + timedelta(microseconds=1), **whose)


def counts_only_of_givers(view: Any, *, since: datetime, giver: str | None = None, customer: str | None = None) -> Any:
    """Whoever gets it."""
    return view.grants(since=since, giver=giver)


def finds_in_any_case(view: Any, ref: str) -> Any:
    """As many databases compare."""
    return view.case(ref) or view.case(ref.lower()) or view.case(ref.replace("a12", "A12"))


def trims(tx: Any, key: str, value: str) -> None:
    """As forms do."""
    tx.put_meta(key, value.strip())


def composes(tx: Any, key: str, value: str) -> None:
    """As some file systems do."""
    tx.put_meta(unicodedata.normalize("NFC", key), value)


def limits_before(method: str, everything: Any) -> Mistake:
    """Makes the mistake of asking for a page first, and for the condition in it afterwards."""

    def asked(view: Any, where: Any, *, after: str | None = None, limit: int = 1000) -> Any:
        page = {row.id for row in getattr(view, method)(everything, after=after, limit=limit)}
        return [row for row in getattr(view, method)(where, after=after, limit=limit) if row.id in page]

    asked.__name__ = f"limits_{method}_first"
    return asked


def joins_all_the_same(view: Any, *, of: CaseFilter | None = None, **asked: Any) -> Any:
    """What has no case is lost."""
    return [row for row in view.outbox(of=of, **asked) if of is None or view.case(row.case) is not None]


def limits_duties_first(view: Any, staff: Any, *, limit: int = 1000, **asked: Any) -> Any:
    """The same."""
    return [row for row in view.duties(staff, limit=limit) if row in view.duties(staff, **asked)]


def goes_on_behind_what_fits(view: Any, where: CaseFilter, *, after: str | None, limit: int) -> Any:
    """Whoever left the list takes all behind them along."""
    rows = list(view.cases(where, after=None, limit=10_000))
    ids = [row.id for row in rows]
    return rows[ids.index(after) + 1 if after in ids else len(rows) if after else 0 :][:limit]


def loses_every_twentieth(method: str) -> Mistake:
    """Makes the mistake of leaving out the last row of each batch."""

    def put(tx: Any, *given: Any) -> Any:
        cut = [[row for n, row in enumerate(one, 1) if n % 20] if isinstance(one, list) else one for one in given]
        return getattr(tx, method)(*cut)

    put.__name__ = f"loses_every_twentieth_of_{method}"
    return put


def ends_texts_at_a_zero_byte(method: str) -> Mistake:
    """Makes the mistake of handing texts over as C does."""

    def cut(value: Any) -> Any:
        if isinstance(value, str):
            return value.partition("\x00")[0]
        if isinstance(value, list):
            return [cut(one) for one in value]
        if attrs.has(type(value)):
            texts = {one.name: getattr(value, one.name) for one in attrs.fields(type(value))}
            return attrs.evolve(value, **{name: cut(text) for name, text in texts.items() if isinstance(text, str)})
        return value

    def put(tx: Any, *given: Any) -> Any:
        return getattr(tx, method)(*map(cut, given))

    put.__name__ = f"ends_texts_of_{method}_at_a_zero_byte"
    return put


def stands_on_what_left(method: str) -> Mistake:
    """Makes the mistake of looking for the last one seen in what the filter lets through now."""

    def asked(view: Any, *given: Any, after: Any = None, **named: Any) -> Any:
        rows = list(getattr(view, method)(*given, **named))
        seen = [row for row in rows if after in (row, getattr(row, "id", None))]
        return rows[rows.index(seen[0]) + 1 :] if seen else [] if after else rows

    asked.__name__ = f"stands_on_{method}_that_left"
    return asked


LISTED = "test_every_list_goes_on_behind_what_has_left_it"
WRITTEN = "append put_tokens put_outbox put_coupons put_grants add_tally put_duties put_deadlines add_task".split()
TEXTS = "add_case append add_task put_outbox keep_refused put_meta put_document".split()
MISTAKES: list[tuple[str, str, Mistake]] = [
    *[("test_of_many_rows_none_is_lost", method, loses_every_twentieth(method)) for method in WRITTEN],
    *[("test_a_text_is_never_cut", method, ends_texts_at_a_zero_byte(method)) for method in TEXTS],
    *[(LISTED, method, stands_on_what_left(method)) for method in "tasks members outbox refused coupons".split()],
    ("test_a_coupon_is_minted_once", "put_coupons", mints_again),
    ("test_a_coupon_is_spent_once", "put_redemption", spends_again),
    ("test_a_coupon_whose_redemption_was_reversed_is_spent_again", "put_redemption", spends_again),
    ("test_a_coupon_whose_redemption_was_reversed_is_spent_again", "redemption", shows_what_was_reversed),
    ("test_what_was_redeemed_is_listed_by_its_time", "redemptions", forgets_the_unit),
    ("test_promises_count_until_they_are_released", "grants", counts_from_the_next_moment),
    ("test_promises_count_until_they_are_released", "grants", counts_only_of_givers),
    ("test_a_case_is_found_by_what_it_is_called_to_the_letter", "case", finds_in_any_case),
    ("test_a_text_is_kept_to_the_letter", "put_meta", trims),
    ("test_a_text_is_kept_to_the_letter", "put_meta", composes),
    ("test_a_limit_comes_after_every_condition", "cases", limits_before("cases", CaseFilter())),
    ("test_a_limit_of_tasks_comes_after_every_condition", "tasks", limits_before("tasks", TaskFilter())),
    ("test_a_limit_of_members_comes_after_every_condition", "members", limits_before("members", MemberFilter())),
    (
        "test_a_limit_of_answers_comes_after_every_condition",
        "survey_answers",
        limits_before("survey_answers", SurveyFilter()),
    ),
    ("test_a_limit_of_duties_comes_after_every_condition", "duties", limits_duties_first),
    ("test_a_filter_that_asks_for_nothing_leaves_nothing_out", "outbox", joins_all_the_same),
    ("test_a_list_goes_on_behind_a_case_that_no_longer_fits", "cases", goes_on_behind_what_fits),
    ("test_a_case_changes_where_its_version_is_known", "put_case", ignores_versions),
    ("test_one_of_two_changes_a_case", "put_case", ignores_versions),
    ("test_owners_follow_each_other_without_a_gap", "put_owner", forgets_owners),
    ("test_a_ledger_goes_on_once", "append", ignores_a_known_event),
    ("test_claiming_leases", "claim", leases_without_an_epoch),
    ("test_a_lease_that_ran_out_after_a_start_is_told", "claim", claims_what_was_started),
    ("test_no_more_than_the_limit_is_claimed", "claim", claims_without_a_limit),
    ("test_alarms_are_claimed_first_and_customers_before_staff", "claim", claims_in_order_of_arrival),
    ("test_a_change_is_fenced_by_epoch", "change_outbox", changes_unfenced),
    ("test_a_key_is_remembered_once", "remember", replaces_keys),
    ("test_numbers_count_by_unit_and_day", "next_number", counts_apart),
    ("test_a_budget_is_never_overrun", "reserve", rounds_amounts),
    ("test_due_cases_come_most_overdue_first", "due_cases", looks_too_late),
    ("test_ledgers_are_found_by_when_something_happened", "ledgers_between", looks_when_it_was_recorded),
    ("test_filters_hold_together", "cases", shows_everything),
    ("test_filters_hold_together", "cases", lists_by_the_gravest_alone),
    ("test_what_a_block_wrote_is_there_for_others", "append", cuts_at_a_zero_byte),
    ("test_settings_are_set_and_added", "add_meta", overwrites_a_secret),
    ("test_a_vault_is_emptied_by_person", "empty_vault", empties_nothing),
    ("test_what_is_emptied_is_in_no_file", "empty_vault", empties_nothing),
    ("test_a_vault_is_emptied_by_person", "empty_vault", empties_everybody),
    ("test_states_go_with_their_persons_words", "empty_vault", keeps_states),
    ("test_what_is_emptied_is_in_no_file", "empty_vault", keeps_states),
    ("test_a_state_is_kept_instead_of_the_one_before", "put_state", keeps_the_first_state),
    ("test_a_summary_is_good_while_its_case_has_the_head", "summaries", finds_summaries_of_any_head),
    ("test_a_summary_is_good_while_its_case_has_the_head", "unsummarised", sums_up_what_is_open),
    ("test_summaries_of_many_cases_come_by_case", "summaries", finds_a_few_summaries),
    ("test_the_end_of_a_ledger_is_read_by_itself", "events", reads_from_the_line_on),
    ("test_a_ledger_is_read_without_events_of_a_name", "events", leaves_nothing_out),
    ("test_tokens_go_by_person_and_kind", "drop_tokens", drops_every_token),
    ("test_what_was_refused_is_emptied_once", "empty_refused", empties_without_telling),
    ("test_a_persons_cases_are_found", "cases", looks_alike),
    ("test_the_outbox_lists_what_somebody_may_see", "outbox", shows_every_entry),
    ("test_the_outbox_lists_what_is_due_of_a_kind_before_any_limit", "outbox", limits_first),
    ("test_what_was_refused_is_listed_by_who_said_it", "refused", forgets_whose),
    ("test_what_was_refused_pages_and_misses_nothing", "refused", loses_its_place),
    ("test_cases_to_be_summed_up_come_in_order", "unsummarised", sums_up_the_last_first),
    ("test_duties_are_listed_by_their_date", "duties", owes_a_moment_more),
    ("test_a_filter_lets_through_what_it_says", "tasks", opened_at_its_end),
    ("test_tasks_to_look_at_come_most_overdue_first", "due_tasks", looks_a_second_early),
    ("test_every_row_of_a_kind_comes_in_order", "every", stops_after_a_page),
    ("test_every_row_of_a_kind_comes_in_order", "every", yields_as_written),
]


class Mistaken:
    """A transaction with one method replaced."""

    def __init__(self, sound: Any, method: str, mistake: Mistake) -> None:
        self._sound = sound
        self._replaced = {method: mistake}

    def __getattr__(self, name: str) -> Any:
        """The mistake, or what is sound."""
        if name in self._replaced:
            return lambda *given, **named: self._replaced[name](self._sound, *given, **named)
        return getattr(self._sound, name)


class MistakenStorage:
    """A sound storage whose transactions are wrapped."""

    def __init__(self, sound: Any, method: str, mistake: Mistake) -> None:
        self._sound, self._method, self._mistake = sound, method, mistake

    def __getattr__(self, name: str) -> Any:
        """All else."""
        return getattr(self._sound, name)

    @contextmanager
    def reading(self) -> Iterator[Any]:
        """A wrapped reader."""
        with self._sound.reading() as view:
            yield Mistaken(view, self._method, self._mistake)

    @contextmanager
    def writing(self) -> Iterator[Any]:
        """A wrapped writer."""
        with self._sound.writing() as tx:
            yield Mistaken(tx, self._method, self._mistake)


class Careless(MistakenStorage):
    """Commits half of a block that raised."""

    @contextmanager
    def writing(self) -> Iterator[Any]:
        """Keeps what there is."""
        error = None
        with self._sound.writing() as tx:
            try:
                yield tx
            except ConflictError:
                raise
            except Exception as found:  # noqa: BLE001  that is the mistake
                error = found
        if error is not None:
            raise error


class CarelessAtTheEnd(MistakenStorage):
    """Commits what only the interpreter broke off."""

    @contextmanager
    def writing(self) -> Iterator[Any]:
        """Keeps what there is."""
        error = None
        with self._sound.writing() as tx:
            try:
                yield tx
            except Exception:
                raise
            except BaseException as found:  # noqa: BLE001  that is the mistake
                error = found
        if error is not None:
            raise error


class Deaf(MistakenStorage):
    """Undoes a block, and says nothing of what ended it."""

    @contextmanager
    def writing(self) -> Iterator[Any]:
        """Swallows it."""
        with suppress(KeyboardInterrupt), self._sound.writing() as tx:
            yield tx


class Forgiving(MistakenStorage):
    """Undoes a block that raised what it takes for a wrong value, and says nothing."""

    @contextmanager
    def writing(self) -> Iterator[Any]:
        """Swallows it."""
        with suppress(ValueError), self._sound.writing() as tx:
            yield tx


class Early(MistakenStorage):
    """Commits each setting by itself, before the block has ended."""

    @contextmanager
    def writing(self) -> Iterator[Any]:
        """Nothing holds it together."""
        yield Apart(self._sound)


class Apart:
    """Each call is a transaction of its own."""

    def __init__(self, storage: Any) -> None:
        self._storage = storage

    def __getattr__(self, name: str) -> Any:
        """One call."""

        def do(*given: Any, **named: Any) -> Any:
            with self._storage.writing() as tx:
                return getattr(tx, name)(*given, **named)

        return do


class CopiesNothing(MistakenStorage):
    """The copy is the file itself, under another name."""

    def back_up(self, to: Path) -> Any:
        """Opened once more."""
        to.touch()
        return SqlModelStorage().open(f"sqlite:///{to.with_name('desk.db')}")


class CopiesForAll(MistakenStorage):
    """Whoever has an account on the machine may read it."""

    def back_up(self, to: Path) -> Any:
        """Copied, then opened to all."""
        copy = self._sound.back_up(to)
        to.chmod(0o644)
        return copy


class CopiesOver(MistakenStorage):
    """What is there is in the way."""

    def back_up(self, to: Path) -> Any:
        """Make room first."""
        to.unlink(missing_ok=True)
        return self._sound.back_up(to)


class Restless(MistakenStorage):
    """Reads each time anew: no view that stands still."""

    @contextmanager
    def reading(self) -> Iterator[Any]:
        """A reader that looks again and again."""
        yield Anew(self._sound)


class Anew:
    """Each question in a transaction of its own."""

    def __init__(self, storage: Any) -> None:
        self._storage = storage

    def __getattr__(self, name: str) -> Any:
        """One question."""

        def ask(*given: Any, **named: Any) -> Any:
            with self._storage.reading() as view:
                return getattr(view, name)(*given, **named)

        return ask


def contract_of(make: Callable[[Any], Any]) -> StorageContract:
    """The contract of a storage with a mistake."""

    class Contract(StorageContract):
        def open(self, folder: Path) -> Any:
            return make(SqlModelStorage().open(f"sqlite:///{folder}/desk.db"))

    return Contract()


@pytest.mark.parametrize(("rule", "method", "mistake"), MISTAKES, ids=[f"{m.__name__}-{r}" for r, _, m in MISTAKES])
def test_a_mistake_is_noticed(tmp_path: Path, rule: str, method: str, mistake: Mistake) -> None:
    """The rule it breaks fails, and holds without it."""
    getattr(contract_of(lambda sound: sound), rule)(sub(tmp_path, "sound"))
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        getattr(contract_of(lambda sound: MistakenStorage(sound, method, mistake)), rule)(sub(tmp_path, "mistaken"))


CASES = "test_filters_hold_together"
LISTS: dict[str, tuple[type[Any], str]] = {
    "cases": (CaseFilter, CASES),
    "count": (CaseFilter, CASES),
    "coupons": (CaseFilter, CASES),
    "outbox": (CaseFilter, CASES),
    "tasks": (TaskFilter, "test_a_filter_lets_through_what_it_says"),
    "members": (MemberFilter, "test_a_filter_lets_members_through_that_it_means"),
    "survey_answers": (SurveyFilter, "test_a_filter_lets_answers_through_that_it_means"),
}


@pytest.mark.parametrize(
    ("method", "condition"),
    [(method, field.name) for method, (kind, _) in LISTS.items() for field in attrs.fields(kind)],
)
def test_a_condition_that_is_passed_over_is_noticed(tmp_path: Path, method: str, condition: str) -> None:
    """Each condition of each filter, wherever it is asked: a storage that was written before there was such a one is found."""
    kind, rule = LISTS[method]
    (default,) = (field.default for field in attrs.fields(kind) if field.name == condition)

    def passes_it_over(view: Any, *given: Any, **named: Any) -> Any:
        """It asks for the rest."""
        rest = [attrs.evolve(one, **{condition: default}) if isinstance(one, kind) else one for one in given]
        if isinstance(named.get("of"), kind):
            named["of"] = attrs.evolve(named["of"], **{condition: default})
        return getattr(view, method)(*rest, **named)

    with pytest.raises((AssertionError, pytest.fail.Exception)):
        getattr(contract_of(lambda sound: MistakenStorage(sound, method, passes_it_over)), rule)(tmp_path)


@pytest.mark.parametrize(
    ("rule", "kind"),
    [
        ("test_a_block_that_raises_leaves_nothing", Careless),
        ("test_a_view_stands_still", Restless),
        ("test_what_only_the_interpreter_raises_leaves_nothing_either", CarelessAtTheEnd),
        ("test_what_only_the_interpreter_raises_leaves_nothing_either", Deaf),
        ("test_whatever_is_raised_comes_out", Forgiving),
        ("test_nobody_sees_half_of_a_block", Early),
        ("test_a_copy_holds_what_there_was", CopiesNothing),
        ("test_a_copy_is_for_its_owner_alone", CopiesForAll),
        ("test_a_copy_takes_nobodys_place", CopiesOver),
    ],
)
def test_a_careless_transaction_is_noticed(tmp_path: Path, rule: str, kind: type[MistakenStorage]) -> None:
    """Everything or nothing, a view that stands still, and copies are looked at."""
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        getattr(contract_of(lambda sound: kind(sound, "", print)), rule)(tmp_path)


def sub(folder: Path, name: str) -> Path:
    """A folder of its own."""
    (folder / name).mkdir()
    return folder / name
