"""What else is planned near a message: the same words told twice, or two messages at the same minute on one account."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pendopo.publishing.models import Message, Variant
from pendopo.publishing.rules import Problem, Written
from pendopo.registry.models import Agency

NEAR, CLASH = timedelta(days=30), timedelta(minutes=20)
# From this share of common words on, two texts tell the same.
ALIKE = 0.75
FEWEST_WORDS = 5
MOST = 400


@dataclass(frozen=True)
class Neighbour:
    """Another message of the time around."""

    title: str
    words: frozenset[str]
    planned_at: datetime
    accounts: frozenset[int]


def words_in(text: str) -> frozenset[str]:
    """The words of a text, links and tags left out."""
    return frozenset(re.findall(r"[^\W_]{2,}", re.sub(r"https?://\S+|[#@]\w+", " ", text.casefold())))


def neighbours_of(agency: Agency, written: Written, pk: int | None = None) -> list[Problem]:
    """Warnings, for the writer and the approver; nothing here stops a message."""
    around = Message.objects.filter(
        agency=agency, planned_at__gte=written.planned_at - NEAR, planned_at__lte=written.planned_at + NEAR
    )
    rows = list(around.exclude(state="cancelled").exclude(pk=pk or 0).order_by("-planned_at")[:MOST])
    accounts: dict[int, set[int]] = {}
    for message_id, account_id in Variant.objects.filter(message__in=rows).values_list("message_id", "account_id"):
        accounts.setdefault(message_id, set()).add(account_id)
    found = [
        Neighbour(one.title, words_in(one.text), one.planned_at, frozenset(accounts.get(one.pk, ()))) for one in rows
    ]
    return list(_warnings(written, found, agency.government.zone))


def _warnings(written: Written, others: Sequence[Neighbour], zone: str) -> Iterator[Problem]:
    mine = words_in(written.text)
    for other in others:
        when = f"{other.planned_at.astimezone(ZoneInfo(zone)):%d/%m/%Y pukul %H.%M}"
        common = other.accounts & set(written.variants)
        if common and abs(other.planned_at - written.planned_at) < CLASH:
            yield Problem("planned_at", f"Pada akun yang sama sudah ada «{other.title}», {when}. Beri jarak.", "warn")
        if len(mine) >= FEWEST_WORDS and other.words and _alike(mine, other.words) >= ALIKE:
            yield Problem("text", f"Isinya hampir sama dengan «{other.title}», {when}.", "warn")


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)
