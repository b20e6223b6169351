"""Who acts: the person with the office and decree that gave the right at that moment, or the program itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """`id` is the person's id as text, "" for the program; office and decree are as they stood when the thing was done."""

    id: str
    name: str
    office: str = ""
    decree: str = ""

    @classmethod
    def system(cls, name: str = "Pendopo") -> Actor:
        """The program itself (the worker, a platform's own event)."""
        return cls(id="", name=name)


@dataclass(frozen=True)
class Place:
    """Where a thing belongs: which chain it is written in (a government's key), its zone, and its agency (None: all)."""

    chain: str
    zone: str
    agency_id: int | None = None
