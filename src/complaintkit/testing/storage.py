"""What every storage has to hold, as tests for its author.

A class of tests; give it a way to open your storage:

    class TestOurs(StorageContract):
        def open(self, folder: Path) -> Storage:
            return OurStorage().open(f"ours:///{folder}/desk.db")

`open` is called several times with one folder: each time it opens the same database, as another process would.
"""

from __future__ import annotations

from complaintkit.testing._storage_backup import BackupRules
from complaintkit.testing._storage_bulk import BulkRules, PageRules
from complaintkit.testing._storage_case import CaseRules
from complaintkit.testing._storage_key import KeyRules
from complaintkit.testing._storage_list import ListRules
from complaintkit.testing._storage_member import MemberRules
from complaintkit.testing._storage_money import MoneyRules
from complaintkit.testing._storage_owed import OwedRules
from complaintkit.testing._storage_person import PersonRules
from complaintkit.testing._storage_race import RaceRules
from complaintkit.testing._storage_rest import RestRules
from complaintkit.testing._storage_rewrite import RewriteRules
from complaintkit.testing._storage_sending import SendingRules
from complaintkit.testing._storage_survey import SurveyRules
from complaintkit.testing._storage_task import TaskRules
from complaintkit.testing._storage_transaction import TransactionRules
from complaintkit.testing._storage_whole import WholeRules

__all__ = ["StorageContract"]


class StorageContract(
    TransactionRules,
    CaseRules,
    OwedRules,
    ListRules,
    SendingRules,
    PersonRules,
    RestRules,
    RaceRules,
    TaskRules,
    SurveyRules,
    KeyRules,
    WholeRules,
    MemberRules,
    RewriteRules,
    MoneyRules,
    BackupRules,
    BulkRules,
    PageRules,
):
    """The rules of `complaintkit.ports.storage`, one test each. Override `open`."""
