"""The one desk of this process, opened when it is first needed.

Nothing is opened at import: servers such as gunicorn fork after it, and a desk refuses to be shared over a fork. Each
process opens its own, once, however many threads ask at the same moment.
"""

import atexit
import os
from pathlib import Path
from threading import Lock

from django.conf import settings

from complaintkit import Desk

_one_at_a_time = Lock()
_open: dict[tuple[int, Path], Desk] = {}


def desk() -> Desk:
    """The desk that `settings.COMPLAINTKIT` describes."""
    here = os.getpid(), Path(settings.COMPLAINTKIT)
    with _one_at_a_time:
        if here not in _open:
            _open[here] = Desk.open(config=here[1], clock=settings.COMPLAINTKIT_CLOCK)
        return _open[here]


@atexit.register
def close() -> None:
    """Let go of what this process has opened."""
    for here in [one for one in _open if one[0] == os.getpid()]:
        _open.pop(here).close()
