"""How often somebody may try what must not be guessed: so many times in so long, then no more for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache


@dataclass(frozen=True)
class Tries:
    """`most` tries of one kind within `window`, counted from the first."""

    what: str
    most: int
    window: timedelta

    def spent(self, who: object) -> bool:
        """No further try for now."""
        return int(cache.get(self._key(who), 0)) >= self.most

    def count(self, who: object) -> int:
        """One more; how many there were with this one."""
        if cache.add(self._key(who), 1, self.window.total_seconds()):
            return 1
        try:
            return int(cache.incr(self._key(who)))
        except ValueError:  # ran out in between
            cache.set(self._key(who), 1, self.window.total_seconds())
            return 1

    def forget(self, who: object) -> None:
        """It went well: what was tried before no longer counts."""
        cache.delete(self._key(who))

    def _key(self, who: object) -> str:
        return f"tries-{self.what}-{who}"
