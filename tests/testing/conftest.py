"""Running a contract against a plugin that may be wrong: which of its rules does it break?"""

from collections.abc import Callable

import pytest


def _broken(contract: type) -> set[str]:
    """The names of the rules that fail, each tried on an instance of its own, as pytest does."""
    found = set()
    for name in dir(contract):
        if name.startswith("test_"):
            one = contract()
            try:
                getattr(one, name)()
            except Exception:  # noqa: BLE001  a rule that can't even be tried is broken as well
                found.add(name)
            finally:
                getattr(one, "teardown_method", lambda: None)()
    return found


@pytest.fixture
def broken() -> Callable[[type], set[str]]:
    """The rules of a contract that a class breaks."""
    return _broken
