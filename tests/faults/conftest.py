"""A platform that keeps the truth, and the world with an account on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pendopo.connectors import discover
from tests.faults.connector import offer
from tests.faults.truth import Truth, truth


@pytest.fixture
def platform(settings: pytest.FixtureRequest) -> Iterator[Truth]:
    """A running platform that the program may reach on loopback."""
    settings.ALLOW_PRIVATE_ADDRESSES = True  # type: ignore[attr-defined]
    offer()
    with truth() as running:
        yield running
    for key in ("truth", "blind"):
        discover().pop(key, None)
