"""Say first that no worker has been there for long: then nothing is sent, and nobody is warned. R18"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.cli.views.output import say

if TYPE_CHECKING:
    from complaintkit.desk import Desk
    from complaintkit.model.actor import By


def warn_of_silence(desk: Desk, by: By) -> None:
    """Warn on stderr where there was a worker and is none any more, or where something waits for one."""
    warning = desk.health(by=by).warning
    if warning is not None:
        say(warning, err=True)
