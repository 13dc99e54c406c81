"""What tests import: exactly this list, each with a docstring."""

import pytest

from complaintkit import testing

NAMES = """
ChannelContract CompensationPolicyContract DeskUnderTest Exchange FakeClock NotifierContract PluginContract
PolledChannelContract RemedyExecutorContract StorageContract Vendor case_view grows_linearly message_spec
notification open_test_desk steps
""".split()


def test_the_list_is_what_was_agreed():
    """A name more is a promise more; a name less breaks somebody's tests."""
    assert sorted(testing.__all__) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_each_is_there_and_says_what_it_is(name):
    """Loaded when it is first used."""
    assert getattr(testing, name).__doc__
