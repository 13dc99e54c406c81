"""Faults: which of them concern one case or one entry, and which the storage itself."""

from __future__ import annotations

from complaintkit.model.errors import DamagedError, NotFound, StorageError


def is_of_storage(error: BaseException) -> bool:
    """Tell if nothing else can be done either; what is gone, or damaged, is one thing among others.

    >>> (
    ...     is_of_storage(StorageError(reason="the disk is full")),
    ...     is_of_storage(DamagedError(reason="a row can't be read")),
    ... )
    (True, False)
    """
    return isinstance(error, StorageError) and not isinstance(error, NotFound | DamagedError)
