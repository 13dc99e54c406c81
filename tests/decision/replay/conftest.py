"""A case that events are applied to."""

import pytest


@pytest.fixture
def matter(matter):
    """A case that chen has; an hour later."""
    matter.received()
    matter.later(hours=1)
    return matter
