"""Files are kept together with the rows that name them: what is rolled back leaves no file behind."""

from __future__ import annotations

import weakref
from collections.abc import Callable

from django.core.files import File
from django.core.files.storage import FileSystemStorage
from django.db import connection, transaction


class _Undo:
    """Django tells of a commit by calling this, and of a rollback only by letting go of it: then `remove` is called."""

    def __init__(self, remove: Callable[[], None]) -> None:
        self._when_dropped = weakref.finalize(self, remove)

    def __call__(self) -> None:
        self._when_dropped.detach()


class WithItsRow(FileSystemStorage):
    """A folder of files, each of which goes again when the transaction (or savepoint) around its saving is rolled back.

    Only a process that is killed between the two leaves a file that no row names.
    """

    def _save(self, name: str, content: File[bytes]) -> str:
        kept: str = super()._save(name, content)  # type: ignore[misc]
        transaction.on_commit(_Undo(lambda: self.delete(kept)))
        if connection.in_atomic_block:
            # First of all hooks: one before it that fails would let go of it too.
            connection.run_on_commit.insert(0, connection.run_on_commit.pop())
        return kept
