"""Platforms, one to a file. `discover()` finds them: adding a platform is adding a file."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from pendopo.connectors.base import Connector


@cache
def discover() -> dict[str, type[Connector]]:
    """Every connector by its key, in the order of the keys."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    found: dict[str, type[Connector]] = {}
    waiting = list(Connector.__subclasses__())
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.__subclasses__())
        if kind.__dict__.get("key"):
            found[kind.key] = kind
    return dict(sorted(found.items()))
