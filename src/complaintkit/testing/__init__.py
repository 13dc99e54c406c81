"""For tests of what is built on the kit: contracts that a plugin keeps, a desk to try it on, a clock to push.

Names are loaded when they are first used; the contracts need pytest only when pytest runs them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from complaintkit.testing.channel import ChannelContract
    from complaintkit.testing.clock import FakeClock
    from complaintkit.testing.counting import grows_linearly, steps
    from complaintkit.testing.desk import DeskUnderTest, open_test_desk
    from complaintkit.testing.exchange import Exchange
    from complaintkit.testing.executor import RemedyExecutorContract
    from complaintkit.testing.notifier import NotifierContract
    from complaintkit.testing.plugin import PluginContract
    from complaintkit.testing.policy import CompensationPolicyContract
    from complaintkit.testing.polled import PolledChannelContract
    from complaintkit.testing.sample import case_view, message_spec, notification
    from complaintkit.testing.storage import StorageContract
    from complaintkit.testing.vendor import Vendor

_WHERE = {
    "channel": "ChannelContract",
    "clock": "FakeClock",
    "desk": "DeskUnderTest open_test_desk",
    "exchange": "Exchange",
    "executor": "RemedyExecutorContract",
    "notifier": "NotifierContract",
    "plugin": "PluginContract",
    "policy": "CompensationPolicyContract",
    "polled": "PolledChannelContract",
    "sample": "case_view message_spec notification",
    "counting": "grows_linearly steps",
    "storage": "StorageContract",
    "vendor": "Vendor",
}
_MODULE_OF = {name: f"complaintkit.testing.{module}" for module, names in _WHERE.items() for name in names.split()}

__all__ = [
    "ChannelContract",
    "CompensationPolicyContract",
    "DeskUnderTest",
    "Exchange",
    "FakeClock",
    "NotifierContract",
    "PluginContract",
    "PolledChannelContract",
    "RemedyExecutorContract",
    "StorageContract",
    "Vendor",
    "case_view",
    "grows_linearly",
    "message_spec",
    "notification",
    "open_test_desk",
    "steps",
]


def __getattr__(name: str) -> object:
    """Load a public name on first use."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_MODULE_OF[name]), name)
    globals()[name] = value
    return value
