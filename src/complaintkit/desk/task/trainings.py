"""Trainings 培训: planned on a theme that work and feedback show, held with who attended. S0.15, S1.11, S2.11, S3.10"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import attrs

from complaintkit.decision.refusal import stranger
from complaintkit.decision.tables.verb import declared
from complaintkit.decision.task import Opening
from complaintkit.desk.reading.sight import known_reader
from complaintkit.desk.reading.themes import themes_of
from complaintkit.desk.task.change import TaskChange, due_date
from complaintkit.desk.task.door import TaskDoor
from complaintkit.model.check import string
from complaintkit.model.did_you_mean import nearest
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.model.task import TaskKind
from complaintkit.records.attendance import attended_by
from complaintkit.records.sight import units_seen

if TYPE_CHECKING:
    from complaintkit.decision import Facts
    from complaintkit.model.actor import By
    from complaintkit.model.period import Period
    from complaintkit.model.task import Task
    from complaintkit.model.theme import Theme


@declared("trainings")
@attrs.frozen
class Trainings:
    """Trainings: `desk.trainings`. The playbook's (`[training.complaints]`) are planned by themselves. S0.15, S1.11, S2.11, S3.10

    Those of each period when it begins; one for newcomers when the organisation gains them.

    >>> from datetime import timedelta
    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     planned = desk.trainings.plan(
    ...         "接听投诉电话",
    ...         by="customer-service-manager",
    ...         who="customer-service-manager",
    ...         people=["chen"],
    ...         due=timedelta(days=14),
    ...         rule="complaints",
    ...     )
    ...     held = desk.trainings.hold(planned, by="customer-service-manager", attended=["chen"])
    ...     when = desk.trainings.attended("chen", by="customer-service-manager")
    >>> held.state, list(when)
    ('held', ['complaints'])
    """

    _tasks: TaskDoor = attrs.field(repr=False)

    def plan(
        self,
        what: str | None = None,
        *,
        by: By,
        people: Sequence[str],
        due: datetime | timedelta,
        who: str | None = None,
        unit: str | None = None,
        rule: str | None = None,
        category: str | None = None,
        cause: str | None = None,
        source: str | None = None,
        idempotency_key: str | None = None,
    ) -> Task:
        """Plan one beside those that plan themselves.

        Args:
            what: the theme; the playbook's title of `rule` where nothing is said.
            by: who plans it: above `who`, or with a role that may `report`.
            people: who is to attend.
            due: by when it is to be held, a moment or a span from now on.
            who: who holds it; `by` where nobody is named.
            unit: where; that of `who` where none is given.
            rule: the training of the playbook that this is.
            category: the category that it is about.
            cause: the root cause that it is about.
            source: the number of the review or tendency it follows from.
            idempotency_key: the same key again gives what the first gave, and does nothing.

        Raises:
            InvalidInput: something is missing, or is not what belongs there; names the field.
            NotAllowed: no role of `by` may.
        """
        about = {"rule": rule, "category": category, "cause": cause}

        def change(changes: TaskChange) -> Task:
            holder = who or str(by)
            where = changes.place(unit, source=source) or changes.home(holder)
            facts = changes.facts(where)
            opening = Opening(
                kind=TaskKind.TRAINING,
                unit=where,
                what=what,
                title=_title(facts, rule),
                who=holder,
                due_at=due_date(facts, at=due),
                about={name: value for name, value in about.items() if value},
                source=source,
                given={"people": people},
            )
            _check_rule(facts, rule)
            return changes.open(opening)

        asked = {**about, "what": what, "people": people, "due": due, "who": who, "unit": unit, "source": source}
        return self._tasks.perform(
            change, verb="trainings.plan", by=by, typed={"what": what}, key=idempotency_key, asked=asked
        )

    def hold(
        self,
        task: Task | str,
        *,
        by: By,
        attended: Sequence[str],
        remark: str | None = None,
        idempotency_key: str | None = None,
    ) -> Task:
        """Put on record that it was held, and who attended: by who holds it, or somebody above them.

        Raises:
            InvalidInput: nobody attended, or somebody who does not work here; names the field.
            NotAllowed: it has ended, or is not for `by`; names what is possible.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        given = {"attended": attended, "remark": remark}
        return self._tasks.step("trainings.hold", task, given, by=by, key=idempotency_key)

    def drop(self, task: Task | str, *, by: By, reason: str, idempotency_key: str | None = None) -> Task:
        """Decide that it is not to be held, and why: by somebody above who holds it.

        Raises:
            InvalidInput: the reason is missing.
            NotAllowed: it has ended, or is not for `by`; names what is possible.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        return self._tasks.step("trainings.drop", task, {"reason": reason}, by=by, key=idempotency_key)

    def themes(self, *, by: By, period: Period, unit: str | None = None) -> tuple[Theme, ...]:
        """Return what a training could be about: categories and root causes by complaints, missed deadlines, rounds anew.

        Args:
            by: who asks; counted is what they see whole.
            period: of which time.
            unit: only of this unit, and what lies in it.

        Returns:
            The most telling first.

        Raises:
            InvalidInput: the unit is not known, or the period is none.
            NotAllowed: `by` sees none of these units whole. R20
        """
        return themes_of(self._tasks.door, period, by=by, unit=unit)

    def attended(self, staff: str, *, by: By) -> Mapping[str, datetime]:
        """Return which trainings somebody attended since they came, and when last: by their names in the playbook.

        What is not the playbook's stands under the number of its task.

        Raises:
            InvalidInput: nobody of this id works here, or not for `by` to see. R20
        """
        door = self._tasks.door
        with door.storage.reading() as reader:
            facts = known_reader(door, reader, by)
            units, structure = units_seen(facts), facts.structure
            known = structure.organisation.staff
            shown = {
                one for one in known if units is None or one == facts.actor or units.issuperset(structure.units_of(one))
            }
            if string(staff, field="staff") not in shown:
                raise stranger(staff, shown, field="staff")
            return attended_by(reader, staff)


def _title(facts: Facts, rule: str | None) -> Mapping[str, str]:
    found = facts.playbook.trainings.get(string(rule or "", field="rule"))
    return found.title if found else {}


def _check_rule(facts: Facts, rule: str | None) -> None:
    """Refuse the name of a training that the playbook does not have: who attends it would have attended nothing."""
    if rule is not None and rule not in facts.playbook.trainings:
        raise InvalidInput(
            field="rule",
            reason=phrase("{rule!r} is no training of the playbook", rule=rule),
            next_step=nearest(rule, facts.playbook.trainings),
        )
