"""What a platform charges for a message sent through its interface: one table, each price with its source and date.

These are estimates for the person who plans; the bill is the platform's own. What is posted by hand costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pendopo.regulation.lengths import SAME

_LINK = re.compile(r"https?://\S", re.IGNORECASE)


@dataclass(frozen=True)
class Cost:
    """The price of one message, and of one that holds a link where that differs."""

    price: Decimal
    with_link: Decimal
    source: str
    on: date
    currency: str = "USD"


COSTS: Mapping[str, Cost] = {
    "x": Cost(Decimal("0.015"), Decimal("0.20"), "daftar harga antarmuka X", date(2026, 8, 22)),
    # One template message to one receiver in Indonesia; the category "marketing" is the dearest.
    "whatsapp": Cost(
        Decimal("0.0411"), Decimal("0.0411"), "tarif templat Indonesia menurut penyalur", date(2024, 10, 1)
    ),
}


def cost_of(platform: str, texts: Sequence[str]) -> Decimal | None:
    """What it costs to send these (each by itself) there; None where nothing is charged."""
    cost = COSTS.get(SAME.get(platform, platform))
    if cost is None:
        return None
    return sum((cost.with_link if _LINK.search(text) else cost.price for text in texts), Decimal(0))


def terms_of(platform: str) -> Cost | None:
    """The row of the table, for its source and date."""
    return COSTS.get(SAME.get(platform, platform))
