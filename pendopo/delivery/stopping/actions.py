"""Declaring a stop and lifting it; both with a reason, by those who may, and told to everybody whose work waits."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from pendopo.delivery.models import Dispatch
from pendopo.delivery.stopping.models import Stop
from pendopo.delivery.stopping.queries import in_force, seat
from pendopo.journal.actions import move, note
from pendopo.journal.actor import Actor
from pendopo.journal.machine import Said
from pendopo.people.actions import tell
from pendopo.people.models import Person
from pendopo.registry.models import Government
from pendopo.registry.queries import acting
from pendopo.registry.rules import Doing

WORKER = Actor.system("Pekerja Pendopo")
MISSED = "Jendela waktunya lewat selama penghentian darurat."


class StopRefused(Said):
    """The stop can't be declared or lifted; the sentence says why."""


@transaction.atomic
def stop(
    *, government: Government, by: Person, because: str, replies: bool = False, at: datetime | None = None
) -> Stop:
    """From now on nothing of this government leaves; what is under way at this very moment is counted and told."""
    actor, moment = _acting(government, by, at), at or timezone.now()
    if not because.strip():
        raise StopRefused("Tulis alasannya dulu: alasan ini dibaca semua orang selama penghentian berlaku.")
    under_way = Dispatch.objects.filter(account__agency__government=government, state="sending").count()
    try:
        with transaction.atomic():
            made = Stop.objects.create(
                government=government, because=because.strip()[:500], replies=replies, at=moment, by=by,
                under_way=under_way,
            )  # fmt: skip
    except IntegrityError as twice:
        raise StopRefused("Penghentian darurat sudah berlaku. Muat ulang halaman untuk melihat alasannya.") from twice
    after = {"replies": replies, "under_way": under_way}
    note(made, doing="stop.declared", by=actor, because=made.because, after=after, at=at)
    _tell_all(made, "Penghentian darurat: semua unggahan ditahan", f"{by.name}: {made.because}", "begin")
    return made


@transaction.atomic
def lift(*, government: Government, by: Person, because: str, at: datetime | None = None) -> Stop:
    """Everything may leave again; what passed its window meanwhile becomes `missed` now and is named."""
    actor, moment = _acting(government, by, at), at or timezone.now()
    held = in_force(government.pk)
    if held is None:
        raise StopRefused("Tidak ada penghentian darurat yang sedang berlaku.")
    if not because.strip():
        raise StopRefused("Tulis mengapa pengiriman boleh berjalan lagi.")
    held = Stop.objects.select_for_update().get(pk=held.pk)
    late = list(waiting(government).filter(not_after__lt=moment).select_for_update(of=("self",)))
    for row in late:
        move(row, to="missed", by=WORKER, because=MISSED, changes={"trouble": MISSED}, at=at)
    held.lifted_at, held.lifted_by, held.lifted_because = moment, by, because.strip()[:500]
    held.missed = [row.pk for row in late]
    held.save(update_fields=["lifted_at", "lifted_by", "lifted_because", "missed"])
    note(held, doing="stop.lifted", by=actor, because=held.lifted_because, after={"missed": held.missed}, at=at)
    body = (
        f"{by.name}: {held.lifted_because} Terlewat selama penghentian: {len(late)} kiriman; tidak dikirim terlambat."
    )
    _tell_all(held, "Penghentian darurat dicabut", body, "end")
    return held


def waiting(government: Government) -> QuerySet[Dispatch]:
    """What is queued from the accounts of a government."""
    rows = Dispatch.objects.filter(account__agency__government=government, state="queued")
    return rows.select_related("account__agency__government").order_by("not_before", "pk")


def _acting(government: Government, by: Person, at: datetime | None) -> Actor:
    agency = seat(government)
    if agency is None:
        raise StopRefused("Pemerintah daerah ini belum mempunyai instansi.")
    return acting(by, Doing.STOP, agency, at=at)


def _tell_all(held: Stop, subject: str, body: str, which: str) -> None:
    """Those who publish and answer for the government's accounts are told, once."""
    named = Q(appointments__decree__agency__government=held.government, appointments__decree__state="signed")
    offices = Q(offices__agency__government=held.government, offices__until=None)
    for person in Person.objects.filter(named | offices, is_active=True).distinct().order_by("pk"):
        tell(
            key=f"stop-{held.pk}-{which}-{person.pk}", person=person, subject=subject, body=body,
            link="/pesan/penghentian/",
        )  # fmt: skip
