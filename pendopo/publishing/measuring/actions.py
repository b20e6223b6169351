"""Keeping a measure: as the platform told it, or as a person read it there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from pendopo.connectors.base import Metric
from pendopo.delivery.models import Dispatch
from pendopo.journal.actions import note
from pendopo.journal.machine import Said
from pendopo.people.models import Person
from pendopo.publishing.measuring.models import Measure
from pendopo.publishing.measuring.queries import SHOWN, TYPED
from pendopo.registry.queries import acting, today
from pendopo.registry.rules import Doing

MOST = 10**12


class BadMeasure(Said):
    """The number can't be kept; the sentence says what to mend."""


def keep(dispatch: Dispatch, told: Metric, on: date, source: str, at: datetime) -> None:
    """What a platform tells of a day; told again on the same day, the later value stands."""
    Measure.objects.update_or_create(
        dispatch=dispatch, name=told.name[:40], on=on,
        defaults={
            "value": told.value, "availability": told.availability, "definition": told.definition[:300],
            "source": source[:120], "taken_at": at,
        },
    )  # fmt: skip


def whole_number(text: str, name: str) -> int:
    """A count as people type it: "1.204" or "1 204"; BadMeasure for anything else."""
    digits = "".join(part for part in text.split()).replace(".", "")
    if not digits.isascii() or not digits.isdigit() or int(digits[:20]) > MOST:
        raise BadMeasure(f"«{SHOWN.get(name, name)}»: tulis angka bulat, misalnya 1204.")
    return int(digits)


@transaction.atomic
def type_in(
    *, dispatch: Dispatch, given: Mapping[str, str], by: Person, on: date | None = None, at: datetime | None = None
) -> int:
    """Numbers that a person read on the platform, for a day (today when not given). Empty ones are left as they are."""
    actor = acting(by, Doing.RECORD, dispatch.account.agency, account=dispatch.account, at=at)
    now, here = at or timezone.now(), today(dispatch.account.agency.government, at)
    day = on or here
    if day > here:
        raise BadMeasure("Tanggalnya ada di masa depan.")
    if dispatch.state != "live" or dispatch.sent_at is None:
        raise BadMeasure("Angka hanya dicatat untuk unggahan yang sudah tayang.")
    found = {name: whole_number(text, name) for name, text in given.items() if name in TYPED and text.strip()}
    if not found:
        raise BadMeasure("Isi sedikitnya satu angka.")
    for name, value in found.items():
        told = Metric(name, value, f"Dibaca petugas di platform: {SHOWN[name]}.")
        keep(dispatch, told, day, f"dicatat {by.name}", now)
    note(dispatch, doing="dispatch.measured", by=actor, after={"on": day, **found}, at=at)
    return len(found)
