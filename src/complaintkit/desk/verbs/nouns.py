"""The nouns of a desk: administration, each under its own; and what the desk goes by: plugins and clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.desk.verbs.base import Verbs

if TYPE_CHECKING:
    from complaintkit.desk.admin.coupons import Coupons
    from complaintkit.desk.admin.inbox import Inbox
    from complaintkit.desk.admin.ledger import Ledger
    from complaintkit.desk.admin.outbox import Outbox
    from complaintkit.desk.admin.people import People
    from complaintkit.desk.admin.refused import Refused
    from complaintkit.desk.admin.surveys import Surveys
    from complaintkit.desk.member.members import Members
    from complaintkit.desk.task.actions import Actions
    from complaintkit.desk.task.answers import Answers
    from complaintkit.desk.task.assessments import Assessments
    from complaintkit.desk.task.checks import Checks
    from complaintkit.desk.task.ideas import Ideas
    from complaintkit.desk.task.incidents import Incidents
    from complaintkit.desk.task.reviews import Reviews
    from complaintkit.desk.task.tasks import Tasks
    from complaintkit.desk.task.tendencies import Tendencies
    from complaintkit.desk.task.trainings import Trainings
    from complaintkit.hooks.plugins import Plugins
    from complaintkit.ports.clock import Clock


class Nouns(Verbs):
    """Administration: `desk.outbox.list(by=...)`. Each noun is made when it is asked for, so that a fork is noticed."""

    @property
    def outbox(self) -> Outbox:
        """Messages and remedies after their commit: list them, send again, give up."""
        from complaintkit.desk.admin.outbox import Outbox

        return Outbox(self._door)

    @property
    def refused(self) -> Refused:
        """Requests that were refused and kept: read them again, mark them as seen to."""
        from complaintkit.desk.admin.refused import Refused

        return Refused(self._door)

    @property
    def inbox(self) -> Inbox:
        """Messages from senders nobody vouches for: read them, make a case of one, or put it aside."""
        from complaintkit.desk.admin.inbox import Inbox

        return Inbox(self._door, self._opened.plugins)

    @property
    def coupons(self) -> Coupons:
        """Coupons that were issued, and how each of them stands."""
        from complaintkit.desk.admin.coupons import Coupons

        return Coupons(self._door)

    @property
    def ledger(self) -> Ledger:
        """The ledgers: check that they stand as they were written."""
        from complaintkit.desk.admin.ledger import Ledger

        return Ledger(self._door)

    @property
    def people(self) -> People:
        """The organisation: who works here, who is away, who has left; units and their time zones."""
        from complaintkit.desk.admin.people import People

        return People(self._door)

    @property
    def tasks(self) -> Tasks:
        """Everything to be done beside the cases: list it, take a step, give it on."""
        from complaintkit.desk.task.door import TaskDoor
        from complaintkit.desk.task.tasks import Tasks

        return Tasks(TaskDoor(self._door))

    @property
    def actions(self) -> Actions:
        """Improvements: what, who, by when, done with evidence, and judged by their effect."""
        from complaintkit.desk.task.actions import Actions
        from complaintkit.desk.task.door import TaskDoor

        return Actions(TaskDoor(self._door))

    @property
    def reviews(self) -> Reviews:
        """Review meetings: called, and held with minutes and decisions."""
        from complaintkit.desk.task.door import TaskDoor
        from complaintkit.desk.task.reviews import Reviews

        return Reviews(TaskDoor(self._door), self._opened.plugins)

    @property
    def checks(self) -> Checks:
        """Checks: asked for, made with a list, and what they found put right."""
        from complaintkit.desk.task.checks import Checks
        from complaintkit.desk.task.door import TaskDoor

        return Checks(TaskDoor(self._door))

    @property
    def tendencies(self) -> Tendencies:
        """Tendencies: what is done about what rises."""
        from complaintkit.desk.task.door import TaskDoor
        from complaintkit.desk.task.tendencies import Tendencies

        return Tendencies(TaskDoor(self._door))

    @property
    def ideas(self) -> Ideas:
        """Ideas of staff: what could be better, and what became of it."""
        from complaintkit.desk.task.door import TaskDoor
        from complaintkit.desk.task.ideas import Ideas

        return Ideas(TaskDoor(self._door))

    @property
    def answers(self) -> Answers:
        """Frequent questions: what customers often ask, and what they are answered."""
        from complaintkit.desk.task.answers import Answers
        from complaintkit.desk.task.door import TaskDoor

        return Answers(TaskDoor(self._door))

    @property
    def incidents(self) -> Incidents:
        """Incidents: complaints of one cause under one lead, with recall, report and one word to all."""
        from complaintkit.desk.task.door import TaskDoor
        from complaintkit.desk.task.incidents import Incidents

        return Incidents(TaskDoor(self._door))

    @property
    def trainings(self) -> Trainings:
        """Trainings: planned, held with who attended, and what they could be about."""
        from complaintkit.desk.task.door import TaskDoor
        from complaintkit.desk.task.trainings import Trainings

        return Trainings(TaskDoor(self._door))

    @property
    def assessments(self) -> Assessments:
        """Assessments of people: asked for, made, answered, decided on."""
        from complaintkit.desk.task.assessments import Assessments
        from complaintkit.desk.task.door import TaskDoor

        return Assessments(TaskDoor(self._door))

    @property
    def surveys(self) -> Surveys:
        """Standing surveys: links and cards, answers told to staff, and what was said."""
        from complaintkit.desk.admin.surveys import Surveys

        return Surveys(self._door)

    @property
    def members(self) -> Members:
        """Members: the register, what they agreed to, their points and their events."""
        from complaintkit.desk.member.members import Members
        from complaintkit.desk.task.door import TaskDoor

        return Members(TaskDoor(self._door))

    @property
    def plugins(self) -> Plugins:
        """The plugins that this desk was opened with: how they stand, and what each of them offers beside its hooks."""
        return self._opened.plugins

    @property
    def clock(self) -> Clock:
        """The clock that this desk goes by: `desk.clock.now()`."""
        return self._door.clock
