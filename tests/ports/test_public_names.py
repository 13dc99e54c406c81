"""What the author of a plugin imports: exactly this list, each with a docstring."""

from __future__ import annotations

import pytest

from complaintkit import plugin

NAMES = """
Accepted AnsweringChannel Assigner Attempt Authentic CaseView Catalogue Channel Classification Classifier Clock CompensationPolicy
CustomerMessage DeliveryReport DeliveryStatus Envelope FormReceived Ignored InDoubt Inbound LARGEST_BODY MediaRef MediaSource
MessageSpec NotSent Notification Notifier Outcome Parsed Phrase Plugin PollNow Polled PolledChannel PriceBook Proof RejectReason
Rejected RemedyExecutor RemedyGuard RemedyOrder RemedyRunner Reply Sender Stopped Storage Suggested Taken TakenAs
blocking_session hookimpl is_size
""".split()


def test_the_list_is_what_was_agreed():
    """A name more is a promise more; a name less breaks somebody's plugin."""
    assert sorted(plugin.__all__) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_each_is_there_and_says_what_it_is(name):
    """Unions of values have their text beside them in the module; everything else has a docstring."""
    found = getattr(plugin, name)

    assert name in {"Inbound", "Outcome"} or found.__doc__
