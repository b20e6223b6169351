"""Large libraries that few requests need, loaded when the first one does: a web process starts sooner and smaller without.

Declared at the top of a module like an import, so that it stays plain what the module uses (and never inside a function):

    if TYPE_CHECKING:
        import openpyxl
    else:
        openpyxl = later("openpyxl")
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any


class _Later(ModuleType):
    """Stands for a module and asks it for everything; Python's own import lock sees to it that it is loaded once."""

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self.__name__), name)


def later(name: str) -> ModuleType:
    """The module of that name, not loaded before something of it is used."""
    return _Later(name)
