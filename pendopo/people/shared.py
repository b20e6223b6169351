"""What the web processes of one server count together when there is no Redis: small files in the data folder.

Not in the database: a try must count although the act that it belonged to was rolled back, and nobody who signs in should
wait for whoever writes there. Ordinary pages never look here.
"""

from __future__ import annotations

import fcntl
import pickle
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache


class SharedFiles(FileBasedCache):
    """Django's cache in files, where two processes never count the same try as one."""

    # What Django's class has and its stubs do not tell.
    _dir: str
    _key_to_file: Callable[..., str]
    _list_cache_files: Callable[[], list[str]]
    _is_expired: Callable[[IO[bytes]], bool]
    _createdir: Callable[[], None]

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> bool:
        """True for exactly one of those who add at the same time."""
        with self._alone():
            return bool(super().add(key, value, timeout, version))

    def incr(self, key: Any, delta: int = 1, version: Any = None) -> int:
        """One more, until the same moment as before."""
        with self._alone():
            name = Path(self._key_to_file(key, version))
            try:
                with name.open("rb") as file:
                    until = pickle.load(file)  # noqa: S301  written by this program, in a folder that only it may enter
            except (FileNotFoundError, EOFError):
                until = 0
            value = self.get(key, version=version)
            if value is None:
                raise ValueError(key)
            whole = pickle.dumps(until, self.pickle_protocol)
            whole += zlib.compress(pickle.dumps(int(value) + delta, self.pickle_protocol))
            fresh = name.with_suffix(".new")
            fresh.write_bytes(whole)
            fresh.replace(name)
            return int(value) + delta

    def _cull(self) -> None:
        """What has run out goes first; only then what happens to be there."""
        names = self._list_cache_files()
        if len(names) < self._max_entries:
            return
        for name in names:
            try:
                with Path(name).open("rb") as file:
                    self._is_expired(file)
            except FileNotFoundError:
                continue
        cast(Any, super())._cull()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._createdir()
        with (Path(self._dir) / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
