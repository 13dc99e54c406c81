"""The laws of names: one word for one thing, in commands, verbs, door words, events and errors."""

from __future__ import annotations

import inspect
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import attrs
import pytest

import complaintkit
from complaintkit import Desk, Money, commands, errors, events
from complaintkit.model.commands import Command
from complaintkit.model.commands import commands as all_commands

if TYPE_CHECKING:
    from complaintkit.desk._opening import Opened
    from complaintkit.hooks.plugins import Plugins
    from complaintkit.records.door import Door

PUBLIC = """CareKind Consent Credit Members Membership NewMember Taken
Actions Answer Answers Asked Assessments AttachedFile Attachment AuthorityCase BeyondAuthority
Case Cases Checks ComplaintKitError ConfigurationError ConflictError
Contact Coupon CouponRefused CouponState Coupons Customer CustomerDoor DamagedError Deadline
Decided Decision Desk Docket Done Duties Duty
DutyKind Envelope Event
Evidence FieldTerm Handover Health
Ideas Inbox InboxItem Incident IncidentCase Incidents
IntakeRejected InvalidInput Issue IssuedCoupon Item Kind Ledger LedgerHead LedgerProblem LedgerRoot Measure Member Money
NotAllowed NotFound NotResponsible Outbox OutboxAttempt OutboxEntry OutboxState OutcomeUnknown People Period Plan
PluginError Possible Proposal Purchase Redemption Refused RefusedRequest Register RegistrationForm Remedy Repair Reply
Report Reviews Severity StandingSurvey State StepTerm StorageError SurveyAnswer SurveyCard SurveyLink SurveyQuestion
Surveys System Task TaskKind TaskLine TaskTerm Tasks Tendencies Term Theme TimelineEntry Trainings
TurnedAway Verification Vocabulary __version__""".split()

# The participles of verbs that don't just take -ed; the rest of an event's name is its command's.
PARTICIPLES = {
    "do": "done", "give": "given", "hear": "heard", "tell": "told", "withdraw": "withdrawn", "refer": "referred",
    "wait": "waiting", "clear": "cleared", "reclassify": "reclassified", "decline": "declined",
}  # fmt: skip
CIRCUMSTANCES = {"by", "idempotency_key", "if_version"}


def event_of(word: str) -> str:
    """What a command is called once it has happened: `offer-handover`, `handover-offered`."""
    verb, _, noun = word.partition("-")
    done = PARTICIPLES.get(verb) or (f"{verb}d" if verb.endswith("e") else f"{verb}ed")
    if verb in ("clear", "wait"):
        return f"{done}-{noun}"
    return f"{noun}-{done}" if noun else done


def test_the_public_names_are_these() -> None:
    """A name is public by a decision, not by accident."""
    assert sorted(complaintkit.__all__) == sorted(PUBLIC)
    assert all(getattr(complaintkit, name) is not None for name in PUBLIC)


@pytest.mark.parametrize("word", sorted(all_commands()))
def test_a_command_is_a_verb_is_a_door_word_is_an_event(word: str) -> None:
    """`OfferHandover` = `desk.offer_handover` = `offer-handover` = `handover-offered`."""
    assert hasattr(Desk, word.replace("-", "_"))
    assert event_of(word) in events.events()
    assert word.replace("-", "") == all_commands()[word].__name__.lower()


@pytest.mark.parametrize(("word", "command"), sorted(all_commands().items()))
def test_a_verbs_signature_is_its_commands_fields(word: str, command: type[Command]) -> None:
    """The verb takes what the command holds, by the same names, and `by`, `idempotency_key`, `if_version`."""
    parameters = inspect.signature(getattr(Desk, word.replace("-", "_"))).parameters
    fields = {field.name: field for field in attrs.fields(command)}

    assert set(parameters) - {"self"} - CIRCUMSTANCES == set(fields)
    assert parameters["by"].kind is inspect.Parameter.KEYWORD_ONLY
    assert parameters["by"].default is inspect.Parameter.empty
    for name, field in fields.items():
        optional = parameters[name].default is not inspect.Parameter.empty
        assert optional == (field.default is not attrs.NOTHING), name


