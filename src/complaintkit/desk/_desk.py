"""Desk: takes complaints in, knows who is responsible at every moment, holds the deadlines, and can prove what happened."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from typing import TYPE_CHECKING, Self

from complaintkit.decision.tables.verb import declared
from complaintkit.desk.customer.door import CustomerVerbs
from complaintkit.desk.customer.standing import StandingVerbs
from complaintkit.desk.verbs.authority import AuthorityVerbs
from complaintkit.desk.verbs.channels import ChannelVerbs
from complaintkit.desk.verbs.closing import ClosingVerbs
from complaintkit.desk.verbs.compensation import CompensationVerbs
from complaintkit.desk.verbs.handover import HandoverVerbs
from complaintkit.desk.verbs.history import HistoryVerbs
from complaintkit.desk.verbs.intake import IntakeVerbs
from complaintkit.desk.verbs.nouns import Nouns
from complaintkit.desk.verbs.privacy import PrivacyVerbs
from complaintkit.desk.verbs.reporting import ReportVerbs
from complaintkit.desk.verbs.staffing import StaffVerbs
from complaintkit.desk.verbs.work import WorkVerbs
from complaintkit.desk.verbs.working import WorkingVerbs

if TYPE_CHECKING:
    from types import TracebackType

    from complaintkit.hooks.plugin import Plugin
    from complaintkit.ports.clock import Clock


@declared()
class Desk(
    IntakeVerbs,
    ChannelVerbs,
    WorkVerbs,
    HandoverVerbs,
    ClosingVerbs,
    AuthorityVerbs,
    CustomerVerbs,
    StandingVerbs,
    CompensationVerbs,
    HistoryVerbs,
    ReportVerbs,
    PrivacyVerbs,
    StaffVerbs,
    Nouns,
    WorkingVerbs,
):
    """The one door to complaints. Thread-safe; not to be shared over a fork (it refuses).

    >>> from complaintkit import Customer, Desk
    >>> with Desk.open(f"sqlite:///{tmp}/desk.db", playbook="canteen-delivery", organisation=organisation) as desk:
    ...     case = desk.receive(
    ...         "The rice smells sour.",
    ...         by="chen",
    ...         channel="hotline",
    ...         category="food/sensory",
    ...         customer=Customer(name="Wang Fang", phone="13800138000"),
    ...     )
    ...     case.owner
    'chen'
    """

    @classmethod
    def open(
        cls,
        database: str | None = None,
        *,
        playbook: str | PathLike[str] | None = None,
        organisation: PathLike[str] | None = None,
        plugins: Sequence[Plugin] = (),
        config: PathLike[str] | None = None,
        clock: Clock | None = None,
        key: bytes | PathLike[str] | None = None,
    ) -> Self:
        """Open a desk: on a database URL, or by a `complaintkit.toml` (./complaintkit.toml where nothing is given).

        A new file is created. `playbook` is the name of an installed playbook (a str) or a file (a Path); like
        `organisation` it need not be given again where the database has it. `plugins` are instances beside those that the
        configuration names.

        Args:
            database: a URL: `sqlite:///desk.db`.
            playbook: the name of an installed one, or the path of a file.
            organisation: the path of the organisation file.
            plugins: instances, beside those that the configuration names.
            config: the path of a `complaintkit.toml`.
            clock: the time; the system's where none is given.
            key: the master key of the database: 32 bytes, or the path of a key file; else what the configuration names. A new
                SQLite file with neither gets a key file beside it, `desk.db.key`.

        Raises:
            ConfigurationError: something is missing or does not fit; names it, and what to do.
            StorageError: the database can't be opened.
        """
        from complaintkit.desk._opening import open_desk

        return cls(
            open_desk(
                database,
                playbook=playbook,
                organisation=organisation,
                plugins=plugins,
                config=config,
                clock=clock,
                key=key,
            )
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End its workers, then let go of the database and the plugins."""
        self._stop_working()
        self._opened.close()
