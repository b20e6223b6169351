"""What a process has loaded stays with it to its end; Python need not look through it again and again for what could go."""

from __future__ import annotations

import gc


def keep() -> None:
    """Take all that is there by now out of that search, once what a process needs is loaded: a look through it is a tenth
    of a second in which nobody is answered and nothing taken in (a sixth of the time that five thousand items take)."""
    gc.collect()
    gc.freeze()