class Unopened(Desk):
    """A desk at which nothing is opened."""

    def __init__(self) -> None:
        """Open nothing."""
        super().__init__(cast("Opened", SimpleNamespace(door=None, plugins=None)))


@pytest.mark.parametrize(("word", "command"), sorted(all_commands().items()))
def test_a_verb_passes_on_all_that_it_is_given(word: str, command: type[Command], monkeypatch) -> None:
    """Each argument of a verb arrives in the field, or the circumstance, of its name."""

    def performed(
        _door: Door, _plugins: Plugins, kind: type[Command], fields: dict[str, Any], **passed: object
    ) -> object:
        return SimpleNamespace(case=(kind, fields, passed))

    monkeypatch.setattr("complaintkit.desk.verbs._performing.perform", performed)
    verb = getattr(Unopened(), word.replace("-", "_"))
    given = {name: object() for name in inspect.signature(verb).parameters}
    circumstances = {name: given[name] for name in CIRCUMSTANCES & set(given)}
    kind, fields, passed = verb(**given)

    assert kind is command
    assert fields == {name: value for name, value in given.items() if name not in CIRCUMSTANCES}
    assert {"if_version": None, **circumstances} == {"if_version": None, **passed}


def test_whatever_is_answered_is_named() -> None:
    """An answer says to what: which handover, which plan, which question."""
    answers = {"accept-handover": "handover", "decline-handover": "handover", "answer-plan": "plan", "give-advice": "advice",
               "report-dispatch": "dispatch", "decide-meeting": "escalation"}  # fmt: skip

    for word, named in answers.items():
        field = attrs.fields_dict(all_commands()[word])[named]
        assert field.default is attrs.NOTHING


EXAMPLES: dict[str, errors.ComplaintKitError] = {
    "ConfigurationError": errors.ConfigurationError(
        where="playbook.toml: deadline.x", reason="is none", next_step="Write one."
    ),
    "PluginError": errors.PluginError(plugin="sms", stage="import", reason="ImportError"),
    "InvalidInput": errors.InvalidInput(field="severity", reason="is empty", next_step="Give one."),
    "IntakeRejected": errors.IntakeRejected("wechat", reason="signature"),
    "NotAllowed": errors.NotAllowed(
        command="assess", reason="the case is archived", state="archived", allowed=["note"]
    ),
    "NotResponsible": errors.NotResponsible(by="wu", command="assess", owner="chen", number="A-1"),
    "BeyondAuthority": errors.BeyondAuthority(
        by="chen",
        limit="authority.agent.per-case",
        left=Money(30, "CNY"),
        value=Money(80, "CNY"),
        approver="zhou",
        proposal="p_1",
    ),
    "CouponRefused": errors.CouponRefused(reason="expired"),
    "StorageError": errors.StorageError(reason="is locked", next_step="Ask again."),
    "NotFound": errors.NotFound(what="case", ref="A-1"),
    "DamagedError": errors.DamagedError(reason="a row can't be read"),
    "ConflictError": errors.ConflictError(reason="version", expected=1, actual=2),
    "OutcomeUnknown": errors.OutcomeUnknown(idempotency_key="k", retry_after=timedelta(seconds=1)),
}


@pytest.mark.parametrize("name", sorted(set(errors.__all__) - {"ComplaintKitError"}))
def test_every_error_says_what_to_do(name: str) -> None:
    """A stable code, keyword data, and a sentence for the person at the counter in both languages."""
    import pickle

    error = EXAMPLES[name]
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  our own bytes

    assert error.code
    assert error.retry in ("no", "same-key", "later")
    assert error.user_message("en")
    assert any("\u4e00" <= letter <= "\u9fff" for letter in error.user_message("zh-CN"))
    assert (type(again), again.data, str(again)) == (type(error), error.data, str(error))


def test_codes_are_told_apart() -> None:
    """One code, one class."""
    codes = [error.code for error in EXAMPLES.values()]

    assert len(set(codes)) == len(codes)
    assert commands.commands() == all_commands()
