"""The parts of the yearly report, one to a file in the order of their names: adding a part is adding a file."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache

from pendopo.report.book import Book
from pendopo.report.document import Block

Section = Callable[[Book], list[Block]]


@cache
def sections() -> dict[str, Section]:
    """Every part by the name of its file ("a_policy"), in order."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return {name: importlib.import_module(f"{__name__}.{name}").build for name in names}
